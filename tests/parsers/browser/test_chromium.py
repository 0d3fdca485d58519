from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Download, Gap, Row, Seen, WebVisit
from parsers.browser.chromium import downloads, product, transition, visits

BEFORE_1970 = 11_644_473_600
HISTORY = f"""
CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT, title TEXT);
CREATE TABLE visits (id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER, transition INTEGER);
CREATE TABLE downloads (id INTEGER PRIMARY KEY, current_path TEXT, target_path TEXT, start_time INTEGER, received_bytes INTEGER, total_bytes INTEGER, state INTEGER);
CREATE TABLE downloads_url_chains (id INTEGER, chain_index INTEGER, url TEXT, PRIMARY KEY (id, chain_index));
INSERT INTO urls VALUES (1, 'https://example.com/', '例子'), (2, 'https://example.org/', NULL);
INSERT INTO visits VALUES (3, 1, {(BEFORE_1970 + 1709622252) * 10**6 + 123456}, 0x30000001), (4, 2, 0, 0), (5, 99, {(BEFORE_1970 + 1) * 10**6}, 77);
INSERT INTO downloads VALUES (1, '/tmp/a.crdownload', '/tmp/a.zip', {(BEFORE_1970 + 1709622252) * 10**6}, 10, 99, 1), (2, '', '', 0, 7, 0, 4), (3, '', '', 0, 7, 0, 9);
INSERT INTO downloads_url_chains VALUES (1, 0, 'https://example.com/go'), (1, 1, 'https://example.com/a.zip');
"""
DAMAGES = st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=64))


def test_visits_have_their_page_and_how_it_was_come_to(entry, parse, database):
    found = parse(visits, entry(database(HISTORY), "/Users/x/AppData/Local/Google/Chrome/User Data/Profile 1/History"))
    first, second, orphan = (one for one in found if isinstance(one, WebVisit))
    assert (first.url, first.title, str(first.time), first.transition) == (
        "https://example.com/",
        "例子",
        "2024-03-05T07:04:12.123456Z",
        "typed",
    )
    assert (first.browser, first.profile, first.locus.place) == ("Chrome", "Profile 1", Row("visits", 3))
    assert (second.time, second.title, second.transition) == (None, None, "link")
    assert (orphan.url, orphan.transition, str(orphan.time)) == ("", "77", "1970-01-01T00:00:01.000000Z")
    assert [one.params for one in found if isinstance(one, Gap)] == [{"field": "visits.url", "raw": "99"}]


def test_downloads_have_the_last_address_of_their_chain(entry, parse, database):
    first, second, odd = (one for one in parse(downloads, entry(database(HISTORY))) if isinstance(one, Download))
    assert (first.url, first.target, first.size, first.state, str(first.time)) == (
        "https://example.com/a.zip", "/tmp/a.zip", 99, "complete", "2024-03-05T07:04:12.000000Z",
    )  # fmt: skip
    assert (second.url, second.time, second.size, second.state, odd.state) == (None, None, 7, "interrupted", "9")


def test_times_out_of_range_keep_the_row(entry, parse, database):
    found = parse(
        visits,
        entry(database(HISTORY + "UPDATE visits SET visit_time = 9e18 WHERE id = 3; UPDATE visits SET visit_time = 'x' WHERE id = 4;")),
    )
    assert [one.time for one in found if isinstance(one, WebVisit)][:2] == [None, None]
    assert [one.params["raw"] for one in found if isinstance(one, Gap)][:2] == ["9000000000000000000", "x"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/AppData/Roaming/360se6/User Data/Default/History", ("360 Secure Browser", "Default")),
        ("/AppData/Local/360ChromeX/Chrome/User Data/Default/History", ("360 Extreme Browser", "Default")),
        ("/AppData/Local/Tencent/QQBrowser/User Data/Default/History", ("QQ Browser", "Default")),
        ("/AppData/Local/Microsoft/Edge/User Data/Profile 2/History", ("Edge", "Profile 2")),
        ("/home/x/.config/google-chrome/Default/History", ("Chrome", "Default")),
        ("/data/data/com.android.chrome/app_chrome/Default/History", ("Chrome", "Default")),
        ("/AppData/Roaming/Opera Software/Opera Stable/History", ("Opera", "Opera Stable")),
        ("/exhibit/History", (None, None)),
        ("History", (None, None)),
    ],
)
def test_the_folders_tell_the_product(path, told):
    assert product(path) == told


def test_transitions_have_the_names_of_the_source():
    assert [transition(n) for n in (0, 0x10000006, 8, 10, 11, None)] == ["link", "auto_toplevel", "reload", "keyword_generated", "11", None]


FOLDER = "images/artifacts/chrome"
NAMES = [
    "chromium-history-win.sqlite", "hindsight_01_History", "hindsight_20_History", "iped_historyChrome", "plaso_History-57.0.2987.133", "plaso_History-59.0.3071.86",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_real_histories_agree_with_sqlite_row_by_row(entry, parse, corpus, name):
    path = corpus / FOLDER / name
    given = entry(path.read_bytes())
    assert visits.claims(given)
    assert downloads.claims(given)
    with closing(sqlite3.connect(path.as_uri() + "?immutable=1", uri=True)) as db:
        rows = db.execute("SELECT v.id, v.visit_time, u.url, u.title FROM visits v JOIN urls u ON u.id = v.url ORDER BY v.id").fetchall()
        count = db.execute("SELECT count(*) FROM downloads").fetchone()[0]
    read = [one for one in parse(visits, given) if isinstance(one, WebVisit)]
    assert [(one.locus.place.rowid, one.time.micros + BEFORE_1970 * 10**6, one.url, one.title) for one in read] == rows
    got = [one for one in parse(downloads, given) if isinstance(one, Download)]
    assert len(got) == count
    assert all(one.url and one.target and one.time and one.state == "complete" for one in got)


def test_the_old_download_table_counts_seconds(entry, parse, corpus):
    found = [one for one in parse(downloads, entry((corpus / FOLDER / "hindsight_01_History").read_bytes())) if isinstance(one, Download)]
    assert [(str(one.time), one.target, one.size) for one in found][-1] == (
        "2013-06-05T04:30:54Z",
        "C:\\Users\\Ryan\\Desktop\\ssd.jpg",
        1362789,
    )


def test_the_database_of_cookies_is_not_claimed(entry, corpus):
    given = entry((corpus / FOLDER / "Cookies-68.0.3440.106").read_bytes())
    assert not visits.claims(given)
    assert not downloads.claims(given)


def test_hostile_databases_are_bounded(entry, parse, corpus):
    for path in sorted((corpus / "hostile/handmade").glob("sqlite_*.db")):
        given = entry(path.read_bytes(), siblings={"file-wal": b"garbage"})
        assert not visits.claims(given)
        parse(visits, given)


@settings(max_examples=25, deadline=None)
@given(DAMAGES)
@pytest.mark.parametrize("parser", [visits, downloads])
def test_any_damage_gives_records_and_gaps(entry, tmp_path_factory, parser, damage):
    path = tmp_path_factory.mktemp("damaged") / "x.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(HISTORY)
    data, (at, bytes_) = path.read_bytes(), damage
    list(parser.parse(entry(data[:at] + bytes_ + data[at + len(bytes_) :])))


def test_an_empty_history_was_looked_at(entry, parse, database):
    assert parse(visits, entry(database(HISTORY + "DELETE FROM visits"))) == [Seen(0)]

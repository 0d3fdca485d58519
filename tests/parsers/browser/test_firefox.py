from __future__ import annotations

import pytest

from evidence_desk.api import Download, Gap, Row, WebVisit
from parsers.browser.firefox import downloads, old_downloads, visits

PLACES = """
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT, title TEXT);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, place_id INTEGER, visit_date INTEGER, visit_type INTEGER);
CREATE TABLE moz_anno_attributes (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE moz_annos (id INTEGER PRIMARY KEY, place_id INTEGER, anno_attribute_id INTEGER, content TEXT, dateAdded INTEGER);
INSERT INTO moz_places VALUES (1, 'https://example.com/', '例子'), (2, 'https://example.com/a.zip', NULL);
INSERT INTO moz_historyvisits VALUES (5, 1, 1709622252123456, 2), (6, 2, 1709622260000000, 7), (7, 99, NULL, 42);
INSERT INTO moz_anno_attributes VALUES (3, 'downloads/destinationFileURI'), (4, 'downloads/metaData'), (5, 'other');
INSERT INTO moz_annos VALUES (1, 2, 3, 'file:///tmp/a.zip', 1709622260000000), (2, 2, 4, '{"state":1,"endTime":1709622261000,"fileSize":99}', 0),
    (3, 1, 5, 'x', 0), (4, 1, 3, 'file:///tmp/b.zip', 1709622270000000);
"""
OLD = """
CREATE TABLE moz_downloads (id INTEGER PRIMARY KEY, name TEXT, source TEXT, target TEXT, startTime INTEGER, endTime INTEGER, state INTEGER, currBytes INTEGER, maxBytes INTEGER);
INSERT INTO moz_downloads VALUES (1, 'a', 'https://example.com/a', 'file:///a', 1709622252123456, 0, 3, 5, -1);
"""


def test_visits_have_their_page_and_how_it_was_come_to(entry, parse, database):
    found = parse(visits, entry(database(PLACES), "/Profiles/abc.default/places.sqlite"))
    first, second, orphan = (one for one in found if isinstance(one, WebVisit))
    assert (first.url, first.title, str(first.time), first.transition) == (
        "https://example.com/",
        "例子",
        "2024-03-05T07:04:12.123456Z",
        "typed",
    )
    assert (first.browser, first.profile, first.locus.place) == ("Firefox", "abc.default", Row("moz_historyvisits", 5))
    assert (second.transition, orphan.transition, orphan.url, orphan.time) == ("download", "42", "", None)
    assert [one.code for one in found if isinstance(one, Gap)] == ["reference-missing"]


def test_downloads_are_pairs_of_annotations(entry, parse, database):
    first, second = (one for one in parse(downloads, entry(database(PLACES))) if isinstance(one, Download))
    assert (first.url, first.target, first.size, first.state) == ("https://example.com/a.zip", "file:///tmp/a.zip", 99, "complete")
    assert (second.target, second.size, second.state) == ("file:///tmp/b.zip", None, None)


@pytest.mark.parametrize("content", ["{", '{"state": "x"}', '{"fileSize": 1e400}', "[]"])
def test_metadata_that_is_none_costs_only_itself(entry, parse, database, content):
    found = parse(downloads, entry(database(PLACES + f"UPDATE moz_annos SET content = '{content}' WHERE id = 2;")))
    assert [one.size for one in found if isinstance(one, Download)] == [None, None]
    assert [one.params["field"] for one in found if isinstance(one, Gap)] == ["downloads/metaData"]


def test_downloads_of_old_versions_have_a_table_of_their_own(entry, parse, database):
    (one,) = (one for one in parse(old_downloads, entry(database(OLD))) if isinstance(one, Download))
    assert (one.url, one.target, one.size, one.state, str(one.time)) == (
        "https://example.com/a", "file:///a", 5, "cancelled", "2024-03-05T07:04:12.123456Z",
    )  # fmt: skip


def test_real_databases_have_their_rows(entry, parse, corpus):
    folder = corpus / "images/artifacts/firefox"
    places, old = entry((folder / "places.sqlite").read_bytes()), entry((folder / "downloads.sqlite").read_bytes())
    assert [parser.name for parser in (visits, downloads, old_downloads) if parser.claims(places)] == ["firefox.visit", "firefox.download"]
    assert [parser.name for parser in (visits, downloads, old_downloads) if parser.claims(old)] == ["firefox.old-download"]
    (visit,) = (one for one in parse(visits, places) if isinstance(one, WebVisit))
    assert (visit.url, visit.title, str(visit.time), visit.transition) == (
        "http://news.google.com/",
        "Google News",
        "2011-07-01T11:16:21.371935Z",
        "typed",
    )
    (download,) = (one for one in parse(old_downloads, old) if isinstance(one, Download))
    assert (str(download.time), download.size, download.state) == ("2013-07-18T18:59:59.312000Z", 15974599, "complete")

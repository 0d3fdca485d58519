from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_desk.api import (
    UNIX,
    Call,
    Extent,
    Gap,
    Instant,
    Line,
    Locus,
    OpenEntry,
    Pointer,
    Query,
    Records,
    Remnant,
    Row,
    Seen,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from evidence_desk.source.sqlcipher import Keys


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


class Around:
    evidence = 4
    zone_basis = "case"
    keys = Keys(())

    def __init__(self, zone: str | None = None, files: Mapping[str, bytes] = {}) -> None:
        self.zone = ZoneInfo(zone) if zone else None
        self.files = files

    def sibling(self, path: str, name: str) -> OpenEntry | None:
        return OpenEntry(2, name, Bytes(self.files[name]), self) if name in self.files else None


def entry(data: bytes = b"", path: str = "/a/b.db", around: Around | None = None, mime: str | None = None) -> OpenEntry:
    return OpenEntry(7, path, Bytes(data), around or Around(), mime=mime, sha256="ab")


def made(path: Path, script: str, wal: bool = False) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    return path.read_bytes()


@parser(
    "test",
    version=1,
    paths=("*/A/*.DB",),
    mimes=("application/*",),
    sniff=lambda head: head.startswith(b"SQLite"),
    needs={"Call": {"Number"}},
)
def calls(entry: OpenEntry) -> Records:
    """Calls.

    More of it.
    """
    yield from entry.records(CALLS, call)


CALLS = Query("call", {"call": "number date"}, "SELECT call.rowid, number, date FROM call")


def call(row: Stored, locus: Locus) -> Iterator[Call | Gap]:
    time = yield from moment("date", row["date"], Instant.since_1970, locus)
    yield Call(locus=locus, time=time, number=text(row["number"]), duration=whole(row["number"]))


def test_a_parser_claims_what_meets_all_its_conditions(tmp_path):
    data = made(tmp_path / "x", "CREATE TABLE call (number, date)")
    assert calls.about == "Calls."
    assert calls.claims(entry(data, mime="application/x-sqlite3"))
    assert not calls.claims(entry(data, "/c/b.db", mime="application/x-sqlite3"))
    assert not calls.claims(entry(data, mime="text/plain"))
    assert not calls.claims(entry(data))
    assert not calls.claims(entry(b"SQLite", mime="application/x-sqlite3"))
    assert not calls.claims(entry(made(tmp_path / "y", "CREATE TABLE call (date)"), mime="application/x-sqlite3"))
    assert not calls.claims(entry(made(tmp_path / "z", "CREATE VIEW call AS SELECT 1 AS number, 2 AS date"), mime="application/x-sqlite3"))


def test_records_count_the_table_and_one_bad_row_costs_only_itself(tmp_path):
    data = made(tmp_path / "x", "CREATE TABLE call (number, date); INSERT INTO call VALUES (1, 2), ('x', 3), (4, 9e17), (5, NULL);")
    assert list(calls.parse(entry(data))) == [
        Seen(4),
        Call(locus=Locus(4, 7, "/a/b.db", "ab", Row("call", 1)), time=Instant(2), number="1", duration=1),
        Gap("row-undecodable", {"row": 2, "detail": "no whole number: 'x'"}, place=Row("call", 2), rows=1),
        Gap("value-out-of-range", {"field": "date", "raw": "9e+17"}, place=Row("call", 3)),
        Call(locus=Locus(4, 7, "/a/b.db", "ab", Row("call", 3)), time=None, number="4", duration=4),
        Call(locus=Locus(4, 7, "/a/b.db", "ab", Row("call", 4)), time=None, number="5", duration=5),
    ]


def test_a_bad_page_costs_no_more_than_the_rows_on_it(tmp_path):
    rows = ", ".join(f"({n}, '{'x' * 400}')" for n in range(200))
    data = bytearray(
        made(tmp_path / "x", f"PRAGMA page_size = 1024; CREATE TABLE call (date, number); INSERT INTO call (date, number) VALUES {rows};")
    )
    middle = len(data) // 2 // 1024 * 1024
    data[middle : middle + 1024] = b"\xee" * 1024
    query = Query("call", {"call": "number date"}, "SELECT call.rowid, date FROM call")

    def read(row: Stored, locus: Locus) -> Iterator[Call]:
        yield Call(locus=locus, time=None, number=None)

    found = list(entry(bytes(data)).records(query, read))
    kept = [one.locus.place.rowid for one in found if isinstance(one, Call)]
    assert [one.code for one in found if isinstance(one, Gap) and one.severity != "info"] == ["database-damaged"]
    assert len(kept) == len(set(kept)) > 190
    assert {1, 200} <= set(kept)


def test_places_and_neighbours_of_an_entry():
    one = entry(b"0123456789", around=Around(files={"x.txt": b"beside"}))
    assert (one.name, one.head, one.size) == ("b.db", b"0123456789", 10)
    assert [one.extent(1, 2).place, one.row("t", 3).place, one.pointer("/a").place, one.at(Line(4)).place] == [
        Extent(1, 2),
        Row("t", 3),
        Pointer("/a"),
        Line(4),
    ]
    neighbour = one.sibling("x.txt")
    assert neighbour is not None
    assert neighbour.open().read() == b"beside"
    assert one.sibling("y.txt") is None
    with one.open() as file:
        file.seek(-3, 2)
        assert (file.read(2), file.tell()) == (b"78", 9)


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Asia/Shanghai", "2024-03-05T15:04:05.250000", "2024-03-05T07:04:05.250Z"),
        ("Europe/Berlin", "2024-03-31T01:59:59", "2024-03-31T00:59:59.000Z"),
        ("Europe/Berlin", "2024-03-31T02:30:00", None),
        ("Europe/Berlin", "2024-03-31T03:00:00", "2024-03-31T01:00:00.000Z"),
        ("Europe/Berlin", "2024-10-27T02:30:00", None),
        ("Europe/Berlin", "2024-10-27T03:00:00", "2024-10-27T02:00:00.000Z"),
        ("Asia/Shanghai", "0001-01-01T00:00:00", None),
        ("America/New_York", "9999-12-31T23:59:59", None),
        (None, "2024-03-05T15:04:05", None),
    ],
)
def test_wall_times_are_converted_by_the_stated_zone_or_not_at_all(zone, wall, utc):
    one = entry(around=Around(zone))
    for _ in range(2):
        time, basis = one.local(datetime.fromisoformat(wall), 3)
        assert (str(time) if time else None, basis) == (utc, "case" if utc else "unknown")


@given(
    st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")),
    st.sampled_from(["Asia/Shanghai", "America/St_Johns", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_the_day_that_is_remembered_gives_what_the_zone_gives(wall, zone):
    one = entry(around=Around(zone))
    one.local(wall.replace(hour=0))
    time, _ = one.local(wall)
    offsets = {wall.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) == 1:
        assert time is not None
        assert time.micros == (wall - UNIX - offsets.pop()) // timedelta(microseconds=1)
    else:
        assert time is None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, None),
        ("x\ud800", "x\ufffd"),
        ("\ud83d\ude06", "😆"),
        (b"\xff\x41", "\ufffdA"),
        (5, "5"),
        (1.5, "1.5"),
        ([], ValueError),
        ({}, ValueError),
    ],
)
def test_text_is_what_can_be_stored(value, read):
    if read is ValueError:
        with pytest.raises(ValueError):
            text(value)
    else:
        assert text(value) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, None), (5, 5), (5.0, 5), ("-12", -12), (2**63 - 1, 2**63 - 1), (2**63, ValueError), (10**400, ValueError), (1.5, ValueError),
        (float("nan"), ValueError), (float("inf"), ValueError), ("1_0", ValueError), ("٥", ValueError), ("", ValueError), (True, ValueError),
        (b"5", ValueError), ([], ValueError), ("9" * 5000, ValueError),
    ],
)  # fmt: skip
def test_whole_is_a_number_of_64_bits(value, read):
    if read is ValueError:
        with pytest.raises(ValueError):
            whole(value)
    else:
        assert whole(value) == read


@given(st.text(st.characters()))
def test_clean_text_can_be_written(value):
    assert clean(value).encode().decode() == clean(value)


@pytest.mark.parametrize("beside", [False, True])
def test_a_transaction_of_several_databases_counts_as_not_finished_while_their_common_file_is_there(tmp_path, beside):
    path = tmp_path / "x"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("CREATE TABLE call (number, date, filler)")
        db.executemany("INSERT INTO call VALUES (1, 2, ?)", [("x" * 200,)] * 200)
        for statement in ("PRAGMA cache_size=1", "BEGIN", "UPDATE call SET number = 2"):
            db.execute(statement)
        journal = Path(f"{path}-journal").read_bytes()
        db.execute("COMMIT")
    name = b"/data/data/app/databases/all-mj77"
    tail = (0x40000000 // 4096 + 1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + journal[:8]
    files = {"b.db-journal": journal + tail} | ({"all-mj77": b"x"} if beside else {})
    parsed = list(calls.parse(entry(path.read_bytes(), around=Around(files=files))))
    found = {one.number for one in parsed if isinstance(one, Call) and not isinstance(one.locus.place, Remnant)}
    assert "1" in found if beside else found == {"2"}
    assert ("journal-applied" if beside else "journal-unapplied") in [one.code for one in parsed if isinstance(one, Gap)]


def test_a_deleted_row_that_the_journal_keeps_says_where_in_it_its_bytes_lie(tmp_path):
    path = tmp_path / "x"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in (
            "PRAGMA secure_delete=1",
            "PRAGMA journal_mode=PERSIST",
            "CREATE TABLE call (number TEXT NOT NULL, date INTEGER NOT NULL)",
        ):
            db.execute(statement).fetchall()
        db.executemany("INSERT INTO call VALUES (?, ?)", [(f"1380013{n:04}", 1_700_000_000 + n) for n in range(500)])
        db.execute("DELETE FROM call WHERE rowid BETWEEN 100 AND 300")
        journal = Path(f"{path}-journal").read_bytes()
    found = [one for one in calls.parse(entry(path.read_bytes(), around=Around(files={"b.db-journal": journal}))) if isinstance(one, Call)]
    gone = [one for one in found if isinstance(one.locus.place, Remnant)]
    assert len(gone) == 201 and len(found) == 500
    place = gone[0].locus.place
    assert (place.origin, place.state, place.log) == ("journal", "deleted", "/a/b.db-journal")
    assert gone[0].number.encode() in journal[place.offset : place.offset + place.length]

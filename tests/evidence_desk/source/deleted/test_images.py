"""Rollback journals that SQLite itself writes here: what they keep of deleted rows, and what the database is while a transaction is open."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.source.deleted import images
from evidence_desk.source.deleted.rows import DeletedRows
from evidence_desk.source.sqlite import Database, Query

PAGE = 1024
MESSAGE = Query("message", {"message": "_id time body"}, "SELECT message.rowid, _id, time, body FROM message")
SCHEMA = "CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, body TEXT)"
KILLED = """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA secure_delete=1")
db.execute("PRAGMA cache_size=2")
db.execute("BEGIN")
for statement in sys.argv[2:]:
    db.execute(statement)
print("ready", flush=True)
time.sleep(60)
"""


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


Files = tuple[bytes, bytes]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[..., sqlite3.Connection]]:
    """A database whose app overwrites what it deletes: only its journal keeps it."""
    opened: list[sqlite3.Connection] = []

    def make(*pragmas: str, rows: int = 200) -> sqlite3.Connection:
        db = sqlite3.connect(tmp_path / "made.db", isolation_level=None)
        opened.append(db)
        for one in (f"page_size={PAGE}", "secure_delete=1", *pragmas):
            db.execute(f"PRAGMA {one}").fetchall()
        db.execute(SCHEMA)
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO message (time, body) VALUES (?, ?)", [(1_700_000_000 + n, f"第 {n} 条 " + "字" * (n % 40)) for n in range(rows)]
        )
        db.execute("COMMIT")
        return db

    yield make
    for one in opened:
        one.close()


def files(folder: Path) -> Files:
    return (folder / "made.db").read_bytes(), (folder / "made.db-journal").read_bytes()


def look(found: Files, applied: bool = True) -> tuple[DeletedRows, list[tuple]]:
    """What was recovered, each as (number, time, body); the gaps are those of the whole."""
    data, journal = Bytes(found[0]), Bytes(found[1])
    deleted = DeletedRows(Database(data, None, journal if applied else None), data, None, journal, lambda: None, applied)
    if not deleted.of(MESSAGE).rows:
        return deleted, []
    with deleted.read(MESSAGE) as (count, rows):
        recovered = [tuple(row)[1:] for row in rows]
        assert count == len(recovered)
    return deleted, recovered


def ever(number: int) -> tuple[int, int, str]:
    return number + 1, 1_700_000_000 + number, f"第 {number} 条 " + "字" * (number % 40)


def test_a_journal_that_was_left_keeps_the_rows_of_before_the_last_transaction(made: Callable, tmp_path: Path) -> None:
    db = made("journal_mode=PERSIST")
    db.execute("DELETE FROM message WHERE _id BETWEEN 20 AND 90")
    data, journal = files(tmp_path)
    assert journal[:28] == bytes(28), "its header is gone"
    deleted, recovered = look((data, journal))
    assert sorted(recovered) == [ever(n) for n in range(19, 90)]
    assert [gap.code for gap in deleted.gaps("x")] == []
    for row in deleted.of(MESSAGE).rows:
        remains = row.remains
        assert (row.state, remains.origin, remains.beside) == ("deleted", "journal", "-journal")
        assert ever(remains.rowid - 1)[2].encode() in journal[remains.at : remains.at + remains.length], "another tool finds it there"


def test_behind_a_short_transaction_the_pages_of_a_longer_one_are_found_still(made: Callable, tmp_path: Path) -> None:
    db = made("journal_mode=PERSIST")
    db.execute("DELETE FROM message WHERE _id > 100")
    db.execute("UPDATE message SET body = '改' WHERE _id IN (1, 60)")
    deleted, recovered = look(files(tmp_path))
    before = {ever(n)[1:] for n in range(200)}
    gone = {row[1:] for row in recovered if row[1] >= 1_700_000_100}
    assert gone < before and len(gone) > 50
    assert {row[1:] for row in recovered if row[1] < 1_700_000_100} == {ever(0)[1:], ever(59)[1:]}, "what they said before"
    assert {row.state for row in deleted.of(MESSAGE).rows} == {"deleted", "earlier"}


def test_nothing_is_told_of_one_page_alone(made: Callable, tmp_path: Path) -> None:
    db = made("journal_mode=PERSIST", rows=3)
    db.execute("DELETE FROM message WHERE _id = 2")
    data, journal = files(tmp_path)
    one = (data, journal[: 512 + PAGE + 8])
    _, recovered = look(one)
    assert recovered == []


def test_segments_of_a_transaction_that_was_larger_than_the_cache(made: Callable, tmp_path: Path) -> None:
    db = made("journal_mode=PERSIST", "cache_size=3", rows=600)
    db.execute("DELETE FROM message WHERE _id % 2 = 0")
    data, journal = files(tmp_path)
    assert journal.count(images.MAGIC) > 0, "segments behind the first have their headers still"
    _, recovered = look((data, journal))
    assert set(recovered) < {ever(n) for n in range(1, 600, 2)} and len(recovered) > 280, (
        "all but those of the first page, which stands alone"
    )


def killed(folder: Path, *statements: str) -> Files:
    """The files as they lie there after the app was killed in the middle of a transaction."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder / "made.db"), *statements], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline().strip() == b"ready"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    return files(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_transaction_that_was_killed_is_taken_back_and_what_was_deleted_before_it_is_found(made: Callable, tmp_path: Path) -> None:
    db = made("secure_delete=0")
    db.execute("DELETE FROM message WHERE _id BETWEEN 20 AND 25")
    db.close()
    found = killed(tmp_path, "UPDATE message SET body = '从未提交' || _id", "DELETE FROM message WHERE _id > 100")
    assert found[1].startswith(images.MAGIC)
    kept = images.read(Bytes(found[1]), PAGE, True, lambda: None)
    assert kept is not None and kept.now
    deleted, recovered = look(found)
    assert [gap.code for gap in deleted.gaps("x")][:1] == ["journal-applied"]
    assert {row[1:] for row in recovered} == {ever(n)[1:] for n in range(19, 25)}, "nothing that was never committed"
    assert {row.remains.beside for row in deleted.of(MESSAGE).rows} == {"-journal"}
    with Database(Bytes(found[0]), None, Bytes(found[1])).opened() as now:
        assert now.execute("SELECT count(*), max(body LIKE '从未%') FROM message").fetchone()[:] == (194, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_pages_that_sqlite_puts_back_are_those_that_are_read(made: Callable, tmp_path: Path) -> None:
    made(rows=800).close()
    data, journal = killed(
        tmp_path, "UPDATE message SET body = body || _id", "INSERT INTO message (time, body) SELECT time, body FROM message"
    )
    kept = images.read(Bytes(journal), PAGE, True, lambda: None)
    assert kept is not None and len(kept.now) > 20
    database = Database(Bytes(data), None, Bytes(journal))
    assert "message" in database.tables
    assert all(database.page(number, PAGE) == journal[at : at + PAGE] for number, at in kept.now.items())
    assert database.page(kept.pages + 1, PAGE) == b"", "and what was added is gone"


def test_a_journal_that_does_not_count_has_earlier_pages(made: Callable, tmp_path: Path) -> None:
    """Of a transaction of several databases, whose common file is gone: it was finished."""
    db = made("cache_size=2")
    db.execute("BEGIN")
    db.execute("DELETE FROM message WHERE _id BETWEEN 20 AND 90")
    db.execute("UPDATE message SET time = time + 1 WHERE _id > 100")
    journal = (tmp_path / "made.db-journal").read_bytes()
    db.execute("COMMIT")
    deleted, recovered = look(((tmp_path / "made.db").read_bytes(), journal), applied=False)
    assert {row for row in recovered if 20 <= row[0] <= 90} and {row.remains.origin for row in deleted.of(MESSAGE).rows} == {"journal"}
    assert set(recovered) <= {ever(n) for n in range(19, 90)}, "a row that changed in its numbers alone is no other row"


def test_a_journal_of_pages_of_another_size_is_left_alone_and_said(made: Callable, tmp_path: Path) -> None:
    made().close()
    header = images.HEADER.pack(images.MAGIC, 1, 7, 3, 512, 2 * PAGE)
    deleted, recovered = look(((tmp_path / "made.db").read_bytes(), header + bytes(4 * PAGE)))
    assert recovered == [] and [gap.code for gap in deleted.gaps("x")] == ["recovery-journal"]
    db = sqlite3.connect(tmp_path / "made.db")
    db.executescript("PRAGMA secure_delete=0; DELETE FROM message WHERE _id BETWEEN 20 AND 90;")
    db.close()
    _, recovered = look(((tmp_path / "made.db").read_bytes(), header + bytes(4 * PAGE)), applied=False)
    assert len(recovered) > 20, "where it does not count, it costs nothing of what the file holds itself"


@pytest.mark.parametrize("seed", range(8))
def test_damaged_journals_give_no_row_that_never_was(made: Callable, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    db = made("journal_mode=PERSIST", "cache_size=3")
    db.execute(f"DELETE FROM message WHERE _id % {draw.randint(2, 5)} = 0")
    data, journal = files(tmp_path)
    bent = bytearray(
        journal if seed % 2 else images.HEADER.pack(images.MAGIC, draw.choice([0, 5, 1 << 31, 0xFFFFFFFF]), 1, 9, 512, PAGE) + journal[28:]
    )
    for _ in range(draw.randint(1, 40)):
        bent[draw.randrange(len(bent))] = draw.randrange(256)
    del bent[draw.randrange(len(bent) // 2, len(bent)) :]
    _, recovered = look((data, bytes(bent)))
    whole = {ever(n) for n in range(200)}
    assert sum(row not in whole for row in recovered) <= sum(a != b for a, b in zip(bent, journal, strict=False)), (
        "but for the bytes that were bent"
    )


@pytest.mark.parametrize("journal", [b"", bytes(28), bytes(5000), images.MAGIC, images.MAGIC * 400, b"\xff" * 9000])
def test_what_is_no_journal_has_no_pages(journal: bytes) -> None:
    for applied in (True, False):
        found = images.read(Bytes(journal), PAGE, applied, lambda: None)
        assert found is None or not found.now


def test_the_checksum_is_the_one_of_sqlite(made: Callable, tmp_path: Path) -> None:
    db = made("cache_size=2")
    db.execute("BEGIN")
    db.execute("UPDATE message SET time = 0")
    journal = (tmp_path / "made.db-journal").read_bytes()
    _, count, chance, *_ = images.HEADER.unpack(journal[:28])
    assert count > 0
    for place in range(count):
        image = images._image(Bytes(journal), 512 + place * (PAGE + 8), PAGE)
        assert image is not None and image.chance == chance
    with closing(db):
        db.execute("ROLLBACK")

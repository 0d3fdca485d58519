"""Databases that SQLite itself makes here; what is recovered is compared with every row that ever was and every row that is."""

from __future__ import annotations

import random
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Gap
from evidence_desk.source.deleted.rows import DeletedRows
from evidence_desk.source.sqlite import Database, Query

SCHEMA = "CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, time INTEGER, body TEXT, score REAL)"
MESSAGE = Query(
    "message",
    {"message": "_id chat time body", "chat": "_id name"},
    "SELECT message.rowid, message._id AS id, chat, time, body, name FROM message LEFT JOIN chat ON chat._id = message.chat",
)
WORDS = ("好的", "明天转账", "ok", "see you", "收到", "13800138000")


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


class Made:
    """A database that is written to, with every row of its messages that ever was."""

    def __init__(self, path: Path, *pragmas: str) -> None:
        self.path, self.ever = path, set[tuple]()
        self.db = sqlite3.connect(path, isolation_level=None)
        for one in ("secure_delete=0", "synchronous=0", *pragmas):
            self.db.execute(f"PRAGMA {one}")
        self.db.execute(SCHEMA)

    def run(self, *statements: str) -> None:
        for one in statements:
            self.db.execute(one)
            self.ever |= self.now()

    def now(self) -> set[tuple]:
        return set(self.db.execute("SELECT _id, chat, time, body FROM message"))

    def fill(self, count: int, seed: int = 1) -> None:
        chance = random.Random(seed)
        rows = [
            (chance.randint(1, 9), 1_600_000_000 + n, " ".join(chance.choices(WORDS, k=chance.randint(1, 12))) + f" {n}")
            for n in range(count)
        ]
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO message (chat, time, body) VALUES (?, ?, ?)", rows)
        self.db.execute("COMMIT")
        self.ever |= self.now()

    def files(self) -> tuple[bytes, bytes | None]:
        log = Path(f"{self.path}-wal")
        return self.path.read_bytes(), log.read_bytes() if log.exists() else None


def deleted_rows(data: bytes, log: bytes | None = None, journal: bytes | None = None) -> DeletedRows:
    contents = [None if one is None else Bytes(one) for one in (log, journal)]
    return DeletedRows(Database(Bytes(data), *contents), Bytes(data), *contents, lambda: None)


def recovered(made: Made) -> tuple[DeletedRows, set[tuple]]:
    """What was recovered, after a look that each of it once was and is no more."""
    found = deleted_rows(*made.files())
    kept = found.of(MESSAGE)
    numbers = {one.number: one for one in kept.rows}
    rows = []
    if kept.rows:
        with found.read(MESSAGE) as (count, read):
            rows = [(numbers[row["rowid"]], tuple(row)[2:5]) for row in read]
            assert count == len(rows) == len(kept.rows)
    gone = {row[1:] for row in made.ever} - {row[1:] for row in made.now()}
    for one, values in rows:
        assert values in gone
        assert one.remains.rowid is None or (one.remains.rowid, *values) in made.ever
    return found, {values for _, values in rows}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Made]:
    return lambda *pragmas: Made(tmp_path / "made.db", *pragmas)


def test_rows_are_recovered_from_the_free_space_of_their_pages(made):
    one = made()
    one.fill(40)
    one.run("DELETE FROM message WHERE _id IN (7, 8, 20, 39, 40)")
    found, rows = recovered(one)
    assert len(rows) == 5
    assert {row.remains.origin for row in found.of(MESSAGE).rows} == {"freeblock", "unallocated"}
    assert {row.state for row in found.of(MESSAGE).rows} == {"undetermined"}  # their numbers are overwritten


def test_what_is_recovered_says_where_its_bytes_lie(made):
    one = made()
    one.fill(40)
    one.run("DELETE FROM message WHERE _id = 40")
    (row,) = deleted_rows(*one.files()).of(MESSAGE).rows
    cell = one.files()[0][row.remains.at : row.remains.at + row.remains.length]
    assert cell.endswith(str(row.remains.values[3]).encode()) and row.remains.origin == "unallocated"
    assert (row.remains.at // 4096 + 1, row.remains.beside) == (row.remains.page, "")


def test_pages_that_are_free_as_a_whole_give_their_rows(made):
    one = made()
    one.fill(4000)
    one.run("DELETE FROM message WHERE _id BETWEEN 500 AND 3500")
    found, rows = recovered(one)
    assert len(rows) > 2500
    assert {row.state for row in found.of(MESSAGE).rows} <= {"deleted", "undetermined"}


def test_a_log_gives_rows_from_the_file_that_it_has_anew_and_from_its_own_earlier_pages(made):
    one = made("journal_mode=wal", "wal_autocheckpoint=0")
    one.fill(30)
    one.run("PRAGMA wal_checkpoint(TRUNCATE)", "DELETE FROM message WHERE _id = 3", "INSERT INTO message (chat, body) VALUES (1, 'short')")
    one.run("DELETE FROM message WHERE body = 'short'", "UPDATE message SET body = 'other' WHERE _id = 9")
    found, rows = recovered(one)
    states = {(row.state, row.remains.rowid) for row in found.of(MESSAGE).rows}
    assert {("deleted", 3), ("earlier", 9), ("deleted", 31)} <= states
    assert (1, None, "short") in rows


def test_frames_left_over_from_before_the_log_was_begun_anew_are_told_apart_from_its_own(made):
    one = made("journal_mode=wal", "wal_autocheckpoint=0")
    one.fill(20)
    one.run("INSERT INTO message (chat, body) VALUES (1, 'only there')", "DELETE FROM message WHERE body = 'only there'")
    one.fill(60, 2)
    one.run("PRAGMA wal_checkpoint(FULL)", "UPDATE message SET score = 1 WHERE _id = 1")
    found, rows = recovered(one)
    assert (1, None, "only there") in rows
    assert {row.remains.origin for row in found.of(MESSAGE).rows} == {"wal-leftover"}
    assert next(found.gaps("x")).params["frames"] >= 1  # the first of them, which no checksum ties to anything


def test_a_row_that_only_changed_in_its_numbers_is_the_row_that_the_table_has(made):
    one = made("journal_mode=wal", "wal_autocheckpoint=0")
    one.fill(10)
    one.run("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE message SET time = 5 WHERE _id = 4")
    kept = deleted_rows(*one.files()).of(MESSAGE)
    assert (kept.rows, kept.live) == ((), 1)


def test_a_row_that_was_written_anew_under_another_number_is_told_by_its_key(tmp_path):
    one = Made(tmp_path / "x")
    one.db.execute("CREATE TABLE item (id TEXT PRIMARY KEY, body TEXT, n INTEGER)")
    one.db.executemany("INSERT INTO item VALUES (?, ?, ?)", [(f"key-{n}", f"words of {n}", n) for n in range(300)])
    one.db.execute("DELETE FROM item WHERE id = 'key-150'")
    one.db.execute("INSERT OR REPLACE INTO item SELECT id, body, n + 1 FROM item")
    query = Query("item", {"item": "id body"}, "SELECT item.rowid, id, body FROM item")
    kept = deleted_rows(*one.files()).of(query)
    assert {row.remains.values[0] for row in kept.rows} <= {"key-150"} and kept.live > 50


def test_a_payload_on_further_pages_is_taken_where_they_are_whole(made):
    one = made()
    one.db.execute("CREATE TABLE gone AS SELECT randomblob(200000)")
    one.db.execute("DROP TABLE gone")
    one.fill(20)
    text = "长" * 5000
    one.run(f"INSERT INTO message (chat, body) VALUES (1, '{text}')", "DELETE FROM message WHERE _id = 21")
    assert recovered(one)[1] == {(1, None, text)}
    one.fill(60, 2)
    one.run(f"INSERT INTO message (chat, body) VALUES (2, '{text[:2000]}')")  # on pages that were free
    assert (1, None, text) not in recovered(one)[1]


def test_a_deleted_row_finds_the_chat_that_is_still_there_and_one_that_went_with_it(made):
    one = made("journal_mode=wal", "wal_autocheckpoint=0")
    one.db.execute("CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, kind TEXT NOT NULL)")
    one.db.execute("INSERT INTO chat VALUES (1, 'stays', 'k'), (2, 'goes', 'k')")
    one.db.execute("INSERT INTO message (chat, body) VALUES (1, 'one'), (1, 'two of chat 1'), (2, 'three of chat 2')")
    one.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    one.db.execute("DELETE FROM message WHERE _id > 1")
    one.db.execute("DELETE FROM chat WHERE _id = 2")
    found = deleted_rows(*one.files())
    found.of(MESSAGE)
    with found.read(MESSAGE) as (_, rows):
        assert {(row["body"], row["name"]) for row in rows} == {("two of chat 1", "stays"), ("three of chat 2", "goes")}


def test_tables_of_one_shape_are_not_taken_for_each_other(made):
    one = made()
    one.db.execute(SCHEMA.replace("message", "other"))
    one.fill(4000)
    one.db.execute("INSERT INTO other SELECT * FROM message")
    one.run("DELETE FROM message WHERE _id > 10")
    one.db.execute("DELETE FROM other")
    found, _ = recovered(one)
    assert "freelist" not in {row.remains.origin for row in found.of(MESSAGE).rows}
    assert next(found.gaps("x")).params["untold"] > 10


def test_nothing_is_recovered_where_the_app_overwrites_what_it_deletes(made):
    one = made("secure_delete=1")
    one.fill(400)
    one.run("DELETE FROM message WHERE _id % 3 = 0")
    assert recovered(one)[1] == set()


@pytest.mark.parametrize("seed", range(12))
def test_every_row_that_is_recovered_once_was(made, seed):
    chance = random.Random(seed)
    one = made(
        f"page_size={chance.choice((1024, 4096, 16384))}", f"journal_mode={chance.choice(('wal', 'delete'))}", "wal_autocheckpoint=30"
    )
    for step in range(8):
        one.fill(chance.randint(20, 300), seed * 100 + step)
        low = chance.randint(1, 800)
        one.run(
            f"DELETE FROM message WHERE _id BETWEEN {low} AND {low + 90}",
            f"DELETE FROM message WHERE chat = {chance.randint(1, 9)}",
            f"UPDATE message SET body = body || '{chance.choice(WORDS)}' WHERE _id % 13 = {step}",
        )
    assert recovered(one)[1]


def _bent(data: bytes, *changes: tuple[int, bytes]) -> bytes:
    bent = bytearray(data)
    for at, new in changes:
        bent[at : at + len(new)] = new
    return bytes(bent)


@pytest.mark.parametrize(
    "what",
    [
        lambda data, trunk: _bent(data, ((trunk - 1) * 4096, struct.pack(">I", trunk))),  # a list of free pages that leads to itself
        lambda data, trunk: _bent(data, ((trunk - 1) * 4096, struct.pack(">II", 1 << 30, 1 << 31))),
        lambda data, trunk: _bent(data, ((trunk - 1) * 4096 + 8, struct.pack(">III", 1, 2, 0xFFFFFFFF))),
        lambda data, trunk: _bent(data, (32, struct.pack(">I", 0xFFFFFFF0))),
        lambda data, trunk: _bent(data, (4096 + 1, b"\x0f\xff\x0f\xff")),
        lambda data, trunk: data[: len(data) // 2 + 77],
    ],
)
def test_pointers_that_lead_astray_cost_no_more_than_what_they_lead_to(made, what):
    one = made()
    one.fill(4000)
    one.run("DELETE FROM message WHERE _id BETWEEN 500 AND 3500")
    data = one.files()[0]
    found = deleted_rows(what(data, int.from_bytes(data[32:36], "big")))
    found.of(MESSAGE)
    assert all(isinstance(gap, Gap) for gap in found.gaps("x"))


@pytest.mark.parametrize("seed", range(6))
def test_noise_in_the_pages_raises_nothing(made, seed):
    one = made("journal_mode=wal", "wal_autocheckpoint=0")
    one.fill(600)
    one.run("PRAGMA wal_checkpoint(PASSIVE)", "DELETE FROM message WHERE _id % 2", "UPDATE message SET body = 'x' WHERE _id % 7 = 0")
    chance = random.Random(seed)
    data, log = (bytearray(one) for one in one.files())
    for raw in (data, log):
        for _ in range(200):
            raw[chance.randrange(200, len(raw))] = chance.choice((0, 0x0D, 0x80, 0xFF, chance.randrange(256)))
    found = deleted_rows(bytes(data), bytes(log))
    found.of(MESSAGE)
    list(found.gaps("x"))

"""A rollback journal is applied as SQLite would, but for the path that it may name: that is the evidence's, and never followed."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.source import journal as rollback
from evidence_desk.source.sqlite import Database

PAGE = 4096


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


def unfinished(path: Path) -> tuple[bytes, bytes]:
    """A database in the middle of a transaction that has reached its file, and the journal, as they lie there after a kill."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size={PAGE}")
        db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        db.executemany("INSERT INTO t (b) VALUES (?)", [("before" * 20,)] * 200)
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN")
        db.execute("UPDATE t SET b = 'after'")
        return path.read_bytes(), Path(f"{path}-journal").read_bytes()


def naming(path: str) -> bytes:
    """The end of the journal of a transaction of several databases (pager.c, writeSuperJournal)."""
    name = path.encode()
    return struct.pack(">I", 0x40000000 // PAGE + 1) + name + struct.pack(">II", len(name), sum(name)) + rollback.MAGIC


def said(data: bytes, journal: bytes) -> set[str]:
    with Database(Bytes(data), None, Bytes(journal)).opened() as db:
        return {row[0] for row in db.execute("SELECT b FROM t")}


def test_a_transaction_that_was_not_finished_is_taken_back(tmp_path: Path) -> None:
    data, journal = unfinished(tmp_path / "a.db")
    assert rollback.hot(Bytes(journal)) and not rollback.hot(Bytes(b"")) and not rollback.hot(None)
    assert said(data, journal) == {"before" * 20}


def test_a_journal_that_would_make_the_copy_larger_than_there_are_bytes_is_told(tmp_path: Path) -> None:
    data, journal = unfinished(tmp_path / "a.db")
    assert rollback.plausible(Bytes(journal), len(data))
    assert not rollback.plausible(Bytes(journal[:16] + b"\x7f\xff\xff\xff" + journal[20:]), len(data))


@pytest.mark.parametrize("times", [1, 3])
def test_no_file_is_read_or_deleted_that_a_journal_names(tmp_path: Path, times: int) -> None:
    victim = tmp_path / "of the examiner.txt"
    victim.write_text("stays")
    data, journal = unfinished(tmp_path / "a.db")
    assert said(data, journal + naming(str(victim)) * times) == {"before" * 20}
    assert victim.read_text() == "stays"


@pytest.mark.parametrize(
    ("journal", "name"),
    [
        (b"", None), (rollback.MAGIC, None), (bytes(600), None), (naming("/data/app/databases/all.db-mj01"), "all.db-mj01"), (naming("C:\\x\\y-mj2"), "y-mj2"),
        (b"x" * 9000 + struct.pack(">II", 0xFFFFFFFF, 0) + rollback.MAGIC, "x" * 4096), (struct.pack(">II", 0, 0) + rollback.MAGIC, ""),
    ],
)  # fmt: skip
def test_what_the_end_of_a_journal_names(journal: bytes, name: str | None) -> None:
    assert rollback.common(Bytes(journal)) == name

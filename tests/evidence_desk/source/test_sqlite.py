from __future__ import annotations

import gc
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from evidence_desk.model import Hole
from evidence_desk.source import sqlite
from evidence_desk.source.sqlite import Database, Query


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


def made(path: Path, script: str) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    return path.read_bytes()


def database(data: bytes, log: bytes | None = None) -> Database:
    return Database(Bytes(data), Bytes(log) if log is not None else None, None)


NOTES = Query(
    "note",
    {"note": "id body later", "kind": "id name"},
    "SELECT note.rowid, body, later, name FROM note LEFT JOIN kind ON kind.id = note.id",
)


def test_columns_and_tables_that_are_not_there_read_as_nothing(tmp_path):
    found = database(
        made(tmp_path / "x", "CREATE TABLE Note (ID INTEGER PRIMARY KEY, Body TEXT); INSERT INTO note VALUES (3, 'a'), (5, 'b');")
    )
    assert found.tables == {"note": {"id", "body", "rowid"}}
    assert [tuple(row) for row in found.rows(NOTES)] == [(3, "a", None, None), (5, "b", None, None)]
    assert [row["rowid"] for row in found.rows(NOTES, backwards=True)] == [5, 3]
    assert found.count(NOTES) == 2
    assert found.count(Query("gone", {"gone": "x"}, "SELECT gone.rowid FROM gone")) == 0


def test_a_table_that_is_there_joins_as_in_any_other_query(tmp_path):
    script = "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, later INTEGER); CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT);"
    found = database(made(tmp_path / "x", script + "INSERT INTO note VALUES (3, 'a', 7); INSERT INTO kind VALUES (3, 'k');"))
    assert [tuple(row) for row in found.rows(NOTES)] == [(3, "a", 7, "k")]
    only = Query("note", {"note": "id"}, "SELECT note.rowid FROM note", where="id > 3")
    assert (list(found.rows(only)), found.count(only)) == ([], 0)


def test_views_virtual_tables_and_generated_columns_do_not_count(tmp_path):
    script = """
    CREATE TABLE real (id INTEGER PRIMARY KEY, body TEXT, bomb TEXT AS (printf('%.600000000c', 'x')));
    CREATE VIEW note AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 'x' AS body FROM n;
    CREATE VIRTUAL TABLE kind USING fts5(id, name);
    CREATE TABLE keyed (id TEXT PRIMARY KEY) WITHOUT ROWID;
    """
    found = database(made(tmp_path / "x", script))
    assert {name: found.tables[name] for name in ("real", "keyed")} == {"real": {"id", "body", "rowid"}, "keyed": {"id"}}
    assert {"note", "kind"} & found.tables.keys() == set()
    assert list(found.rows(NOTES)) == []


def test_rows_that_are_only_in_the_write_ahead_log_are_read_and_the_source_is_not_touched(corpus):
    folder = corpus / "hostile/handmade"
    data, log = (folder / "sqlite_wal.db").read_bytes(), (folder / "sqlite_wal.db-wal").read_bytes()
    found = database(data, log)
    (table,) = (name for name, columns in found.tables.items() if name == "message")
    query = Query(table, {table: ""}, f"SELECT {table}.rowid FROM {table}")
    assert len(list(found.rows(query))) == 48
    assert len(list(database(data).rows(query))) == 1


def test_an_endless_query_is_ended_by_its_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "STEPS", 1_000_000)
    found = database(made(tmp_path / "x", "CREATE TABLE a (x);"))
    with found.opened() as db, pytest.raises(sqlite3.OperationalError, match="interrupted"):
        db.execute("WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT count(*) FROM n").fetchone()


def test_nothing_can_be_written_attached_or_grown_without_end(tmp_path):
    found = database(made(tmp_path / "x", "CREATE TABLE a (x);"))
    with found.opened() as db:
        for statement in ("INSERT INTO a VALUES (1)", f"ATTACH '{tmp_path / 'y'}' AS y", "SELECT zeroblob(600000000)"):
            with pytest.raises(sqlite3.Error):
                db.execute(statement).fetchall()


def test_text_that_is_no_utf8_is_replaced_and_counted(tmp_path):
    found = database(
        made(tmp_path / "x", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO note VALUES (1, CAST(x'41FF42' AS TEXT));")
    )
    assert [row["body"] for row in found.rows(NOTES)] == ["A\ufffdB"]
    assert found.undecoded == 1


def test_what_is_no_database_has_no_tables(tmp_path):
    for data in (b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000, b"text" * 500):
        found = database(data)
        assert found.tables == {}
        assert list(found.rows(NOTES)) == [] or data
        assert found.count(NOTES) in (0, None)


def test_the_scratch_copy_goes_with_the_last_reference(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = database(made(tmp_path / "x", "CREATE TABLE a (x);"))
    assert found.tables
    assert list(tmp_path.glob("sqlite-*"))
    del found
    gc.collect()
    assert not list(tmp_path.glob("sqlite-*"))


def test_numbers_that_a_table_lost_are_named_also_before_its_first_and_behind_its_last(tmp_path: Path) -> None:
    data = made(
        tmp_path / "a.db",
        """
        CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, said TEXT);
        INSERT INTO message (said) VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h'), ('i'), ('j');
        DELETE FROM message WHERE _id IN (1, 2, 5, 9, 10);
        CREATE TABLE other (_id TEXT);
        INSERT INTO other VALUES ('a'), ('7'), (NULL);
        """,
    )
    found = database(data)
    query = Query("message", {"message": "_id said"}, "SELECT message.rowid FROM message", counted="_id")
    assert [(one.first, one.last) for one in found.holes(query) if isinstance(one, Hole)] == [(1, 2), (5, 5), (9, 10)]
    assert list(found.holes(Query("other", {"other": "_id"}, "SELECT other.rowid FROM other", counted="_id"))) == []
    assert list(found.holes(Query("none", {"none": "_id"}, "SELECT 1", counted="_id"))) == []

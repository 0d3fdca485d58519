"""The evidence reader for SQLite: databases are read from a scratch copy with their write-ahead log.

Opening in place would write beside the evidence, and `immutable=1` silently drops rows still in the log.
A hostile schema is bounded: lengths, statement size and running time are limited, and only ordinary tables and
the columns that they store count, never a view, a virtual table or a generated column
(https://www.sqlite.org/security.html).
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from evidence_desk.model import Gap, Hole
from evidence_desk.source import journal as rollback
from evidence_desk.source.filesystems import Content

MAGIC = b"SQLite format 3\0"
LONGEST_VALUE = 64 << 20
BLOCK = 1 << 20
STEPS = 200_000_000
"""Steps of SQLite's virtual machine, some seconds, that any connection may take."""
STEPS_A_BYTE = 100
"""And for each byte of the database: counted in steps, a slow consumer or a slow machine changes nothing."""
STEPS_A_CALL = 100_000

TABLES = "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
COLUMNS = "SELECT name FROM pragma_table_info(?)"
FARTHEST = 1 << 62
MOST_HOLES = 10_000
HOLES = """
SELECT coalesce(before, 0) + 1, number - 1
FROM (SELECT number, lag(number) OVER (ORDER BY number) AS before
      FROM (SELECT {column} AS number FROM {table} WHERE typeof({column}) = 'integer' AND {column} BETWEEN 1 AND 4611686018427387904))
WHERE number > coalesce(before, 0) + 1 LIMIT 10001
"""
LAST = "SELECT max({column}) FROM {table} WHERE typeof({column}) = 'integer'"


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT over tables that a database may have only in part, so that one constant serves every version of a schema.

    `table`: the one whose rows are read, counted and cited; those of them for which `where` holds. `columns`:
    table -> the columns that the SQL may name, and `rowid` with them; a column that the database lacks reads as
    NULL, a table that it lacks as empty. `select` gives the table's rowid among its columns; rows come by rowid.
    `counted`: a column by which the app counts the rows of the table, one by one, whichever of them the query reads.
    `stored`: what the database calls the table, where that is not its name here (a table a chat, named by a hash).
    """

    table: str
    columns: Mapping[str, str]
    select: str
    where: str = "TRUE"
    stored: str | None = None
    counted: str | None = None

    def of(self, stored: str) -> Query:
        """The same over another table of that shape."""
        return replace(self, stored=stored)

    @property
    def name(self) -> str:
        return self.stored or self.table


class Instead(NamedTuple):
    """A table that stands for another: its name in SQL, and how each column (lower case, `rowid` among them) reads in it."""

    name: str
    columns: Mapping[str, str]


class Database:
    """A scratch copy, removed with the last reference to it. OSError where the evidence or the scratch disk fails."""

    def __init__(self, database: Content, log: Content | None, journal: Content | None) -> None:
        folder = tempfile.mkdtemp(prefix="sqlite-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._copy = Path(folder) / "copy.db"
        self._steps = STEPS + STEPS_A_BYTE * (database.size + (log.size if log else 0))
        self.undecoded = 0
        """Texts read so far that were no UTF-8: their bad bytes are replaced by U+FFFD."""
        for ending, content in (("", database), ("-wal", log), ("-journal", journal)):
            if content is not None:
                _spool(content, self._copy.with_name(self._copy.name + ending), bytes(rollback.TAIL) if content is journal else b"")

    @contextmanager
    def opened(self, prepare: Callable[[sqlite3.Connection], object] = lambda _: None) -> Iterator[sqlite3.Connection]:
        """A connection that cannot write, once `prepare` made its temporary tables; rows by column name.

        sqlite3.DatabaseError where the database is damaged.
        """
        connection = sqlite3.connect(self._copy.as_uri() + "?mode=rw", uri=True, isolation_level=None)
        try:
            self._bound(connection)
            prepare(connection)
            connection.execute("PRAGMA query_only=ON")
            yield connection
        except UnicodeDecodeError as error:  # SQLite's own message, which quotes a damaged schema
            raise sqlite3.DatabaseError("malformed database schema, not in UTF-8") from error
        finally:
            connection.close()

    @cached_property
    def tables(self) -> Mapping[str, frozenset[str]]:
        """Ordinary tables and the columns they store, lower case; `rowid` is one of them where rows have a number."""
        found: dict[str, frozenset[str]] = {}
        try:
            with self.opened() as connection:
                for name, keyed in connection.execute(TABLES).fetchall():
                    if '"' in name:
                        continue  # no app's table; it would end its own quotation
                    columns = {row["name"].lower() for row in connection.execute(COLUMNS, (name,))}
                    found[name.lower()] = frozenset(columns if keyed else columns | {"rowid"})
        except sqlite3.Error:
            pass  # what could be listed before the damage counts
        return found

    def page(self, number: int, size: int) -> bytes:
        """A page of the copy, in which SQLite has taken back what was not finished once it was opened."""
        with self._copy.open("rb") as file:
            file.seek((number - 1) * size)
            return file.read(size)

    def count(self, query: Query) -> int | None:
        """The query's rows, by whatever b-tree SQLite counts fastest; None where damage prevents it."""
        sql = f"{self.prelude(query)} SELECT count(*) FROM {query.table} WHERE {query.where}"
        try:
            with self.opened() as connection:
                return int(connection.execute(sql).fetchone()[0])
        except sqlite3.Error:
            return None

    def holes(self, query: Query) -> Iterator[Hole | Gap]:
        """Numbers that are missing among those that the app counts the rows by; none where damage prevents the look."""
        there = self.tables.get(query.name.lower(), frozenset())
        if query.counted is None or query.counted.lower() not in there:
            return
        try:
            with self.opened() as connection:
                found = connection.execute(f"{self.prelude(query)} {HOLES.format(table=query.table, column=query.counted)}").fetchall()
                last = connection.execute(f"{self.prelude(query)} {LAST.format(table=query.table, column=query.counted)}").fetchone()[0]
                used = self._last_used(connection, query.name)
        except sqlite3.Error:
            return
        for first, end in found[:MOST_HOLES]:
            yield Hole(source=query.name, column=query.counted, first=first, last=end)
        if len(found) > MOST_HOLES:
            yield Gap("numbers-sparse", {"table": query.name, "column": query.counted, "shown": MOST_HOLES})
        if used is not None and last is not None and last < used < FARTHEST:
            yield Hole(source=query.name, column=query.counted, first=last + 1, last=used)

    def _last_used(self, connection: sqlite3.Connection, table: str) -> int | None:
        """The largest number that a table ever gave, where SQLite keeps it (AUTOINCREMENT)."""
        if connection.execute("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'sqlite_sequence'").fetchone() is None:
            return None
        row = connection.execute("SELECT seq FROM main.sqlite_sequence WHERE name = ? COLLATE NOCASE", (table,)).fetchone()
        return row[0] if row and isinstance(row[0], int) else None

    def rows(self, query: Query, backwards: bool = False) -> Iterator[sqlite3.Row]:
        """Its rows by rowid, up or down; sqlite3.DatabaseError where the database is damaged."""
        direction = "DESC" if backwards else "ASC"
        sql = f"{self.prelude(query)} {query.select} WHERE {query.where} ORDER BY {query.table}.rowid {direction}"
        with self.opened() as connection:
            yield from connection.execute(sql)

    def prelude(self, query: Query, instead: Mapping[str, Instead] = {}) -> str:
        """Each table under its own name with exactly the columns that the query knows.

        `instead`: by stored names, lower case; of the query's own table its rows alone are read, of others those beside the database's.
        """
        tables = []
        for table, columns in query.columns.items():
            stored = (query.name if table == query.table else table).lower()
            other = instead.get(stored)
            parts = [] if other and table == query.table else [self._stored(stored, columns)]
            if other:
                wanted = ", ".join(f'{other.columns.get(name.lower(), "NULL")} AS "{name}"' for name in columns.split())
                parts.append(f"SELECT {other.columns['rowid']} AS rowid, {wanted} FROM {other.name}")
            tables.append(f"{table} AS NOT MATERIALIZED ({' UNION ALL '.join(parts)})")
        return "WITH " + ", ".join(tables)

    def _stored(self, table: str, columns: str) -> str:
        there = self.tables.get(table, frozenset())
        wanted = [f'"{name}"' if name.lower() in there else f'NULL AS "{name}"' for name in columns.split()]
        rowid = "rowid AS rowid" if "rowid" in there else "NULL AS rowid"
        source = f'FROM main."{table}"' if table in self.tables else "WHERE 0"
        return f"SELECT {', '.join([rowid, *wanted])} {source}"

    def _bound(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        connection.text_factory = self._text
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 250_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        calls = iter(range(self._steps // STEPS_A_CALL))
        connection.set_progress_handler(lambda: next(calls, None) is None, STEPS_A_CALL)

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            self.undecoded += 1
            return raw.decode(errors="replace")


def _spool(content: Content, target: Path, behind: bytes) -> None:
    with target.open("wb") as out:
        offset = 0
        while block := content.read_at(offset, BLOCK):
            out.write(block)
            offset += len(block)
        out.write(behind)

"""Recovered rows for a query: temporary tables hold them, so that the same SELECT serves that reads the rows a table has.

The query's own table holds the recovered rows alone. A table that it joins holds its own rows and beside them those recovered ones whose number
no row has: what a deleted message says of a chat that is still there is found, and its attachment that went with it too. A row whose
number another has now, or whose number is lost, joins by no number of its own.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from evidence_desk.model import Gap
from evidence_desk.source import journal as rollback
from evidence_desk.source.deleted.recovery import Recovery, Remains, Root
from evidence_desk.source.deleted.shape import Column, Shape, Value, affinity
from evidence_desk.source.deleted.telling import NUMBERED, Row, Table, Telling
from evidence_desk.source.deleted.versions import Clear, Pages, as_it_is
from evidence_desk.source.filesystems import Content
from evidence_desk.source.sqlite import Database, Instead, Query

ROOTS = "SELECT lower(name), name, rootpage FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 1"
COLUMNS = 'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'
VIRTUAL = 2
NUMBER = re.compile(r"[-+]?\d{1,15}")
DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
QUOTED = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class Kept:
    """The recovered rows of a table, `live` more that it still has."""

    rows: tuple[Row, ...] = ()
    live: int = 0


class DeletedRows:
    """What can be recovered of one database. OSError where the evidence fails."""

    def __init__(
        self,
        database: Database,
        content: Content,
        log: Content | None,
        journal: Content | None,
        breathe: Callable[[], None],
        applied: bool = True,
        clear: Clear = as_it_is,
    ) -> None:
        """`applied`: that a journal which was not finished counts, so that `database` was read with it; `clear` as in Pages."""
        self._clear = clear
        self._database, self._content, self._log, self._journal, self._breathe = database, content, log, journal, breathe
        self._undone = applied and rollback.hot(journal)
        self._kept: dict[str, Kept] = {}
        self._said = False

    def of(self, query: Query) -> Kept:
        """The rows of the query's own table."""
        return self._of(query.name.lower())

    def gaps(self, path: str) -> Iterator[Gap]:
        """What is to be said of the database as a whole, once."""
        if self._said:
            return
        self._said = True
        if rollback.hot(self._journal) and not self._undone:
            yield Gap("journal-unapplied", {"path": path})
        if self._undone:
            yield Gap("journal-applied" if self._recovery else "recovery-journal", {"path": path}, "info")
        if self._recovery is None:
            return
        told = self._recovery.told
        if told.damaged or told.untold or self._recovery.unfinished:
            params: dict[str, str | int] = {
                "path": path,
                "damaged": told.damaged,
                "untold": told.untold,
                "frames": self._recovery.unfinished,
            }
            yield Gap("recovery-partial", params, "info")
        if told.cut:
            yield Gap("recovery-cut", {"path": path})

    @contextmanager
    def read(self, query: Query) -> Iterator[tuple[int, Iterator[sqlite3.Row]]]:
        """How many recovered rows the query reads, and they, in the order of their numbers; of a table that has some."""
        kept = {name: rows for table in query.columns if (rows := self._of(name := self._name(query, table)).rows)}
        instead = {name: self._instead(place, name) for place, name in enumerate(kept)}
        prelude = self._database.prelude(query, instead)

        def fill(connection: sqlite3.Connection) -> None:
            connection.execute("PRAGMA temp_store=MEMORY")
            for place, (name, rows) in enumerate(kept.items()):
                _fill(connection, f"recovered_{place}", self._shapes[name].shape, rows)

        with self._database.opened(fill) as connection:
            count = connection.execute(f"{prelude} SELECT count(*) FROM {query.table} WHERE {query.where}").fetchone()[0]
            yield count, iter(connection.execute(f"{prelude} {query.select} WHERE {query.where} ORDER BY {query.table}.rowid"))

    def _name(self, query: Query, table: str) -> str:
        return (query.name if table == query.table else table).lower()

    def _instead(self, place: int, name: str) -> Instead:
        columns = {"rowid": "rowid"}
        for number, column in enumerate(self._shapes[name].shape.columns):
            columns[column.name.lower()] = f"CASE WHEN rowid >= {NUMBERED} THEN rowid END" if column.alias else f"c{number}"
        columns["rowid"] = "rowid"
        return Instead(f"temp.recovered_{place}", columns)

    def _of(self, table: str) -> Kept:
        if table not in self._kept:
            self._kept[table] = Kept()
            if table in self._shapes and self._recovery is not None:
                self._kept[table] = self._told_apart(self._shapes[table].shape, self._recovery.rows(table))
        return self._kept[table]

    def _told_apart(self, shape: Shape, found: list[Remains]) -> Kept:
        before = self._database.undecoded
        try:
            with self._database.opened() as connection:
                telling = Telling(Table(connection, shape))
                return Kept(tuple(telling.rows(found)), telling.live)
        except sqlite3.Error:
            return Kept()  # damage of the table's own rows is said where they are read
        finally:
            self._database.undecoded = before

    @cached_property
    def _recovery(self) -> Recovery | None:
        """None where the pages cannot be told: of a file without a header, or where SQLite put back others than the journal was seen to have."""
        if not self._shapes:
            return None
        try:
            pages = Pages(self._content, self._log, self._breathe, self._journal, self._undone, self._clear)
        except ValueError:
            return None
        if self._undone and any(pages.now(number) != self._database.page(number, pages.size) for number in pages.images.now):
            return None
        return Recovery(pages, list(self._shapes.values()), self._breathe)

    @cached_property
    def _shapes(self) -> Mapping[str, Root]:
        """Of every table whose rows have numbers, by its name in lower case."""
        found: dict[str, Root] = {}
        short = self._content.read_at(44, 4) == b"\0\0\0\4"
        try:
            with self._database.opened() as connection:
                encoding = str(connection.execute("PRAGMA encoding").fetchone()[0]).lower()
                for lower, name, page in connection.execute(ROOTS).fetchall():
                    if "rowid" in self._database.tables.get(lower, frozenset()):
                        columns = _columns(connection.execute(COLUMNS, (name,)).fetchall())
                        found[lower] = Root(Shape(lower, columns, encoding, short), page)
        except sqlite3.Error:
            return {}
        return found


def _columns(declared: list[sqlite3.Row]) -> tuple[Column, ...]:
    """The columns that records have, in their order."""
    keys = sum(row["pk"] > 0 for row in declared)
    return tuple(
        Column(
            row["name"], affinity(row["type"]), bool(row["notnull"]), keys == 1 and row["pk"] > 0 and row["type"].upper() == "INTEGER",
            _default(row["dflt_value"]),
        )
        for row in declared
        if row["hidden"] != VIRTUAL
    )  # fmt: skip


def _default(written: str | None) -> Value:
    """A column's default where it is a plain number or text; nothing of the evidence's SQL is run for it."""
    words = (written or "").strip()
    if NUMBER.fullmatch(words):
        return int(words)
    if DECIMAL.fullmatch(words):
        return float(words)
    quoted = QUOTED.fullmatch(words)
    return quoted[1].replace("''", "'") if quoted else None


def _fill(connection: sqlite3.Connection, name: str, shape: Shape, rows: tuple[Row, ...]) -> None:
    columns = [f"c{number}" for number in range(len(shape.columns))]
    connection.execute(f"CREATE TEMP TABLE {name} ({', '.join(columns)})")
    connection.executemany(
        f"INSERT INTO temp.{name} (rowid, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})",
        [(row.number, *row.remains.values) for row in rows],
    )

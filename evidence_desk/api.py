"""The one module that a parser may import.

A parser is a generator in one file: it takes an OpenEntry and yields records, gaps and, where the source can
be counted on its own, one Seen: how many records it has, conversations and participants aside. A conversation
comes before its messages.

    VISITS = Query("visits", {"visits": "url visit_time", "urls": "id url title"}, "SELECT visits.rowid, ...")

    @parser("chromium.visit", version=1, needs={"urls": {"id", "url"}, "visits": {"url", "visit_time"}})
    def visits(entry: OpenEntry) -> Records:
        \"\"\"Pages that the browser recorded as loaded; not that anyone read them.\"\"\"
        yield from entry.records(VISITS, visit)

    def visit(row: Stored, locus: Locus) -> Records:
        time = yield from moment("visit_time", row["visit_time"], webkit, locus)
        yield WebVisit(locus=locus, time=time, url=text(row["url"]) or "", title=text(row["title"]))

It is found through the entry point group `evidence_desk.parsers`, which names the function. Values of the
evidence may be of any type: `text`, `whole` and `moment` give what a record can hold, or a ValueError, which
costs that one row.
"""

from __future__ import annotations

import fnmatch
import io
import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from evidence_desk.instant import offset_at, offset_of_day
from evidence_desk.mapping import Mapping as TableMapping
from evidence_desk.model import (
    Attachment,
    Call,
    CallNote,
    CallOutcome,
    Card,
    Contact,
    Conversation,
    Counter,
    Device,
    Download,
    Edit,
    Extent,
    Found,
    Gap,
    Hole,
    Instant,
    Line,
    Location,
    Locus,
    Mention,
    Message,
    MessageKind,
    Participant,
    Payment,
    PersonalRecord,
    Photo,
    Place,
    Pointer,
    Reaction,
    Recall,
    Receipt,
    Remnant,
    Row,
    Seen,
    Text,
    Told,
    WebVisit,
    ZoneBasis,
)
from evidence_desk.money import money
from evidence_desk.source import journal as rollback
from evidence_desk.source import mail, outlook, sqlcipher, table
from evidence_desk.source.deleted.rows import DeletedRows
from evidence_desk.source.deleted.telling import Row as DeletedRow
from evidence_desk.source.filesystems import Content
from evidence_desk.source.mail import Mail
from evidence_desk.source.sqlite import MAGIC, Database, Query
from evidence_desk.source.stream import Stream
from evidence_desk.values import clean, moment, shortened, text, whole

if TYPE_CHECKING:
    from evidence_desk.source.pff import MailFile

__all__ = [
    "Attachment", "Call", "CallNote", "CallOutcome", "Card", "Contact", "Conversation", "Counter", "Device", "Download", "Edit", "Extent", "Found", "Gap", "Hole",
    "Instant", "Line", "Location", "Locus", "Mail", "Mention", "Message", "MessageKind", "OpenEntry", "Parser", "Participant", "Payment", "PersonalRecord",
    "Photo", "Place", "Pointer", "Query", "Reaction", "Recall", "Receipt", "Records", "Remnant", "Row", "Seen", "Stored", "TableMapping", "Text", "Told",
    "WebVisit", "ZoneBasis", "clean", "moment", "money", "parser", "shortened", "text", "whole",
]  # fmt: skip

Records = Generator[Found, None, None]
"""What a parser returns."""
Stored = sqlite3.Row
"""A row as SQLite gives it, by column name."""

HEAD = 65536
"""Bytes of a file that a parser may look at before it claims the file."""
UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 what a wall time is counted from


class Surroundings(Protocol):
    """The evidence around an entry: what lies beside it, which zone was stated for it, and what keys were given."""

    evidence: int
    keys: sqlcipher.Keys
    zone: ZoneInfo | None
    zone_basis: ZoneBasis

    def sibling(self, path: str, name: str) -> OpenEntry | None: ...

    def near(self, path: str, name: str) -> OpenEntry | None: ...


class OpenEntry:
    """A file of the evidence as a parser sees it. Nothing here writes, and nothing leaves the evidence."""

    def __init__(
        self, number: int, path: str, content: Content, around: Surroundings, *, mime: str | None = None, sha256: str | None = None
    ) -> None:
        self.number = number
        self.path = path
        self.content = content
        self.size = content.size
        self.mime = mime
        self.sha256 = sha256
        self.mapping: TableMapping | None = None
        """What a person said of the columns of the tables in this evidence."""
        self._around = around
        self._offsets: dict[int, int | None] = {}

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def folded(self) -> str:
        """The path, case aside."""
        return self.path.lower()

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        return self.content.read_at(0, HEAD)

    def open(self) -> io.BufferedReader:
        """The bytes as a seekable file."""
        return io.BufferedReader(Stream(self.content.read_at, self.content.size), 1 << 16)

    def sqlite(self) -> AbstractContextManager[sqlite3.Connection]:
        """The database, read from a scratch copy that includes its write-ahead log; rows by column name.

        sqlite3.DatabaseError where it is damaged: what was yielded before is kept.
        """
        return self._database.opened()

    def records(self, query: Query, read: Callable[[Stored, Locus], Iterable[Found]]) -> Records:
        """How many rows the query's table has, and what `read` makes of each; then the same of those that it has no more.

        A row of which it makes only a ValueError is a gap. Where the database is damaged, its rows are read from
        the other end too, so that a bad page costs no more than the rows on it.
        """
        count = self._database.count(query)
        if count is not None:
            yield Seen(count)
        last: int | None = None
        try:
            for row in self._database.rows(query):
                yield from self._record(self._row_of(query, row), row, read)
                last = row["rowid"]
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self.path, "detail": str(error)}, "error")
            yield from self._from_the_end(query, read, last)
        yield from self._database.holes(query)
        yield from self._recovered(query, read)
        if self._database.undecoded:
            yield Gap("encoding-errors", {"path": self.path, "count": self._database.undecoded, "encoding": "UTF-8"})

    def mail(self) -> Mail | None:
        """The file taken apart as a mail; None where it is too large for one, OSError where it is none."""
        if self.size > mail.LARGEST:
            return None
        data = self.content.read_at(0, self.size)
        return outlook.read(data).mail if data.startswith(outlook.MAGIC) else mail.read(data)

    def mail_file(self) -> MailFile:
        """The file as a mail file of Outlook; OSError where it is none."""
        from evidence_desk.source.pff import MailFile  # here, so that the library is loaded where there is one

        return MailFile(self.open())

    @cached_property
    def tables(self) -> Mapping[str, frozenset[str]]:
        """Its ordinary tables and their stored columns, lower case; empty where it is no readable database."""
        return self._database.tables if self.head.startswith(MAGIC) or self._deciphered else {}

    def ciphers(self) -> list[Gap]:
        """What is to be said of an encrypted database: how it was opened, which of its pages do not hold, or that it needs a key."""
        tables = self.tables  # the database was read to its end, so that each of its pages was tested
        if self._deciphered is not None:
            return self._deciphered.gaps(self.path) + (
                [Gap("database-journal-unapplied", {"path": self.path})] if self._undone and self._deciphered.unapplied else []
            )
        if tables or not self._encrypted:
            return []
        count = self._around.keys.count
        return [
            Gap("database-key-does-not-fit", {"path": self.path, "count": count})
            if count
            else Gap("database-encrypted", {"path": self.path})
        ]

    def table_rows(self, mapping: TableMapping) -> Iterator[tuple[Place, dict[str, object]] | Gap]:
        """The rows of CSV, XLSX, JSON or JSON lines by the names of their columns, each with its place; a gap for each that is none."""
        return table.rows(self.content, self.path, mapping)

    def sibling(self, name: str) -> OpenEntry | None:
        """A file in the same folder or below it; None where there is none. `..` and absolute names find nothing."""
        return self._around.sibling(self.path, name)

    def near(self, name: str) -> OpenEntry | None:
        """A file by a path from this one's folder that the parser knows of, `..` among it; never out of the volume.

        For names that the evidence gives there is `sibling`.
        """
        return self._around.near(self.path, name)

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone that a person stated for this evidence or the case."""
        return self._around.zone

    def local(self, wall: datetime, digits: int = 0) -> tuple[Instant | None, ZoneBasis]:
        """A wall time of the source in UTC, by the zone that was stated for it; none where none was.

        A wall time that a clock change skips or repeats is ambiguous and stays unconverted.
        """
        zone = self._around.zone
        if zone is None:
            return None, "unknown"
        past = wall - UNIX
        if past.days not in self._offsets:
            self._offsets[past.days] = offset_of_day(wall, zone)
        offset = self._offsets[past.days]
        if offset is None:
            offset = offset_at(wall, zone)
            if offset is None:
                return None, "unknown"
        try:
            return Instant(past.days * 86400 + past.seconds - offset, past.microseconds * 1000, digits), self._around.zone_basis
        except ValueError:
            return None, "unknown"  # before the year 1, or after 9999

    def extent(self, offset: int, length: int) -> Locus:
        return Locus(self._around.evidence, self.number, self.path, self.sha256, Extent(offset, length))

    def row(self, table: str, rowid: int) -> Locus:
        return self.at(Row(table, rowid))

    def pointer(self, pointer: str) -> Locus:
        return self.at(Pointer(pointer))

    def at(self, place: Place | None = None) -> Locus:
        return Locus(self._around.evidence, self.number, self.path, self.sha256, place)

    @cached_property
    def _database(self) -> Database:
        if self._deciphered is not None:  # what its log had committed is in it
            return Database(self._deciphered, None, None)
        return Database(self.content, self._beside("-wal"), self._journal if self._undone else None)

    @cached_property
    def _deleted(self) -> DeletedRows:
        breathe = self._around.keys.breathe
        if self._deciphered is not None:
            return DeletedRows(
                self._database, self._deciphered.file, self._beside("-wal"), self._journal, breathe, self._undone, self._deciphered.clear
            )
        return DeletedRows(self._database, self.content, self._beside("-wal"), self._journal, breathe, self._undone)

    @cached_property
    def _encrypted(self) -> bool:
        return sqlcipher.concerns(self.head, self.size, self.name)

    @cached_property
    def _deciphered(self) -> sqlcipher.Deciphered | None:
        """The database in the clear, where it is an encrypted one that a key fits."""
        if not self._around.keys.count or not (self._encrypted or sqlcipher.even(self.head)):
            return None
        key = self._around.keys.fitting(self.content)
        return sqlcipher.Deciphered(self.content, key, self._beside("-wal"), self._journal if self._undone else None) if key else None

    @cached_property
    def _journal(self) -> Content | None:
        return self._beside("-journal")

    @cached_property
    def _undone(self) -> bool:
        """Whether a transaction in its journal was not finished; one of several databases only while the file is there that they have in common."""
        if self._journal is None or not rollback.hot(self._journal) or not rollback.plausible(self._journal, self.size):
            return False
        named = rollback.common(self._journal)
        return named is None or self.sibling(named) is not None

    def _beside(self, ending: str) -> Content | None:
        found = self.sibling(self.name + ending)
        return found.content if found else None

    def _row_of(self, query: Query, row: Stored) -> Row | None:
        return None if row["rowid"] is None else Row(query.name, row["rowid"])

    def _record(self, place: Row | Remnant | None, row: Stored, read: Callable[[Stored, Locus], Iterable[Found]]) -> Records:
        try:
            yield from read(row, self.at(place))
        except (ValueError, OverflowError) as error:
            yield Gap("row-undecodable", {"row": place.rowid or 0 if place else 0, "detail": str(error)}, place=place, rows=1)

    def _recovered(self, query: Query, read: Callable[[Stored, Locus], Iterable[Found]]) -> Records:
        """What `read` makes of the rows that the table has no more; their place says from where they are."""
        kept = self._deleted.of(query)
        yield from self._deleted.gaps(self.path)
        if not kept.rows:
            return
        places = {one.number: self._remnant(query, one) for one in kept.rows}
        try:
            with self._deleted.read(query) as (count, rows):
                if count:
                    yield Gap("rows-recovered", {"path": self.path, "table": query.name, "count": count, "live": kept.live}, "info")
                    yield Seen(count, recovered=True)
                for row in rows:
                    place = places.pop(row["rowid"], None)  # a join that fits it twice makes no second row of it
                    if place is not None:
                        yield from self._record(place, row, read)
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self.path, "detail": str(error)}, "error")

    def _remnant(self, query: Query, one: DeletedRow) -> Remnant:
        found = one.remains
        at = found.at if self._deciphered is None or found.beside else self._deciphered.located(found.at)
        return Remnant(
            query.name,
            found.rowid,
            one.state,
            found.origin,
            found.page,
            at,
            found.length,
            self.path + found.beside if found.beside else None,
        )

    def _from_the_end(self, query: Query, read: Callable[[Stored, Locus], Iterable[Found]], last: int | None) -> Records:
        try:
            for row in self._database.rows(query, backwards=True):
                if row["rowid"] is None or (last is not None and row["rowid"] <= last):
                    return
                yield from self._record(self._row_of(query, row), row, read)
        except sqlite3.Error:
            return  # the damage was said when it was met from the other side


Parse = Callable[[OpenEntry], Iterable[Found]]


@lru_cache(1024)
def globs(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """What any of some globs matches, case aside: each parser asks of each file."""
    return re.compile("|".join(fnmatch.translate(one.lower()) for one in patterns))


@dataclass(frozen=True, slots=True)
class Parser:
    """A parse function and how it recognises its files: every condition that is given must hold."""

    name: str
    version: int
    parse: Parse
    paths: tuple[str, ...] = ()
    mimes: tuple[str, ...] = ()
    sniff: Callable[[bytes], bool] | None = None
    needs: Mapping[str, frozenset[str]] | None = None
    tables: Callable[[Mapping[str, frozenset[str]]], bool] | None = None

    @property
    def about(self) -> str:
        return (self.parse.__doc__ or "").strip().partition("\n")[0]

    def claims(self, entry: OpenEntry) -> bool:
        """Whether this parser reads the file: by structure; names and types only narrow it."""
        if self.needs and not entry.tables:
            return False  # nearly every file is no database
        if self.tables and not self.tables(entry.tables):
            return False  # of no tables too: there are parsers of what is no database
        if self.paths and not globs(self.paths).match(entry.folded):
            return False
        if self.mimes and not globs(self.mimes).match(entry.mime or ""):
            return False
        if self.sniff and not self.sniff(entry.head):
            return False
        return self.needs is None or all(columns <= entry.tables.get(table, frozenset()) for table, columns in self.needs.items())


def parser(
    name: str,
    version: int,
    *,
    paths: Iterable[str] = (),
    mimes: Iterable[str] = (),
    sniff: Callable[[bytes], bool] | None = None,
    needs: Mapping[str, Iterable[str]] | None = None,
    tables: Callable[[Mapping[str, frozenset[str]]], bool] | None = None,
) -> Callable[[Parse], Parser]:
    """Makes a Parser of a generator function.

    `paths`: globs over the whole path, any of them, case aside. `mimes`: globs over the type, any of them.
    `sniff`: looks at the first 64 KiB. `needs`: tables with columns that a database must have, all of them.
    `tables`: looks at the tables and their columns, lower case, where their names are not always the same.
    """

    def make(parse: Parse) -> Parser:
        wanted = None if needs is None else {table.lower(): frozenset(map(str.lower, columns)) for table, columns in needs.items()}
        return Parser(name, version, parse, tuple(paths), tuple(mimes), sniff, wanted, tables)

    return make

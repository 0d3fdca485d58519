"""Reading contents, in a worker: each file is read once for its digests, then looked at, then given to its parsers."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from evidence_desk.api import OpenEntry, Parser, clean
from evidence_desk.digest import Digests
from evidence_desk.ingest import wire
from evidence_desk.ingest.descent import Descent
from evidence_desk.ingest.outbox import Outbox
from evidence_desk.ingest.status import Phase, Status
from evidence_desk.mapping import Mapping
from evidence_desk.model import Conversation, Found, Gap, Hole, Participant, Remnant, Seen, Text, ZoneBasis
from evidence_desk.source import html, mime, plaintext, sqlite
from evidence_desk.source.filesystems import Content
from evidence_desk.source.media.ranges import touches
from evidence_desk.source.source import Source
from evidence_desk.source.sqlcipher import Keys

BLOCK = 1 << 20
MAPPED = "mapped.table"
"""The parser that reads by a mapping."""
RECORDS_A_FRAME = 500
UNCOUNTED = Conversation | Participant | Text | Seen | Hole
"""What a parser yields beside the source's own records."""


@dataclass
class Count:
    seen: int | None = None
    parsed: int = 0
    rejected: int = 0
    writing: bool = False
    """It is a document's text that was read, or was not: nothing of it is a record."""
    recovered: Count | None = None
    """Of rows that a database has no more, counted by themselves."""

    def of(self, one: Found) -> Count:
        """The count in which it counts."""
        if not _is_recovered(one):
            return self
        self.recovered = self.recovered or Count()
        return self.recovered

    def gap(self) -> Gap | None:
        """Where kept and rejected are not what there was."""
        if self.seen is None or self.seen == self.parsed + self.rejected:
            return None
        missing = self.seen - self.parsed - self.rejected
        params: dict[str, str | int] = {"seen": self.seen, "parsed": self.parsed, "rejected": self.rejected, "missing": missing}
        return Gap("rows-unaccounted", params, "error")


class Reader:
    """Reads entries of one piece of evidence; also what a parser may ask of the evidence around an entry."""

    def __init__(
        self, source: Source, descent: Descent, evidence: int, zone: ZoneInfo | None, zone_basis: ZoneBasis, parsers: Sequence[Parser], status: Status,
        send: Callable[[wire.Reply], None], mapping: Mapping | None = None, secrets: Sequence[bytes] = (),
    ) -> None:  # fmt: skip
        self.evidence, self.zone, self.zone_basis = evidence, zone, zone_basis
        self._source, self._descent, self._parsers, self._status = source, descent, parsers, status
        self._send, self._outbox = send, Outbox(send)
        self._mapping = mapping
        self._item = wire.Wanted(0, 0, "", 0, None, 0)
        self.keys = Keys(secrets, lambda: self._status.mark(self._item.number, Phase.PARSE))

    def read(self, request: wire.Read) -> None:
        self._outbox = Outbox(self._send)
        for item in request.items:
            self._status.mark(item.number, Phase.READ)
            self._item = item
            self._one(item, request)
        self._outbox.flush()

    def sibling(self, path: str, name: str) -> OpenEntry | None:
        """A file beside `path` in the volume, or the container, that is being read."""
        if not name or name.startswith("/") or ".." in name.split("/"):
            return None
        return self._found_at(path.rpartition("/")[0] + "/" + name)

    def near(self, path: str, name: str) -> OpenEntry | None:
        """A file by a path from the folder of `path`, in the same volume."""
        parts = path.split("/")[:-1]
        for step in name.split("/"):
            if step != "..":
                parts.append(step)
            elif len(parts) > 1:
                parts.pop()
            else:
                return None
        return self._found_at("/".join(parts))

    def _found_at(self, path: str) -> OpenEntry | None:
        found = self._descent.find(self._item, path)
        return OpenEntry(found.number, found.path, self._descent.open(found), self) if found else None

    def _one(self, item: wire.Wanted, request: wire.Read) -> None:
        try:
            content = self._descent.open(item)
        except OSError as error:
            self._outbox.put(wire.File(item.number, None, None, {}, False))
            self._gaps(item, [Gap("content-unreadable", {"path": item.path, "detail": str(error)})])
            return
        digests, gaps = self._digest(item, content, request.algorithms)
        runs = self._source.runs(item.volume, content)
        damaged = touches(runs, request.bad_ranges) or touches(runs, self._source.bad_ranges) or getattr(content, "damaged", False)
        if damaged:  # a digest of bytes that were not read would be taken for the file's
            digests = {}
            gaps.append(Gap("content-damaged", {"path": item.path}))
        gaps += _differing(item.path, getattr(content, "stored", {}), digests)  # asking for the protocol would cost as much as reading
        entry = OpenEntry(item.number, item.path, content, self, sha256=digests["sha256"].hex() if "sha256" in digests else None)
        try:
            kind, decided_by, gap = mime.identify(entry.head, content.size, lambda offset, length: _at(content, offset, length))
        except OSError:  # not even its beginning: that it cannot be read was said with its digests
            self._outbox.put(wire.File(item.number, None, None, digests, damaged))
            self._gaps(item, gaps)
            return
        entry.mime, entry.mapping = kind, self._mapping
        self._outbox.put(wire.File(item.number, kind, decided_by, digests, damaged))
        self._gaps(item, gaps + ([gap] if gap else []))
        if item.parse:
            self._text(item, entry)
            self._parse(item, entry)

    def _digest(self, item: wire.Wanted, content: Content, algorithms: list[str]) -> tuple[dict[str, bytes], list[Gap]]:
        """Digests of the whole content; of a part there are none, a digest of less would be taken for the file's."""
        digests, read = Digests(algorithms), 0
        try:
            while block := content.read_at(read, BLOCK):
                digests.update(block)
                read += len(block)
                self._status.mark(item.number, Phase.READ)
        except OSError as error:
            return {}, [Gap("content-unreadable", {"path": item.path, "detail": str(error)})]
        if read != content.size:
            return {}, [Gap("content-short", {"path": item.path, "size": content.size, "read": read})]
        return {name: bytes.fromhex(value) for name, value in digests.hexdigests().items()}, []

    def _text(self, item: wire.Wanted, entry: OpenEntry) -> None:
        self._status.mark(item.number, Phase.PARSE)  # a text that cannot be taken apart costs its text, not its digests
        if entry.mime and plaintext.readable(entry.mime):
            try:
                text, gaps = plaintext.decode(entry.content, entry.path)
            except OSError:
                return  # as above
            if text and entry.mime == "text/html":
                text = Text(html.plain(text.body), text.encoding)
            self._outbox.put(wire.Records(item.number, None, 0, [text, *gaps] if text else list(gaps)))

    def _parse(self, item: wire.Wanted, entry: OpenEntry) -> None:
        parsed = False
        self._status.mark(item.number, Phase.PARSE)
        for parser in self._parsers if self._mapping is None else self._for_tables(entry):
            if not _claimed(parser, entry):
                continue
            self._status.mark(item.number, Phase.PARSE)
            count = Count()
            claimed = False
            for frame in _frames(self._found(parser, entry, count, item)):
                claimed = True
                self._outbox.put(wire.Records(item.number, parser.name, parser.version, frame))
            if claimed or count.seen is not None:
                parsed = True
                if count.writing and count.seen is None and not count.parsed + count.rejected:
                    continue
                seen = count.parsed + count.rejected if count.seen is None else count.seen
                self._outbox.put(wire.Covered(item.number, parser.name, parser.version, seen, count.parsed, count.rejected))
            if (again := count.recovered) is not None:
                seen = again.parsed + again.rejected if again.seen is None else again.seen
                self._outbox.put(wire.Covered(item.number, parser.name, parser.version, seen, again.parsed, again.rejected, recovered=True))

        self._gaps(item, entry.ciphers() or ([] if parsed else _damage(entry)))

    def _for_tables(self, entry: OpenEntry) -> Sequence[Parser]:
        """A table that a mapping is for is read by it alone: what a person said of a file goes before what it looks like."""
        mapped = self._mapping is not None and self._mapping.is_for(entry.path) and not entry.tables
        return [one for one in self._parsers if (one.name == MAPPED) == mapped]

    def _found(self, parser: Parser, entry: OpenEntry, count: Count, item: wire.Wanted) -> Iterator[Found]:
        """What a parser yields. Whatever it raises costs what it had not yet yielded, and is said."""
        try:
            if not parser.claims(entry):
                return
            for one in parser.parse(entry):
                self._status.mark(item.number, Phase.PARSE)
                match one:
                    case Seen(rows, recovered):
                        counted = count.of(one)
                        counted.seen = (counted.seen or 0) + rows if recovered else rows
                        continue
                    case Text() | Gap("document-unread"):
                        count.writing = True
                    case Gap():
                        count.of(one).rejected += one.rows
                    case _ if not isinstance(one, UNCOUNTED):
                        count.of(one).parsed += 1
                yield one
        except Exception as error:  # noqa: BLE001 the worker's edge: a parser may fail in any way, and must not take the others along
            where = traceback.extract_tb(error.__traceback__)[-1]
            detail = clean(f"{type(error).__name__}: {error} ({where.name}:{where.lineno})"[:500])
            yield Gap("parser-failed", {"parser": parser.name, "path": entry.path, "detail": detail}, "error")
        for each in (count, count.recovered or Count()):
            if (gap := each.gap()) is not None:
                yield gap

    def _gaps(self, item: wire.Wanted, gaps: list[Gap]) -> None:
        if gaps:
            self._outbox.put(wire.Records(item.number, None, 0, list(gaps)))


def _claimed(parser: Parser, entry: OpenEntry) -> bool:
    """Whether a parser reads the file. Where it fails at that it may do so once more, where its failure is said."""
    try:
        return parser.claims(entry)
    except Exception:  # noqa: BLE001 the worker's edge: _found meets the same and says it
        return True


def _is_recovered(one: Found) -> bool:
    match one:
        case Seen():
            return one.recovered
        case Gap():
            return isinstance(one.place, Remnant)
        case Text() | Hole():
            return False
    return isinstance(one.locus.place, Remnant)


def _frames(found: Iterator[Found]) -> Iterator[list[Found]]:
    frame: list[Found] = []
    for one in found:
        frame.append(one)
        if len(frame) >= RECORDS_A_FRAME:
            yield frame
            frame = []
    if frame:
        yield frame


def _at(content: Content, offset: int, length: int) -> bytes:
    """Bytes from which its type may be told better; that they cannot be had was said with its digests."""
    try:
        return content.read_at(offset, length)
    except OSError:
        return b""


def _differing(path: str, stored: dict[str, str], digests: dict[str, bytes]) -> Iterator[Gap]:
    """A gap for each stored digest that is not the one of the content."""
    for name, value in stored.items():
        if name in digests and digests[name].hex() != value:
            parameters: dict[str, str | int] = {"path": path, "algorithm": name.upper(), "stored": value, "found": digests[name].hex()}
            yield Gap("content-differs", parameters, "error")


def _damage(entry: OpenEntry) -> list[Gap]:
    """A database whose tables cannot even be listed is claimed by no parser; that is said, not passed over."""
    if not entry.head.startswith(sqlite.MAGIC):
        return []
    try:
        with entry.sqlite() as database:
            database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except (sqlite3.Error, OSError) as error:
        return [Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")]
    return []

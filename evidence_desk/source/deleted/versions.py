"""The pages of a database as they are now, and as they were: in its file before what the write-ahead log changes, in the log, and in a
rollback journal.

https://www.sqlite.org/fileformat2.html#walformat. What the log has is told apart: frames of finished transactions, of which the last of each
page is what the page is now; frames of a transaction that never finished; and frames left over from before the log was begun anew, which
have other salts. Such a frame is taken where its checksum follows from the frame before it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from evidence_desk.source.deleted.images import Images, read
from evidence_desk.source.filesystems import Content
from evidence_desk.source.sqlcipher import FRAME_HEADER, LOG_HEADER, LOG_MAGIC, checksum

Origin = Literal["unallocated", "freeblock", "freelist", "superseded", "wal-frame", "wal-leftover", "journal"]
Beside = Literal["", "-wal", "-journal"]
"""What bytes lie in: the database's file, or one beside it, by what is behind its name."""
"""Where a row was found: in the gap or a freeblock of a page of its table, on a page that is free as a whole, on one of the database's file that the
log has anew, on an earlier version of a page in the log, on one left over there from before the log was begun anew, or on a page as a rollback
journal keeps it from before a transaction."""
MAGIC = b"SQLite format 3\0"
SMALLEST, LARGEST = 512, 65536
FRAMES_A_BREATH = 1000


Clear = Callable[[int, bytes], bytes]
"""Makes a page of what lies in the log or the journal, by its number."""


def as_it_is(number: int, data: bytes) -> bytes:
    return data


class Version(NamedTuple):
    """A page as it was: `at` is where its bytes begin, in the database's file or one beside it."""

    number: int
    origin: Origin
    beside: Beside
    at: int


@dataclass
class Frames:
    """What a log holds; `now` and `finished` are by page, places of bytes."""

    now: dict[int, int] = field(default_factory=dict)
    pages: int = 0
    finished: list[tuple[int, int]] = field(default_factory=list)
    left_over: list[tuple[int, int]] = field(default_factory=list)
    unfinished: int = 0
    untold: int = 0


class Pages:
    """Pages by number, from 1. ValueError where the file's header is that of no database."""

    def __init__(
        self,
        content: Content,
        log: Content | None,
        breathe: Callable[[], None],
        journal: Content | None = None,
        applied: bool = False,
        clear: Clear = as_it_is,
    ) -> None:
        """`applied`: the journal's transaction was not finished, so that its pages are the database's. `clear`: of pages that are encrypted there."""
        self._clear = clear
        header = content.read_at(0, 100)
        if len(header) < 100 or not header.startswith(MAGIC):
            raise ValueError("no header")
        declared = int.from_bytes(header[16:18], "big")
        self.size = LARGEST if declared == 1 else declared
        self.usable = self.size - header[20]
        if self.size < SMALLEST or self.size & (self.size - 1) or self.usable < 480:
            raise ValueError(f"page size {declared}")
        self._content = content
        self._files: dict[Beside, Content] = {"": content}
        if log:
            self._files["-wal"] = log
        if journal:
            self._files["-journal"] = journal
        self.frames = _frames(log, self.size, breathe) if log else Frames()
        images = read(journal, self.size, applied, breathe) if journal else Images()
        if applied and (images is None or (images.now and self.frames.now)):
            raise ValueError("journal")
        self.images = images or Images()
        self.count = self.images.pages if self.images.now else max(-(-content.size // self.size), self.frames.pages)

    def now(self, number: int) -> bytes:
        """The page as it is; less than a page where the file ends."""
        beside, at = self.place(number)
        return self._at(number, beside, at)

    def place(self, number: int) -> tuple[Beside, int]:
        """Where the page as it is stands."""
        if number in self.frames.now:
            return "-wal", self.frames.now[number]
        if number in self.images.now:
            return "-journal", self.images.now[number]
        return "", (number - 1) * self.size

    def read(self, version: Version) -> bytes:
        return self._at(version.number, version.beside, version.at)

    def _at(self, number: int, beside: Beside, at: int) -> bytes:
        data = self._files[beside].read_at(at, self.size)
        return self._clear(number, data) if beside else data

    def earlier(self) -> Iterator[Version]:
        """Every version of a page but the one that it is, the latest first."""
        for number, at in reversed(self.frames.finished):
            if self.frames.now.get(number) != at:
                yield Version(number, "wal-frame", "-wal", at)
        for number in sorted(self.frames.now):
            if number * self.size <= self._content.size:
                yield Version(number, "superseded", "", (number - 1) * self.size)
        for number, at in self.images.earlier:
            if number != 0:
                yield Version(number, "journal", "-journal", at)
        for number, at in reversed(self.frames.left_over):
            yield Version(number, "wal-leftover", "-wal", at)


def _frames(log: Content, size: int, breathe: Callable[[], None]) -> Frames:
    found = Frames()
    header = log.read_at(0, LOG_HEADER)
    if len(header) < LOG_HEADER:
        return found
    magic, _, page, _, *salts_and_sums = struct.unpack(">8I", header)
    order = ">" if magic & 1 else "<"
    sums = checksum(header[:24], order, (0, 0))
    if magic not in LOG_MAGIC or page != size or list(sums) != salts_and_sums[2:]:
        return found
    salts = tuple(salts_and_sums[:2])
    at, waiting = LOG_HEADER, list[tuple[int, int]]()
    while frame := _frame(log, at, size):
        number, committed, sums = frame.number, frame.committed, checksum(frame.data, order, checksum(frame.start, order, sums))
        if frame.salts != salts or frame.sums != sums:
            break
        waiting.append((number, at + FRAME_HEADER))
        if committed:
            found.finished += waiting
            found.now.update(waiting)
            found.pages, waiting = committed, []
        at += FRAME_HEADER + size
        if len(waiting) % FRAMES_A_BREATH == 0:
            breathe()
    found.unfinished = len(waiting)
    _left_over(log, at, size, salts, order, found, breathe)
    return found


class Frame(NamedTuple):
    number: int
    committed: int
    salts: tuple[int, ...]
    sums: tuple[int, int]
    start: bytes
    data: bytes


def _frame(log: Content, at: int, size: int) -> Frame | None:
    raw = log.read_at(at, FRAME_HEADER + size)
    if len(raw) < FRAME_HEADER + size:
        return None
    number, committed, *rest = struct.unpack(">6I", raw[:FRAME_HEADER])
    return Frame(number, committed, tuple(rest[:2]), (rest[2], rest[3]), raw[:8], raw[FRAME_HEADER:])


def _left_over(log: Content, at: int, size: int, salts: tuple[int, ...], order: str, found: Frames, breathe: Callable[[], None]) -> None:
    before: Frame | None = None
    while frame := _frame(log, at, size):
        follows = before is not None and frame.salts == before.salts != salts
        if follows and before is not None and checksum(frame.data, order, checksum(frame.start, order, before.sums)) == frame.sums:
            found.left_over.append((frame.number, at + FRAME_HEADER))
        else:
            found.untold += 1
        before = frame
        at += FRAME_HEADER + size
        if at // (FRAME_HEADER + size) % FRAMES_A_BREATH == 0:
            breathe()

"""The headers of RAR 5 and later ("RAR 5.0 archive format", rarlab.com/technote.htm).

A block: CRC-32, the size of its head, type and flags, then sizes of what is extra in the head and of the data behind it.
Numbers are of seven bits a byte, the lowest first.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from evidence_desk.model import Instant
from evidence_desk.source.filesystems.walk import NO_TIMES, OddTimes, Times, of_ticks, packed
from evidence_desk.source.inside.rar.member import MOST_MEMBERS, Member, Read, Volume

MARK = b"Rar!\x1a\x07\x01\x00"
MAIN, ENTRY, SERVICE, LOCKED, END = 1, 2, 3, 4, 5
EXTRA, DATA, BEFORE, AFTER = 0x01, 0x02, 0x08, 0x10
FOLDER, TIMED, SUMMED, ENDLESS = 0x01, 0x02, 0x04, 0x08
CRYPT, TIME, LINK = 1, 3, 5
COPY = (4, 5)
"""A hard link, or a copy of a file that lies before it: it has no data of its own."""
LARGEST_HEAD = 2 << 20


class _Numbers:
    """IndexError where the head ends."""

    def __init__(self, raw: bytes, place: int = 0) -> None:
        self.raw, self.place = raw, place

    def next(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self.raw[self.place]
            value, shift, self.place = value | (byte & 0x7F) << shift, shift + 7, self.place + 1
            if byte < 0x80 or shift > 63:
                return value

    def take(self, length: int) -> bytes:
        if self.place + length > len(self.raw):
            raise IndexError("the head ends")
        self.place += length
        return self.raw[self.place - length : self.place]


def read(at: Read, size: int, number: int, start: int) -> Volume:
    """The headers of volume `number`, from `start` on, where its mark lies."""
    found, place = Volume(), start + len(MARK)
    while place < size and len(found.members) < MOST_MEMBERS:
        try:
            follows = _block(at, place, number, found)
        except IndexError:
            found.broken = place
            break
        if follows is None:
            break
        place = follows
    if place > size:
        found.broken = size
    found.more = found.more or bool(found.members and found.members[-1].after)
    return found


def _block(at: Read, place: int, number: int, found: Volume) -> int | None:
    """Where the next block begins; None after the last. IndexError where this one does not hold."""
    begin = at(place, 8)
    numbers = _Numbers(begin, 4)
    length = numbers.next()
    if not 0 < length <= LARGEST_HEAD:
        raise IndexError("size of head")
    raw = at(place + numbers.place, length)
    if len(raw) < length or zlib.crc32(begin[4 : numbers.place] + raw) != int.from_bytes(begin[:4], "little"):
        raise IndexError("CRC-32")
    behind = place + numbers.place + length
    numbers = _Numbers(raw)
    kind, flags = numbers.next(), numbers.next()
    extra = numbers.next() if flags & EXTRA else 0
    data = numbers.next() if flags & DATA else 0
    match kind:
        case 1:
            archive = numbers.next()
            found.later = bool(archive & 2) and numbers.next() > 0
        case 2:
            member = _member(numbers, raw[len(raw) - extra :] if extra else b"", data)
            member.parts, member.before, member.after = [(number, behind, data)], bool(flags & BEFORE), bool(flags & AFTER)
            found.members.append(member)
        case 4:
            found.locked = True
            return None
        case 5:
            found.more = bool(numbers.next() & 1)
            return None
    return behind + data


def _member(numbers: _Numbers, extra: bytes, data: int) -> Member:
    flags, size, _attributes = numbers.next(), numbers.next(), numbers.next()
    modified = struct.unpack("<I", numbers.take(4))[0] if flags & TIMED else None
    crc = struct.unpack("<I", numbers.take(4))[0] if flags & SUMMED else None
    method, _system = numbers.next() >> 7 & 7, numbers.next()
    raw = numbers.take(numbers.next())
    times = packed(None, Instant(modified), None, None) if modified is not None else NO_TIMES
    member = Member(
        raw,
        raw.decode("utf-8", "backslashreplace"),
        "directory" if flags & FOLDER else "file",
        0 if flags & (FOLDER | ENDLESS) else size,
        data,
        crc,
        not method,
        False,
        times,
    )
    for kind, body in _extras(extra):
        if kind == CRYPT:
            member.locked = True
            member.crc = None  # it may be one with the key
        elif kind == TIME:
            member.times, member.odd_times = _times(body, modified)
        elif kind == LINK:
            link = _Numbers(body)
            what, _ = link.next(), link.next()
            member.kind, member.target = "link", link.take(link.next())
            if what in COPY:
                member.crc = None
    return member


def _extras(raw: bytes) -> Iterator[tuple[int, bytes]]:
    numbers = _Numbers(raw)
    while numbers.place < len(raw):
        length = numbers.next()
        body = _Numbers(numbers.take(length))
        kind = body.next()
        yield kind, body.raw[body.place :]


def _times(body: bytes, modified: int | None) -> tuple[Times, OddTimes]:
    """Modified (else that of the header), created and accessed, as seconds since 1970 or as Windows counts."""
    numbers = _Numbers(body)
    flags = numbers.next()
    seconds = {} if modified is None else {"modified": Instant(modified)}
    ticks: dict[str, int] = {}
    for bit, field in ((2, "modified"), (4, "created"), (8, "accessed")):
        if flags & bit and flags & 1:
            seconds[field] = Instant(struct.unpack("<I", numbers.take(4))[0])
        elif flags & bit:
            ticks[field] = struct.unpack("<Q", numbers.take(8))[0]
    times, odd = of_ticks(ticks)
    times = seconds | times
    return packed(times.get("created"), times.get("modified"), times.get("accessed"), None), odd

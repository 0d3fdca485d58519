"""The members of a zip archive, from its central directory (PKWARE, APPNOTE.TXT 6.3.10) or, where that is lost, from
the header that stands before each of them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from evidence_desk.model import Gap

Read = Callable[[int, int], bytes]
"""Bytes of the archive, (offset, length)."""

END, END_64, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
TAIL = 65535 + 22
WINDOW = 1 << 20
MOST_MEMBERS = 5_000_000
WIDE_16, WIDE_32 = 0xFFFF, 0xFFFFFFFF
UNSIZED = 0x0008
"""The flag of a member whose sizes stand behind its data."""

SIZES_64 = 0x0001
"""The extra field with sizes and offset of 64 bits."""

UNIX = 3


class NoDirectory(Exception):
    """The central directory is not where it should be."""


@dataclass(slots=True)
class Member:
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    """Of its local header, in bytes of the archive."""
    extra: bytes
    mode: int
    """POSIX mode, 0 where the archive has none."""
    refused: str | None = None
    """Why its content is not given out."""


class Place(NamedTuple):
    """Where the central directory lies. `shift`: how far everything is from where the archive counts it, for something may stand before, like
    a program that unpacks it; `stated`: how many members it should have, in as many bits as `counted` has; `behind`: bytes after its end."""

    start: int
    length: int
    shift: int
    stated: int
    counted: int
    behind: int


@dataclass(slots=True)
class Directory:
    members: list[Member] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def read(at: Read, size: int, path: str) -> Directory:
    """Every member that can be told; `path` names the archive in a gap."""
    directory = Directory()
    try:
        found = _place(at, size)
    except NoDirectory:
        directory.gaps.append(Gap("archive-no-directory", {"path": path}))
        directory.members = list(_salvaged(at, size))
        return directory
    place, end = found.start, found.start + found.length
    while place < end:
        header = at(place, 46)
        if len(header) < 46 or not header.startswith(CENTRAL):
            directory.gaps.append(Gap("archive-cut", {"path": path, "offset": place}))
            return directory
        if len(directory.members) >= MOST_MEMBERS:
            directory.gaps.append(Gap("archive-limit", {"path": path, "detail": f"> {MOST_MEMBERS}"}))
            return directory
        names, extras, comment = struct.unpack_from("<HHH", header, 28)
        directory.members.append(_member(header, at(place + 46, names + extras), names, found.shift))
        place += 46 + names + extras + comment
    directory.gaps += _remarks(directory.members, found, path)
    return directory


def _remarks(members: list[Member], found: Place, path: str) -> Iterator[Gap]:
    """Where the directory has another number of members than is stated, and where bytes stand around the archive."""
    if len(members) & found.counted != found.stated:
        yield Gap("archive-count-differs", {"path": path, "stated": found.stated, "count": len(members)})
    beside = found.behind + min((member.offset for member in members), default=found.start)
    if beside > 0:
        yield Gap("archive-bytes-beside", {"path": path, "count": beside})


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and the body of each extra field."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _place(at: Read, size: int) -> Place:
    tail_start = max(0, size - TAIL)
    tail = at(tail_start, size - tail_start)
    found = tail.rfind(END)
    if found < 0 or len(tail) < found + 22:
        raise NoDirectory
    end = tail_start + found
    count, length, start, comment = struct.unpack_from("<HIIH", tail, found + 10)
    counted, behind = WIDE_16, max(0, size - end - 22 - comment)
    locator = at(end - 20, 20) if end >= 20 else b""
    if locator.startswith(LOCATOR_64) and len(locator) == 20:
        end = struct.unpack_from("<Q", locator, 8)[0]
        wide = at(end, 56)
        if len(wide) < 56 or not wide.startswith(END_64):
            raise NoDirectory
        count, length, start = struct.unpack_from("<QQQ", wide, 32)
        counted = (1 << 64) - 1
    if not length or at(start, 4) == CENTRAL:
        return Place(start, length, 0, count, counted, behind)
    if end < length or at(end - length, 4) != CENTRAL:
        raise NoDirectory
    return Place(end - length, length, end - length - start, count, counted, behind)


def _member(header: bytes, rest: bytes, names: int, shift: int) -> Member:
    made, flags, method, crc, packed, size = struct.unpack_from("<H2xHH4xIII", header, 4)
    attributes, offset = struct.unpack_from("<II", header, 38)
    extra = rest[names:]
    wide = next((body for kind, body in extra_fields(extra) if kind == SIZES_64), b"")
    values = []
    for value in (size, packed, offset):
        if value == WIDE_32 and len(wide) >= 8:
            value, wide = struct.unpack_from("<Q", wide)[0], wide[8:]
        values.append(value)
    size, packed, offset = values
    return Member(rest[:names], flags, method, crc, packed, size, offset + shift, extra, attributes >> 16 if made >> 8 == UNIX else 0)


def _salvaged(at: Read, size: int) -> Iterator[Member]:
    """Members by their local headers. One whose size stands behind its data reaches up to the next header; how long it
    is unpacked cannot be told."""
    found: Member | None = None
    for place in _local_headers(at, size):
        if found is not None:
            yield _ended(found, place)
        found = _local_member(at, place)
    if found is not None:
        yield _ended(found, size)


def _local_headers(at: Read, size: int) -> Iterator[int]:
    """Where the mark of a local header stands and the header makes sense."""
    place = 0
    while place < size:
        block = at(place, WINDOW + 30)
        found = block.find(LOCAL)
        while 0 <= found < WINDOW:
            header = block[found : found + 30]
            if len(header) == 30 and struct.unpack_from("<H", header, 4)[0] <= 63 and struct.unpack_from("<H", header, 26)[0]:
                yield place + found
            found = block.find(LOCAL, found + 4)
        place += WINDOW


def _local_member(at: Read, place: int) -> Member:
    header = at(place, 30)
    flags, method, crc, packed, size, names, extras = struct.unpack_from("<HH4xIIIHH", header, 6)
    rest = at(place + 30, names + extras)
    return Member(rest[:names], flags, method, crc, packed, size, place, rest[names:], 0)


def _ended(member: Member, end: int) -> Member:
    if member.flags & UNSIZED and not member.packed:
        member.packed = max(0, end - member.offset - 30 - len(member.raw) - len(member.extra))
        member.size, member.crc = -1, -1
    return member

"""The headers of RAR 1.5 to 4 (technote.txt of RAR 4: "RAR archive file format").

A block: CRC, type, flags and size of its head, and, for files, the size of the data behind it. Numbers are little-endian.
"""

from __future__ import annotations

import stat
import struct
import zlib

from evidence_desk.model import Instant
from evidence_desk.source.filesystems import dos
from evidence_desk.source.filesystems.walk import NO_TIMES, Times, packed
from evidence_desk.source.inside.rar.member import MOST_MEMBERS, Member, Read, Volume

MARK = b"Rar!\x1a\x07\x00"
BLOCK = struct.Struct("<HBHH")
FILE = struct.Struct("<IIBIIBBHI")
"""Packed and unpacked size, system, CRC-32, time, version, method, length of the name, attributes."""
MAIN, ENTRY, SERVICE, END = 0x73, 0x74, 0x7A, 0x7B
SPLIT_SET, NUMBERED, LOCKED_HEADERS, FIRST = 0x0001, 0x0010, 0x0080, 0x0100
BEFORE, AFTER, LOCKED, COMMENT, FOLDER, LARGE, UNICODE, SALT, MORE_DATA = 0x01, 0x02, 0x04, 0x08, 0xE0, 0x100, 0x200, 0x400, 0x8000
STORED, UNIX = 0x30, 3
UNKNOWN = 0xFFFFFFFF


def read(at: Read, size: int, number: int, start: int) -> Volume:
    """The headers of volume `number`, from `start` on, where its mark lies."""
    found, place = Volume(numbered=False, local=True), start + len(MARK)
    while place < size and len(found.members) < MOST_MEMBERS:
        head = at(place, BLOCK.size)
        if len(head) < BLOCK.size:
            break
        _, kind, flags, length = BLOCK.unpack(head)
        raw = at(place, length)
        if length < BLOCK.size or len(raw) < length or not _holds(raw, kind, flags):
            found.broken = place
            break
        data = struct.unpack_from("<I", raw, BLOCK.size)[0] if flags & MORE_DATA and length >= BLOCK.size + 4 else 0
        if kind == MAIN:
            found.locked, found.numbered = bool(flags & LOCKED_HEADERS), bool(flags & NUMBERED)
            found.later = bool(flags & SPLIT_SET) and not flags & FIRST
            if found.locked:
                break
        elif kind == END:
            found.more = bool(flags & 1)
            break
        elif kind in (ENTRY, SERVICE) and length >= BLOCK.size + FILE.size:
            if flags & LARGE and length >= BLOCK.size + FILE.size + 8:
                data |= struct.unpack_from("<I", raw, BLOCK.size + FILE.size)[0] << 32
            if kind == ENTRY:
                found.members.append(_member(raw, flags, number, place + length, data))
        place += length + data
    if place > size:
        found.broken = size
    found.more = found.more or bool(found.members and found.members[-1].after)
    found.later = found.later and bool(not found.members or found.members[0].before or number)
    return found


def _holds(raw: bytes, kind: int, flags: int) -> bool:
    """Whether the sum of a head is its CRC-32's lower half. The oldest comments lie within a head and do not count."""
    if kind == MAIN:
        return True
    if kind not in range(0x72, 0x7C):
        return False
    end = len(raw)
    if kind == ENTRY and flags & COMMENT and len(raw) >= BLOCK.size + FILE.size:
        end = BLOCK.size + FILE.size + FILE.unpack_from(raw, BLOCK.size)[7] + 8 * bool(flags & LARGE) + 8 * bool(flags & SALT)
    return (zlib.crc32(raw[2:end]) & 0xFFFF) == int.from_bytes(raw[:2], "little")


def _member(raw: bytes, flags: int, number: int, place: int, data: int) -> Member:
    _, size, system, crc, stamp, _, method, length, attributes = FILE.unpack_from(raw, BLOCK.size)
    begin = BLOCK.size + FILE.size
    if flags & LARGE:
        size |= int.from_bytes(raw[begin + 4 : begin + 8], "little") << 32
        begin += 8
    name = raw[begin : begin + length]
    folder = flags & FOLDER == FOLDER
    link = system == UNIX and stat.S_ISLNK(attributes & 0xFFFF)
    text = _unicode(name) if flags & UNICODE else ""
    return Member(
        name.partition(b"\0")[0],
        text.replace("\\", "/"),
        "directory" if folder else "link" if link else "file",
        0 if folder else size,
        data,
        crc,
        method == STORED,
        bool(flags & LOCKED),
        _times(stamp),
        parts=[(number, place, data)],
        before=bool(flags & BEFORE),
        after=bool(flags & AFTER),
    )


def _times(stamp: int) -> Times:
    try:
        seconds = dos.seconds(stamp)
    except ValueError:
        return NO_TIMES
    return NO_TIMES if seconds is None else packed(None, Instant(seconds), None, None)


def _unicode(raw: bytes) -> str:
    """A name in the code page of its maker, a zero byte, and how it differs from that in UTF-16; or UTF-8 alone."""
    plain, zero, coded = raw.partition(b"\0")
    if not zero:
        return plain.decode("utf-8", "backslashreplace")
    try:
        return _differing(plain, coded)
    except IndexError:
        return ""


def _differing(plain: bytes, coded: bytes) -> str:
    high, place, out = coded[0] << 8, 1, list[int]()
    flags, bits = 0, 0
    while place < len(coded):
        if not bits:
            flags, bits, place = coded[place], 8, place + 1
        bits -= 2
        match flags >> bits & 3:
            case 0:
                out.append(coded[place])
                place += 1
            case 1:
                out.append(coded[place] | high)
                place += 1
            case 2:
                out.append(coded[place] | coded[place + 1] << 8)
                place += 2
            case _:
                count = coded[place]
                shift, above = (coded[place + 1], high) if count & 0x80 else (0, 0)
                place += 2 if count & 0x80 else 1
                out += [(plain[len(out) + step] + shift & 0xFF) | above for step in range((count & 0x7F) + 2)]
    return b"".join(one.to_bytes(2, "little") for one in out).decode("utf-16-le", "backslashreplace")

"""The bytes of a member: in place where it is stored, else unpacked once into a scratch file that has no name."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from evidence_desk.source.filesystems import Content, unpacking
from evidence_desk.source.filesystems.contents import Scratch
from evidence_desk.source.filesystems.zip.directory import LOCAL, Member, Read

STORED = 0
ENCRYPTED, ENDS_ITSELF = 0x0001, 0x0002


def opened(at: Read, member: Member, limit: int) -> Content:
    """OSError that says why a member cannot be had: refused, encrypted, damaged, packed in another way, or not what its
    CRC-32 says. `limit` bounds a member whose size is not known."""
    if member.refused:
        raise OSError(member.refused)
    if member.flags & ENCRYPTED:
        raise OSError("encrypted")
    start = _data_start(at, member)
    if member.method == STORED:
        return Stored(at, start, member.packed, None if member.crc < 0 else member.crc)
    pieces = _packed(at, start, member.packed)
    match member.method:
        case 8:
            fresh = unpacking.deflate
        case 12:
            fresh = unpacking.bzip2
        case 14:
            pieces, fresh = _lzma_header(pieces, member), unpacking.lzma_alone
        case other:
            raise OSError(f"compression method {other}")
    return Scratch(_checked(unpacking.unpacked(pieces, fresh, several=False), member, limit))


class Stored:
    """Bytes in place. A reader that goes from the first byte to the last has their CRC-32 checked on the way."""

    def __init__(self, at: Read, start: int, size: int, crc: int | None) -> None:
        self._at, self._start, self.size = at, start, size
        self._stated, self._crc, self._next = crc, 0, 0

    def read_at(self, offset: int, length: int) -> bytes:
        data = self._at(self._start + offset, max(0, min(length, self.size - offset)))
        if offset == self._next:
            self._crc, self._next = zlib.crc32(data, self._crc), offset + len(data)
            if data and self._next == self.size and self._stated not in (None, self._crc):
                raise OSError(f"CRC-32 {self._crc:08x} != {self._stated:08x}")
        return data

    def runs(self) -> list[tuple[int, int]]:
        return [(self._start, self.size)] if self.size else []


def _checked(pieces: Iterator[bytes], member: Member, limit: int) -> Iterator[bytes]:
    """The pieces, with OSError where they are not what the archive says."""
    size, crc = 0, 0
    most = member.size if member.size >= 0 else limit
    try:
        for piece in pieces:
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > most:
                break
            yield piece
    except unpacking.FAILURES as failure:
        raise OSError(f"after {size} bytes: {failure}") from failure
    if size > most or (member.size >= 0 and size != member.size):
        raise OSError(f"{size} bytes != {most}")
    if member.crc >= 0 and crc != member.crc:
        raise OSError(f"CRC-32 {crc:08x} != {member.crc:08x}")


def _data_start(at: Read, member: Member) -> int:
    header = at(member.offset, 30)
    if len(header) < 30 or not header.startswith(LOCAL):
        raise OSError(f"no header at {member.offset}")
    names, extras = struct.unpack_from("<HH", header, 26)
    return member.offset + 30 + int(names) + int(extras)


def _packed(at: Read, start: int, size: int) -> Iterator[bytes]:
    for place in range(start, start + size, unpacking.BLOCK):
        piece = at(place, min(unpacking.BLOCK, start + size - place))
        yield piece
        if len(piece) < min(unpacking.BLOCK, start + size - place):
            return


def _lzma_header(pieces: Iterator[bytes], member: Member) -> Iterator[bytes]:
    """A zip has a version and a length before LZMA's five bytes of properties, and not the size behind them."""
    first = next(pieces, b"")
    size = -1 if member.flags & ENDS_ITSELF else member.size
    yield first[4:9] + size.to_bytes(8, "little", signed=True) + first[9:]
    yield from pieces

"""The header of a 7z archive (7zFormat.txt of the LZMA SDK): which members there are, and in which packed streams they lie."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from evidence_desk.source.filesystems.walk import NO_TIMES, Kind, OddTimes, Times, of_ticks, packed
from evidence_desk.source.inside.sevenzip import coders
from evidence_desk.source.inside.sevenzip.coders import Read
from evidence_desk.source.inside.sevenzip.folder import Coder, Folder

LARGEST = 256 << 20
"""Bytes of a header, packed or not."""
MOST = 5_000_000
"""Members, streams and folders that a header may count."""
START = 32
END, HEADER, FILES, PACK, UNPACK, SUBSTREAMS, SIZES, CRCS, FOLDER, UNPACK_SIZES, COUNTS = 0, 1, 5, 6, 7, 8, 9, 10, 11, 12, 13
MAIN_STREAMS, EMPTY_STREAM, EMPTY_FILE, NAMES, CREATED, ACCESSED, MODIFIED, ATTRIBUTES, ENCODED = 4, 14, 15, 17, 18, 19, 20, 21, 23
FOLDER_ATTRIBUTE, UNIX_MODE = 0x10, 0x8000
FAILURES = (*coders.FAILURES, IndexError)


@dataclass(slots=True)
class Member:
    name: str
    kind: Kind = "file"
    folder: Folder | None = None
    offset: int = 0
    """In what its folder unpacks to."""
    size: int = 0
    crc: int | None = None
    times: Times = NO_TIMES
    odd_times: OddTimes = ()


@dataclass(slots=True)
class Streams:
    folders: list[Folder] = field(default_factory=list)
    pieces: list[tuple[Folder, int, int, int | None]] = field(default_factory=list)
    """Folder, offset, size and CRC-32 of each member that has bytes, in order."""


def read(at: Read, size: int) -> list[Member]:
    """OSError where the header is damaged, encrypted, or beyond a limit."""
    try:
        return _members(at, size)
    except FAILURES as failure:
        raise OSError(str(failure) or type(failure).__name__) from failure


def _members(at: Read, size: int) -> list[Member]:
    first = at(0, START)
    offset, length, crc = (
        int.from_bytes(first[12:20], "little"),
        int.from_bytes(first[20:28], "little"),
        int.from_bytes(first[28:32], "little"),
    )
    if not length:
        return []
    if length > LARGEST or START + offset + length > size:
        raise OSError(f"its header should be at {START + offset}, {length} bytes long")
    data = at(START + offset, length)
    for _ in range(8):
        if zlib.crc32(data) != crc:
            raise OSError("the CRC-32 of its header does not hold")
        if data[:1] != bytes([ENCODED]):
            return _listed(_Reader(data))
        folder = _streams(_Reader(data, 1)).folders[0]
        if why := coders.unreadable(folder):
            raise OSError(why)
        if folder.size > LARGEST:
            raise OSError(f"its header has {folder.size} bytes")
        data = b"".join(coders.unpacked(at, folder))[: folder.size]
        crc = zlib.crc32(data) if folder.crc is None else folder.crc
    raise OSError("its header is packed again and again")


class _Reader:
    """IndexError past the end."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data, self.place = data, place

    def byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]

    def take(self, length: int) -> bytes:
        if not 0 <= length <= len(self.data) - self.place:
            raise IndexError("it ends too early")
        self.place += length
        return self.data[self.place - length : self.place]

    def number(self) -> int:
        """As many of the first byte's high bits are set, so many bytes follow."""
        first, mask, value = self.byte(), 0x80, 0
        for place in range(8):
            if not first & mask:
                return value | (first & (mask - 1)) << (8 * place)
            value |= self.byte() << (8 * place)
            mask >>= 1
        return value

    def count(self) -> int:
        value = self.number()
        if value > MOST:
            raise OSError(f"> {MOST}")
        return value

    def bits(self, count: int) -> list[bool]:
        raw = self.take((count + 7) // 8)
        return [bool(raw[place // 8] & 0x80 >> place % 8) for place in range(count)]

    def defined(self, count: int) -> list[bool]:
        return [True] * count if self.byte() else self.bits(count)

    def crcs(self, count: int) -> list[int | None]:
        return [int.from_bytes(self.take(4), "little") if one else None for one in self.defined(count)]


def _streams(data: _Reader) -> Streams:
    streams, position, sizes = Streams(), 0, list[int]()
    counted = False
    while (kind := data.number()) != END:
        if kind == PACK:
            position, sizes = _pack(data)
        elif kind == UNPACK:
            streams.folders = _unpack(data)
            _place(streams.folders, START + position, sizes)
        elif kind == SUBSTREAMS:
            streams.pieces, counted = list(_substreams(data, streams.folders)), True
        else:
            raise OSError(f"property {kind}")
    if not counted:
        streams.pieces = [(folder, 0, folder.size, folder.crc) for folder in streams.folders]
    return streams


def _pack(data: _Reader) -> tuple[int, list[int]]:
    position, count, sizes = data.number(), data.count(), list[int]()
    while (kind := data.number()) != END:
        if kind == SIZES:
            sizes = [data.number() for _ in range(count)]
        elif kind == CRCS:
            data.crcs(count)
        else:
            raise OSError(f"property {kind}")
    return position, sizes


def _unpack(data: _Reader) -> list[Folder]:
    if data.number() != FOLDER:
        raise OSError("no folders")
    count = data.count()
    if data.byte():
        raise OSError("folders outside of the header")
    folders = [_folder(data) for _ in range(count)]
    if data.number() != UNPACK_SIZES:
        raise OSError("no sizes")
    for folder in folders:
        for coder in folder.coders:
            coder.size = [data.number() for _ in range(coder.outputs)][-1]
    while (kind := data.number()) != END:
        if kind != CRCS:
            raise OSError(f"property {kind}")
        for folder, crc in zip(folders, data.crcs(count), strict=True):
            folder.crc = crc
    return folders


def _folder(data: _Reader) -> Folder:
    found: list[Coder] = []
    for _ in range(_few(data)):
        flags = data.byte()
        method = data.take(flags & 0x0F)
        inputs, outputs = (_few(data), _few(data)) if flags & 0x10 else (1, 1)
        found.append(Coder(method, inputs, outputs, data.take(data.number()) if flags & 0x20 else b""))
    inputs, outputs = sum(coder.inputs for coder in found), sum(coder.outputs for coder in found)
    bound = [(data.number(), data.number()) for _ in range(outputs - 1)]
    count = inputs - len(bound)
    taken = {entry for entry, _ in bound}
    streams = [data.number() for _ in range(count)] if count > 1 else [one for one in range(inputs) if one not in taken][:1]
    return Folder(found, bound, streams)


def _few(data: _Reader) -> int:
    value = data.number()
    if not 1 <= value <= 32:
        raise OSError(f"{value} coders or streams")
    return value


def _place(folders: list[Folder], position: int, sizes: list[int]) -> None:
    """Where the packed streams of each folder lie."""
    left: Iterator[int] = iter(sizes)
    for folder in folders:
        own = [next(left, 0) for _ in folder.streams]
        folder.start, folder.packed = position, sum(own)
        position += sum(own)


def _substreams(data: _Reader, folders: list[Folder]) -> Iterator[tuple[Folder, int, int, int | None]]:
    counts = [1] * len(folders)
    kind = data.number()
    if kind == COUNTS:
        counts = [data.count() for _ in folders]
        kind = data.number()
    sizes: list[list[int]] = []
    for folder, count in zip(folders, counts, strict=True):
        own = [data.number() for _ in range(count - 1)] if kind == SIZES else [0] * min(max(0, count - 1), 1)
        sizes.append([*own, folder.size - sum(own)] if count else [])
        if (count > 1 and kind != SIZES) or (sizes[-1] and sizes[-1][-1] < 0):
            raise OSError("sizes that do not fit")
    kind = data.number() if kind == SIZES else kind
    known = [folder.crc if count == 1 else None for folder, count in zip(folders, counts, strict=True)]
    missing = sum(count for count, crc in zip(counts, known, strict=True) if crc is None)
    given: Iterator[int | None] = iter(())
    while kind != END:
        if kind != CRCS:
            raise OSError(f"property {kind}")
        given = iter(data.crcs(missing))
        kind = data.number()
    for folder, own, crc in zip(folders, sizes, known, strict=True):
        offset = 0
        for size in own:
            yield folder, offset, size, next(given, None) if crc is None else crc
            offset += size


def _listed(data: _Reader) -> list[Member]:
    """The members, each with its part of what the streams unpack to."""
    streams, members = Streams(), list[Member]()
    if data.number() != HEADER:
        raise OSError("no header")
    while (kind := data.number()) != END:
        if kind == MAIN_STREAMS:
            streams = _streams(data)
        elif kind == FILES:
            members = _files(data, streams)
        else:
            raise OSError(f"property {kind}")
    return members


def _files(data: _Reader, streams: Streams) -> list[Member]:
    count = data.count()
    told: dict[int, _Reader] = {}
    while (kind := data.number()) != END:
        told[kind] = _Reader(data.take(data.number()))
    members = [Member(name) for name in _names(told.get(NAMES), count)]
    empty = told[EMPTY_STREAM].bits(count) if EMPTY_STREAM in told else [False] * count
    files = iter(told[EMPTY_FILE].bits(sum(empty)) if EMPTY_FILE in told else [False] * sum(empty))
    pieces = iter(streams.pieces)
    for member, without in zip(members, empty, strict=True):
        if not without:
            member.folder, member.offset, member.size, member.crc = next(pieces, (None, 0, 0, None))
        elif not next(files):
            member.kind = "directory"
    _attributes(told.get(ATTRIBUTES), members)
    ticks = [_ticks(told.get(kind), count) for kind in (CREATED, MODIFIED, ACCESSED)]
    for member, *counts in zip(members, *ticks, strict=True):
        times, member.odd_times = of_ticks(dict(zip(("created", "modified", "accessed"), counts, strict=True)))
        member.times = packed(times.get("created"), times.get("modified"), times.get("accessed"), None)
    return members


def _names(data: _Reader | None, count: int) -> list[str]:
    if data is None:
        return [""] * count
    if data.byte():
        raise OSError("names outside of the header")
    names = data.take(len(data.data) - data.place).decode("utf-16-le", "replace").split("\0")
    return [*names[:count], *[""] * max(0, count - len(names))]


def _attributes(data: _Reader | None, members: list[Member]) -> None:
    """Those of Windows, and in their upper half the mode of POSIX."""
    if data is None:
        return
    defined = data.defined(len(members))
    if data.byte():
        return
    for member, one in zip(members, defined, strict=True):
        value = int.from_bytes(data.take(4), "little") if one else 0
        if value & FOLDER_ATTRIBUTE and member.folder is None:
            member.kind = "directory"
        elif value & UNIX_MODE and stat.S_ISLNK(value >> 16):
            member.kind = "link"


def _ticks(data: _Reader | None, count: int) -> list[int]:
    """Since 1601; 0 where a member has none."""
    if data is None:
        return [0] * count
    defined = data.defined(count)
    if data.byte():
        return [0] * count
    return [int.from_bytes(data.take(8), "little") if one else 0 for one in defined]

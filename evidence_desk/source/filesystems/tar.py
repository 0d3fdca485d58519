"""A tar archive given as evidence, plain or packed with gzip, bzip2 or xz: its members as entries.

The standard library's tarfile reads the headers (POSIX.1-2001 pax, GNU, old ones); nothing is unpacked to a place that
the archive names. A packed archive is unpacked as a stream: going on is quick, going back starts over.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import IO, Literal, cast

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, Mark, Tick, unpacking
from evidence_desk.source.filesystems.contents import Held, Pieces, Scratch
from evidence_desk.source.filesystems.walk import Kind, OddTimes, Times, out_of_range, packed
from evidence_desk.source.filesystems.zip import path_of, unsafe
from evidence_desk.source.filesystems.zip.names import undecodable
from evidence_desk.source.media import Medium

Packing = Literal["gz", "bz2", "xz", "zlib"]

MACHINES = {"gz": unpacking.gzip, "bz2": unpacking.bzip2, "xz": unpacking.xz, "zlib": unpacking.zlib_stream}

MOST_MEMBERS = 5_000_000
LARGEST_READ = 64 << 20
LARGEST_TOTAL = 64 << 30
"""Bytes of an archive that are unpacked at most."""

BLOCK = 1 << 20
SECTOR = 512
FAILURES = (*unpacking.FAILURES, tarfile.TarError, OverflowError)
"""What damaged headers and damaged packing raise."""


@dataclass(slots=True)
class Member:
    raw: bytes
    kind: Kind
    offset: int
    """Of its data, in the unpacked archive."""
    size: int
    target: bytes | None
    """Where a link points."""
    parts: tuple[tuple[int, int], ...]
    """Offset and length of what a sparse file has; its data are these, one behind the other."""
    times: Times
    odd_times: OddTimes


@dataclass(slots=True)
class Index:
    members: list[Member] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


class TarFileSystem:
    """The archive that `medium` is, as volume `index`. An entry's address is its place in the archive, from 1.

    `tick` is called on the way to members, which may lie behind hours of unpacking, so that whoever watches sees it move.
    """

    name = "tar"

    def __init__(self, medium: Medium, index: int, packing: Packing | None = None, tick: Tick = lambda: None) -> None:
        self._medium, self._index, self._packing = medium, index, packing
        self._title = medium.segments[0].name if medium.segments else "tar"
        self._stream = _Stream(medium, packing, tick)

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        folders: dict[str, int] = {}
        for address, member in enumerate(self._members.members, 1):
            if address in poisoned:
                yield Gap("entry-poisoned", {"address": address})
                continue
            mark(address)
            entry = self._entry(address, member, first + address - 1, folders)
            odd = "\\x" in entry.path and undecodable(member.raw)
            if odd:
                yield Gap("name-undecodable", {"path": entry.path})
            yield from out_of_range(entry.path, member.odd_times)
            if unsafe(entry.path.replace("\\x", "x") if odd else entry.path):
                yield Gap("archive-member-unsafe", {"path": entry.path})
            yield entry
            if entry.kind == "directory":
                folders.setdefault(entry.path, entry.number)
        yield from self._members.gaps

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        members = self._members.members
        if not 1 <= address <= len(members):
            raise OSError("there is no such member")
        member = members[address - 1]
        if member.target is not None:
            return Held(member.target)
        stored = sum(length for _, length in member.parts) if member.parts else member.size
        if self._packing is None:
            return _assembled(self._medium.read, member.offset, member, mapped=True)
        scratch = Scratch(self._flow(member.offset, stored))
        return _assembled(scratch.read_at, 0, member, mapped=False)

    def find(self, path: str) -> Entry | None:
        address = self._by_path.get(path)
        return None if address is None else self._entry(address, self._members.members[address - 1], 0, {})

    @cached_property
    def _by_path(self) -> dict[str, int]:
        """The first member of each path."""
        found: dict[str, int] = {}
        for address, member in enumerate(self._members.members, 1):
            found.setdefault(_path(member, address), address)
        return found

    @cached_property
    def _members(self) -> Index:
        return _index(self._stream, self._title)

    def _entry(self, address: int, member: Member, number: int, folders: dict[str, int]) -> Entry:
        path = _path(member, address)
        parent = folders.get(path.rpartition("/")[0])
        size = member.size if member.target is None else len(member.target)
        return Entry(number, parent, self._index, path, member.kind, None, size, True, address, None, *member.times)

    def _flow(self, offset: int, size: int) -> Iterator[bytes]:
        """Unpacked data; OSError where the packing is damaged before their end."""
        try:
            self._stream.seek(offset)
            while size > 0:
                piece = self._stream.read(min(BLOCK, size))
                if not piece:
                    raise EOFError("it ends too early")
                yield piece
                size -= len(piece)
        except FAILURES as failure:
            raise OSError(str(failure)) from failure


class _Stream:
    """The unpacked archive as tarfile wants it, which neither a header nor the whole of it may swell beyond bounds."""

    def __init__(self, medium: Medium, packing: Packing | None, tick: Tick) -> None:
        self._medium, self._packing, self._tick = medium, packing, tick
        self._place = 0
        self._ahead, self._pieces = b"", self._unpack()

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int) -> int:
        if self._packing is not None:
            self._unpack_to(offset)
        self._place = offset
        return offset

    def read(self, length: int) -> bytes:
        self._tick()
        if not 0 <= length <= LARGEST_READ:
            raise OSError(f"> {LARGEST_READ >> 20} MiB")
        data = self._medium.read(self._place, length) if self._packing is None else self._next(length)
        self._place += len(data)
        return data

    def _unpack_to(self, offset: int) -> None:
        if offset < self._place:
            self._place, self._ahead, self._pieces = 0, b"", self._unpack()
        while self._place < offset and (skipped := self._next(min(unpacking.BLOCK, offset - self._place))):
            self._place += len(skipped)
            self._tick()

    def _next(self, length: int) -> bytes:
        if self._place + length > LARGEST_TOTAL:
            raise OSError(f"> {LARGEST_TOTAL >> 30} GiB")
        parts = [self._ahead]
        missing = length - len(self._ahead)
        while missing > 0 and (piece := next(self._pieces, b"")):
            parts.append(piece)
            missing -= len(piece)
        data = b"".join(parts)
        self._ahead = data[length:]
        return data[:length]

    def _unpack(self) -> Iterator[bytes]:
        if self._packing is None:
            return iter(())
        blocks = (self._medium.read(place, BLOCK) for place in range(0, self._medium.size, BLOCK))
        return (piece for piece in unpacking.unpacked(blocks, MACHINES[self._packing]) if piece)


def _index(stream: _Stream, title: str) -> Index:
    """Every member whose header can be read. Where one is damaged, those behind it are looked for."""
    index = Index()
    try:
        archive = tarfile.TarFile(fileobj=cast("IO[bytes]", stream), encoding="utf-8", errors="surrogateescape")
        while len(index.members) < MOST_MEMBERS:
            info = archive.next()
            archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
            if info is not None:
                index.members.append(_member(info))
            elif _ends(stream, archive.offset):
                return index
            else:
                following = _next_header(stream, archive.offset)
                index.gaps.append(Gap("archive-header-damaged", {"path": title, "offset": archive.offset, "next": following}))
                archive.offset = following
        index.gaps.append(Gap("archive-limit", {"path": title, "detail": f"> {MOST_MEMBERS}"}))
    except EOFError:
        index.gaps.append(Gap("archive-cut", {"path": title, "offset": stream.tell()}))
    except FAILURES as failure:
        index.gaps.append(Gap("archive-damaged", {"path": title, "detail": str(failure)}))
    return index


def _ends(stream: _Stream, place: int) -> bool:
    """Whether the archive properly ends here: with a block of zeros. EOFError where it just stops."""
    stream.seek(place)
    block = stream.read(SECTOR)
    if len(block) < SECTOR:
        raise EOFError
    return not any(block)


def _next_header(stream: _Stream, place: int) -> int:
    """Where the next sound header stands behind one that could not be read. EOFError where there is none."""
    while True:
        place += SECTOR
        stream.seek(place)
        block = stream.read(SECTOR)
        if len(block) < SECTOR:
            raise EOFError
        if block[257:262] == b"ustar" and tarfile.nti(block[148:156]) in tarfile.calc_chksums(block):  # type: ignore[attr-defined]
            return place


def _member(info: tarfile.TarInfo) -> Member:
    kind: Kind = "file" if info.isreg() else "directory" if info.isdir() else "link" if info.issym() or info.islnk() else "other"
    target = info.linkname.encode("utf-8", "surrogateescape") if kind == "link" else None
    parts = tuple((int(offset), int(length)) for offset, length in getattr(info, "sparse", None) or ())
    size = info.size if kind == "file" else 0
    written = _written(info)
    times = {field: _moment(text) for field, text in written.items()}
    odd = tuple((field, text) for field, text in written.items() if times[field] is None and text.strip("0.-"))
    raw = info.name.encode("utf-8", "surrogateescape")
    return Member(raw, kind, info.offset_data, size, target, parts, packed(**times), odd)


def _written(info: tarfile.TarInfo) -> dict[str, str]:
    """The times as they are written: modified stands in every header; pax headers may have the others, and finer."""
    pax = info.pax_headers
    modified = pax.get("mtime") or str(int(info.mtime))
    return {
        "created": pax.get("LIBARCHIVE.creationtime", ""), "modified": modified, "accessed": pax.get("atime", ""), "changed": pax.get("ctime", ""),
    }  # fmt: skip


def _moment(text: str) -> Instant | None:
    """Seconds since 1970 with as many decimals as are written; none for zero, as for what is no number."""
    if not text or text == "0":
        return None
    try:
        if len(text) < 12 and text.isascii() and text.isdecimal():  # as every header has it
            return Instant(int(text)) if int(text) else None
        seconds = Decimal(text)
        digits = min(9, max(0, -int(seconds.as_tuple().exponent)))
        nanos = int(seconds.scaleb(9).to_integral_value())
        return Instant(nanos // 1_000_000_000, nanos % 1_000_000_000, digits) if nanos else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _assembled(read: Callable[[int, int], bytes], start: int, member: Member, *, mapped: bool) -> Pieces:
    """The data of a member; those of a sparse one with zeros between them."""
    if not member.parts:
        return Pieces(read, ((start, member.size),), member.size, mapped)
    places: list[tuple[int | None, int]] = []
    reached = 0
    for offset, length in member.parts:
        if offset > reached:
            places.append((None, offset - reached))
        places.append((start, length))
        start, reached = start + length, offset + length
    places.append((None, max(0, member.size - reached)))
    return Pieces(read, tuple(places), member.size, mapped)


def _path(member: Member, address: int) -> str:
    return path_of(member.raw.decode("utf-8", "backslashreplace"), address)

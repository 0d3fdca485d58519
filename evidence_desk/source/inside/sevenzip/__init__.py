"""A 7z archive: its members as entries, unpacked by what the standard library has of its methods.

Members that are packed one behind the other are unpacked as a stream: going on is quick, going back starts over.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held, Salvage
from evidence_desk.source.filesystems.walk import out_of_range
from evidence_desk.source.filesystems.zip import LARGEST_MEMBER, STEEP_FROM, STEEPEST, path_of, unsafe
from evidence_desk.source.inside.sevenzip import coders, header
from evidence_desk.source.inside.sevenzip.folder import Folder
from evidence_desk.source.inside.sevenzip.header import Member
from evidence_desk.source.media import Medium


class SevenZipFileSystem:
    """The archive that `medium` is, as volume `index`. An entry's address is its place in the archive, from 1."""

    name = "7z"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index, self._title = medium, index, medium.segments[0].name
        self._stream: _Stream | None = None

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        refused: Counter[str] = Counter()
        locked: list[str] = []
        for address, member in enumerate(self._members, 1):
            mark(address)
            entry = self._entry(address, member, first + address - 1)
            if unsafe(entry.path):
                yield Gap("archive-member-unsafe", {"path": entry.path})
            yield from out_of_range(entry.path, member.odd_times)
            why = self._refused(member)
            if why == coders.ENCRYPTED:
                locked.append(entry.path)
            elif why is not None:
                refused[why] += 1
            yield entry
        if locked:
            yield Gap("archive-encrypted", {"path": self._title, "count": len(locked), "first": locked[0]})
        for why, count in sorted(refused.items()):
            yield Gap("archive-members-refused", {"path": self._title, "count": count, "limit": why})

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if not 1 <= address <= len(self._members):
            raise OSError("there is no such member")
        member = self._members[address - 1]
        if why := self._refused(member):
            raise OSError(why)
        if member.folder is None:
            return Held(b"")
        return Salvage(self._pieces(member, member.folder))

    def find(self, path: str) -> Entry | None:
        return self._by_path.get(path)

    @cached_property
    def _members(self) -> list[Member]:
        return header.read(self._medium.read, self._medium.size)

    @cached_property
    def _by_path(self) -> dict[str, Entry]:
        """The first file of each path."""
        found: dict[str, Entry] = {}
        for address, member in enumerate(self._members, 1):
            entry = self._entry(address, member, 0)
            found.setdefault(entry.path, entry)
        return found

    def _entry(self, address: int, member: Member, number: int) -> Entry:
        path = path_of(member.name, address)
        return Entry(number, None, self._index, path, member.kind, None, member.size, True, address, None, *member.times)

    def _refused(self, member: Member) -> str | None:
        """Why a member's content is not given: the limits of a zip's members, counted for all that is packed together."""
        folder = member.folder
        if folder is None:
            return None
        if member.size > LARGEST_MEMBER:
            return f"> {LARGEST_MEMBER >> 30} GiB"
        if folder.size > STEEP_FROM and folder.size > STEEPEST * folder.packed:
            return f"> {STEEPEST}:1"
        return coders.unreadable(folder)

    def _pieces(self, member: Member, folder: Folder) -> Iterator[bytes]:
        """The bytes of a member. OSError where the packing is damaged, and where they are not what their CRC-32 says."""
        stream = self._stream
        if stream is None or stream.folder is not folder or stream.place > member.offset:
            stream = self._stream = _Stream(self._medium, folder)
        crc, left = 0, member.size
        try:
            for _ in stream.read(member.offset - stream.place):
                pass
            for piece in stream.read(member.size):
                crc, left = zlib.crc32(piece, crc), left - len(piece)
                yield piece
        except coders.FAILURES as failure:
            self._stream = None
            raise OSError(f"after {member.size - left} bytes: {failure}") from failure
        if member.crc is not None and crc != member.crc:
            raise OSError(f"CRC-32 {crc:08x} != {member.crc:08x}")


class _Stream:
    """What a folder unpacks to, from its beginning on."""

    def __init__(self, medium: Medium, folder: Folder) -> None:
        self.folder, self.place = folder, 0
        self._pieces, self._ahead = coders.unpacked(medium.read, folder), b""

    def read(self, length: int) -> Iterator[bytes]:
        """Exactly so many bytes from where it stands; EOFError where there are fewer."""
        while length > 0:
            piece = self._ahead or next(self._pieces, None)
            if piece is None:
                raise EOFError("it ends too early")
            self._ahead = piece[length:]
            piece = piece[:length]
            self.place, length = self.place + len(piece), length - len(piece)
            if piece:
                yield piece

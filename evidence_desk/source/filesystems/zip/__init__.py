"""A zip archive given as evidence: its members as entries. Nothing is unpacked to a place that the archive names.

Times: only those that state their zone, from the extra fields of Info-ZIP and of NTFS. The DOS time that every member
has is a clock on a wall; turning it into UTC would need a zone that nobody stated, so it is left out and a gap says so.
"""

from __future__ import annotations

import stat
import struct
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.walk import Kind, OddTimes, Times, of_ticks, out_of_range, packed
from evidence_desk.source.filesystems.zip import directory
from evidence_desk.source.filesystems.zip.content import ENCRYPTED, STORED, opened
from evidence_desk.source.filesystems.zip.directory import LOCAL, UNSIZED, WIDE_32, Directory, Member, extra_fields
from evidence_desk.source.filesystems.zip.names import decoded, undecodable
from evidence_desk.source.media import Medium

LARGEST_MEMBER = 4 << 30
LARGEST_TOTAL = 64 << 30
STEEPEST, STEEP_FROM = 500, 64 << 20
"""What unpacks to more than so many times its packed size, from so many bytes on, is not unpacked."""

EXTENDED_TIMES, OLD_TIMES, NTFS_TIMES = 0x5455, 0x5855, 0x000A
KINDS: dict[int, Kind] = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}


class ZipFileSystem:
    """The archive that `medium` is, as volume `index`. An entry's address is its place in the archive, from 1."""

    name = "zip"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index = medium, index
        self._title = medium.segments[0].name if medium.segments else "zip"

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        yield from self._directory.gaps
        encodings: Counter[str] = Counter()
        folders: dict[str, int] = {}
        differing: list[str] = []
        locked: list[str] = []
        untimed = False
        for address, member in enumerate(self._directory.members, 1):
            if address in poisoned:
                yield Gap("entry-poisoned", {"address": address})
                continue
            mark(address)
            name, guessed = decoded(member)
            encodings[guessed or ""] += 1
            path = path_of(name, address)
            kind = _kind(member, name)
            times, odd_times = _times(member)
            untimed |= times[1] is None
            yield from out_of_range(path, odd_times)
            locked += [path] if member.flags & ENCRYPTED else []
            differing += [path] if self._differs(member) else []
            odd = guessed is None and undecodable(member.raw)
            if odd:
                yield Gap("name-undecodable", {"path": path})
            if unsafe(path.replace("\\x", "x") if odd else path):
                yield Gap("archive-member-unsafe", {"path": path})
            number = first + address - 1
            parent = folders.get(path.rpartition("/")[0])
            yield Entry(number, parent, self._index, path, kind, None, max(0, member.size), True, address, None, *times)
            if kind == "directory":
                folders.setdefault(path, number)
        if differing:
            yield Gap("archive-headers-differ", {"path": self._title, "count": len(differing), "first": differing[0]})
        if locked:
            yield Gap("archive-encrypted", {"path": self._title, "count": len(locked), "first": locked[0]})
        del encodings[""]
        for encoding, count in sorted(encodings.items()):
            yield Gap("names-guessed", {"path": self._title, "count": count, "encoding": encoding}, severity="info")
        if untimed:
            yield Gap("zone-unknown", {"path": self._title}, severity="info")

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        members = self._directory.members
        if not 1 <= address <= len(members):
            raise OSError("there is no such member")
        return opened(self._medium.read, members[address - 1], LARGEST_MEMBER)

    def find(self, path: str) -> Entry | None:
        address = self._by_path.get(path)
        if address is None:
            return None
        member = self._directory.members[address - 1]
        kind = _kind(member, decoded(member)[0])
        return Entry(0, None, self._index, path, kind, None, max(0, member.size), True, address, None, *_times(member)[0])

    @cached_property
    def _directory(self) -> Directory:
        found = directory.read(self._medium.read, self._medium.size, self._title)
        found.gaps += _bounded(found.members, self._medium.size, self._title)
        return found

    @cached_property
    def _by_path(self) -> dict[str, int]:
        """The first member of each path."""
        found: dict[str, int] = {}
        for address, member in enumerate(self._directory.members, 1):
            found.setdefault(path_of(decoded(member)[0], address), address)
        return found

    def _differs(self, member: Member) -> bool:
        """Whether the header before a member says something else of it than the central directory; one that comes before
        its sizes are known has none."""
        header = self._medium.read(member.offset, 30 + len(member.raw))
        if member.refused or len(header) < 30 or not header.startswith(LOCAL):
            return False
        flags, crc, small, size, names = struct.unpack_from("<H6xIIIH", header, 6)
        if flags & UNSIZED or WIDE_32 in (small, size):
            crc, small, size = member.crc, member.packed, member.size
        return (names, header[30:], crc, small, size) != (len(member.raw), member.raw, member.crc, member.packed, member.size)


def path_of(name: str, address: int) -> str:
    """The path of a member: its name as it stands, from the root; a name that is empty or a slash gets one."""
    return f"/{name.rstrip('/')}" if name.strip("/") else f"/$Unnamed-{address}"


def unsafe(path: str) -> bool:
    """Whether the name leads out of the folder that it would be unpacked to."""
    parts = path[1:].replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or (len(parts[0]) == 2 and parts[0].endswith(":"))


def _kind(member: Member, name: str) -> Kind:
    if member.mode:
        return KINDS.get(stat.S_IFMT(member.mode), "directory" if name.endswith("/") else "file")
    return "directory" if name.endswith("/") else "file"


def _times(member: Member) -> tuple[Times, OddTimes]:
    """Created, modified and accessed where an extra field has them in UTC; that of NTFS is the finest."""
    found: dict[str, Instant] = {}
    odd: OddTimes = ()
    for kind, body in extra_fields(member.extra):
        if kind == NTFS_TIMES and len(body) >= 32 and body[4:8] == b"\1\0\x18\0":
            times, odd = of_ticks(dict(zip(("modified", "accessed", "created"), struct.unpack_from("<QQQ", body, 8), strict=True)))
            found |= times
        elif kind == EXTENDED_TIMES and len(body) >= 5 and body[0] & 1:
            found.setdefault("modified", _posix(body, 1))
        elif kind == OLD_TIMES and len(body) >= 8:
            found.setdefault("accessed", _posix(body, 0))
            found.setdefault("modified", _posix(body, 4))
    return packed(found.get("created"), found.get("modified"), found.get("accessed"), None), odd


def _posix(body: bytes, place: int) -> Instant:
    return Instant(struct.unpack_from("<i", body, place)[0])


def _bounded(members: list[Member], size: int, title: str) -> list[Gap]:
    """Members that an archive was made of to swell: what their content would come to is said, and it is not given."""
    reached, total = -1, 0
    refused: Counter[str] = Counter()
    for member in sorted(members, key=lambda one: (one.offset, one.packed)):
        end = member.offset + 30 + len(member.raw) + member.packed
        swollen = member.method != STORED
        if member.offset < reached:
            member.refused = "overlap"
        elif swollen and member.size > LARGEST_MEMBER:
            member.refused = f"> {LARGEST_MEMBER >> 30} GiB"
        elif swollen and member.size > STEEP_FROM and member.size > STEEPEST * member.packed:
            member.refused = f"> {STEEPEST}:1"
        elif swollen and total + member.size > LARGEST_TOTAL:
            member.refused = f"> {LARGEST_TOTAL >> 30} GiB in all"
        else:
            reached, total = max(reached, end if end <= size else reached), total + max(0, member.size if swollen else 0)
            continue
        refused[member.refused] += 1
    return [Gap("archive-members-refused", {"path": title, "count": count, "limit": limit}) for limit, count in sorted(refused.items())]

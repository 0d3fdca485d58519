"""A RAR archive: its members by headers that are read here, their contents by a program of this machine where one is there.

What is only stored needs no program. A content is given where it is what its CRC-32 says.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held, Pieces, Salvage, Scratch
from evidence_desk.source.filesystems.walk import out_of_range
from evidence_desk.source.filesystems.zip import LARGEST_MEMBER, STEEP_FROM, STEEPEST, path_of, unsafe
from evidence_desk.source.filesystems.zip.names import guessed
from evidence_desk.source.inside.folder import Beside
from evidence_desk.source.inside.rar import five, old, tool
from evidence_desk.source.inside.rar.member import Member, Read, Volume
from evidence_desk.source.inside.within import Within

PART = re.compile(r"(?i)(.*\.part)(\d{1,6})(\.rar)")
OLD = re.compile(r"(?i)(.*\.)([r-z])(\d\d)")
MOST_VOLUMES = 1000
LARGEST_COPY = 2 * LARGEST_MEMBER
"""Bytes of an archive that are copied to the scratch folder for a program."""
LOCKED = "encrypted"
BLOCK = 1 << 20


class RarFileSystem:
    """The archive that begins with `medium`, as volume `index`. An entry's address is its place in the archive, from 1."""

    name = "rar"

    def __init__(self, medium: Within, index: int, beside: Beside, tick: Callable[[], None]) -> None:
        """OSError where it is none."""
        self._medium, self._index, self._tick = medium, index, tick
        self._title, self._beside = medium.segments[0].name, beside
        self._contents: list[tuple[Read, int]] = [(medium.read, medium.size)]
        self._volumes = [_volume(medium.read, medium.size, 0)]
        self._missing: str | None = None
        if not self._volumes[0].later:
            self._follow()

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        before = _earlier(self._title) if self._volumes[0].later else None
        if before and self._beside(before) is not None:
            yield Gap("inside-archive-part", {"path": self._title, "first": before}, "info")
            return
        yield from self._said(before)
        for address, member in enumerate(self._members, 1):
            mark(address)
            entry = self._entry(address, member, first + address - 1)
            if unsafe(entry.path):
                yield Gap("archive-member-unsafe", {"path": entry.path})
            yield from out_of_range(entry.path, member.odd_times)
            yield entry

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if not 1 <= address <= len(self._members):
            raise OSError("there is no such member")
        member = self._members[address - 1]
        if member.target is not None:
            return Held(member.target)
        if why := self._refused(member):
            raise OSError(why)
        if not member.size:
            return Held(b"")
        content = self._stored(member) if member.stored else self._unpacked(address)
        _compare(member, content)
        return content

    def find(self, path: str) -> Entry | None:
        return self._by_path.get(path)

    @cached_property
    def _members(self) -> list[Member]:
        """What goes on in the next volume is one member with what went before."""
        found: list[Member] = []
        for volume in self._volumes:
            for member in volume.members:
                if member.before and found and found[-1].after and found[-1].raw == member.raw:
                    whole = found[-1]
                    whole.parts += member.parts
                    whole.packed, whole.after, whole.crc = whole.packed + member.packed, member.after, member.crc
                else:
                    found.append(member)
        return found

    @cached_property
    def _by_path(self) -> dict[str, Entry]:
        """The first of each path."""
        found: dict[str, Entry] = {}
        for address, member in enumerate(self._members, 1):
            entry = self._entry(address, member, 0)
            found.setdefault(entry.path, entry)
        return found

    def _entry(self, address: int, member: Member, number: int) -> Entry:
        name = member.name or guessed(member.raw)[0].replace("\\", "/")
        size = len(member.target) if member.target is not None else member.size
        return Entry(number, None, self._index, path_of(name, address), member.kind, None, size, True, address, None, *member.times)

    def _follow(self) -> None:
        """The volumes that come after the first, as far as they lie beside it."""
        name = self._title
        while self._volumes[-1].more and len(self._volumes) < MOST_VOLUMES:
            name = _next(name, numbered=self._volumes[0].numbered)
            content = self._beside(name)
            if content is None:
                self._missing = name
                return
            medium = Within(content, name, self._tick)
            self._contents.append((medium.read, medium.size))
            self._volumes.append(_volume(medium.read, medium.size, len(self._volumes)))

    def _said(self, before: str | None) -> Iterator[Gap]:
        if self._volumes[0].locked:
            yield Gap("archive-locked", {"path": self._title}, "error")
        for volume in self._volumes:
            if volume.broken is not None:
                yield Gap("archive-damaged", {"path": self._title, "detail": f"header at {volume.broken}"}, "error")
        if self._missing or before:
            yield Gap("archive-volume-missing", {"path": self._title, "name": self._missing or before or ""}, "error")
        locked = [member for member in self._members if member.locked]
        if locked:
            yield Gap("archive-encrypted", {"path": self._title, "count": len(locked), "first": self._entry(1, locked[0], 0).path})
        refused = [why for member in self._members if (why := self._refused(member)) and why.startswith(">")]
        for why in sorted(set(refused)):
            yield Gap("archive-members-refused", {"path": self._title, "count": refused.count(why), "limit": why})
        packed = sum(not member.stored and not member.locked and member.kind == "file" for member in self._members)
        if packed and not tool.tools(len(self._volumes) > 1):
            yield Gap("archive-tool-missing", {"path": self._title, "count": packed, "tools": tool.NAMES})
        if self._volumes[0].local and self._members:
            yield Gap("zone-unknown", {"path": self._title}, "info")

    def _refused(self, member: Member) -> str | None:
        if member.locked:
            return LOCKED
        if member.before or member.after:
            return "a volume is missing"
        if not member.stored and self._total > LARGEST_MEMBER:
            return f"> {LARGEST_MEMBER >> 30} GiB"
        if not member.stored and sum(size for _, size in self._contents) > LARGEST_COPY:
            return f"> {LARGEST_COPY >> 30} GiB"
        if not member.stored and self._total > STEEP_FROM and self._total > STEEPEST * sum(one.packed for one in self._members):
            return f"> {STEEPEST}:1"
        return None

    @cached_property
    def _total(self) -> int:
        return sum(one.size for one in self._members if one.kind == "file")

    def _stored(self, member: Member) -> Content:
        if len(member.parts) == 1 and not member.parts[0][0]:
            return Pieces(self._medium.read, ((member.parts[0][1], member.size),), member.size)
        return Scratch(piece for part in member.parts for piece in self._part(*part))

    def _part(self, volume: int, offset: int, length: int) -> Iterator[bytes]:
        read, _ = self._contents[volume]
        for place in range(offset, offset + length, BLOCK):
            yield read(place, min(BLOCK, offset + length - place))

    def _unpacked(self, address: int) -> Content:
        output = self._output
        if output is None:
            raise OSError(f"needs one of {tool.NAMES}")
        place = 0
        for one in next((some for some in self._orders if _bytes(some) == output.size), self._orders[0]):
            if one is self._members[address - 1] and place + one.size <= output.size:
                return Pieces(output.read_at, ((place, one.size),), one.size, mapped=False)
            place += one.size
        raise OSError("no program of this machine gave this member")

    @cached_property
    def _orders(self) -> tuple[list[Member], ...]:
        """The members that a tool may have written: without links and what is locked, with links, with all."""
        plain = [one for one in self._members if one.kind == "file" and not one.locked]
        links = [one for one in self._members if one.kind != "directory" and one.target is None and not one.locked]
        return plain, links, [one for one in self._members if one.kind == "file"]

    @cached_property
    def _output(self) -> Scratch | None:
        """What the first tool gave that gave all, or the one that gave most; None without any."""
        most: Scratch | None = None
        tools = tool.tools(len(self._volumes) > 1)
        with tempfile.TemporaryDirectory() as folder:
            first = self._copied(Path(folder)) if tools else Path(folder)
            for one in tools:
                given = Salvage(tool.unpacked(one, first, self._total, self._tick))
                if most is None or given.size > most.size:
                    most = given
                if any(given.size == _bytes(some) for some in self._orders):
                    break
        return most

    def _copied(self, folder: Path) -> Path:
        """The volumes in a folder, under names that lead from one to the next; the first."""
        name = "a.part1.rar" if self._volumes[0].numbered and len(self._volumes) > 1 else "a.rar"
        first = folder / name
        for read, size in self._contents:
            with (folder / name).open("xb") as copy:
                for place in range(0, size, BLOCK):
                    copy.write(read(place, BLOCK))
            name = _next(name, numbered=self._volumes[0].numbered)
        return first


def _volume(read: Read, size: int, number: int) -> Volume:
    head = read(0, len(five.MARK))
    if head == five.MARK:
        return five.read(read, size, number, 0)
    if head.startswith(old.MARK):
        return old.read(read, size, number, 0)
    raise OSError("no mark of RAR 1.5 or later")


def _next(name: str, *, numbered: bool) -> str:
    """What the volume after this one is called."""
    if found := PART.fullmatch(name):
        return f"{found[1]}{int(found[2]) + 1:0{len(found[2])}d}{found[3]}"
    if found := OLD.fullmatch(name):
        count = int(found[3]) + 1
        return f"{found[1]}{chr(ord(found[2]) + count // 100)}{count % 100:02d}"
    stem, _, ending = name.rpartition(".")
    return f"{name}.part2.rar" if numbered and not stem else f"{stem}.{'R' if ending.isupper() else 'r'}00"


def _earlier(name: str) -> str | None:
    """What the first volume of a set is called of which a later one has this name."""
    if found := PART.fullmatch(name):
        return f"{found[1]}{1:0{len(found[2])}d}{found[3]}"
    found = OLD.fullmatch(name)
    return f"{found[1]}{'RAR' if found[2].isupper() else 'rar'}" if found else None


def _bytes(members: list[Member]) -> int:
    return sum(one.size for one in members)


def _compare(member: Member, content: Content) -> None:
    """OSError where a content is not what its CRC-32 says."""
    if member.crc is None:
        return
    crc, place = 0, 0
    while piece := content.read_at(place, BLOCK):
        crc, place = zlib.crc32(piece, crc), place + len(piece)
    if crc != member.crc or place != member.size:
        raise OSError(f"CRC-32 {crc:08x} != {member.crc:08x}")

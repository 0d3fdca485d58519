"""ext2, 3 and 4 read without The Sleuth Kit, and bounded: for what the kit hangs on and for what it gets wrong.

To list a folder the kit notes each block of each file in it, holes too: a file that claims to have a hundred terabytes
holds it up for good. And it takes the seconds of a time as unsigned, so that 1969 becomes 2106. Layout: the kernel's
Documentation/filesystems/ext4 (super, group_descr, inodes, directory, blockmap, extents).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.source.volumes.signatures import Probe

DIRECTORY, LINK, REGULAR = 0x4000, 0xA000, 0x8000
EXTENTS, INLINE = 0x80000, 0x10000000
WIDE, SCATTERED = 0x80, 0x10
"""Incompatible features: descriptors of 64 bytes, descriptors spread over the groups."""
EXTENT_MAGIC = 0xF30A
DIRECT = 12
LARGEST_FOLDER = 1 << 30
"""Bytes of a folder that are read; what lies beyond is left out."""

Stretch = tuple[int, tuple[int, ...]]
"""So many blocks of a file, and the numbers of those that lie somewhere."""


class Endless(OSError):
    """A file claims more blocks than the volume has, or its map leads back into itself."""


@dataclass(frozen=True, slots=True)
class Inode:
    mode: int
    size: int
    flags: int
    map: bytes
    """60 bytes: twelve blocks and three levels of indirection, or the root of an extent tree."""
    times: tuple[tuple[int, int], ...]
    """Created, modified, accessed, changed: signed seconds since 1970 and nanoseconds; (0, 0) is none."""

    @property
    def kind(self) -> int:
        return self.mode & 0xF000


@dataclass(frozen=True, slots=True)
class Name:
    address: int
    raw: bytes
    allocated: bool


class Ext:
    """One volume. OSError where its superblock makes no sense."""

    def __init__(self, at: Probe) -> None:
        block = at(1024, 1024)
        if len(block) < 1024 or block[56:58] != b"\x53\xef":
            raise OSError("no superblock")
        self._at = at
        self.inodes, self.blocks = struct.unpack_from("<II", block, 0)
        first, log, self._per_group = struct.unpack_from("<II12xI", block, 20)
        revision, self.inode_size, features = *struct.unpack_from("<I8xH", block, 76), *struct.unpack_from("<I", block, 96)
        self.inode_size = self.inode_size if revision else 128
        self.block = 1024 << min(log, 6)
        self._descriptor = max(32, struct.unpack_from("<H", block, 254)[0]) if features & WIDE else 32
        self._descriptors = (first + 1) * self.block
        if not self._per_group or self.inode_size < 128 or features & SCATTERED:
            raise OSError("a layout that is not read here")

    def inode(self, address: int) -> Inode:
        """OSError for one that the volume does not have."""
        raw = self._raw_inode(address)
        mode, low, flags, high = struct.unpack_from("<H2xI24xI72xI", raw, 0)
        size = low if mode & 0xF000 == DIRECTORY else low | high << 32
        return Inode(mode, size, flags, raw[40:100], _times(raw))

    def names(self, address: int) -> Iterator[Name]:
        """What a folder names, deleted names too, in the order in which the kit lists them."""
        inode = self.inode(address)
        if inode.flags & INLINE:
            yield from self._block_names(inode.map[4:])
            return
        room = min(inode.size, LARGEST_FOLDER)
        for count, numbers in self._stretches(inode):
            for number in numbers[: -(-room // self.block)]:
                yield from self._block_names(self._at(number * self.block, self.block))
            room -= count * self.block
            if room <= 0:
                return

    def allocated(self, address: int) -> bool:
        """Whether the bitmap of inodes has it in use."""
        group, place = divmod(address - 1, self._per_group)
        bits = self._at(self._number(group, 4, 36) * self.block + place // 8, 1)
        return bool(bits and bits[0] >> place % 8 & 1)

    def check(self, inode: Inode) -> None:
        """Endless for a file that would hold the kit up. Extents count holes as one: only the classic map can."""
        if inode.kind not in (REGULAR, DIRECTORY) or inode.flags & (INLINE | EXTENTS):
            return
        if inode.size > self.blocks * self.block:
            raise Endless(f"its {inode.size} bytes are more than the volume has")
        room = inode.size
        for count, _ in self._indirect(inode):
            room -= count * self.block
            if room <= 0:
                return

    def _raw_inode(self, address: int) -> bytes:
        if not 1 <= address <= self.inodes:
            raise OSError(f"there is no inode {address}")
        group, place = divmod(address - 1, self._per_group)
        raw = self._at(self._number(group, 8, 40) * self.block + place * self.inode_size, self.inode_size)
        if len(raw) < 128:
            raise OSError(f"inode {address} lies past the end")
        return raw

    def _number(self, group: int, low: int, high: int) -> int:
        """A block number out of a group's descriptor."""
        descriptor = self._at(self._descriptors + group * self._descriptor, self._descriptor).ljust(64, b"\0")
        number: int = struct.unpack_from("<I", descriptor, low)[0]
        return number | struct.unpack_from("<I", descriptor, high)[0] << 32 if self._descriptor >= 64 else number

    def _stretches(self, inode: Inode) -> Iterator[Stretch]:
        return self._extents(inode) if inode.flags & EXTENTS else self._indirect(inode)

    def _indirect(self, inode: Inode) -> Iterator[Stretch]:
        """Blocks by the classic map: twelve, then one, two and three levels of blocks of pointers."""
        pointers = struct.unpack("<15I", inode.map)
        yield DIRECT, self._real(pointers[:DIRECT])
        waiting = [(pointers[14], 3), (pointers[13], 2), (pointers[12], 1)]
        visits, each = 0, self.block // 4
        while waiting:
            number, level = waiting.pop()
            if not 0 < number < self.blocks:
                yield each**level, ()
                continue
            if (visits := visits + 1) > self.blocks:
                raise Endless("the map of its blocks leads back into itself")
            raw = self._at(number * self.block, self.block)
            below = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) & ~3])
            if level == 1:
                yield each, self._real(below)
            else:
                waiting += [(pointer, level - 1) for pointer in reversed(below)]

    def _extents(self, inode: Inode) -> Iterator[Stretch]:
        """Blocks by the extent tree, whose depth must fall with each step."""
        waiting, visits = [(inode.map, 6)], 0
        while waiting:
            node, above = waiting.pop()
            magic, count, _, depth = struct.unpack_from("<4H", node.ljust(12, b"\0"))
            if magic != EXTENT_MAGIC or depth >= above:
                continue
            if (visits := visits + 1) > self.blocks:
                raise Endless("the map of its blocks leads back into itself")
            entries = [node[12 * place : 12 * place + 12] for place in range(1, 1 + min(count, len(node) // 12 - 1))]
            if depth:
                numbers = [(low | high << 32) for low, high in (struct.unpack_from("<IH", entry, 4) for entry in entries)]
                waiting += [(self._at(number * self.block, self.block), depth) for number in reversed(numbers)]
                continue
            for length, high, low in (struct.unpack_from("<HHI", entry, 4) for entry in entries):
                start, length = low | high << 32, length - 32768 if length > 32768 else length
                yield length, self._real(tuple(range(start, min(start + length, self.blocks))))

    def _real(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(number for number in numbers if 0 < number < self.blocks)

    def _block_names(self, block: bytes) -> Iterator[Name]:
        """Names of one block. What a longer record leaves room for may be a deleted name; so may one with inode 0."""
        place, hidden = 0, 0
        while place + 12 <= len(block):
            address, length, size = struct.unpack_from("<IHB", block, place)
            least = (8 + size + 3) & ~3
            fits = address <= self.inodes and size and least <= length and not length % 4 and place + length <= len(block)
            if not fits or 0 < hidden < least:
                place, hidden = place + 4, max(0, hidden - 4)
                continue
            deleted = hidden > 0 or address == 0
            yield Name(address, block[place + 8 : place + 8 + size], not deleted)
            if hidden:
                hidden, step = max(0, hidden - least), least
            elif length - least >= 12:
                hidden, step = length - least, least
            else:
                step = length
            place += step


def _times(raw: bytes) -> tuple[tuple[int, int], ...]:
    """From 1901 to 2446: 32 signed bits, two more bits and the nanoseconds where the inode has room for them."""
    accessed, changed, modified = struct.unpack_from("<3i", raw, 8)
    extra = struct.unpack_from("<H", raw, 128)[0] if len(raw) >= 130 else 0
    room = raw[: 128 + extra].ljust(152, b"\0") if extra else raw[:128].ljust(152, b"\0")
    changed_more, modified_more, accessed_more, created, created_more = struct.unpack_from("<IIIiI", room, 132)
    pairs = ((created, created_more), (modified, modified_more), (accessed, accessed_more), (changed, changed_more))
    return tuple((seconds + ((more & 3) << 32), min(more >> 2, 999_999_999)) for seconds, more in pairs)

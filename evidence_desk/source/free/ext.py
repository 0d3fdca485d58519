"""ext2, 3 and 4: each group of blocks has a bitmap, where its descriptor says.

Of a group whose bitmap was never written (uninit) the blocks are free but for copies of the superblock and of the
descriptors, and for bitmaps and tables of inodes that lie in it. With bigalloc a bit stands for several blocks.
Layout: the kernel's Documentation/filesystems/ext4 (super, group_descr, bitmaps).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.model import Range
from evidence_desk.source.free.bitmap import clear
from evidence_desk.source.volumes.signatures import Probe

WIDE, SCATTERED, CHECKED, SUMMED = 0x80, 0x10, 0x10, 0x400
"""Features: descriptors of 64 bytes, descriptors spread over the groups; with a checksum of either kind bitmaps may be unwritten."""
SPARSE, CLUSTERED, SPARSE2 = 0x1, 0x200, 0x200
UNWRITTEN = 0x2
MOST_GROUPS = 1 << 22


@dataclass(frozen=True, slots=True)
class Layout:
    """`unit`: bytes that a bit stands for; blocks are numbered from the start of the volume."""

    block: int
    unit: int
    blocks: int
    first: int
    per_group: int
    inodes: int
    inode_size: int
    descriptor: int
    reserved: int
    sparse: bool
    backups: tuple[int, int] | None
    checked: bool

    @property
    def groups(self) -> int:
        return -(-(self.blocks - self.first) // self.per_group)

    @property
    def table(self) -> int:
        """Blocks of a group's inodes."""
        return -(-self.inodes * self.inode_size // self.block)

    def has_copy(self, group: int) -> bool:
        """Whether a group begins with a copy of the superblock and of the descriptors."""
        if self.backups is not None:
            return group == 0 or group in self.backups
        return not self.sparse or group < 2 or any(_is_power(group, base) for base in (3, 5, 7))


def free(at: Probe, size: int) -> Iterator[Range]:
    layout = _layout(at(1024, 1024))
    groups = layout.groups
    if groups > MOST_GROUPS:
        raise OSError(f"it claims {groups} groups of blocks")
    raw = at((layout.first + 1) * layout.block if layout.block > 1024 or layout.first else 2 * 1024, groups * layout.descriptor)
    taken = _structures(raw, layout)
    for group in range(len(raw) // layout.descriptor):
        start = layout.first + group * layout.per_group
        count = min(layout.per_group, layout.blocks - start)
        bitmap, _, _, flags = _descriptor(raw, group, layout)
        if layout.checked and flags & UNWRITTEN:
            yield from _untouched(group, start, count, taken, layout)
            continue
        bits = -(-count * layout.block // layout.unit)
        for first, length in clear([at(bitmap * layout.block, -(-bits // 8))], bits):
            yield start * layout.block + first * layout.unit, length * layout.unit
    if len(raw) < groups * layout.descriptor:
        raise OSError(f"its descriptors end with group {len(raw) // layout.descriptor} of {groups}")


def _layout(block: bytes) -> Layout:
    if len(block) < 1024 or block[56:58] != b"\x53\xef":
        raise OSError("no superblock")
    low, (first, log, log_cluster, per_group, _, inodes) = struct.unpack_from("<I", block, 4)[0], struct.unpack_from("<6I", block, 20)
    revision, inode_size = struct.unpack_from("<I8xH", block, 76)
    compatible, incompatible, read_only = struct.unpack_from("<III", block, 92)
    if not per_group or log > 6 or incompatible & SCATTERED:
        raise OSError("a layout that is not read here")
    size, wide = 1024 << log, bool(incompatible & WIDE)
    high = struct.unpack_from("<I", block, 0x150)[0] if wide else 0
    return Layout(
        block=size,
        unit=1024 << log_cluster if read_only & CLUSTERED and log <= log_cluster <= 20 else size,
        blocks=low | high << 32,
        first=first,
        per_group=per_group,
        inodes=inodes,
        inode_size=inode_size if revision else 128,
        descriptor=max(32, struct.unpack_from("<H", block, 254)[0]) if wide else 32,
        reserved=struct.unpack_from("<H", block, 206)[0],
        sparse=bool(read_only & SPARSE),
        backups=struct.unpack_from("<II", block, 0x24C) if compatible & SPARSE2 else None,
        checked=bool(read_only & (CHECKED | SUMMED)),
    )


def _descriptor(raw: bytes, group: int, layout: Layout) -> tuple[int, int, int, int]:
    """Where a group has its bitmap of blocks, its bitmap of inodes and its inodes, and its flags."""
    one = raw[group * layout.descriptor : (group + 1) * layout.descriptor].ljust(64, b"\0")
    low, flags = struct.unpack_from("<III", one, 0), struct.unpack_from("<H", one, 18)[0]
    high = struct.unpack_from("<III", one, 32) if layout.descriptor >= 64 else (0, 0, 0)
    return low[0] | high[0] << 32, low[1] | high[1] << 32, low[2] | high[2] << 32, flags


def _structures(raw: bytes, layout: Layout) -> dict[int, list[Range]]:
    """Bitmaps and tables of inodes of all groups, by the group of which the bitmap was not written and in which they lie."""
    count = len(raw) // layout.descriptor
    found: dict[int, list[Range]] = {
        group: [] for group in range(count) if layout.checked and _descriptor(raw, group, layout)[3] & UNWRITTEN
    }
    for group in range(count if found else 0):
        blocks, inodes, table, _ = _descriptor(raw, group, layout)
        for first, length in ((blocks, 1), (inodes, 1), (table, layout.table)):
            for within in range((first - layout.first) // layout.per_group, (first + length - 1 - layout.first) // layout.per_group + 1):
                if within in found:
                    found[within].append((first, length))
    return found


def _untouched(group: int, start: int, count: int, taken: dict[int, list[Range]], layout: Layout) -> Iterator[Range]:
    """The free blocks of a group without a bitmap, in whole units."""
    head = 1 + -(-layout.groups * layout.descriptor // layout.block) + layout.reserved if layout.has_copy(group) else 0
    each = layout.unit // layout.block
    at = start
    for first, length in sorted([(start, head), *taken[group]]):
        if first > at:
            yield at * layout.block, (first - at) * layout.block
        end = first + length
        at = max(at, start + -(-(end - start) // each) * each)
    if at < start + count:
        yield at * layout.block, (start + count - at) * layout.block


def _is_power(number: int, base: int) -> bool:
    while number > 1 and number % base == 0:
        number //= base
    return number == 1

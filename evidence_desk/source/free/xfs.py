"""XFS: each allocation group has a tree of its free extents by their place (XFS Algorithms and Data Structures, chapter 13,
"AG Free Space Management"). Its leaves are linked from left to right, so that no more than the way to the first is followed down.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from evidence_desk.model import Range
from evidence_desk.source.volumes.signatures import Probe

NONE = 0xFFFFFFFF
SHORT, LONG = 16, 56
"""Bytes of a block's header, without and with checksums."""
MAGICS = {b"ABTB": SHORT, b"AB3B": LONG}


def free(at: Probe, size: int) -> Iterator[Range]:
    head = at(0, 512).ljust(512, b"\0")
    block = struct.unpack_from(">I", head, 4)[0]
    each, groups = struct.unpack_from(">II", head, 84)
    sector = struct.unpack_from(">H", head, 102)[0]
    if head[:4] != b"XFSB" or not 512 <= block <= 65536 or not 512 <= sector <= 32768 or not each:
        raise OSError("its superblock makes no sense")
    for group in range(groups):
        base = group * each * block
        freed = at(base + sector, 64)
        if len(freed) < 64 or freed[:4] != b"XAGF":
            raise OSError(f"the header of allocation group {group} is not there")
        length, root, depth = struct.unpack_from(">I", freed, 12)[0], *struct.unpack_from(">I8xI", freed, 16)
        for first, count in _extents(at, base, block, root, depth, min(length, each)):
            yield base + first * block, count * block


def _extents(at: Probe, base: int, block: int, number: int, depth: int, length: int) -> Iterator[Range]:
    """Free extents of a group in ascending order; OSError where the tree makes no sense, or leads back."""
    last = 0
    for _ in range(length):
        raw = at(base + number * block, block) if number < length else b""
        head = MAGICS.get(raw[:4])
        if head is None or len(raw) < block:
            raise OSError(f"the tree of free space has no block at {number}")
        level, count, _, right = struct.unpack_from(">HHII", raw, 4)
        if level:
            if level >= depth:
                raise OSError("the tree of free space does not get lower")
            depth, keys = level, (block - head) // 12
            number = struct.unpack_from(">I", raw, head + keys * 8)[0]
            continue
        for first, size in struct.iter_unpack(">II", raw[head : head + min(count, (block - head) // 8) * 8]):
            if first < last or first + size > length:
                raise OSError("the tree of free space is out of order")
            last = first + size
            yield first, size
        if right == NONE:
            return
        depth, number = 1, right
    raise OSError("the tree of free space does not end")

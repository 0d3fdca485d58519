"""HFS+: the bitmap of blocks is the allocation file, whose extents stand in the volume header (Apple, TN1150). The highest
bit of a byte is its first block. More than the eight extents of the header would be in the extents overflow file: not read here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from evidence_desk.model import Range
from evidence_desk.source.free.bitmap import HIGHEST_FIRST, PIECE, clear
from evidence_desk.source.volumes.signatures import Probe

HEADER_AT = 1024
ALLOCATION_AT = 112
"""Where the header has the fork of the allocation file."""


def free(at: Probe, size: int) -> Iterator[Range]:
    header = at(HEADER_AT, 512).ljust(512, b"\0")
    if header[:2] not in (b"H+", b"HX"):
        raise OSError("its header is not where it is looked for: it may lie in a volume of HFS")
    block, blocks = struct.unpack_from(">II", header, 40)
    if not 512 <= block <= 1 << 26:
        raise OSError("its header makes no sense")
    for first, count in clear(_content(at, header, block), blocks, HIGHEST_FIRST):
        yield first * block, count * block


def _content(at: Probe, header: bytes, block: int) -> Iterator[bytes]:
    left = struct.unpack_from(">Q", header, ALLOCATION_AT)[0]
    for first, count in struct.iter_unpack(">II", header[ALLOCATION_AT + 16 : ALLOCATION_AT + 80]):
        room = min(count * block, left)
        for part in range(0, room, PIECE):
            piece = at(first * block + part, want := min(PIECE, room - part))
            yield piece
            if len(piece) < want:
                return
        left -= room

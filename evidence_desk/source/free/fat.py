"""FAT and exFAT. A cluster is free where its entry in the table is zero (Microsoft, FAT 1.03, section 4), or its bit in the
bitmap clear (exFAT specification, section 7.1). Sectors behind the last whole cluster belong to none: they count as free.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from evidence_desk.model import Range
from evidence_desk.source.free.bitmap import PIECE, clear
from evidence_desk.source.volumes.signatures import Probe

ZEROS = re.compile(rb"\x00+")
FEW12 = 4085
"""Below so many clusters a volume is FAT12. One that gives the length of its table in the long field is FAT32, however small."""
MOST_CLUSTERS = (1 << 28) - 16
BITMAP = 0x81
LONGEST_ROOT = 1 << 20
"""Bytes of exFAT's root folder in which its bitmap is looked for."""


def free(at: Probe, size: int) -> Iterator[Range]:
    boot = at(0, 512).ljust(512, b"\0")
    sector, per_cluster, reserved, tables, roots, small, short = struct.unpack_from("<HBHBHHxH", boot, 11)
    large, long, flags = struct.unpack_from("<IIH", boot, 32)
    sectors, table = small or large, short or long
    if sector not in (512, 1024, 2048, 4096) or not per_cluster or not table or not sectors:
        raise OSError("its boot sector makes no sense")
    data = reserved + tables * table + -(-roots * 32 // sector)
    clusters = (sectors - data) // per_cluster
    if not 0 < clusters <= MOST_CLUSTERS:
        raise OSError("its boot sector makes no sense")
    active = flags & 0xF if not short and flags & 0x80 and flags & 0xF < tables else 0
    width = 32 if not short else 12 if clusters < FEW12 else 16
    begin, cluster = data * sector, per_cluster * sector
    start = (reserved + active * table) * sector
    for first, count in _unused(at, start, table * sector, width, clusters):
        yield begin + (first - 2) * cluster, count * cluster
    rest = begin + clusters * cluster
    yield rest, sectors * sector - rest


def _unused(at: Probe, start: int, length: int, width: int, clusters: int) -> Iterator[Range]:
    """Runs of clusters whose entry is zero, by their numbers, which begin with 2."""
    last = clusters + 2
    if length * 8 < last * width:
        last = length * 8 // width
    step = PIECE * 3 // 2 if width == 12 else PIECE
    each = step * 8 // width
    for number in range(0, last, each):
        want = min(each, last - number)
        piece = at(start + number * width // 8, -(-want * width // 8))
        if len(piece) * 8 < want * width:
            raise OSError(f"the table ends at cluster {number + len(piece) * 8 // width} of {clusters + 1}")
        for match in ZEROS.finditer(_marks(piece, width)[:want]):
            begin, end = number + match.start(), number + match.end()
            begin = max(begin, 2)
            if end > begin:
                yield begin, end - begin
    if last < clusters + 2:
        raise OSError(f"the table ends at cluster {last} of {clusters + 1}")


def _marks(piece: bytes, width: int) -> bytes:
    """One byte for each entry of the table, zero where the entry is."""
    if width == 12:
        pairs = zip(piece[0::3], piece[1::3], piece[2::3], strict=False)
        marks = bytes(mark for low, middle, high in pairs for mark in ((low | middle & 0x0F) and 1, (middle & 0xF0 | high) and 1))
        return marks + (bytes([(piece[-2] | piece[-1] & 0x0F) and 1]) if len(piece) % 3 == 2 else b"")
    step = width // 8
    count = len(piece) // step
    together = 0
    for place in range(step):
        mask = b"\x0f" * count if place == 3 else b"\xff" * count  # of 32 bits the uppermost four are reserved
        together |= int.from_bytes(piece[place : count * step : step]) & int.from_bytes(mask)
    return together.to_bytes(count)


def exfat_free(at: Probe, size: int) -> Iterator[Range]:
    boot = at(0, 512).ljust(512, b"\0")
    sectors = struct.unpack_from("<Q", boot, 72)[0]
    table, _, heap, clusters, root = struct.unpack_from("<5I", boot, 80)
    sector, per_cluster = 1 << min(boot[108], 12), 1 << min(boot[109], 25)
    cluster = sector * per_cluster
    begin = heap * sector
    bitmap, length = _bitmap(at, table * sector, begin, cluster, clusters, root)
    for first, count in clear(_chain(at, table * sector, begin, cluster, clusters, bitmap, min(length, -(-clusters // 8))), clusters):
        yield begin + first * cluster, count * cluster
    rest = begin + clusters * cluster
    yield rest, sectors * sector - rest


def _bitmap(at: Probe, table: int, begin: int, cluster: int, clusters: int, root: int) -> tuple[int, int]:
    """First cluster and length of the bitmap, as an entry of the root folder names them."""
    for piece in _chain(at, table, begin, cluster, clusters, root, LONGEST_ROOT):
        for place in range(0, len(piece) - 31, 32):
            if piece[place] == BITMAP:
                first, length = struct.unpack_from("<IQ", piece, place + 20)
                return first, length
            if piece[place] == 0:
                raise OSError("its root folder names no bitmap")
    raise OSError("its root folder names no bitmap")


def _chain(at: Probe, table: int, begin: int, cluster: int, clusters: int, first: int, length: int) -> Iterator[bytes]:
    """Bytes of a file by the chain of its clusters, in pieces of PIECE at most; OSError where it leaves the volume.

    Where the table has no entry for a cluster it is followed by the next one: a contiguous file has no chain.
    """
    number, left = first, length
    while left > 0:
        if not 2 <= number < clusters + 2:
            if number >= 0xFFFFFFF8:
                return
            raise OSError(f"cluster {number} is outside the volume")
        place, size = begin + (number - 2) * cluster, min(cluster, left)
        for part in range(0, size, PIECE):
            want = min(PIECE, size - part)
            piece = at(place + part, want)
            yield piece
            if len(piece) < want:
                return
        left -= size
        entry = at(table + number * 4, 4)
        number = struct.unpack("<I", entry)[0] if len(entry) == 4 and entry != bytes(4) else number + 1

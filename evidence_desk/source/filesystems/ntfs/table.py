"""The volume as the fast reading sees it: its geometry, its table of files, and bytes by record or by cluster."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evidence_desk.source.filesystems.ntfs.attributes import Extent
from evidence_desk.source.filesystems.ntfs.columns import SECTOR, mended
from evidence_desk.source.filesystems.ntfs.records import Name, Records
from evidence_desk.source.media import Medium

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.ntfs.columns import Bytes, Places

RECORDS_AT_ONCE = 2048
MOST_RECORDS = 1 << 24
"""The columns of more would take over a gibibyte."""
RECORDS_A_BLOCK = 64
"""Records that lie this near to each other are read together."""


class Unusual(Exception):
    """A volume that is left to the kit as a whole; why, for whoever looks into it."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Sizes in bytes."""

    cluster: int
    record: int
    index: int
    clusters: int

    @property
    def extent(self) -> Extent:
        return Extent(self.cluster, self.clusters)


def geometry(boot: bytes) -> Geometry:
    """From the first sector of a volume."""
    sector, cluster = struct.unpack_from("<HB", boot, 11)
    sectors = struct.unpack_from("<Q", boot, 40)[0]
    record, index = struct.unpack_from("<b3xb", boot, 64)
    cluster = sector * cluster if cluster <= 128 else 0
    sizes = Geometry(cluster, _size(record, cluster), _size(index, cluster), sectors * sector // max(cluster, 1))
    for size in (cluster, sizes.record, sizes.index):
        if size < SECTOR or size & (size - 1):
            raise Unusual("its sizes are no powers of two")
    if cluster > sizes.index or sizes.record > 4096:
        raise Unusual("several index nodes lie in a cluster")
    return sizes


def _size(told: int, cluster: int) -> int:
    """Clusters, or below zero a power of two of bytes."""
    return told * cluster if told > 0 else 1 << min(-told, 20)


class Table:
    """`runs`: where the table of files lies on the medium, (offset, length) in bytes."""

    def __init__(self, medium: Medium, offset: int, runs: list[tuple[int, int]]) -> None:
        self._medium, self._offset = medium, offset
        self.geometry = geometry(medium.read(offset, SECTOR))
        self._runs = runs
        self.count = sum(length for _, length in runs) // self.geometry.record
        if not 16 <= self.count <= MOST_RECORDS or any(length % self.geometry.record for _, length in runs[:-1]):
            raise Unusual("its table of files is too small, too large, or broken within a record")

    def records(self, told: Callable[[int], list[Name]], mark: Callable[[], None]) -> Records:
        return Records.read(self._blocks(mark), self.count, self.geometry.record, self.geometry.extent, told)

    def rows(self, records: Places) -> Bytes:
        """The records of these numbers, a row each, as they were before they were written to sectors."""
        size = self.geometry.record
        near, which = np.unique(records // RECORDS_A_BLOCK, return_inverse=True)
        breaks = np.flatnonzero(np.diff(near) != 1) + 1
        pieces = []
        for group in np.split(near, breaks):
            first, last = int(group[0]) * RECORDS_A_BLOCK, (int(group[-1]) + 1) * RECORDS_A_BLOCK
            pieces.append(self._read(first * size, (last - first) * size).reshape(-1, RECORDS_A_BLOCK, size))
        rows = np.concatenate(pieces)[which, records % RECORDS_A_BLOCK]
        mended(rows, size)
        return rows

    def clusters(self, first: int, count: int) -> bytes:
        """Short, or empty, where the medium ends before."""
        return self._medium.read(self._offset + first * self.geometry.cluster, count * self.geometry.cluster)

    def _blocks(self, mark: Callable[[], None]) -> Iterator[tuple[int, Bytes]]:
        size = self.geometry.record
        for first in range(0, self.count, RECORDS_AT_ONCE):
            mark()
            yield first, self._read(first * size, min(RECORDS_AT_ONCE, self.count - first) * size)

    def _read(self, start: int, length: int) -> Bytes:
        """Bytes of the table, to be written to; behind its end zeros."""
        pieces, place, passed = [], start, 0
        for offset, size in self._runs:
            end = min(start + length, passed + size)
            if place < end:
                pieces.append(self._medium.read(offset + place - passed, end - place))
                if len(pieces[-1]) != end - place:
                    raise Unusual("its table of files is cut off")
                place = end
            passed += size
        if place < min(start + length, self.count * self.geometry.record):
            raise Unusual("its table of files is cut off")
        pieces.append(bytes(start + length - place))
        return np.array(np.frombuffer(pieces[0] if len(pieces) == 2 and not pieces[1] else b"".join(pieces), np.uint8))

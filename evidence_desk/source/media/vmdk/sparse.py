"""Sparse extents: grains found through a directory of tables, of which hosted ones have two copies.

`KDMV` extents (Workstation, OVF) may pack each grain as a zlib stream behind a marker with its sector and size; a
stream-optimised one has its directory at the end ("Hosted Sparse Extents" and "Stream-Optimized Compressed Sparse
Extents" in VMware, Virtual Disk Format 5.0). `COWD` extents are those of ESX ("ESX Server Sparse Extents").
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from functools import partial
from typing import cast

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap
from evidence_desk.source.media.bits import Kept, table
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.mapped import inflate
from evidence_desk.source.media.runs import Layer, Lost, Packed, Plain, Run, Undecodable, Zeros, through

HEADER = struct.Struct("<4sIIQQQQIQQQB4sH433x")
COWD = struct.Struct("<4sIIIIIII")
GRAIN = struct.Struct("<QI")
SECTOR = 512
AT_END = (1 << 64) - 1
REDUNDANT, ZEROED, PACKED = 1 << 1, 1 << 2, 1 << 16
ZEROED_GRAIN = 1
NEWLINES = b"\n \r\n"
LARGEST_GRAIN = 1 << 17
"""Sectors: 64 MiB. VMware writes 128, ESX 1."""
COWD_ENTRIES = 4096
SLACK = 1024
"""Bytes by which deflate may make a grain larger, and the marker."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Sizes in sectors. `tables`: entries of each table; `copies`: where the directory lies, and its copy if it has one."""

    capacity: int
    grain: int
    entries: int
    copies: tuple[int, ...]
    flags: int


class Sparse:
    """One extent. A table whose two copies differ is named; the first serves, as everywhere."""

    def __init__(self, file: EvidenceFile, geometry: Geometry, parent: Layer | None, gaps: list[Gap]) -> None:
        self.size = geometry.capacity * SECTOR
        self._file, self._parent, self._geometry, self._gaps = file, parent, geometry, gaps
        self._grain = geometry.grain * SECTOR
        needed = -(-geometry.capacity // (geometry.grain * geometry.entries))
        self._directories = [table(file, place * SECTOR, needed, "I") for place in geometry.copies]
        self._tables = Kept(self._read)
        if any(len(directory) < needed for directory in self._directories):
            gaps.append(damaged(file, geometry.copies[0] * SECTOR, "grain directory", f"{len(self._directories[0])} / {needed}"))

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self._grain)
        left = self._grain - within
        grains = self._tables[number // self._geometry.entries]
        if grains is None:
            return Lost(left, "data-outside", self._file.path.name)
        index = number % self._geometry.entries
        place = grains[index] if index < len(grains) else 0
        if place == 0:
            return through(self._parent, offset, left)
        if place == ZEROED_GRAIN and self._geometry.flags & ZEROED:
            return Zeros(left)
        if not self._geometry.flags & PACKED:
            return Plain(left, self._file, place * SECTOR + within)
        decode = partial(unpacked, sector=number * self._geometry.grain, size=self._grain)
        return Packed(left, self._file, place * SECTOR, self._grain + SLACK, within, self._grain, decode)

    def _read(self, index: int) -> array[int] | None:
        """A table of grains, empty where there is none; None where the directory or the table is outside the file."""
        copies: list[array[int] | None] = []
        for directory in self._directories:
            if index >= len(directory):
                copies.append(None)
                continue
            place = directory[index]
            grains = table(self._file, place * SECTOR, self._geometry.entries, "I") if place else array("I")
            copies.append(grains if not place or len(grains) == self._geometry.entries else None)
        sound = [copy for copy in copies if copy is not None]
        if len(copies) > 1 and copies[0] != copies[1]:
            gap = damaged(self._file, self._geometry.copies[0] * SECTOR, "grain table", f"copies of table {index} differ")
            if gap not in self._gaps:
                self._gaps.append(gap)
        return sound[0] if sound else None


def unpacked(coded: bytes, *, sector: int, size: int) -> bytes:
    """A packed grain; its marker must be about its own sector."""
    if len(coded) < GRAIN.size:
        raise Undecodable("EOF")
    stated, length = GRAIN.unpack_from(coded)
    if stated != sector:
        raise Undecodable(f"marker {stated} / {sector}")
    if GRAIN.size + length > len(coded):
        raise Undecodable("EOF")
    return inflate(coded[GRAIN.size : GRAIN.size + length], size)


def hosted(file: EvidenceFile, gaps: list[Gap]) -> tuple[Geometry, int, int]:
    """Of a `KDMV` extent, with the sector and the sectors of its descriptor, 0 where it has none."""
    fields = _header(file, 0)
    _, version, flags, capacity, grain, at, count, entries, redundant, directory, _, unclean, ends, _ = fields
    if directory == AT_END:
        fields = _header(file, file.size - 2 * SECTOR)
        _, version, flags, capacity, grain, _, _, entries, redundant, directory, _, unclean, ends, _ = fields
    if directory == AT_END:
        raise ContainerDamaged(path=str(file.path), detail="footer")
    if not 0 < grain <= LARGEST_GRAIN or not 0 < entries <= 1 << 16 or capacity > 1 << 54 or version not in (1, 2, 3):
        raise ContainerDamaged(path=str(file.path), detail="sparse extent header")
    if ends != NEWLINES:
        gaps.append(damaged(file, 0, "sparse extent header", f"line endings {ends.hex()}: copied as text"))
    if unclean:
        gaps.append(Gap("container-dirty", {"file": file.path.name}))
    copies = (directory, redundant) if flags & REDUNDANT and redundant else (directory,)
    return Geometry(capacity, grain, entries, copies, flags), at, count


def esx(file: EvidenceFile) -> Geometry:
    """Of a `COWD` extent."""
    raw = file.read(0, COWD.size)
    if len(raw) < COWD.size:
        raise ContainerDamaged(path=str(file.path), detail="COWD")
    _, _version, _flags, capacity, grain, directory, _entries, _free = COWD.unpack(raw)
    if not 0 < grain <= LARGEST_GRAIN:
        raise ContainerDamaged(path=str(file.path), detail=f"grain size {grain}")
    return Geometry(capacity, grain, COWD_ENTRIES, (directory,), 0)


Fields = tuple[bytes, int, int, int, int, int, int, int, int, int, int, int, bytes, int]


def _header(file: EvidenceFile, offset: int) -> Fields:
    raw = file.read(offset, HEADER.size)
    if len(raw) < HEADER.size or not raw.startswith(b"KDMV"):
        raise ContainerDamaged(path=str(file.path), detail="KDMV")
    return cast("Fields", HEADER.unpack(raw))

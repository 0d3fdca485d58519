"""seSparse extents of vSphere: grains of 4 KiB found through a directory and tables of 64 bits.

VMware has not published the format; the fields are those of `SESparseConstHeader` in QEMU's block/vmdk.c.
"""

from __future__ import annotations

import struct
from array import array

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap
from evidence_desk.source.media.bits import Kept, table
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.runs import Layer, Lost, Plain, Run, Zeros, through

HEADER = struct.Struct("<26Q")
"""Magic, version, capacity, grain size, table size, flags, 4 reserved, then offset and size of: volatile header, journal
header, journal, directory, tables, free bitmap, back map, grains. All in sectors."""
VOLATILE = struct.Struct("<QQQQ")
MAGIC, VOLATILE_MAGIC = 0xCAFEBABE, 0xCAFECAFE
VERSION = 0x0000000200000001
SECTOR = 512


class SeSparse:
    def __init__(self, file: EvidenceFile, parent: Layer | None, gaps: list[Gap]) -> None:
        raw = file.read(0, HEADER.size)
        if len(raw) < HEADER.size:
            raise ContainerDamaged(path=str(file.path), detail="seSparse header")
        fields = HEADER.unpack(raw)
        magic, version, capacity, grain, size = fields[:5]
        volatile, directory, directory_size, tables, grains = fields[10], fields[16], fields[17], fields[18], fields[24]
        if magic != MAGIC or version != VERSION or grain != 8 or not 0 < size <= 1 << 10 or capacity > 1 << 54:
            raise ContainerDamaged(path=str(file.path), detail="seSparse header")
        self.size = capacity * SECTOR
        self._file, self._parent, self._gaps = file, parent, gaps
        self._grain, self._entries = grain * SECTOR, size * SECTOR // 8
        self._table_places, self._table_size, self._grains = tables * SECTOR, size * SECTOR, grains * SECTOR
        needed = -(-capacity // (grain * self._entries))
        self._directory = table(file, directory * SECTOR, min(needed, directory_size * SECTOR // 8), "Q")
        self._tables = Kept(self._read)
        if len(self._directory) < needed:
            gaps.append(damaged(file, directory * SECTOR, "grain directory", f"{len(self._directory)} / {needed}"))
        self._journal(volatile * SECTOR)

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self._grain)
        left = self._grain - within
        grains = self._tables[number // self._entries]
        if grains is None:
            return Lost(left, "data-outside", self._file.path.name)
        entry = grains[number % self._entries] if grains else 0
        match entry >> 60:
            case 0 if entry == 0:
                return through(self._parent, offset, left)
            case 1 | 2:
                return Zeros(left)
            case 3:
                place = (entry >> 48 & 0xFFF) | (entry & 0xFFFF_FFFF_FFFF) << 12
                return Plain(left, self._file, self._grains + place * self._grain + within)
            case _:
                return Lost(left, "block-undecodable", f"grain entry {entry:#018x}")

    def _read(self, index: int) -> array[int] | None:
        """Empty where the directory has none; None where it is outside the file or the entry is none."""
        if index >= len(self._directory):
            return None
        entry = self._directory[index]
        if entry == 0:
            return array("Q")
        if entry >> 32 != 0x10000000:
            return None
        grains = table(self._file, self._table_places + (entry & 0xFFFFFFFF) * self._table_size, self._entries, "Q")
        return grains if len(grains) == self._entries else None

    def _journal(self, offset: int) -> None:
        """Says where changes of the tables are still in the journal, which is not read."""
        raw = self._file.read(offset, VOLATILE.size)
        if len(raw) < VOLATILE.size or VOLATILE.unpack(raw)[0] != VOLATILE_MAGIC:
            self._gaps.append(damaged(self._file, offset, "volatile header", "magic"))
        elif VOLATILE.unpack(raw)[3]:
            self._gaps.append(Gap("journal-unread", {"file": self._file.path.name}, "error"))

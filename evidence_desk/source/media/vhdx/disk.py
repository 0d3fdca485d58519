"""A VHDX disk: its blocks by the allocation table ("BAT", section 2.5 of [MS-VHDX])."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from evidence_desk.model import Gap
from evidence_desk.source.media import beside
from evidence_desk.source.media.beside import Chain
from evidence_desk.source.media.bits import first_of, table
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged, truncated
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.runs import Layer, Lost, Plain, Run, Zeros, through
from evidence_desk.source.media.vhdx import log, metadata
from evidence_desk.source.media.vhdx.header import BAT, METADATA, Header, header, regions
from evidence_desk.source.media.vhdx.metadata import Metadata

MIB = 1 << 20
PER_BITMAP = 1 << 23
"""Sectors that the bitmap in one block of 1 MiB covers."""
ABSENT, UNDEFINED, ZERO, UNMAPPED, PRESENT, PARTIAL = 0, 1, 2, 3, 6, 7


@dataclass(frozen=True, slots=True)
class Blocks:
    file: EvidenceFile
    size: int
    block: int
    sector: int
    ratio: int
    table: array[int]
    parent: Layer | None

    def run(self, offset: int) -> Run:
        index, within = divmod(offset, self.block)
        left = self.block - within
        entry = self._entry(index + index // self.ratio)
        match entry & 7 if entry is not None else None:
            case None:
                return Lost(left, "data-outside", self.file.path.name)
            case int(state) if state == ABSENT:
                return through(self.parent, offset, left)
            case int(state) if state in (UNDEFINED, ZERO, UNMAPPED):
                return Zeros(left)
            case int(state) if state == PRESENT:
                return Plain(left, self.file, _place(entry) + within)
            case int(state) if state == PARTIAL:
                return self._partial(index, offset, within, _place(entry))
            case state:
                return Lost(left, "block-undecodable", f"BAT {state}")

    def _partial(self, index: int, offset: int, within: int, place: int) -> Run:
        """A block that has some sectors and leaves others to the parent."""
        left = self.block - within
        entry = self._entry((index // self.ratio + 1) * (self.ratio + 1) - 1)
        sectors = self.block // self.sector
        skipped = index % self.ratio * sectors // 8
        bitmap = self.file.read(_place(entry) + skipped, -(-sectors // 8)) if entry is not None and entry & 7 == PRESENT else b""
        if len(bitmap) * 8 < sectors:
            return Lost(left, "data-outside", self.file.path.name)
        here, alike = first_of(bitmap, within // self.sector, sectors)
        left = alike * self.sector - within % self.sector
        return Plain(left, self.file, place + within) if here else through(self.parent, offset, left)

    def _entry(self, number: int) -> int | None:
        return self.table[number] if number < len(self.table) else None


def open_vhdx(path: Path, files: Files | None = None) -> MappedMedium:
    """Known where its parent is not beside it or nothing can be read."""
    chain, gaps = Chain(files or Descriptors()), list[Gap]()
    layer, head, said = _layer(path, chain, gaps)
    described = {
        "disk_type": "differencing" if said.has_parent else "dynamic or fixed",
        "bytes_per_sector": str(said.sector),
        "data_write_identifier": str(head.data_write),
        **({"set_identifier": str(said.identifier)} if said.identifier else {}),
        **{f"parent_{name.removeprefix('parent_')}": value for name, value in said.parent.items()},
    }
    return MappedMedium(Contents("vhdx", layer, chain.files, chain.within, described, gaps=gaps))


def _layer(path: Path, chain: Chain, gaps: list[Gap]) -> tuple[Layer, Header, Metadata]:
    plain = chain.opened(path)
    head = header(plain, gaps)
    file = _replayed(plain, head, gaps)
    places = regions(file, gaps)
    said = metadata.read(file, places[METADATA])
    ratio = PER_BITMAP * said.sector // said.block
    blocks = -(-said.size // said.block)
    groups = -(-blocks // ratio)
    needed = groups * (ratio + 1) if said.has_parent else blocks + (blocks - 1) // ratio
    entries = table(file, places[BAT].offset, min(needed, places[BAT].length // 8), "Q")
    if len(entries) < needed:
        gaps.append(damaged(file, places[BAT].offset, "BAT", f"{len(entries)} / {needed}"))
    below = _parent(path, said, chain, gaps) if said.has_parent else None
    return Blocks(file, said.size, said.block, said.sector, ratio, entries, below), head, said


def _replayed(file: EvidenceFile, head: Header, gaps: list[Gap]) -> EvidenceFile:
    """The file with the changes of its log, where it has some that were not yet made."""
    if head.log is None:
        return file
    made = log.changes(file, head.log_offset, head.log_length, head.log)
    if made is None:
        gaps.append(Gap("log-unusable", {"file": file.path.name}, "error"))
        return file
    if file.size < made.due:
        gaps.append(truncated(file, f"{made.due} bytes"))
    gaps.append(Gap("log-replayed", {"file": file.path.name, "count": made.entries}))
    return log.Patched(file, made)


def _parent(path: Path, said: Metadata, chain: Chain, gaps: list[Gap]) -> Layer:
    names = [said.parent[name] for name in ("relative_path", "absolute_win32_path", "volume_path") if said.parent.get(name)]
    found = next((one for name in names if (one := beside.find(path, name, chain.within))), None)
    layer, head, _ = _layer(found or beside.required(path, names[0] if names else "parent.vhdx", chain.within), chain, gaps)
    linkage = {_identifier(said.parent.get(name, "")) for name in ("parent_linkage", "parent_linkage2")}
    if head.data_write not in linkage:
        stated = said.parent.get("parent_linkage", "")
        gaps.append(Gap("parent-differs", {"file": path.name, "parent": (found or path).name, "detail": stated}, "error"))
    return layer


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _place(entry: int | None) -> int:
    """In bytes; the low 20 bits of an entry are its state."""
    return (entry or 0) >> 20 << 20

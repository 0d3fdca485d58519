"""VDI disks of VirtualBox: a header and a map of 32 bits a block.

The fields are those of `VDIHEADER1PLUS` in VirtualBox (src/VBox/Storage/VDICore.h). No checksum protects anything.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from evidence_desk.errors import ContainerDamaged, Known, PartMissing
from evidence_desk.model import Gap
from evidence_desk.source.media import beside
from evidence_desk.source.media.beside import Chain
from evidence_desk.source.media.bits import table
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.runs import Layer, Lost, Plain, Run, Zeros, through

HEADER = struct.Struct("<64sIIIII256sIIIIII4xQIIII16s16s16s16s")
SIGNATURE = 0xBEDA107F
TYPES = {1: "dynamic", 2: "fixed", 3: "undo", 4: "differencing"}
FREE, ZERO = 0xFFFFFFFF, 0xFFFFFFFE
LARGEST_BLOCK = 1 << 28


@dataclass(frozen=True, slots=True)
class Header:
    software: str
    kind: str
    description: str
    map: int
    data: int
    size: int
    block: int
    extra: int
    blocks: int
    identifier: UUID
    parent: UUID | None
    parent_changed: UUID
    changed: UUID


@dataclass(frozen=True, slots=True)
class Blocks:
    file: EvidenceFile
    header: Header
    map: array[int]
    parent: Layer | None

    @property
    def size(self) -> int:
        return self.header.size

    def run(self, offset: int) -> Run:
        index, within = divmod(offset, self.header.block)
        left = self.header.block - within
        if index >= len(self.map):
            return Lost(self.size - offset, "data-outside", self.file.path.name)
        match self.map[index]:
            case number if number == FREE:
                return through(self.parent, offset, left)
            case number if number == ZERO:
                return Zeros(left)
            case number:
                start = self.header.data + number * (self.header.block + self.header.extra) + self.header.extra
                return Plain(left, self.file, start + within)


def open_vdi(path: Path, files: Files | None = None) -> MappedMedium:
    """Known where its parent is not beside it or nothing can be read."""
    chain, gaps = Chain(files or Descriptors()), list[Gap]()
    layer, said = _layer(path, chain, gaps)
    described = {"disk_type": said.kind, "software": said.software, "set_identifier": str(said.identifier)}
    if said.description:
        described["description"] = said.description
    return MappedMedium(Contents("vdi", layer, chain.files, chain.within, described, gaps=gaps))


def _layer(path: Path, chain: Chain, gaps: list[Gap]) -> tuple[Layer, Header]:
    file = chain.opened(path)
    said = _header(file)
    if said is None:
        raise ContainerDamaged(path=str(path), detail="VDI header")
    needed = -(-said.size // said.block)
    blocks = table(file, said.map, min(needed, said.blocks), "I")
    if len(blocks) < needed:
        gaps.append(damaged(file, said.map, "block map", f"{len(blocks)} / {needed}"))
    return Blocks(file, said, blocks, _parent(path, said, chain, gaps) if said.parent else None), said


def _parent(path: Path, said: Header, chain: Chain, gaps: list[Gap]) -> Layer:
    """It is known by its identifier alone: a child does not name its file."""
    for one in beside.neighbours(path, chain.within):
        if one.suffix.lower() != ".vdi" or one == path:
            continue
        try:
            other = _header(EvidenceFile(one, chain.within))
        except Known:
            continue
        if other and other.identifier == said.parent:
            if any(said.parent_changed.bytes) and other.changed != said.parent_changed:
                gaps.append(Gap("parent-differs", {"file": path.name, "parent": one.name, "detail": str(said.parent_changed)}, "error"))
            return _layer(one, chain, gaps)[0]
    raise PartMissing(path=str(path), name=f"{{{said.parent}}}.vdi")


def _header(file: EvidenceFile) -> Header | None:
    """None where it is none, or of sizes that cannot be."""
    raw = file.read(0, HEADER.size)
    if len(raw) < HEADER.size:
        return None
    fields = HEADER.unpack(raw)
    (
        text,
        signature,
        version,
        _,
        kind,
        _,
        description,
        map_at,
        data,
        _,
        _,
        _,
        _,
        size,
        block,
        extra,
        blocks,
        _,
        own,
        changed,
        link,
        modified,
    ) = fields
    if signature != SIGNATURE or version >> 16 != 1 or not 512 <= block <= LARGEST_BLOCK or block % 512 or extra > block or size > 1 << 56:
        return None
    return Header(
        _text(text),
        TYPES.get(kind, str(kind)),
        _text(description),
        map_at,
        data,
        size,
        block,
        extra,
        blocks,
        UUID(bytes_le=own),
        UUID(bytes_le=link) if any(link) else None,
        UUID(bytes_le=modified),
        UUID(bytes_le=changed),
    )


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace").strip(" <>\r\n")

"""VHD: fixed, dynamic and differencing disks of Virtual PC, Hyper-V and Azure.

Microsoft, "Virtual Hard Disk Image Format Specification", 2006: a footer of 512 bytes at the end, for all but fixed
disks a copy of it at the start, a header of 1,024 bytes, and a table of 32 bits a block, where a block is a bitmap of
its sectors and then the sectors. Numbers are big-endian. The size is the footer's "current size"; qemu takes the
product of the geometry for some creators instead.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap
from evidence_desk.source.media.beside import Chain, find, last_part, required
from evidence_desk.source.media.bits import first_of, table
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.runs import Flat, Layer, Lost, Plain, Run, through

FOOTER = struct.Struct(">8sIIQI4sI4sQQHBBII16sB427x")
HEADER = struct.Struct(">8sQQIIII16sI4x512s192s256x")
LOCATOR = struct.Struct(">4sII4xQ")
SECTOR = 512
UNUSED = 0xFFFFFFFF
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TYPES = {2: "fixed", 3: "dynamic", 4: "differencing"}
CODINGS = {b"W2ru": "utf-16-le", b"W2ku": "utf-16-le", b"Wi2r": "latin-1", b"Wi2k": "latin-1", b"MacX": "utf-8"}
LARGEST_BLOCK = 256 << 20
LONGEST_NAME = 4096


@dataclass(frozen=True, slots=True)
class Footer:
    kind: str
    header: int
    size: int
    identifier: UUID
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A dynamic disk; with a parent a differencing one, in which a bit a sector tells whose it is."""

    file: EvidenceFile
    size: int
    block: int
    table: array[int]
    parent: Layer | None
    differencing: bool

    def run(self, offset: int) -> Run:
        index, within = divmod(offset, self.block)
        left = self.block - within
        if index >= len(self.table):
            return Lost(self.size - offset, "data-outside", self.file.path.name)
        place = self.table[index]
        if place == UNUSED:
            return through(self.parent, offset, left)
        start = place * SECTOR
        data = start + _bitmap(self.block)
        if not self.differencing:
            return Plain(left, self.file, data + within)
        sectors = self.block // SECTOR
        bitmap = self.file.read(start, -(-sectors // 8))
        if len(bitmap) * 8 < sectors:
            return Lost(left, "data-outside", self.file.path.name)
        here, alike = first_of(bitmap, within // SECTOR, sectors, most_significant=True)
        left = alike * SECTOR - within % SECTOR
        return Plain(left, self.file, data + within) if here else through(self.parent, offset, left)


def open_vhd(path: Path, files: Files | None = None) -> MappedMedium:
    """Known where its parent is not beside it or nothing can be read."""
    chain, gaps = Chain(files or Descriptors()), list[Gap]()
    layer, footer = _layer(path, chain, gaps)
    return MappedMedium(Contents("vhd", layer, chain.files, chain.within, footer.metadata, gaps=gaps))


def _layer(path: Path, chain: Chain, gaps: list[Gap]) -> tuple[Layer, Footer]:
    file = chain.opened(path)
    footer = _footer(file, gaps)
    if footer.kind == "fixed":
        return Flat(file, 0, footer.size, end=max(0, file.size - SECTOR)), footer
    raw = file.read(footer.header, HEADER.size)
    if len(raw) < HEADER.size or not raw.startswith(b"cxsparse"):
        raise ContainerDamaged(path=str(path), detail=f"cxsparse {footer.header}")
    _, _, place, version, entries, block, stated, parent, _time, name, locators = HEADER.unpack(raw)
    if _sum(raw, 36) != stated or version != 0x10000:
        gaps.append(damaged(file, footer.header, "dynamic disk header", "checksum"))
    if not SECTOR <= block <= LARGEST_BLOCK or block.bit_count() != 1:
        raise ContainerDamaged(path=str(path), detail=f"block size {block}")
    needed = -(-footer.size // block)
    blocks = table(file, place, min(entries, needed), "I", big=True)
    if len(blocks) < needed:
        gaps.append(damaged(file, place, "block allocation table", f"{len(blocks)} / {needed}"))
    differencing = footer.kind == "differencing"
    below = _parent(path, UUID(bytes=parent), _names(file, name, locators), chain, gaps) if differencing else None
    return Dynamic(file, footer.size, block, blocks, below, differencing), footer


def _parent(path: Path, identifier: UUID, names: list[str], chain: Chain, gaps: list[Gap]) -> Layer:
    present = next((found for name in names if (found := find(path, name, chain.within))), None)
    layer, footer = _layer(present or required(path, names[0] if names else f"{{{identifier}}}", chain.within), chain, gaps)
    if footer.identifier != identifier:
        gaps.append(Gap("parent-differs", {"file": path.name, "parent": chain.files[-1].path.name, "detail": str(identifier)}, "error"))
    return layer


def _names(file: EvidenceFile, name: bytes, locators: bytes) -> list[str]:
    """What the parent is called, by the header and by the locators of each system."""
    names = [name.decode("utf-16-be", "replace").partition("\0")[0]]
    for code, _space, length, offset in LOCATOR.iter_unpack(locators):
        if code in CODINGS and 0 < length <= LONGEST_NAME:
            names.append(file.read(offset, length).decode(CODINGS[code], "replace").partition("\0")[0])
    return [name for name in names if last_part(name)]


def _footer(file: EvidenceFile, gaps: list[Gap]) -> Footer:
    """The footer, or its copy at the start where the footer does not hold. The oldest tools left its last byte out."""
    ends = (file.size - SECTOR, file.size - SECTOR + 1)
    end = next((place for place in ends if _is_footer(raw := _at(file, place)) and _holds(raw)), None)
    copy = _at(file, 0)
    if end is None and not _holds(copy):
        raise ContainerDamaged(path=str(file.path), detail="footer")
    footer = _parsed(copy if end is None else _at(file, end), file)
    if end is None:
        gaps.append(damaged(file, max(0, file.size - SECTOR), "footer", "checksum"))
    elif footer.kind != "fixed" and copy != _at(file, end):
        gaps.append(damaged(file, 0, "footer copy", "checksum" if not _holds(copy) else "copy"))
    elif footer.kind == "fixed" and footer.size != end:
        gaps.append(Gap("container-odd", {"file": file.path.name, "detail": f"size {footer.size} / {end}"}, "error"))
    return footer


def _at(file: EvidenceFile, offset: int) -> bytes:
    return file.read(offset, SECTOR).ljust(SECTOR, b"\0")


def _is_footer(raw: bytes) -> bool:
    return raw.startswith(b"conectix")


def _holds(raw: bytes) -> bool:
    return _is_footer(raw) and _sum(raw, 64) == int.from_bytes(raw[64:68], "big")


def _parsed(raw: bytes, file: EvidenceFile) -> Footer:
    fields = FOOTER.unpack(raw)
    _, _, _, header, seconds, creator, version, system, _original, size, *_, number, _sum, identifier, _saved = fields
    if number not in TYPES:
        raise ContainerDamaged(path=str(file.path), detail=f"disk type {number}")
    metadata = {
        "disk_type": TYPES[number],
        "software": f"{creator.decode('latin-1').strip()} {version >> 16}.{version & 0xFFFF}",
        "operating_system": {b"Wi2k": "Windows", b"Mac ": "macOS"}.get(system, system.hex()),
        "created": (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "set_identifier": str(UUID(bytes=identifier)),
    }
    return Footer(TYPES[number], header, size, UUID(bytes=identifier), metadata)


def _sum(raw: bytes, place: int) -> int:
    """The one's complement of the sum of all bytes but the four of the checksum itself."""
    return ~(sum(raw) - sum(raw[place : place + 4])) & 0xFFFFFFFF


def _bitmap(block: int) -> int:
    """Bytes of the bitmap in front of a block, filled up to whole sectors."""
    return -(-block // SECTOR // 8 // SECTOR) * SECTOR

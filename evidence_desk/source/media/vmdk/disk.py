"""A VMDK disk put together from its descriptor."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, Known, NotReadable, PartMissing
from evidence_desk.model import Gap, Range
from evidence_desk.source.media import beside
from evidence_desk.source.media.beside import Chain
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.runs import Flat, Layer, Lost, Run, Zeros, cut
from evidence_desk.source.media.vmdk import descriptor
from evidence_desk.source.media.vmdk.descriptor import Descriptor, Extent
from evidence_desk.source.media.vmdk.sesparse import SeSparse
from evidence_desk.source.media.vmdk.sparse import Sparse, esx, hosted

SECTOR = 512
FLAT = frozenset({"FLAT", "VMFS"})
SPARSE = frozenset({"SPARSE", "VMFSSPARSE", "SESPARSE"})
MAGICS = (b"KDMV", b"COWD", b"\xbe\xba\xfe\xca\0\0\0\0")
ORPHAN = Descriptor({}, ())


@dataclass(frozen=True, slots=True)
class Hole:
    """An extent without a file: nothing but zeros, or, where the file is missing or closed to guests, lost."""

    size: int
    lost: bool

    def run(self, offset: int) -> Run:
        return Lost(self.size - offset) if self.lost else Zeros(self.size - offset)


class Joined:
    """Extents one after the other."""

    def __init__(self, parts: list[Layer]) -> None:
        self._parts = [part for part in parts if part.size]
        self._starts = [0, *accumulate(part.size for part in self._parts)]
        self.size = self._starts[-1]

    def run(self, offset: int) -> Run:
        index = bisect_right(self._starts, offset) - 1
        part, start = self._parts[index], self._starts[index]
        return cut(part.run(offset - start), part.size - (offset - start))


def open_vmdk(path: Path, files: Files | None = None) -> MappedMedium:
    """From its descriptor or any of its extents. Known where a parent or all extents are missing, or nothing can be read."""
    chain, gaps, missing = Chain(files or Descriptors()), list[Gap](), list[Range]()
    start = _descriptor_of(path, chain) or path
    layer, found = _disk(start, chain, gaps, missing)
    return MappedMedium(Contents("vmdk", layer, chain.files, chain.within, found.metadata, gaps=gaps, missing=missing))


def belongs(path: Path, files: Files) -> bool:
    """Whether a file that does not look like one is an extent of a disk whose descriptor lies beside it."""
    return path.suffix.lower() == ".vmdk" and _descriptor_of(path, Chain(files)) is not None


def _descriptor_of(path: Path, chain: Chain) -> Path | None:
    """The descriptor beside an extent that names it; None for a file that has its own, or that none names."""
    if _own(EvidenceFile(path, chain.within)):
        return None
    for one in beside.neighbours(path, chain.within):
        if one.suffix.lower() != ".vmdk" or one == path:
            continue
        try:
            file = EvidenceFile(one, chain.within)
        except Known:
            continue
        text = _plain_text(file)
        if text and any(beside.last_part(extent.name) == path.name for extent in descriptor.parse(text).extents):
            return one
    return None


def _plain_text(file: EvidenceFile) -> bytes | None:
    raw = file.read(0, descriptor.LONGEST) if file.size <= descriptor.LONGEST else b""
    return raw if descriptor.MARK.encode() in raw[:1024] and not raw.startswith(MAGICS) else None


def _own(file: EvidenceFile) -> bool:
    """Whether a file is a descriptor or holds one."""
    return (_plain_text(file) or _inner_text(file)) is not None


def _inner_text(file: EvidenceFile) -> bytes | None:
    """The descriptor in a sparse extent; some tools leave room for one and none in it."""
    if file.read(0, 4) != b"KDMV":
        return None
    _, at, count = hosted(file, [])
    raw = file.read(at * SECTOR, min(count * SECTOR, descriptor.LONGEST))
    return raw if raw.startswith(descriptor.MARK.encode()) else None


def _disk(path: Path, chain: Chain, gaps: list[Gap], missing: list[Range]) -> tuple[Layer, Descriptor]:
    """A disk and, below it, its parents. `missing` is of the topmost only: what lies below may be hidden by it."""
    file = chain.opened(path)
    text = _plain_text(file)
    if text is not None:
        said = descriptor.parse(text)
        if not said.complete:
            gaps.append(Gap("descriptor-short", {"file": path.name}))
        below = _parent(path, said, chain, gaps)
        return _joined(path, said, below, chain, gaps, missing), said
    if file.read(0, 4) != b"KDMV":
        return _extent(file, "", None, gaps), ORPHAN
    inner = _inner_text(file)
    said = descriptor.parse(inner) if inner else ORPHAN
    below = _parent(path, said, chain, gaps)
    if inner is None:
        gaps.append(Gap("descriptor-missing", {"file": path.name}, "error"))
    return _extent(file, "SPARSE", below, gaps), said


def _parent(path: Path, said: Descriptor, chain: Chain, gaps: list[Gap]) -> Layer | None:
    if said.parent is None:
        return None
    below, other = _disk(beside.required(path, said.parent, chain.within), chain, gaps, [])
    stated, found = said.values.get("parentcid", ""), other.values.get("cid", "")
    if stated.lower() != found.lower():
        gaps.append(Gap("parent-differs", {"file": path.name, "parent": beside.last_part(said.parent), "detail": stated}, "error"))
    return below


def _joined(path: Path, said: Descriptor, below: Layer | None, chain: Chain, gaps: list[Gap], missing: list[Range]) -> Layer:
    if not said.extents:
        raise ContainerDamaged(path=str(path), detail="no extents")
    absent = [extent for extent in said.extents if extent.name and beside.find(path, extent.name, chain.within) is None]
    if len(absent) == sum(bool(extent.name) for extent in said.extents) > 0:
        raise PartMissing(path=str(path), name=beside.last_part(absent[0].name))
    parts, start = list[Layer](), 0
    for extent in said.extents:
        size = extent.sectors * SECTOR
        if extent in absent or extent.access == "NOACCESS":
            missing.append((start, size))
            segment = beside.last_part(extent.name) or extent.access
            gaps.append(Gap("segment-missing", {"segment": segment, "offset": start, "length": size}, "error"))
            parts.append(Hole(size, lost=True))
        else:
            parts.append(_part(path, extent, Below(below, start, size) if below else None, chain, gaps))
        start += size
    return Joined(parts)


@dataclass(frozen=True, slots=True)
class Below:
    """The stretch of the parent that lies below an extent."""

    parent: Layer
    start: int
    size: int

    def run(self, offset: int) -> Run:
        if self.start + offset >= self.parent.size:
            return Zeros(self.size - offset)
        return self.parent.run(self.start + offset)


@dataclass(frozen=True, slots=True)
class Sized:
    """An extent as long as the descriptor has it, whatever its own header says."""

    layer: Layer
    size: int
    name: str

    def run(self, offset: int) -> Run:
        if offset >= self.layer.size:
            return Lost(self.size - offset, "data-outside", self.name)
        return cut(self.layer.run(offset), self.layer.size - offset)


def _part(path: Path, extent: Extent, below: Layer | None, chain: Chain, gaps: list[Gap]) -> Layer:
    size = extent.sectors * SECTOR
    if extent.kind == "ZERO" or not extent.name:
        return Hole(size, lost=False)
    file = chain.opened_once(beside.required(path, extent.name, chain.within))
    if extent.kind in FLAT:
        return Flat(file, extent.offset * SECTOR, size)
    if extent.kind not in SPARSE:
        raise NotReadable(path=str(path), format=f"VMDK ({extent.kind})")
    return Sized(_extent(file, extent.kind, below, gaps), size, file.path.name)


def _extent(file: EvidenceFile, kind: str, below: Layer | None, gaps: list[Gap]) -> Layer:
    """A sparse extent of any of the three layouts, by its content."""
    match file.read(0, 8):
        case head if head.startswith(b"KDMV"):
            return Sparse(file, hosted(file, gaps)[0], below, gaps)
        case head if head.startswith(b"COWD"):
            return Sparse(file, esx(file), below, gaps)
        case head if head == MAGICS[2]:
            return SeSparse(file, below, gaps)
    raise ContainerDamaged(path=str(file.path), detail=kind or "magic")

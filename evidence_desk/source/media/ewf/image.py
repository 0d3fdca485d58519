"""The structure of one image: its segments put together, its geometry, its tables, and all that is said beside.

Reading it decodes no chunk, but checks every section of every segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap, Range
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf import remarks, tables, volume
from evidence_desk.source.media.ewf.placing import Placement, place
from evidence_desk.source.media.ewf.sections import ENDS, KNOWN, Section, walk
from evidence_desk.source.media.ewf.segments import opened
from evidence_desk.source.media.ewf.tables import Table
from evidence_desk.source.media.ewf.volume import Volume
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import Family
from evidence_desk.source.media.ranges import Ranges


@dataclass(frozen=True, slots=True)
class Segment:
    number: int
    file: EvidenceFile
    sections: list[Section]

    @property
    def end(self) -> str:
        """`next`, `done`, or nothing where it is cut off."""
        return self.sections[-1].kind if self.sections and self.sections[-1].kind in ENDS else ""


@dataclass(frozen=True, slots=True)
class Image:
    """`holes`: bytes of the medium that the container lacks. `failed`: bytes that the acquisition could not read."""

    within: Files
    segments: list[Segment]
    volume: Volume
    placement: Placement
    size: int
    stored: dict[str, str]
    metadata: dict[str, str]
    holes: Ranges
    failed: Ranges
    gaps: list[Gap]


def read_image(path: Path, files: Files | None = None) -> Image:
    """From any of its segments. ContainerDamaged where there is no geometry or not one chunk."""
    within, gaps = files or Descriptors(), list[Gap]()
    family, found = opened(path, within, gaps)
    segments = [Segment(number, file, walk(file, gaps)) for number, file in found.items()]
    geometry, identifiers = _volume(path, segments, gaps)
    segments = _belonging(segments, identifiers, gaps)
    placement = place(_pieces(segments, geometry, gaps), geometry.chunks if geometry.sound else None)
    if not placement.tables:
        raise ContainerDamaged(path=str(path), detail="table")
    size = _size(geometry, placement, gaps)
    holes = _holes(family, segments, geometry, placement, size, gaps)
    said = remarks.read([(segment.file, section) for segment in segments for section in segment.sections], gaps)
    failed = _failed(said.errors, geometry, size, gaps)
    metadata = said.metadata | dict(geometry.metadata) | {"segments": str(len(segments))}
    return Image(within, segments, geometry, placement, size, said.stored, metadata, holes, failed, gaps)


def _volume(path: Path, segments: list[Segment], gaps: list[Gap]) -> tuple[Volume, dict[int, UUID]]:
    """The geometry, from the first copy whose checksum holds, and the set identifier in each segment."""
    copies = list(_copies(segments, gaps))
    chosen = next((copy for _, _, copy in copies if copy.sound), copies[0][2] if copies else None)
    if chosen is None or not chosen.plausible:
        detail = f"volume: {chosen.sectors_per_chunk} × {chosen.bytes_per_sector}, {chosen.sectors}" if chosen else "volume"
        raise ContainerDamaged(path=str(path), detail=detail)
    for segment, section, copy in copies:
        if copy.sound and copy.geometry != chosen.geometry:
            gaps.append(Gap("volume-copies-differ", {"file": segment.file.path.name, "offset": section.offset, "section": section.kind}))
    return chosen, {segment.number: copy.identifier for segment, _, copy in copies if copy.sound and copy.identifier}


def _copies(segments: list[Segment], gaps: list[Gap]) -> Iterator[tuple[Segment, Section, Volume]]:
    for segment in segments:
        for section in segment.sections:
            if section.kind in ("volume", "disk", "data"):
                copy = volume.parse(segment.file.read(section.start, min(section.end - section.start, volume.ENCASE.size + 1)))
                if copy is None or not copy.sound:
                    gaps.append(damaged(segment.file, section.offset, section.kind, "Adler-32" if copy else "size"))
                if copy:
                    yield segment, section, copy


def _belonging(segments: list[Segment], identifiers: dict[int, UUID], gaps: list[Gap]) -> list[Segment]:
    """The segments of the set that the first one begins: up to `done`, and none of another acquisition."""
    own = next(iter(identifiers.values()), None)
    kept: list[Segment] = []
    for segment in segments:
        if kept and kept[-1].end == "done":
            gaps.append(Gap("segment-surplus", {"file": segment.file.path.name, "last": kept[-1].file.path.name}))
        elif identifiers.get(segment.number, own) != own:
            gaps.append(Gap("segment-foreign", {"file": segment.file.path.name}, "error"))
        else:
            kept.append(segment)
    return kept


def _pieces(segments: list[Segment], geometry: Volume, gaps: list[Gap]) -> list[Table | None]:
    """Tables in order, and None where chunks may be missing."""
    pieces: list[Table | None] = []
    due = 1
    for segment in segments:
        if segment.number > due:
            pieces.append(None)
        due = segment.number + 1
        pieces += _tables(segment, geometry.chunk_size, gaps)
    if segments and segments[-1].end == "next":
        pieces.append(None)
    return pieces


def _tables(segment: Segment, chunk_size: int, gaps: list[Gap]) -> list[Table | None]:
    """Of one segment. Chunks whose table is lost are found by their checksums, or leave a hole."""
    pieces: list[Table | None] = []
    bare: Section | None = None  # a sectors section that no table has come for yet
    for section, before, after in _neighbours(segment.sections):
        if section.kind == "sectors":
            pieces += _rebuilt(segment, bare, chunk_size, gaps) if bare else []
            bare = section
        elif section.kind == "table" or (section.kind == "table2" and before != "table"):
            mirror = after if section.kind == "table" and after and after.kind == "table2" else None
            table = tables.read(segment.file, segment.sections, section, mirror, gaps)
            if table or not bare:
                pieces.append(table)
                bare = None
        elif not section.sound and section.kind not in KNOWN:
            pieces.append(None)
    pieces += _rebuilt(segment, bare, chunk_size, gaps) if bare else []
    return pieces if segment.end else [*pieces, None]


def _neighbours(sections: list[Section]) -> Iterator[tuple[Section, str, Section | None]]:
    """Each section with the kind of the one before it and the one after it."""
    for at, section in enumerate(sections):
        yield section, sections[at - 1].kind if at else "", sections[at + 1] if at + 1 < len(sections) else None


def _rebuilt(segment: Segment, bare: Section, chunk_size: int, gaps: list[Gap]) -> list[Table | None]:
    found, stopped = tables.rebuilt(segment.file, bare.start, bare.end, chunk_size)
    count = sum(map(len, found))
    gaps.append(Gap("table-rebuilt", {"file": segment.file.path.name, "offset": bare.offset, "count": count}, "error"))
    return list(found) if stopped == bare.end else [*found, None]


def _size(geometry: Volume, placement: Placement, gaps: list[Gap]) -> int:
    """Of the medium: by its sectors, but never more than there are chunks, or holes that chunks are missing from."""
    if not geometry.consistent:
        gaps.append(Gap("volume-inconsistent", {"sectors": geometry.sectors, "chunks": geometry.chunks}))
    if placement.chunks != geometry.chunks:
        gaps.append(Gap("chunk-count", {"declared": geometry.chunks, "found": placement.chunks}, "error"))
    there = placement.chunks * geometry.chunk_size
    return min(geometry.size, there) if geometry.size and (geometry.sound or geometry.consistent) else there


def _holes(family: Family, segments: list[Segment], geometry: Volume, placement: Placement, size: int, gaps: list[Gap]) -> Ranges:
    """Names what is missing: by segment where whole ones are, else by sector."""
    start, end = placement.gap * geometry.chunk_size, min(placement.resume * geometry.chunk_size, size)
    holes = Ranges([(start, end - start)])
    numbers = {segment.number for segment in segments}
    last = segments[-1].number + (segments[-1].end == "next")
    total = str(last) if segments[-1].end == "done" else "?"
    missing = [number for number in range(1, last + 1) if number not in numbers]
    for number in missing:
        label = f"{family.name(number)} ({number}/{total})"
        gaps.append(Gap("segment-missing", {"segment": label, "offset": start, "length": max(0, end - start)}, "error"))
    for name in sorted({table.file.path.name for table in placement.unplaced}):
        gaps.append(Gap("segment-unplaced", {"file": name}, "error"))
    for offset, length in holes.listed() if not missing else ():
        first, past = offset // geometry.bytes_per_sector, (offset + length) // geometry.bytes_per_sector
        gaps.append(Gap("chunks-missing", {"first": first, "last": past - 1, "offset": offset, "length": length}, "error"))
    return holes


def _failed(errors: list[Range], geometry: Volume, size: int, gaps: list[Gap]) -> Ranges:
    """Sectors that the acquisition could not read: they are zeros or half filled in the image, which a digest confirms."""
    failed = Ranges()
    for first, count in errors:
        gaps.append(Gap("acquisition-errors", {"first": first, "last": first + count - 1}))
        start, end = first * geometry.bytes_per_sector, (first + count) * geometry.bytes_per_sector
        failed.add(start, min(end, size) - start)
    return failed

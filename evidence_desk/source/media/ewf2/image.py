"""An Ex01 image: what it says of itself, and its chunks."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, ContainerEncrypted
from evidence_desk.model import Gap, Instant, Range
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf2 import sections as layout
from evidence_desk.source.media.ewf2 import tables
from evidence_desk.source.media.ewf2.sections import Section
from evidence_desk.source.media.ewf2.segments import METHODS, Segment, opened
from evidence_desk.source.media.ewf2.tables import Table
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium
from evidence_desk.source.media.numbering import Family
from evidence_desk.source.media.ranges import Ranges
from evidence_desk.source.media.runs import Lost, Run, cut

NAMES = {
    "nm": "description", "cn": "case_number", "en": "evidence_number", "ex": "examiner", "nt": "notes", "av": "software_version",
    "os": "operating_system", "tt": "acquired", "at": "system_date", "gr": "error_granularity", "sn": "serial_number", "md": "model",
    "lb": "device_label", "pid": "process_id", "ts": "sectors", "bp": "bytes_per_sector",
}  # fmt: skip
TIMES = frozenset({"tt", "at"})
MEDIA = {"a": "RAM disk", "c": "optical", "f": "fixed", "l": "logical", "m": "memory", "p": "PALM", "r": "removable"}
LARGEST_CHUNK = 1 << 26
LARGEST_MEDIUM = 1 << 60
DIGESTS = {layout.MD5: ("md5", 16), layout.SHA1: ("sha1", 20)}
LONGEST_TEXT = 1 << 22


@dataclass(slots=True)
class Found:
    """What the sections of all segments hold."""

    values: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    errors: list[Range] = field(default_factory=list)
    """First sector and count."""
    ends: dict[int, int] = field(default_factory=dict)
    """By segment the kind of its last section."""


@dataclass(frozen=True, slots=True)
class Chunks:
    size: int
    chunk: int
    tables: Sequence[Table]
    starts: Sequence[int]

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self.chunk)
        index = bisect_right(self.starts, number) - 1
        if index < 0 or number >= self.starts[index] + len(self.tables[index]):
            following = self.starts[index + 1] * self.chunk if index + 1 < len(self.starts) else self.size
            return Lost(min(following, self.size) - offset)
        due = min(self.chunk, self.size - number * self.chunk)
        return cut(self.tables[index].run(number, within, due), due - within)


def open_ewf2(path: Path, files: Files | None = None) -> MappedMedium:
    """From any of its segments. ContainerEncrypted for a locked one, ContainerDamaged where nothing can be read."""
    within, gaps, found = files or Descriptors(), list[Gap](), Found()
    family, segments = opened(path, within, gaps)
    for segment in segments:
        _gather(segment, found, gaps)
    sector, per_chunk, sectors = (_number(found, name) for name in ("bp", "sb", "ts"))
    chunk, size = sector * per_chunk, sector * sectors
    if not 0 < chunk <= LARGEST_CHUNK or not 0 < size <= LARGEST_MEDIUM:
        raise ContainerDamaged(path=str(path), detail=f"{per_chunk} x {sector} x {sectors}")
    ordered = sorted(found.tables, key=lambda one: one.first)
    layer = Chunks(size, chunk, ordered, [one.first for one in ordered])
    _doubled(ordered, gaps)
    missing = [*_holes(layer), *((first * sector, count * sector) for first, count in found.errors)]
    _said(family, segments, found, layer, gaps)
    segment_files = [segment.file for segment in segments]
    contents = Contents("ewf2", layer, segment_files, within, _metadata(found, segments), found.stored, gaps)
    contents.missing = [(offset, min(length, size - offset)) for offset, length in missing if offset < size]
    return MappedMedium(contents)


def _gather(segment: Segment, found: Found, gaps: list[Gap]) -> None:
    file, listed = segment.file, layout.sections(segment.file, gaps)
    found.ends[segment.number] = listed[-1].kind if listed else 0
    for section in listed:
        if section.flags & layout.ENCRYPTED or section.kind == layout.KEYS:
            raise ContainerEncrypted(path=str(file.path))
        match section.kind:
            case layout.DEVICE | layout.CASE:
                for name, value in _values(layout.payload(file, section, gaps), file, section, gaps).items():
                    found.values.setdefault(name, value)
            case layout.TABLE:
                if table := tables.read(file, section, segment.method, gaps):
                    found.tables.append(table)
            case layout.ERRORS:
                found.errors += _errors(layout.payload(file, section, gaps), file, section, gaps)
            case layout.MD5 | layout.SHA1:
                _digest(layout.payload(file, section, gaps), file, section, found.stored, gaps)


def _values(raw: bytes, file: EvidenceFile, section: Section, gaps: list[Gap]) -> dict[str, str]:
    """Of an object in text, UTF-16, as a rule packed: a count, its name, the names of its values, the values."""
    text = _text(raw)
    lines = text.replace("\r\n", "\n").split("\n") if text else []
    if len(lines) < 4 or lines[1] != "main":
        gaps.append(damaged(file, section.offset, f"{section.kind:#x}", "main"))
        return {}
    return {name: value.strip() for name, value in zip(lines[2].split("\t"), lines[3].split("\t"), strict=False) if value.strip()}


def _text(raw: bytes) -> str | None:
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(raw, LONGEST_TEXT)
    except zlib.error:
        if not raw.startswith((b"\xff\xfe", b"1\0")):
            return None
    return raw[: len(raw) // 2 * 2].decode("utf-16-le", "replace").removeprefix("\ufeff")


def _errors(raw: bytes, file: EvidenceFile, section: Section, gaps: list[Gap]) -> Iterator[Range]:
    count = int.from_bytes(raw[:4], "little")
    entries = raw[32 : 32 + count * 16]
    if len(entries) != count * 16 or zlib.adler32(entries) != int.from_bytes(raw[32 + count * 16 :][:4], "little"):
        gaps.append(damaged(file, section.offset, "error table", "Adler-32"))
        return
    for at in range(0, len(entries), 16):
        first, sectors = int.from_bytes(entries[at : at + 8], "little"), int.from_bytes(entries[at + 8 : at + 12], "little")
        gaps.append(Gap("acquisition-errors", {"first": first, "last": first + sectors - 1}))
        yield first, sectors


def _digest(raw: bytes, file: EvidenceFile, section: Section, stored: dict[str, str], gaps: list[Gap]) -> None:
    name, length = DIGESTS[section.kind]
    if zlib.adler32(raw[:length]) != int.from_bytes(raw[length : length + 4], "little") or len(raw) < length + 4:
        gaps.append(damaged(file, section.offset, name.upper(), "Adler-32"))
    elif any(raw[:length]):
        stored[name] = raw[:length].hex()


def _number(found: Found, name: str) -> int:
    text = found.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _holes(layer: Chunks) -> list[Range]:
    """What no table has a chunk for."""
    there = Ranges((one.first * layer.chunk, len(one) * layer.chunk) for one in layer.tables)
    holes, at = list[Range](), 0
    for offset, length in [*there.listed(), (layer.size, 0)]:
        if offset > at:
            holes.append((at, min(offset, layer.size) - at))
        at = offset + length
    return [(offset, length) for offset, length in holes if length > 0]


def _doubled(ordered: list[Table], gaps: list[Gap]) -> None:
    """Tables that are about the same chunks: the later one is used from where it begins."""
    for one, other in pairwise(ordered):
        if one.first + len(one) > other.first:
            gaps.append(damaged(other.file, 0, "sector table", f"chunks {other.first}: twice"))


def _said(family: Family, segments: list[Segment], found: Found, layer: Chunks, gaps: list[Gap]) -> None:
    """Names the segments that are missing, or, where none is, the sectors that have no chunk."""
    holes, sector = _holes(layer), max(1, _number(found, "bp"))
    numbers = {segment.number for segment in segments}
    last = max(numbers, default=0)
    ended = found.ends.get(last) == layout.DONE
    missing = sorted(set(range(1, last + 1 + (found.ends.get(last) == layout.NEXT))) - numbers)
    start = holes[0][0] if holes else layer.size
    for number in missing:
        label = f"{family.name(number)} ({number}/{last if ended else '?'})"
        gaps.append(Gap("segment-missing", {"segment": label, "offset": start, "length": sum(length for _, length in holes)}, "error"))
    for offset, length in holes if not missing else []:
        first, past = offset // sector, -(-(offset + length) // sector)
        gaps.append(Gap("chunks-missing", {"first": first, "last": past - 1, "offset": offset, "length": length}, "error"))


def _metadata(found: Found, segments: list[Segment]) -> dict[str, str]:
    said = {NAMES[name]: _time(value) if name in TIMES else value for name, value in found.values.items() if name in NAMES}
    if (kind := found.values.get("dt", "")) in MEDIA:
        said["media_type"] = MEDIA[kind]
    said["compression"] = METHODS.get(segments[0].method, str(segments[0].method))
    said["set_identifier"] = str(segments[0].identifier)
    return said


def _time(text: str) -> str:
    """Seconds since 1970, in UTC."""
    if text.isascii() and text.isdigit() and len(text) <= 11:
        try:
            return str(Instant(int(text)))
        except ValueError:
            return text
    return text

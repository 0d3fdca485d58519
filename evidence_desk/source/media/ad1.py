"""The segment files of an AD1 image of FTK Imager (.ad1, .ad2, ...) as one stretch of bytes.

AccessData has not published the format; the fields are those of the AD1-tools (libad1) and of IPED's AD1Extractor, and
agree with a sample. A header of 512 bytes in each file: its number, how many there are, and their size in 64 KiB.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, Known
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import siblings
from evidence_desk.source.media.raw import Part, RawMedium

SIGNATURE = b"ADSEGMENTEDFILE\0"
HEADER = struct.Struct("<16s8xII2xI2xI")
MARGIN = 512
FRAGMENT = 1 << 16
MOST = 10_000
ENDING = re.compile(r"ad(\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    number: int
    count: int
    size: int
    """Of a whole segment in bytes, with its header."""


def open_ad1(path: Path, within: Files | None = None) -> RawMedium:
    """From any of its segments; those that are missing are holes. ContainerDamaged where no header can be believed."""
    within = within or Descriptors()
    own = segment_header(EvidenceFile(path, within).read(0, MARGIN))
    if own is None:
        raise ContainerDamaged(path=str(path), detail="segment header")
    stem, _, ending = path.name.rpartition(".")
    beside = siblings(path, stem, within) if stem and ENDING.fullmatch(ending) else {ending: path}
    named = {int(found[1]): file for one, file in beside.items() if (found := ENDING.fullmatch(one))} or {own.number: path}
    files = {own.number: EvidenceFile(path, within)}
    for number, file in named.items():
        if number not in files and 1 <= number <= own.count and (other := _opened(file, own, number, within)):
            files[number] = other
    parts, start = list[Part](), 0
    for number in range(1, own.count + 1):
        segment = files.get(number)
        size = segment.size if segment and number == own.count else own.size
        parts.append(Part(segment.path.name if segment else f"{stem}.ad{number}", start, size, segment))
        start += size
    return RawMedium(parts, within)


def segment_header(raw: bytes) -> SegmentHeader | None:
    """None for one that is none, or of counts that cannot be."""
    if len(raw) < HEADER.size or not raw.startswith(SIGNATURE):
        return None
    _, number, count, fragments, margin = HEADER.unpack_from(raw)
    if not 1 <= number <= count <= MOST or not fragments or margin != MARGIN:
        return None
    return SegmentHeader(number, count, fragments * FRAGMENT)


def _opened(path: Path, own: SegmentHeader, number: int, within: Files) -> EvidenceFile | None:
    """A segment of the same set."""
    try:
        file = EvidenceFile(path, within)
    except Known:
        return None
    header = segment_header(file.read(0, MARGIN))
    return file if header and (header.number, header.count, header.size) == (number, own.count, own.size) else None

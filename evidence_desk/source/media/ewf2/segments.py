"""The segment files of one Ex01 image: .Ex01 ... .Ex99, .ExAA ... .ExZZ, .EyAA ... .EzZZ ("Segment file extensions")."""

from __future__ import annotations

import string
import struct
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from evidence_desk.errors import Known
from evidence_desk.model import Gap
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import Family, family, siblings

HEADER = struct.Struct("<8sBBHI16s")
SIGNATURE = b"EVF2\r\n\x81\x00"
LETTERS = string.ascii_uppercase
METHODS = {0: "none", 1: "zlib", 2: "bzip2"}


@dataclass(frozen=True, slots=True)
class Endings:
    """`base`: the first two letters, in the case that the files have."""

    base: str
    first: int = 1

    def number(self, ending: str) -> int | None:
        letters = ending.upper()
        if len(letters) != 4 or not letters.isascii() or letters[0] != "E" or letters[1] not in "XYZ":
            return None
        if letters[2:].isdigit():
            return (int(letters[2:]) or None) if letters[1] == "X" else None
        if not letters[2:].isalpha():
            return None
        return 100 + "XYZ".index(letters[1]) * 676 + LETTERS.index(letters[2]) * 26 + LETTERS.index(letters[3])

    def ending(self, number: int) -> str:
        if number < 100:
            return f"{self.base}{number:02d}"
        ahead, rest = divmod(number - 100, 676)
        letters = self.base[0].upper() + "XYZ"[min(ahead, 2)] + LETTERS[rest // 26] + LETTERS[rest % 26]
        return letters if self.base.isupper() else self.base[0] + letters[1].lower() + letters[2:]


@dataclass(frozen=True, slots=True)
class Segment:
    """`method`: of compression, as the header numbers it."""

    number: int
    file: EvidenceFile
    method: int
    identifier: UUID


def opened(path: Path, within: Files, gaps: list[Gap]) -> tuple[Family, list[Segment]]:
    """All segments beside `path`, in order. Of another set, or with a broken header, they are named and left out."""
    stem, _, ending = path.name.rpartition(".")
    numbering = Endings(ending[:2])
    found = family(path, stem, numbering, siblings(path, stem, within)) if stem and numbering.number(ending) else None
    if found is None or path not in found.files.values():
        found = Family(path.parent, path.name, Endings("Ex"), {1: path})
    own = _segment(1, path, within)
    segments = list[Segment]()
    for number, one in found.files.items():
        segment = _segment(number, one, within)
        if segment is None:
            if number < 100:
                gaps.append(damaged(EvidenceFile(one, within), 0, "file header", "EVF2"))
        elif own and segment.identifier != own.identifier:
            gaps.append(Gap("segment-foreign", {"file": one.name}, "error"))
        else:
            segments.append(segment)
    return found, segments


def _segment(number: int, path: Path, within: Files) -> Segment | None:
    try:
        file = EvidenceFile(path, within)
    except Known:
        return None
    raw = file.read(0, HEADER.size)
    if len(raw) < HEADER.size or not raw.startswith(SIGNATURE):
        return None
    _, _major, _minor, method, _stated, identifier = HEADER.unpack(raw)
    return Segment(number, file, method, UUID(bytes_le=identifier))

"""The segment files of one EWF image: how they are named and numbered, and what each begins with.

.E01 ... .E99, .EAA ... .EZZ, .FAA ... .ZZZ; .s01 ... likewise for SMART ("Segment file extensions" and "File header"
in Joachim Metz, Expert Witness Compression Format specification, libyal/libewf).
"""

from __future__ import annotations

import string
import struct
from dataclasses import dataclass, replace
from pathlib import Path

from evidence_desk.errors import Known
from evidence_desk.model import Gap
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import Family, family, siblings
from evidence_desk.source.media.signatures import EWF

FILE_HEADER = struct.Struct("<8sBHH")
"""Signature, 1, the number of this segment, 0."""
LETTERS = string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class Endings:
    """E01 or s01, and on from there. `base` is the first letter, in the case that the files have."""

    base: str
    first: int = 1

    def number(self, ending: str) -> int | None:
        letters = ending.upper()
        if len(letters) != 3 or not letters.isascii():
            return None
        if letters[0] == self.base.upper() and letters[1:].isdigit():
            return int(letters[1:]) or None
        ahead = ord(letters[0]) - ord(self.base.upper())
        if not letters.isalpha() or ahead < 0:
            return None
        return 100 + ahead * 676 + LETTERS.index(letters[1]) * 26 + LETTERS.index(letters[2])

    def ending(self, number: int) -> str:
        if number < 100:
            return f"{self.base}{number:02d}"
        ahead, rest = divmod(number - 100, 676)
        letters = chr(ord(self.base.upper()) + ahead) + LETTERS[rest // 26] + LETTERS[rest % 26]
        return letters if self.base.isupper() else letters.lower()


def segment_family(path: Path, within: Files) -> Family:
    """All segments beside `path`, whichever of them it is; a file that is named otherwise stands alone."""
    stem, _, ending = path.name.rpartition(".")
    beside = siblings(path, stem, within) if stem else {}
    firsts = [one for one in ("E01", "e01", "S01", "s01") if one in beside]
    bases = [ending[:1]] if ending[1:].isdigit() else [one[0] for one in firsts] or ["E" if ending.isupper() else "e"]
    for base in bases:
        found = family(path, stem, Endings(base), beside) if base.upper() in ("E", "S") else None
        if found and path in found.files.values():
            return replace(
                found, files={number: file for number, file in found.files.items() if number < 100 or _begins_well(file, within)}
            )
    return Family(path.parent, path.name, Endings("E"), {1: path})


def _begins_well(path: Path, within: Files) -> bool:
    """Many endings are letters that could number a segment (.exe, .txt): of those only files with the signature are taken."""
    try:
        return EvidenceFile(path, within).read(0, len(EWF)) == EWF
    except Known:
        return False


def opened(path: Path, within: Files, gaps: list[Gap]) -> tuple[Family, dict[int, EvidenceFile]]:
    """The segments by number. A number in a header that differs from that in the name is named.

    Names count, as nothing protects a header; but where the headers only exchange the numbers of the names, somebody
    exchanged the names.
    """
    named = segment_family(path, within)
    files = {number: EvidenceFile(file, within) for number, file in named.files.items()}
    stated = {number: _stated(file, gaps) for number, file in files.items()}
    if len(files) == 1 and named.stem == path.name and next(iter(stated.values())):
        files = {stated[1]: files[1]}
        return Family(named.folder, named.stem, named.numbering, dict.fromkeys(files, path)), files
    for number, header in stated.items():
        if header != number:
            gaps.append(Gap("segment-number", {"file": files[number].path.name, "found": header, "expected": number}))
    if sorted(stated.values()) == sorted(files):
        files = {stated[number]: file for number, file in files.items()}
    return named, dict(sorted(files.items()))


def _stated(file: EvidenceFile, gaps: list[Gap]) -> int:
    """The number in the file's header; 0 where there is none."""
    head = file.read(0, FILE_HEADER.size)
    if len(head) < FILE_HEADER.size:
        gaps.append(damaged(file, 0, "file header", "EOF"))
        return 0
    signature, start, number, end = FILE_HEADER.unpack(head)
    if (signature, start, end) != (EWF, 1, 0):
        gaps.append(damaged(file, 0, "file header", head.hex()))
    return int(number)

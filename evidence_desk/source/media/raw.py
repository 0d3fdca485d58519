"""Raw images: a file or device as it is, or one image split over numbered files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence_desk.model import Gap, Range
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.numbering import Family, first_of
from evidence_desk.source.media.ranges import Ranges

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the image; `file` is None where its segment is missing."""

    name: str
    start: int
    size: int
    file: EvidenceFile | None


class RawMedium:
    """Bytes as they are. Nothing in a raw image says what it should hold: only a stated digest can."""

    def __init__(self, parts: list[Part], files: Files, odd: Sequence[Gap] = ()) -> None:
        """`odd`: what is strange about it from the beginning."""
        self.format = "raw" if len(parts) == 1 else "split-raw"
        self.segments = tuple(part.file.path for part in parts if part.file)
        self.size = parts[-1].start + parts[-1].size
        self.metadata: dict[str, str] = {"segments": str(len(parts))} if len(parts) > 1 else {}
        self.stored: dict[str, str] = {}
        self._odd = list(odd)
        self._parts = parts
        self._files = files
        self._starts = [part.start for part in parts]

    @property
    def bad_ranges(self) -> list[Range]:
        bad = Ranges((part.start, part.size) for part in self._parts if part.file is None)
        for offset, length, _reason in self._faults():
            bad.add(offset, length)
        return bad.listed()

    @property
    def gaps(self) -> list[Gap]:
        missing = [
            Gap("segment-missing", {"segment": part.name, "offset": part.start, "length": part.size}, "error")
            for part in self._parts
            if part.file is None
        ]
        return (
            self._odd
            + missing
            + [
                Gap("medium-unreadable", {"offset": offset, "length": length, "reason": reason}, "error")
                for offset, length, reason in self._faults()
            ]
        )

    def read(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        pieces = []
        while offset < end:
            part = self._parts[bisect_right(self._starts, offset) - 1]
            size = min(end, part.start + part.size) - offset
            pieces.append(part.file.read(offset - part.start, size) if part.file else bytes(size))
            offset += size
        return b"".join(pieces)

    def places(self, offset: int, length: int) -> list[tuple[Path, int, int]] | None:
        end, found = min(offset + length, self.size), []
        while offset < end:
            part = self._parts[bisect_right(self._starts, offset) - 1]
            if part.file is None:
                return None
            size = min(end, part.start + part.size) - offset
            found.append((part.file.path, offset - part.start, size))
            offset += size
        return found

    def blocks(self) -> Iterator[bytes]:
        for offset in range(0, self.size, BLOCK):
            yield self.read(offset, BLOCK)

    def close(self) -> None:
        self._files.close()

    def _faults(self) -> Iterator[tuple[int, int, str]]:
        for part in self._parts:
            for reason, ranges in tuple(part.file.faults.items()) if part.file else ():
                for offset, length in ranges.listed():
                    yield part.start + offset, length, reason


def open_raw(path: Path, files: Files | None = None) -> RawMedium:
    """One file, whatever it is. Of one that is called .vhd it is said that its footer is not there: it may be cut off; of one that is
    called as a later part of a split image (.002) that the others are not beside it."""
    files = files or Descriptors()
    file = EvidenceFile(path, files)
    odd = [Gap("footer-missing", {"file": path.name})] if path.suffix.lower() == ".vhd" else []
    if first := first_of(path):
        odd.append(Gap("segment-alone", {"file": path.name, "first": first}))
    return RawMedium([Part(path.name, 0, file.size, file)], files, odd)


def open_split(family: Family, within: Files | None = None) -> RawMedium:
    """A set of numbered files. A missing one is taken to be as long as the first: all but the last are alike."""
    within = within or Descriptors()
    files = {number: EvidenceFile(path, within) for number, path in family.files.items()}
    usual = files[min(files)].size
    parts, start = [], 0
    for number in range(family.first, max(files) + 1):
        file = files.get(number)
        part = Part(family.name(number), start, file.size if file else usual, file)
        parts.append(part)
        start += part.size
    return RawMedium(parts, within)

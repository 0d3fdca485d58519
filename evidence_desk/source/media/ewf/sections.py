"""The chain of sections in one segment file.

A section begins with a descriptor of 76 bytes: type (16 bytes, NUL padded), offset of the next section (u64, from the
start of the file), size with the descriptor (u64), 40 bytes of padding, Adler-32 of all before it. `next` and `done`
point at themselves and end the file ("Section descriptor" in Joachim Metz, Expert Witness Compression Format
specification, libyal/libewf).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from zlib_ng.zlib_ng import adler32

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap
from evidence_desk.source.media.ewf.segments import FILE_HEADER
from evidence_desk.source.media.faults import damaged, extra, truncated
from evidence_desk.source.media.file import EvidenceFile

DESCRIPTOR = struct.Struct("<16sQQ40sI")
ENDS = frozenset({"next", "done"})
KNOWN = ENDS | {
    "header", "header2", "xheader", "volume", "disk", "data", "sectors", "table", "table2", "hash", "digest", "xhash",
    "error2", "session",
}  # fmt: skip
MOST = 1 << 18
"""Sections of one file: 16 TiB in tables of 512 MiB have half as many."""
WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class Section:
    """`size` counts the descriptor, and only what the file really has; `kind` is as written.

    Where the descriptor is not `sound`, it may be anything, and its kind unknown.
    """

    kind: str
    offset: int
    size: int
    sound: bool = True

    @property
    def start(self) -> int:
        """Where its payload begins."""
        return self.offset + DESCRIPTOR.size

    @property
    def end(self) -> int:
        return self.offset + self.size


@dataclass(frozen=True, slots=True)
class _Descriptor:
    kind: str
    following: int
    size: int
    sound: bool


def walk(file: EvidenceFile, gaps: list[Gap]) -> list[Section]:
    """All sections in order; the last is a `next` or `done` unless the file is cut off or damaged there.

    Behind a damaged descriptor it goes on where another, undamaged one is found; all of that is named.
    """
    found: list[Section] = []
    at: int | None = FILE_HEADER.size
    while at is not None:
        section, following = _step(file, at, gaps)
        if section:
            found.append(section)
        if len(found) > MOST:
            raise ContainerDamaged(path=str(file.path), detail=f"> {MOST} sections")
        at = following
    return found


def _step(file: EvidenceFile, at: int, gaps: list[Gap]) -> tuple[Section | None, int | None]:
    """The section at an offset and where the next one begins; None where there is none."""
    found = _descriptor(file, at)
    if found is None:
        gaps.append(truncated(file, "done"))
        return None, None
    if not found.sound:
        gaps.append(damaged(file, at, found.kind, "Adler-32"))
        return _resumed(file, at, found, gaps)
    if found.kind in ENDS:
        if found.following not in (at, at + DESCRIPTOR.size):  # at itself by EnCase, at the file's end by SMART
            gaps.append(damaged(file, at, found.kind, "next"))
        if file.size > at + DESCRIPTOR.size:
            gaps.append(extra(file, at + DESCRIPTOR.size, file.size - at - DESCRIPTOR.size))
        return Section(found.kind, at, DESCRIPTOR.size), None
    if found.kind not in KNOWN:
        gaps.append(Gap("section-unknown", {"file": file.path.name, "offset": at, "section": found.kind}))
    if found.following < at + DESCRIPTOR.size:
        gaps.append(damaged(file, at, found.kind, "next"))
        return _resumed(file, at, found, gaps)
    if found.following > file.size:
        gaps.append(truncated(file, found.kind))
        return Section(found.kind, at, file.size - at), None
    size = found.following - at
    if found.size not in (0, size):  # Expert Witness 1.35 leaves the size 0
        gaps.append(Gap("section-size", {"file": file.path.name, "offset": at, "section": found.kind, "size": found.size, "next": size}))
        size = max(DESCRIPTOR.size, min(size, found.size))
    return Section(found.kind, at, size), found.following


def _resumed(file: EvidenceFile, at: int, found: _Descriptor, gaps: list[Gap]) -> tuple[Section, int | None]:
    """Behind a descriptor that cannot be trusted: by its next offset, its size, or a search."""
    if at + DESCRIPTOR.size == file.size:
        return Section(found.kind, at, DESCRIPTOR.size, sound=False), None
    guesses = (found.following, at + found.size)
    following = next((guess for guess in guesses if guess > at and _trusted(file, guess)), None) or _search(file, at + DESCRIPTOR.size)
    if following is None:
        gaps.append(truncated(file, "done"))
    return Section(found.kind, at, (following or file.size) - at, sound=False), following


def _search(file: EvidenceFile, start: int) -> int | None:
    """The next descriptor that holds and says of itself where it lies, so that one inside the image is not taken."""
    for at in range(start, file.size, WINDOW):
        window = file.read(at, WINDOW + DESCRIPTOR.size)
        for match in TYPES.finditer(window):
            if match.start() < WINDOW and _trusted(file, at + match.start()):
                return at + match.start()
    return None


def _trusted(file: EvidenceFile, at: int) -> bool:
    found = _descriptor(file, at)
    if found is None or not found.sound or found.kind not in KNOWN:
        return False
    return found.following == (at if found.kind in ENDS else at + found.size)


def _descriptor(file: EvidenceFile, at: int) -> _Descriptor | None:
    raw = file.read(at, DESCRIPTOR.size)
    if len(raw) < DESCRIPTOR.size:
        return None
    kind, following, size, _padding, checksum = DESCRIPTOR.unpack(raw)
    name = kind.partition(b"\0")[0].decode("ascii", "backslashreplace")
    return _Descriptor(name, following, size, adler32(raw[:-4]) == checksum)


TYPES = re.compile(b"|".join(re.escape(kind.encode().ljust(16, b"\0")) for kind in sorted(KNOWN)))

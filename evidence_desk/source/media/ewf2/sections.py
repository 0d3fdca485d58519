"""The sections of a segment file. Each is described behind its data, and points to the one before it, so that they are
read from the end ("The sections" and "Section descriptor").
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass

from evidence_desk.model import Gap
from evidence_desk.source.media.faults import damaged, truncated
from evidence_desk.source.media.file import EvidenceFile

DESCRIPTOR = struct.Struct("<IIQQII16s12xI")
DEVICE, CASE, DATA, TABLE, ERRORS, SESSIONS, MD5, SHA1, KEYS, NEXT, DONE = 1, 2, 3, 4, 5, 6, 8, 9, 0xB, 0xD, 0xF
KNOWN = range(1, 0x24)
HASHED, ENCRYPTED = 1, 2
FIRST = 32
MOST = 1 << 20
"""Sections of a segment."""
SEARCHED = 64 << 20
"""Bytes before a broken end in which the last descriptor is looked for."""
ALIGNED = 16
LARGEST = 1 << 26
"""Bytes of a section that is read whole: four million entries of a table."""


@dataclass(frozen=True, slots=True)
class Section:
    """`start` and `size` of its data, with the padding; `offset` of its descriptor."""

    kind: int
    flags: int
    offset: int
    start: int
    size: int
    digest: bytes


def sections(file: EvidenceFile, gaps: list[Gap]) -> list[Section]:
    """In the order of the file. A file that is cut off is read from the last descriptor that is whole."""
    end = file.size - DESCRIPTOR.size
    found, place = list[Section](), end
    if _descriptor(file, end) is None:
        gaps.append(truncated(file, "section descriptor"))
        place = _last(file)
    while place >= FIRST and len(found) < MOST:
        parsed = _descriptor(file, place)
        if parsed is None:
            gaps.append(damaged(file, place, "section descriptor", "Adler-32"))
            break
        section, before = parsed
        found.append(section)
        if before >= place:
            gaps.append(damaged(file, place, "section descriptor", f"previous {before}"))
            break
        place = before
    return found[::-1]


def payload(file: EvidenceFile, section: Section, gaps: list[Gap]) -> bytes:
    """The data of a small section; where its MD5 does not hold that is named. Empty for one that is too large."""
    if section.size > LARGEST:
        gaps.append(damaged(file, section.offset, f"{section.kind:#x}", f"size {section.size}"))
        return b""
    raw = file.read(section.start, section.size)
    if section.flags & HASHED and hashlib.md5(raw).digest() != section.digest:
        gaps.append(damaged(file, section.offset, f"{section.kind:#x}", "MD5"))
    return raw


def _descriptor(file: EvidenceFile, place: int) -> tuple[Section, int] | None:
    """A section, and where the descriptor of the one before it is; None where the checksum does not hold."""
    raw = file.read(place, DESCRIPTOR.size) if place >= FIRST else b""
    if len(raw) < DESCRIPTOR.size:
        return None
    kind, flags, before, size, own, _padding, digest, checksum = DESCRIPTOR.unpack(raw)
    if zlib.adler32(raw[:-4]) != checksum or own != DESCRIPTOR.size or kind not in KNOWN or size > place - FIRST:
        return None
    return Section(kind, flags, place, place - size, size, digest), before


def _last(file: EvidenceFile) -> int:
    """The place of the last whole descriptor near the end; 0 where there is none. Its own size stands in it."""
    start = max(0, file.size - SEARCHED)
    raw, at = file.read(start, SEARCHED), len(file.read(start, SEARCHED))
    mark = DESCRIPTOR.size.to_bytes(4, "little")
    while (at := raw.rfind(mark, 0, at)) >= 24:
        place = start + at - 24
        if _descriptor(file, place) is not None:
            return place
        at += len(mark) - 1
    return 0

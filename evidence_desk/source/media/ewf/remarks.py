"""What the sections beside the chunks say: who acquired what and when, digests, sectors that could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from evidence_desk.model import Gap, Range
from evidence_desk.source.media.ewf import hashes, header
from evidence_desk.source.media.ewf.coding import writer
from evidence_desk.source.media.ewf.sections import Section
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile

LONGEST = 1 << 24
"""Bytes of one such section: two million entries of unreadable sectors."""


Found = TypeVar("Found")


@dataclass(slots=True)
class Remarks:
    metadata: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    errors: list[Range] = field(default_factory=list)
    """First sector and count."""


def read(sections: Iterable[tuple[EvidenceFile, Section]], gaps: list[Gap]) -> Remarks:
    """Of all segments, in order. Of the headers header2 goes before the rest: it is Unicode, and its times are UTC."""
    said, headers = Remarks(), dict[str, bytes]()
    for file, section in sections:
        match section.kind:
            case "header" | "header2" | "xheader":
                _header(file, section, headers, gaps)
            case "hash" | "digest" | "xhash":
                _digests(file, section, said.stored, gaps)
            case "error2":
                said.errors += _checked(file, section, hashes.errors(_payload(file, section)), gaps) or []
            case "session":
                tracks = _checked(file, section, hashes.sessions(_payload(file, section)), gaps) or []
                said.metadata["sessions"] = ", ".join(f"{'audio' if audio else 'data'} {sector}" for audio, sector in tracks)
    for kind in ("header", "xheader", "header2"):
        raw = headers.get(kind, b"")
        said.metadata |= header.xml_values(raw) if kind == "xheader" else header.values(raw)
    return said


def _header(file: EvidenceFile, section: Section, headers: dict[str, bytes], gaps: list[Gap]) -> None:
    payload = _payload(file, section)
    raw = header.inflate(payload)
    if raw is None:
        gaps.append(damaged(file, section.offset, section.kind, "zlib"))
        return
    if not writer(payload, raw):
        gaps.append(Gap("section-coding", {"file": file.path.name, "offset": section.offset, "section": section.kind}, "info"))
    if headers.setdefault(section.kind, raw) != raw:
        gaps.append(Gap("header-copies-differ", {"file": file.path.name, "offset": section.offset, "section": section.kind}))


def _digests(file: EvidenceFile, section: Section, stored: dict[str, str], gaps: list[Gap]) -> None:
    found = _checked(file, section, hashes.digests(section.kind, _payload(file, section)), gaps) or {}
    for algorithm, value in found.items():
        if stored.setdefault(algorithm, value) != value:
            parameters: dict[str, str | int] = {"algorithm": algorithm, "first": stored[algorithm], "second": value}
            gaps.append(Gap("stored-digests-differ", parameters, "error"))


def _payload(file: EvidenceFile, section: Section) -> bytes:
    """One byte more than the longest fails its check."""
    return file.read(section.start, min(section.end - section.start, LONGEST + 1))


def _checked(file: EvidenceFile, section: Section, found: Found | None, gaps: list[Gap]) -> Found | None:
    """Names a section whose checksum does not hold."""
    if found is None:
        gaps.append(damaged(file, section.offset, section.kind, "zlib" if section.kind == "xhash" else "Adler-32"))
    return found

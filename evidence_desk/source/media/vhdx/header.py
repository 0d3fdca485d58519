"""The two headers and the two region tables at the start of a file; of each pair the one that holds serves.

("Headers" and "Region Tables", sections 2.2.2 and 2.2.3 of [MS-VHDX].)
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from uuid import UUID

from evidence_desk.errors import ContainerDamaged, NotReadable
from evidence_desk.model import Gap
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.vhdx.crc32c import holds

HEADER = struct.Struct("<4sIQ16s16s16sHHIQ")
HEADERS, HEADER_SIZE = (0x10000, 0x20000), 4096
TABLES, TABLE_SIZE = (0x30000, 0x40000), 0x10000
TABLE_HEAD = struct.Struct("<4sIII")
REGION = struct.Struct("<16sQII")
MOST_REGIONS = 2047
BAT = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")
METADATA = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")


@dataclass(frozen=True, slots=True)
class Header:
    sequence: int
    data_write: UUID
    log: UUID | None
    log_offset: int
    log_length: int


@dataclass(frozen=True, slots=True)
class Region:
    offset: int
    length: int


def header(file: EvidenceFile, gaps: list[Gap]) -> Header:
    """The current one: of those that hold, with the greater number. One that does not hold is named."""
    if not file.read(0, 8).startswith(b"vhdxfile"):
        gaps.append(damaged(file, 0, "file identifier", "signature"))
    found = []
    for place in HEADERS:
        raw = file.read(place, HEADER_SIZE)
        if len(raw) == HEADER_SIZE and raw.startswith(b"head") and holds(raw):
            _, _, sequence, _write, data, log, _log_version, version, length, offset = HEADER.unpack_from(raw)
            if version == 1:
                found.append(Header(sequence, UUID(bytes_le=data), UUID(bytes_le=log) if any(log) else None, offset, length))
                continue
        gaps.append(damaged(file, place, "header", "CRC-32C"))
    if not found:
        raise ContainerDamaged(path=str(file.path), detail="header CRC-32C")
    return max(found, key=lambda one: one.sequence)


def regions(file: EvidenceFile, gaps: list[Gap]) -> dict[UUID, Region]:
    """Where the block allocation table and the metadata lie. NotReadable where a region is required that is not known."""
    copies = [_table(file, place) for place in TABLES]
    for place, copy in zip(TABLES, copies, strict=True):
        if copy is None:
            gaps.append(damaged(file, place, "region table", "CRC-32C"))
    raw = next((copy for copy in copies if copy is not None), None)
    if raw is None:
        raise ContainerDamaged(path=str(file.path), detail="region table CRC-32C")
    count = TABLE_HEAD.unpack_from(raw)[2]
    found = dict[UUID, Region]()
    for index in range(min(count, MOST_REGIONS)):
        identifier, offset, length, required = REGION.unpack_from(raw, TABLE_HEAD.size + index * REGION.size)
        name = UUID(bytes_le=identifier)
        if required & 1 and name not in (BAT, METADATA):
            raise NotReadable(path=str(file.path), format=f"VHDX ({name})")
        found[name] = Region(offset, length)
    if BAT not in found or METADATA not in found:
        raise ContainerDamaged(path=str(file.path), detail="region table")
    return found


def _table(file: EvidenceFile, place: int) -> bytes | None:
    raw = file.read(place, TABLE_SIZE)
    return raw if len(raw) == TABLE_SIZE and raw.startswith(b"regi") and holds(raw) else None

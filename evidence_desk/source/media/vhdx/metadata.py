"""What a disk is: its size and blocks, and the parent that it lies on ("Metadata Region", section 2.6 of [MS-VHDX])."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from uuid import UUID

from evidence_desk.errors import ContainerDamaged, NotReadable
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.vhdx.header import Region

TABLE = struct.Struct("<8s2xH20x")
ITEM = struct.Struct("<16sIII4x")
MOST_ITEMS = 2047
LARGEST_ITEM = 1 << 20
PARAMETERS = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
SIZE = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
IDENTIFIER = UUID("beca12ab-b2e6-4523-93ef-c309e000c746")
SECTOR = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
PHYSICAL = UUID("cda348c7-445d-4471-9cc9-e9885251c556")
PARENT = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c")
KNOWN = frozenset({PARAMETERS, SIZE, IDENTIFIER, SECTOR, PHYSICAL, PARENT})
REQUIRED = 4
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Metadata:
    """Sizes in bytes. `parent`: what it says of where its parent is, empty where it has none."""

    size: int
    block: int
    sector: int
    has_parent: bool
    identifier: UUID | None
    parent: dict[str, str]


def read(file: EvidenceFile, region: Region) -> Metadata:
    raw = file.read(region.offset, 1 << 16)
    if len(raw) < 1 << 16 or not raw.startswith(b"metadata"):
        raise ContainerDamaged(path=str(file.path), detail="metadata table")
    items = dict[UUID, bytes]()
    for index in range(min(TABLE.unpack_from(raw)[1], MOST_ITEMS)):
        identifier, offset, length, flags = ITEM.unpack_from(raw, TABLE.size + index * ITEM.size)
        name = UUID(bytes_le=identifier)
        if name in KNOWN and length <= LARGEST_ITEM:
            items[name] = file.read(region.offset + offset, length)
        elif flags & REQUIRED:
            raise NotReadable(path=str(file.path), format=f"VHDX ({name})")
    if any(len(items.get(name, b"")) < least for name, least in ((PARAMETERS, 8), (SIZE, 8), (SECTOR, 4))):
        raise ContainerDamaged(path=str(file.path), detail="metadata")
    block, flags = struct.unpack_from("<II", items[PARAMETERS])
    sector, size = int.from_bytes(items[SECTOR][:4], "little"), int.from_bytes(items[SIZE][:8], "little")
    if not MIB <= block <= 256 * MIB or block.bit_count() != 1 or sector not in (512, 4096) or not 0 < size <= 1 << 56:
        raise ContainerDamaged(path=str(file.path), detail=f"block size {block}, sector size {sector}, size {size}")
    identifier = items.get(IDENTIFIER, b"")
    return Metadata(
        size, block, sector, bool(flags & 2), UUID(bytes_le=identifier) if len(identifier) == 16 else None, _parent(items.get(PARENT, b""))
    )


def _parent(raw: bytes) -> dict[str, str]:
    """Keys and values in UTF-16 behind a table of their places."""
    if len(raw) < 20:
        return {}
    found = dict[str, str]()
    for index in range(min(int.from_bytes(raw[18:20], "little"), (len(raw) - 20) // 12)):
        key, value, key_length, value_length = struct.unpack_from("<IIHH", raw, 20 + 12 * index)
        name = raw[key : key + key_length].decode("utf-16-le", "replace")
        found[name] = raw[value : value + value_length].decode("utf-16-le", "replace")
    return found

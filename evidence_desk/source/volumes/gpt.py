"""The GUID partition table (UEFI specification 2.10, chapter 5): a header in the second sector, a copy in the last.

Both have a CRC-32 over themselves and over the entries. The sector is 512 or 4,096 bytes; the header says so by
where it stands.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from uuid import UUID

from evidence_desk.model import Gap
from evidence_desk.source.media import Medium
from evidence_desk.source.volumes.table import Slot, Table

MAGIC = b"EFI PART"
SECTORS = (512, 4096, 1024, 2048)
MOST_ENTRIES = 16384
LARGEST_ENTRY = 4096
UNUSED = UUID(int=0)
RESERVED = frozenset(
    UUID(text)
    for text in (
        "e3c9e316-0b5c-4db8-817d-f92df00215ae",  # Microsoft reserved
        "21686148-6449-6e6f-744e-656564454649",  # BIOS boot
        "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3",  # metadata of Windows dynamic disks
    )
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the two tables, with what its checksums say."""

    offset: int
    sector: int
    entries: bytes
    entry_size: int
    sound: bool


def read(medium: Medium) -> Table | None:
    """The table, None where there is none. A damaged first copy gives way to the second; both damaged, the first is
    listed for what it still says."""
    first = _first(medium)
    second = _second(medium, first)
    chosen = first if first and (first.sound or not (second and second.sound)) else second
    if chosen is None:
        return None
    table = Table([slot for entry in _entries(chosen) if (slot := _slot(entry, chosen.sector))])
    if chosen is second:
        table.gaps.append(Gap("gpt-copy-used", {"offset": chosen.offset}))
    elif not chosen.sound:
        table.gaps.append(Gap("gpt-damaged", {"offset": chosen.offset}))
    elif second is None or not second.sound:
        table.gaps.append(Gap("gpt-copy-missing", severity="info"))
    elif list(_entries(chosen)) != list(_entries(second)):
        table.gaps.append(Gap("gpt-copies-differ", {"offset": second.offset}))
    return table


def _first(medium: Medium) -> Copy | None:
    return next((copy for sector in SECTORS if (copy := _copy(medium, sector, sector))), None)


def _second(medium: Medium, first: Copy | None) -> Copy | None:
    """Where the first one says, or in the last sector: an image may be longer than the disk."""
    places = [(medium.size // sector - 1, sector) for sector in ((first.sector,) if first else SECTORS)]
    if first:
        alternate: int = struct.unpack("<Q", medium.read(first.offset + 32, 8))[0]
        places.insert(0, (alternate, first.sector))
    found = (_copy(medium, place * sector, sector) for place, sector in places if place > 1)
    return next((copy for copy in found if copy), None)


def _copy(medium: Medium, offset: int, sector: int) -> Copy | None:
    """The table whose header is at `offset`; entries relative to the start of the medium, as the header counts."""
    header = medium.read(offset, sector)
    if len(header) < 92 or not header.startswith(MAGIC):
        return None
    length, stated = struct.unpack_from("<II", header, 12)
    here, start = struct.unpack_from("<Q40xQ", header, 24)
    count, size, entries_stated = struct.unpack_from("<III", header, 80)
    if not 92 <= length <= sector or not 128 <= size <= LARGEST_ENTRY or not 0 < count <= MOST_ENTRIES:
        return None
    entries = medium.read(start * sector, count * size)
    zeroed = header[:16] + bytes(4) + header[20:length]
    sound = zlib.crc32(zeroed) == stated and zlib.crc32(entries) == entries_stated and here * sector == offset
    return Copy(offset, sector, entries, size, sound and len(entries) == count * size)


def _entries(copy: Copy) -> list[bytes]:
    size = copy.entry_size
    return [copy.entries[place : place + size] for place in range(0, len(copy.entries) - size + 1, size)]


def _slot(entry: bytes, sector: int) -> Slot | None:
    kind = UUID(bytes_le=entry[:16])
    first, last = struct.unpack_from("<QQ", entry, 32)
    if kind == UNUSED or last < first:
        return None
    name = entry[56:128].decode("utf-16-le", "replace").split("\0")[0]
    return Slot(first * sector, (last - first + 1) * sector, "gpt", name or None, kind in RESERVED)

"""The partition table of a PC's master boot record, with the chain of logical partitions.

Four entries of 16 bytes from byte 446, the mark 55 AA at 510 (Carrier, File System Forensic Analysis, chapter 5).
Addresses are sectors: of 512 bytes, or of 4,096 on disks that have no smaller ones.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from evidence_desk.model import Gap
from evidence_desk.source.media import Medium
from evidence_desk.source.volumes.table import Slot, Table

MARK = b"\x55\xaa"
EXTENDED = frozenset({0x05, 0x0F, 0x85})
PROTECTIVE = 0xEE
MOST_LOGICAL = 1024
"""More logical partitions than any system numbers: a longer chain is not followed to its end."""


class Entry(NamedTuple):
    kind: int
    first: int
    sectors: int


def read(medium: Medium, holds_files: Callable[[int], bool]) -> Table | None:
    """The table, None where sector 0 has none. `holds_files` says whether a file system starts at a byte of the
    medium: nothing else tells the size of a sector."""
    entries = _entries(medium.read(0, 512))
    if not entries:
        return None
    firsts = [entry.first for entry in entries if entry.kind not in EXTENDED]
    large = not any(holds_files(first * 512) for first in firsts) and any(holds_files(first * 4096) for first in firsts)
    sector = 4096 if large else 512
    table = Table()
    for entry in entries:
        if entry.kind in EXTENDED:
            _follow(medium, entry, sector, table)
        elif entry.kind != PROTECTIVE:
            table.slots.append(Slot(entry.first * sector, entry.sectors * sector, "mbr"))
    return table


def speaks_for_itself(medium: Medium) -> bool:
    """Whether it has partitions and none of them points to a GPT: then a GPT that is there too is a leftover."""
    entries = _entries(medium.read(0, 512))
    return bool(entries) and all(entry.kind != PROTECTIVE for entry in entries)


def _follow(medium: Medium, extended: Entry, sector: int, table: Table) -> None:
    """The logical partitions: each has a sector with its own entry, relative to it, and the place of the next one,
    relative to the extended partition."""
    seen: set[int] = set()
    place = extended.first
    while place not in seen and len(seen) < MOST_LOGICAL:
        seen.add(place)
        entries = _entries(medium.read(place * sector, 512))
        if not entries:
            break
        following = None
        for entry in entries:
            if entry.kind in EXTENDED:
                following = extended.first + entry.first
            else:
                table.slots.append(Slot((place + entry.first) * sector, entry.sectors * sector, "mbr"))
        if following is None:
            return
        place = following
    table.gaps.append(Gap("mbr-chain", {"sector": place}))


def _entries(sector: bytes) -> list[Entry]:
    """The entries in use; none where these 512 bytes are no partition table.

    Boot code may fill the place of a table: what has a status other than 'active' and 'not' is no table.
    """
    if len(sector) < 512 or sector[510:] != MARK or any(sector[446 + 16 * place] & 0x7F for place in range(4)):
        return []
    found = [struct.unpack_from("<4xB3xII", sector, 446 + 16 * place) for place in range(4)]
    return [Entry(*entry) for entry in found if entry[0] and entry[2]]

"""Apple's partition map (Inside Macintosh: Devices, chapter 3): a map of blocks 'PM', one a partition, from block 1."""

from __future__ import annotations

import struct

from evidence_desk.source.media import Medium
from evidence_desk.source.volumes.table import Slot, Table

DRIVER, ENTRY = b"ER", b"PM"
MOST_ENTRIES = 1024
BLOCKS = (512, 2048, 1024, 4096)
NO_VOLUME = ("Apple_partition_map", "Apple_Free", "Apple_Void", "Apple_Driver", "Apple_Patches", "Apple_Scratch", "Apple_Extra")


def read(medium: Medium) -> Table | None:
    """The map, None where there is none. The block is the distance from the first entry to the second."""
    block = next((size for size in BLOCKS if medium.read(size, 2) == ENTRY), None)
    if block is None or (medium.read(0, 2) != DRIVER and b"Apple_partition_map" not in medium.read(block, 512)):
        return None
    count = struct.unpack(">I", medium.read(block + 4, 4).rjust(4, b"\0"))[0]
    table = Table()
    for place in range(1, 1 + min(count, MOST_ENTRIES)):
        entry = medium.read(place * block, 512)
        if len(entry) < 512 or not entry.startswith(ENTRY):
            break
        first, blocks, name, kind = struct.unpack_from(">II32s32s", entry, 8)
        if not _text(kind).startswith(NO_VOLUME):
            table.slots.append(Slot(first * block, blocks * block, "apm", _text(name) or None))
    return table


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("mac-roman")

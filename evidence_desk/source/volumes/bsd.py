"""The disklabel of the BSD systems (FreeBSD's sys/disklabel.h): in the second sector of a disk or of a PC partition."""

from __future__ import annotations

import struct

from evidence_desk.source.media import Medium
from evidence_desk.source.volumes.table import Slot, Table

MAGIC = b"\x57\x45\x56\x82"
MOST_PARTITIONS = 22
WHOLE, SWAP = 2, 1


def read(medium: Medium, start: int) -> Table | None:
    """The label of the disk or partition that starts at byte `start`, None where it has none.

    FreeBSD writes offsets within the partition, the others within the disk: entry 'c', which stands for the whole,
    tells which.
    """
    label = medium.read(start + 512, 512)
    if len(label) < 148 or not label.startswith(MAGIC) or label[132:136] != MAGIC:
        return None
    sector = struct.unpack_from("<I", label, 40)[0]
    count = min(struct.unpack_from("<H", label, 138)[0], MOST_PARTITIONS)
    if sector not in (512, 1024, 2048, 4096):
        return None
    entries = [struct.unpack_from("<IIIBBH", label, 148 + 16 * place) for place in range(count) if 164 + 16 * place <= len(label)]
    base = 0 if len(entries) > WHOLE and entries[WHOLE][1] * sector == start else start
    return Table(
        [
            Slot(base + first * sector, size * sector, "bsd", chr(ord("a") + place), reserved=kind == SWAP)
            for place, (size, first, _, kind, _, _) in enumerate(entries)
            if place != WHOLE and size and kind
        ]
    )

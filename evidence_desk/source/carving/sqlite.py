"""SQLite: the header tells size and number of pages (sqlite.org, Database File Format, 1.3). The number holds where the version
that it was written for is the current one. Each page behind begins as pages do: with the kind of a tree's page, with an entry of a
pointer map, or with the number of another page.
"""

from __future__ import annotations

import struct

from evidence_desk.source.carving.window import Bounded, Window

ENDING = "sqlite"
FRACTIONS = b"\x40\x20\x20"
TREES = (2, 5, 10, 13)
LOCK_BYTE = 1 << 30
"""The page here is never used."""


def bound(window: Window) -> Bounded | None:
    head = window.at(0, 101)
    if len(head) < 101 or head[21:24] != FRACTIONS or head[100] not in TREES:
        return None
    raw, changes, pages = struct.unpack_from(">H", head, 16)[0], *struct.unpack_from(">II", head, 24)
    size = 65536 if raw == 1 else raw
    layout, encoding, version = (
        *struct.unpack_from(">I", head, 44),
        *struct.unpack_from(">I", head, 56),
        *struct.unpack_from(">I", head, 92),
    )
    if size < 512 or size & (size - 1) or layout > 4 or encoding > 3 or not pages or changes != version:
        return None
    for page in range(1, min(pages, window.room // size)):
        if page * size != LOCK_BYTE and not _is_page(window.at(page * size, 8), size, pages):
            return Bounded(page * size, "broken", ENDING)
    length = size * pages
    return Bounded(length, "structure", ENDING) if length <= window.room else Bounded(window.room, "limit", ENDING)


def _is_page(head: bytes, size: int, pages: int) -> bool:
    """Overflow and free pages begin with the number of the next one, 0 for none."""
    if len(head) < 8:
        return False
    if head[0] in TREES and int.from_bytes(head[1:3]) < size and int.from_bytes(head[3:5]) * 2 < size:
        return True
    return int.from_bytes(head[:4]) <= pages or (1 <= head[0] <= 5 and int.from_bytes(head[1:5]) <= pages)

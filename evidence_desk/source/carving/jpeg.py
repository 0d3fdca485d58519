"""JPEG: segments with their lengths, then coded data in which no marker stands but restarts (ITU-T T.81, annex B)."""

from __future__ import annotations

import re

from evidence_desk.source.carving.window import BLOCK, Bounded, Window

ENDING = "jpg"
MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
END, SCAN, TEMPORARY = 0xD9, 0xDA, 0x01
SEGMENTS = frozenset((0xC4, 0xCC, 0xFE, *range(0xDA, 0xE0), *range(0xE0, 0xF0), *FRAMES))


def bound(window: Window) -> Bounded | None:
    """None where there is no scan of a picture; broken where a scan is followed by what no picture has."""
    place, framed, scanned = 2, False, False
    while True:
        head = window.at(place, 4)
        if len(head) < 2:
            return Bounded(window.room, "limit", ENDING) if scanned else None
        marker = head[1]
        if head[0] == 0xFF and marker == END and scanned:
            return Bounded(place + 2, "structure", ENDING)
        if head[0] == 0xFF and marker in (0xFF, TEMPORARY):
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(head[2:])
        if head[0] != 0xFF or marker not in SEGMENTS or len(head) < 4 or length < 2:
            return Bounded(place, "broken", ENDING) if scanned else None
        framed = framed or (marker in FRAMES and length >= 8)
        place += 2 + length
        if marker == SCAN:
            if not framed:
                return None
            scanned = True
            place = _coded(window, place)


def _coded(window: Window, place: int) -> int:
    """Where the next marker stands behind coded data; the end of the room where none does."""
    while place < window.room:
        block = window.at(place, BLOCK)
        match = MARKER.search(block)
        if match:
            return place + match.start()
        place += max(1, len(block) - 1)
        if len(block) < 2:
            break
    return window.room

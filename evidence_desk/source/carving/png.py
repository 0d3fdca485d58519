"""PNG: chunks, each with its length and checksum, from IHDR to IEND (W3C, Portable Network Graphics, section 5)."""

from __future__ import annotations

import struct
import zlib

from evidence_desk.source.carving.window import BLOCK, Bounded, Window

ENDING = "png"


def bound(window: Window) -> Bounded | None:
    """None where its header does not hold, or none of its data."""
    place, data = 8, False
    while True:
        head = window.at(place, 8)
        if len(head) < 8:
            return Bounded(window.room, "limit", ENDING) if data else None
        length, kind = struct.unpack(">I4s", head)
        if place == 8 and (kind != b"IHDR" or length != 13):
            return None
        end = place + 12 + length
        if not kind.isalpha() or (end > window.room and kind != b"IDAT"):
            return Bounded(place, "broken", ENDING) if data else None
        if end > window.room:
            return Bounded(window.room, "limit", ENDING)
        if not _holds(window, place + 4, length + 4):
            return Bounded(place, "broken", ENDING) if data else None
        if kind == b"IEND":
            return Bounded(end, "structure", ENDING) if data else None
        data = data or kind == b"IDAT"
        place = end


def _holds(window: Window, place: int, length: int) -> bool:
    """Whether the checksum behind a chunk's kind and data is theirs."""
    found = 0
    for part in range(0, length, BLOCK):
        found = zlib.crc32(window.at(place + part, min(BLOCK, length - part)), found)
    return window.at(place + length, 4) == struct.pack(">I", found)

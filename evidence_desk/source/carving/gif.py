"""GIF: descriptors and blocks of at most 255 bytes up to the trailer (CompuServe, GIF89a, appendix A)."""

from __future__ import annotations

from evidence_desk.source.carving.window import Bounded, Window

ENDING = "gif"
IMAGE, EXTENSION, TRAILER = 0x2C, 0x21, 0x3B


def bound(window: Window) -> Bounded | None:
    """None where there is no picture in it."""
    head = window.at(0, 13)
    if len(head) < 13 or head[4:6] not in (b"7a", b"9a") or not any(head[6:8]) or not any(head[8:10]):
        return None
    place, pictures = 13 + _table(head[10]), 0
    while True:
        mark = window.at(place, 10)
        if not mark:
            return Bounded(window.room, "limit", ENDING) if pictures else None
        match mark[0]:
            case 0x3B if pictures:
                return Bounded(place + 1, "structure", ENDING)
            case 0x21 if len(mark) > 1:
                following = _blocks(window, place + 2)
            case 0x2C if len(mark) == 10:
                pictures += 1
                following = _blocks(window, place + 11 + _table(mark[9]))
            case _:
                return Bounded(place, "broken", ENDING) if pictures else None
        if following is None:
            return Bounded(window.room, "limit", ENDING) if pictures else None
        place = following


def _table(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(window: Window, place: int) -> int | None:
    """Behind blocks of data and the empty one that ends them; None where the room ends first."""
    while size := window.at(place, 1):
        place += 1 + size[0]
        if not size[0]:
            return place
    return None

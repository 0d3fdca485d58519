"""PDF: it ends with startxref, the place of its last table of references, and %%EOF (ISO 32000-1, 7.5.5). What was saved by
appending has several: an end that is followed by another object, table or trailer is not the last.
"""

from __future__ import annotations

import re

from evidence_desk.source.carving.window import Bounded, Window

ENDING = "pdf"
END = b"%%EOF"
TAIL = re.compile(rb"startxref\s+(\d{1,12})\s+\Z")
GOES_ON = re.compile(rb"\s*(?:\d{1,10}\s+\d{1,5}\s+obj\b|xref\s|trailer\b)")
TABLE = re.compile(rb"\s*(?:xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
LINE = re.compile(rb"\r\n?|\n")
MOST_ENDS = 4096


def bound(window: Window) -> Bounded | None:
    """None where there is no end; broken where the end names a place at which there is no table."""
    if not window.at(5, 1).isdigit():
        return None
    place = 5
    for _ in range(MOST_ENDS):
        found = window.find(END, place)
        if found is None:
            return None
        place = found + len(END)
        behind = window.at(place, 64)
        if GOES_ON.match(behind):
            continue
        line = LINE.match(behind)
        return Bounded(place + (line.end() if line else 0), "structure" if _holds(window, found) else "broken", ENDING)
    return Bounded(place, "limit", ENDING)


def _holds(window: Window, end: int) -> bool:
    begin = max(0, end - 64)
    tail = TAIL.search(window.at(begin, end - begin))
    return tail is not None and int(tail[1]) < end and TABLE.match(window.at(int(tail[1]), 32)) is not None

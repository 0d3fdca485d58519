"""OLE compound files: sectors and a table of them, whose last entry in use tells the length (Microsoft, [MS-CFB], 2.2 to 2.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from evidence_desk.source.carving.window import Bounded, Window

IN_HEADER = 109
FREE, TABLE, LAST = 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFA
MOST_TABLES = 1 << 14
ENDINGS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)


def bound(window: Window) -> Bounded | None:
    """None where its header or its table does not hold."""
    head = window.at(0, 512)
    if len(head) < 512:
        return None
    major, order, shift = struct.unpack_from("<3H", head, 26)
    if order != 0xFFFE or (major, shift) not in ((3, 9), (4, 12)):
        return None
    sector = 1 << shift
    folder = struct.unpack_from("<I", head, 48)[0]
    used = 0
    for number, table in enumerate(_tables(window, head, sector)):
        raw = window.at((table + 1) * sector, sector)
        if len(raw) < sector:
            return Bounded(window.room, "limit", _ending(window, folder, sector)) if used else None
        entries = struct.unpack(f"<{sector // 4}I", raw)
        last = next((place for place in range(len(entries) - 1, -1, -1) if entries[place] != FREE), None)
        if not number and (last is None or TABLE not in entries):
            return None
        used = number * len(entries) + last + 1 if last is not None else used
    if not used:
        return None
    length = (used + 1) * sector
    ending = _ending(window, folder, sector)
    return Bounded(length, "structure", ending) if length <= window.room else Bounded(window.room, "limit", ending)


def _tables(window: Window, head: bytes, sector: int) -> Iterator[int]:
    """The sectors of the table: the first in the header, others in a chain of sectors."""
    following, count = struct.unpack_from("<II", head, 68)
    wanted: int = min(struct.unpack_from("<I", head, 44)[0], MOST_TABLES)
    for table in struct.unpack_from(f"<{IN_HEADER}I", head, 76)[:wanted]:
        if table <= LAST:
            yield table
    wanted -= IN_HEADER
    for _ in range(min(count, MOST_TABLES)):
        raw = window.at((following + 1) * sector, sector)
        if wanted <= 0 or following > LAST or len(raw) < sector:
            return
        numbers = struct.unpack(f"<{sector // 4}I", raw)
        yield from (table for table in numbers[:-1][:wanted] if table <= LAST)
        wanted, following = wanted - len(numbers) + 1, numbers[-1]


def _ending(window: Window, folder: int, sector: int) -> str:
    """By the names in the first sector of its folder."""
    names = window.at((folder + 1) * sector, sector)
    return next((ending for name, ending in ENDINGS if name.encode("utf-16-le") in names), "ole")

"""ZIP and what is built on it: it ends with a record that tells where its central directory lies, which must lie there and end
where that record begins (PKWARE, APPNOTE 6.3, section 4.3).
"""

from __future__ import annotations

import struct

from evidence_desk.source.carving.window import Bounded, Window

END, DIRECTORY, LOCATOR, END64 = b"PK\x05\x06", b"PK\x01\x02", b"PK\x06\x07", b"PK\x06\x06"
MOST_ENDS = 256
"""Ends of other archives that may lie within one."""
NAMES = 1 << 16
"""Bytes of the directory in which its kind is looked for."""
ENDINGS = (
    (b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"META-INF/container.xml", "epub"), (b"AndroidManifest.xml", "apk"),
    (b"META-INF/MANIFEST.MF", "jar"),
)  # fmt: skip
DOCUMENTS = {b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods"}


def bound(window: Window) -> Bounded | None:
    """None where no end fits."""
    place = 0
    for _ in range(MOST_ENDS):
        found = window.find(END, place)
        if found is None:
            return None
        record = window.at(found, 22)
        directory = _directory(window, found, record)
        length = found + 22 + (struct.unpack_from("<H", record, 20)[0] if len(record) == 22 else 0)
        if directory is not None:
            ending = _ending(window, *directory)
            return Bounded(length, "structure", ending) if length <= window.room else Bounded(window.room, "limit", ending)
        place = found + 4
    return None


def _directory(window: Window, end: int, record: bytes) -> tuple[int, int] | None:
    """Place and length of the central directory that ends before the record at `end`."""
    if len(record) < 22:
        return None
    size, place = struct.unpack_from("<II", record, 12)
    if place == 0xFFFFFFFF or size == 0xFFFFFFFF:
        locator = window.at(end - 20, 20) if end >= 20 else b""
        if locator[:4] != LOCATOR:
            return None
        last = struct.unpack_from("<Q", locator, 8)[0]
        record = window.at(last, 56)
        if len(record) < 56 or record[:4] != END64:
            return None
        (size, place), end = struct.unpack_from("<QQ", record, 40), last
    if not size or place + size != end or window.at(place, 4) != DIRECTORY:
        return None
    return place, size


def _ending(window: Window, place: int, size: int) -> str:
    names = window.at(place, min(size, NAMES))
    for name, ending in ENDINGS:
        if name in names and (name[-1:] != b"/" or b"[Content_Types].xml" in names):
            return ending
    head = window.at(0, 128)
    return next((ending for kind, ending in DOCUMENTS.items() if b"mimetype" + kind in head), "zip")

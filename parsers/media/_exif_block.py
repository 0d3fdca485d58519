"""Where a picture file keeps its EXIF block, which is a TIFF file inside of it.

    JPEG       segment APP1 that begins with `Exif` and two zeros       (Exif 2.32, 4.5.4)
    PNG        chunk eXIf                                               (PNG 3, 11.3.3.4)
    WebP       RIFF chunk EXIF, with or without `Exif` and two zeros    (WebP container specification)
    HEIF AVIF  item of type Exif, behind a length and what JPEG has     (ISO/IEC 23008-12, Annex A)
    TIFF       the file itself, as in most raw formats of cameras

Every step goes forward and every count is bounded by what the file has bytes for.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from evidence_desk.api import Extent

TIFF = re.compile(rb"II[*URT]|MM\0[*]|MMOR|IIRO|IIRS")
PREFIX = b"Exif\0\0"
BRANDS = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs])", re.DOTALL)
MOST_ITEMS = 10_000


def looks_like_picture(head: bytes) -> bool:
    """By the first bytes of the formats above."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or head[8:12] == b"WEBP" or bool(BRANDS.match(head) or TIFF.match(head))


def find(file: BinaryIO, size: int) -> Extent | None:
    """The EXIF block of a picture; None where it has none. EOFError where the file ends inside of a structure."""
    head = file.read(16)
    if TIFF.match(head):
        return Extent(0, size)
    found = None
    if head.startswith(b"\xff\xd8"):
        found = _jpeg(file)
    elif head.startswith(b"\x89PNG"):
        found = _chunk(file, 8, size, b"eXIf", big=True)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = _chunk(file, 12, size, b"EXIF", big=False)
    elif head[4:8] == b"ftyp":
        found = _item(file, size)
    return _without_prefix(file, found) if found else None


def _jpeg(file: BinaryIO) -> Extent | None:
    """Segments up to the first scan."""
    at = 2
    while True:
        file.seek(at)
        marker, kind, length = _read(file, 1)[0], _read(file, 1)[0], 0
        if marker != 0xFF or kind in (0xD9, 0xDA):
            return None
        if kind == 0xFF:  # a fill byte
            at += 1
            continue
        if not 0xD0 <= kind <= 0xD8 and kind != 0x01:
            length = int.from_bytes(_read(file, 2))
            if kind == 0xE1 and file.read(len(PREFIX)) == PREFIX:
                return Extent(at + 4, length - 2)
        at += 2 + length


def _chunk(file: BinaryIO, at: int, size: int, wanted: bytes, big: bool) -> Extent | None:
    """A chunk of PNG (length, name, data, CRC) or RIFF (name, length, data to an even length)."""
    while at + 8 <= size:
        file.seek(at)
        first, second = _read(file, 4), _read(file, 4)
        name, length = (second, int.from_bytes(first)) if big else (first, int.from_bytes(second, "little"))
        if name == wanted:
            return Extent(at + 8, length)
        at += 8 + length + (4 if big else length % 2)
    return None


def _item(file: BinaryIO, size: int) -> Extent | None:
    """The first extent of the first Exif item in the file's meta box."""
    for name, start, end in _boxes(file, 0, size):
        if name == b"meta":
            inner = {inner_name: (inner_start, inner_end) for inner_name, inner_start, inner_end in _boxes(file, start + 4, end)}
            number = _exif_item(file, *inner[b"iinf"]) if b"iinf" in inner else None
            found = _location(file, *inner[b"iloc"], number) if number is not None and b"iloc" in inner else None
            if found is None:
                return None
            file.seek(found.offset)
            skipped = 4 + int.from_bytes(_read(file, 4))
            return Extent(found.offset + skipped, found.length - skipped)
    return None


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, beginning and end of the content of each box."""
    while at + 8 <= end:
        file.seek(at)
        length, name, header = int.from_bytes(_read(file, 4)), _read(file, 4), 8
        if length == 1:
            length, header = int.from_bytes(_read(file, 8)), 16
        length = length or end - at
        if length < header:
            raise EOFError(f"box at {at} is shorter than its header")
        yield name, at + header, min(at + length, end)
        at += length


def _exif_item(file: BinaryIO, start: int, end: int) -> int | None:
    file.seek(start)
    version = _read(file, 4)[0]
    for name, content, _ in _boxes(file, start + (6 if version == 0 else 8), end):
        if name == b"infe":
            file.seek(content)
            version = _read(file, 4)[0]
            number = int.from_bytes(_read(file, 4 if version == 3 else 2))
            _read(file, 2)
            if version >= 2 and _read(file, 4) == b"Exif":
                return number
    return None


def _location(file: BinaryIO, start: int, end: int, wanted: int) -> Extent | None:
    """An item's first extent by the iloc box; only items whose bytes are in the file as they are."""
    file.seek(start)
    box = io.BytesIO(_read(file, min(end - start, MOST_ITEMS * 64)))
    version = _read(box, 4)[0]
    sizes = int.from_bytes(_read(box, 2))
    offset_size, length_size, base_size, index_size = (sizes >> shift & 0xF for shift in (12, 8, 4, 0))
    for _ in range(int.from_bytes(_read(box, 4 if version == 2 else 2))):
        number = int.from_bytes(_read(box, 4 if version == 2 else 2))
        method = int.from_bytes(_read(box, 2)) & 0xF if version else 0
        _read(box, 2)
        base = int.from_bytes(_read(box, base_size))
        extents = [
            (_read(box, index_size if version else 0), int.from_bytes(_read(box, offset_size)), int.from_bytes(_read(box, length_size)))
            for _ in range(int.from_bytes(_read(box, 2)))
        ]
        if number == wanted and extents and method == 0:
            return Extent(base + extents[0][1], extents[0][2])
    return None


def _without_prefix(file: BinaryIO, found: Extent) -> Extent | None:
    """The TIFF in a block; None where there is none."""
    file.seek(found.offset)
    head = file.read(len(PREFIX) + 4)
    skipped = len(PREFIX) if head.startswith(PREFIX) else 0
    return Extent(found.offset + skipped, found.length - skipped) if TIFF.match(head, skipped) else None


def _read(file: BinaryIO, count: int) -> bytes:
    """Exactly so many bytes."""
    data = file.read(count)
    if len(data) < count:
        raise EOFError("the picture ends inside of a structure")
    return data

"""The text of a Word document of 97 to 2003 ([MS-DOC]: "File Information Block", "Clx", "Pcd").

Text lies in pieces, of which a table in another stream tells the order: main text, notes, headers, comments, text boxes,
one behind the other. Of Word 6 and 95 the text that is in one piece is read, by the language of the document.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from parsers.documents.compound import Locked, Old, Streams

STREAM = "WordDocument"
MARK, MARKS_OF_OLD = 0xA5EC, (0xA5DC, 0xA59B)
FIRST_97 = 0x00C1
COMPLEX, LOCKED, WHICH_TABLE = 0x0004, 0x0100, 0x0200
CLX = 33
"""The place of the pieces' table in the list of places, in pairs of offset and length."""
PACKED = 0x40000000
CODECS = {
    0x04: "gb18030",
    0x11: "cp932",
    0x12: "cp949",
    0x19: "cp1251",
    0x15: "cp1250",
    0x08: "cp1253",
    0x0D: "cp1255",
    0x01: "cp1256",
    0x1E: "cp874",
}
"""The code page of a language, by the low byte of its number ([MS-LCID])."""
BIG5 = (0x0404, 0x0C04, 0x1404)
SIGNS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x07": "\t", "\x1e": "-", "\x1f": "", "\x01": "", "\x08": "", "\x02": "", "\x05": "",
     "\x13": " ", "\x14": " ", "\x15": " ", "\xa0": " ", "\x00": ""}
)  # fmt: skip
"""Ends of paragraphs, lines, pages and cells; marks of pictures, notes and fields, whose text stands between them."""


def text(streams: Streams) -> Iterator[str]:
    """Piece by piece. Locked, Old; ValueError where its tables do not hold."""
    main = streams.read(STREAM)
    mark, version, language, flags = struct.unpack_from("<HH2xH2xH", main)
    if flags & LOCKED:
        raise Locked
    if mark in MARKS_OF_OLD or (mark == MARK and version < FIRST_97):
        yield from _old(main, language, flags)
        return
    if mark != MARK:
        raise ValueError(f"FIB {mark:#06x}")
    table = streams.read("1Table" if flags & WHICH_TABLE else "0Table")
    offset, length = _place(main, CLX)
    for start, count, packed in _pieces(table[offset : offset + length]):
        raw = main[start : start + (count if packed else 2 * count)]
        yield raw.decode("cp1252" if packed else "utf-16-le", "replace").translate(SIGNS)


def _place(main: bytes, index: int) -> tuple[int, int]:
    """Offset and length in the table stream: behind the fixed head there are three lists, each with its own count."""
    at = 32
    at += 2 + 2 * struct.unpack_from("<H", main, at)[0]
    at += 2 + 4 * struct.unpack_from("<H", main, at)[0]
    if struct.unpack_from("<H", main, at)[0] <= index:
        raise ValueError("FIB")
    offset, length = struct.unpack_from("<II", main, at + 2 + 8 * index)
    return int(offset), int(length)


def _pieces(clx: bytes) -> Iterator[tuple[int, int, bool]]:
    """Offset, characters, and whether each takes one byte. What is said of formatting stands before and is passed over."""
    at = 0
    while clx[at : at + 1] == b"\1":
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at : at + 1] != b"\2":
        raise ValueError("Clx")
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    if count < 0 or at + 5 + 4 * (count + 1) + 8 * count > len(clx):
        raise ValueError("PlcPcd")
    ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for index in range(count):
        place = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * index + 2)[0]
        length = ends[index + 1] - ends[index]
        if length < 0:
            raise ValueError("PlcPcd")
        packed = bool(place & PACKED)
        yield (place & PACKED - 1) // 2 if packed else place & PACKED - 1, length, packed


def _old(main: bytes, language: int, flags: int) -> Iterator[str]:
    if flags & COMPLEX:
        raise Old("Word 6/95, saved in pieces")
    start, end = struct.unpack_from("<II", main, 24)
    codec = "big5" if language in BIG5 else CODECS.get(language & 0xFF, "cp1252")
    yield main[start:end].decode(codec, "replace").translate(SIGNS)

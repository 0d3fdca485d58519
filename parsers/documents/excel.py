"""The text of an Excel workbook of 5.0 to 2003 ([MS-XLS]: "Record Enumeration", "XLUnicodeRichExtendedString", "RkNumber").

A stream of records: type, length, body; a long body goes on in records CONTINUE. Strings of cells stand together in one table.
Cells are given in the order in which they are stored: row by row.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from enum import IntEnum

from parsers.documents.compound import Locked, Old, Streams

STREAMS = ("Workbook", "Book")


class Record(IntEnum):
    """Types of records whose bodies hold text or numbers, or say how to read them."""

    FORMULA = 0x0006
    HEADER = 0x0014
    FOOTER = 0x0015
    FILEPASS = 0x002F
    CONTINUE = 0x003C
    CODEPAGE = 0x0042
    BOUNDSHEET = 0x0085
    MULRK = 0x00BD
    RSTRING = 0x00D6
    SST = 0x00FC
    LABELSST = 0x00FD
    TXO = 0x01B6
    HLINK = 0x01B8
    NUMBER = 0x0203
    LABEL = 0x0204
    STRING = 0x0207
    RK = 0x027E
    BOF = 0x0809


CELLS = frozenset({Record.LABELSST, Record.LABEL, Record.RSTRING, Record.NUMBER, Record.RK, Record.MULRK, Record.FORMULA})
VERSION_8, VERSION_5 = 0x0600, 0x0500
WIDE, EXTENDED, RICH = 0x01, 0x04, 0x08
PAGES = {936: "gb18030", 950: "big5", 1200: "utf-16-le", 10000: "mac_roman", 367: "ascii", 32768: "mac_roman", 32769: "cp1252"}
DRESS = re.compile(r'&(?:"[^"]*"|\d+|[A-Z])')
"""Fonts, sizes and fields in a header or footer ([MS-XLS] "Header")."""
MOST_STRINGS = 4_000_000


def text(streams: Streams) -> Iterator[str]:
    """Cell by cell. Locked, Old; ValueError where records end early."""
    name = next(one for one in STREAMS if one in streams)
    yield from _Book().read(streams.read(name))


class _Book:
    def __init__(self) -> None:
        self._shared: list[str] = []
        self._codec, self._version = "cp1252", VERSION_8
        self._row: tuple[int, int] | None = None
        self._sheets = 0

    def read(self, data: bytes) -> Iterator[str]:
        for kind, bodies in _records(data):
            body = bodies[0]
            match kind:
                case Record.BOF:
                    self._begin(body)
                case Record.FILEPASS:
                    raise Locked
                case Record.CODEPAGE if len(body) >= 2:
                    number = struct.unpack_from("<H", body)[0]
                    self._codec = _codec(PAGES.get(number, f"cp{number}"))
                case Record.BOUNDSHEET:
                    yield self._short(body[6:]) + "\n"
                case Record.SST:
                    self._shared = _strings(bodies)
                case Record.TXO if len(bodies) > 1:
                    yield "\n" + _drawn(bodies[1]) + "\n"
                case Record.HLINK:
                    yield "\n" + "".join(_links(body))
                case Record.HEADER | Record.FOOTER if len(body) > 2:
                    written = self._long(body) if self._version == VERSION_8 else self._bytes(body[1:])
                    yield "\n" + DRESS.sub(" ", written) + "\n"
                case Record.STRING:
                    yield self._long(body) + "\t"
                case _ if kind in CELLS and len(body) >= 6:
                    yield from self._cell(kind, body)

    def _begin(self, body: bytes) -> None:
        """The globals come first, then each sheet begins anew."""
        self._version = struct.unpack_from("<H", body)[0]
        self._sheets += 1
        if self._version not in (VERSION_8, VERSION_5):
            raise Old(f"BIFF {self._version:#06x}")

    def _cell(self, kind: int, body: bytes) -> Iterator[str]:
        row = self._sheets, struct.unpack_from("<H", body)[0]
        if self._row != row:
            yield "\n"
        self._row = row
        match kind:
            case Record.LABELSST if len(body) >= 10:
                index = struct.unpack_from("<I", body, 6)[0]
                if index >= len(self._shared):
                    raise ValueError(f"SST {index}")
                yield self._shared[index] + "\t"
            case Record.LABEL | Record.RSTRING:
                yield self._long(body[6:]) + "\t"
            case Record.NUMBER if len(body) >= 14:
                yield _told(struct.unpack_from("<d", body, 6)[0]) + "\t"
            case Record.RK if len(body) >= 10:
                yield _short_number(struct.unpack_from("<I", body, 6)[0]) + "\t"
            case Record.MULRK:
                yield "".join(_short_number(struct.unpack_from("<I", body, at + 2)[0]) + "\t" for at in range(4, len(body) - 7, 6))
            case Record.FORMULA if len(body) >= 14 and body[12:14] != b"\xff\xff":
                yield _told(struct.unpack_from("<d", body, 6)[0]) + "\t"

    def _long(self, body: bytes) -> str:
        """A string whose length takes two bytes."""
        if self._version == VERSION_5:
            return self._bytes(body[2:])
        return _characters(body[2:], struct.unpack_from("<H", body)[0])

    def _short(self, body: bytes) -> str:
        """One whose length takes one byte."""
        return self._bytes(body[1:]) if self._version == VERSION_5 else _characters(body[1:], body[0])

    def _bytes(self, raw: bytes) -> str:
        return raw.decode(self._codec, "replace")


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _records(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Type and bodies: its own, then those of the records in which it goes on."""
    held: tuple[int, list[bytes]] | None = None
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == Record.CONTINUE and held:
            held[1].append(body)
            continue
        if held:
            yield held
        held = kind, [body]
    if held:
        yield held
    if at > len(data):
        raise ValueError(f"record {kind:#06x}")


class _Cursor:
    """Goes through the bodies of one record. Characters that go on in the next body have their width told anew there."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies, self._index, self._at = bodies, 0, 0

    def take(self, length: int) -> bytes:
        out = b""
        while len(out) < length:
            piece = self._bodies[self._index][self._at : self._at + length - len(out)]
            out, self._at = out + piece, self._at + len(piece)
            if len(out) < length:
                self._index, self._at = self._index + 1, 0
        return out

    def skip(self, length: int) -> None:
        while length > 0:
            here = min(length, len(self._bodies[self._index]) - self._at)
            length, self._at = length - here, self._at + here
            if length:
                self._index, self._at = self._index + 1, 0

    def characters(self, count: int, wide: bool) -> str:
        out = list[str]()
        while count > 0:
            size = 2 if wide else 1
            here = min(count, (len(self._bodies[self._index]) - self._at) // size)
            raw = self._bodies[self._index][self._at : self._at + here * size]
            out.append(raw.decode("utf-16-le" if wide else "latin-1", "replace"))
            count, self._at = count - here, self._at + here * size
            if count:
                self._index, self._at = self._index + 1, 1
                wide = bool(self._bodies[self._index][0] & WIDE)
        return "".join(out)


def _strings(bodies: list[bytes]) -> list[str]:
    """The table of strings. IndexError where it ends before its count."""
    cursor, found = _Cursor(bodies), list[str]()
    _, count = struct.unpack("<II", cursor.take(8))
    for _ in range(min(count, MOST_STRINGS)):
        length, flags = struct.unpack("<HB", cursor.take(3))
        runs = struct.unpack("<H", cursor.take(2))[0] if flags & RICH else 0
        extra = struct.unpack("<I", cursor.take(4))[0] if flags & EXTENDED else 0
        found.append(cursor.characters(length, bool(flags & WIDE)))
        cursor.skip(4 * runs + extra)
    return found


def _characters(raw: bytes, count: int) -> str:
    """Flags, then characters."""
    if not raw:
        return ""
    return raw[1 : 1 + 2 * count].decode("utf-16-le", "replace") if raw[0] & WIDE else raw[1 : 1 + count].decode("latin-1")


def _drawn(raw: bytes) -> str:
    """The text of a note or a box: flags, then characters up to the end."""
    return _characters(raw, len(raw))


def _links(body: bytes) -> Iterator[str]:
    """Addresses, in UTF-16, behind the mark of a URL moniker."""
    mark = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
    at = body.find(mark)
    if at >= 0:
        yield body[at + 20 :].decode("utf-16-le", "replace").partition("\0")[0] + "\n"


def _short_number(value: int) -> str:
    """30 bits of an integer or of the upper half of a double; the lowest two say which, and whether it is a hundredth."""
    number = (
        float(value >> 2 if value < 1 << 31 else (value >> 2) - (1 << 30))
        if value & 2
        else struct.unpack("<d", struct.pack("<Q", (value & ~3) << 32))[0]
    )
    return _told(number / 100 if value & 1 else number)


def _told(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)

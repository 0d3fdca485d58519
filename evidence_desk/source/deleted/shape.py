"""How the rows of a table lie in its records: what each column may hold, and where in some bytes the header of such a record stands.

https://www.sqlite.org/fileformat2.html#record_format and https://www.sqlite.org/datatype3.html. A record is taken only where SQLite itself
would have written it so: the shortest form of every number, texts in the database's encoding, no NULL where the table forbids it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

Value = int | float | str | bytes | None
NULL, REAL, ZERO, ONE, BLOB, TEXT = 0, 7, 8, 9, 12, 13
SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value by its serial type, below 10."""
MOST_COLUMNS = 200
FEW_COLUMNS = 31
"""So many serial types, of four bytes at most, make no header whose length takes two bytes."""
LONGEST_TEXT = 64 << 20
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What people and apps don't write in a text, and what the beginning of another record has."""

_MANY = rb"[\x81-\xff][\x80-\xff]{0,2}[\x00-\x7f]"
_NUMBER = rb"[\x01-\x09]"
_WORDS = rb"[\x0c-\x7f]|" + _MANY
HELD = {"INTEGER": _NUMBER, "REAL": _NUMBER, "NUMERIC": _NUMBER + b"|" + _WORDS, "TEXT": _WORDS, "BLOB": _NUMBER + b"|" + _WORDS}
"""The serial types that a value of a column can have, by the column's affinity."""


class Column(NamedTuple):
    """`alias`: it stands for the row's number, and its place in the record is empty. `default`: what rows older than it read as."""

    name: str
    affinity: str
    required: bool
    alias: bool
    default: Value = None


class Header(NamedTuple):
    """The header of a record at `at`: its serial types, where the values begin, and how long header and values are."""

    at: int
    types: tuple[int, ...]
    body: int
    payload: int


@dataclass(frozen=True)
class Shape:
    """`short`: the database writes 0 and 1 without a byte of their own (schema format 4)."""

    table: str
    columns: tuple[Column, ...]
    encoding: str = "utf-8"
    short: bool = True

    @cached_property
    def aliases(self) -> frozenset[int]:
        return frozenset(place for place, column in enumerate(self.columns) if column.alias)

    def header(self, data: bytes, at: int, count: int) -> Header | None:
        """The header of a record of `count` values that begins exactly there."""
        found = self._whole(count).match(data, at)
        return self._read(data, at, found.end(1), found.start(2)) if found else None

    def headers(self, data: bytes, first: int, end: int, count: int) -> Iterator[Header]:
        for found in self._whole(count).finditer(data, first, end):
            header = self._read(data, found.start(), found.end(1), found.start(2))
            if header is not None:
                yield header

    def without_length(self, data: bytes, at: int, count: int, lost: int) -> Header | None:
        """The header whose types but for the first `lost` begin there, its length and those having been overwritten."""
        if count < 3 or (lost and not self.columns[0].alias):
            return None
        found = self._types(count, lost).match(data, at)
        if found is None:
            return None
        types = [NULL] * lost + _types(data, at, found.end())
        length = found.end() - at + lost + 1
        if length > 127 or len(types) != count:
            return None
        return Header(at - lost - 1, tuple(types), found.end(), length + sum(map(size_of, types)))

    def values(self, header: Header, payload: bytes) -> tuple[Value, ...] | None:
        """The values of a record, those of columns added later by their default; None where SQLite would not have written it so."""
        found: list[Value] = []
        at = header.body - header.at
        for kind in header.types:
            end = at + size_of(kind)
            value = self._value(kind, payload[at:end])
            if value is _WRONG:
                return None
            found.append(value)
            at = end
        return (*found, *(column.default for column in self.columns[len(found) :]))

    def _value(self, kind: int, raw: bytes) -> Value:
        if kind >= BLOB:
            return self._words(raw) if kind & 1 else raw
        if kind == REAL:
            number: float = struct.unpack(">d", raw)[0]
            return number if number == number else _WRONG
        if kind in (NULL, ZERO, ONE):
            return (None, 0, 1)[(NULL, ZERO, ONE).index(kind)]
        whole = int.from_bytes(raw, "big", signed=True)
        return whole if kind == _shortest(whole) and not (self.short and 0 <= whole <= 1) else _WRONG

    def _words(self, raw: bytes) -> Value:
        try:
            words = raw.decode(self.encoding)
        except UnicodeDecodeError:
            return _WRONG
        return _WRONG if CONTROLS.search(words) else words

    def _read(self, data: bytes, at: int, length_end: int, end: int) -> Header | None:
        length = varint(data, at, length_end)
        if length is None or length[0] != end - at:
            return None
        types = _types(data, length_end, end)
        return Header(at, tuple(types), end, length[0] + sum(map(size_of, types)))

    def _whole(self, count: int) -> re.Pattern[bytes]:
        """The header as it stands, found without being consumed, for headers may overlap; group 1 is its length, group 2 empty at its end."""
        found = self._patterns.get((count, -1))
        if found is None:
            length = rb"[\x02-\x7f]" + (rb"|[\x81-\xff][\x00-\x7f]" if count > FEW_COLUMNS else b"")
            pattern = re.compile(b"(?=(" + length + b")" + self._held(count, 0) + b"())", re.DOTALL)
            found = self._patterns[count, -1] = pattern
        return found

    def _types(self, count: int, lost: int) -> re.Pattern[bytes]:
        found = self._patterns.get((count, lost))
        if found is None:
            found = self._patterns[count, lost] = re.compile(self._held(count, lost), re.DOTALL)
        return found

    def _held(self, count: int, lost: int) -> bytes:
        return b"".join(
            rb"\x00" if one.alias else b"(?:" + HELD[one.affinity] + (b")" if one.required else rb"|\x00)")
            for one in self.columns[lost:count]
        )

    @cached_property
    def _patterns(self) -> dict[tuple[int, int], re.Pattern[bytes]]:
        return {}


def affinity(declared: str) -> str:
    """https://www.sqlite.org/datatype3.html#determination_of_column_affinity"""
    words = declared.upper()
    if "INT" in words:
        return "INTEGER"
    if any(word in words for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if not words or "BLOB" in words:
        return "BLOB"
    return "REAL" if any(word in words for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def size_of(kind: int) -> int:
    return SIZES[kind] if kind < 10 else (kind - BLOB) // 2


def varint(data: bytes, at: int, end: int) -> tuple[int, int] | None:
    """A number in SQLite's variable length and where it ends; None where it does not end in time or is longer than it need be."""
    value = 0
    for place in range(at, min(at + 8, end)):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return (value, place + 1) if place == at or data[at] != 0x80 else None
    if at + 9 > end:
        return None
    value = value << 8 | data[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


def written(number: int) -> bytes:
    """A number from 0 in SQLite's variable length, below 2^56."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


class _Wrong:
    pass


_WRONG: Value = _Wrong()  # type: ignore[assignment]


def _types(data: bytes, at: int, end: int) -> list[int]:
    """The serial types of a header that a pattern has found."""
    found = []
    while at < end:
        kind = data[at]
        at += 1
        if kind >= 0x80:
            kind &= 0x7F
            while True:
                byte = data[at]
                at += 1
                kind = kind << 7 | byte & 0x7F
                if byte < 0x80:
                    break
        found.append(kind)
    return found


def _shortest(number: int) -> int:
    for kind, bits in ((1, 7), (2, 15), (3, 23), (4, 31), (5, 47)):
        if -(1 << bits) <= number < 1 << bits:
            return kind
    return 6

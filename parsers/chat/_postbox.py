"""Postbox, in which Telegram on iOS and macOS stores: messages with fields in order, and objects with names of a letter or two.

Forms as open readers of it (MIT) have written down. Numbers are little-endian. An object's class is a MurmurHash3 of its name, seed 4157243346.
Whatever leads past the end is a ValueError: a message is known as a whole or not at all.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

FILE, IMAGE, ACTION, MAP, CONTACT, WEBPAGE = 665733176, -1951522668, -1132984447, -1138242673, 49483725, -661322156
REPLY, EDITED = 478003709, -1840307943
INCOMING = 4
DATA = ((1, "q"), (2, "I"), (4, "q"), (8, "I"), (16, "I"), (32, "q"))
"""What stands before the flags: a number of chance, tags, a group, what it has, local tags, a thread."""
SIMPLE = {0: "i", 1: "q", 2: "B", 3: "d"}
INTS, OBJECTS = 6, 8
MOST = 1 << 16
"""Values of an array."""
DEEPEST = 32
Value = int | float | str | bytes | Mapping[str, "Value"] | None


class Forward(NamedTuple):
    """`author` is 0 where it is not told."""

    author: int
    date: int
    signature: str | None


class Stored(NamedTuple):
    """A message; `attributes` and `media` are objects with their class under `@`, `references` numbers of media that stand in a table of their own."""

    flags: int
    author: int | None
    text: str
    forward: Forward | None
    attributes: tuple[Mapping[str, Value], ...]
    media: tuple[Mapping[str, Value], ...]
    references: tuple[tuple[int, int], ...]


class Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._data)

    def number(self, form: str) -> int:
        return int(self._unpacked(form))

    def value(self, form: str) -> float:
        return float(self._unpacked(form))

    def take(self, length: int) -> bytes:
        if length < 0 or self._at + length > len(self._data):
            raise ValueError(f"{length} bytes at {self._at} of {len(self._data)}")
        self._at += length
        return self._data[self._at - length : self._at]

    def block(self) -> bytes:
        return self.take(self.number("i"))

    def _unpacked(self, form: str) -> int | float:
        found: int | float = struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]
        return found


def message(data: bytes) -> Stored:
    """ValueError where it is none, or a hole in what the app has fetched."""
    reader = Reader(data)
    if reader.number("B") != 0:
        raise ValueError("no message")
    reader.take(8)  # numbers of the app's own
    there = reader.number("B")
    for bit, form in DATA:
        if there & bit:
            reader.number(form)
    flags = reader.number("I")
    reader.take(4)  # tags
    forward = _forward(reader)
    author = reader.number("q") if reader.number("B") == 1 else None
    text = reader.block().decode()
    attributes, media = (tuple(root(reader.block()) for _ in range(_count(reader))) for _ in range(2))
    references = tuple((reader.number("i"), reader.number("q")) for _ in range(_count(reader))) if not reader.ended else ()
    return Stored(flags, author, text, forward, attributes, media, references)


def root(data: bytes) -> Mapping[str, Value]:
    """An object that stands alone: under the name `_`."""
    found = members(Reader(data)).get("_")
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def members(reader: Reader, depth: int = 0) -> dict[str, Value]:
    """Names and values; of arrays nothing is kept."""
    found: dict[str, Value] = {}
    if depth > DEEPEST:
        raise ValueError("too deep")
    while not reader.ended:
        name = reader.take(reader.number("B")).decode()
        found[name] = _value(reader, reader.number("B"), depth)
    return found


def _value(reader: Reader, kind: int, depth: int) -> Value:
    if kind in SIMPLE:
        return reader.value("d") if kind == 3 else reader.number(SIMPLE[kind])
    match kind:
        case 4:
            return reader.block().decode()
        case 5:
            return _object(reader, depth)
        case 6 | 7:
            reader.take(_count(reader) * (4 if kind == INTS else 8))
        case 8 | 9:
            for _ in range(_count(reader) * (1 if kind == OBJECTS else 2)):
                reader.take(4)
                reader.block()
        case 10:
            return reader.block()
        case 11:
            return None
        case 12 | 13:
            for _ in range(_count(reader)):
                reader.block()
        case _:
            raise ValueError(f"kind {kind}")
    return None


def _object(reader: Reader, depth: int) -> Mapping[str, Value]:
    number = reader.number("i")
    return {"@": number, **members(Reader(reader.block()), depth + 1)}


def _count(reader: Reader) -> int:
    count = reader.number("i")
    if not 0 <= count <= MOST:
        raise ValueError(f"{count} values")
    return count


def _forward(reader: Reader) -> Forward | None:
    there = reader.number("B")
    if not there:
        return None
    author, date, signature = reader.number("q"), reader.number("i"), None
    for bit, forms in ((2, "q"), (4, "qii")):
        for form in forms if there & bit else "":
            reader.number(form)
    for bit in (8, 16):
        if there & bit:
            said = reader.block().decode()
            signature = said if bit == 8 else signature
    if there & 32:
        reader.number("i")
    return Forward(author, date, signature)


def of_class(objects: tuple[Mapping[str, Value], ...], number: int) -> Iterator[Mapping[str, Value]]:
    return (one for one in objects if one.get("@") == number)

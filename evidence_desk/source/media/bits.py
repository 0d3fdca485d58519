"""Tables of numbers and of bits, as containers have them."""

from __future__ import annotations

import sys
from array import array
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, Literal, TypeVar

from evidence_desk.source.media.file import EvidenceFile

T = TypeVar("T")
WIDTHS = {"I": 4, "Q": 8}
LARGEST = 1 << 28
"""Bytes of one table: 16 TiB of clusters of 64 KiB take half of it. More is cut, and what it would map is lost."""


def table(file: EvidenceFile, offset: int, count: int, kind: Literal["I", "Q"], *, big: bool = False) -> array[int]:
    """Numbers of 32 or 64 bits; fewer than `count` where the file ends, so that it is never larger than the file."""
    width = WIDTHS[kind]
    raw = file.read(offset, min(count * width, LARGEST))
    numbers = array(kind, raw[: len(raw) // width * width])
    if big != (sys.byteorder == "big"):
        numbers.byteswap()
    return numbers


def first_of(bitmap: bytes, index: int, count: int, *, most_significant: bool = False) -> tuple[bool, int]:
    """A bit of a map of `count`, and how many from it on are like it."""

    def bit(number: int) -> bool:
        place = 7 - number % 8 if most_significant else number % 8
        return bool(bitmap[number // 8] >> place & 1)

    value = bit(index)
    whole, end = (0xFF if value else 0), index + 1
    while end < count:
        if end % 8 == 0 and bitmap[end // 8] == whole:
            end += 8
        elif bit(end) == value:
            end += 1
        else:
            break
    return value, min(end, count) - index


class Kept(Generic[T]):
    """The last few values of a function by number: tables that are read again and again. Safe from several threads."""

    def __init__(self, read: Callable[[int], T], most: int = 32) -> None:
        self._read, self._most = read, most
        self._values = OrderedDict[int, T]()
        self._lock = Lock()

    def __getitem__(self, number: int) -> T:
        with self._lock:
            if number in self._values:
                self._values.move_to_end(number)
                return self._values[number]
            while len(self._values) >= self._most:
                self._values.popitem(last=False)
            value = self._values[number] = self._read(number)
            return value

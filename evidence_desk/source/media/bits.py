"""Tables of numbers and of bits, as containers have them."""

from __future__ import annotations

import sys
from array import array
from typing import Literal

from evidence_desk.source.media.file import EvidenceFile

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

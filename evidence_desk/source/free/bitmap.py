"""Bitmaps of allocation: a bit for each block, set where it is in use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence_desk.model import Range

RUNS = re.compile(rb"(\x00+)|(\xff+)|[^\x00\xff]+", re.DOTALL)
PIECE = 1 << 16
"""Bytes of a bitmap that are looked at together."""


def _spots(byte: int, order: range) -> tuple[Range, ...]:
    """The runs of clear bits in a byte."""
    runs: list[Range] = []
    for place, bit in enumerate(order):
        if byte >> bit & 1:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return tuple(runs)


LOWEST_FIRST = tuple(_spots(byte, range(8)) for byte in range(256))
HIGHEST_FIRST = tuple(_spots(byte, range(7, -1, -1)) for byte in range(256))


def clear(pieces: Iterable[bytes], count: int, spots: tuple[tuple[Range, ...], ...] = LOWEST_FIRST) -> Iterator[Range]:
    """Blocks (first, how many) whose bits are clear, of the first `count`; what is adjacent comes in several.

    OSError where the bitmap ends before that: of the blocks behind it nothing is known.
    """
    base = 0
    for piece in pieces:
        for match in RUNS.finditer(piece):
            begin, end = match.span()
            if match.group(1):
                yield from _cut(base + begin * 8, (end - begin) * 8, count)
            elif not match.group(2):
                for place in range(begin, end):
                    for first, length in spots[piece[place]]:
                        yield from _cut(base + place * 8 + first, length, count)
        base += len(piece) * 8
        if base >= count:
            return
    if base < count:
        raise OSError(f"the bitmap has {base} bits for {count} blocks")


def _cut(first: int, length: int, count: int) -> Iterator[Range]:
    if first < count:
        yield first, min(length, count - first)

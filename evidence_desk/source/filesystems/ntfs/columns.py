"""Values at many places of a block of bytes at once, and the sums by which names are told apart."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # what it loads takes as long as a fifth of numpy itself
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Words = NDArray[np.uint64]

SECTOR = 512
LONGEST_NAME = 255
"""Characters of UTF-16 that a name has."""

_WEIGHTS = np.frombuffer(os.urandom(8 * (LONGEST_NAME + 3)), "<u8") | 1
"""By chance, and anew in each process: nobody can make two names of which the sums are equal."""


class Block:
    """Bytes that are looked at as numbers of 2, 4 and 8 bytes, little-endian; its length is a multiple of 8."""

    def __init__(self, data: Bytes) -> None:
        self.bytes = data
        self._two, self._four, self._eight = data.view("<u2"), data.view("<u4"), data.view("<u8")

    def one(self, at: Places) -> Places:
        return self.bytes[at].astype(np.int64)

    def two(self, at: Places) -> Places:
        """At even places."""
        found: Places = self._two[at >> 1].astype(np.int64)
        return found

    def four(self, at: Places) -> Places:
        """At places that are multiples of 4."""
        found: Places = self._four[at >> 2].astype(np.int64)
        return found

    def six(self, at: Places) -> Places:
        """At places that are multiples of 4: what NTFS numbers a file by."""
        return self.four(at) | self.two(at + 4) << 32

    def eight(self, at: Places) -> Words:
        """At places that are multiples of 8."""
        found: Words = self._eight[at >> 3]
        return found

    def halves(self) -> NDArray[np.uint32]:
        return self._four

    def texts(self, at: Places, lengths: Places) -> tuple[NDArray[np.uint16], Places]:
        """The characters of texts in UTF-16 one after the other, and where each begins."""
        starts = np.cumsum(lengths) - lengths
        total = int(lengths.sum())
        where = np.arange(total) + np.repeat((at >> 1) - starts, lengths)
        return self._two[where], starts


def sums(characters: NDArray[np.uint16], starts: Places, lengths: Places, first: Places, second: Places) -> Words:
    """A number for each name (of one character at least) in a folder `first` with sequence number `second`."""
    if not len(starts):
        return np.zeros(0, np.uint64)
    within = np.arange(len(characters)) - np.repeat(starts, lengths)
    products = _WEIGHTS[within] * (characters.astype(np.uint64) + np.uint64(1))
    found: Words = np.add.reduceat(products, starts) + _WEIGHTS[-1] * first.astype(np.uint64) + _WEIGHTS[-2] * second.astype(np.uint64)
    return found


def usual(block: Block, starts: Places, length: int) -> Flags:
    """Records with an update sequence for each of their sectors, within the first."""
    offsets, counts = block.two(starts + 4), block.two(starts + 6)
    fits: Flags = (counts == length // SECTOR + 1) & (offsets % 2 == 0) & (offsets >= 40) & (offsets + 2 * counts <= SECTOR - 2)
    return fits


def mended(rows: Bytes, length: int) -> Flags:
    """Puts back what the ends of sectors had before each record (a row of `length` bytes) was written; which records are
    whole, that is, of which all sectors are of one writing. Another stays as it is."""
    words = rows.view("<u2")
    whole = usual(Block(rows.reshape(-1)), np.arange(len(rows)) * length, length)
    which = np.flatnonzero(whole)
    at = words[which, 2].astype(np.int64) >> 1
    ends = range(SECTOR // 2 - 1, length // 2, SECTOR // 2)
    fits = np.ones(len(which), np.bool_)
    for end in ends:
        fits &= words[which, end] == words[which, at]
    whole[which[~fits]] = False
    which, at = which[fits], at[fits]
    for number, end in enumerate(ends, 1):
        words[which, end] = words[which, at + number]
    return whole

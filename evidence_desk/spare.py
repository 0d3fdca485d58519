"""What unallocated space is and what is found in it: values, as the worker says them and the case keeps them."""

from __future__ import annotations

from typing import Literal

import msgspec

Spare = Literal["free", "between", "unrecognised"]
"""Free by the records of its file system, covered by no volume, or a volume without a known file system."""

LOGICAL = frozenset({"folder", "file", "zip", "tar", "ad1", "ab", "aff4-l"})
"""Formats of names and contents, which have no space that is allocated or not."""
BETWEEN = 0
"""In place of a volume's number: the medium itself."""


class Space(msgspec.Struct, frozen=True, array_like=True):
    """A range of unallocated space, of a volume (0: of none).

    `offset` counts on the medium, but where the bytes of the volume do not lie there as they are read (LVM, a volume within
    another): then from the start of the volume, and `inner` says so.
    """

    volume: int
    offset: int
    length: int
    what: Spare
    inner: bool = False


CarvedBy = Literal["structure", "broken", "limit"]
"""What ended a carved file: its own structure; where that no longer holds; the end of the range, or the most that one may have."""


class Carved(msgspec.Struct, frozen=True, array_like=True):
    """A file found by its signature; `offset` counts as in the range that it lies in, `ending` is what its name ends with."""

    offset: int
    length: int
    format: str
    ending: str
    bounded: CarvedBy


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """Runs of text close to each other, joined by line feeds. `places`: of each run its first character, byte and encoding."""

    offset: int
    length: int
    places: list[tuple[int, int, str]]
    text: str


class Leftover(msgspec.Struct, frozen=True, array_like=True):
    """A name that stands in the unused part of a folder's index. `file` and `sequence`: which record it was of, where that is known.

    Times in ticks of 100 ns since 1601: created, modified, changed, accessed. `at`: its byte in the index, `place`: on the medium.
    """

    name: str
    file: int | None
    sequence: int | None
    times: tuple[int, int, int, int]
    size: int
    space: int
    at: int
    length: int
    place: int | None

"""What unallocated space is and what is found in it: values, as the worker says them and the case keeps them."""

from __future__ import annotations

from typing import Literal

import msgspec

Spare = Literal["free", "between", "unrecognised"]
"""Free by the records of its file system, covered by no volume, or a volume without a known file system."""


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

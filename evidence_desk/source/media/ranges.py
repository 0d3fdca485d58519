"""Byte ranges, merged and sorted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from threading import Lock

from evidence_desk.model import Range


class Ranges:
    """A set of bytes, kept as ranges that neither touch nor overlap. Safe from several threads."""

    __slots__ = ("_ends", "_lock", "_starts")

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._lock = Lock()
        for offset, length in ranges:
            self.add(offset, length)

    def add(self, offset: int, length: int) -> None:
        """A length of 0 or less adds nothing."""
        if length <= 0:
            return
        end = offset + length
        with self._lock:
            first, last = bisect_left(self._ends, offset), bisect_right(self._starts, end)
            if first < last:
                offset, end = min(offset, self._starts[first]), max(end, self._ends[last - 1])
            self._starts[first:last] = [offset]
            self._ends[first:last] = [end]

    def listed(self) -> list[Range]:
        with self._lock:
            return [(start, end - start) for start, end in zip(self._starts, self._ends, strict=True)]


def touches(runs: list[tuple[int, int]], bad: list[Range]) -> bool:
    """Whether any run lies on a bad range; these are sorted and apart, and a medium can have very many."""
    for offset, length in runs:
        place = bisect_left(bad, (offset + length, 0))
        if place and bad[place - 1][0] + bad[place - 1][1] > offset:
            return True
    return False

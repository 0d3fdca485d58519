"""Checksums that a container stores of stretches of its medium, looked at while all of it is read."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from evidence_desk.model import Gap, Range
from evidence_desk.source.media.ranges import Ranges


@dataclass(frozen=True, slots=True)
class Sum:
    """A CRC-32 of some stretches of the medium, one after the other; `name`: what the container calls it."""

    spans: tuple[Range, ...]
    crc32: int
    name: str


class Checking:
    """Takes the blocks of a medium in order."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        self._found = dict.fromkeys(sums, 0)
        spans = ((start, end, one) for one in self._found for start, end in _merged(one.spans))
        self._spans = sorted(spans, key=itemgetter(0, 1))
        self._next = 0

    def add(self, offset: int, block: bytes) -> None:
        end = offset + len(block)
        while self._next < len(self._spans) and self._spans[self._next][1] <= offset:
            self._next += 1
        for index in range(self._next, len(self._spans)):
            start, stop, one = self._spans[index]
            if start >= end:
                break
            first, last = max(start, offset), min(stop, end)
            if first < last:
                self._found[one] = zlib.crc32(memoryview(block)[first - offset : last - offset], self._found[one])

    def differing(self) -> Iterator[Gap]:
        """A gap for each checksum that is another."""
        for one, found in self._found.items():
            if found != one.crc32:
                start = min(offset for offset, _ in one.spans)
                length = max(offset + size for offset, size in one.spans) - start
                yield Gap("stretch-differs", {"offset": start, "length": length, "detail": one.name}, "error")


def _merged(spans: Iterable[Range]) -> list[Range]:
    """Starts and ends."""
    return [(offset, offset + length) for offset, length in Ranges(spans).listed()]

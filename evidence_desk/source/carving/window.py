"""The bytes behind a signature, as those who look for the end of a file read them: buffered, bounded and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from evidence_desk.spare import CarvedBy

Read = Callable[[int, int], bytes]
BLOCK = 1 << 16
FIRST = 1 << 10
"""Bytes that are read at once, from the first time on."""
CALL = 64
"""Bytes that a look costs besides those that it reads."""


class Bounded(NamedTuple):
    length: int
    how: CarvedBy
    ending: str
    """What its name ends with."""


@dataclass(slots=True)
class Finds:
    """Where texts were found last: for each from where up to where it was searched, and whether it stands there.

    A hundred headers before one end read the bytes between them once, not a hundred times.
    """

    known: dict[bytes, tuple[int, int, int | None]] = field(default_factory=dict)


class Window:
    """From `start` on so many bytes as there is `room`; places count from the signature."""

    def __init__(self, read: Read, start: int, room: int, finds: Finds | None = None, mark: Callable[[], None] = lambda: None) -> None:
        self.room, self.work = room, 0
        self._read, self._start, self._finds, self._mark = read, start, finds or Finds(), mark
        self._block, self._at, self._ahead = b"", 0, FIRST

    def at(self, place: int, length: int) -> bytes:
        """Up to `length` bytes, fewer only where the room ends."""
        self.work += CALL
        length = min(length, self.room - place)
        if length <= 0:
            return b""
        if not self._at <= place <= place + length <= self._at + len(self._block):
            self._at = place
            self._block = self._fetch(place, max(length, self._ahead))
            self._ahead = min(BLOCK, 4 * self._ahead)  # what is no file is told by its first bytes
        return self._block[place - self._at : place - self._at + length]

    def find(self, text: bytes, place: int) -> int | None:
        """Where a text stands next from `place` on."""
        wanted = self._start + place
        searched, end, found = self._finds.known.get(text, (wanted, wanted, None))
        if not searched <= wanted <= end:
            searched, end, found = wanted, wanted, None
        if found is None:
            end, found = self._search(text, max(wanted, end - len(text) + 1))
            self._finds.known[text] = (searched, end, found)
        if found is None or found + len(text) > self._start + self.room:
            return None
        return found - self._start

    def _search(self, text: bytes, begin: int) -> tuple[int, int | None]:
        """Up to where was searched, and where it stands; as `read` counts."""
        for place in range(begin - self._start, self.room, BLOCK):
            at = self._fetch(place, BLOCK + len(text) - 1).find(text)
            if at >= 0:
                return self._start + place + at, self._start + place + at
        return self._start + max(self.room, begin - self._start), None

    def _fetch(self, place: int, length: int) -> bytes:
        self._mark()
        length = min(length, self.room - place)
        self.work += max(0, length)
        return self._read(self._start + place, length) if length > 0 else b""

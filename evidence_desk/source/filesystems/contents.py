"""Contents that need no library: bytes that are held, bytes that lie on the medium, bytes unpacked to a scratch file."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

HELD = 8 << 20
"""Bytes that a scratch file keeps in memory before it goes to the disk."""


class Held:
    """A content that is short and known, like where a link points."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + max(0, length)]

    def runs(self) -> list[tuple[int, int]]:
        return []


class Scratch:
    """A content that had to be unpacked: once, to a file without a name that goes when nobody holds it any more."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """What the pieces raise goes through."""
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(HELD)
        weakref.finalize(self, self._file.close)
        self.size = 0
        for piece in pieces:
            self.size += self._file.write(piece)

    def read_at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(max(0, length))

    def runs(self) -> list[tuple[int, int]]:
        return []


class Salvage(Scratch):
    """What came out of a packing up to where it broke: that can be read, and reading on says why there is no more."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.failure: str | None = None
        super().__init__(self._up_to_the_break(pieces))

    def read_at(self, offset: int, length: int) -> bytes:
        if self.failure is not None and offset >= self.size:
            raise OSError(self.failure)
        return super().read_at(offset, length)

    def _up_to_the_break(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from pieces
        except OSError as failure:
            self.failure = str(failure)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A content that lies as it is where `read` reads; `places` are offset (None: zeros that lie nowhere) and length
    there, in order."""

    read: Callable[[int, int], bytes]
    places: tuple[tuple[int | None, int], ...]
    size: int
    mapped: bool = True
    """The places are those of the medium itself."""

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; OSError where the medium ends before the first of them."""
        wanted, found = min(length, self.size - offset), []
        for place, count in self.places:
            if wanted <= 0:
                break
            if offset >= count:
                offset -= count
                continue
            part = min(wanted, count - offset)
            found.append(bytes(part) if place is None else self.read(place + offset, part))
            wanted, offset = wanted - len(found[-1]), 0
            if len(found[-1]) < part:
                break
        if wanted > 0 and not any(found):
            raise OSError("the medium ends before these bytes")
        return b"".join(found)

    def runs(self) -> list[tuple[int, int]]:
        return [(place, length) for place, length in self.places if place is not None and length] if self.mapped else []

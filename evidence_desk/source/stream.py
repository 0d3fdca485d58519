"""Bytes that can be read at any place, as a file that can be sought in."""

from __future__ import annotations

import io
from collections.abc import Callable


class Stream(io.RawIOBase):
    """A content or a medium as a raw file, so that the standard library's buffering and decoding serve, and libraries that want one.

    `read` gives up to so many bytes at a place.
    """

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        super().__init__()
        self._read, self._size, self._position = read, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        got = self._read(self._position, len(buffer))
        buffer[: len(got)] = got
        self._position += len(got)
        return len(got)

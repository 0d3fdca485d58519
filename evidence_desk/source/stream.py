"""A Content as a file that can be sought in."""

from __future__ import annotations

import io

from evidence_desk.source.filesystems import Content


class Stream(io.RawIOBase):
    """A Content as a raw file, so that the standard library's buffering and decoding serve."""

    def __init__(self, content: Content) -> None:
        self._content, self._position = content, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._content.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        got = self._content.read_at(self._position, len(buffer))
        buffer[: len(got)] = got
        self._position += len(got)
        return len(got)

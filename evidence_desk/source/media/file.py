"""One file of the evidence, read without ever raising for a bad spot."""

from __future__ import annotations

import errno
from pathlib import Path

from evidence_desk.errors import PathMissing, PathUnreadable
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.ranges import Ranges

SECTOR = 512
GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EBADF, errno.ENOENT})
"""The file or its device itself went away: asking again for each sector of it would only take hours."""
CUT_SHORT = "EOF"
"""The file became shorter than it was when it was opened."""


class EvidenceFile:
    """A regular file or block device, for reading only.

    What cannot be read is zeros; `faults` has its ranges under the name of the system's error (`EIO`), or `EOF`.
    """

    def __init__(self, path: Path, files: Files) -> None:
        """Known where the path is missing, of another kind, or may not be read."""
        self.path = path
        self.faults: dict[str, Ranges] = {}
        self._files = files
        try:
            self.size = files.size(path)
        except FileNotFoundError as fault:
            raise PathMissing(path=str(path)) from fault
        except OSError as fault:
            raise PathUnreadable(path=str(path), reason=str(fault.strerror)) from fault

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, fewer only past the end that the file had when it was opened.

        Around a bad spot it halves what it asks for, down to single sectors.
        """
        if length <= 0 or not 0 <= offset < self.size:
            return b""
        pieces, waiting = [], [(offset, min(length, self.size - offset))]
        while waiting:
            at, size = waiting.pop()
            try:
                piece = self._files.read(self.path, at, size)
            except OSError as fault:
                middle = _middle(at, size)
                if middle and fault.errno not in GONE:
                    waiting += [(middle, at + size - middle), (at, middle - at)]
                    continue
                piece = self._zeros(at, size, errno.errorcode.get(fault.errno or 0, "error"))
            if size and not piece:
                piece = self._zeros(at, size, CUT_SHORT)
            pieces.append(piece)
            if len(piece) < size:
                waiting.append((at + len(piece), size - len(piece)))
        return b"".join(pieces)

    def _zeros(self, offset: int, length: int, reason: str) -> bytes:
        self.faults.setdefault(reason, Ranges()).add(offset, length)
        return bytes(length)


def _middle(offset: int, length: int) -> int | None:
    """Where to halve, on a sector's border; None where no more than one sector is left."""
    middle = max((offset + length // 2) // SECTOR, offset // SECTOR + 1) * SECTOR
    return middle if middle < offset + length else None

"""Open files, few at a time: an image can have thousands of segments and a worker may open some dozens of files."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock

from evidence_desk.errors import NotAFile, PathMissing, PathUnreadable

MOST = 16
MOST_LISTED = 10_000
"""Files of a folder that are looked at for one of a name."""


@dataclass(slots=True)
class _Open:
    descriptor: int
    users: int = 0


class Descriptors:
    """Files of the workstation, by read-only descriptors; the one that was not used for longest is closed when another is needed.

    A path is opened again only onto the very file it named first: a file that was exchanged meanwhile is ESTALE.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[Path, _Open] = OrderedDict()
        self._identities: dict[Path, tuple[int, int]] = {}
        self._lock = Lock()
        self._seek = Lock()

    def size(self, path: Path) -> int:
        """In bytes, also of a block device; NotAFile for anything else that is not regular."""
        with self._using(path) as descriptor, self._seek:
            return os.lseek(descriptor, 0, os.SEEK_END)

    if sys.platform == "win32":

        def read(self, path: Path, offset: int, length: int) -> bytes:
            """What one system call gives: maybe less than `length`; OSError as the system says."""
            with self._using(path) as descriptor, self._seek:
                os.lseek(descriptor, offset, os.SEEK_SET)
                return os.read(descriptor, length)
    else:

        def read(self, path: Path, offset: int, length: int) -> bytes:
            """What one system call gives: maybe less than `length`; OSError as the system says."""
            with self._using(path) as descriptor:
                return os.pread(descriptor, length, offset)

    def real(self, path: Path) -> Path:
        return path.resolve() if path.is_symlink() else path

    def beside(self, path: Path, start: str = "", most: int | None = None) -> list[str]:
        """PathMissing, PathUnreadable."""
        try:
            with os.scandir(path.parent) as items:
                names = [item.name for item in islice(items, most) if item.name.startswith(start) and item.is_file(follow_symlinks=False)]
        except FileNotFoundError as fault:
            raise PathMissing(path=str(path)) from fault
        except OSError as fault:
            raise PathUnreadable(path=str(path.parent), reason=str(fault.strerror)) from fault
        return sorted(names)

    def find(self, path: Path, name: str) -> Path | None:
        alike = [one for one in self.beside(path, most=MOST_LISTED) if one.casefold() == name.casefold()]
        found = name if name in alike else alike[0] if len(alike) == 1 else None
        return path.parent / found if found else None

    def close(self) -> None:
        with self._lock:
            while self._open:
                os.close(self._open.popitem()[1].descriptor)

    def __del__(self) -> None:
        """A medium that was dropped, or could not be opened to the end, keeps no file open."""
        self.close()

    @contextmanager
    def _using(self, path: Path) -> Iterator[int]:
        with self._lock:
            entry = self._open.get(path) or self._opened(path)
            self._open.move_to_end(path)
            entry.users += 1
        try:
            yield entry.descriptor
        finally:
            with self._lock:
                entry.users -= 1

    def _opened(self, path: Path) -> _Open:
        idle = [old for old, entry in self._open.items() if not entry.users]
        for old in idle[: max(0, len(self._open) + 1 - MOST)]:
            os.close(self._open.pop(old).descriptor)
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode)):  # before opening: that would wait for a pipe's writer
            raise NotAFile(path=str(path))
        entry = _Open(_descriptor(path))
        found = os.fstat(entry.descriptor)
        if self._identities.setdefault(path, (found.st_dev, found.st_ino)) != (found.st_dev, found.st_ino):
            os.close(entry.descriptor)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))
        self._open[path] = entry
        return entry


def _descriptor(path: Path) -> int:
    """Without a new access time where the system lets us: only the owner of a file may ask for that."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, flags | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        return os.open(path, flags)

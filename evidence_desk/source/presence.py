"""Whether the evidence is still where it was opened: a disk that was pulled is no damaged disk.

What is read of a disk that is gone comes as zeros, like bad sectors. So before anything that was read is told, it is
looked whether the files are still the same ones, on a device that the system still has.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evidence_desk.errors import EvidenceVanished

DEVICES = Path("/sys/dev/block")
"""Where Linux lists the block devices that are there."""
PAUSE = 0.1
"""Seconds between two looks where nothing gives reason for one."""

Identity = tuple[int, int, int]


class Presence:
    """Of the files, or the folder, that one piece of evidence is."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._known = {path: _identity(path) for path in paths}
        places = {device: _place(device) for _, device, _ in self._known.values()}
        self._devices = {device: place for device, place in places.items() if place.exists()}
        self._looked = time.monotonic()

    def look(self, at_once: bool) -> None:
        """EvidenceVanished where something is gone; without `at_once` only after a pause since the last look."""
        now = time.monotonic()
        if not at_once and now - self._looked < PAUSE:
            return
        self._looked = now
        for path, known in self._known.items():
            if _identity(path) != known:
                raise _vanished(path, errno.ESTALE)
            place = self._devices.get(known[1])
            if place is not None and not place.exists():
                raise _vanished(path, errno.ENODEV)


def _identity(path: Path) -> Identity:
    """Number of the file, of the device it is on (or that it is), and its size."""
    try:
        found = path.stat()
    except OSError as failure:
        raise _vanished(path, failure.errno or errno.ENODEV) from failure
    device = found.st_rdev if stat.S_ISBLK(found.st_mode) else found.st_dev
    return found.st_ino, device, 0 if stat.S_ISDIR(found.st_mode) else found.st_size


def _vanished(path: Path, reason: int) -> EvidenceVanished:
    return EvidenceVanished(path=str(path), reason=os.strerror(reason))


def _place(device: int) -> Path:
    return DEVICES / f"{os.major(device)}:{os.minor(device)}" if sys.platform == "linux" else DEVICES

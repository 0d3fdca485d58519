"""Time for large folders: what takes long is not to be taken for what hangs.

The kit compares each name that it adds to a listing with all before it: a folder of 100,000 names takes it ten seconds,
one of a million a quarter of an hour, in one call. While that call lasts marks go on, for as long as a folder of that many
names may take; a small folder that hangs gets none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from evidence_desk.source.filesystems import Mark
from evidence_desk.source.filesystems.tsk import library
from evidence_desk.source.filesystems.tsk.library import FAILURES, Handle

SECONDS_A_PAIR = 4e-9
"""Four times what comparing two names takes."""
SECONDS_A_NAME = 5e-5
BYTES_A_SECOND = 10 << 20
"""What a slow disk gives; on FAT and exFAT the kit reads the whole volume for its orphans."""
LEAST_RECORD = {"ntfs": 96, "ext2": 16, "ext3": 16, "ext4": 16, "ufs1": 16, "ufs2": 16}
"""Bytes that a name takes in a folder, so that its size bounds their number. FAT and exFAT are not compared."""
QUICK = ("fat12", "fat16", "fat32", "exfat")
AT_ONCE = 2.0
"""Seconds that are not worth a thread."""
PAUSE = 0.5


class Patience:
    """For one walk. `mark` is what the walk was given."""

    def __init__(self, handle: Handle, name: str, mark: Mark) -> None:
        self.mark = mark
        self._handle, self._name = handle, name
        self._all = 0.0

    @contextmanager
    def over(self, address: int) -> Iterator[None]:
        """While the kit lists the folder at an address."""
        self.mark(address)
        seconds = self._for_orphans() if address == self._handle.info.last_inum else self._for_folder(address)
        if seconds < AT_ONCE:
            yield
            return
        done = Event()
        ticking = Thread(target=self._tick, args=(address, done, time.monotonic() + seconds), daemon=True)
        ticking.start()
        try:
            yield
        finally:
            done.set()
            ticking.join()

    def _tick(self, address: int, done: Event, end: float) -> None:
        while not done.wait(PAUSE) and time.monotonic() < end:
            self.mark(address)

    def _for_folder(self, address: int) -> float:
        names = min(self._most_names(address), self._handle.info.last_inum)
        seconds = names * SECONDS_A_NAME + (0 if self._name in QUICK else names * names * SECONDS_A_PAIR)
        self._all += seconds
        return seconds

    def _for_orphans(self) -> float:
        """The kit goes through all folders again, and through all records of metadata."""
        geometry = self._handle.info
        whole = geometry.last_block * geometry.block_size / BYTES_A_SECOND if self._name in QUICK else 0
        return self._all + geometry.last_inum * SECONDS_A_NAME + whole

    def _most_names(self, address: int) -> int:
        """How many names a folder can have by its size; where that says nothing, as many as the volume has files."""
        least = LEAST_RECORD.get(self._name)
        if least is None:
            return 0 if self._name in QUICK else self._handle.info.last_inum
        try:
            file = self._handle.open_meta(inode=address)
            meta = file.info.meta
            size = max((one.info.size for one in file if one.info.type == library.INDEX_BLOCKS), default=0)
        except FAILURES:
            return 0
        return max(size, meta.size if meta else 0) // least

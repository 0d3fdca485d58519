"""A few bytes that a worker and the broker share: where the worker is, so that a reading that hangs can be named.

A worker inside a C library that never returns cannot send a message any more; what it wrote here before stays.
"""

from __future__ import annotations

import mmap
import struct
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

LAYOUT = struct.Struct("<QQQ")


class Phase(IntEnum):
    IDLE = 0
    OPEN = 1
    VERIFY = 2
    WALK = 3
    READ = 4
    PARSE = 5


class Standing(NamedTuple):
    """`tick` grows with every step; `address` is the inode, or the entry's number, that is being read."""

    tick: int
    address: int
    phase: Phase


class Status:
    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), LAYOUT.size)
        self._tick, self._address, self._phase = 0, 0, Phase.IDLE

    @staticmethod
    def create(path: Path) -> Status:
        path.write_bytes(bytes(LAYOUT.size))
        return Status(path)

    def mark(self, address: int, phase: Phase) -> None:
        self._address, self._phase = address, phase
        self.tick()

    def tick(self) -> None:
        """It moves, and is where it was."""
        self._tick += 1
        LAYOUT.pack_into(self._map, 0, self._tick, self._address, self._phase)

    def standing(self) -> Standing:
        tick, address, phase = LAYOUT.unpack_from(self._map, 0)
        return Standing(tick, address, Phase(phase))

    def close(self) -> None:
        self._map.close()

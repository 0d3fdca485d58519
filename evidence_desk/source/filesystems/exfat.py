"""What The Sleuth Kit leaves out of exFAT: the offset from UTC of each time.

A file directory entry (Microsoft's exFAT specification, section 7.4) has three times as DOS writes them, hundredths
of a second for two, and for each a byte with the offset: bit 7 says that it is known, the rest is signed, in quarters
of an hour. The kit numbers entries by their place: 3 is the first slot of 32 bytes of the cluster heap.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from evidence_desk.model import Instant
from evidence_desk.source.filesystems import dos
from evidence_desk.source.volumes.signatures import Probe

FILE, DELETED_FILE = 0x85, 0x05
FIRST_ADDRESS = 3
QUARTER = 900
KNOWN = 0x80
FIELDS = ("created", "modified", "accessed")


@dataclass(slots=True)
class Times:
    created: Instant | None = None
    modified: Instant | None = None
    accessed: Instant | None = None
    impossible: tuple[tuple[str, int], ...] = ()
    """Fields that name no moment, with what stands there."""


class Entries:
    """The directory entries of a volume, read one at a time."""

    def __init__(self, at: Probe) -> None:
        boot = at(0, 512).ljust(512, b"\0")
        self._at = at
        self._heap = struct.unpack_from("<I", boot, 88)[0] << min(boot[108], 12)
        self.unzoned = 0
        """How many times stated no offset; they are given as if the clock had shown UTC."""

    def times(self, address: int) -> Times:
        """Those of the entry with this number; none where it is no file's."""
        entry = self._at(self._heap + (address - FIRST_ADDRESS) * 32, 32)
        if address < FIRST_ADDRESS or len(entry) < 32 or entry[0] not in (FILE, DELETED_FILE):
            return Times()
        stamps = struct.unpack_from("<III", entry, 8)
        hundredths = (entry[20], entry[21], None)
        found: list[Instant | None] = []
        impossible = []
        for field, stamp, fine, offset in zip(FIELDS, stamps, hundredths, entry[22:25], strict=True):
            try:
                found.append(self._moment(stamp, fine, offset))
            except ValueError:
                found.append(None)
                impossible.append((field, stamp))
        return Times(found[0], found[1], found[2], tuple(impossible))

    def _moment(self, stamp: int, hundredths: int | None, offset: int) -> Instant | None:
        seconds = dos.seconds(stamp)
        if seconds is None:
            return None
        if offset & KNOWN:
            quarters = offset & 0x7F
            seconds -= (quarters - 128 if quarters & 0x40 else quarters) * QUARTER
        else:
            self.unzoned += 1
        if hundredths is None:
            return Instant(seconds)
        return Instant(seconds + hundredths // 100, hundredths % 100 * 10_000_000, 2)

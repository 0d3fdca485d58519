"""The sectors of an ISO 9660 volume and its descriptors (ECMA-119, sections 6 and 8)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SECTOR = 2048
RAW_SECTOR, RAW_HEADERS = 2352, (16, 24)
"""Sectors as a drive reads them, with synchronisation, header and checksums: mode 1, mode 2 form 1."""

FIRST_DESCRIPTOR, MOST_DESCRIPTORS = 16, 64
MAGIC = b"CD001"
PRIMARY, SUPPLEMENTARY, END = 1, 2, 255
JOLIET = (b"%/@", b"%/C", b"%/E")


@dataclass(frozen=True, slots=True)
class Descriptor:
    joliet: bool
    root: bytes
    """The directory record of its root."""


class Disc:
    """Blocks of a volume. OSError at its making where it has no primary descriptor."""

    def __init__(self, read: Callable[[int, int], bytes], start: int) -> None:
        self._read, self._start = read, start
        self._header = next((header for header in RAW_HEADERS if self._is_raw(header)), None)
        self.descriptors: list[Descriptor] = []
        self.block, self.blocks = SECTOR, 0
        for kind, raw in self._descriptors():
            if kind == PRIMARY and not any(not one.joliet for one in self.descriptors):
                self.block = struct.unpack_from("<H", raw, 128)[0]
                self.blocks = struct.unpack_from("<I", raw, 80)[0]
            joliet = kind == SUPPLEMENTARY and raw[88:91] in JOLIET
            if kind == PRIMARY or joliet:
                self.descriptors.append(Descriptor(joliet, raw[156:190]))
        if not self.descriptors or self.block not in (512, 1024, SECTOR):
            raise OSError("no volume descriptor that makes sense")

    @property
    def plain(self) -> bool:
        """Its sectors hold nothing but data, so that a block lies whole on the medium."""
        return self._header is None

    def place(self, block: int) -> int:
        """The byte of the medium that a block starts at, for a plain disc."""
        return self._start + block * self.block

    def at(self, block: int, offset: int, length: int) -> bytes:
        return self.read(block * self.block + offset, length)

    def read(self, place: int, length: int) -> bytes:
        """Bytes of data from byte `place` of the volume; fewer past the end of the medium."""
        if self._header is None:
            return self._read(self._start + place, length)
        found = []
        while length > 0:
            sector, within = divmod(place, SECTOR)
            count = min(length, SECTOR - within)
            found.append(self._read(self._start + sector * RAW_SECTOR + self._header + within, count))
            place, length = place + count, length - count
        return b"".join(found)

    def _is_raw(self, header: int) -> bool:
        return self._read(self._start + FIRST_DESCRIPTOR * RAW_SECTOR + header + 1, len(MAGIC)) == MAGIC

    def _descriptors(self) -> Iterator[tuple[int, bytes]]:
        for sector in range(FIRST_DESCRIPTOR, FIRST_DESCRIPTOR + MOST_DESCRIPTORS):
            raw = self.read(sector * SECTOR, SECTOR)
            if len(raw) < SECTOR or raw[1:6] != MAGIC or raw[0] == END:
                return
            yield raw[0], raw

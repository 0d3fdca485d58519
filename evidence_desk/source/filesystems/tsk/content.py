"""The bytes of one file as The Sleuth Kit gives them."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_desk.source.filesystems.tsk import library
from evidence_desk.source.filesystems.tsk.library import COMPRESSED, FAILURES, RESIDENT, Attribute, File, Geometry

LEAST = 512
"""A read that fails is tried again at half the length, down to this."""


@dataclass(frozen=True, slots=True)
class TskContent:
    """`attribute` is the kit's type and id of a stream, packed as type << 16 | id; None is what the kit reads for the
    file itself. `offset` is where the file system starts on the medium."""

    file: File
    attribute: int | None
    size: int
    geometry: Geometry
    offset: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes: fewer at the end, and fewer where the file system breaks off within them.

        OSError where not even the first of them can be had.
        """
        length = min(length, self.size - offset)
        while length > 0:
            try:
                return self._read(offset, length)
            except FAILURES as failure:
                if length <= LEAST:
                    raise OSError(library.reason(failure)) from failure
                length = max(LEAST, length // 2)
        return b""

    def runs(self) -> list[tuple[int, int]]:
        """Where it lies on the medium. A compressed file lies there whole; of any other the last block counts up to
        its end. Empty for what has no blocks of its own, and where pages carry spare bytes between them."""
        attribute = self._attribute()
        geometry = self.geometry
        if attribute is None or attribute.info.flags & RESIDENT or geometry.block_post_size or geometry.block_pre_size:
            return []
        left = None if attribute.info.flags & COMPRESSED else attribute.info.size
        found: list[tuple[int, int]] = []
        for run in attribute:
            length = run.len * geometry.block_size
            if left is not None:
                length, left = min(length, left), left - min(length, left)
            if length and not run.flags & (library.SPARSE | library.FILLER):
                found.append((self.offset + run.addr * geometry.block_size, length))
        return _merged(found)

    def _read(self, offset: int, length: int) -> bytes:
        if self.attribute is None:
            return self.file.read_random(offset, length)
        return self.file.read_random(offset, length, self.attribute >> 16, self.attribute & 0xFFFF)

    def _attribute(self) -> Attribute | None:
        """The one that is read: of an unnamed stream the first $DATA, fork or plain attribute without a name."""
        for attribute in self.file:
            info = attribute.info
            if self.attribute is None:
                if info.name is None and info.type in (library.DATA, library.FORK, library.PLAIN):
                    return attribute
            elif info.type == self.attribute >> 16 and info.id == self.attribute & 0xFFFF:
                return attribute
        return None


def _merged(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for offset, length in runs:
        if merged and sum(merged[-1]) == offset:
            merged[-1] = (merged[-1][0], merged[-1][1] + length)
        else:
            merged.append((offset, length))
    return merged

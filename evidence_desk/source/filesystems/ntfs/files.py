"""What is listed of files that are one stream and have all their times."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from evidence_desk.model import Entry
from evidence_desk.source.filesystems.ntfs.attributes import DATA, INDEX_ROOT
from evidence_desk.source.filesystems.ntfs.records import FOLDER, PLAIN, TICKS, UNTIL_1970, Records
from evidence_desk.stretch import Stretch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evidence_desk.source.filesystems.ntfs.columns import Flags, Places

DIGITS = sum(7 << 10 + 16 * place for place in range(4))
"""All four times have seven decimals, as model.pack_fine writes it."""
ORDER = (0, 1, 3, 2)
"""Created, modified, accessed, changed, by their places in $STANDARD_INFORMATION."""
ENTRIES_A_STRETCH = 4096
BAD_CLUSTERS = 8
"""$BadClus is no file, whatever its record says; the kit is asked what it is listed as."""


@dataclass(frozen=True, slots=True)
class Files:
    """Columns as model.Stretch has them; of one that is not `plain` they mean nothing."""

    plain: Flags
    kinds: NDArray[np.uint8]
    sizes: Places
    addresses: Places
    attributes: Places
    times: NDArray[np.int64]
    fine: Places

    @classmethod
    def of(cls, records: Records, which: Places) -> Files:
        last = len(records.state) - 1
        known = np.minimum(which, last)
        state = records.state[known]
        folder = state & FOLDER > 0
        ticks = records.ticks[known][:, ORDER].astype(np.int64)
        times = ticks // 10 - UNTIL_1970 * (TICKS // 10)
        fine = DIGITS + sum((ticks[:, place] % 10 * 100 << 16 * place for place in range(4)), np.zeros(len(which), np.int64))
        attributes = np.where(folder, INDEX_ROOT, DATA) << 16 | records.attribute[known]
        return cls(
            (state & PLAIN > 0) & (which != BAD_CLUSTERS), folder.astype(np.uint8), records.size[known], which, attributes, times, fine
        )

    def __len__(self) -> int:
        return len(self.kinds)


class Part(NamedTuple):
    """Some files that follow each other in the columns of many."""

    files: Files
    first: int
    last: int

    @property
    def plain(self) -> Flags:
        return self.files.plain[self.first : self.last]


@dataclass(slots=True)
class Gathered:
    """The files of folders that were listed one after the other, until they are given out together."""

    volume: int
    first: int = 0
    paths: list[str] = field(default_factory=list)
    _parents: list[int] = field(default_factory=list)
    _parts: list[Part] = field(default_factory=list)

    def add(self, first: int, parent: int | None, paths: list[str], part: Part) -> None:
        """`first`: the number of the first, which is that after the last."""
        if not self.paths:
            self.first = first
        self.paths += paths
        self._parents.append(parent or 0)
        self._parts.append(part)

    def taken(self) -> Stretch | None:
        """All of them; none are left."""
        if not self.paths:
            return None
        counts = [last - first for _, first, last in self._parts]
        parents = np.repeat(np.array(self._parents, np.int64), counts).tobytes()
        kinds, *columns = (column.tobytes() for column in _columns(self._parts))
        stretch = Stretch(self.first, self.volume, self.paths, parents, kinds, *columns)
        self.paths, self._parents, self._parts = [], [], []
        return stretch

    def entries(self) -> list[Entry]:
        stretch = self.taken()
        return list(stretch.entries()) if stretch else []


COLUMNS = ("kinds", "sizes", "addresses", "attributes", "times", "fine")


def _columns(parts: list[Part]) -> list[NDArray[Any]]:
    """Of all parts, one after the other."""
    pieces = []
    for _, group in groupby(parts, key=lambda part: id(part.files)):
        some = list(group)
        which = np.concatenate([np.arange(part.first, part.last) for part in some])
        pieces.append([getattr(some[0].files, name)[which] for name in COLUMNS])
    return [np.concatenate(columns) for columns in zip(*pieces, strict=True)]

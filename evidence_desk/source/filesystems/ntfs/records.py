"""The table of files, $MFT, as columns: what each record says of its file.

A record is KNOWN where all of its attributes were followed by rules at least as strict as the kit's. What stands in one
that is not, for example because its attributes go on in another record, the kit is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evidence_desk.instant import LAST_SECOND
from evidence_desk.source.filesystems.ntfs import attributes
from evidence_desk.source.filesystems.ntfs.attributes import Attributes, Extent
from evidence_desk.source.filesystems.ntfs.columns import SECTOR, Block, mended, sums, usual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evidence_desk.source.filesystems.ntfs.columns import Bytes, Flags, Places, Words

IN_USE, FOLDER = 1, 2
"""Bits of a record's own flags, kept as they are."""
SOUND, BASE, KNOWN, PLAIN, INDEXED = 4, 8, 16, 32, 64
"""Its sectors belong together; it is no continuation of another; KNOWN as above; its one stream, its size and its times are
in the columns; it is a folder whose index is."""

FILE = 0x454C4946
DOS = 2
"""The name space of the short names that stand beside long ones."""
INDEX_NAME = 0x0030003300490024
"""$I30."""
MOST_SECTORS = np.uint64(0xFFFFFFFF)
TICKS, UNTIL_1970 = 10_000_000, 11_644_473_600
FIRST_TICK, LAST_TICK = (UNTIL_1970 + 1) * TICKS, (UNTIL_1970 + LAST_SECOND) * TICKS
"""Between these the kit gives times as they are."""

Name = tuple[int, int, bytes]
"""Number and sequence number of the folder it is in, and its characters in UTF-16, little-endian."""


@dataclass(slots=True)
class Records:
    """Columns, a value a record. `name` is the sum (columns.sums) of its one name; of those with more they are in `further`.
    `children` counts the names that say they are in this folder, as it is numbered now."""

    length: int
    volume: Extent
    sequence: NDArray[np.uint16]
    state: NDArray[np.uint8]
    size: NDArray[np.int64]
    attribute: NDArray[np.uint16]
    ticks: Words
    """Created, modified, changed, accessed: four a record."""
    name: Words
    index: NDArray[np.uint32]
    """Sectors that the index of a folder takes beside its root."""
    children: NDArray[np.int64]
    further: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    loose: list[int] = field(default_factory=list)
    """Records of files that are not in use, but have attributes."""

    @classmethod
    def read(
        cls, blocks: Iterable[tuple[int, Bytes]], count: int, length: int, volume: Extent, told: Callable[[int], list[Name]]
    ) -> Records:
        """From the bytes of the table, each block with the number of its first record. `told` gives the names that the kit
        finds for a record that is not KNOWN."""
        new = cls(
            length, volume, np.zeros(count, np.uint16), np.zeros(count, np.uint8), np.zeros(count, np.int64),
            np.zeros(count, np.uint16), np.zeros((count, 4), np.uint64), np.zeros(count, np.uint64), np.zeros(count, np.uint32), np.zeros(0, np.int64),
        )  # fmt: skip
        parents: list[tuple[Places, Places]] = []
        for first, data in blocks:
            parents += new._add(first, data, told)
        parent, sequence = (np.concatenate([one[part] for one in parents]) for part in (0, 1))
        now = (parent < count) & (new.sequence[np.minimum(parent, count - 1)] == sequence)
        new.children = np.bincount(parent[now], minlength=count)
        return new

    def named(self, record: int, total: int) -> bool:
        """Whether a record with several names has one with this sum."""
        return total in self.further.get(record, ())

    def _add(self, first: int, data: Bytes, told: Callable[[int], list[Name]]) -> Iterator[tuple[Places, Places]]:
        """Fills in a block of the table; the folders that its names are in."""
        count = len(data) // self.length
        whole = mended(data.reshape(count, self.length), self.length)
        block, starts = Block(data), np.arange(count) * self.length
        self.sequence[first : first + count] = block.two(starts + 16)
        flags = block.two(starts + 22)
        base = block.six(starts + 32) == 0
        odd = base & np.where(whole, block.four(starts) != FILE, (block.two(starts + 6) > 0) & ~usual(block, starts, self.length))
        asked = np.flatnonzero(whole & base & ~odd)
        found, sound = attributes.followed(block, starts[asked], self.length, self.volume)
        sound[found.row[~_fitting(block, found)]] = False
        found = found.of(sound[found.row])
        used = np.zeros(count, np.bool_)
        used[asked[found.row]] = True
        used[asked[~sound]] = True
        self._streams(first + asked, sound, (flags[asked] & FOLDER) > 0, block, found)
        yield self._names(first + asked, block, found.of(found.kind == attributes.FILE_NAME))
        known = np.zeros(count, np.bool_)
        known[asked[sound]] = True
        self.state[first : first + count] |= (flags & (IN_USE | FOLDER) | whole * SOUND | base * BASE | known * KNOWN).astype(np.uint8)
        for record in (first + np.flatnonzero(odd | (whole & base & ~known))).tolist():
            yield self._told(record, told(record))
        self.loose += (first + np.flatnonzero((used | odd) & base & (flags & IN_USE == 0))).tolist()

    def _streams(self, record: Places, sound: Flags, folder: Flags, block: Block, found: Attributes) -> None:
        """What is listed of a file that is one stream and has all its times, and which folders have an index."""
        count = len(record)

        def once(rows: Places) -> Flags:
            single: Flags = np.bincount(rows, minlength=count) == 1
            return single

        dates = found.of(found.kind == attributes.STANDARD_INFORMATION)
        ticks = np.stack([block.eight(dates.content + 8 * place) for place in range(4)], axis=1)
        self.ticks[record[dates.row]] = ticks
        timed = once(dates.row)
        timed[dates.row[~((ticks >= FIRST_TICK) & (ticks < LAST_TICK)).all(axis=1)]] = False
        streams = found.of((found.kind == attributes.DATA) | (found.kind == attributes.INDEX_ROOT))
        index = streams.kind == attributes.INDEX_ROOT
        itself = np.where(index, _is_index(block, streams), streams.named == 0)
        alone = once(streams.row) & once(streams.row[itself & (index == folder[streams.row])])
        self.size[record[streams.row]], self.attribute[record[streams.row]] = streams.size, streams.number
        further = found.of((found.kind == attributes.INDEX_BLOCKS) & ~found.resident)
        self.index[record[further.row]] = np.minimum(block.eight(further.at + 40) // SECTOR, MOST_SECTORS)
        blocks = np.bincount(found.row[found.kind == attributes.INDEX_BLOCKS], minlength=count)
        indexed = once(streams.row[index]) & once(streams.row[index & itself]) & (blocks <= 1)
        self.state[record] = sound * ((alone & timed) * PLAIN | (folder & indexed) * INDEXED)

    def _names(self, record: Places, block: Block, names: Attributes) -> tuple[Places, Places]:
        """Keeps the sums of the names that are no short ones; the numbers and sequence numbers of their folders. A name of no
        characters counts for its folder, which then has one more than its index, and has no sum."""
        names = names.of(block.one(names.content + 65) != DOS)
        folders = block.six(names.content), block.two(names.content + 6)
        names = names.of(block.one(names.content + 64) > 0)
        parent, sequence, lengths = block.six(names.content), block.two(names.content + 6), block.one(names.content + 64)
        totals = sums(*block.texts(names.content + 66, lengths), lengths, parent, sequence)
        self.name[record[names.row]] = totals
        several = np.bincount(names.row, minlength=len(record))[names.row] > 1
        for one, total in zip(record[names.row[several]].tolist(), totals[several].tolist(), strict=True):
            self.further[one].add(total)
        return folders

    def _told(self, record: int, names: list[Name]) -> tuple[Places, Places]:
        parent, sequence = (np.array([name[part] for name in names], np.int64) for part in (0, 1))
        for folder, number, name in names:
            if not name:
                continue
            characters = np.frombuffer(name, "<u2")
            place = (np.array([value]) for value in (0, len(characters), folder, number))
            self.further[record].add(int(sums(characters, *place)[0]))
        return parent, sequence


def _fitting(block: Block, found: Attributes) -> Flags:
    """Attributes that the kit would take: not a list of attributes, which it follows, and no odd name or dates."""
    fits: Flags = found.kind != attributes.LIST
    dates, names = found.kind == attributes.STANDARD_INFORMATION, found.kind == attributes.FILE_NAME
    fits[dates] = found.resident[dates] & (found.size[dates] >= 48)
    fits[names] = found.resident[names] & (found.size[names] >= 66)
    names &= fits
    fits[names] = found.size[names] >= 66 + 2 * block.one(found.content[names] + 64)
    return fits


def _is_index(block: Block, streams: Attributes) -> Flags:
    """Index roots of names of files, resident, called $I30."""
    fits: Flags = (
        (streams.kind == attributes.INDEX_ROOT) & (streams.named == 4) & streams.resident & (streams.size >= 32) & (streams.name % 8 == 0)
    )
    fits[fits] &= block.eight(streams.name[fits]) == INDEX_NAME
    fits[fits] &= block.four(streams.content[fits]) == attributes.FILE_NAME
    return fits

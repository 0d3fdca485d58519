"""The attributes of many records at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evidence_desk.source.filesystems.ntfs.columns import Block

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.ntfs.columns import Flags, Places

STANDARD_INFORMATION, LIST, FILE_NAME, DATA, INDEX_ROOT, INDEX_BLOCKS = 0x10, 0x20, 0x30, 0x80, 0x90, 0xA0
END = 0xFFFFFFFF
RESIDENT_HEADER, HEADER = 24, 64
"""Bytes before the content of a resident attribute and before the runs of another, at least."""


MOST_COMPRESSION = 16
"""As powers of two of clusters that are compressed together."""


class Extent(NamedTuple):
    """Bytes of a cluster, and how many there are."""

    cluster: int
    clusters: int


@dataclass(frozen=True, slots=True)
class Attributes:
    """A value an attribute, in the order in which they stand in their records."""

    row: Places
    """Which of the records that were asked about."""
    at: Places
    kind: Places
    number: Places
    resident: Flags
    name: Places
    """Where its name is, and of how many characters."""
    named: Places
    content: Places
    """Where a resident one's content is; the place of the runs of another."""
    size: Places

    def of(self, which: Flags) -> Attributes:
        if which.all():
            return self
        return Attributes(*(getattr(self, name)[which] for name in self.__slots__))


def followed(block: Block, starts: Places, length: int, volume: Extent) -> tuple[Attributes, Flags]:
    """All attributes of records of `length` bytes at `starts`, and of which records each of them holds to the rules:
    inside the record and aligned, its content inside itself, its runs inside the volume, an end mark after the last."""
    sound = np.ones(len(starts), np.bool_)
    first = block.two(starts + 20)
    row = np.arange(len(starts))
    fits = (first >= 40) & (first % 8 == 0) & (first <= length - 8)
    sound[~fits] = False
    row, at = row[fits], (starts + first)[fits]
    found: list[tuple[Places, Places, Places]] = []
    while len(row):
        going = block.four(at) != END
        row, at = row[going], at[going]
        size = block.four(at + 4)
        fits = (size >= RESIDENT_HEADER) & (size % 8 == 0) & (at + size <= starts[row] + length - 8)
        sound[row[~fits]] = False
        row, at, size = row[fits], at[fits], size[fits]
        found.append((row, at, size))
        at = at + size
    rows, places, sizes = (np.concatenate([one[part] for one in found] or [np.zeros(0, np.int64)]) for part in range(3))
    order = np.argsort(rows, kind="stable")
    attributes, holds = _read(block, rows[order], places[order], sizes[order], volume)
    sound[rows[order][~holds]] = False
    sound[_repeated(attributes)] = False
    return attributes, sound


def _repeated(found: Attributes) -> Places:
    """Records in which attributes do not ascend by their kind, or two of a kind have the same number."""
    beside = found.row[1:] == found.row[:-1]
    descending = beside & (found.kind[1:] < found.kind[:-1])
    same = np.zeros(len(found.row) + 1, np.bool_)
    same[1:-1] = beside & (found.kind[1:] == found.kind[:-1])
    several = found.of(same[1:] | same[:-1])
    keys, counts = np.unique(several.row << 48 | several.kind << 16 | several.number, return_counts=True)
    return np.concatenate([found.row[1:][descending], keys[counts > 1] >> 48])


def _read(block: Block, row: Places, at: Places, size: Places, volume: Extent) -> tuple[Attributes, Flags]:
    resident = block.one(at + 8) == 0
    named, name = block.one(at + 9), at + block.two(at + 10)
    inner = np.where(resident, block.two(at + 20), 0)
    length = np.where(resident, block.four(at + 16), 0)
    holds = (block.four(at) >= STANDARD_INFORMATION) & (name % 2 == 0) & (name + 2 * named <= at + size) & (block.one(at + 8) <= 1)
    holds &= ~resident | ((inner >= RESIDENT_HEADER) & (inner % 8 == 0) & (inner + length <= size))
    content = at + inner
    outside = np.flatnonzero(~resident & holds)
    if len(outside):
        place, whole = at[outside], size[outside]
        fits = whole >= HEADER + 8
        fits[fits] &= block.eight(place[fits] + 16) == 0  # what begins elsewhere than at its start goes on from another record
        runs = np.where(fits, block.two(place + 32), 0)
        fits &= (runs >= HEADER) & (runs < whole)
        content[outside] = place + runs
        fits[fits] &= _sizes_hold(block, place[fits], (place + runs)[fits], (place + whole)[fits], volume)
        length[outside[fits]] = block.eight(place[fits] + 48).astype(np.int64)
        holds[outside[~fits]] = False
    return Attributes(row, at, block.four(at), block.two(at + 14), resident, name, named, content, length), holds


def _sizes_hold(block: Block, at: Places, runs: Places, end: Places, volume: Extent) -> Flags:
    """Whether sizes are in order and the runs are as many clusters as is said to be allocated: the kit computes others where not."""
    holds, total = _runs(block, runs, end, volume.clusters)
    allocated, size, valid = (block.eight(at + place).astype(np.int64) for place in (40, 48, 56))
    holds &= (allocated == total * volume.cluster) & (block.eight(at + 24).astype(np.int64) + 1 == total)
    holds &= (size <= allocated) & (valid >= 0) & (valid <= size) & ((size > 0) | (total == 0)) & (block.two(at + 34) <= MOST_COMPRESSION)
    return holds


def _runs(block: Block, at: Places, end: Places, clusters: int) -> tuple[Flags, Places]:
    """Whether runs end within their attribute and lie in the volume, and how many clusters they are."""
    holds, total = np.ones(len(at), np.bool_), np.zeros(len(at), np.int64)
    which, at, cluster = np.arange(len(at)), at.copy(), np.zeros(len(at), np.int64)
    while len(which):
        head = block.one(at)
        lengths, moves = head & 15, head >> 4
        going = head != 0
        fits = going & (lengths > 0) & (lengths <= 4) & (moves <= 4) & (at + 1 + lengths + moves < end[which])
        holds[which[going & ~fits]] = False
        which, at, cluster, lengths, moves = which[fits], at[fits], cluster[fits], lengths[fits], moves[fits]
        count, move = _number(block, at + 1, lengths), _number(block, at + 1 + lengths, moves)
        cluster = cluster + np.where(moves > 0, move - ((move >> np.maximum(8 * moves - 1, 0) & 1) << 8 * moves), 0)
        total[which] += count
        inside = (count > 0) & (cluster >= 0) & (cluster + np.where(moves > 0, count, 0) <= clusters)
        holds[which[~inside]] = False
        which, at, cluster = which[inside], (at + 1 + lengths + moves)[inside], cluster[inside]
    return holds, total


def _number(block: Block, at: Places, widths: Places) -> Places:
    """Numbers of up to four bytes, none as zero."""
    found = np.zeros(len(at), np.int64)
    for place in range(4):
        found |= np.where(widths > place, block.one(np.minimum(at + place, len(block.bytes) - 1)) << 8 * place, 0)
    return found

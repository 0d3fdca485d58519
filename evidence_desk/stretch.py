"""Many entries in columns: a walk of a million names costs less than half in this form, from worker to table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from evidence_desk.model import Entry

KINDS: tuple[Literal["file", "directory", "link", "other"], ...] = ("file", "directory", "link", "other")


class Stretch(msgspec.Struct, frozen=True, array_like=True):
    """Entries that follow each other by number, in columns: allocated, of one stream each, with all their times.

    Numbers are 8 bytes each, of this machine's order. `parents`: 0 for none; `kinds`: a byte, the place in KINDS;
    `times`: created, modified, accessed, changed of the first entry, then of the next.
    """

    first: int
    volume: int
    paths: list[str]
    parents: bytes
    kinds: bytes
    sizes: bytes
    addresses: bytes
    attributes: bytes
    times: bytes
    fine: bytes

    def __post_init__(self) -> None:
        count = len(self.paths)
        lengths = [len(one) for one in (self.parents, self.sizes, self.addresses, self.attributes, self.fine)]
        if (
            lengths != [8 * count] * 5
            or len(self.kinds) != count
            or len(self.times) != 32 * count
            or max(self.kinds, default=0) >= len(KINDS)
        ):
            raise ValueError("columns of different lengths, or a kind that is none")

    def __len__(self) -> int:
        return len(self.paths)

    def columns(self) -> tuple[list[int], list[int], list[int], list[int], list[int], list[int], list[int], list[int], list[int]]:
        """Parents, sizes, addresses, attributes, created, modified, accessed, changed, fine."""
        parents, sizes, addresses, attributes, times, fine = (
            memoryview(one).cast("q").tolist() for one in (self.parents, self.sizes, self.addresses, self.attributes, self.times, self.fine)
        )
        return parents, sizes, addresses, attributes, times[0::4], times[1::4], times[2::4], times[3::4], fine

    def entries(self) -> Iterator[Entry]:
        parents, sizes, addresses, attributes, created, modified, accessed, changed, fine = self.columns()
        numbers = range(self.first, self.first + len(self))
        rows = zip(
            numbers, parents, self.paths, self.kinds, sizes, addresses, attributes, created, modified, accessed, changed, fine, strict=True
        )
        for number, parent, path, kind, size, address, attribute, *times in rows:
            yield Entry(number, parent or None, self.volume, path, KINDS[kind], None, size, True, address, attribute, *times)

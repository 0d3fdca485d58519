"""Which chunk of the medium each table begins with, also where parts of the container are missing.

Chunks are only counted: table by table, segment by segment. So everything up to the first hole has its place. What
follows the last hole is placed from the end, if the number of all chunks is known; what lies between two holes cannot be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from evidence_desk.source.media.ewf.tables import Table


@dataclass(frozen=True, slots=True)
class Placement:
    """`tables` in order, each with its first chunk in `firsts`. From `gap` to `resume` there is nothing."""

    tables: list[Table]
    firsts: list[int]
    gap: int
    resume: int
    unplaced: list[Table] = field(default_factory=list)

    @property
    def chunks(self) -> int:
        """As far as anything is known of them."""
        return max(self.resume, self.firsts[-1] + len(self.tables[-1])) if self.tables else self.resume

    def find(self, chunk: int) -> tuple[Table, int] | None:
        """The table of a chunk and its index there; None where the container has no such chunk."""
        at = bisect_right(self.firsts, chunk) - 1
        if at < 0 or chunk - self.firsts[at] >= len(self.tables[at]):
            return None
        return self.tables[at], chunk - self.firsts[at]

    def following(self, chunk: int) -> int | None:
        """The first chunk of the next table behind a chunk that no table has."""
        at = bisect_right(self.firsts, chunk)
        return self.firsts[at] if at < len(self.firsts) else None


def place(pieces: Sequence[Table | None], total: int | None) -> Placement:
    """`pieces`: tables in order, None where chunks may be missing. `total`: all chunks, where that is known for sure."""
    holes = [at for at, piece in enumerate(pieces) if piece is None]
    tables = [piece for piece in pieces if piece]
    if not holes:
        return _placed(tables, [], 0, [])
    before, after = tables[: holes[0]], [piece for piece in pieces[holes[-1] + 1 :] if piece]
    front, back = sum(map(len, before)), sum(map(len, after))
    if total is None or total < front + back:
        return _placed(before, [], max(front, total or 0), tables[len(before) :])
    return _placed(before, after, total - back, tables[len(before) : len(tables) - len(after)])


def _placed(before: list[Table], after: list[Table], resume: int, unplaced: list[Table]) -> Placement:
    firsts = list(accumulate(map(len, before), initial=0))
    gap = firsts.pop()
    later = list(accumulate(map(len, after), initial=max(gap, resume)))
    return Placement(before + after, firsts + later[:-1], gap, later[0], unplaced)

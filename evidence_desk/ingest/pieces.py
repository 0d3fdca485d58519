"""Unallocated space cut into pieces that are searched at once, always at the same places."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_desk.ingest import wire
from evidence_desk.spare import Space
from evidence_desk.store import spaces
from evidence_desk.store.case import Case

PIECE = 64 << 20
RANGES = 1000
"""Bytes and ranges that are searched at once."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is searched at once of a range, and the range with its number."""

    number: int
    space: Space
    piece: wire.Piece

    @property
    def last(self) -> bool:
        return self.piece.until >= self.space.offset + self.space.length


def following(case: Case, evidence: int, first: int, at: int) -> list[Part]:
    """What comes next, of one volume: from the range numbered `first`, and the place `at` in it; nothing behind the last."""
    parts: list[Part] = []
    size = 0
    for number, space in spaces.listed(case, evidence, first, RANGES):
        if parts and (space.volume != parts[0].space.volume or size >= PIECE or not parts[-1].last):
            break
        begin = max(space.offset, at)
        until = max(begin, min(space.offset + space.length, begin + PIECE - size))
        parts.append(Part(number, space, wire.Piece(space.volume, space.offset, space.length, begin, until)))
        size, at = size + until - begin, 0
    return parts

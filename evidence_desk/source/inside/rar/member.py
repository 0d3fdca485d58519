"""What a RAR archive says of one member, whichever version it is of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from evidence_desk.source.filesystems.walk import NO_TIMES, OddTimes, Times

Read = Callable[[int, int], bytes]
"""Bytes (offset, length) of a volume; fewer only past its end."""
MOST_MEMBERS = 1_000_000
LONGEST_NAME = 1 << 16


@dataclass(slots=True)
class Member:
    """`parts`: where its packed bytes lie, (volume, offset, length), in order. `crc` None where another sum, or none, stands there."""

    raw: bytes
    name: str
    kind: Literal["file", "directory", "link"]
    size: int
    packed: int
    crc: int | None
    stored: bool
    locked: bool
    times: Times = NO_TIMES
    odd_times: OddTimes = ()
    target: bytes | None = None
    """Where a link leads, if that stands in the header."""
    parts: list[tuple[int, int, int]] = field(default_factory=list)
    before: bool = False
    """It begins in an earlier volume."""
    after: bool = False
    """It goes on in the next one."""


@dataclass(slots=True)
class Volume:
    """What one file of an archive says. `later`: it is not the first of a set; `more`: another one follows."""

    members: list[Member] = field(default_factory=list)
    locked: bool = False
    """The names are encrypted too."""
    later: bool = False
    more: bool = False
    numbered: bool = True
    """The files are called part1, part2, …, not .rar, .r00, …"""
    local: bool = False
    """Its times are local, without a zone."""
    broken: int | None = None
    """Where its headers stop making sense."""

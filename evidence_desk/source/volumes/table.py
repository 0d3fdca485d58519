"""What every partition table comes down to: slots, in bytes of the medium, and what was wrong with the table."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence_desk.model import Gap


@dataclass(frozen=True, slots=True)
class Slot:
    offset: int
    size: int
    scheme: str
    label: str | None = None
    reserved: bool = False
    """The table itself says that no file system belongs there."""


@dataclass(slots=True)
class Table:
    slots: list[Slot] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

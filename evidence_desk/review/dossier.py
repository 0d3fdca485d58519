"""What the finders of a checklist read: the record of the case and the evidence, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from evidence_desk.review import chain, moments
from evidence_desk.review.chain import Discrepancy
from evidence_desk.store import intake, tables
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit, Span, Step
from evidence_desk.store.tables import Shown

Result = Literal["agrees", "differs", "listed", "nothing-to-compare", "asked"]
CONTROL = ("capture", "seizure", "sealing")
"""Steps by which a device comes under control."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the program found: `rows` are items that can be looked up and cited, `steps` those of the custody, `notes` what does not fit."""

    result: Result
    detail: dict[str, str | int]
    rows: tuple[str, ...] = ()
    notes: tuple[Discrepancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """When a piece of evidence came under control, by the earliest step of its exhibit that says so. `ahead`: seconds of its clock."""

    evidence: int
    exhibit: str
    step: Step
    span: Span
    ahead: int


class Dossier:
    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def evidence(self) -> list[Shown]:
        return list(tables.rows(self.case, "evidence"))

    @cached_property
    def exhibits(self) -> list[Exhibit]:
        return intake.exhibits(self.case)

    @cached_property
    def steps(self) -> list[Step]:
        return list(intake.steps(self.case))

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        return chain.discrepancies(self.case)

    @cached_property
    def zone(self) -> str | None:
        return self.case.particulars.timezone

    def of_kind(self, *kinds: str) -> list[Step]:
        return [step for step in self.steps if step.event.kind in kinds]

    def days(self, kinds: tuple[str, ...]) -> list[date]:
        """The days on which such steps were taken, as the record writes them."""
        return sorted({moments.written_day(step.event.start) for step in self.of_kind(*kinds) if step.event.start})

    def items(self, exhibit: Exhibit) -> list[Shown]:
        """What of an exhibit is in the case."""
        return [row for row in self.evidence if row["number"] in exhibit.evidence]

    def with_items(self) -> list[tuple[Exhibit, Shown]]:
        return [(exhibit, row) for exhibit in self.exhibits for row in self.items(exhibit)]

    @cached_property
    def controls(self) -> dict[int, Control]:
        """By number of the evidence; nothing for what has no such step with a time and a zone."""
        found: dict[int, Control] = {}
        for exhibit, row in self.with_items():
            own = [step for step in self.steps if step.event.exhibit == exhibit.number]
            steps = [step for step in own if step.event.kind in CONTROL and step.start.last is not None]
            if steps:
                first = min(steps, key=lambda step: step.start.last or 0)
                ahead = next((step.event.clock_offset for step in own if step.event.clock_offset is not None), 0)
                number = int(str(row["number"]))
                found[number] = Control(number, exhibit.number, first, first.start, ahead)
        return found

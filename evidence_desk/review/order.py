"""When an image says that it was made, against the steps of the record, and the steps against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from evidence_desk.review import changes
from evidence_desk.review.chain import before
from evidence_desk.review.dossier import Dossier, Found
from evidence_desk.store.intake import Span

CODES = (
    "end-before-start",
    "before-seizure",
    "receipt-before-transfer",
    "time-missing",
    "zone-missing",
    "unsealing-unsealed",
    "worked-while-sealed",
)
ADDED = "SELECT added FROM evidence WHERE number = ?"
EARLIER, LATER = ("capture", "seizure"), ("examination", "expertise")


class Misplaced(NamedTuple):
    evidence: int
    written: str
    code: str
    other: str


def found(dossier: Dossier) -> Found:
    """T-2. What a container states of its making is its maker's clock; it is compared as it is written."""
    stated = {int(str(row["number"])): changes.acquisition(dossier, int(str(row["number"]))) for row in dossier.evidence}
    detail: dict[str, str | int] = {f"i{number} acquired": made[0] for number, made in stated.items() if made}
    wrong = [one for number, made in stated.items() if made for one in _misplaced(dossier, number, *made)]
    detail |= {f"i{one.evidence} {one.code}": f"{one.written} / {one.other}" for one in wrong}
    notes = tuple(one for one in dossier.discrepancies if one.code in CODES)
    rows = tuple(f"i{number}" for number, made in stated.items() if made)
    compared = any(step.start.last is not None for step in dossier.steps)
    if wrong or notes:
        return Found("differs", {"misplaced": len(wrong) + len(notes), **detail}, rows, notes)
    return Found("agrees" if compared and rows else "listed" if rows else "nothing-to-compare", detail, rows)


def _misplaced(dossier: Dossier, number: int, written: str, span: Span) -> Iterator[Misplaced]:
    exhibits = {exhibit.number for exhibit in dossier.exhibits if number in exhibit.evidence}
    own = [step for step in dossier.steps if step.event.exhibit in exhibits]
    for step in own:
        if step.event.kind in EARLIER and before(span, step.start):
            yield Misplaced(number, written, "acquired_before_seizure", step.event.start)
        if step.event.kind in LATER and before(step.start, span):
            yield Misplaced(number, written, "acquired_after_examination", step.event.start)
    imaging = [step for step in own if step.event.kind == "imaging" and step.start.last is not None]
    if imaging and all(before(span, step.start) or (step.end.last is not None and before(step.end, span)) for step in imaging):
        yield Misplaced(number, written, "acquired_outside_imaging", imaging[0].event.start)
    added = int(dossier.case.db.execute(ADDED, (number,)).fetchone()["added"])
    if before(Span(added, added), span):
        yield Misplaced(number, written, "acquired_after_registration", str(added))

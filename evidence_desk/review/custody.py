"""Taking what the record of a case says into the case, whole or not at all, and taking an event out again with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evidence_desk.errors import BadUse, NoSuchEvidence
from evidence_desk.review import forms, moments
from evidence_desk.review.forms import Form
from evidence_desk.store import evidence as register
from evidence_desk.store import intake, queries
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit, Request


@dataclass(frozen=True, slots=True)
class Taken:
    """`bare`: exhibits of which only the number is known, by an event. `repeated`: events that the case had already."""

    request: bool = False
    exhibits: int = 0
    events: int = 0
    repeated: int = 0
    bare: tuple[str, ...] = ()


def take(case: Case, form: Form) -> Taken:
    """Keeps a form in one transaction."""
    numbers = {one.number for one in register.register(case)}
    for exhibit in form.exhibits:
        for number in exhibit.evidence:
            if number not in numbers:
                raise NoSuchEvidence(name=str(number))
    with case.transaction():
        if form.request:
            intake.keep_request(case, form.request)
        known = {one.number: one for one in intake.exhibits(case)}
        changed = [one for one in form.exhibits if known.get(one.number) != one]
        for exhibit in changed:
            intake.keep_exhibit(case, exhibit)
        described = set(known) | {one.number for one in form.exhibits}
        bare = tuple(dict.fromkeys(one.exhibit for one in form.events if one.exhibit not in described))
        for name in bare:
            intake.keep_exhibit(case, Exhibit(name))
        kept = sum(_keep(case, event) for event in form.events)
    return Taken(form.request is not None, len(changed), kept, len(form.events) - kept, bare)


def change_request(case: Case, fields: Mapping[str, object]) -> Request:
    """Changes some fields of the request and keeps the others."""
    said = forms.value(Request, fields, "request", intake.request(case))
    intake.keep_request(case, said)
    return said


def change_exhibit(case: Case, number: str, fields: Mapping[str, object]) -> Exhibit:
    """Changes some fields of an exhibit, which is new where the case has none of that number."""
    known = next((one for one in intake.exhibits(case) if one.number == number), None)
    said = forms.value(Exhibit, {"number": number, **fields}, f"exhibit {number}", known)
    take(case, Form(exhibits=(said,)))
    return said


def add_event(case: Case, fields: Mapping[str, object]) -> Taken:
    return take(case, Form(events=(forms.value(Event, fields, "event"),)))


def withdraw(case: Case, item: str, reason: str) -> None:
    _, row = queries.require(case, item, "custody")
    reason = " ".join(reason.split())
    if not reason:
        raise BadUse(detail="an event is withdrawn with a reason: --reason TEXT")
    intake.withdraw(case, row, reason)


def _keep(case: Case, event: Event) -> bool:
    zone = case.particulars.timezone
    start, end, approved = (moments.moment(text, event.zone, zone) for text in (event.start, event.end, event.approved))
    basis = start.basis if event.start else end.basis
    return intake.keep_event(case, event, start.span, end.span, approved.span, basis) is not None

"""What the record of a case says of the request and of each exhibit: typed in or read from a form, never from the evidence.

Nothing is overwritten: a later version of the request or of an exhibit stands before the earlier one, an event of the custody
is withdrawn with a reason. Times are kept as they are written; beside them stands which moments they may mean.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from evidence_desk.audit import log
from evidence_desk.model import ZoneBasis
from evidence_desk.store.case import Case, now_micros

ADD_REQUEST = "INSERT INTO requests (said, actor, time, entry_of_log) VALUES (?, ?, ?, ?) RETURNING id"
ADD_EXHIBIT = "INSERT INTO exhibits (number, said, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?) RETURNING id"
ADD_EVENT = """
INSERT INTO custody (exhibit, said, start_first, start_last, end_first, end_last, approved_first, approved_last, zone_basis, actor, time, entry_of_log)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
REQUEST = "SELECT said FROM requests ORDER BY time DESC, id DESC LIMIT 1"
EXHIBITS = """
SELECT * FROM exhibits a WHERE NOT EXISTS (
    SELECT 1 FROM exhibits b WHERE b.number = a.number AND (b.time > a.time OR (b.time = a.time AND b.id > a.id))) ORDER BY number
"""
EVENTS = "SELECT * FROM custody WHERE withdrawn IS NULL ORDER BY exhibit, start_first IS NULL, start_first, id"
SAME = "SELECT id FROM custody WHERE said = ? AND withdrawn IS NULL"
WITHDRAW = "UPDATE custody SET withdrawn = ? WHERE id = ?"


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who asked for the review, when, and what. Dates are calendar days, `2026-03-01`."""

    organisation: str = ""
    document_number: str = ""
    secrecy: str = ""
    cause: str = ""
    department: str = ""
    prosecutor: str = ""
    requested: str = ""
    accepted: str = ""
    deadline: str = ""
    stage: str = ""
    basis: str = ""
    questions: tuple[str, ...] = ()
    acceptance: str = ""
    acceptance_reason: str = ""
    recusal: str = ""
    authors: tuple[str, ...] = ()
    reviewer: str = ""
    background: str = ""
    background_source: str = ""


class Recorded(msgspec.Struct, frozen=True, omit_defaults=True):
    """A digest as a record states it, with what it is of (`medium`, `container`, `file`, `archive`, …) and where it stands."""

    algorithm: str
    value: str
    object: str = ""
    source: str = ""


class Exhibit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing that was seized, as its record describes it. `evidence`: the numbers of what of it is in the case."""

    number: str
    evidence: tuple[int, ...] = ()
    name: str = ""
    kind: str = ""
    make: str = ""
    model: str = ""
    capacity: str = ""
    serial: str = ""
    imei: tuple[str, ...] = ()
    iccid: tuple[str, ...] = ()
    mac: tuple[str, ...] = ()
    holder: str = ""
    user: str = ""
    custodian: str = ""
    place: str = ""
    quantity: str = ""
    route: str = ""
    original: str = ""
    original_reason: str = ""
    original_place: str = ""
    condition: str = ""
    delivered_by: str = ""
    received_by: str = ""
    document: str = ""
    page: str = ""
    note: str = ""
    digests: tuple[Recorded, ...] = ()


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step in the custody of an exhibit. `clock_offset`: seconds by which the clock of the device was ahead (behind: negative)."""

    exhibit: str
    kind: str
    start: str = ""
    end: str = ""
    zone: str = ""
    clock_offset: int | None = None
    place: str = ""
    people: tuple[str, ...] = ()
    witness: str = ""
    witness_reason: str = ""
    handed_by: str = ""
    handed_to: str = ""
    seal: str = ""
    tool: str = ""
    version: str = ""
    write_blocker: str = ""
    blocker_reason: str = ""
    isolation: str = ""
    photos: str = ""
    video: str = ""
    approval: str = ""
    approved: str = ""
    digest: str = ""
    digest_of: str = ""
    document: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last microsecond that a written time may mean; None where its zone is not known."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An event as the case keeps it."""

    id: int
    event: Event
    start: Span
    end: Span
    approved: Span
    zone_basis: ZoneBasis

    @property
    def source(self) -> str:
        """The document and its page, as the record is cited."""
        return " ".join(part for part in (self.event.document, self.event.page) if part)


def keep_request(case: Case, said: Request) -> int:
    with case.transaction():
        entry = case.log("intake.request", **_logged(said))
        row = case.db.execute(ADD_REQUEST, (_text(said), log.actor(), now_micros(), entry)).fetchone()
    return int(row["id"])


def keep_exhibit(case: Case, said: Exhibit) -> int:
    with case.transaction():
        entry = case.log("intake.exhibit", **_logged(said))
        row = case.db.execute(ADD_EXHIBIT, (said.number, _text(said), log.actor(), now_micros(), entry)).fetchone()
    return int(row["id"])


def keep_event(case: Case, said: Event, start: Span, end: Span, approved: Span, basis: ZoneBasis) -> int | None:
    """Its row; None where the very same event is there already."""
    text = _text(said)
    with case.transaction():
        if case.db.execute(SAME, (text,)).fetchone():
            return None
        entry = case.log("custody.add", **_logged(said))
        spans = (start.first, start.last, end.first, end.last, approved.first, approved.last)
        row = case.db.execute(ADD_EVENT, (said.exhibit, text, *spans, basis, log.actor(), now_micros(), entry)).fetchone()
    return int(row["id"])


def withdraw(case: Case, step: int, reason: str) -> None:
    """Takes an event out of the custody; it stays in the case and in the log, with the reason."""
    with case.transaction():
        case.log("custody.withdraw", event=step, reason=reason)
        case.db.execute(WITHDRAW, (reason, step))


def request(case: Case) -> Request | None:
    """As it was last given."""
    row = case.db.execute(REQUEST).fetchone()
    return None if row is None else msgspec.json.decode(row["said"], type=Request)


def exhibits(case: Case) -> list[Exhibit]:
    return [msgspec.json.decode(row["said"], type=Exhibit) for row in case.db.execute(EXHIBITS)]


def steps(case: Case) -> Iterator[Step]:
    """The events that stand, by exhibit and in the order of their times."""
    for row in case.db.execute(EVENTS).fetchall():
        yield _step(row)


def _step(row: sqlite3.Row) -> Step:
    start, end, approved = (Span(row[f"{name}_first"], row[f"{name}_last"]) for name in ("start", "end", "approved"))
    return Step(row["id"], msgspec.json.decode(row["said"], type=Event), start, end, approved, row["zone_basis"])


def _text(said: msgspec.Struct) -> str:
    return msgspec.json.encode(said).decode()


def _logged(said: msgspec.Struct) -> dict[str, str]:
    """Every field that was given, as text: the log shows what a form said without the form."""
    given: dict[str, object] = msgspec.to_builtins(said)
    return {name: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for name, one in given.items()}

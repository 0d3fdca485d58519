"""Messages, calls and members. A chat that stands in several copies is no reason to count a message twice; two people's devices are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.review.counting.row import COUNSEL, RECOVERED, REMNANT, Row
from evidence_desk.store import ids
from evidence_desk.store.case import Case

SENT = "SELECT id, app, kind, direction, deleted, apart, recovered FROM messages ORDER BY id"
CALLS = "SELECT id, time, time_text, data, apart, recovered FROM artifacts WHERE type = 'call' ORDER BY id"
MEMBERS = "SELECT p.id, p.conversation, p.app, p.identifier, p.name, c.kind, p.place FROM participants p JOIN conversations c ON c.id = p.conversation ORDER BY p.id"
PAIRS = """
SELECT k.conversation, k.other, c.account AS account, o.account AS other_account,
       (SELECT count(*) FROM messages m WHERE m.conversation = k.conversation AND m.recovered IS NULL AND m.direction IS NOT NULL) AS directed,
       (SELECT count(*) FROM messages m WHERE m.conversation = k.other AND m.recovered IS NULL AND m.direction IS NOT NULL) AS other_directed
FROM copies k JOIN conversations c ON c.id = k.conversation JOIN conversations o ON o.id = k.other
"""
REPEATED = """
SELECT id FROM messages m WHERE conversation = :conversation AND kind <> 'system' AND recovered IS NULL
  AND NOT EXISTS (SELECT 1 FROM copy_differences w WHERE w.message = m.id AND w.other = :other AND w.what = 'missing')
"""
AROUND = 2_000_000
"""Microseconds that two devices may differ by in the log of one call."""
UNANSWERED = ("missed", "rejected", "blocked")


@dataclass(frozen=True, slots=True)
class Event:
    """A call that was counted: where it is logged, when, and how long it was."""

    evidence: int
    time: int
    duration: int | None
    exact: str


def messages(case: Case) -> Iterator[Row]:
    """Each message that was sent from the examined account counts, also to the same person."""
    copies = repeated(case)
    for row in case.db.execute(SENT):
        item = ids.written("messages", row["id"])
        if row["apart"] is not None:
            yield Row(item, "invalid", COUNSEL, row["app"], item)
        elif row["recovered"] is not None:
            yield Row(item, "invalid", RECOVERED, row["app"], item)
        elif row["kind"] == "system":
            yield Row(item, "invalid", "a note of the app", row["app"], item)
        elif row["direction"] != "out":
            yield Row(item, "invalid", "not sent from the examined account, or the source does not say", row["app"], item)
        elif row["deleted"]:
            yield Row(item, "invalid", "recalled or deleted", row["app"], item)
        elif row["id"] in copies:
            yield Row(item, "duplicate", "the same message stands in another copy of this chat", row["app"], item)
        else:
            yield Row(item, "counted", "", row["app"], item)


def repeated(case: Case) -> set[int]:
    """Messages that stand in another copy of their chat too, of the same account as far as the copies say: of two copies the one whose messages
    more often have a direction is the first. Of two people's devices each has what its own side sent."""
    found: set[int] = set()
    for row in case.db.execute(PAIRS).fetchall():
        if row["account"] is not None and row["other_account"] is not None and row["account"] != row["other_account"]:
            continue
        ours, theirs = (row["directed"], -row["conversation"]), (row["other_directed"], -row["other"])
        if ours < theirs:
            pair = {"conversation": row["conversation"], "other": row["other"]}
            found.update(one["id"] for one in case.db.execute(REPEATED, pair))
    return found


def calls(case: Case) -> Iterator[Row]:
    """The same call logged twice counts once: of one number and way, at one time and as long, on two devices within two seconds; calls to the
    same number cumulate. One that has no number or no time is never taken for another. What was called and calls back is a group of its own."""
    seen: dict[tuple[str, str], list[Event]] = {}
    called: set[str] = set()
    for row in case.db.execute(CALLS):
        data, item = json.loads(row["data"]), ids.written("artifacts", row["id"])
        if row["apart"] is not None:
            yield Row(item, "invalid", COUNSEL, "counsel", item)
            continue
        if row["recovered"] is not None:
            yield Row(item, "invalid", RECOVERED, str(data.get("app")), item)
            continue
        app, number, way = str(data.get("app")), data.get("number"), str(data.get("direction"))
        back = way == "in" and data.get("outcome") == "answered" and number in called
        group = f"{app} call-back" if back else f"{app} unanswered" if way == "out" and data.get("outcome") in UNANSWERED else app
        key = f"{number}|{row['time_text'] or row['time']}|{data.get('duration')}" if number and row["time"] is not None else item
        if way != "out" and not back:
            yield Row(item, "invalid", "not outgoing", app, key)
            continue
        called |= {number} if number and way == "out" else set()
        if number and row["time"] is not None and _logged(seen.setdefault((str(number), way), []), row, data.get("duration")):
            yield Row(item, "duplicate", "the same call is logged elsewhere", group, key)
        else:
            yield Row(item, "counted", "", group, key)


def _logged(events: list[Event], row: sqlite3.Row, duration: int | None) -> bool:
    """Whether the call is one of these; it is added to them if not."""
    one = Event(ids.evidence_of_record(row["id"]), row["time"], duration, f"{row['time_text'] or row['time']}|{duration}")
    if any(one.exact == other.exact or _same(one, other) for other in events):
        return True
    events.append(one)
    return False


def _same(one: Event, other: Event) -> bool:
    if one.evidence == other.evidence or abs(one.time - other.time) > AROUND:
        return False
    return one.duration is None or other.duration is None or abs(one.duration - other.duration) <= 1


def members(case: Case) -> Iterator[Row]:
    """Members of groups, each once: the sum over groups is raw less invalid."""
    seen: set[tuple[str, str]] = set()
    for row in case.db.execute(MEMBERS):
        item, who = ids.written("participants", row["id"]), row["identifier"] or row["name"] or ""
        if (row["place"] or "").startswith(REMNANT):
            yield Row(item, "invalid", RECOVERED, row["app"], who or item)
        elif row["kind"] != "group":
            yield Row(item, "invalid", "of a conversation that is no group, or the source does not say", row["app"], who)
        elif not who:
            yield Row(item, "invalid", "the source names nobody", row["app"], item)
        elif (row["app"], who) in seen:
            yield Row(item, "duplicate", "a member of another group too", row["app"], who)
        else:
            seen.add((row["app"], who))
            yield Row(item, "counted", "", row["app"], who)

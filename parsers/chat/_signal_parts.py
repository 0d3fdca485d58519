"""What `json` of a message of Signal Desktop says beside what it is: receipts, calls, contacts, people who are mentioned, payments.

`sendStateByConversationId` has for each recipient the last that was told of the message and when (ts/messages/MessageSendState.ts). A call has
its details in `callHistoryDetails`, since 2023 in the table `callsHistory`, by `callId` (ts/types/CallDisposition.ts). A payment's amount is in
the ledger of the currency alone: the message has its note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypedDict

from evidence_desk.api import CallNote, CallOutcome, Card, Mention, Payment, Receipt, Stored, text
from parsers.chat._export_json import Object, inside, objects
from parsers.chat._told import early, millis, named

OUTCOMES: Mapping[str, CallOutcome] = {"Accepted": "answered", "Joined": "answered", "Missed": "missed", "Declined": "rejected"}
NOTIFICATION = 1


class Parts(TypedDict):
    receipts: tuple[Receipt, ...]
    mentions: tuple[Mention, ...]
    card: Card | None
    payment: Payment | None


def parts_of(row: Object, names: Mapping[str, str | None]) -> Parts:
    return Parts(receipts=receipts_of(row, names), mentions=mentions_of(row), card=card_of(row), payment=payment_of(row))


def receipts_of(row: Object, names: Mapping[str, str | None]) -> tuple[Receipt, ...]:
    """Of what was sent, each recipient's; of what came in, when this computer showed it."""
    found = []
    states = row.get("sendStateByConversationId")
    for who, state in states.items() if isinstance(states, dict) else ():
        time, status = early(inside(state, "updatedAt"), millis), inside(state, "status")
        if time is not None and status in ("Delivered", "Read", "Viewed"):
            found.append(
                Receipt(
                    name=names.get(str(who)), identifier=named(who), delivered=time if status == "Delivered" else None,
                    read=time if status == "Read" else None, played=time if status == "Viewed" else None,
                )
            )  # fmt: skip
    shown = early(row.get("readAt"), millis)
    return (*found, Receipt(read=shown)) if shown else tuple(found)


def mentions_of(row: Object) -> tuple[Mention, ...]:
    ranges = objects(row.get("bodyRanges"))
    people = ((named(one.get("mentionAci") or one.get("mentionUuid")), named(one.get("replacementText"))) for one in ranges)
    return tuple(Mention(identifier=number, name=name) for number, name in people if number)


def card_of(row: Object) -> Card | None:
    """The first contact, where several were sent."""
    first = next(iter(objects(row.get("contact"))), None)
    if first is None:
        return None
    parts = [inside(first, "name", part) for part in ("givenName", "familyName")]
    name = (
        named(inside(first, "name", "displayName")) or named(inside(first, "name", "nickname")) or " ".join(filter(None, map(named, parts)))
    )
    numbers = (named(one.get("value")) for one in objects(first.get("number")))
    return Card(name=name or None, numbers=tuple(number for number in numbers if number))


def payment_of(row: Object) -> Payment | None:
    if inside(row, "payment", "kind") != NOTIFICATION:
        return None
    return Payment(kind="payment", memo=named(inside(row, "payment", "note")))


def call_of(row: Object, logged: Mapping[str, Stored]) -> tuple[CallNote, Literal["in", "out"] | None]:
    """And its direction. A call that came and was neither taken nor declined was missed."""
    one = logged.get(named(row.get("callId")) or named(inside(row, "callHistoryDetails", "callId")) or "")
    if one is not None:
        way = text(one["direction"])
        note = CallNote(outcome=OUTCOMES.get(text(one["status"]) or "", "unknown"), video=True if text(one["type"]) == "Video" else None)
        return note, "in" if way == "Incoming" else "out" if way == "Outgoing" else None
    details = row.get("callHistoryDetails")
    if not isinstance(details, dict) or not isinstance(details.get("wasIncoming"), bool):
        return CallNote(), None
    came, start, end = details["wasIncoming"], details.get("acceptedTime"), details.get("endedTime")
    taken = isinstance(start, int) and start > 0
    outcome: CallOutcome = "answered" if taken else "rejected" if details.get("wasDeclined") else "missed" if came else "unknown"
    lasted = (end - start) // 1000 if taken and isinstance(end, int) and isinstance(start, int) and end >= start else None
    video = details.get("wasVideoCall")
    return CallNote(outcome=outcome, duration=lasted, video=video if isinstance(video, bool) else None), "in" if came else "out"

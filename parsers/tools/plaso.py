"""What plaso made of a phone: messages and calls among the events that psort wrote as JSON lines, as that tool states them.

plaso/output/json_line.py; each event data type lists its attributes in plaso/parsers/sqlite_plugins. `timestamp` is
microseconds since 1970 in UTC. Events of other types are counted: they are file and system activity, which is read from the evidence itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple

from evidence_desk.api import (
    Attachment,
    Call,
    Conversation,
    Gap,
    Instant,
    Line,
    Locus,
    Message,
    OpenEntry,
    Participant,
    Records,
    Seen,
    clean,
    parser,
    text,
    whole,
)  # fmt: skip

MARKS = (b'"__container_type__"', b'"__type__"', b'"data_type"')
LONGEST_LINE = 16 << 20
MOST_NAMED = 20
CALL = "android:event:call"
END = "End Time"
"""A call gives two events; that of its end is no other call."""


class Kind(NamedTuple):
    """Which attributes of a message's event are what."""

    app: str
    other: str
    text: str
    type: str
    out: tuple[str, ...]
    into: tuple[str, ...]


KINDS = {
    "android:messaging:sms": Kind("sms", "address", "body", "sms_type", ("2", "SENT", "Sent"), ("1", "RECEIVED", "Received")),
    "imessage:event:chat": Kind("imessage", "imessage_id", "text", "message_type", ("1",), ("0",)),
    "ios:kik:messaging": Kind("kik", "username", "body", "message_type", ("2",), ("1",)),
}


def is_events(head: bytes) -> bool:
    first = head.partition(b"\n")[0]
    return first.lstrip(b"\xef\xbb\xbf").startswith(b"{") and MARKS[2] in first and (MARKS[0] in first or MARKS[1] in first)


@parser("plaso.event", version=1, sniff=is_events)
def events(entry: OpenEntry) -> Records:
    """Messages and calls among plaso's events, as that tool states them."""
    seen, others = 0, Counter[str]()
    rooms: set[tuple[str, str]] = set()
    with entry.open() as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            locus, before = entry.at(Line(number)), seen
            try:
                event: object = json.loads(line)
                if not isinstance(event, dict):
                    raise ValueError("no object")
                kind = text(event.get("data_type")) or ""
                if kind not in KINDS and (kind != CALL or event.get("timestamp_desc") == END):
                    others[kind] += 1
                    continue
                seen += 1
                yield from _call(event, locus) if kind == CALL else _message(event, KINDS[kind], locus, rooms)
            except (ValueError, OverflowError, RecursionError) as error:
                seen = before + 1
                yield Gap("row-undecodable", {"row": number, "detail": clean(str(error))[:200]}, place=locus.place, rows=1)
    for kind, count in others.most_common(MOST_NAMED):
        yield Gap("report-models-unread", {"path": entry.path, "type": kind[:100], "count": count}, "info")
    if rest := sum(count for _, count in others.most_common()[MOST_NAMED:]):
        yield Gap("report-models-unread", {"path": entry.path, "type": "…", "count": rest}, "info")
    yield Seen(seen)


def _message(event: Mapping[str, object], kind: Kind, locus: Locus, rooms: set[tuple[str, str]]) -> Records:
    other, type_ = text(event.get(kind.other)), text(event.get(kind.type))
    direction: Literal["in", "out"] | None = "out" if type_ in kind.out else "in" if type_ in kind.into else None
    key = other or "(unknown)"
    sent, place = _time(event), text(event.get("attachment_location"))
    if (kind.app, key) not in rooms:
        rooms.add((kind.app, key))
        yield Conversation(key=key, app=kind.app, locus=locus, kind="direct", title=other)
        if other:
            yield Participant(conversation=key, app=kind.app, locus=locus, identifier=other, name=text(event.get("displayname")))
    yield Message(
        conversation=key, app=kind.app, locus=locus, sent=sent, sent_local=text(event.get("timestamp")), zone_basis="source" if sent else "unknown",
        sender_id=other if direction == "in" else None, direction=direction, kind="file" if place else "text", text=text(event.get(kind.text)),
        native_type=type_, attachments=(Attachment(name=place),) if place else (), extra=_said(event),
    )  # fmt: skip


def _call(event: Mapping[str, object], locus: Locus) -> Records:
    word = (text(event.get("call_type")) or "").casefold()
    yield Call(
        locus=locus, time=_time(event), number=text(event.get("number")), name=text(event.get("name")),
        direction="out" if word in ("2", "outgoing") else "in" if word in ("1", "3", "incoming", "missed") else None,
        outcome="missed" if word in ("3", "missed") else "unknown", duration=whole(event.get("duration")), native_type=word or None,
    )  # fmt: skip


def _time(event: Mapping[str, object]) -> Instant | None:
    micros = whole(event.get("timestamp"))
    return Instant.since_1970(micros, 1_000_000) if micros else None


def _said(event: Mapping[str, object]) -> dict[str, str]:
    """Where plaso read it, in its words: the file, the row, the service."""
    names = ("display_name", "filename", "inode", "offset", "service", "timestamp_desc", "parser")
    said = {name: event.get(name) for name in names}
    return {name: clean(str(value))[:1000] for name, value in said.items() if isinstance(value, str | int) and str(value)}

"""What Android's telephony numbers mean, for its databases and for backups of them.

Types: android.provider.Telephony.TextBasedSmsColumns (SMS), .BaseMmsColumns (MMS), android.provider.CallLog.Calls,
and com.google.android.mms.pdu.PduHeaders for the kinds of MMS addresses.
"""

from __future__ import annotations

from typing import Literal

from evidence_desk.api import Call, Gap, Instant, Locus, MessageKind, Records, moment, text, whole

Direction = Literal["in", "out"]
Outcome = Literal["answered", "missed", "rejected", "blocked", "voicemail", "external", "unknown"]

BOXES = {1: "inbox", 2: "sent", 3: "draft", 4: "outbox", 5: "failed", 6: "queued"}
OUTGOING = (2, 4, 5, 6)
"""A draft went nowhere: it has no direction."""
OUTCOMES: dict[int | None, Outcome] = {1: "answered", 3: "missed", 4: "voicemail", 5: "rejected", 6: "blocked", 7: "external"}
SENDER, TO, CC, BCC = 137, 151, 130, 129
OWNER = "insert-address-token"
"""Written in place of the phone's own number."""


def millis(count: int) -> Instant:
    return Instant.since_1970(count, 1000)


def direction(box: int | None) -> Direction | None:
    return "in" if box == 1 else "out" if box in OUTGOING else None


def kind(mime: str) -> MessageKind:
    """What a part of an MMS is."""
    match mime.lower().partition("/"):
        case ("image", _, _):
            return "image"
        case ("video", _, _):
            return "video"
        case ("audio", _, _) | ("application", _, "ogg"):
            return "audio"
        case ("text", _, "x-vcard" | "vcard" | "x-vcalendar"):
            return "contact"
    return "file"


def call(locus: Locus, date: object, number: object, name: object, duration: object, kind: object) -> Records:
    """A row of a call log; `date` in milliseconds, `duration` in seconds, `kind` as CallLog.Calls.TYPE."""
    time = yield from moment("date", date, millis, locus)
    stored, seconds = whole(kind), whole(duration)
    outcome = OUTCOMES.get(stored, "unknown")
    if stored == 2 and seconds:
        outcome = "answered"
    if stored is not None and not 1 <= stored <= 7:
        yield Gap("value-out-of-range", {"field": "type", "raw": stored}, place=locus.place)
    yield Call(
        locus=locus, time=time, number=text(number) or None, name=text(name) or None,
        direction="out" if stored == 2 else "in" if stored in OUTCOMES else None, outcome=outcome, duration=seconds, native_type=text(kind),
    )  # fmt: skip

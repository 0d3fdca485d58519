"""Viber on Android: viber_data (calls, contacts) and viber_messages.

Tables as plaso (Apache-2.0) and the databases themselves have them. Times are milliseconds since 1970 in UTC. A call's `type` is Android's
own (1 in, 2 out, 3 missed), `viber_call_type` 4 is a video call. A message's `send_type` 1 is what was sent.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Records,
    Stored,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._rooms import Rooms

CALLS = Query(
    "calls",
    {
        "calls": "_id call_id number canonized_number viber_call_type date duration type end_reason",
        "vibernumbers": "canonized_number viber_name",
    },
    "SELECT calls.rowid, call_id, number, calls.canonized_number AS canonized, viber_call_type, date, duration, type, end_reason, "
    "(SELECT min(viber_name) FROM vibernumbers WHERE vibernumbers.canonized_number = calls.canonized_number) AS name FROM calls",
)
CONTACTS = Query(
    "phonebookcontact",
    {"phonebookcontact": "_id display_name viber deleted"},
    "SELECT phonebookcontact.rowid, _id AS number, display_name, viber, deleted FROM phonebookcontact",
)
NUMBERS = "SELECT contact_id, coalesce(nullif(data2, ''), data1) FROM phonebookdata WHERE mime_type = 0 ORDER BY _id"
MESSAGES = Query(
    "messages",
    {
        "messages": "_id conversation_id participant_id msg_date date send_type body description extra_mime extra_uri status deleted token "
        "location_lat location_lng",
        "conversations": "_id conversation_type name group_id",
        "participants": "_id participant_info_id",
        "participants_info": "_id number viber_name contact_name member_id",
    },
    "SELECT messages.rowid, messages._id AS id, conversation_id, coalesce(msg_date, date) AS date, send_type, body, description, extra_mime, "
    "extra_uri, status, deleted, token, location_lat, location_lng, conversation_type, name, number, coalesce(nullif(contact_name, ''), viber_name) "
    "AS sender, member_id FROM messages LEFT JOIN conversations ON conversations._id = conversation_id "
    "LEFT JOIN participants ON participants._id = messages.participant_id "
    "LEFT JOIN participants_info ON participants_info._id = participants.participant_info_id",
)
IN, OUT, MISSED, VIDEO = 1, 2, 3, 4
KINDS: dict[str, MessageKind] = {
    "text": "text", "image": "image", "video": "video", "sound": "audio", "audio_ptt": "audio", "sticker": "sticker", "location": "location",
    "share_contact": "contact", "file": "file", "notif": "system", "call": "call", "url_message": "link", "animated_message": "image", "gif": "image",
}  # fmt: skip
FILES = ("image", "video", "audio", "file")


def millis(count: int) -> Instant:
    return Instant.since_1970(count, 1000)


@parser("viber.android.call", version=1, needs={"calls": {"call_id", "canonized_number", "viber_call_type", "date", "duration", "type"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that Viber on Android logged."""

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from moment("date", row["date"], millis, locus)
        kind, video, duration = whole(row["type"]), whole(row["viber_call_type"]) == VIDEO, whole(row["duration"])
        yield Call(
            locus=locus, time=time, number=text(row["canonized"]) or text(row["number"]), name=text(row["name"]) or None,
            direction="out" if kind == OUT else "in" if kind in (IN, MISSED) else None,
            outcome="missed" if kind == MISSED else "answered" if duration else "unknown", duration=duration,
            native_type=f"{kind}{' video' if video else ''}", app="viber",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


@parser("viber.android.contact", version=1, needs={"phonebookcontact": {"_id", "display_name", "viber"}})
def contacts(entry: OpenEntry) -> Records:
    """Contacts of the phone as Viber on Android copied them."""
    numbers: dict[object, list[str]] = {}
    if {"contact_id", "data1", "data2", "mime_type", "_id"} <= entry.tables.get("phonebookdata", frozenset()):
        try:
            with entry.sqlite() as db:
                for row in db.execute(NUMBERS):
                    if number := text(row[1]):
                        numbers.setdefault(row[0], []).append(number)
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

    def contact(row: Stored, locus: Locus) -> Records:
        known = tuple(dict.fromkeys(numbers.get(row["number"], ())))
        yield Contact(locus=locus, name=text(row["display_name"]) or None, numbers=known, deleted=bool(row["deleted"]), app="viber")

    yield from entry.records(CONTACTS, contact)


@parser(
    "viber.android.message",
    version=1,
    needs={"messages": {"_id", "conversation_id", "participant_id", "send_type", "body"}, "participants_info": {"_id", "number"}},
)
def messages(entry: OpenEntry) -> Records:
    """Messages that Viber on Android stored."""
    rooms = Rooms("viber")

    def message(row: Stored, locus: Locus) -> Records:
        key, out = text(row["conversation_id"]) or "", whole(row["send_type"]) == 1
        mime = text(row["extra_mime"]) or "text"
        kind = KINDS.get(mime, "other")
        sender = None if out else text(row["number"]) or text(row["member_id"])
        name = None if out else text(row["sender"]) or None
        sent = yield from moment("date", row["date"], millis, locus)
        yield from rooms.enter(key, locus, "group" if row["conversation_type"] else "direct", text(row["name"]) or None)
        yield from rooms.meet(key, locus, sender, name)
        where = text(row["extra_uri"])
        columns = ("extra_uri", "status", "location_lat", "location_lng")
        yield Message(
            conversation=key, app="viber", locus=locus, sent=sent, sent_local=text(row["date"]), zone_basis="source", sender=name, sender_id=sender,
            direction=None if kind == "system" else "out" if out else "in", kind=kind, text=text(row["body"]) or text(row["description"]) or None,
            native_id=text(row["token"]) or text(row["id"]), native_type=mime, deleted=bool(row["deleted"]),
            attachments=(Attachment(name=where.rpartition("/")[2] or None),) if where and kind in FILES else (),
            extra={column: value for column in columns if (value := text(row[column])) not in (None, "", "0")},
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)

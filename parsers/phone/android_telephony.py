"""Android's message store, mmssms.db: SMS and MMS.

Tables: MmsSmsDatabaseHelper.java in Android's TelephonyProvider. `sms.date` is milliseconds since 1970 in UTC,
`pdu.date` seconds. A group's MMS has its people in `addr`, its contents in `part`; files of parts lie in the
folder app_parts beside the one of the database.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from evidence_desk.api import (
    Attachment,
    Conversation,
    Gap,
    Instant,
    Locus,
    Message,
    OpenEntry,
    Participant,
    Query,
    Records,
    Stored,
    moment,
    parser,
    text,
    whole,
)
from parsers.phone._telephony import BOXES, OWNER, SENDER, direction, kind, millis

SMS = Query(
    "sms",
    {"sms": "_id thread_id address date date_sent type body subject status service_center error_code"},
    "SELECT sms.rowid, _id, thread_id, address, date, date_sent, type, body, subject, status, service_center, error_code FROM sms",
    counted="_id",
)
MMS = Query(
    "pdu",
    {"pdu": "_id thread_id date date_sent msg_box m_id m_type sub ct_t"},
    "SELECT pdu.rowid, _id, thread_id, date, date_sent, msg_box, m_id, m_type, sub, ct_t FROM pdu",
    counted="_id",
)
PARTS = "SELECT mid, ct, name, cl, _data, text FROM part ORDER BY mid, seq, _id"
ADDRESSES = "SELECT msg_id, type, address FROM addr ORDER BY msg_id, _id"


class Threads:
    """The threads and the people in them that were named already."""

    def __init__(self) -> None:
        self._named: set[tuple[str, str | None]] = set()

    def name(self, key: str, people: Iterable[str], locus: Locus) -> Records:
        if (key, None) not in self._named:
            self._named.add((key, None))
            yield Conversation(key=key, app="sms", locus=locus)
        for person in people:
            if (key, person) not in self._named:
                self._named.add((key, person))
                yield Participant(conversation=key, app="sms", locus=locus, identifier=person)


@parser(
    "android.sms", version=1, needs={"sms": {"_id", "address", "date", "type", "body"}}, tables=lambda tables: "recipient" not in tables
)
def sms(entry: OpenEntry) -> Records:
    """Short messages that an Android phone stored; drafts among them were never sent."""
    threads = Threads()

    def message(row: Stored, locus: Locus) -> Records:
        address, box = text(row["address"]) or None, whole(row["type"])
        key = text(row["thread_id"]) or address or ""
        yield from threads.name(key, [address] if address else [], locus)
        sent = yield from moment("date", row["date"], millis, locus)
        came = box == 1
        yield Message(
            conversation=key, app="sms", locus=locus, sent=sent, sent_local=text(row["date"]), zone_basis="source",
            sender_id=address if came else None, direction=direction(box), text=text(row["body"]),
            native_id=text(row["_id"]), native_type=f"sms {text(box)}",
            extra=said(box, row, "date_sent", "subject", "status", "service_center", "error_code"),
        )  # fmt: skip

    yield from entry.records(SMS, message)


@parser(
    "android.mms",
    version=1,
    needs={
        "pdu": {"_id", "date", "msg_box"},
        "part": {"_id", "mid", "seq", "ct", "name", "cl", "_data", "text"},
        "addr": {"_id", "msg_id", "address", "type"},
    },
)
def mms(entry: OpenEntry) -> Records:
    """Multimedia messages that an Android phone stored, with the names of their parts; drafts among them were never sent."""
    threads = Threads()
    parts: dict[object, list[Stored]] = defaultdict(list)
    addresses: dict[object, list[Stored]] = defaultdict(list)
    yield from _by_message(entry, PARTS, parts)
    yield from _by_message(entry, ADDRESSES, addresses)

    def message(row: Stored, locus: Locus) -> Records:
        box, own = whole(row["msg_box"]), addresses.get(row["_id"], [])
        people = dict.fromkeys(address for one in own if (address := text(one["address"])) and address != OWNER)
        sender = next((text(one["address"]) for one in own if one["type"] == SENDER and one["address"] != OWNER), None)
        key = text(row["thread_id"]) or "~".join(people)
        yield from threads.name(key, people, locus)
        sent = yield from moment("date", row["date"], Instant.since_1970, locus)
        bodies = [body for one in parts.get(row["_id"], []) if one["ct"] == "text/plain" and (body := text(one["text"]))]
        files = [one for one in parts.get(row["_id"], []) if one["ct"] not in ("text/plain", "application/smil")]
        yield Message(
            conversation=key, app="sms", locus=locus, sent=sent, sent_local=text(row["date"]), zone_basis="source",
            sender_id=sender if box == 1 else None, direction=direction(box), kind=kind(text(files[0]["ct"]) or "") if files else "text",
            text="\n".join(bodies) or None, native_id=text(row["_id"]), native_type=f"mms {text(box)}",
            attachments=tuple(_attachment(entry, one) for one in files),
            extra=said(box, row, "date_sent", "sub", "m_id", "m_type", "ct_t"),
        )  # fmt: skip

    yield from entry.records(MMS, message)


def said(box: int | None, row: Stored, *columns: str) -> dict[str, str]:
    """What the row says beside the fields of a message, and the name of its box."""
    values = {column: value for column in columns if (value := text(row[column])) not in (None, "", "0", "-1")}
    return {"box": BOXES[box], **values} if box in BOXES else values


def _attachment(entry: OpenEntry, part: Stored) -> Attachment:
    """A file of a part, present where it lies where Android puts such files: of the path that the database names only its last step counts."""
    stored = (text(part["_data"]) or "").rpartition("/")[2]
    found = entry.near(f"../app_parts/{stored}") if stored not in ("", ".", "..") else None
    return Attachment(name=_name(part), path=found.path, state="present") if found else Attachment(name=_name(part))


def _name(part: Stored) -> str | None:
    """The file name of a part, or where Android put its bytes."""
    return next((name for column in ("cl", "name", "_data") if (name := text(part[column]))), None)


def _by_message(entry: OpenEntry, select: str, found: dict[object, list[Stored]]) -> Records:
    """Adds rows to the message that their first column names."""
    try:
        with entry.sqlite() as db:
            for row in db.execute(select):
                found[row[0]].append(row)
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

"""Threema's own backup: message_ID.csv of each chat, group_message_ID.csv of each group, contacts.csv beside them.

Columns as the app writes them (BackupService of Threema for Android names them); older and newer versions have fewer and more. `posted_at`
is milliseconds since 1970 in UTC, in converted backups ISO 8601; so are the other times. A file of a message is named by its `uid`. The body
of a place is an array `[latitude, longitude, accuracy, address, name]`, that of a call `[1, {"status": 1 missed, 2 finished, 3 rejected, 4 aborted}]`.
"""

from __future__ import annotations

import csv
import re

import msgspec

from evidence_desk.api import (
    Attachment,
    CallNote,
    CallOutcome,
    Instant,
    Location,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Recall,
    Receipt,
    Records,
    clean,
    moment,
    parser,
)
from parsers.chat._export_json import iso
from parsers.chat._rooms import Rooms
from parsers.chat._tables import Sheet
from parsers.chat._told import degrees, early, millis, named

COLUMNS = {"uid", "posted_at", "type", "isoutbox", "isstatusmessage", "body"}
KINDS: dict[str, MessageKind] = {
    "TEXT": "text", "IMAGE": "image", "VIDEO": "video", "VOICEMESSAGE": "audio", "AUDIO": "audio", "LOCATION": "location", "CONTACT": "contact",
    "STATUS": "system", "BALLOT": "other", "FILE": "file", "VOIP_STATUS": "call", "GROUP_CALL_STATUS": "call", "GROUP_STATUS": "system",
    "DATE_SEPARATOR": "system", "FORWARD_SECURITY_STATUS": "system",
}  # fmt: skip
FILES = ("image", "video", "audio", "file")
KEPT = (
    "caption",
    "messagestae",
    "isread",
    "created_at",
    "modified_at",
    "delivered_at",
    "read_at",
    "edited_at",
    "deleted_at",
    "g_msg_states",
)
CALL = 1
ENDS: tuple[CallOutcome, ...] = ("missed", "answered", "rejected", "cancelled")
LARGEST_CONTACTS = 16 << 20


def header(head: bytes) -> set[str]:
    """The names of the columns in the first line."""
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0][:4096]
    return {name.strip().strip('"') for name in first.decode("utf-8", "replace").split(",")}


@parser("threema.csv", version=1, sniff=lambda head: header(head) >= COLUMNS)
def messages(entry: OpenEntry) -> Records:
    """Messages of a chat in a backup of Threema; such a file can be changed without a trace."""
    rooms, key, group = Rooms("threema"), entry.name.removesuffix(".csv"), entry.name.startswith("group_message_")
    contacts, names = people(entry)
    number = key.partition("message_")[2]
    peer = contacts.get(number, number if re.fullmatch(r"[0-9A-Z*]{8}", number) else None)

    def message(row: dict[str, str], locus: Locus) -> Records:
        written = row["posted_at"]
        sent = (yield from moment("posted_at", written, millis, locus)) if written.isdigit() else iso(written)
        out, kind = row["isoutbox"] in ("1", "true"), KINDS.get(row["type"], "other")
        system = kind == "system" or row["isstatusmessage"] in ("1", "true")
        sender = None if out or system else row.get("identity") or (None if group else peer)
        who = names.get(sender or "")
        yield from rooms.enter(key, locus, "group" if group else "direct", None if group else names.get(peer or "") or peer)
        yield from rooms.meet(key, locus, sender, who)
        yield Message(
            conversation=key, app="threema", locus=locus, sent=sent, sent_local=written or None, zone_basis="source", sender=who, sender_id=sender,
            direction=None if system else "out" if out else "in", kind="system" if system else kind,
            text=row["body"] or row.get("caption") or None, native_id=row.get("apiid") or row["uid"], native_type=row["type"],
            reply_to=row.get("quoted_message_apiid") or row.get("quoted_message_id") or None, edited=bool(row.get("edited_at")),
            deleted=bool(row.get("deleted_at")), edited_at=time_of(row.get("edited_at")), receipts=receipts_of(row, None if group or not out else peer),
            recall=Recall(by=who, by_id=sender, time=time_of(row.get("deleted_at"))) if row.get("deleted_at") else None,
            call=call_of(row["body"]) if kind == "call" else None, location=location_of(row["body"]) if kind == "location" else None,
            attachments=(attachment(entry, row["uid"], group),) if kind in FILES else (),
            extra={name: value for name in KEPT if (value := row.get(name))} | ({"uid": row["uid"]} if row.get("apiid") else {}),
        )  # fmt: skip

    yield from Sheet(entry).read(message)


def time_of(written: str | None) -> Instant | None:
    """A time beside the message's own, whose text `extra` keeps."""
    if not written:
        return None
    try:
        return early(written, millis) if written.isdigit() else iso(written)
    except ValueError:
        return None


def receipts_of(row: dict[str, str], peer: str | None) -> tuple[Receipt, ...]:
    """Of what came in, when this device had it and showed it."""
    delivered, read = time_of(row.get("delivered_at")), time_of(row.get("read_at"))
    return (Receipt(identifier=peer, delivered=delivered, read=read),) if delivered or read else ()


def call_of(body: str) -> CallNote | None:
    decoded = array(body)
    data = decoded[1] if len(decoded) > 1 and decoded[0] == CALL and isinstance(decoded[1], dict) else {}
    status, lasted = data.get("status"), data.get("duration")
    end: CallOutcome = ENDS[status - 1] if isinstance(status, int) and 1 <= status <= len(ENDS) else "unknown"
    return CallNote(outcome=end, duration=lasted if isinstance(lasted, int) and lasted >= 0 else None)


def location_of(body: str) -> Location | None:
    match array(body):
        case [latitude, longitude, *rest]:
            address, label = ([one for one in rest[1:] if one is None or isinstance(one, str)] + [None, None])[:2]
            return Location(latitude=degrees(latitude), longitude=degrees(longitude), address=named(address), label=named(label))
    return None


def array(body: str) -> list[object]:
    """Empty where the body is none."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def attachment(entry: OpenEntry, uid: str, group: bool) -> Attachment:
    """A file of the backup is named by the message, a thumbnail beside it is no content."""
    found = entry.sibling(f"{'group_' if group else ''}message_media_{uid}") if uid and "/" not in uid else None
    return Attachment(name=uid or None, path=found.path, state="present") if found else Attachment(name=uid or None)


def people(entry: OpenEntry) -> tuple[dict[str, str], dict[str, str]]:
    """Identities by the number of their chat, and names by identity, from contacts.csv; itself no record."""
    beside = entry.sibling("contacts.csv")
    if beside is None or beside.size > LARGEST_CONTACTS:
        return {}, {}
    lines = beside.content.read_at(0, beside.size).decode("utf-8-sig", "replace").splitlines()
    numbers, names = dict[str, str](), dict[str, str]()
    try:
        for row in csv.DictReader(lines):
            identity = row.get("identity") or ""
            name = " ".join(part for part in (row.get("firstname"), row.get("lastname")) if part) or row.get("nick_name") or ""
            numbers[row.get("identity_id") or identity] = identity
            if identity and name:
                names[identity] = clean(name)
    except csv.Error:
        pass
    return numbers, names

"""Threema's own backup: message_ID.csv of each chat, group_message_ID.csv of each group, contacts.csv beside them.

Columns as the app writes them (BackupService of Threema for Android names them); older and newer versions have fewer and more. `posted_at`
is milliseconds since 1970 in UTC, in converted backups ISO 8601. A file of a message is named by its `uid`.
"""

from __future__ import annotations

import csv
import re

from evidence_desk.api import Attachment, Instant, Locus, Message, MessageKind, OpenEntry, Records, clean, moment, parser
from parsers.chat._export_json import iso
from parsers.chat._rooms import Rooms
from parsers.chat._tables import Sheet

COLUMNS = {"uid", "posted_at", "type", "isoutbox", "isstatusmessage", "body"}
KINDS: dict[str, MessageKind] = {
    "TEXT": "text", "IMAGE": "image", "VIDEO": "video", "VOICEMESSAGE": "audio", "AUDIO": "audio", "LOCATION": "location", "CONTACT": "contact",
    "STATUS": "system", "BALLOT": "other", "FILE": "file", "VOIP_STATUS": "call", "GROUP_CALL_STATUS": "call", "GROUP_STATUS": "system",
    "DATE_SEPARATOR": "system", "FORWARD_SECURITY_STATUS": "system",
}  # fmt: skip
FILES = ("image", "video", "audio", "file")
KEPT = ("caption", "messagestae", "isread", "created_at", "modified_at", "delivered_at", "read_at", "edited_at", "deleted_at")
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
        sent = (
            (yield from moment("posted_at", written, lambda count: Instant.since_1970(count, 1000), locus))
            if written.isdigit()
            else iso(written)
        )
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
            reply_to=row.get("quoted_message_id") or None, edited=bool(row.get("edited_at")), deleted=bool(row.get("deleted_at")),
            attachments=(attachment(entry, row["uid"], group),) if kind in FILES else (),
            extra={name: value for name in KEPT if (value := row.get(name))} | ({"uid": row["uid"]} if row.get("apiid") else {}),
        )  # fmt: skip

    yield from Sheet(entry).read(message)


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

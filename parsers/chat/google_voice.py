"""Google Voice on iOS: threadingStore.sqlite.

Observed on a public reference image, as iLEAPP (MIT) reads it: a row of `ThreadItem` is a message, a call or a voicemail by its `itemType`;
times are seconds since 1970 in UTC with a fraction. The owner's number is the sender of what was sent.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import Attachment, Call, Gap, Locus, Message, OpenEntry, Query, Records, Stored, parser, text
from parsers.chat._rooms import Rooms
from parsers.chat._seconds import length, seconds

COLUMNS = {
    "ThreadItem": "threadItemKey threadItemType isUnread messageText senderPhoneNumber sendingState failureReason isSystemMessage isDeleted "
    "duration timestamp itemType threadKey",
    "Thread": "threadKey groupName isDeleted",
}
SELECT = (
    "SELECT ThreadItem.rowid, ThreadItem.threadItemKey AS id, isUnread, messageText, senderPhoneNumber, sendingState, failureReason, "
    "isSystemMessage, ThreadItem.isDeleted AS deleted, duration, ThreadItem.timestamp AS timestamp, itemType, ThreadItem.threadKey AS thread, "
    "(SELECT min(groupName) FROM Thread WHERE Thread.threadKey = ThreadItem.threadKey) AS title FROM ThreadItem"
)
CALL_TYPES = "coalesce(itemType LIKE '%Call' OR itemType LIKE '%Voicemail' OR itemType LIKE 'CallRecording%', 0)"
MESSAGES = Query("ThreadItem", COLUMNS, SELECT, f"NOT {CALL_TYPES}")
CALLS = Query("ThreadItem", COLUMNS, SELECT, CALL_TYPES)
PEOPLE = "SELECT threadKey, phoneNumberE164 FROM ThreadParticipant"
FILES = "SELECT threadItemKey, attachmentKey, mediaType FROM MMSAttachmentInfo"
NEEDED = {"threaditem": {"threaditemkey", "messagetext", "senderphonenumber", "timestamp", "itemtype", "threadkey"}}


@parser("google.voice.message", version=1, needs=NEEDED)
def messages(entry: OpenEntry) -> Records:
    """Messages that Google Voice on iOS stored."""
    rooms, people, files = Rooms("google-voice"), dict[object, list[str]](), dict[object, list[Attachment]]()
    yield from beside(entry, people, files)

    def message(row: Stored, locus: Locus) -> Records:
        key, kind = text(row["thread"]) or "", text(row["itemType"]) or ""
        system, out = bool(row["isSystemMessage"]), kind.endswith("Out")
        sender, parts = text(row["senderPhoneNumber"]), tuple(files.get(row["id"], ()))
        sent = yield from seconds("timestamp", row["timestamp"], locus)
        group = len(people.get(row["thread"], ())) > 1
        yield from rooms.enter(
            key, locus, "group" if group else "direct", text(row["title"]) or ", ".join(people.get(row["thread"], ())) or None
        )
        for one in people.get(row["thread"], ()):
            yield from rooms.meet(key, locus, one)
        columns = ("isUnread", "sendingState", "failureReason")
        yield Message(
            conversation=key, app="google-voice", locus=locus, sent=sent, sent_local=text(row["timestamp"]), zone_basis="source",
            sender_id=None if system else sender, direction=None if system else "out" if out else "in" if kind.endswith("In") else None,
            kind="system" if system else "file" if parts else "text", text=text(row["messageText"]) or None, native_id=text(row["id"]),
            native_type=kind, deleted=bool(row["deleted"]), attachments=parts,
            extra={column: value for column in columns if (value := text(row[column])) not in (None, "", "0")},
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)


@parser("google.voice.call", version=1, needs=NEEDED)
def calls(entry: OpenEntry) -> Records:
    """Calls and voicemails that Google Voice on iOS stored."""
    people: dict[object, list[str]] = {}
    yield from beside(entry, people, {})

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from seconds("timestamp", row["timestamp"], locus)
        kind = text(row["itemType"]) or ""
        out, mail, missed = kind.startswith("Outgoing"), "Voicemail" in kind, kind.startswith("Missed")
        other = next(iter(people.get(row["thread"], ())), None)
        yield Call(
            locus=locus, time=time, number=other or text(row["senderPhoneNumber"]),
            direction="out" if out else "in", duration=length(row["duration"]), native_type=kind, app="google-voice",
            outcome="voicemail" if mail else "missed" if missed else "answered" if length(row["duration"]) else "unknown",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


def beside(entry: OpenEntry, people: dict[object, list[str]], files: dict[object, list[Attachment]]) -> Records:
    """Who is in each thread, and which files each message has; their bytes lie elsewhere."""
    try:
        with entry.sqlite() as db:
            if {"threadkey", "phonenumbere164"} <= entry.tables.get("threadparticipant", frozenset()):
                for row in db.execute(PEOPLE):
                    if number := text(row[1]):
                        people.setdefault(row[0], []).append(number)
            if {"threaditemkey", "attachmentkey", "mediatype"} <= entry.tables.get("mmsattachmentinfo", frozenset()):
                for row in db.execute(FILES):
                    files.setdefault(row[0], []).append(Attachment(name=text(row[1])))
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

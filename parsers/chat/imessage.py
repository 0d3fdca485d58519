"""Messages of iOS and macOS, sms.db and chat.db: iMessage, SMS, MMS and RCS.

Schema as ReagentX/imessage-exporter and iLEAPP describe it. Times are nanoseconds since 2001 in UTC, before iOS 11 seconds. The text
of newer messages stands in `attributedBody` alone. A tapback is a row of its own: it is told with the message that it belongs to.
"""

from __future__ import annotations

import plistlib
import sqlite3
from collections import defaultdict
from collections.abc import Mapping

from evidence_desk.api import (
    Attachment,
    Edit,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Reaction,
    Recall,
    Receipt,
    Records,
    Stored,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._rooms import Rooms
from parsers.chat._told import early
from parsers.chat._typedstream import text_of

MESSAGES = Query(
    "message",
    {
        "message": "ROWID guid text handle_id service account date date_read date_delivered is_from_me item_type group_title group_action_type "
        "associated_message_type associated_message_guid attributedBody thread_originator_guid date_edited date_retracted balloon_bundle_id message_summary_info",
        "handle": "ROWID id",
        "chat_message_join": "chat_id message_id",
        "chat_recoverable_message_join": "chat_id message_id delete_date",
    },
    "SELECT message.rowid, guid, text, handle.id AS handle, service, date, date_read, date_delivered, is_from_me, item_type, group_title, "
    "group_action_type, associated_message_type, associated_message_guid, attributedBody, thread_originator_guid, date_edited, date_retracted, "
    "balloon_bundle_id, message_summary_info, coalesce((SELECT min(chat_id) FROM chat_message_join WHERE message_id = message.rowid), "
    "(SELECT min(chat_id) FROM chat_recoverable_message_join WHERE message_id = message.rowid)) AS chat, "
    "(SELECT max(delete_date) FROM chat_recoverable_message_join WHERE message_id = message.rowid) AS delete_date "
    "FROM message LEFT JOIN handle ON handle.rowid = message.handle_id",
    "coalesce(associated_message_type, 0) NOT BETWEEN 2000 AND 3007",
    counted="rowid",
)
CHATS = "SELECT ROWID, chat_identifier, display_name, style FROM chat"
TAPBACKS = """
SELECT associated_message_guid, associated_message_type, is_from_me, handle.id, date FROM message LEFT JOIN handle ON handle.ROWID = message.handle_id
WHERE associated_message_type BETWEEN 2000 AND 3007 ORDER BY date
"""
FILES = """
SELECT message_id, filename, transfer_name, mime_type, total_bytes FROM message_attachment_join
JOIN attachment ON attachment.ROWID = attachment_id ORDER BY message_id, attachment.ROWID
"""
NEEDED = {
    "message": {"guid", "text", "handle_id", "date", "is_from_me", "service"},
    "handle": {"id"},
    "chat_message_join": {"chat_id", "message_id"},
}
TAPBACK_NAMES = ("loved", "liked", "disliked", "laughed", "emphasized", "questioned", "emoji", "sticker")
GROUP_STYLE = 43
SINCE_2001 = 978_307_200
NANOSECONDS_FROM = 1 << 36
"""A greater number is none of seconds: they would lead past the year 4000."""
IN_BACKUPS = "../../../MediaDomain/Library/SMS"
"""Backups have the attachments in another domain than the database."""
SLOT = "\ufffc"
"""Stands in the text where an attachment is."""
KINDS: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}


def apple_time(count: int) -> Instant:
    if abs(count) >= NANOSECONDS_FROM:
        seconds, rest = divmod(count, 1_000_000_000)
        return Instant(SINCE_2001 + seconds, rest, 9 if rest else 0)
    return Instant.since_1970(SINCE_2001 + count)


@parser("apple.message", version=1, needs=NEEDED)
def messages(entry: OpenEntry) -> Records:
    """Messages of iOS or macOS: iMessage, SMS, MMS, RCS."""
    yield from Store(entry).read()


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry = entry
        self._rooms: dict[str, Rooms] = {}
        self._chats: dict[object, Stored] = {}
        self._files: dict[object, list[Stored]] = defaultdict(list)
        self._tapbacks: dict[str, list[Reaction]] = defaultdict(list)

    def read(self) -> Records:
        try:
            with self._entry.sqlite() as db:
                if {"rowid", "chat_identifier", "display_name", "style"} <= self._entry.tables.get("chat", frozenset()):
                    self._chats = {row["ROWID"]: row for row in db.execute(CHATS)}
                if {"attachment", "message_attachment_join"} <= self._entry.tables.keys():
                    for row in db.execute(FILES):
                        self._files[row["message_id"]].append(row)
                if {"associated_message_guid", "associated_message_type"} <= self._entry.tables["message"]:
                    for row in db.execute(TAPBACKS):
                        self._tapback(row)
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")
        yield from self._entry.records(MESSAGES, self._message)

    def _tapback(self, row: Stored) -> None:
        number = whole(row["associated_message_type"]) or 2000
        name = TAPBACK_NAMES[number % 1000] if number % 1000 < len(TAPBACK_NAMES) else str(number)
        target = (text(row["associated_message_guid"]) or "").rpartition("/")[2].removeprefix("bp:")
        who = None if row["is_from_me"] else text(row["id"])
        self._tapbacks[target].append(
            Reaction(
                value=name,
                sender="(out)" if row["is_from_me"] else None,
                sender_id=who,
                time=early(row["date"], apple_time),
                removed=number >= 3000,
            )
        )

    def _message(self, row: Stored, locus: Locus) -> Records:
        chat, handle, out = self._chats.get(row["chat"]), text(row["handle"]), whole(row["is_from_me"]) == 1
        key = (text(chat["chat_identifier"]) if chat else None) or handle or ""
        app = (text(row["service"]) or "imessage").lower()
        group = chat is not None and whole(chat["style"]) == GROUP_STYLE
        system = bool(row["item_type"])
        files, words = self._files.get(row["rowid"], []), self._words(row)
        sent = yield from moment("date", row["date"], apple_time, locus)
        gone = recalled(row, sender_of(handle, out, system))
        rooms = self._rooms.setdefault("apple", Rooms("imessage"))
        yield from rooms.enter(key, locus, "group" if group else "direct", text(chat["display_name"]) or None if chat else None)
        sender = sender_of(handle, out, system)
        yield from rooms.meet(key, locus, sender)
        yield Message(
            conversation=key, app="imessage", locus=locus, sent=sent, sent_local=text(row["date"]), zone_basis="source", sender_id=sender,
            direction=None if system else "out" if out else "in", kind="system" if system else kind_of(files), text=words or None,
            native_id=text(row["guid"]), native_type=f"{app} {text(row['item_type']) or 0}", reply_to=text(row["thread_originator_guid"]) or None,
            edited=bool(row["date_edited"]) and gone is None, deleted=gone is not None or row["delete_date"] is not None, attachments=tuple(map(self._attachment, files)),
            extra=self._said(row), time_source="sent" if out else "unknown", reactions=tuple(self._tapbacks.get(text(row["guid"]) or "", ())),
            edits=edits_of(row["message_summary_info"]), edited_at=None if gone else early(row["date_edited"], apple_time),
            recall=gone, receipts=receipts_of(row, handle),
        )  # fmt: skip

    def _words(self, row: Stored) -> str:
        """The text, or else the attributed one; the group's new name where that is what the row is about."""
        words = text(row["text"])
        archived = row["attributedBody"]
        if not words and isinstance(archived, bytes):
            words = text_of(archived)
        return (words or text(row["group_title"]) or "").replace(SLOT, "").strip("\n")

    def _attachment(self, row: Stored) -> Attachment:
        path = text(row["filename"])
        name = text(row["transfer_name"]) or (path or "").rpartition("/")[2] or None
        marker = "Attachments/"
        below = marker + path.partition(marker)[2] if path and marker in path else ""
        found = self._entry.sibling(below) if below else None
        if below and not found and ".." not in below.split("/"):
            found = self._entry.near(f"{IN_BACKUPS}/{below}")
        return Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name)

    def _said(self, row: Stored) -> dict[str, str]:
        columns = ("date_read", "date_delivered", "date_edited", "date_retracted", "group_action_type", "balloon_bundle_id", "delete_date")
        return {column: value for column in columns if (value := text(row[column])) not in (None, "", "0")}


def kind_of(files: list[Stored]) -> MessageKind:
    return KINDS.get((text(files[0]["mime_type"]) or "").partition("/")[0], "file") if files else "text"


def sender_of(handle: str | None, out: bool, system: bool) -> str | None:
    return None if out or system else handle


def recalled(row: Stored, sender: str | None) -> Recall | None:
    """A message of which every part was taken back: `otr` of the summary has its parts, `rp` those that were. What only this device's owner
    deleted is not recalled: it has a date of its own."""
    if row["date_retracted"]:
        return Recall(by_id=sender, time=early(row["date_retracted"], apple_time))
    summary = summary_of(row["message_summary_info"])
    parts, gone = summary.get("otr"), summary.get("rp")
    if not isinstance(parts, dict) or not isinstance(gone, list) or not gone or not set(parts) <= {str(one) for one in gone}:
        return None
    return Recall(by_id=sender, time=early(row["date_edited"], apple_time))


def receipts_of(row: Stored, handle: str | None) -> tuple[Receipt, ...]:
    """When the other side's device had it and, where that is told, showed it; of what came in, this device's."""
    delivered, shown = early(row["date_delivered"], apple_time), early(row["date_read"], apple_time)
    who = handle if whole(row["is_from_me"]) == 1 else None
    return (Receipt(identifier=who, delivered=delivered, read=shown),) if delivered or shown else ()


def edits_of(stored: object) -> tuple[Edit, ...]:
    """`ec` of the summary: by part of the message its versions, oldest first, the last being what stands; `d` is the time, `t` the text."""
    parts = summary_of(stored).get("ec")
    try:
        listed = [one for _, part in sorted(parts.items()) for one in part[:-1]] if isinstance(parts, dict) else []
        return tuple(Edit(text=text_of(one["t"]) or None, time=early(int(one["d"]), apple_time)) for one in listed)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError):
        return ()


def summary_of(stored: object) -> Mapping[str, object]:
    """Empty where there is none, or none that can be read."""
    try:
        found = plistlib.loads(stored) if isinstance(stored, bytes) else {}
    except (plistlib.InvalidFileException, ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError):
        return {}
    return found if isinstance(found, dict) else {}

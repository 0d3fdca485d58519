"""WhatsApp on Android: msgstore.db, with `message` (since about 2021) or `messages` (before), and wa.db beside it, which names people.

Schemas as KnugiHK/WhatsApp-Chat-Exporter (MIT) reads them; a table or column that a version lacks is taken for empty. Times are
milliseconds since 1970 in UTC. The owner has no number in these files: a sent message has no sender.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Locus,
    Message,
    OpenEntry,
    Query,
    Records,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._rooms import Rooms
from parsers.chat._told import millis
from parsers.chat._whatsapp_parts import Beside
from parsers.chat._whatsapp_types import ANDROID, REVOKED, room_kind

NEW = Query(
    "message",
    {
        "message": "_id chat_row_id from_me key_id sender_jid_row_id status timestamp received_timestamp message_type text_data starred",
        "chat": "_id jid_row_id subject",
        "jid": "_id raw_string",
        "message_media": "message_row_id file_path mime_type file_size media_name media_caption media_duration",
        "message_quoted": "message_row_id key_id text_data from_me sender_jid_row_id timestamp message_type",
        "message_location": "message_row_id latitude longitude place_name place_address",
        "message_system": "message_row_id action_type",
        "message_revoked": "message_row_id revoke_timestamp",
        "message_edit_info": "message_row_id edited_timestamp",
        "message_forwarded": "message_row_id forward_score",
        "message_vcard": "message_row_id vcard",
    },
    "SELECT message.rowid, message._id, key_id_of.raw_string AS room, chat.subject AS subject, message.from_me AS from_me, message.key_id AS key_id, "
    "sender.raw_string AS sender, status, message.timestamp AS timestamp, received_timestamp, message.message_type AS message_type, message.text_data AS words, "
    "file_path, mime_type, file_size, media_name, media_caption, media_duration, message_quoted.key_id AS quoted, "
    "message_quoted.text_data AS quoted_text, message_quoted.from_me AS quoted_own, message_quoted.timestamp AS quoted_time, "
    "message_quoted.message_type AS quoted_type, quoted_sender.raw_string AS quoted_sender, latitude, longitude, place_name, place_address, action_type, "
    "revoke_timestamp, edited_timestamp, forward_score, "
    "(SELECT min(vcard) FROM message_vcard WHERE message_vcard.message_row_id = message._id) AS vcard "
    "FROM message LEFT JOIN chat ON chat._id = message.chat_row_id LEFT JOIN jid AS key_id_of ON key_id_of._id = chat.jid_row_id "
    "LEFT JOIN jid AS sender ON sender._id = message.sender_jid_row_id "
    "LEFT JOIN message_media ON message_media.message_row_id = message._id "
    "LEFT JOIN message_quoted ON message_quoted.message_row_id = message._id "
    "LEFT JOIN jid AS quoted_sender ON quoted_sender._id = message_quoted.sender_jid_row_id "
    "LEFT JOIN message_location ON message_location.message_row_id = message._id "
    "LEFT JOIN message_system ON message_system.message_row_id = message._id "
    "LEFT JOIN message_revoked ON message_revoked.message_row_id = message._id "
    "LEFT JOIN message_edit_info ON message_edit_info.message_row_id = message._id "
    "LEFT JOIN message_forwarded ON message_forwarded.message_row_id = message._id",
    counted="_id",
)
OLD = Query(
    "messages",
    {
        "messages": "_id key_remote_jid key_from_me key_id status data timestamp received_timestamp media_wa_type media_mime_type media_size "
        "media_name media_caption media_duration remote_resource latitude longitude quoted_row_id edit_version "
        "receipt_device_timestamp read_device_timestamp played_device_timestamp",
        "chat_list": "key_remote_jid subject",
        "messages_quotes": "_id key_id data key_from_me remote_resource timestamp media_wa_type",
    },
    "SELECT messages.rowid, messages._id, messages.key_remote_jid AS room, subject, messages.key_from_me AS from_me, messages.key_id AS key_id, "
    "messages.remote_resource AS sender, status, messages.timestamp AS timestamp, received_timestamp, messages.media_wa_type AS message_type, messages.data AS words, "
    "NULL AS file_path, media_mime_type AS mime_type, media_size AS file_size, media_name, media_caption, media_duration, "
    "messages_quotes.key_id AS quoted, messages_quotes.data AS quoted_text, messages_quotes.key_from_me AS quoted_own, "
    "messages_quotes.timestamp AS quoted_time, messages_quotes.media_wa_type AS quoted_type, messages_quotes.remote_resource AS quoted_sender, latitude, "
    "longitude, NULL AS place_name, NULL AS place_address, CASE WHEN status = 6 THEN media_size END AS action_type, NULL AS revoke_timestamp, "
    "NULL AS edited_timestamp, NULL AS forward_score, CASE WHEN messages.media_wa_type = 4 THEN messages.data END AS vcard, "
    "receipt_device_timestamp, read_device_timestamp, played_device_timestamp "
    "FROM messages LEFT JOIN chat_list ON chat_list.key_remote_jid = messages.key_remote_jid "
    "LEFT JOIN messages_quotes ON messages_quotes._id = messages.quoted_row_id",
    "messages.key_remote_jid <> '-1'",
    counted="_id",
)
CALLS = Query(
    "call_log",
    {"call_log": "_id jid_row_id from_me call_id timestamp video_call duration call_result", "jid": "_id raw_string"},
    "SELECT call_log.rowid, raw_string, from_me, call_id, timestamp, video_call, duration, call_result "
    "FROM call_log LEFT JOIN jid ON jid._id = call_log.jid_row_id",
)
CONTACTS = Query(
    "wa_contacts",
    {"wa_contacts": "jid number display_name wa_name status"},
    "SELECT wa_contacts.rowid, jid, number, display_name, wa_name, status FROM wa_contacts",
)
NAMES = "SELECT jid, coalesce(nullif(display_name, ''), wa_name) FROM wa_contacts"
SYSTEM_STATUS = 6
ATTACHED = ("image", "audio", "video", "file")
ANSWERED = 5
"""`call_result`: 5 is a call that was taken, 2 one that was not."""
MISSED = 2


@parser(
    "whatsapp.android.message",
    version=1,
    needs={
        "message": {"_id", "chat_row_id", "from_me", "key_id", "timestamp", "text_data"},
        "jid": {"_id", "raw_string"},
        "chat": {"_id", "jid_row_id"},
    },
)
def messages(entry: OpenEntry) -> Records:
    """Messages that WhatsApp on Android stored, since about 2021."""
    beside = Beside()
    yield from beside.look_around(entry)
    yield from entry.records(NEW, Store(entry, beside).message)


@parser(
    "whatsapp.android.old-message", version=1, needs={"messages": {"_id", "key_remote_jid", "key_from_me", "key_id", "data", "timestamp"}}
)
def old_messages(entry: OpenEntry) -> Records:
    """Messages that WhatsApp on Android stored, until about 2021."""
    beside = Beside()
    yield from beside.look_around(entry)
    yield from entry.records(OLD, Store(entry, beside).message)


@parser(
    "whatsapp.android.call", version=1, needs={"call_log": {"jid_row_id", "from_me", "timestamp", "duration"}, "jid": {"_id", "raw_string"}}
)
def calls(entry: OpenEntry) -> Records:
    """Calls that WhatsApp on Android logged."""

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from moment("timestamp", row["timestamp"], millis, locus)
        result = whole(row["call_result"])
        yield Call(
            locus=locus, time=time, number=text(row["raw_string"]), direction="out" if whole(row["from_me"]) == 1 else "in",
            outcome="answered" if result == ANSWERED else "missed" if result == MISSED else "unknown", duration=whole(row["duration"]),
            native_type=f"{result}{' video' if row['video_call'] else ''}", app="whatsapp",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


@parser("whatsapp.android.contact", version=1, needs={"wa_contacts": {"jid", "display_name"}})
def contacts(entry: OpenEntry) -> Records:
    """Accounts that WhatsApp on Android knows."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("jid", "number") if (one := text(row[column])))
        yield Contact(locus=locus, name=text(row["display_name"]) or text(row["wa_name"]) or None, numbers=numbers, app="whatsapp")

    yield from entry.records(CONTACTS, contact)


class Store:
    """Either form of the database: their queries give the same columns."""

    def __init__(self, entry: OpenEntry, beside: Beside) -> None:
        self._entry, self._beside = entry, beside
        self._rooms, self._names = Rooms("whatsapp"), names_of(entry)

    def message(self, row: Stored, locus: Locus) -> Records:
        room, out = text(row["room"]) or "", whole(row["from_me"]) == 1
        number = whole(row["message_type"]) or 0
        kind = "system" if row["action_type"] is not None or whole(row["status"]) == SYSTEM_STATUS else ANDROID.get(number, "other")
        sender = None if out or kind == "system" else text(row["sender"]) or (None if room_kind(room) == "group" else room)
        name = self._names.get(sender or "")
        sent = yield from moment("timestamp", row["timestamp"], millis, locus)
        yield from self._rooms.enter(room, locus, room_kind(room), text(row["subject"]) or self._names.get(room))
        yield from self._rooms.meet(room, locus, sender, name)
        words = text(row["words"]) or text(row["media_caption"])
        if kind == "location":
            words = " ".join(part for column in ("place_name", "place_address") if (part := text(row[column]))) or words
        yield Message(
            conversation=room, app="whatsapp", locus=locus, sent=sent, sent_local=text(row["timestamp"]), zone_basis="source", sender=name,
            sender_id=sender, direction=None if kind == "system" else "out" if out else "in", kind=kind, text=words or None,
            native_id=text(row["key_id"]), native_type=str(number), reply_to=text(row["quoted"]) or None,
            edited=row["edited_timestamp"] is not None, deleted=number == REVOKED or row["revoke_timestamp"] is not None,
            attachments=self._attachments(row) if kind in ATTACHED else (), extra=self._said(row), time_source="sent" if out else "unknown",
            **self._beside.parts(row, kind, sender, self._names),
        )  # fmt: skip

    def _attachments(self, row: Stored) -> tuple[Attachment, ...]:
        path = text(row["file_path"])
        name = text(row["media_name"]) or (path or "").rpartition("/")[2] or None
        found = self._entry.sibling(path) if path else None
        return (Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name),)

    def _said(self, row: Stored) -> dict[str, str]:
        columns = ("received_timestamp", "mime_type", "file_size", "media_duration", "file_path", "action_type", "revoke_timestamp",
                   "edited_timestamp", "forward_score")  # fmt: skip
        return {column: value for column in columns if (value := text(row[column])) not in (None, "", "0", "0.0")}


def names_of(entry: OpenEntry) -> dict[str, str]:
    """From wa.db in the same folder; its own damage is told where it is read itself."""
    beside = entry.sibling("wa.db")
    if beside is None or "wa_contacts" not in beside.tables:
        return {}
    try:
        with beside.sqlite() as db:
            return {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[1]}
    except sqlite3.Error:
        return {}

"""Facebook Messenger on phones: msys_database_* of Android and lightspeed-*.db of iOS, which have one schema, and the older threads_db2 of Android.

Tables as ALEAPP and iLEAPP (MIT) read them. Times are milliseconds since 1970 in UTC. The name of a newer database ends with the number of its
account, which the sender of what was sent has; where that number is nobody's in it, no direction is told. threads_db2 has a sender as JSON
(`FACEBOOK:` and a number), a call in `generic_admin_message_extensible_data`, and when a message was taken back.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict

from evidence_desk.api import (
    Attachment,
    Call,
    CallNote,
    Contact,
    Gap,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Reaction,
    Recall,
    Records,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._export_json import Object, decoded_array, decoded_object, inside
from parsers.chat._rooms import Rooms
from parsers.chat._seconds import length
from parsers.chat._told import early, millis, named

MESSAGES = Query(
    "messages",
    {
        "messages": "message_id thread_key sender_id timestamp_ms text is_admin_message",
        "threads": "thread_key thread_name",
    },
    "SELECT messages.rowid, message_id, messages.thread_key AS thread, sender_id, timestamp_ms, text, is_admin_message, "
    "(SELECT min(thread_name) FROM threads WHERE threads.thread_key = messages.thread_key) AS title FROM messages",
)
OLD = Query(
    "messages",
    {
        "messages": "msg_id thread_key text sender timestamp_ms msg_type attachments shares generic_admin_message_extensible_data unsent_timestamp_ms "
        "send_error offline_threading_id",
        "threads": "thread_key name",
    },
    "SELECT messages.rowid, msg_id, messages.thread_key AS thread, text, sender, timestamp_ms, msg_type, attachments, shares, "
    "generic_admin_message_extensible_data AS admin, unsent_timestamp_ms, send_error, offline_threading_id, "
    "(SELECT min(name) FROM threads WHERE threads.thread_key = messages.thread_key) AS title FROM messages",
)
CALLS = Query(
    "call_log",
    {"call_log": "thread_key call_timestamp_ms call_duration call_direction call_media_type", "contacts": "id name"},
    "SELECT call_log.rowid, thread_key, call_timestamp_ms, call_duration, call_direction, call_media_type, "
    "(SELECT min(name) FROM contacts WHERE contacts.id = call_log.thread_key) AS name FROM call_log",
)
CONTACTS = Query(
    "contacts",
    {"contacts": "id name username phone_number email_address is_messenger_user"},
    "SELECT contacts.rowid, id, name, username, phone_number, email_address FROM contacts",
)
NAMES = "SELECT id, name FROM contacts"
FILES = "SELECT message_id, filename, playable_url_mime_type FROM attachments ORDER BY rowid"
SECRET = "SELECT count(*) FROM secure_messages"
REACTIONS = {
    "reactions": ("message_id", "actor_id", "reaction", "reaction_creation_timestamp_ms"),
    "message_reactions": ("msg_id", "user_key", "reaction", "reaction_timestamp"),
}
"""Which message, who, what and when; who and when are not in every version."""
HAS_FILES = {"message_id", "filename", "playable_url_mime_type"}
ACCOUNT = re.compile(r"(?:msys_database_|lightspeed-)(\d{5,20})")
NETWORK, GROUP = "FACEBOOK:", "GROUP:"
KINDS: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}
OUT, IN, VIDEO, REGULAR = 1, 2, 2, 0


@parser(
    "messenger.message",
    version=1,
    needs={"messages": {"message_id", "thread_key", "sender_id", "timestamp_ms", "text"}, "contacts": {"id", "name"}},
)
def messages(entry: OpenEntry) -> Records:
    """Messages that Messenger on a phone stored; secret conversations are encrypted for themselves and not read."""
    store = Store(entry)
    yield from store.look_around()
    yield from entry.records(MESSAGES, store.message)


@parser("messenger.old-message", version=1, needs={"messages": {"msg_id", "thread_key", "text", "sender", "timestamp_ms", "msg_type"}})
def old_messages(entry: OpenEntry) -> Records:
    """Messages that Messenger on Android stored until about 2021."""
    store = Store(entry)
    yield from store.look_around()
    yield from entry.records(OLD, store.old_message)


@parser("messenger.call", version=1, needs={"call_log": {"call_timestamp_ms", "call_duration", "call_direction", "thread_key"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that Messenger on a phone logged."""

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from moment("call_timestamp_ms", row["call_timestamp_ms"], millis, locus)
        way, video, lasted = whole(row["call_direction"]), whole(row["call_media_type"]) == VIDEO, length(row["call_duration"])
        yield Call(
            locus=locus, time=time, number=text(row["thread_key"]), name=text(row["name"]), app="messenger", duration=lasted,
            direction="out" if way == OUT else "in" if way == IN else None, outcome="answered" if lasted else "unknown",
            native_type=f"{way}{' video' if video else ''}",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


@parser("messenger.contact", version=1, needs={"contacts": {"id", "name", "is_messenger_user"}})
def contacts(entry: OpenEntry) -> Records:
    """Accounts that Messenger or Instagram on a phone knows; not that somebody spoke with them."""
    app = "instagram" if entry.name.startswith("ig_") else "messenger"

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("id", "username", "phone_number") if (one := text(row[column])))
        mail = text(row["email_address"])
        yield Contact(locus=locus, name=text(row["name"]) or None, numbers=numbers, emails=(mail,) if mail else (), app=app)

    yield from entry.records(CONTACTS, contact)


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("instagram" if entry.name.startswith("ig_") else "messenger")
        self._app = "instagram" if entry.name.startswith("ig_") else "messenger"
        self._names: dict[str, str] = {}
        self._files: dict[str, list[Stored]] = defaultdict(list)
        self._reactions: dict[str, list[Reaction]] = defaultdict(list)
        self._account: str | None = None

    def look_around(self) -> Records:
        """Names, files and reactions; and whose database it is."""
        tables = self._entry.tables
        try:
            with self._entry.sqlite() as db:
                if {"id", "name"} <= tables.get("contacts", frozenset()):
                    self._names = {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[0] and row[1]}
                if tables.get("attachments", frozenset()) >= HAS_FILES:
                    for row in db.execute(FILES):
                        self._files[str(row[0])].append(row)
                if "secure_messages" in tables and (count := whole(db.execute(SECRET).fetchone()[0])):
                    yield Gap("secret-messages-unread", {"path": self._entry.path, "count": count})
                for table, columns in REACTIONS.items():
                    there = tables.get(table, frozenset())
                    if {columns[0], columns[2]} <= there:
                        known = ", ".join(column if column in there else "NULL" for column in columns)
                        for row in db.execute(f"SELECT {known} FROM {table} ORDER BY rowid"):  # names of REACTIONS
                            self._reactions[str(row[0])].append(self._given(row))
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")
        found = ACCOUNT.search(self._entry.name)
        self._account = found[1] if found and found[1] in self._names else None

    def message(self, row: Stored, locus: Locus) -> Records:
        room, number, sender = text(row["thread"]) or "", text(row["message_id"]) or "", text(row["sender_id"])
        note, files = bool(row["is_admin_message"]), self._files.get(number, [])
        out = None if self._account is None or note else sender == self._account
        sent = yield from moment("timestamp_ms", row["timestamp_ms"], millis, locus)
        direct = room in self._names
        yield from self._rooms.enter(room, locus, "direct" if direct else "unknown", text(row["title"]) or self._names.get(room))
        yield from self._rooms.meet(room, locus, sender, self._names.get(sender or ""))
        kind = KINDS.get((text(files[0][2]) or "").partition("/")[0], "file") if files else "text"
        yield Message(
            conversation=room, app=self._app, locus=locus, sent=sent, sent_local=text(row["timestamp_ms"]), zone_basis="source", sender_id=sender,
            sender=self._names.get(sender or ""), direction=None if out is None else "out" if out else "in", kind="system" if note else kind,
            text=text(row["text"]) or None, native_id=number or None, attachments=tuple(Attachment(name=text(one[1])) for one in files),
            reactions=tuple(self._reactions.get(number, ())), time_source="server",
        )  # fmt: skip

    def old_message(self, row: Stored, locus: Locus) -> Records:
        room, number, native = text(row["thread"]) or "", text(row["msg_id"]) or "", whole(row["msg_type"])
        who, call = object_of(row["sender"]), object_of(row["admin"])
        sender, name = (named(inside(who, "user_key")) or "").removeprefix(NETWORK) or None, named(inside(who, "name"))
        files, gone = decoded_array(row["attachments"]), early(row["unsent_timestamp_ms"], millis)
        sent = yield from moment("timestamp_ms", row["timestamp_ms"], millis, locus)
        yield from self._rooms.enter(room, locus, "group" if room.startswith(GROUP) else "direct", text(row["title"]) or None)
        yield from self._rooms.meet(room, locus, sender, name)
        kind: MessageKind = "call" if "call_duration" in call else "system" if native != REGULAR else "file" if files else "text"
        columns = ("shares", "send_error")
        yield Message(
            conversation=room, app="messenger", locus=locus, sent=sent, sent_local=text(row["timestamp_ms"]), zone_basis="source", sender=name,
            sender_id=sender, kind=kind, text=text(row["text"]) or None, native_id=number or text(row["offline_threading_id"]), native_type=text(native),
            deleted=gone is not None, recall=Recall(by=name, by_id=sender, time=gone) if gone else None, call=call_of(call) if kind == "call" else None,
            attachments=tuple(Attachment(name=named(inside(one, "filename"))) for one in files), reactions=tuple(self._reactions.get(number, ())),
            extra={column: value for column in columns if (value := text(row[column]))}, time_source="server",
        )  # fmt: skip

    def _given(self, row: Stored) -> Reaction:
        who = (text(row[1]) or "").removeprefix(NETWORK) or None
        return Reaction(value=text(row[2]) or "", sender_id=who, sender=self._names.get(who or ""), time=early(row[3], millis))


def object_of(stored: object) -> Object:
    """A JSON object; empty where it is none."""
    try:
        return decoded_object(stored) if stored else {}
    except ValueError:
        return {}


def call_of(said: Object) -> CallNote:
    lasted, video = said.get("call_duration"), said.get("video")
    duration = lasted if isinstance(lasted, int) and lasted >= 0 else None
    return CallNote(outcome="answered" if duration else "unknown", duration=duration, video=video if isinstance(video, bool) else None)

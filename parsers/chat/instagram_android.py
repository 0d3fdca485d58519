"""Instagram on Android: direct.db, in which each message stands as the JSON that its server sent.

Tables and members as ALEAPP (MIT) reads them. `timestamp` is microseconds since 1970 in UTC. Who sent a message is `user_id` of its JSON; the
owner is the account of the table `session`. The people of a thread are in `thread_info`, in which the owner is not.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import (
    Attachment,
    CallNote,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Records,
    Stored,
    Told,
    moment,
    parser,
    text,
)
from parsers.chat._export_json import Object, decoded_object, inside, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._told import named

MESSAGES = Query(
    "messages",
    {"messages": "_id user_id server_item_id client_item_id thread_id timestamp message_type text message"},
    "SELECT messages.rowid, server_item_id, client_item_id, thread_id, timestamp, message_type, text, message FROM messages",
)
THREADS, OWNER = "SELECT thread_id, thread_info FROM threads", "SELECT user_id FROM session"
MICROS = 1_000_000
KINDS: dict[str, MessageKind] = {
    "text": "text", "media": "file", "raven_media": "file", "voice_media": "audio", "animated_media": "image", "link": "link", "like": "text",
    "video_call_event": "call", "action_log": "system", "placeholder": "system", "location": "location",
}  # fmt: skip
FILES = ("image", "video", "audio", "file")
MEDIA: dict[object, MessageKind] = {1: "image", 2: "video"}


@parser(
    "instagram.android.message",
    version=1,
    needs={"messages": {"server_item_id", "thread_id", "timestamp", "message_type", "message"}, "threads": {"thread_id", "thread_info"}},
)
def messages(entry: OpenEntry) -> Records:
    """Direct messages that Instagram on Android stored."""
    store = Store(entry)
    yield from store.look_around()
    yield from entry.records(MESSAGES, store.message)


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry = entry
        self._owner: str | None = None
        self._people: dict[str, dict[str, str]] = {}
        self._titles: dict[str, str | None] = {}
        self._rooms = Rooms("instagram")

    def look_around(self) -> Records:
        try:
            with self._entry.sqlite() as db:
                if "user_id" in self._entry.tables.get("session", frozenset()):
                    owners = {str(row[0]) for row in db.execute(OWNER) if row[0]}
                    self._owner = owners.pop() if len(owners) == 1 else None
                for row in db.execute(THREADS):
                    self._thread(str(row[0]), row[1])
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")

    def _thread(self, key: str, stored: object) -> None:
        """Its people and its title; nothing where it is no JSON."""
        try:
            info = decoded_object(stored)
        except ValueError:
            return
        people = [*objects(info.get("recipients")), *objects(info.get("users")), *objects([info.get("inviter")])]
        known = (
            (named(one.get("pk") or one.get("pk_id") or one.get("id")), named(one.get("username")), named(one.get("full_name")))
            for one in people
        )
        self._people[key] = {number: name or full or number for number, name, full in known if number}
        self._titles[key] = named(info.get("thread_title")) or ", ".join(self._people[key].values()) or None

    def message(self, row: Stored, locus: Locus) -> Records:
        one, key, native = decoded_object(row["message"]), text(row["thread_id"]) or "", text(row["message_type"]) or ""
        sender = named(one.get("user_id"))
        people = self._people.get(key, {})
        sent = yield from moment("timestamp", row["timestamp"], lambda count: Instant.since_1970(count, MICROS), locus)
        yield from self._rooms.enter(key, locus, "group" if len(people) > 2 else "direct" if people else "unknown", self._titles.get(key))
        yield from self._rooms.meet(key, locus, sender, people.get(sender or ""))
        kind = kind_of(one, native)
        answered = inside(one, "replied_to_message", "item_id")
        out = None if self._owner is None or sender is None or kind == "system" else sender == self._owner
        yield Message(
            conversation=key, app="instagram", locus=locus, sent=sent, sent_local=text(row["timestamp"]), zone_basis="source", sender_id=sender,
            sender=people.get(sender or ""), direction=None if out is None else "out" if out else "in", kind=kind,
            text=text(row["text"]) or named(inside(one, "video_call_event", "description")) or None,
            native_id=text(row["server_item_id"]) or text(row["client_item_id"]), native_type=native or None, reply_to=named(answered),
            quote=Told(native_id=named(answered), text=named(inside(one, "replied_to_message", "text"))) if answered else None,
            attachments=(Attachment(name=named(inside(one, "media", "id"))),) if kind in FILES else (), call=CallNote() if kind == "call" else None,
            extra=said(one, "video_call_event", "content_type", "link", "location"), time_source="server",
        )  # fmt: skip


def kind_of(one: Object, native: str) -> MessageKind:
    kind = KINDS.get(native, "other")
    number = inside(one, "media", "media_type") if native == "media" else None
    return MEDIA.get(number, kind) if isinstance(number, int) else kind

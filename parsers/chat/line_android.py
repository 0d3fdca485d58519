"""LINE on Android: naver_line (messages, chats, contacts) and call_history.

Tables as ALEAPP (MIT) and the databases themselves have them. Times are milliseconds since 1970 in UTC, as text. What the owner sent has no
`from_mid`; `status` does not tell the direction on every version. `type` 4 is a call, whose `parameter` is a row of names and values between
tabs; a place has millionths of a degree. Newer versions have the names of people in a database `contact` beside.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from evidence_desk.api import (
    Attachment,
    Call,
    CallNote,
    Contact,
    Gap,
    Location,
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
from parsers.chat._line_types import FILES, KINDS
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._told import degrees, early, millis

MESSAGES = Query(
    "chat_history",
    {
        "chat_history": "id server_id type chat_id from_mid content created_time delivered_time status sent_count read_count location_name "
        "location_address location_phone location_latitude location_longitude attachement_type attachement_local_uri parameter",
        "chat": "chat_id chat_name type",
        "groups": "id name",
    },
    "SELECT chat_history.rowid, chat_history.id AS number, server_id, chat_history.type AS type, chat_history.chat_id AS room, from_mid, content, "
    "created_time, delivered_time, status, sent_count, read_count, location_name, location_address, location_phone, location_latitude, "
    "location_longitude, attachement_type, attachement_local_uri, parameter, chat_name, groups.name AS group_name FROM chat_history "
    "LEFT JOIN chat ON chat.chat_id = chat_history.chat_id LEFT JOIN groups ON groups.id = chat_history.chat_id",
    counted="id",
)
CALLS = Query(
    "call_history",
    {"call_history": "caller_mid call_type start_time end_time voip_type voip_gc_media_type"},
    "SELECT call_history.rowid, caller_mid, call_type, start_time, end_time, voip_type, voip_gc_media_type FROM call_history",
)
CONTACTS = Query(
    "contacts",
    {"contacts": "m_id name server_name custom_name addressbook_name"},
    "SELECT contacts.rowid, m_id, name, server_name, custom_name, addressbook_name FROM contacts",
)
NAMES = "SELECT m_id, coalesce(nullif(name, ''), server_name) FROM contacts"
NEWER_NAMES = "SELECT mid, coalesce(nullif(overridden_name, ''), profile_name) FROM contacts"
REACTIONS = "SELECT server_message_id, member_id, reaction_time_millis, reaction_type FROM reactions"
WORDS = 1
CALL, REPLY, RELATION, ANSWERED = 4, "message_relation_server_message_id", "message_relation_type_code", "NORMAL"
UNSENT = ("limesunsend", "leinsunsend")
"""`parameter` of a message that was taken back."""
MILLIONTHS = 1_000_000


@parser(
    "line.android.message", version=1, needs={"chat_history": {"id", "chat_id", "from_mid", "content", "created_time", "attachement_type"}}
)
def messages(entry: OpenEntry) -> Records:
    """Messages that LINE on Android stored."""
    yield from Store(entry).read()


@parser("line.android.contact", version=1, needs={"contacts": {"m_id", "name", "server_name"}})
def contacts(entry: OpenEntry) -> Records:
    """People that LINE on Android knows."""

    def contact(row: Stored, locus: Locus) -> Records:
        names = dict.fromkeys(one for column in ("custom_name", "name", "server_name", "addressbook_name") if (one := text(row[column])))
        yield Contact(locus=locus, name=next(iter(names), None), numbers=(text(row["m_id"]) or "",), app="line")

    yield from entry.records(CONTACTS, contact)


@parser("line.android.call", version=1, needs={"call_history": {"caller_mid", "call_type", "start_time", "end_time"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that LINE on Android logged."""

    def call(row: Stored, locus: Locus) -> Records:
        start = yield from moment("start_time", row["start_time"], millis, locus)
        first, last, kind = whole(row["start_time"]), whole(row["end_time"]), text(row["call_type"]) or ""
        yield Call(
            locus=locus, time=start, number=text(row["caller_mid"]), direction="out" if kind.endswith("O") else "in",
            duration=(last - first) // 1000 if first and last and last >= first else None, app="line",
            native_type=" ".join(one for column in ("call_type", "voip_type", "voip_gc_media_type") if (one := text(row[column]))),
        )  # fmt: skip

    yield from entry.records(CALLS, call)


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("line")
        self._names: dict[str, str] = {}
        self._reactions: dict[str, list[Reaction]] = defaultdict(list)

    def read(self) -> Records:
        tables = self._entry.tables
        try:
            with self._entry.sqlite() as db:
                if {"m_id", "name", "server_name"} <= tables.get("contacts", frozenset()):
                    self._names = {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[0] and row[1]}
                if {"server_message_id", "member_id", "reaction_time_millis", "reaction_type"} <= tables.get("reactions", frozenset()):
                    for row in db.execute(REACTIONS):
                        self._reactions[str(row[0])].append(
                            Reaction(value=text(row[3]) or "", sender_id=text(row[1]), time=early(row[2], millis))
                        )
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")
        self._names = names_beside(self._entry) | self._names
        yield from self._entry.records(MESSAGES, self._message)

    def _message(self, row: Stored, locus: Locus) -> Records:
        room, sender, said = text(row["room"]) or "", text(row["from_mid"]) or None, values_of(text(row["parameter"]))
        kind, gone = kind_of(row), (text(row["parameter"]) or "").strip().lower() in UNSENT
        apart = kind in ("system", "other")
        sent = yield from moment("created_time", row["created_time"], millis, locus)
        title = text(row["group_name"]) or text(row["chat_name"]) or self._names.get(room)
        yield from self._rooms.enter(room, locus, room_kind(room), title)
        yield from self._rooms.meet(room, locus, sender, self._names.get(sender or ""))
        words = text(row["content"]) or (text(row["location_name"]) or text(row["location_address"]) if kind == "location" else None)
        number = text(row["server_id"]) or text(row["number"])
        yield Message(
            conversation=room, app="line", locus=locus, sent=sent, sent_local=text(row["created_time"]), zone_basis="source", sender_id=sender,
            sender=self._names.get(sender or ""), direction="in" if sender else None if apart else "out", kind=kind, text=words or None,
            native_id=number, native_type=f"{text(row['type'])}/{text(row['attachement_type'])}", reply_to=said.get(REPLY) if said.get(RELATION, "reply") == "reply" else None,
            deleted=gone, recall=Recall(by=self._names.get(sender or ""), by_id=sender) if gone else None,
            attachments=files_of(row) if kind in FILES else (), extra=kept(row, said), location=location_of(row) if kind == "location" else None,
            call=call_of(said) if kind == "call" else None, reactions=self._named(number),
        )  # fmt: skip

    def _named(self, number: str | None) -> tuple[Reaction, ...]:
        return tuple(
            Reaction(value=one.value, sender_id=one.sender_id, sender=self._names.get(one.sender_id or ""), time=one.time)
            for one in self._reactions.get(number or "", ())
        )


def kind_of(row: Stored) -> MessageKind:
    """A row with nothing attached is somebody's words where its type says so; else an event of the app's, of which LINE has many kinds."""
    native = whole(row["type"]) or WORDS
    if native == CALL:
        return "call"
    kind = KINDS.get(whole(row["attachement_type"]) or 0, "other")
    return "other" if kind == "text" and (not row["content"] or native != WORDS) else kind


def room_kind(room: str) -> Kind:
    """By the first letter of the identifier: a person's, a group's or a room's."""
    return "direct" if room.startswith("u") else "group" if room.startswith(("c", "r")) else "unknown"


def values_of(parameter: str | None) -> dict[str, str]:
    """Names and values between tabs."""
    parts = (parameter or "").split("\t")
    return dict(zip(parts[0::2], parts[1::2], strict=False))


def call_of(said: dict[str, str]) -> CallNote:
    lasted, kind = said.get("DURATION", ""), said.get("TYPE")
    duration = int(lasted) // 1000 if lasted.isdecimal() and len(lasted) < 12 else None
    taken = said.get("RESULT") == ANSWERED and bool(duration)
    return CallNote(outcome="answered" if taken else "unknown", duration=duration, video=kind == "V" if kind in ("A", "V") else None)


def location_of(row: Stored) -> Location:
    latitude, longitude = (
        degrees(value / MILLIONTHS) if isinstance(value := row[column], int) else None
        for column in ("location_latitude", "location_longitude")
    )
    return Location(latitude=latitude, longitude=longitude, label=text(row["location_name"]), address=text(row["location_address"]))


def files_of(row: Stored) -> tuple[Attachment, ...]:
    """Files lie in the phone's shared storage, named by a path of the phone's or by the message's number."""
    return (Attachment(name=(text(row["attachement_local_uri"]) or "").rpartition("/")[2] or None),)


def kept(row: Stored, said: dict[str, str]) -> dict[str, str]:
    columns = ("status", "delivered_time", "sent_count", "read_count", "location_phone", "attachement_local_uri")
    known = {column: value for column in columns if (value := text(row[column])) not in (None, "", "0")}
    return known | (
        {"parameter": text(row["parameter"]) or ""} if said.keys() - {"DURATION", "TYPE", "RESULT", "", REPLY, RELATION} else {}
    )


def names_beside(entry: OpenEntry) -> dict[str, str]:
    """From the database `contact`; its own damage is told where it is read itself."""
    beside = entry.sibling("contact")
    if beside is None or not {"mid", "overridden_name", "profile_name"} <= beside.tables.get("contacts", frozenset()):
        return {}
    try:
        with beside.sqlite() as db:
            return {str(row[0]): clean(str(row[1])) for row in db.execute(NEWER_NAMES) if row[0] and row[1]}
    except sqlite3.Error:
        return {}

"""Telegram on Android: cache4.db, what the app keeps of its chats on the phone, which need not be all that there is on the server.

Tables as the app makes them (MessagesStorage). A row has the number of a message, its dialog, its time in seconds since 1970 in UTC and whether
it was sent; what it says is in `data` (_telegram_tl). A dialog is a user by a number, a group or a channel by a negative one, and a secret chat
by one with the bit 62. Names stand in lower case in `users` and `chats`, as they were written in `data`.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import (
    Attachment,
    Contact,
    Gap,
    Instant,
    Locus,
    Message,
    OpenEntry,
    Query,
    Records,
    Stored,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._telegram_tl import body, chat_titles, user_names

COLUMNS = "mid uid read_state send_state date data out ttl reply_to_message_id"
MESSAGES = Query(
    "messages_v2",
    {"messages_v2": COLUMNS},
    "SELECT messages_v2.rowid, mid, uid, read_state, send_state, date, data, out, ttl, reply_to_message_id FROM messages_v2",
)
CONTACTS = Query(
    "user_contacts_v7",
    {"user_contacts_v7": "key uid fname sname", "user_phones_v7": "key phone sphone deleted"},
    "SELECT user_contacts_v7.rowid, uid, fname, sname, (SELECT group_concat(phone, '\t') FROM user_phones_v7 WHERE user_phones_v7.key = "
    "user_contacts_v7.key) AS phones FROM user_contacts_v7",
)
USERS, CHATS = "SELECT uid, name, data FROM users", "SELECT uid, name, data FROM chats"
NEEDED = {"mid", "uid", "date", "data", "out", "send_state"}
SECRET = 1 << 62
MARK = ";;;"
"""Between a name and a username."""


@parser("telegram.android.message", version=1, needs={"messages_v2": NEEDED})
def messages(entry: OpenEntry) -> Records:
    """Messages that Telegram on Android keeps on the phone; reactions and where files lie are not read."""
    yield from Store(entry).read(MESSAGES)


@parser("telegram.android.old-message", version=1, needs={"messages": NEEDED})
def old_messages(entry: OpenEntry) -> Records:
    """Messages that Telegram on Android kept on the phone until 2021; reactions and where files lie are not read."""
    yield from Store(entry).read(MESSAGES.of("messages"))


@parser("telegram.android.contact", version=1, needs={"user_contacts_v7": {"key", "uid", "fname", "sname"}})
def contacts(entry: OpenEntry) -> Records:
    """Contacts of the phone as Telegram on Android copied them."""

    def contact(row: Stored, locus: Locus) -> Records:
        name = " ".join(part for column in ("fname", "sname") if (part := text(row[column])))
        yield Contact(
            locus=locus, name=name or None, numbers=tuple((text(row["phones"]) or "").split("\t")) if row["phones"] else (), app="telegram"
        )

    yield from entry.records(CONTACTS, contact)


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("telegram")
        self._names: dict[int, str] = {}
        self._undecoded = 0

    def read(self, query: Query) -> Records:
        yield from self._look_around()
        yield from self._entry.records(query, self._message)
        if self._undecoded:
            yield Gap("bodies-undecoded", {"path": self._entry.path, "count": self._undecoded})
        yield Gap("telegram-parts-unread", {"path": self._entry.path}, "info")

    def _look_around(self) -> Records:
        tables = self._entry.tables
        try:
            with self._entry.sqlite() as db:
                if {"uid", "name", "data"} <= tables.get("users", frozenset()):
                    for row in db.execute(USERS):
                        self._name(whole(row[0]), user_name(row))
                if {"uid", "name", "data"} <= tables.get("chats", frozenset()):
                    for row in db.execute(CHATS):
                        self._name(-(whole(row[0]) or 0), chat_name(row))
        except (sqlite3.Error, ValueError) as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")

    def _name(self, number: int | None, name: str | None) -> None:
        if number and name:
            self._names[number] = name

    def _message(self, row: Stored, locus: Locus) -> Records:
        dialog, number, date, out = whole(row["uid"]) or 0, whole(row["mid"]) or 0, whole(row["date"]) or 0, whole(row["out"]) == 1
        data = row["data"]
        found = body(data if isinstance(data, bytes) else b"", number, date)
        self._undecoded += not found.known
        key, kind = str(dialog), room_kind(dialog)
        peer = found.peer or (dialog if kind == "direct" and dialog < SECRET else None)
        sender = None if out or found.kind == "system" else peer
        who = None if sender is None else str(sender)
        sent = yield from moment("date", row["date"], Instant.since_1970, locus)
        yield from self._rooms.enter(key, locus, kind, self._names.get(dialog))
        yield from self._rooms.meet(key, locus, who, self._names.get(sender or 0))
        reply = whole(row["reply_to_message_id"])
        yield Message(
            conversation=key, app="telegram", locus=locus, sent=sent, sent_local=text(row["date"]), zone_basis="source", sender_id=who,
            sender=self._names.get(sender or 0), direction=None if found.kind == "system" else "out" if out else "in", kind=found.kind, text=found.text,
            native_id=str(number), native_type=f"{int.from_bytes(data[:4], 'little'):08x}" if isinstance(data, bytes) else None,
            reply_to=str(reply) if reply else None, edited=found.edited, attachments=files_of(found.kind, found.file), extra=said(row, found.known),
            time_source="server", forwarded=found.forwarded, call=found.call, location=found.location, card=found.card,
        )  # fmt: skip


def room_kind(dialog: int) -> Kind:
    """A secret chat is one of two people."""
    return "group" if dialog < 0 else "direct"


def files_of(kind: str, name: str | None) -> tuple[Attachment, ...]:
    return (Attachment(name=name),) if kind in ("image", "video", "audio", "file") else ()


def said(row: Stored, known: bool) -> dict[str, str]:
    kept = {column: value for column in ("read_state", "send_state", "ttl") if (value := text(row[column])) not in (None, "0")}
    return kept if known else kept | {"body": "undecoded"}


def user_name(row: Stored) -> str | None:
    """As it was written, where that is what stands in lower case beside it; with the username."""
    shown, _, username = (text(row[1]) or "").partition(MARK)
    name = user_names(row[2], whole(row[0]) or 0)[0] if isinstance(row[2], bytes) else None
    known = name if name and name.lower() == shown.lower() else shown
    return (f"{known} (@{username})" if known else f"@{username}") if username and username != "null" else known or None


def chat_name(row: Stored) -> str | None:
    shown = text(row[1]) or ""
    titles = chat_titles(row[2], whole(row[0]) or 0) if isinstance(row[2], bytes) else ()
    return next((title for title in titles if title.lower() == shown.lower()), shown) or None

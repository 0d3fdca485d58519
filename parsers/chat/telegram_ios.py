"""Telegram on iOS and macOS: the database db_sqlite of its Postbox, in the clear; what the app has fetched, not all that there is on the server.

`t7` has a message a row, or a mark of what was not fetched: its key is the conversation, a kind of number, the time in seconds since 1970 in UTC and the number of the message,
big-endian; `t2` has people and chats, `t6` media that several messages have. An identifier has its kind in three bits (0 a user, 1 a group, 2 a
channel, which a large group is too, 3 a secret chat).
"""

from __future__ import annotations

import sqlite3
import struct
from typing import TypedDict

from evidence_desk.api import (
    Attachment,
    Gap,
    Instant,
    Location,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Records,
    Stored,
    Told,
    clean,
    parser,
)
from parsers.chat import _postbox as postbox
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._told import degrees, early

MESSAGES = Query(
    "t7", {"t7": "key value"}, "SELECT t7.rowid, key, value FROM t7", "length(key) = 20 AND coalesce(substr(value, 1, 1), x'00') <> x'01'"
)
PEOPLE, MEDIA = "SELECT key, value FROM t2", "SELECT key, value FROM t6"
KEY, CLOUD = struct.Struct(">qiii"), 0
KINDS: dict[object, MessageKind] = {
    postbox.FILE: "file", postbox.IMAGE: "image", postbox.ACTION: "system", postbox.MAP: "location", postbox.CONTACT: "contact", postbox.WEBPAGE: "text",
}  # fmt: skip
ROOMS: dict[int, Kind] = {0: "direct", 1: "group", 2: "unknown", 3: "direct"}


@parser("telegram.ios.message", version=1, needs={"t2": {"key", "value"}, "t7": {"key", "value"}, "t6": {"key", "value"}})
def messages(entry: OpenEntry) -> Records:
    """Messages that Telegram on iOS or macOS keeps; reactions and where files lie are not read."""
    store = Store(entry)
    yield from store.look_around()
    yield from entry.records(MESSAGES, store.message)
    if store.undecoded:
        yield Gap("bodies-undecoded", {"path": entry.path, "count": store.undecoded})
    yield Gap("telegram-parts-unread", {"path": entry.path}, "info")


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("telegram")
        self._names: dict[int, str] = {}
        self._media: dict[tuple[int, int], object] = {}
        self.undecoded = 0

    def look_around(self) -> Records:
        """Names, and of what class the media are that stand by themselves."""
        try:
            with self._entry.sqlite() as db:
                for key, value in db.execute(PEOPLE):
                    if isinstance(key, int) and isinstance(value, bytes) and (name := name_of(value)):
                        self._names[key] = name
                for key, value in db.execute(MEDIA):
                    if isinstance(key, bytes) and isinstance(value, bytes) and len(key) == 12 and value[:1] == b"\0":
                        self._media[struct.unpack(">iq", key)] = class_of(value)
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")

    def message(self, row: Stored, locus: Locus) -> Records:
        if not isinstance(row["key"], bytes):
            raise ValueError("key")
        peer, space, date, number = KEY.unpack(row["key"])
        try:
            found = postbox.message(row["value"] if isinstance(row["value"], bytes) else b"")
        except ValueError:
            found, self.undecoded = None, self.undecoded + 1
        came = found is not None and bool(found.flags & postbox.INCOMING)
        kind = self._kind(found) if found else "other"
        sender = found.author if found and came and kind != "system" else None
        who = None if sender is None else str(identifier(sender))
        yield from self._rooms.enter(str(peer), locus, ROOMS.get(peer >> 32 & 7, "unknown"), self._names.get(peer))
        yield from self._rooms.meet(str(peer), locus, who, self._names.get(sender or 0))
        yield Message(
            conversation=str(peer), app="telegram", locus=locus, sent=early(date, Instant.since_1970), sent_local=str(date), zone_basis="source",
            sender=self._names.get(sender or 0), sender_id=who, direction=None if found is None or kind == "system" else "in" if came else "out",
            kind=kind, text=clean(found.text) or None if found else None, native_id=numbered(space, number), time_source="server",
            attachments=(Attachment(name=None),) if kind in ("image", "file") else (), extra={} if found else {"body": "undecoded"},
            **parts_of(found, self._names),
        )  # fmt: skip

    def _kind(self, found: postbox.Stored) -> MessageKind:
        classes = [one.get("@") for one in found.media] + [self._media.get(one) for one in found.references]
        return next((KINDS.get(one, "other") for one in classes), "text")


class Parts(TypedDict, total=False):
    reply_to: str | None
    edited: bool
    edited_at: Instant | None
    forwarded: tuple[Told, ...]
    location: Location | None


def parts_of(found: postbox.Stored | None, names: dict[int, str]) -> Parts:
    if found is None:
        return Parts()
    reply, edited = (next(postbox.of_class(found.attributes, number), {}) for number in (postbox.REPLY, postbox.EDITED))
    place, answered, shown = next(postbox.of_class(found.media, postbox.MAP), {}), reply.get("i"), not edited.get("h")
    return Parts(
        reply_to=numbered(answered & 0xFFFFFFFF, answered >> 32 & 0xFFFFFFFF) if isinstance(answered, int) else None,
        edited=bool(edited) and shown, edited_at=early(edited.get("d"), Instant.since_1970) if shown else None,
        forwarded=(origin(found.forward, names),) if found.forward else (),
        location=Location(latitude=degrees(place.get("la")), longitude=degrees(place.get("lo"))) if place else None,
    )  # fmt: skip


def origin(forward: postbox.Forward, names: dict[int, str]) -> Told:
    author = forward.author or None
    return Told(
        sender=names.get(author or 0) or (clean(forward.signature) if forward.signature else None),
        sender_id=None if author is None else str(identifier(author)),
        sent=early(forward.date, Instant.since_1970),
    )


def identifier(peer: int) -> int:
    """Its number without its kind."""
    return (peer & 0xFFFFFFFF) | (peer >> 35) << 32


def numbered(space: int, number: int) -> str:
    """Messages of the server have a number; those of this device alone have others of the same size."""
    return str(number) if space == CLOUD else f"{space}:{number}"


def name_of(value: bytes) -> str | None:
    """Of a person, or of a chat; with the username where there is one."""
    try:
        peer = postbox.root(value)
    except ValueError:
        return None
    words = [part for name in ("fn", "ln", "t") if isinstance(part := peer.get(name), str) and part]
    user, shown = peer.get("un"), clean(" ".join(words))
    if isinstance(user, str) and user:
        return f"{shown} (@{clean(user)})" if shown else f"@{clean(user)}"
    return shown or None


def class_of(value: bytes) -> object:
    """Of a medium that stands in the row itself."""
    try:
        return postbox.root(postbox.Reader(value[1:]).block()).get("@")
    except ValueError:
        return None

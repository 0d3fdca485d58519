"""What WhatsApp on Android keeps of a message in tables beside it: what it answers, reactions, receipts, places, cards, recalls.

`receipt_user` (since about 2021) and `receipts` (before) have a row for each member of a group; the old `messages` has those of a direct chat in
its own columns. Times are milliseconds since 1970 in UTC; 0 and -1 stand for none. That a message was delivered or shown is told only of
one's own.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from typing import TypedDict

import msgspec

from evidence_desk.api import (
    Card,
    Gap,
    Instant,
    Location,
    MessageKind,
    OpenEntry,
    Reaction,
    Recall,
    Receipt,
    Records,
    Stored,
    Told,
    text,
    whole,
)
from parsers.chat._told import degrees, early, millis
from parsers.chat._vcard import card_of
from parsers.chat._whatsapp_types import ANDROID, REVOKED, room_kind

REACTIONS = """
SELECT parent_message_row_id, reaction, raw_string, NULL FROM message_add_on
JOIN message_add_on_reaction ON message_add_on_reaction.message_add_on_row_id = message_add_on._id
LEFT JOIN jid ON jid._id = message_add_on.sender_jid_row_id ORDER BY message_add_on._id
"""
TIMED_REACTIONS = REACTIONS.replace("NULL", "message_add_on.timestamp")
RECEIPTS = """
SELECT message_row_id, raw_string, receipt_timestamp, read_timestamp, played_timestamp FROM receipt_user
LEFT JOIN jid ON jid._id = receipt_user_jid_row_id ORDER BY receipt_user._id
"""
OLD_RECEIPTS = """
SELECT key_id, remote_resource, receipt_device_timestamp, read_device_timestamp, played_device_timestamp FROM receipts ORDER BY _id
"""
HAS_RECEIPTS = {"_id", "message_row_id", "receipt_user_jid_row_id", "receipt_timestamp", "read_timestamp", "played_timestamp"}
HAS_OLD_RECEIPTS = {"_id", "key_id", "remote_resource", "receipt_device_timestamp", "read_device_timestamp", "played_device_timestamp"}


class Parts(TypedDict):
    quote: Told | None
    location: Location | None
    card: Card | None
    edited_at: Instant | None
    recall: Recall | None
    reactions: tuple[Reaction, ...]
    receipts: tuple[Receipt, ...]


class Beside:
    """Reactions and receipts, by the row of their message or, in the old form, by its key."""

    def __init__(self) -> None:
        self._reactions: dict[object, list[Reaction]] = defaultdict(list)
        self._receipts: dict[object, list[Receipt]] = defaultdict(list)

    def look_around(self, entry: OpenEntry) -> Records:
        tables = entry.tables
        try:
            with entry.sqlite() as db:
                if {"message_add_on", "message_add_on_reaction"} <= tables.keys():
                    for row in db.execute(TIMED_REACTIONS if "timestamp" in tables["message_add_on"] else REACTIONS):
                        self._reactions[row[0]].append(
                            Reaction(value=text(row[1]) or "", sender_id=text(row[2]), time=early(row[3], millis))
                        )
                if tables.get("receipt_user", frozenset()) >= HAS_RECEIPTS and "jid" in tables:
                    for row in db.execute(RECEIPTS):
                        self._receipts[row[0]] += receipt(text(row[1]), row[2], row[3], row[4])
                if tables.get("receipts", frozenset()) >= HAS_OLD_RECEIPTS:
                    for row in db.execute(OLD_RECEIPTS):
                        self._receipts[row[0]] += receipt(text(row[1]), row[2], row[3], row[4])
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

    def parts(self, row: Stored, kind: MessageKind, sender: str | None, names: Mapping[str, str]) -> Parts:
        reactions, receipts = self._reactions.get(row["_id"], ()), self._receipts.get(row["_id"]) or self._receipts.get(row["key_id"], [])
        own = own_receipt(row) if whole(row["from_me"]) == 1 else []
        return Parts(
            quote=quoted(row, names),
            location=location_of(row) if kind == "location" else None,
            card=card_of(text(row["vcard"]), text(row["media_name"])) if kind == "contact" else None,
            edited_at=early(row["edited_timestamp"], millis),
            recall=recalled(row, sender),
            reactions=tuple(msgspec.structs.replace(one, sender=names.get(one.sender_id or "")) for one in reactions),
            receipts=tuple(msgspec.structs.replace(one, name=names.get(one.identifier or "")) for one in (*receipts, *own)),
        )


def quoted(row: Stored, names: Mapping[str, str]) -> Told | None:
    """A message of one's own has no sender here either."""
    number, words = text(row["quoted"]), text(row["quoted_text"])
    if not number and not words:
        return None
    sender = None if row["quoted_own"] else text(row["quoted_sender"])
    return Told(
        native_id=number, text=words or None, sender_id=sender, sender=names.get(sender or ""), sent=early(row["quoted_time"], millis),
        kind=ANDROID.get(whole(row["quoted_type"]) or 0, "other"),
    )  # fmt: skip


def recalled(row: Stored, sender: str | None) -> Recall | None:
    gone = row["revoke_timestamp"]
    return Recall(by_id=sender, time=early(gone, millis)) if gone or whole(row["message_type"]) == REVOKED else None


def receipt(who: str | None, delivered: object, read: object, played: object) -> list[Receipt]:
    """None or one."""
    times = [early(one, millis) for one in (delivered, read, played)]
    return [Receipt(identifier=who, delivered=times[0], read=times[1], played=times[2])] if any(times) else []


def own_receipt(row: Stored) -> list[Receipt]:
    """Of a direct chat in the old form; in a group its columns have the latest of several people."""
    room = text(row["room"]) or ""
    if "receipt_device_timestamp" not in row.keys() or room_kind(room) != "direct":  # noqa: SIM118 a row is no dict
        return []
    return receipt(room, row["receipt_device_timestamp"], row["read_device_timestamp"], row["played_device_timestamp"])


def location_of(row: Stored) -> Location:
    return Location(
        latitude=degrees(row["latitude"]),
        longitude=degrees(row["longitude"]),
        label=text(row["place_name"]),
        address=text(row["place_address"]),
    )

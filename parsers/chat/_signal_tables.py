"""What Signal on Android keeps beside a message: people, groups, threads, files, reactions, receipts, mentions, earlier versions; and what
the bits of a type mean (MessageTypes.java)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from evidence_desk.api import (
    CallNote,
    Card,
    Edit,
    Gap,
    Mention,
    MessageKind,
    OpenEntry,
    Payment,
    Reaction,
    Receipt,
    Records,
    Stored,
    text,
    whole,
)
from parsers.chat._export_json import inside, objects
from parsers.chat._rooms import Kind
from parsers.chat._told import early, millis, named

BASE, NOTES, SPECIAL = 0x1F, 0x47FF00, 32
"""The box; end of a session, timers, groups, keys and identities; where the special kinds begin."""
NOTES_OF_APP = (4, 5, 6, 7, 9, 13, 14, 15, 16, 17, 18)
PAYMENT, PAYMENT_NOTES = 3, (4, 8)
INBOX, OUT = 20, (21, 22, 23, 24, 25, 26)
UNSENT = {21: "outbox", 22: "sending", 24: "failed", 25: "pending", 26: "pending", 27: "draft"}
Way = Literal["in", "out"]
CALLS: dict[int, tuple[CallNote, Way | None]] = {
    1: (CallNote(video=False), "in"), 2: (CallNote(video=False), "out"), 3: (CallNote(outcome="missed", video=False), "in"),
    8: (CallNote(outcome="missed", video=True), "in"), 10: (CallNote(video=True), "in"), 11: (CallNote(video=True), "out"), 12: (CallNote(), None),
}  # fmt: skip
DELIVERED, READ, VIEWED = 1, 2, 3
NAMES = (
    "nickname_joined_name",
    "system_joined_name",
    "system_display_name",
    "profile_joined_name",
    "signal_profile_name",
    "username",
    "e164",
    "phone",
)
IDENTIFIERS = ("group_id", "e164", "phone", "aci", "uuid", "username")
THREADS = ("recipient_id", "thread_recipient_id", "recipient_ids")
FILES = {
    ("attachment", "message_id"): "SELECT message_id, file_name, content_type FROM attachment ORDER BY _id",
    ("part", "mid"): "SELECT mid, file_name, ct FROM part ORDER BY _id",
}
REACTIONS = "SELECT message_id, author_id, emoji, date_sent FROM reaction"
RECEIPTS = "SELECT mms_id, address, status, timestamp FROM group_receipts ORDER BY _id"
MENTIONS = "SELECT message_id, recipient_id FROM mention ORDER BY _id"
EARLIER = "SELECT latest_revision_id, body, date_sent FROM message WHERE latest_revision_id IS NOT NULL ORDER BY latest_revision_id, revision_number"
MIMES: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}


class File(NamedTuple):
    name: str | None
    kind: MessageKind


class Room(NamedTuple):
    key: str
    kind: Kind
    title: str | None


class Beside:
    """Of one of the tables of messages: `message`, `mms` or `sms`."""

    def __init__(self, entry: OpenEntry, table: str) -> None:
        self._entry, self._table = entry, table
        self._people: dict[str, Stored] = {}
        self._titles: dict[str, str | None] = {}
        self._threads: dict[str, str] = {}
        self._files: dict[int | None, list[File]] = defaultdict(list)
        self._reactions: dict[int | None, list[Reaction]] = defaultdict(list)
        self._receipts: dict[int | None, list[Receipt]] = defaultdict(list)
        self._mentions: dict[int | None, list[Mention]] = defaultdict(list)
        self._earlier: dict[int | None, list[Edit]] = defaultdict(list)

    def look_around(self) -> Records:
        try:
            with self._entry.sqlite() as db:
                self._meet(db)
                if self._table != "sms":
                    self._look_at_files(db)
                self._look_at_reactions(db)
        except (sqlite3.Error, ValueError) as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")

    def identifier(self, recipient: object) -> str | None:
        """By the number of a row of `recipient`; in the oldest versions the address stands there itself."""
        number = text(recipient)
        row = self._people.get(number or "")
        if row is None:
            return f"recipient {number}" if number and number.isdigit() and len(number) < 7 else number
        return first(row, IDENTIFIERS) or f"recipient {number}"

    def name(self, recipient: object) -> str | None:
        row = self._people.get(text(recipient) or "")
        group = None if row is None else self._titles.get(first(row, ("group_id",)) or "")
        return group or (None if row is None else first(row, NAMES))

    def room(self, thread: object, other: object) -> Room:
        recipient = self._threads.get(text(thread) or "", other)
        row = self._people.get(text(recipient) or "")
        group = row is not None and first(row, ("group_id",)) is not None
        return Room(self.identifier(recipient) or f"thread {text(thread)}", "group" if group else "direct", self.name(recipient))

    def files(self, number: int | None) -> tuple[File, ...]:
        return tuple(self._files.get(number, ()))

    def reactions(self, number: int | None) -> tuple[Reaction, ...]:
        return tuple(self._reactions.get(number, ()))

    def mentions(self, number: int | None) -> tuple[Mention, ...]:
        return tuple(self._mentions.get(number, ()))

    def earlier(self, number: int | None) -> tuple[Edit, ...]:
        return tuple(self._earlier.get(number, ()))

    def receipts(self, row: Stored, number: int | None) -> tuple[Receipt, ...]:
        """Of a group each member's; of two people the latest that came, which is all that is kept."""
        if self._receipts.get(number):
            return tuple(self._receipts[number])
        time, read, had = early(row["receipt_timestamp"], millis), bool(whole(row["was_read"])), bool(whole(row["was_delivered"]))
        return (Receipt(delivered=None if read else time, read=time if read else None),) if time and (read or had) else ()

    def card(self, shared: object) -> Card | None:
        """The first contact, where several were sent."""
        try:
            one = next(iter(objects(msgspec.json.decode(shared) if isinstance(shared, str | bytes) and shared else None)), None)
        except (msgspec.DecodeError, RecursionError):
            return None
        if one is None:
            return None
        parts = (named(inside(one, "name", part)) for part in ("givenName", "familyName"))
        name = named(inside(one, "name", "displayName")) or " ".join(part for part in parts if part)
        return Card(
            name=name or None, numbers=tuple(filter(None, (named(each.get("number")) for each in objects(one.get("phoneNumbers")))))
        )

    def _meet(self, db: sqlite3.Connection) -> None:
        tables = self._entry.tables
        self._people = {str(row["_id"]): row for row in db.execute("SELECT * FROM recipient")}
        if {"group_id", "title"} <= tables.get("groups", frozenset()):
            self._titles = {str(row[0]): text(row[1]) for row in db.execute("SELECT group_id, title FROM groups")}
        if column := next((one for one in THREADS if one in tables["thread"]), None):
            self._threads = {str(row[0]): str(row[1]) for row in db.execute(f"SELECT _id, {column} FROM thread")}  # one of THREADS

    def _look_at_files(self, db: sqlite3.Connection) -> None:
        for (table, column), select in FILES.items():
            if column in self._entry.tables.get(table, frozenset()):
                for row in db.execute(select):
                    kind = MIMES.get((text(row[2]) or "").partition("/")[0], "file")
                    self._files[whole(row[0])].append(File(text(row[1]) or None, kind))

    def _look_at_reactions(self, db: sqlite3.Connection) -> None:
        tables, own = self._entry.tables, int(self._table == "mms")
        if {"message_id", "author_id", "emoji", "date_sent"} <= tables.get("reaction", frozenset()):
            apart = "is_mms" in tables["reaction"] and self._table != "message"
            for row in db.execute(f"{REACTIONS} WHERE is_mms = {own}" if apart else REACTIONS):  # 0 or 1
                given = Reaction(
                    value=text(row[2]) or "", sender=self.name(row[1]), sender_id=self.identifier(row[1]), time=early(row[3], millis)
                )
                self._reactions[whole(row[0])].append(given)
        if self._table == "sms":
            return
        if {"mms_id", "address", "status", "timestamp"} <= tables.get("group_receipts", frozenset()):
            for row in db.execute(RECEIPTS):
                self._receipts[whole(row[0])] += self._receipt(row)
        if {"message_id", "recipient_id"} <= tables.get("mention", frozenset()):
            for row in db.execute(MENTIONS):
                self._mentions[whole(row[0])].append(Mention(name=self.name(row[1]), identifier=self.identifier(row[1])))
        if {"latest_revision_id", "revision_number"} <= tables.get(self._table, frozenset()):
            for row in db.execute(EARLIER):
                self._earlier[whole(row[0])].append(Edit(text=text(row[1]), time=early(row[2], millis)))

    def _receipt(self, row: Stored) -> list[Receipt]:
        """None or one."""
        time, status, who = early(row[3], millis), whole(row[2]), row[1]
        if time is None or status not in (DELIVERED, READ, VIEWED):
            return []
        return [
            Receipt(
                name=self.name(who), identifier=self.identifier(who), delivered=time if status == DELIVERED else None,
                read=time if status == READ else None, played=time if status == VIEWED else None,
            )
        ]  # fmt: skip


def first(row: Stored, columns: Iterable[str]) -> str | None:
    """The first of them that the table has and that says something."""
    known = row.keys()
    return next((one for column in columns if column in known and (one := text(row[column]))), None)


def box_of(native: int) -> Way | None:
    base = native & BASE
    return "in" if base == INBOX else "out" if base in OUT else None


def is_note(native: int) -> bool:
    return bool(native & NOTES) or native & BASE in (*NOTES_OF_APP, *CALLS) or native >> SPECIAL in PAYMENT_NOTES


def call_of(native: int) -> tuple[CallNote, Way | None] | None:
    return None if native & NOTES else CALLS.get(native & BASE)


def payment_of(native: int) -> Payment | None:
    """That one was told; its amount is in the ledger of its currency."""
    return Payment(kind="payment") if native >> SPECIAL == PAYMENT else None

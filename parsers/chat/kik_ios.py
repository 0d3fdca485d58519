"""Kik on iOS: kik.sqlite, a Core Data store.

Tables as plaso (Apache-2.0) reads them. Times are seconds since 2001 in UTC. `ZTYPE` 1 is what came, 2 what was sent, the others are
notes. Which chat a message is in stands in a join table whose name has the numbers of the two entities (Z_3MESSAGES: Z_3CHAT,
Z_5MESSAGES), which differ between versions.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from evidence_desk.api import Attachment, Gap, Locus, Message, OpenEntry, Query, Records, Stored, parser, text, whole
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._seconds import cocoa

MESSAGES = Query(
    "ZKIKMESSAGE",
    {
        "ZKIKMESSAGE": "Z_PK ZUSER ZTYPE ZSTATE ZSYSTEMSTATE ZRECEIVEDTIMESTAMP ZTIMESTAMP ZBODY ZSTANZAID",
        "ZKIKUSER": "Z_PK ZDISPLAYNAME ZJID ZUSERNAME",
    },
    "SELECT ZKIKMESSAGE.rowid, ZKIKMESSAGE.Z_PK AS number, ZTYPE, ZSTATE, ZSYSTEMSTATE, ZRECEIVEDTIMESTAMP, ZTIMESTAMP, ZBODY, ZSTANZAID, "
    "ZDISPLAYNAME, ZJID, ZUSERNAME FROM ZKIKMESSAGE LEFT JOIN ZKIKUSER ON ZKIKUSER.Z_PK = ZKIKMESSAGE.ZUSER",
)
JOIN, CHAT, ITEM = re.compile(r"z_\d+messages"), re.compile(r"z_\d+chats?"), re.compile(r"z_\d+messages\d*")
CHATS = """
SELECT ZKIKCHAT.Z_PK AS chat, ZJID, ZDISPLAYNAME FROM ZKIKCHAT LEFT JOIN ZKIKUSER ON ZKIKUSER.Z_PK = ZKIKCHAT.ZUSER
"""
FILES = "SELECT ZMESSAGE, ZCONTENT, ZTYPE FROM ZKIKATTACHMENT ORDER BY Z_PK"
CAME, SENT = 1, 2
GROUP = "@groups.kik.com"


@parser(
    "kik.ios.message",
    version=1,
    needs={"zkikmessage": {"z_pk", "zuser", "ztype", "ztimestamp", "zbody"}, "zkikuser": {"z_pk", "zjid", "zdisplayname"}},
)
def messages(entry: OpenEntry) -> Records:
    """Messages that Kik on iOS stored."""
    store = Store(entry)
    yield from store.look_around()
    yield from entry.records(MESSAGES, store.message)


class Store:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("kik")
        self._chat_of: dict[object, object] = {}
        self._chats: dict[object, Stored] = {}
        self._files: dict[object, list[Attachment]] = {}

    def look_around(self) -> Records:
        """Chats, which messages they have, and files."""
        tables = self._entry.tables
        try:
            with self._entry.sqlite() as db:
                if {"z_pk", "zuser"} <= tables.get("zkikchat", frozenset()):
                    self._chats = {row["chat"]: row for row in db.execute(CHATS)}
                if join := join_of(tables):
                    table, chat, item = join
                    for one in db.execute(f"SELECT {chat}, {item} FROM {table}"):  # names that the patterns above allow
                        self._chat_of.setdefault(one[1], one[0])
                if {"zmessage", "zcontent", "ztype"} <= tables.get("zkikattachment", frozenset()):
                    for one in db.execute(FILES):
                        self._files.setdefault(one["ZMESSAGE"], []).append(self._attachment(text(one["ZCONTENT"])))
        except sqlite3.Error as error:
            yield Gap("database-damaged", {"path": self._entry.path, "detail": str(error)}, "error")

    def message(self, row: Stored, locus: Locus) -> Records:
        number, kind = whole(row["number"]), whole(row["ZTYPE"])
        who, name = text(row["ZJID"]), text(row["ZDISPLAYNAME"]) or text(row["ZUSERNAME"])
        chat = self._chats.get(self._chat_of.get(number))
        key = (text(chat["ZJID"]) if chat else None) or who or f"{self._entry.path}#{self._chat_of.get(number, '')}"
        room: Kind = "group" if key.endswith(GROUP) else "unknown" if chat is None else "direct"
        files = tuple(self._files.get(number, ()))
        came = kind == CAME
        sent = yield from cocoa("ZTIMESTAMP", row["ZTIMESTAMP"], locus)
        yield from self._rooms.enter(key, locus, room, text(chat["ZDISPLAYNAME"]) if chat else name)
        if came:
            yield from self._rooms.meet(key, locus, who, name)
        said = {column: value for column in ("ZRECEIVEDTIMESTAMP", "ZSTATE", "ZSYSTEMSTATE") if (value := text(row[column]))}
        yield Message(
            conversation=key, app="kik", locus=locus, sent=sent, sent_local=text(row["ZTIMESTAMP"]), zone_basis="source",
            sender=name if came else None, sender_id=who if came else None, direction="in" if came else "out" if kind == SENT else None,
            kind="file" if files else "text" if kind in (CAME, SENT) else "system", text=text(row["ZBODY"]) or None,
            native_id=text(row["ZSTANZAID"]) or text(number), native_type=text(kind), attachments=files, extra=said,
        )  # fmt: skip

    def _attachment(self, name: str | None) -> Attachment:
        found = self._entry.sibling(f"attachments/{name}") if name and "/" not in name else None
        return Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name)


def join_of(tables: Mapping[str, frozenset[str]]) -> tuple[str, str, str] | None:
    """The join table, its column of chats and its column of messages."""
    for name in sorted(filter(JOIN.fullmatch, tables)):
        chats, items = sorted(filter(CHAT.fullmatch, tables[name])), sorted(filter(ITEM.fullmatch, tables[name]))
        if chats and items:
            return name, chats[0], items[0]
    return None

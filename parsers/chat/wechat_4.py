"""WeChat 4.x on Windows and macOS: db_storage/message/message_N.db, decrypted: a table a chat, named by the MD5 of its id.

Columns as chatlog's message_v4.go (Apache-2.0) reads them. `real_sender_id` is a row of Name2Id, which also has the ids that the
tables are named by. Content may be packed with Zstandard. ../contact/contact.db names people. `status` 2 is what tools take
for sent; it is kept, for it is known to be wrong at times.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping

import msgspec
import zstandard

from evidence_desk.api import (
    Contact,
    Gap,
    Hole,
    Instant,
    Locus,
    Message,
    OpenEntry,
    Query,
    Records,
    Seen,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat import _wechat as wechat
from parsers.chat._rooms import Rooms

CHAT = re.compile(r"msg_[0-9a-f]{32}")
NEEDED = {"local_id", "local_type", "real_sender_id", "create_time", "message_content"}
MESSAGES = Query(
    "msg",
    {"msg": "local_id server_id local_type sort_seq real_sender_id create_time status message_content", "name2id": "user_name"},
    "SELECT msg.rowid, local_id, server_id, local_type, sort_seq, create_time, status, message_content, name2id.user_name "
    "FROM msg LEFT JOIN name2id ON name2id.rowid = msg.real_sender_id",
    counted="local_id",
)
CONTACTS = Query(
    "contact",
    {"contact": "username alias remark nick_name delete_flag"},
    "SELECT contact.rowid, username, alias, remark, nick_name, delete_flag FROM contact",
)
NAMES = "SELECT username, coalesce(nullif(remark, ''), nick_name) FROM contact"
KNOWN = "SELECT user_name FROM Name2Id"
NAMED_BY = "../contact/contact.db"
PACKED = b"\x28\xb5\x2f\xfd"
LARGEST = 16 << 20
SENT = 2


def chats_of(tables: Mapping[str, frozenset[str]]) -> list[str]:
    return sorted(name for name, columns in tables.items() if CHAT.fullmatch(name) and columns >= NEEDED)


@parser("wechat.4.message", version=1, tables=lambda tables: bool(chats_of(tables)))
def messages(entry: OpenEntry) -> Records:
    """Messages that WeChat 4 stored on a computer."""
    names, seen, talkers, rooms = names_of(entry), 0, dict[str, str](), Rooms("wechat", folder=entry.path.rpartition("/")[0])
    try:
        with entry.sqlite() as db:
            known = {str(row[0]) for row in db.execute(KNOWN)} | set(names)
            talkers = {hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(): name for name in known}
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")
    for table in chats_of(entry.tables):
        digest = table.partition("_")[2]
        if digest not in talkers:
            yield Gap("chat-unnamed", {"path": entry.path}, "info")
        for one in entry.records(MESSAGES.of(table), Chat(talkers.get(digest, digest), names, rooms).message):
            if isinstance(one, Seen):
                seen += one.rows
            elif isinstance(one, Hole):
                yield msgspec.structs.replace(one, conversation=talkers.get(digest, digest))
            else:
                yield one
    yield Seen(seen)


@parser("wechat.4.contact", version=1, needs={"contact": {"username", "alias", "remark", "nick_name"}})
def contacts(entry: OpenEntry) -> Records:
    """Accounts and groups that WeChat 4 knows."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("username", "alias") if (one := text(row[column])))
        name = text(row["remark"]) or text(row["nick_name"]) or None
        yield Contact(locus=locus, name=name, numbers=numbers, app="wechat", deleted=whole(row["delete_flag"]) == 1)

    yield from entry.records(CONTACTS, contact)


class Chat:
    """One table."""

    def __init__(self, talker: str, names: Mapping[str, str], rooms: Rooms) -> None:
        self._talker, self._names, self._rooms = talker, names, rooms

    def message(self, row: Stored, locus: Locus) -> Records:
        number, talker, names = whole(row["local_type"]) or 0, self._talker, self._names
        content, sender = plain(row["message_content"]), text(row["user_name"])
        system = wechat.KINDS.get(wechat.plain_number(number)) == "system"
        if talker.endswith(wechat.GROUP) and not system:
            named, content = wechat.sender_and_content(content)
            sender = sender or named
        sender = None if system else sender
        status = whole(row["status"])
        body = wechat.direct_to(wechat.body(number, content), status == SENT, talker.endswith(wechat.GROUP))
        sent = yield from moment("create_time", row["create_time"], Instant.since_1970, locus)
        yield from self._rooms.enter(talker, locus, wechat.room_kind(talker), names.get(talker))
        yield from self._rooms.meet(talker, locus, sender, names.get(sender or ""))
        yield Message(
            conversation=talker, app="wechat", locus=locus, sent=sent, sent_local=text(row["create_time"]), zone_basis="source",
            sender=names.get(sender or ""), sender_id=sender, direction=None if system else "out" if status == SENT else "in", kind=body.kind,
            text=body.text, native_id=text(row["server_id"]) or text(row["local_id"]), native_type=str(number), reply_to=body.reply_to,
            attachments=body.attachments, extra=body.extra | {"status": str(status), "sort_seq": text(row["sort_seq"]) or ""},
            payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded, recall=body.recall,
            location=body.location, card=body.card,
        )  # fmt: skip


def names_of(entry: OpenEntry) -> dict[str, str]:
    """From the database of contacts, where it lies in its usual place; its own damage is told where it is read itself."""
    beside = entry.near(NAMED_BY)
    if beside is None or "contact" not in beside.tables:
        return {}
    try:
        with beside.sqlite() as db:
            return {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[1]}
    except sqlite3.Error:
        return {}


def plain(content: object) -> str:
    """The text of a message, or its XML; ValueError where it cannot be unpacked."""
    if not isinstance(content, bytes) or not content.startswith(PACKED):
        return text(content) or ""
    try:
        if zstandard.frame_content_size(content) > LARGEST:
            raise ValueError(f"message_content: more than {LARGEST} bytes")
        unpacked = zstandard.ZstdDecompressor(max_window_size=LARGEST).decompress(content, max_output_size=LARGEST)
    except zstandard.ZstdError as error:
        raise ValueError(f"message_content: {error}") from error
    return unpacked.decode("utf-8", "replace")

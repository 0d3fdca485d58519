"""WeChat 3.x on Windows: MSG0.db, MSG1.db, ... decrypted, and beside their folder MicroMsg.db, which names people.

Columns as chatlog's message_v3.go (Apache-2.0) reads them: of an appmsg the XML is in CompressContent, an LZ4 block; in a
group the sender is item 1 of BytesExtra, a Protobuf message of (number, text) pairs, where item 4 is a picture's path.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import cramjam

from evidence_desk.api import (
    Attachment,
    Contact,
    Instant,
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
from parsers.chat import _wechat as wechat
from parsers.chat._protobuf import fields
from parsers.chat._rooms import Rooms

MESSAGES = Query(
    "msg",
    {"msg": "localId MsgSvrID Type SubType IsSender CreateTime Sequence Status StrTalker StrContent CompressContent BytesExtra"},
    "SELECT msg.rowid, localId, MsgSvrID, Type, SubType, IsSender, CreateTime, Sequence, Status, StrTalker, StrContent, CompressContent, "
    "BytesExtra FROM msg",
    counted="localId",
)
CONTACTS = Query(
    "contact",
    {"contact": "UserName Alias DelFlag Remark NickName"},
    "SELECT contact.rowid, UserName, Alias, DelFlag, Remark, NickName FROM contact",
)
NAMES = "SELECT UserName, coalesce(nullif(Remark, ''), NickName) FROM Contact"
NAMED_BY = ("../MicroMsg.db", "MicroMsg.db")
LARGEST = 16 << 20
SENDER, PICTURE = 1, 4


@parser("wechat.windows.message", version=1, needs={"msg": {"localId", "StrTalker", "StrContent", "CreateTime", "Type", "IsSender"}})
def messages(entry: OpenEntry) -> Records:
    """Messages that WeChat 3 on Windows stored."""
    names, rooms = names_of(entry), Rooms("wechat", folder=entry.path.rpartition("/")[0])

    def message(row: Stored, locus: Locus) -> Records:
        talker, number, out = text(row["StrTalker"]) or "", whole(row["Type"]) or 0, whole(row["IsSender"]) == 1
        more = dict(items(row["BytesExtra"]))
        system = wechat.KINDS.get(number) == "system"
        sender = None if system else more.get(SENDER) or (None if out or talker.endswith(wechat.GROUP) else talker)
        body = wechat.direct_to(wechat.body(number, content(row)), out, talker.endswith(wechat.GROUP))
        sent = yield from moment("CreateTime", row["CreateTime"], Instant.since_1970, locus)
        yield from rooms.enter(talker, locus, wechat.room_kind(talker), names.get(talker))
        yield from rooms.meet(talker, locus, sender, names.get(sender or ""))
        attachments = body.attachments
        if attachments and PICTURE in more:
            attachments = (Attachment(name=more[PICTURE].replace("\\", "/").rpartition("/")[2]),)
        extra = body.extra | ({"file": more[PICTURE]} if PICTURE in more else {}) | said(row)
        yield Message(
            conversation=talker, app="wechat", locus=locus, sent=sent, sent_local=text(row["CreateTime"]), zone_basis="source",
            sender=names.get(sender or ""), sender_id=sender, direction=None if system else "out" if out else "in", kind=body.kind,
            text=body.text, native_id=text(row["MsgSvrID"]) or text(row["localId"]), native_type=f"{number}/{text(row['SubType']) or 0}",
            reply_to=body.reply_to, attachments=attachments, extra=extra,
            payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded, recall=body.recall,
            location=body.location, card=body.card,
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)


@parser("wechat.windows.contact", version=1, needs={"contact": {"UserName", "Alias", "Remark", "NickName", "DelFlag"}})
def contacts(entry: OpenEntry) -> Records:
    """Accounts and groups that WeChat 3 on Windows knows."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("UserName", "Alias") if (one := text(row[column])))
        name = text(row["Remark"]) or text(row["NickName"]) or None
        yield Contact(locus=locus, name=name, numbers=numbers, app="wechat", deleted=whole(row["DelFlag"]) == 1)

    yield from entry.records(CONTACTS, contact)


def names_of(entry: OpenEntry) -> dict[str, str]:
    """From the database of contacts, where it lies in its usual place; its own damage is told where it is read itself."""
    for name in NAMED_BY:
        beside = entry.near(name)
        if beside is not None and "contact" in beside.tables:
            try:
                with beside.sqlite() as db:
                    return {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[1]}
            except sqlite3.Error:
                continue
    return {}


def content(row: Stored) -> str:
    """The text of a message, or its XML; ValueError where it cannot be unpacked."""
    packed = row["CompressContent"]
    if not isinstance(packed, bytes) or not packed:
        return text(row["StrContent"]) or ""
    try:
        plain = bytes(cramjam.lz4.decompress_block(packed, output_len=min(LARGEST, 255 * len(packed) + 64)))
    except cramjam.DecompressionError as error:
        raise ValueError(f"CompressContent: {error}") from error
    return plain.partition(b"\0")[0].decode("utf-8", "replace")  # a C string: what lies behind its end is nothing


def items(extra: object) -> Iterator[tuple[int, str]]:
    """(number, text) of each pair in BytesExtra: field 3, with the number in its field 1 and the text in 2."""
    if not isinstance(extra, bytes):
        return
    for number, value in fields(extra):
        if number == 3 and isinstance(value, bytes):
            pair = dict(fields(value))
            key, said = pair.get(1), pair.get(2)
            if isinstance(key, int) and isinstance(said, bytes):
                yield key, said.decode("utf-8", "replace")


def said(row: Stored) -> dict[str, str]:
    return {column: value for column in ("Sequence", "Status") if (value := text(row[column]))}

"""WeChat on Android: EnMicroMsg.db, decrypted. `createTime` is milliseconds since 1970 in UTC.

Tables as ppwwyyxx/wechat-dump describes them. In a group, what came begins with its sender in a line of its own.
`rcontact` names people, `chatroom` groups; `userinfo` 2 is the owner's own id.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import Contact, Gap, Instant, Locus, Message, OpenEntry, Query, Records, Stored, moment, parser, text, whole
from parsers.chat import _wechat as wechat
from parsers.chat._rooms import Rooms

MESSAGES = Query(
    "message",
    {"message": "msgId msgSvrId type status isSend createTime talker content imgPath"},
    "SELECT message.rowid, msgId, msgSvrId, type, status, isSend, createTime, talker, content, imgPath FROM message",
    counted="msgId",
)
CONTACTS = Query(
    "rcontact",
    {"rcontact": "username alias conRemark nickname type deleteFlag"},
    "SELECT rcontact.rowid, username, alias, conRemark, nickname, type, deleteFlag FROM rcontact",
)
NAMES = "SELECT username, coalesce(nullif(conRemark, ''), nickname) FROM rcontact"
OWNER = "SELECT value FROM userinfo WHERE id = 2"
NEEDED = {"message": {"msgId", "type", "isSend", "createTime", "talker", "content"}, "rcontact": {"username", "nickname"}}


def millis(count: int) -> Instant:
    return Instant.since_1970(count, 1000)


@parser("wechat.android.message", version=1, needs=NEEDED)
def messages(entry: OpenEntry) -> Records:
    """Messages that WeChat on Android stored."""
    names: dict[str, str] = {}
    owner: str | None = None
    try:
        with entry.sqlite() as db:
            names = {str(row[0]): str(row[1]) for row in db.execute(NAMES) if row[1]}
            if "userinfo" in entry.tables:
                owner = next((text(row[0]) for row in db.execute(OWNER)), None)
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")
    rooms = Rooms("wechat", owner)

    def message(row: Stored, locus: Locus) -> Records:
        talker, content, out = text(row["talker"]) or "", text(row["content"]) or "", whole(row["isSend"]) == 1
        number = whole(row["type"]) or 0
        system = wechat.KINDS.get(wechat.plain_number(number)) == "system"
        sender = None if system else owner if out else talker
        if not out and talker.endswith(wechat.GROUP) and not system:
            sender, content = wechat.sender_and_content(content)
        body = wechat.direct_to(wechat.body(number, content), out, talker.endswith(wechat.GROUP))
        sent = yield from moment("createTime", row["createTime"], millis, locus)
        yield from rooms.enter(talker, locus, wechat.room_kind(talker), names.get(talker))
        yield from rooms.meet(talker, locus, sender, names.get(sender or ""))
        yield Message(
            conversation=talker, app="wechat", locus=locus, sent=sent, sent_local=text(row["createTime"]), zone_basis="source",
            sender=names.get(sender or ""), sender_id=sender, direction=None if system else "out" if out else "in", kind=body.kind,
            text=body.text, native_id=text(row["msgSvrId"]) or text(row["msgId"]), native_type=str(number), reply_to=body.reply_to,
            attachments=body.attachments, extra=body.extra | said(row),
            payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded, recall=body.recall,
            location=body.location, card=body.card,
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)


@parser("wechat.android.contact", version=1, needs=NEEDED)
def contacts(entry: OpenEntry) -> Records:
    """Accounts that WeChat on Android knows: friends, members of groups, others that it met, and groups."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("username", "alias") if (one := text(row[column])))
        name = text(row["conRemark"]) or text(row["nickname"]) or None
        yield Contact(locus=locus, name=name, numbers=numbers, app="wechat", deleted=whole(row["deleteFlag"]) == 1)

    yield from entry.records(CONTACTS, contact)


def said(row: Stored) -> dict[str, str]:
    return {column: value for column in ("imgPath", "status") if (value := text(row[column]))}

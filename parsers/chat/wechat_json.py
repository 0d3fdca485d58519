"""What two tools export from WeChat as JSON: WeFlow (`weflow`, `session`, `messages`) and chatlog (an array of messages).

WeFlow's `type` is a word in Chinese, its `localType` is not reliable; `createTime` is seconds since 1970 in UTC. chatlog's `time` has an
offset, `type` and `subType` are WeChat's numbers, and content may be left out.
"""

from __future__ import annotations

import re

from evidence_desk.api import (
    Attachment,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Payment,
    Records,
    Told,
    moment,
    money,
    parser,
    text,
    whole,
)
from parsers.chat import _wechat as wechat
from parsers.chat._export_json import Export, Object, iso, said
from parsers.chat._rooms import Rooms

WORDS = {
    "文本": 1, "图片": 3, "语音": 34, "名片": 42, "视频": 43, "表情": 47, "位置": 48, "系统": 10000, "通话": 50, "撤回": 10002,
}  # fmt: skip
SIGNED = re.compile("[¥￥]|元")
CARDS: dict[str, MessageKind] = {
    "转账": "payment",
    "红包": "payment",
    "引用": "text",
    "文件": "file",
    "小程序": "link",
    "链接": "link",
    "合并转发": "other",
    "聊天记录": "other",
}


@parser("wechat.weflow", version=1, sniff=lambda head: b'"weflow"' in head[:4096] and b'"session"' in head)
def weflow(entry: OpenEntry) -> Records:
    """Messages that WeFlow exported from WeChat; such a file can be changed without a trace."""
    export, rooms = Export(entry, "/messages"), Rooms("wechat")
    session = export.object("/session")
    room = text(session.get("wxid")) or entry.path
    title = text(session.get("remark")) or text(session.get("nickname")) or text(session.get("displayName"))

    def message(row: Object, locus: Locus) -> Records:
        word, content = text(row.get("type")) or "", text(row.get("content")) or ""
        mine = row.get("isSend")
        body = wechat.direct_to(body_of(word, content), None if mine is None else bool(mine), room.endswith(wechat.GROUP))
        system = body.kind == "system"
        sender, name = (None, None) if system else (text(row.get("senderUsername")) or None, text(row.get("senderDisplayName")) or None)
        sent = yield from moment("createTime", row.get("createTime"), Instant.since_1970, locus)
        yield from rooms.enter(room, locus, wechat.room_kind(room), title)
        yield from rooms.meet(room, locus, sender, name)
        yield Message(
            conversation=room, app="wechat", locus=locus, sent=sent, sent_local=text(row.get("formattedTime")), zone_basis="source", sender=name,
            sender_id=sender, direction=None if system or mine is None else "out" if mine else "in", kind=body.kind, text=body.text,
            native_id=text(row.get("localId")), native_type=word, reply_to=body.reply_to, attachments=body.attachments,
            extra=body.extra | said(row, "source"), payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded,
            recall=body.recall, location=body.location, card=body.card,
        )  # fmt: skip

    yield from export.read(message)


@parser(
    "wechat.chatlog",
    version=1,
    sniff=lambda head: head.lstrip()[:1] == b"[" and all(word in head for word in (b'"talkerName"', b'"isChatRoom"', b'"isSelf"')),
)
def chatlog(entry: OpenEntry) -> Records:
    """Messages that chatlog exported from WeChat; such a file can be changed without a trace."""
    rooms = Rooms("wechat")

    def message(row: Object, locus: Locus) -> Records:
        room, number = text(row.get("talker")) or entry.path, whole(row.get("type")) or 0
        out = row.get("isSelf") is True
        body = wechat.direct_to(wechat.body(number, text(row.get("content")) or ""), out, room.endswith(wechat.GROUP))
        kind = (
            wechat.APP_KINDS.get(text(row.get("subType")) or "", body.kind) if number == wechat.APP and body.kind == "link" else body.kind
        )
        system = kind == "system"
        sender, name = (None, None) if system else (text(row.get("sender")) or None, text(row.get("senderName")) or None)
        attachments = body.attachments or ((Attachment(name=None),) if kind in ("file", *wechat.FILES) else ())
        yield from rooms.enter(
            room, locus, "group" if row.get("isChatRoom") else wechat.room_kind(room), text(row.get("talkerName")) or None
        )
        yield from rooms.meet(room, locus, sender, name)
        yield Message(
            conversation=room, app="wechat", locus=locus, sent=iso(row.get("time")), sent_local=text(row.get("time")), zone_basis="source", sender=name,
            sender_id=sender, direction=None if system else "out" if row.get("isSelf") else "in", kind=kind, text=body.text,
            native_id=text(row.get("seq")), native_type=f"{number}/{text(row.get('subType'))}", reply_to=body.reply_to, attachments=attachments,
            extra=body.extra | said(row, "contents"), payment=body.payment, call=body.call, quote=body.quote or (Told() if number == wechat.APP and text(row.get("subType")) == "57" else None), forwarded=body.forwarded,
            recall=body.recall, location=body.location, card=body.card,
        )  # fmt: skip

    yield from Export(entry, "").read(message)


def body_of(word: str, content: str) -> wechat.Body:
    """By WeFlow's word for the kind; content that is XML speaks for itself."""
    number = next((number for beginning, number in WORDS.items() if beginning in word), None)
    if number is None:
        kind: MessageKind = next((kind for beginning, kind in CARDS.items() if beginning in word), "other")
        read = wechat.body(wechat.APP, content)
        return (
            read
            if content.lstrip().startswith("<")
            else wechat.Body(kind, content or None, read.extra, payment=stated(word, content), quote=Told() if "引用" in word else None)
        )
    return wechat.body(number, content)


def stated(word: str, content: str) -> Payment | None:
    """By WeFlow's word and what it wrote of the payment, which is words, not WeChat's own XML."""
    if "转账" not in word and "红包" not in word:
        return None
    amount, currency = money(content, "CNY") if SIGNED.search(content) else (None, None)
    return Payment(kind="red-packet" if "红包" in word else "transfer", amount=amount, currency=currency, written=content or None)

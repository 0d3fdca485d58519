"""What MemoTrace (留痕, WeChatMsg) exports from WeChat: CSV with the database's own columns, and text.

The CSV's `CreateTime` is seconds since 1970 in UTC; its newer form has Chinese names of columns and the local time alone. The text has
`YYYY-MM-DD HH:MM:SS NAME` and the body in the lines behind it: it tells a note from a message by nothing.
"""

from __future__ import annotations

import re

from evidence_desk.api import Attachment, Instant, Locus, Message, MessageKind, OpenEntry, Payment, Records, moment, parser, whole
from parsers.chat import _wechat as wechat
from parsers.chat._rooms import Rooms
from parsers.chat._tables import Sheet
from parsers.chat._transcript import Header, Transcript, beginning

HEAD = re.compile(rb"(?:\xef\xbb\xbf)?localId,TalkerId,Type,SubType,IsSender,CreateTime,")
HEADER = re.compile(r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<name>\S[^\n]*?)\r?$", re.MULTILINE)
MARK = re.compile(r"【(图片|语音|视频|文件|表情包|位置|转账|红包|卡片式链接|音乐|小程序|名片|合并转发的聊天记录)】")
MARKS: dict[str, MessageKind] = {
    "图片": "image", "语音": "audio", "视频": "video", "文件": "file", "表情包": "sticker", "位置": "location", "转账": "payment", "红包": "payment",
    "卡片式链接": "link", "音乐": "link", "小程序": "link", "名片": "contact",
}  # fmt: skip
PAYMENTS = {"转账": Payment(), "红包": Payment(kind="red-packet")}
OTHERS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .*(?:\(\d{4,12}\)|<[^<>\s]+@[^<>\s]+>)$", re.MULTILINE)
"""QQ's headers have a number or an address."""


@parser("wechat.memotrace.csv", version=1, sniff=lambda head: HEAD.match(head) is not None)
def table(entry: OpenEntry) -> Records:
    """Messages that MemoTrace exported from WeChat as a table; such a file can be changed without a trace."""
    rooms = Rooms("wechat")

    def message(row: dict[str, str], locus: Locus) -> Records:
        number, out = whole(row["Type"]) or 0, row["IsSender"] == "1"
        body = wechat.direct_to(wechat.body(number, row.get("StrContent", "")), out, group=True)  # the table does not say what is a group
        system = body.kind == "system"
        sender, name = row.get("Sender") or None, row.get("Remark") or row.get("NickName") or None
        if system:
            sender = name = None
        key = f"{entry.path}#{row['TalkerId']}"
        sent = yield from moment("CreateTime", row["CreateTime"], Instant.since_1970, locus)
        yield from rooms.enter(key, locus, "unknown", entry.name.rpartition(".")[0])
        yield from rooms.meet(key, locus, sender, name)
        yield Message(
            conversation=key, app="wechat", locus=locus, sent=sent, sent_local=row.get("StrTime"), zone_basis="source", sender=name, sender_id=sender,
            direction=None if system else "out" if out else "in", kind=body.kind, text=body.text, native_id=row["localId"],
            native_type=f"{number}/{row['SubType']}", reply_to=body.reply_to, attachments=body.attachments, extra=body.extra,
            payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded, recall=body.recall,
            location=body.location, card=body.card,
        )  # fmt: skip

    yield from Sheet(entry).read(message)


def looks_like(head: bytes) -> bool:
    first = beginning(head).lstrip("\ufeff")
    return (
        HEADER.match(first) is not None and not OTHERS.search(first) and (MARK.search(first) is not None or len(HEADER.findall(first)) > 1)
    )


@parser("wechat.memotrace.text", version=1, sniff=looks_like)
def text(entry: OpenEntry) -> Records:
    """Messages that MemoTrace exported from WeChat as text; such a file can be changed without a trace."""
    transcript, rooms = Transcript(entry, HEADER), Rooms("wechat")

    def message(header: Header, body: str, locus: Locus) -> Records:
        sent, basis = yield from transcript.stated(header["time"], "%Y-%m-%d %H:%M:%S", locus)
        mark = MARK.match(body)
        kind = MARKS.get(mark[1], "other") if mark else "text"
        files = (Attachment(name=body[mark.end() :].strip() or None, state="omitted"),) if mark and kind in ("file", *wechat.FILES) else ()
        yield from rooms.enter(entry.path, locus, "unknown", entry.name.rpartition(".")[0])
        yield from rooms.meet(entry.path, locus, None, header["name"])
        yield Message(
            conversation=entry.path, app="wechat", locus=locus, sent=sent, sent_local=header["time"], zone_basis=basis, sender=header["name"], kind=kind,
            text=body or None, attachments=files, payment=PAYMENTS.get(mark[1]) if mark else None,
        )  # fmt: skip

    yield from transcript.read(message)

"""QQ Chat Exporter's JSON (shuakami/qq-chat-exporter, versions 5 and 6): `metadata`, `chatInfo`, `messages`. Times are milliseconds in UTC."""

from __future__ import annotations

from evidence_desk.api import Instant, Locus, Mention, Message, MessageKind, OpenEntry, Recall, Records, Told, moment, parser, text
from parsers.chat._export_json import Export, Object, attached, inside, objects, said
from parsers.chat._rooms import Rooms

KINDS: dict[str, MessageKind] = {
    "text": "text", "reply": "text", "image": "image", "audio": "audio", "voice": "audio", "video": "video", "file": "file", "location": "location",
    "market_face": "sticker", "face": "text", "forward": "other", "json": "link", "system": "system", "red_packet": "payment", "transfer": "payment",
}  # fmt: skip


@parser("qq.exporter", version=1, sniff=lambda head: b"QQChatExporter" in head[:4096] and b'"chatInfo"' in head)
def messages(entry: OpenEntry) -> Records:
    """Messages that QQ Chat Exporter wrote; such a file can be changed without a trace."""
    export, rooms = Export(entry, "/messages"), Rooms("qq")
    chat = export.object("/chatInfo")
    room = text(chat.get("peerUin")) or text(chat.get("peerUid")) or entry.path
    own = {text(chat.get("selfUin")), text(chat.get("selfUid"))} - {None}

    def message(row: Object, locus: Locus) -> Records:
        native, body = text(row.get("type")) or "", row.get("content")
        recalled, system = bool(row.get("recalled")), bool(row.get("system")) or row.get("isSystemMessage") is True
        kind = "system" if system else "text" if recalled else KINDS.get(native, "other")
        sender = text(inside(row, "sender", "uin")) or text(inside(row, "sender", "uid"))
        name = text(inside(row, "sender", "groupCard")) or text(inside(row, "sender", "nickname")) or text(inside(row, "sender", "name"))
        if system:
            sender = name = None
        reply = next((one.get("data") for one in objects(inside(body, "elements")) if one.get("type") == "reply"), None)
        sent = yield from moment("timestamp", row.get("timestamp"), lambda count: Instant.since_1970(count, 1000), locus)
        yield from rooms.enter(room, locus, "group" if chat.get("type") == "group" else "direct", text(chat.get("name")) or None)
        yield from rooms.meet(room, locus, sender, name)
        yield Message(
            conversation=room, app="qq", locus=locus, sent=sent, sent_local=text(row.get("time")), zone_basis="source", sender=name, sender_id=sender,
            direction=None if system else "out" if sender in own else "in", kind=kind, text=text(inside(body, "text")) or None,
            native_id=text(row.get("id")) or text(row.get("messageId")), native_type=native, deleted=recalled,
            reply_to=text(inside(reply, "referencedMessageId")) or text(inside(reply, "messageId")),
            attachments=tuple(attached(entry, one.get("filename"), one.get("localPath")) for one in objects(inside(body, "resources"))),
            extra=said(row, "seq"), quote=quoted_of(reply), recall=Recall() if recalled else None,
            mentions=tuple(Mention(identifier=text(one.get("uid")) or text(one.get("uin")), name=text(one.get("name"))) for one in objects(inside(body, "mentions"))),
        )  # fmt: skip

    yield from export.read(message)


def quoted_of(reply: object) -> Told | None:
    """What the element of a reply shows of the message that it answers."""
    if not isinstance(reply, dict):
        return None
    number = text(reply.get("referencedMessageId")) or text(reply.get("messageId"))
    return Told(
        sender=text(reply.get("senderName")),
        sender_id=text(reply.get("senderUin")),
        native_id=number,
        text=text(reply.get("content")) or None,
    )

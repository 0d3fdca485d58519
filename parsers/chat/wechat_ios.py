"""WeChat on iOS (message_N.sqlite, MM.sqlite) and on the Mac before version 4 (msg_N.db): a table a chat, named by the MD5 of its id.

Tables as BlueMatthew/WechatExporter and chatlog describe them. `CreateTime` is seconds since 1970 in UTC; `Des` 0 is what the
owner sent. The MD5 leads nowhere back: a chat keeps it as its name, unless a contact whose id has it is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from evidence_desk.api import Gap, Hole, Instant, Locus, Message, OpenEntry, Query, Records, Seen, Stored, moment, parser, text, whole
from parsers.chat import _wechat as wechat
from parsers.chat._rooms import Rooms

CHAT = re.compile(r"chat_[0-9a-f]{32}")
IOS = Query(
    "chat",
    {"chat": "MesLocalID MesSvrID CreateTime Message Status Type Des"},
    "SELECT chat.rowid, MesLocalID AS local, MesSvrID AS server, CreateTime AS created, Message AS content, Status AS status, Type AS type, "
    "Des AS came FROM chat",
    counted="MesLocalID",
)
MAC = Query(
    "chat",
    {"chat": "mesLocalID mesSvrID msgCreateTime msgContent msgStatus messageType mesDes"},
    "SELECT chat.rowid, mesLocalID AS local, mesSvrID AS server, msgCreateTime AS created, msgContent AS content, msgStatus AS status, "
    "messageType AS type, mesDes AS came FROM chat",
    counted="mesLocalID",
)


def forms_of(tables: Mapping[str, frozenset[str]]) -> dict[str, Query]:
    """The tables of chats, and how each is read."""
    found: dict[str, Query] = {}
    for name, columns in sorted(tables.items()):
        if CHAT.fullmatch(name):
            if {"meslocalid", "createtime", "message", "des"} <= columns:
                found[name] = IOS.of(name)
            elif {"meslocalid", "msgcreatetime", "msgcontent", "mesdes"} <= columns:
                found[name] = MAC.of(name)
    return found


@parser("wechat.apple.message", version=1, tables=lambda tables: bool(forms_of(tables)))
def messages(entry: OpenEntry) -> Records:
    """Messages that WeChat on iOS, or on the Mac before version 4, stored."""
    rooms, seen = Rooms("wechat", folder=entry.path.rpartition("/")[0]), 0
    for table, query in forms_of(entry.tables).items():
        for one in entry.records(query, Chat(table, rooms).message):
            if isinstance(one, Seen):
                seen += one.rows
            elif isinstance(one, Hole):
                yield msgspec.structs.replace(one, conversation=table.partition("_")[2])
            else:
                yield one
    if seen:
        yield Seen(seen)
        yield Gap("chat-unnamed", {"path": entry.path}, "info")


class Chat:
    """One table."""

    def __init__(self, table: str, rooms: Rooms) -> None:
        self._key, self._rooms = table.partition("_")[2], rooms

    def message(self, row: Stored, locus: Locus) -> Records:
        content, number, came = text(row["content"]) or "", whole(row["type"]) or 0, whole(row["came"]) == 1
        system = wechat.KINDS.get(wechat.plain_number(number)) == "system"
        sender: str | None = None
        if came and not system:
            sender, content = wechat.sender_and_content(content)
        body = wechat.direct_to(wechat.body(number, content), not came, sender is not None)
        sent = yield from moment("CreateTime", row["created"], Instant.since_1970, locus)
        yield from self._rooms.enter(self._key, locus, "group" if sender else "unknown")
        yield from self._rooms.meet(self._key, locus, sender)
        yield Message(
            conversation=self._key, app="wechat", locus=locus, sent=sent, sent_local=text(row["created"]), zone_basis="source",
            sender_id=sender, direction=None if system else "in" if came else "out", kind=body.kind,
            text=body.text, native_id=text(row["server"]) or text(row["local"]), native_type=str(number), reply_to=body.reply_to,
            attachments=body.attachments, extra=body.extra | ({"status": value} if (value := text(row["status"])) else {}),
            payment=body.payment, call=body.call, quote=body.quote, forwarded=body.forwarded, recall=body.recall,
            location=body.location, card=body.card,
        )  # fmt: skip

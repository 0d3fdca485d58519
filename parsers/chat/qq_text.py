"""QQ's own export of messages as text (QQ up to 9.7): one chat, or all of them with a section each.

Observed: `YYYY-MM-DD H:MM:SS NAME(NUMBER)` or `NAME<MAIL>`, the body in the lines behind it, a blank line. A name may have brackets itself, so
the last one counts; a rank may stand before it in 【】. Lines of a body may look like a date, but not like a whole header. Encodings are
UTF-8, UTF-16 and GB18030. Times are those of the exporting computer, without a zone. Pictures and the like are words in brackets.
"""

from __future__ import annotations

import re

from evidence_desk.api import Locus, Message, MessageKind, OpenEntry, Records, parser
from parsers.chat._rooms import Rooms
from parsers.chat._transcript import Header, Transcript, beginning

HEADER = re.compile(
    r"(?P<row>={20,}|消息分组:(?P<group>.*)|消息对象:(?P<chat>.*)|消息记录（此消息记录为文本格式.*)\r?$"
    r"|(?P<time>\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d) (?P<name>\S.*?|)(?:\((?P<number>\d{4,12})\)|<(?P<mail>[^<>\s]+@[^<>\s]+)>)?\r?$",
    re.MULTILINE,
)
NAMED = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d .*(?:\(\d{4,12}\)|<[^<>\s]+@[^<>\s]+>)$", re.MULTILINE)
TITLE = "消息记录（此消息记录为文本格式"
RANK = re.compile(r"【[^】]*】")
SYSTEM = "10000"
WORDS: dict[str, MessageKind] = {
    "[图片]": "image",
    "[语音]": "audio",
    "[视频]": "video",
    "[文件]": "file",
    "[红包]": "payment",
    "[转账]": "payment",
    "[位置]": "location",
}


def looks_like(head: bytes) -> bool:
    first = beginning(head)
    return TITLE in first or len(NAMED.findall(first)) >= 2


@parser("qq.text", version=1, sniff=looks_like)
def messages(entry: OpenEntry) -> Records:
    """Messages that QQ itself exported as text; such a file can be changed without a trace."""
    chat = Section(entry)
    yield from chat.transcript.read(chat.message, chat.turn)


class Section:
    """The chat that the reading is in."""

    def __init__(self, entry: OpenEntry) -> None:
        self.transcript, self._rooms = Transcript(entry, HEADER), Rooms("qq")
        self._title: str | None = None
        self._group: str | None = None
        self._path = entry.path

    def turn(self, row: Header) -> None:
        if row["group"]:
            self._group = row["group"].strip()
        if row["chat"]:
            self._title = row["chat"].strip()

    def message(self, header: Header, text: str, locus: Locus) -> Records:
        sent, basis = yield from self.transcript.stated(header["time"], "%Y-%m-%d %H:%M:%S", locus)
        key = f"{self._path}#{self._title}" if self._title else self._path
        sender, name = header["number"] or header["mail"] or None, RANK.sub("", header["name"], count=1).strip() or None
        kind: MessageKind = "system" if sender == SYSTEM else WORDS.get(text.strip(), "text")
        yield from self._rooms.enter(key, locus, "group" if self._group and "群" in self._group else "unknown", self._title)
        if kind != "system":
            yield from self._rooms.meet(key, locus, sender, name)
        rank = RANK.match(header["name"])
        yield Message(
            conversation=key, app="qq", locus=locus, sent=sent, sent_local=header["time"], zone_basis=basis, sender=name, sender_id=sender, kind=kind,
            text=text or None, extra={"rank": rank[0].strip("【】")} if rank else {},
        )  # fmt: skip

"""LINE's export of a chat as text, in English, Japanese and Chinese.

Observed: `[LINE] ...` with the name of the chat, when it was saved, then a row a day, and `TIME<tab>SENDER<tab>BODY`; a body of several lines
stands in quotation marks; a note has no sender. Times are of the phone's day without a zone and without seconds; a clock that goes on to
24:53 means the night after. The order of day and month is that of the row's own form.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from evidence_desk.api import CallNote, Locus, Message, MessageKind, OpenEntry, Recall, Records, ZoneBasis, parser
from parsers.chat._rooms import Rooms
from parsers.chat._transcript import Header, Transcript, beginning

DAY = (
    r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})\s?(?:[(（].{1,3}[)）]|(?:周|週|星期).|[A-Z][a-z]+)?"
    r"|[A-Z][a-z]{2}, (?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"
)
HALVES = {"上午": 0, "午前": 0, "AM": 0, "下午": 12, "午後": 12, "PM": 12}
HEADER = re.compile(
    rf"(?P<row>(?:{DAY})|\[LINE\] .*|(?:Saved on|保存日時|保存日期|儲存日期|储存日期)\s?[:：].*)\r?$"
    r"|(?P<time>(?:(?P<before>上午|下午|午前|午後)\s?)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?:\s?(?P<behind>AM|PM))?)\t(?P<sender>[^\t\n]*)\t",
    re.MULTILINE,
)
TITLES = (
    (re.compile(r"\[LINE\] Chat history with (.+)"), "direct"), (re.compile(r"\[LINE\] Chat history in (.+)"), "group"),
    (re.compile(r"\[LINE\] (.+)とのトーク履歴"), "direct"), (re.compile(r"\[LINE\] (.+?)のトーク履歴"), "group"),
    (re.compile(r"\[LINE\] [与與](.+?)的聊天[记記][录錄]"), "direct"), (re.compile(r"\[LINE\] (.+?)的聊天[记記][录錄]"), "group"),
)  # fmt: skip
WORDS: dict[MessageKind, tuple[str, ...]] = {
    "image": ("[Photo]", "[照片]", "[写真]", "[圖片]", "[图片]"), "sticker": ("[Sticker]", "[貼圖]", "[贴图]", "[スタンプ]"),
    "video": ("[Video]", "[影片]", "[视频]", "[動画]"), "audio": ("[Voice message]", "[語音訊息]", "[语音消息]", "[ボイスメッセージ]"),
    "file": ("[File]", "[檔案]", "[文件]", "[ファイル]"), "location": ("[Location]", "[位置訊息]", "[位置信息]", "[位置情報]"),
    "contact": ("[Contact]", "[聯絡資訊]", "[联系人]", "[連絡先]"), "call": ("☎",),
}  # fmt: skip
LASTED = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)\s*$")
MISSED = ("Missed call", "不在着信", "未接來電", "未接来电")
RECALLED = ("unsent a message", "メッセージの送信を取り消しました", "已收回訊息", "收回了訊息", "撤回了", "已收回", "取消了訊息")


@parser("line.text", version=1, sniff=lambda head: beginning(head).lstrip("\ufeff").startswith("[LINE] "))
def messages(entry: OpenEntry) -> Records:
    """Messages that LINE exported as text; such a file can be changed without a trace."""
    chat = Days(entry)
    yield from chat.transcript.read(chat.message, chat.turn)


class Days:
    """The day that the reading is at."""

    def __init__(self, entry: OpenEntry) -> None:
        self.transcript, self._rooms, self._key = Transcript(entry, HEADER), Rooms("line"), entry.path
        self._day: datetime | None = None
        first = beginning(entry.head).lstrip("\ufeff").split("\n", 1)[0].strip()
        found = ((form.match(first), kind) for form, kind in TITLES)
        named = next(((match[1], kind == "group") for match, kind in found if match), None)
        self._title: str | None = named[0] if named else None
        self._group = named is not None and named[1]

    def turn(self, row: Header) -> None:
        parts = (row["year"], row["month"], row["day"]) if row["year"] else (row["y"], row["m"], row["d"])
        if parts[0]:
            try:
                self._day = datetime(int(parts[0]), int(parts[1]), int(parts[2]))  # noqa: DTZ001 a wall time
            except ValueError:
                self._day = None

    def message(self, header: Header, text: str, locus: Locus) -> Records:
        basis: ZoneBasis = "unknown"
        sent, local = None, header["time"]
        if self._day is not None:
            wall = self._day + timedelta(hours=hours(header), minutes=int(header["minute"]))
            local = f"{self._day:%Y-%m-%d} {header['time']}"
            sent, basis = self.transcript.local(wall)
        body = text.strip("\n")
        if len(body) > 1 and body.startswith('"') and body.endswith('"'):
            body = body[1:-1].replace('""', '"')
        sender = header["sender"].strip() or None
        kind = kind_of(body) if sender else "system"
        yield from self._rooms.enter(self._key, locus, "group" if self._group else "direct" if self._title else "unknown", self._title)
        yield from self._rooms.meet(self._key, locus, None, sender)
        yield Message(
            conversation=self._key, app="line", locus=locus, sent=sent, sent_local=local, zone_basis=basis, sender=sender, kind=kind, text=body or None,
            recall=recall_of(body) if kind == "system" else None, call=call_of(body) if kind == "call" else None, precision="minute" if local and local.count(":") == 1 else None,
        )  # fmt: skip


def call_of(body: str) -> CallNote:
    """A call that was taken has its length at the end, `M:SS` or `H:MM:SS`."""
    found, seconds = LASTED.search(body), 0
    for part in found[1].split(":") if found else ():
        seconds = seconds * 60 + int(part)
    missed = any(word in body for word in MISSED)
    return CallNote(outcome="answered" if found else "missed" if missed else "unknown", duration=seconds if found else None)


def recall_of(body: str) -> Recall | None:
    """The note has who took the message back before its words; that of one's own has nobody."""
    for words in RECALLED:
        before, found, _ = body.partition(words)
        if found:
            return Recall(by=before.strip().removesuffix("が").removesuffix("が ").strip() or None)
    return None


def hours(header: Header) -> int:
    half = header["before"] or header["behind"]
    hour = int(header["hour"])
    return hour % 12 + HALVES[half] if half else hour


def kind_of(body: str) -> MessageKind:
    return next((kind for kind, words in WORDS.items() if body.startswith(words)), "text")

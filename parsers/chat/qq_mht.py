"""QQ's own export of a chat as MHT: one HTML table, the pictures in parts behind it (RFC 2557).

Observed: `日期: YYYY-MM-DD` stands before the messages of a day, which have the time alone; `NAME(NUMBER)` or `NAME<MAIL>` before it. A picture is
an `img` whose `src` is the `Content-Location` of its part. Times are those of the exporting computer, without a zone.
"""

from __future__ import annotations

import re
from html import unescape

from evidence_desk.api import Attachment, Locus, Message, OpenEntry, Records, ZoneBasis, parser
from parsers.chat._html import plain
from parsers.chat._rooms import Rooms
from parsers.chat._transcript import Header, Transcript

ROW = re.compile(
    r"<tr><td[^>]*>(?:(?P<row>(?:<div[^>]*>)?(?:日期:\s*(?P<date>\d{4}-\d\d-\d\d)|消息分组:(?P<group>[^<]*)|消息对象:(?P<chat>[^<]*)))"
    r"|<div[^>]*><div[^>]*>(?P<who>[^<]*)</div>(?P<time>\d{1,2}:\d\d:\d\d)</div>)"
)
WHO = re.compile(r"(?P<name>.*?)(?:\((?P<number>\d{4,12})\)|<(?P<mail>[^<>\s]+@[^<>\s]+)>)?$", re.DOTALL)
IMAGE = re.compile(r"<img[^>]*?src=[\"']?([^\"' >]+)", re.IGNORECASE)


@parser("qq.mht", version=1, sniff=lambda head: b"Tencent IM Message" in head[:1024] or b"Save by Tencent MsgMgr" in head[:1024])
def messages(entry: OpenEntry) -> Records:
    """Messages that QQ itself exported as MHT; such a file can be changed without a trace."""
    day = Day(entry)
    yield from day.transcript.read(day.message, day.turn)


class Day:
    """The chat and the day that the reading is at."""

    def __init__(self, entry: OpenEntry) -> None:
        self.transcript, self._rooms, self._path = Transcript(entry, ROW, inline=True), Rooms("qq"), entry.path
        self._date: str | None = None
        self._title: str | None = None
        self._group = ""

    def turn(self, row: Header) -> None:
        self._date = row["date"] or self._date
        self._group = row["group"] or self._group
        self._title = unescape(row["chat"]).strip() if row["chat"] else self._title

    def message(self, header: Header, html: str, locus: Locus) -> Records:
        html = html.partition("</table>")[0]
        who = WHO.match(unescape(header["who"]))
        name, sender = (who["name"].strip() or None, who["number"] or who["mail"]) if who else (None, None)
        basis: ZoneBasis = "unknown"
        sent, local = None, header["time"]
        if self._date:
            local = f"{self._date} {header['time']}"
            sent, basis = yield from self.transcript.stated(local, "%Y-%m-%d %H:%M:%S", locus)
        pictures = tuple(Attachment(name=unescape(one), state="present") for one in IMAGE.findall(html))
        key = f"{self._path}#{self._title}" if self._title else self._path
        text = plain(html)
        yield from self._rooms.enter(key, locus, "group" if "群" in self._group else "unknown", self._title)
        yield from self._rooms.meet(key, locus, sender, name)
        yield Message(
            conversation=key, app="qq", locus=locus, sent=sent, sent_local=local, zone_basis=basis, sender=name, sender_id=sender,
            kind="image" if pictures and not text else "text", text=text or None, attachments=pictures,
        )  # fmt: skip

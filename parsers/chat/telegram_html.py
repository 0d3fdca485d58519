"""Telegram Desktop's HTML export: messages.html, messages2.html, ... of one chat (export/output/export_output_html.cpp).

A message that is `joined` has the sender of the one before it. `title` of its date has the time to the second, with the offset since
version 3.7; before that it is the local time of the exporting computer. A service row with a negative number is a date and no message.
The text is Telegram's own markup, of which only line ends and characters are read.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from urllib.parse import unquote

from evidence_desk.api import Attachment, Instant, Locus, Message, MessageKind, OpenEntry, Records, Told, ZoneBasis, parser
from parsers.chat._export_json import attached
from parsers.chat._html import plain
from parsers.chat._rooms import Rooms
from parsers.chat._transcript import Header, Transcript, beginning

HEADER = re.compile(r'[ \t]*<div class="message (?P<kind>default|service)(?P<more>[^"\n]*)" id="message(?P<number>-?\d+)">')
DATE = re.compile(r'class="[^"]*\bdate details"\s+title="(\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?"')
SENDER = re.compile(r'<div class="from_name">\s*(.*?)\s*(?:<span.*?)?</div>', re.DOTALL)
TEXT = re.compile(r'<div class="text">\s*(.*?)\s*</div>', re.DOTALL)
DETAILS = re.compile(r'<div class="body details">\s*(.*?)\s*</div>', re.DOTALL)
REPLY = re.compile(r'<div class="reply_to details">.*?href="[^"]*go_to_message(\d+)"', re.DOTALL)
FORWARDED = re.compile(r'<div class="forwarded body">')
MEDIA = re.compile(r'<a class="([^"]*(?:media|photo_wrap|video_file_wrap|sticker_wrap|animated_wrap)[^"]*)"\s+href="([^"]*)"')
LEFT_OUT = re.compile(r'<div class="media clearfix pull_left (media_\w+)">')
TITLE = re.compile(r'<div class="page_header.*?<div class="text bold">\s*(.*?)\s*</div>', re.DOTALL)
KINDS: dict[str, MessageKind] = {
    "photo": "image", "video": "video", "voice": "audio", "audio": "audio", "sticker": "sticker", "animated": "video", "contact": "contact",
    "location": "location", "venue": "location", "call": "call", "poll": "other", "invoice": "payment",
}  # fmt: skip


@parser("telegram.html", version=1, sniff=lambda head: b'class="page_body chat_page"' in head)
def messages(entry: OpenEntry) -> Records:
    """Messages of a chat that Telegram Desktop exported as HTML; such a file can be changed without a trace."""
    page = Page(entry)
    yield from page.transcript.read(page.message)


class Page:
    """The sender that a joined message has is that of the message before it, on the same page."""

    def __init__(self, entry: OpenEntry) -> None:
        self.transcript, self._entry, self._rooms = (
            Transcript(entry, HEADER),
            entry,
            Rooms("telegram", folder=entry.path.rpartition("/")[0]),
        )
        named = TITLE.search(beginning(entry.head))
        self._title = plain(named[1]) if named else None
        self._key = f"{entry.path.rpartition('/')[0]}#{self._title}"
        self._sender: str | None = None

    def message(self, header: Header, html: str, locus: Locus) -> Records:
        number, service = header["number"], header["kind"] == "service"
        if service and number.startswith("-"):
            return
        own, _, forwarded = html.partition('<div class="forwarded body">')
        if found := SENDER.search(own):
            self._sender = plain(found[1])
        elif "joined" not in header["more"] and not service:
            self._sender = None
        sent, local, basis = self._time(html)
        files = () if service else self._files(html)
        words = [plain(found) for found in (DETAILS if service else TEXT).findall(html)]
        reply, origin = REPLY.search(html), SENDER.search(forwarded)
        yield from self._rooms.enter(self._key, locus, "unknown", self._title)
        yield from self._rooms.meet(self._key, locus, None, None if service else self._sender)
        yield Message(
            conversation=self._key, app="telegram", locus=locus, sent=sent, sent_local=local, zone_basis=basis, sender=None if service else self._sender,
            kind="system" if service else kind_of(html, bool(files)), text="\n".join(words) or None, native_id=number, reply_to=reply[1] if reply else None,
            attachments=files, forwarded=(Told(sender=plain(origin[1])),) if origin else (), time_source="server",
        )  # fmt: skip

    def _time(self, html: str) -> tuple[Instant | None, str | None, ZoneBasis]:
        found = DATE.search(html)
        if found is None:
            return None, None, "unknown"
        wall = datetime.strptime(found[1], "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007 a wall time
        if found[2]:
            return Instant.of(datetime.fromisoformat(f"{wall.isoformat()}{found[2]}")), f"{found[1]} UTC{found[2]}", "source"
        sent, basis = self.transcript.local(wall)
        return sent, found[1], basis

    def _files(self, html: str) -> tuple[Attachment, ...]:
        found = tuple(
            attached(self._entry, unquote(unescape(href)).rpartition("/")[2], unquote(unescape(href))) for _, href in MEDIA.findall(html)
        )
        return found or tuple(
            Attachment(name=None, state="omitted")
            for name in LEFT_OUT.findall(html)
            if KINDS.get(name[6:], "file") in ("image", "video", "audio", "file")
        )


def kind_of(html: str, has_files: bool) -> MessageKind:
    media = MEDIA.search(html) or LEFT_OUT.search(html)
    if media is None:
        return "text"
    return next((kind for word, kind in KINDS.items() if word in media[1]), "file" if has_files else "other")

"""WhatsApp's text export: `WhatsApp Chat with X.txt` of Android, `_chat.txt` in the zip of iOS.

Nobody publishes the format; it is described in _whatsapp_header.py (how a message begins), _whatsapp_dates.py (what
its date means), _whatsapp_senders.py and _whatsapp_body.py. A message goes on to the next header, so the records
of a file tile its bytes; what stands before the first one is a gap. The file is read twice: the order of day and
month is only known at its end.

The export has no zone, no direction and no ids, and of files only the names. Android's times end with the minute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from evidence_desk.api import (
    Attachment,
    Conversation,
    Extent,
    Gap,
    Locus,
    Message,
    OpenEntry,
    Participant,
    Records,
    Seen,
    parser,
)
from parsers.chat import _whatsapp_words as words
from parsers.chat._text import TextFile, behind_line_end, cut, encoding_of
from parsers.chat._whatsapp_body import LRM, Body
from parsers.chat._whatsapp_body import read as read_body
from parsers.chat._whatsapp_clock import Clock
from parsers.chat._whatsapp_dates import Dates, Order, numbers_of
from parsers.chat._whatsapp_header import Form, form_of, usual_form
from parsers.chat._whatsapp_senders import Senders

FIRST_LINES = 200
LIMITS = (10_000, 40_000)
"""Messages that an export holds at most, with and without media (WhatsApp's help pages), give or take its notes."""
NEAR = 10
LOG_LEVELS = {"DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL", "TRACE"}


def looks_like(head: bytes) -> bool:
    """Whether lines begin as messages of one form do, and senders follow."""
    encoding, mark = encoding_of(head)
    lines = [line for line in head[mark:].decode(encoding, "replace").split("\n")[:FIRST_LINES] if line.strip()]
    form = usual_form(lines)
    if form is None:
        return False
    header = form.pattern()
    rests = [line[match.end() :] for line in lines if (match := header.match(line))]
    senders = {name for name, colon, _ in (rest.partition(": ") for rest in rests) if colon}
    if not senders or senders & LOG_LEVELS or (len(rests) < 2 and form_of(lines[0]) != form):
        return False
    return form.point != "-" or not (form.bracket or form.seconds) or written_by_whatsapp("".join(lines))


def written_by_whatsapp(text: str) -> bool:
    """Whether a text has what WhatsApp itself writes; [2024-03-05 15:04:05] alone is how others write too."""
    return LRM in text or words.ENCRYPTED.search(text) is not None or "<Media omitted>" in text


@parser("whatsapp.text", version=1, sniff=looks_like)
def messages(entry: OpenEntry) -> Records:
    """Messages of a chat that someone exported from WhatsApp as text; such a file can be changed without a trace."""
    file = TextFile(entry)
    first = next((text for _, text in file), "")
    form = usual_form(first[1:].split("\n", FIRST_LINES)[:FIRST_LINES])
    if form is None:
        yield Gap("bytes-unparsed", {"offset": 0, "length": entry.size}, place=Extent(0, entry.size))
        return
    header = behind_line_end(form.pattern())
    chat = survey(entry.path, file, header)
    yield Seen(chat.count)
    yield Conversation(key=entry.path, app="whatsapp", locus=entry.at(), kind=chat.kind, title=chat.title)
    if title_of(entry.path) is None and not written_by_whatsapp(first):
        yield Gap("format-assumed", {"format": "WhatsApp"}, "info")
    reading = Reading(entry, chat, form)
    for offset, end, match, text in cut(file, header, entry.size):
        if match is None:
            yield Gap("bytes-unparsed", {"offset": offset, "length": end - offset}, place=Extent(offset, end - offset))
            continue
        message = reading.message(entry.extent(offset, end - offset), match, text)
        if message.sender not in reading.named and message.kind != "system":
            yield reading.newcomer(message)
        yield message
    yield from reading.gaps()
    yield from file.gaps()


@dataclass(frozen=True, slots=True)
class Chat:
    """What only the whole file shows."""

    count: int
    order: Order
    title: str | None
    kind: Literal["direct", "group", "unknown"]


def survey(path: str, file: TextFile, header: re.Pattern[str]) -> Chat:
    """Reads the whole file for its dates, and its first block for who writes."""
    dates, count = Dates(), 0
    people: set[str] = set()
    owner: str | None = None
    for _, text in file:
        found = list(header.finditer(text))
        if count == 0:
            owner, people = _people(text, found)
        count += len(found)
        date = ""
        for match in found:
            if match[2] != date:
                date = match[2]
                dates.add(numbers_of(date), match[1])
    title = title_of(path) or owner
    return Chat(count, dates.order(), title, "group" if len(people) > 2 else "direct" if title in people else "unknown")


def _people(text: str, found: list[re.Match[str]]) -> tuple[str | None, set[str]]:
    """To whom iOS gives its first note, the group or the other person of a chat of two; and who writes."""
    senders, owner = Senders(), None
    people: set[str] = set()
    for match, following in zip_longest(found, found[1:]):
        sender, body = senders.split(text[match.end() : following.start() if following else None])
        if sender and body.startswith(LRM):
            owner = owner or (sender.name if match is found[0] else None)
        elif sender:
            people.add(sender.name)
    return owner, people


def title_of(path: str) -> str | None:
    """The chat's name in the name of the file, or of the archive or folder around `_chat.txt`."""
    parts = [re.sub(r"\.(?:txt|zip)!?$", "", part) for part in path.split("/")]
    found = words.TITLE.fullmatch(parts[-2] if parts[-1] == "_chat" and len(parts) > 1 else parts[-1])
    return (found[1] or found[2]).strip() if found else None


class Reading:
    """The second reading, message by message."""

    def __init__(self, entry: OpenEntry, chat: Chat, form: Form) -> None:
        self._entry, self._chat, self._bracket = entry, chat, form.bracket
        self._precision: Literal["minute"] | None = None if form.seconds else "minute"
        self._senders, self._clock = Senders(), Clock(entry, chat.order.sequence)
        self.named: set[str | None] = {None}

    def message(self, locus: Locus, header: re.Match[str], text: str) -> Message:
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        sender, text = self._senders.split(text.removesuffix("\n"))
        body = read_body(text, self._bracket) if sender else note(text)
        if sender and body.kind == "system" and sender.name == self._chat.title:
            sender = None
        sent, basis, readings = self._clock.read(header)
        return Message(
            conversation=self._entry.path, app="whatsapp", locus=locus, sent=sent, sent_local=header[1], zone_basis=basis, readings=readings,
            sender=sender.name if sender else None, sender_id=sender.number if sender else None, kind=body.kind, text=body.text,
            edited=body.edited, deleted=body.deleted, attachments=self._attachments(body) if body.files else (),
            precision=self._precision,
        )  # fmt: skip

    def newcomer(self, message: Message) -> Participant:
        """The sender of a message, to be asked for once."""
        self.named.add(message.sender)
        name = None if message.sender_id else message.sender
        return Participant(conversation=message.conversation, app=message.app, locus=message.locus, identifier=message.sender_id, name=name)

    def gaps(self) -> Records:
        """What is to be said of all messages together."""
        order, clock = self._chat.order, self._clock
        if clock.open:
            yield Gap("date-order-open")
        elif order.sequence and order.basis == "sequence":
            yield Gap("date-order-by-sequence", {"order": order.sequence}, "info")
        elif order.sequence and order.basis == "form":
            yield Gap("date-order-by-form", {"order": order.sequence}, "info")
        if clock.unread:
            yield Gap("times-unread", {"count": clock.unread, "raw": clock.unreadable})
        if self._entry.zone is None:
            yield Gap("zone-unknown", {"path": self._entry.path})
        if any(abs(self._chat.count - limit) <= NEAR for limit in LIMITS):
            yield Gap("export-maybe-cut", {"detail": str(self._chat.count)})

    def _attachments(self, body: Body) -> tuple[Attachment, ...]:
        return tuple(self._attachment(name, body.omitted) for name in body.files)

    def _attachment(self, name: str | None, omitted: bool) -> Attachment:
        if omitted or name is None:
            return Attachment(name=name, state="omitted")
        found = self._entry.sibling(name)
        return Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name)


def note(text: str) -> Body:
    """What stands without a sender."""
    return Body("call" if text.startswith(words.CALLS) else "system", text)

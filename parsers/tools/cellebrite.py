"""What Cellebrite Physical Analyzer made of a phone: chats, messages, calls and contacts of its report, as that tool states them.

These are another tool's results, not a reading of ours: each record's parser says so. A record that the tool says was deleted
has that in `extra` (`deleted_state`) as it stands there.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Literal

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Conversation,
    Device,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Participant,
    Records,
    Seen,
    parser,
)  # fmt: skip
from parsers.tools._apps import app_of
from parsers.tools._models import Model, Refused, Report

TOOL = "cellebrite"
LISTED = {("Chat", "Messages")}
UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 what a wall time is counted from
READ = ("Chat", "InstantMessage", "SMS", "MMS", "Call", "Contact")
KINDS: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}
ROOMS: dict[str, Literal["direct", "group", "channel"]] = {"OneOnOne": "direct", "Group": "group", "Broadcast": "channel"}


def is_report(head: bytes) -> bool:
    return b"<project" in head[:4096] and (b"pa.cellebrite.com" in head[:8192] or b"UFED" in head or b"<decodedData" in head)


@parser("cellebrite.report", version=1, sniff=is_report)
def report(entry: OpenEntry) -> Records:
    """Chats, messages, calls and contacts as a Cellebrite report (UFDR, XML) states them."""
    yield from Reading(entry).read()


class Reading:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry = entry
        self._rooms: set[str] = set()
        self._chats: dict[str, int] = {}
        self._met: set[tuple[str, str | None, str | None]] = set()

    def read(self) -> Records:
        seen, unread = 0, Counter[str]()
        report = Report(self._entry, LISTED)
        try:
            for model in report:
                if model.type not in READ:
                    unread[model.type] += 1
                    continue
                seen += model.type != "Chat"
                yield from self._model(model)
        except Refused as error:
            seen += error.rows
            yield Gap(
                "report-broken", {"path": self._entry.path, "offset": error.offset, "detail": str(error)[:200]}, "error", rows=error.rows
            )
        if report.facts:
            imei = tuple(dict.fromkeys(value for name, value in report.facts.items() if "imei" in name.casefold() and value.isdigit()))
            yield Device(locus=self._entry.at(), imei=imei, said=report.facts)
            seen += 1
        for kind, count in sorted(unread.items()):
            yield Gap("report-models-unread", {"path": self._entry.path, "type": kind[:100], "count": count}, "info")
        yield Seen(seen)

    def _model(self, model: Model) -> Records:
        locus = self._entry.extent(model.start, model.end - model.start)
        match model.type:
            case "Chat":
                yield from self._chat(model, locus)
            case "Call":
                yield from self._call(model, locus)
            case "Contact":
                yield from self._contact(model, locus)
            case _:
                yield from self._message(model, locus)

    def _chat(self, chat: Model, locus: Locus) -> Records:
        key, app = self._key(chat), app_of(chat.get("Source", "SourceApplication"), TOOL)
        yield from self._enter(chat, key, app, locus)
        for party in chat.all("Participants"):
            yield from self._meet(party, key, app, locus)

    def _key(self, chat: Model) -> str:
        """By the report's own number of it, which stands before anything in it; by its place where another chat has that number."""
        first = self._chats.setdefault(chat.id, chat.start)
        return chat.id if chat.id and first == chat.start else f"{chat.id}@{chat.start}"

    def _enter(self, model: Model, key: str, app: str, locus: Locus) -> Records:
        """A chat is told with its first message: what comes behind its messages in the file is not in it then."""
        if key not in self._rooms:
            self._rooms.add(key)
            kind = ROOMS.get(model.get("ChatType") or "")
            yield Conversation(
                key=key, app=app, locus=locus, account=model.get("Account"), kind=kind or "unknown", title=model.get("Name", "ChatName")
            )

    def _meet(self, party: Model, key: str, app: str, locus: Locus) -> Records:
        who = (key, party.get("Identifier"), party.get("Name"))
        if any(who[1:]) and who not in self._met:
            self._met.add(who)
            yield Participant(conversation=key, app=app, locus=locus, identifier=who[1], name=who[2])

    def _message(self, model: Model, locus: Locus) -> Records:
        chat = model.above if model.above and model.above.type == "Chat" else model
        sender = model.first("From") or next((one for one in model.all("Parties") if one.get("Role") == "From"), None)
        other = sender or next(iter(model.all("Parties", "To")), None)
        fallback = model.get("ChatId") or (other.get("Identifier", "Name") if other else None) or model.type
        key = self._key(chat) if chat is not model else f"{model.type} {fallback}"
        app = app_of(
            chat.get("Source", "SourceApplication") or model.get("Source", "SourceApplication"),
            "sms" if model.type != "InstantMessage" else TOOL,
        )
        yield from self._enter(chat, key, app, locus)
        if sender:
            yield from self._meet(sender, key, app, locus)
        sent, written = _time(model.get("TimeStamp"))
        files = tuple(_attachment(self._entry, one) for one in model.all("Attachments", "Attachment"))
        yield Message(
            conversation=key, app=app, locus=locus, sent=sent, sent_local=written, zone_basis="source" if sent else "unknown",
            sender=sender.get("Name") if sender else None, sender_id=sender.get("Identifier") if sender else None,
            direction=_direction(model, sender), kind=_kind(model), text=model.get("Body", "Subject"), native_id=model.get("Identifier"),
            native_type=model.get("Type") or model.type, deleted=model.deleted == "Deleted", attachments=files, extra=_said(model),
        )  # fmt: skip

    def _call(self, model: Model, locus: Locus) -> Records:
        direction = {"Incoming": "in", "Missed": "in", "Outgoing": "out"}.get(model.get("Direction", "Type") or "")
        parties = model.all("Parties")
        other = next((one for one in parties if one.get("IsPhoneOwner") != "True"), None) or (parties[0] if parties else None)
        time, written = _time(model.get("TimeStamp"))
        if time is None and written:
            yield Gap("call-time-unconverted", {"raw": written[:100]}, place=locus.place)
        missed = "Missed" in (model.get("Direction"), model.get("Type"), model.get("Status"))
        yield Call(
            locus=locus, time=time, number=other.get("Identifier") if other else None, name=other.get("Name") if other else None,
            direction="in" if direction == "in" else "out" if direction == "out" else None, outcome="missed" if missed else "unknown",
            duration=_seconds(model.get("Duration")), native_type=" ".join(filter(None, (model.get("Type", "Direction"), _state(model)))) or None,
            app=app_of(model.get("Source"), "phone"),
        )  # fmt: skip

    def _contact(self, model: Model, locus: Locus) -> Records:
        numbers, mails = list[str](), list[str]()
        for one in model.all("Entries"):
            if value := one.get("Value", "Identifier"):
                (mails if one.type == "EmailAddress" else numbers).append(value)
        name = model.get("Name")
        if not (name or numbers or mails):
            yield Gap(
                "row-undecodable", {"row": 0, "detail": f"Contact {model.id[:60]}: neither name nor number"}, place=locus.place, rows=1
            )
            return
        yield Contact(
            locus=locus, name=name, numbers=tuple(numbers), emails=tuple(mails), deleted=model.deleted == "Deleted",
            app=app_of(model.get("Source"), "phone"),
        )  # fmt: skip


def _time(written: str | None) -> tuple[Instant | None, str | None]:
    """ISO 8601 with an offset; without one, and where it is none, the text alone."""
    try:
        wall = datetime.fromisoformat(written) if written else None
        offset = wall.utcoffset() if wall else None
        if wall is None or offset is None:
            return None, written
        past = wall.replace(tzinfo=None) - offset - UNIX
        return Instant(past.days * 86400 + past.seconds, past.microseconds * 1000, 3 if past.microseconds else 0), written
    except (ValueError, OverflowError):
        return None, written


def _direction(model: Model, sender: Model | None) -> Literal["in", "out"] | None:
    stated = {"Incoming": "in", "Outgoing": "out", "Inbox": "in", "Sent": "out"}.get(model.get("Direction", "Folder") or "")
    if stated is None and sender and (owner := sender.get("IsPhoneOwner")):
        stated = "out" if owner.casefold() == "true" else "in"
    return "in" if stated == "in" else "out" if stated == "out" else None


def _kind(model: Model) -> MessageKind:
    files = model.all("Attachments", "Attachment")
    if (model.get("Type") or "") in ("System", "SystemMessage", "AppMessage"):
        return "system"
    return KINDS.get((files[0].get("ContentType", "Type") or "").casefold().partition("/")[0], "file") if files else "text"


def _attachment(entry: OpenEntry, model: Model) -> Attachment:
    """A UFDR has the files beside the report, with backslashes in the paths that it names them by."""
    name, path = model.get("Filename", "Title", "URL"), (model.get("attachment_extracted_path") or "").replace("\\", "/")
    found = entry.sibling(path) if path else None
    return Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name)


def _state(model: Model) -> str | None:
    return f"deleted_state={model.deleted}" if model.deleted not in ("", "Intact") else None


def _said(model: Model) -> dict[str, str]:
    said = {name: value for name in ("Status", "Folder", "Platform", "Label", "ChatName") if (value := model.get(name))}
    return said | ({"deleted_state": model.deleted} if _state(model) else {})


def _seconds(written: str | None) -> int | None:
    """`00:01:23` or `00:01:23.5` in seconds."""
    parts = (written or "").partition(".")[0].split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    hours, minutes, seconds = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds

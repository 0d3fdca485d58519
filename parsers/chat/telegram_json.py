"""Telegram Desktop's JSON export, of one chat or of a whole account.

Written by Telegram Desktop (Telegram/SourceFiles/export/output/export_output_json.cpp): an account has `contacts`,
`chats` and `left_chats`, each with a `list`; a chat has `name`, `type`, `id` and `messages`. `date` is the local time
of the exporting computer without a zone; since version 3.7.6 `date_unixtime` is UTC beside it. `from` is null
where the account was deleted. In place of a file that was left out stands a sentence in brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Literal

import msgspec
from msgspec.structs import asdict, replace

from evidence_desk.api import (
    Attachment,
    Contact,
    Conversation,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Participant,
    Pointer,
    Records,
    Seen,
    ZoneBasis,
    clean,
    moment,
    parser,
    shortened,
    text,
    whole,
)
from parsers.chat._json import Document, Value
from parsers.chat._telegram_parts import details_of

CHAT_KINDS: dict[str | None, Literal["direct", "group", "channel", "self", "bot", "unknown"]] = {
    "personal_chat": "direct", "bot_chat": "bot", "saved_messages": "self", "private_group": "group", "private_supergroup": "group",
    "public_supergroup": "group", "private_channel": "channel", "public_channel": "channel",
}  # fmt: skip
MEDIA_KINDS: dict[str | None, MessageKind] = {
    "sticker": "sticker", "voice_message": "audio", "audio_file": "audio", "video_message": "video", "video_file": "video",
    "animation": "video",
}  # fmt: skip
FILE_KINDS: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}
CHATS = ("", "/chats/list/*", "/left_chats/list/*")
ENTERED = {
    "/contacts",
    "/contacts/list",
    "/chats",
    "/chats/list",
    "/left_chats",
    "/left_chats/list",
    *CHATS,
    *(f"{chat}/messages" for chat in CHATS),
}
CONTACTS = "/contacts/list/*"
ROWS = {CONTACTS, *(f"{chat}/messages/*" for chat in CHATS)}
LONGEST_EXTRA = 1000
TYPED = ("reactions", "location_information", "contact_information", "forwarded_from", "forwarded_from_id")
"""Members that are read into fields of their own."""


class Entity(msgspec.Struct):
    text: str = ""


class Plain(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A message as Telegram writes most of them, with nothing that few have; every member may be missing."""

    id: int | str | None = None
    type: str | None = None
    date: str | None = None
    date_unixtime: str | int | None = None
    sender: str | None = msgspec.field(default=None, name="from")
    sender_id: str | int | None = msgspec.field(default=None, name="from_id")
    text: str | list[str | Entity] | None = None
    text_entities: msgspec.Raw = msgspec.Raw()
    reply_to_message_id: int | str | None = None
    media_type: str | None = None
    photo: str | None = None
    photo_file_size: msgspec.Raw = msgspec.Raw()
    width: msgspec.Raw = msgspec.Raw()
    height: msgspec.Raw = msgspec.Raw()
    file: str | None = None
    contact_vcard: str | None = None


class Note(Plain, gc=False, forbid_unknown_fields=False):
    """A message with whatever members; those without a type are kept as they are."""

    actor: str | None = None
    actor_id: str | int | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    action: str | None = None
    mime_type: str | None = None
    file_name: str | None = None
    reactions: object = None
    location_information: object = None
    contact_information: object = None
    poll: object = None
    forwarded_from: object = None
    saved_from: object = None
    via_bot: object = None
    author: object = None
    title: object = None
    members: object = None
    inviter: object = None
    message_id: object = None
    discard_reason: object = None
    duration_seconds: object = None
    performer: object = None
    sticker_emoji: object = None
    new_title: object = None
    address: object = None
    place_name: object = None
    forwarded_from_id: object = None
    reply_to_peer_id: object = None
    live_location_period_seconds: object = None
    self_destruct_period_seconds: object = None
    invoice_information: object = None


SAID = (
    "edited",
    "edited_unixtime",
    "action",
    "mime_type",
    "file_name",
    *(name for name, kind in Note.__annotations__.items() if kind == "object"),
)
"""Members that have no field of a record, or not all of it: they are kept as `extra`."""
_said = attrgetter(*SAID)
_plain = msgspec.json.Decoder(Plain)
_note = msgspec.json.Decoder(Note)


def looks_like(head: bytes) -> bool:
    """The members that an account begins with, or those of a chat and its messages."""
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*\{", head):
        return False
    if re.search(rb'"personal_information"\s*:\s*\{', head) and re.search(rb'"(?:about|contacts|chats)"\s*:', head):
        return True
    chat = rb'"type"\s*:\s*"(?:message|service|saved_messages|(?:personal|bot)_chat|(?:private|public)_(?:group|supergroup|channel))"'
    return re.search(rb'"messages"\s*:\s*\[', head) is not None and re.search(chat, head) is not None


@parser("telegram.json", version=1, sniff=looks_like)
def messages(entry: OpenEntry) -> Records:
    """Messages and contacts that someone exported with Telegram Desktop; such a file can be changed without a trace."""
    reading = Reading(entry)
    rows = 0
    for found in Document(entry, ENTERED):
        if isinstance(found, Gap):
            rows += found.rows
            yield found
        elif found.shape in ROWS:
            rows += 1
            yield from reading.row(found)
        else:
            yield from reading.around(found)
    yield Seen(rows)
    if reading.without_zone:
        yield Gap("zone-unknown", {"path": entry.path})


def note_of(raw: bytes) -> tuple[Plain, dict[str, str]]:
    """The message in a JSON object, and those of its members that are not of their type, as text. ValueError where it is no object."""
    try:
        return _plain.decode(raw), {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return full_note(raw)


def full_note(raw: bytes) -> tuple[Note, dict[str, str]]:
    try:
        return _note.decode(raw), {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        members = object_of(raw)
    note, odd = Note(), {}
    for field in msgspec.structs.fields(Note):
        if field.encode_name in members and field.type is not msgspec.Raw:
            try:
                setattr(note, field.name, msgspec.convert(members[field.encode_name], field.type))
            except msgspec.ValidationError:
                odd[field.encode_name] = str(members[field.encode_name])[:LONGEST_EXTRA]
    return note, odd


def object_of(raw: bytes) -> Mapping[str, object]:
    """A JSON object as Python reads it: with NaN, names that come twice, U+FFFD for bad bytes and halves of surrogate pairs."""
    value = json.loads(raw.decode(errors="replace"), strict=False)
    if not isinstance(value, dict):
        raise ValueError("no object where one belongs")
    cleaned: dict[str, object] = json.loads(clean(json.dumps(value, ensure_ascii=False)))
    return cleaned


class Reading:
    """Where the reading is: the account, and the chat whose messages come."""

    def __init__(self, entry: OpenEntry) -> None:
        self.entry = entry
        self.without_zone = False
        self._owner: str | None = None
        self._chat: dict[str, str | None] = {}
        self._key = ""
        self._named: set[tuple[str, str | None]] = set()

    def row(self, found: Value) -> Records:
        """A message or contact, or a gap for it."""
        locus = self.entry.pointer(found.pointer)
        try:
            if found.shape == CONTACTS:
                yield from self._contact(object_of(found.raw), locus)
                return
            note, odd = note_of(found.raw)
            message = self._message(note, odd, locus)
        except (ValueError, OverflowError, RecursionError) as error:
            params: dict[str, str | int] = {"row": int(found.pointer.rpartition("/")[2]), "detail": clean(str(error))[:200]}
            yield Gap("row-undecodable", params, place=locus.place, rows=1)
            return
        if newcomer := self._newcomer(message):
            yield newcomer
        for field, value in odd.items():
            yield Gap("value-out-of-range", {"field": field, "raw": value}, place=locus.place)
        yield message

    def around(self, found: Value) -> Records:
        """A value around the messages: of the account, or of a chat."""
        chat, _, name = found.shape.rpartition("/")
        if found.shape in CHATS and found.raw == b"{":
            self._chat = {}
        elif chat in CHATS and name == "messages":
            pointer = found.pointer.rpartition("/")[0]
            self._key = self._chat.get("id") or pointer or "/"
            kind = CHAT_KINDS.get(self._chat.get("type"), "unknown")
            locus = self.entry.pointer(pointer)
            yield Conversation(key=self._key, app="telegram", locus=locus, account=self._owner, kind=kind, title=self._chat.get("name"))
        elif (chat in CHATS and name in ("name", "type", "id")) or found.shape == "/personal_information":
            try:
                self._learn(name, found.raw)
            except (ValueError, RecursionError):
                raw = found.raw[:100].decode(errors="replace")
                yield Gap("value-out-of-range", {"field": found.pointer, "raw": raw}, place=Pointer(found.pointer))

    def _learn(self, name: str, raw: bytes) -> None:
        """Takes a member of a chat, or the owner of the account."""
        if name == "personal_information":
            self._owner = text(object_of(raw).get("user_id"))
        else:
            self._chat[name] = text(object_of(b'{"value": %b}' % raw)["value"])

    def _contact(self, members: Mapping[str, object], locus: Locus) -> Records:
        time = yield from moment("date_unixtime", members.get("date_unixtime"), Instant.since_1970, locus)
        name = " ".join(part for part in (text(members.get("first_name")), text(members.get("last_name"))) if part)
        number = text(members.get("phone_number"))
        yield Contact(locus=locus, name=name or None, numbers=(number,) if number else (), time=time, app="telegram")

    def _message(self, note: Plain, odd: dict[str, str], locus: Locus) -> Message:
        sent, basis = self._sent(note, odd)
        body = note.text if isinstance(note.text, str) else plain(note.text)
        message = Message(
            conversation=self._key, app="telegram", locus=locus, sent=sent, sent_local=note.date, zone_basis=basis,
            sender=note.sender, sender_id=as_text(note.sender_id), kind=kind_of(note), text=body or None, native_id=as_text(note.id),
            native_type=note.media_type, reply_to=as_text(note.reply_to_message_id),
            attachments=self._attachments(note) if note.photo or note.file or note.contact_vcard else (), time_source="server",
        )  # fmt: skip
        if isinstance(note, Note):
            message = detailed(message, note)
        return replace(message, direction=self._direction(message.sender_id)) if self._owner else message

    def _newcomer(self, message: Message) -> Participant | None:
        """The sender of a message, the first time that they write in this chat."""
        who = message.conversation, message.sender_id or message.sender
        if who in self._named or who[1] is None:
            return None
        self._named.add(who)
        return Participant(
            conversation=message.conversation, app="telegram", locus=message.locus, identifier=message.sender_id, name=message.sender
        )

    def _sent(self, note: Plain, odd: dict[str, str]) -> tuple[Instant | None, ZoneBasis]:
        try:
            if (count := note.date_unixtime) is not None:
                return Instant(
                    (int(count) if isinstance(count, str) and count.isdigit() and count.isascii() else whole(count)) or 0
                ), "source"
            wall = datetime.fromisoformat(note.date or "")
        except ValueError:
            odd["date"] = str(note.date_unixtime or note.date)[:LONGEST_EXTRA]
            return None, "unknown"
        if wall.tzinfo:
            return Instant.of(wall), "source"
        self.without_zone = self.without_zone or self.entry.zone is None
        return self.entry.local(wall)

    def _direction(self, sender_id: str | None) -> Literal["in", "out"] | None:
        """Known only in the export of an account, which names its owner."""
        if sender_id is None:
            return None
        return "out" if sender_id.removeprefix("user") == self._owner else "in"

    def _attachments(self, note: Plain) -> tuple[Attachment, ...]:
        return tuple(self._attachment(path, note) for path in (note.photo, note.file, note.contact_vcard) if path)

    def _attachment(self, path: str, note: Plain) -> Attachment:
        if path.startswith("("):
            return Attachment(name=note.file_name if isinstance(note, Note) else None, state="omitted")
        found = self.entry.sibling(path)
        return Attachment(name=path, path=found.path, state="present") if found else Attachment(name=path)


def kind_of(note: Plain) -> MessageKind:
    if note.type == "service":
        return "call" if isinstance(note, Note) and note.action == "phone_call" else "system"
    if note.media_type in MEDIA_KINDS:
        return MEDIA_KINDS[note.media_type]
    if note.photo:
        return "image"
    return detailed_kind(note) if isinstance(note, Note) else "file" if note.file else "text"


def detailed_kind(note: Note) -> MessageKind:
    if note.file:
        return FILE_KINDS.get((note.mime_type or "").partition("/")[0], "file")
    if note.location_information:
        return "location"
    if note.contact_information:
        return "contact"
    if note.invoice_information:
        return "payment"
    return "other" if note.poll else "text"


def as_text(number: str | int | None) -> str | None:
    return None if number is None else str(number)


def plain(parts: list[str | Entity] | None) -> str:
    """A text with links, bold words and the like is a list of strings and of objects with a text of their own."""
    return "".join(part if isinstance(part, str) else part.text for part in parts or ())


def detailed(message: Message, note: Note) -> Message:
    """A message with what few of them have; the text of a service message that has none is what it says."""
    extra = extra_of(note)
    edited = note.edited is not None or note.edited_unixtime is not None
    message = replace(message, edited=edited, extra=extra, **details_of(asdict(note)))
    if note.type != "service":
        return message
    said = message.text or "; ".join(f"{key}: {value}" for key, value in extra.items()) or None
    return replace(message, sender=note.actor, sender_id=as_text(note.actor_id), native_type=note.action, text=said)


def extra_of(note: Note) -> dict[str, str]:
    """What has no field of its own, as text: a value of several parts as JSON."""
    written = {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
        for name, value in zip(SAID, _said(note), strict=True)
        if value and name not in TYPED
    }
    return {name: shortened(value, LONGEST_EXTRA) for name, value in written.items()}

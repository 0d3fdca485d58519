"""Skype: main.db (until version 7), s4l-*.db (version 8), the live database of Android and iOS, and messages.json of a download.

Tables as IPED and plaso describe them, the download as Microsoft's own viewer reads it. main.db has seconds since 1970 in UTC, the others
milliseconds or ISO 8601. A body is a piece of XML or HTML. `8:` and `4:` before an identifier tell what network it is of, `19:` that it is a group.
"""

from __future__ import annotations

from typing import TypedDict

import msgspec

from evidence_desk.api import (
    Attachment,
    CallNote,
    Card,
    Gap,
    Instant,
    Location,
    Locus,
    Mention,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Recall,
    Records,
    Seen,
    Stored,
    Told,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._export_json import Object, decoded_object, inside, iso, said
from parsers.chat._html import plain
from parsers.chat._json import Document, Value
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._seconds import length
from parsers.chat._skype_parts import answered, call_of, card_of, file_of, location_of, mentions_of, reactions_of
from parsers.chat._told import early, millis

OLD = Query(
    "messages",
    {
        "messages": "id convo_id chatname author from_dispname timestamp type body_xml edited_timestamp guid sending_status chatmsg_status",
        "conversations": "id identity displayname type",
        "accounts": "skypename",
    },
    "SELECT messages.rowid, messages.id AS id, convo_id, chatname, author, from_dispname, timestamp, messages.type AS type, body_xml, edited_timestamp, "
    "identity, displayname, conversations.type AS room, (SELECT min(skypename) FROM accounts) AS owner "
    "FROM messages LEFT JOIN conversations ON conversations.id = messages.convo_id",
)
NEW = Query("messagesv12", {"messagesv12": "nsp_pk nsp_data"}, "SELECT messagesv12.rowid, nsp_pk, nsp_data FROM messagesv12")
LIVE = Query(
    "chatitem",
    {
        "chatitem": "conversation_link time content message_type is_sender_me person_id device_gallery_path duration",
        "person": "entry_id first_name last_name",
    },
    "SELECT chatitem.rowid, conversation_link, time, content, message_type, is_sender_me, person_id, device_gallery_path, duration, "
    "(SELECT min(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) FROM person WHERE entry_id = person_id) AS name FROM chatitem",
)
KINDS: dict[str, MessageKind] = {
    "RichText": "text", "Text": "text", "RichText/UriObject": "image", "RichText/Media_Album": "image", "RichText/Media_Video": "video",
    "RichText/Media_AudioMsg": "audio", "RichText/Media_GenericFile": "file", "RichText/Contacts": "contact", "RichText/Location": "location",
    "Event/Call": "call", "RichText/Media_CallRecording": "video", "RichText/Media_Card": "link",
}  # fmt: skip
OLD_KINDS: dict[int, MessageKind] = {
    61: "text",
    60: "text",
    63: "contact",
    68: "file",
    201: "image",
    202: "audio",
    253: "video",
    30: "call",
    39: "call",
    70: "video",
}
SPOKEN = {60, 61, 63, 68, 201, 202, 253, 70}
CALL = 3
NETWORKS = ("8:", "4:", "2:", "1:", "28:")
SHAPES = {"", "/conversations", "/conversations/*", "/conversations/*/MessageList"}


class Parts(TypedDict):
    text: str | None
    extra: dict[str, str]
    call: CallNote | None
    quote: Told | None
    reply_to: str | None
    location: Location | None
    card: Card | None
    mentions: tuple[Mention, ...]


def parts_of(content: str, name: str) -> Parts:
    """What a body holds; where that is more than its text, the body itself is kept under the source's `name` for it."""
    told, rest = answered(content)
    shown = plain(rest)
    return Parts(
        text=shown or None, extra={name: clean(content)} if content != shown else {}, call=call_of(content), quote=told,
        reply_to=told.native_id if told else None, location=location_of(content), card=card_of(content), mentions=mentions_of(content),
    )  # fmt: skip


@parser(
    "skype.message",
    version=1,
    needs={"messages": {"id", "convo_id", "author", "timestamp", "type", "body_xml"}, "conversations": {"id", "identity"}},
)
def messages(entry: OpenEntry) -> Records:
    """Messages that Skype until version 7 stored."""
    rooms = Rooms("skype")

    def message(row: Stored, locus: Locus) -> Records:
        number, author, owner = whole(row["type"]) or 0, text(row["author"]), text(row["owner"])
        key = text(row["identity"]) or text(row["chatname"]) or text(row["convo_id"]) or ""
        system = number not in SPOKEN and number not in OLD_KINDS
        out = owner is not None and author == owner
        sent = yield from moment("timestamp", row["timestamp"], Instant.since_1970, locus)
        yield from rooms.enter(
            key, locus, "group" if whole(row["room"]) == 2 else "direct" if whole(row["room"]) == 1 else "unknown", text(row["displayname"])
        )
        yield from rooms.meet(key, locus, author, text(row["from_dispname"]))
        body = text(row["body_xml"]) or ""
        yield Message(
            conversation=key, app="skype", locus=locus, sent=sent, sent_local=text(row["timestamp"]), zone_basis="source",
            sender=text(row["from_dispname"]) or None, sender_id=author, direction=None if system or owner is None else "out" if out else "in",
            kind="system" if system else OLD_KINDS.get(number, "other"), native_id=text(row["id"]), native_type=str(number),
            edited=bool(row["edited_timestamp"]), edited_at=early(row["edited_timestamp"], Instant.since_1970),
            deleted=bool(row["edited_timestamp"]) and not body, attachments=file_of(body), **parts_of(body, "body_xml"),
        )  # fmt: skip

    yield from entry.records(OLD, message)


@parser("skype.8.message", version=1, needs={"messagesv12": {"nsp_pk", "nsp_data"}})
def s4l(entry: OpenEntry) -> Records:
    """Messages that Skype 8 stored."""
    rooms = Rooms("skype")

    def message(row: Stored, locus: Locus) -> Records:
        one = decoded_object(row["nsp_data"])
        yield from item(rooms, one, locus, text(one.get("conversationId")) or "", None, "createdTime")

    yield from entry.records(NEW, message)


@parser(
    "skype.live.message",
    version=1,
    needs={"chatitem": {"conversation_link", "time", "content", "message_type", "is_sender_me", "person_id"}},
)
def live(entry: OpenEntry) -> Records:
    """Messages and calls that Skype on a phone stored."""
    rooms = Rooms("skype")

    def message(row: Stored, locus: Locus) -> Records:
        key, mine = text(row["conversation_link"]) or "", row["is_sender_me"]
        out = whole(mine) == 1
        number, path = whole(row["message_type"]), text(row["device_gallery_path"])
        sent = yield from moment("time", row["time"], millis, locus)
        yield from rooms.enter(key, locus, room_kind(key))
        yield from rooms.meet(key, locus, text(row["person_id"]), text(row["name"]) or None)
        parts = parts_of(text(row["content"]) or "", "content")
        if number == CALL and parts["call"] is None:
            parts["call"] = CallNote(duration=length(row["duration"]))
        yield Message(
            conversation=key, app="skype", locus=locus, sent=sent, sent_local=text(row["time"]), zone_basis="source", sender=text(row["name"]) or None,
            sender_id=text(row["person_id"]), direction=None if mine is None else "out" if out else "in",
            kind="call" if number == CALL else "file" if path else "text", native_type=text(number),
            attachments=(Attachment(name=path.rpartition("/")[2] or None),) if path else (), **parts,
        )  # fmt: skip

    yield from entry.records(LIVE, message)


@parser("skype.export", version=1, sniff=lambda head: head.lstrip()[:1] == b"{" and b'"conversations"' in head and b'"MessageList"' in head)
def export(entry: OpenEntry) -> Records:
    """Messages of a download of one's data from Skype; such a file can be changed without a trace."""
    rooms, seen, owner, room, title = Rooms("skype"), 0, "", "", dict[str, str | None]()
    for value in Document(entry, SHAPES):
        if isinstance(value, Gap):
            seen += value.rows
            yield value
        elif value.shape == "/userId":
            owner = string_of(value) or ""
        elif value.shape == "/conversations/*/id":
            room = string_of(value) or ""
        elif value.shape == "/conversations/*/displayName":
            title[room] = string_of(value)
        elif value.shape == "/conversations/*/MessageList/*":
            seen += 1
            locus = entry.pointer(value.pointer)
            try:
                one = decoded_object(value.raw)
                yield from item(rooms, one, locus, text(one.get("conversationid")) or room, title.get(room), "originalarrivaltime", owner)
            except (ValueError, OverflowError) as error:
                yield Gap("row-undecodable", {"row": seen, "detail": clean(str(error))[:200]}, place=locus.place, rows=1)
    yield Seen(seen)


def item(rooms: Rooms, one: Object, locus: Locus, key: str, title: str | None, clock: str, owner: str = "") -> Records:
    """A message as Skype 8 and the download describe it."""
    written = one.get(clock)
    sent = iso(written) if isinstance(written, str) and not written.isdigit() else (yield from moment(clock, written, millis, locus))
    sender, kind = text(one.get("creator")) or text(one.get("from")), text(one.get("messagetype")) or ""
    mine = (
        sender.removeprefix("8:") == owner.removeprefix("8:")
        if owner and sender
        else one.get("_isMyMessage")
        if "_isMyMessage" in one
        else None
    )
    name, content = text(one.get("displayName")) or text(one.get("imdisplayname")), text(one.get("content")) or ""
    system = kind not in KINDS and not kind.startswith("RichText") and kind not in ("Poll", "")
    yield from rooms.enter(key, locus, room_kind(key), title)
    yield from rooms.meet(key, locus, sender, name)
    parts, changed, gone = parts_of(content, "content"), inside(one, "properties", "edittime"), inside(one, "properties", "deletetime")
    deleted = bool(gone or inside(one, "properties", "isserversidegenerated")) and not content
    parts["extra"] = said(one, "properties", "amsreferences") | parts["extra"]
    yield Message(
        conversation=key, app="skype", locus=locus, sent=sent, sent_local=text(written), zone_basis="source", sender=name, sender_id=sender,
        direction=None if system or mine is None else "out" if mine else "in", kind="system" if system else KINDS.get(kind, "other"),
        native_id=text(one.get("id")) or text(one.get("cuid")), native_type=kind or None, edited=bool(changed or one.get("skypeeditedid")),
        edited_at=early(changed, millis), deleted=deleted, recall=Recall(time=early(gone, millis)) if gone else None,
        reactions=reactions_of(one), attachments=file_of(content), **parts,
    )  # fmt: skip


def string_of(value: Value) -> str | None:
    """A JSON string; None for anything else."""
    try:
        found = msgspec.json.decode(value.raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return clean(found) if isinstance(found, str) else None


def room_kind(key: str) -> Kind:
    return "group" if key.startswith("19:") else "direct" if key.startswith(NETWORKS) else "unknown"

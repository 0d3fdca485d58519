"""Signal Desktop: sql/db.sqlite, decrypted.

`sent_at` is milliseconds since 1970 in UTC; `received_at` is a counter and no time. What a message has beside its text is in `json`
(Signal-Desktop, ts/model-types.d.ts).
"""

from __future__ import annotations

import sqlite3

import msgspec

from evidence_desk.api import (
    Attachment,
    Edit,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Reaction,
    Recall,
    Records,
    Stored,
    Told,
    clean,
    moment,
    parser,
    text,
)
from parsers.chat._export_json import decoded_object
from parsers.chat._export_json import said as told
from parsers.chat._rooms import Rooms
from parsers.chat._signal_parts import call_of, parts_of
from parsers.chat._told import early, millis

MESSAGES = Query(
    "messages",
    {"messages": "id json sent_at conversationId type body source sourceServiceId isErased"},
    "SELECT messages.rowid, id, json, sent_at, conversationId, type, body, source, sourceServiceId, isErased FROM messages",
)
PEOPLE = "SELECT * FROM conversations"
CALLS = "SELECT callId, type, direction, status FROM callsHistory"
NEEDED = {"messages": {"id", "json", "sent_at", "conversationId", "type", "body"}, "conversations": {"id", "json", "type"}}
CALL = "call-history"
SPOKEN = ("incoming", "outgoing", "story")
KINDS: dict[str, MessageKind] = {"image": "image", "video": "video", "audio": "audio"}


class File(msgspec.Struct):
    fileName: str | None = None  # noqa: N815 Signal's own names
    contentType: str | None = None  # noqa: N815
    path: str | None = None
    size: int | None = None


class Quote(msgspec.Struct):
    id: int | str | None = None
    text: str | None = None
    authorAci: str | None = None  # noqa: N815


class Sign(msgspec.Struct):
    emoji: str | None = None
    fromId: str | None = None  # noqa: N815
    timestamp: int | None = None


class Version(msgspec.Struct):
    body: str | None = None
    timestamp: int | None = None


class More(msgspec.Struct):
    """What is read of `json`."""

    attachments: list[File] = []
    quote: Quote | None = None
    reactions: list[Sign] = []
    deletedForEveryone: bool = False  # noqa: N815
    editHistory: list[Version] = []  # noqa: N815
    sticker: msgspec.Raw | None = None


_more = msgspec.json.Decoder(More, strict=False).decode


@parser("signal.desktop", version=1, needs=NEEDED)
def messages(entry: OpenEntry) -> Records:
    """Messages that Signal stored on a computer."""
    rooms, people, calls = Rooms("signal"), dict[str, Stored](), dict[str, Stored]()
    try:
        with entry.sqlite() as db:
            for row in db.execute(PEOPLE):
                for column in ("id", "serviceId", "e164", "uuid"):
                    if column in row.keys() and (key := text(row[column])):  # noqa: SIM118 a row is no dict
                        people[key] = row
            if entry.tables.get("callshistory", frozenset()) >= {"callid", "type", "direction", "status"}:
                calls = {key: row for row in db.execute(CALLS) if (key := text(row["callId"]))}
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": entry.path, "detail": str(error)}, "error")

    names = {key: name_of(one) for key, one in people.items()}

    def message(row: Stored, locus: Locus) -> Records:
        room, kind = text(row["conversationId"]) or "", text(row["type"]) or ""
        more, whole = read(row["json"]), decoded_object(row["json"]) if row["json"] else {}
        call, way = call_of(whole, calls) if kind == CALL else (None, None)
        sender = (text(row["sourceServiceId"]) or text(row["source"])) if kind in SPOKEN else None
        chat = people.get(room)
        sent = yield from moment("sent_at", row["sent_at"], lambda count: Instant.since_1970(count, 1000), locus)
        yield from rooms.enter(room, locus, "group" if chat is not None and text(chat["type"]) == "group" else "direct", name_of(chat))
        yield from rooms.meet(room, locus, sender, name_of(people.get(sender or "")))
        yield Message(
            conversation=room, app="signal", locus=locus, sent=sent, sent_local=text(row["sent_at"]), zone_basis="source",
            sender=name_of(people.get(sender or "")), sender_id=sender,
            direction="out" if kind == "outgoing" else "in" if kind in SPOKEN else way, kind=kind_of(kind, more), text=text(row["body"]) or None,
            native_id=text(row["id"]), native_type=kind, reply_to=None if more.quote is None else str(more.quote.id), edited=bool(more.editHistory),
            deleted=bool(row["isErased"]) or more.deletedForEveryone, attachments=tuple(attachment(file) for file in more.attachments),
            extra=said(more) | told(whole, "expireTimer", "expirationStartTimestamp"), time_source="sent" if kind == "outgoing" else "unknown", quote=quoted(more.quote), edits=earlier(more),
            edited_at=early(more.editHistory[0].timestamp, millis) if more.editHistory else None,
            reactions=tuple(given(one, people) for one in more.reactions), recall=Recall() if more.deletedForEveryone else None, call=call,
            **parts_of(whole, names),
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)


def read(written: object) -> More:
    """ValueError where it is no JSON of this form."""
    if not isinstance(written, str | bytes):
        return More()
    try:
        return _more(written)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"json: {error}") from error


def name_of(row: Stored | None) -> str | None:
    if row is None:
        return None
    names = (text(row[column]) for column in ("name", "profileFullName", "profileName", "e164") if column in row.keys())  # noqa: SIM118
    return next((name for name in names if name), None)


def kind_of(kind: str, more: More) -> MessageKind:
    if kind not in SPOKEN:
        return "call" if kind == CALL else "system"
    if more.sticker is not None:
        return "sticker"
    return KINDS.get((more.attachments[0].contentType or "").partition("/")[0], "file") if more.attachments else "text"


def attachment(file: File) -> Attachment:
    """Its bytes lie in attachments.noindex, encrypted in newer versions: named, never followed."""
    return Attachment(name=clean(file.fileName or file.path or "") or None)


def quoted(quote: Quote | None) -> Told | None:
    """`id` of a quotation is the time at which what it quotes was sent."""
    return (
        None
        if quote is None
        else Told(sender_id=quote.authorAci, native_id=None if quote.id is None else str(quote.id), text=clean(quote.text or "") or None)
    )


def earlier(more: More) -> tuple[Edit, ...]:
    """The history begins with the version that stands; the earlier ones follow, latest first."""
    return tuple(Edit(text=clean(one.body or "") or None, time=early(one.timestamp, millis)) for one in reversed(more.editHistory[1:]))


def given(one: Sign, people: dict[str, Stored]) -> Reaction:
    return Reaction(
        value=clean(one.emoji or ""), sender_id=one.fromId, sender=name_of(people.get(one.fromId or "")), time=early(one.timestamp, millis)
    )


def said(more: More) -> dict[str, str]:
    """Where the files lay."""
    paths = [file.path for file in more.attachments if file.path]
    return {"paths": clean(", ".join(paths))} if paths else {}

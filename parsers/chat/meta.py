"""Facebook Messenger and Instagram, from "Download your information" as JSON: a file message_N.json of each thread, newest first.

Meta writes the UTF-8 bytes of text one by one as `\\u00XX`. They are put together again where that gives UTF-8, and the source's own
text is kept beside it. `timestamp_ms` is UTC. The download of end-to-end encrypted chats has a file a thread, with `threadName`, names of people as
plain texts and `timestamp`, in right UTF-8.
"""

from __future__ import annotations

from evidence_desk.api import CallNote, Instant, Locus, Message, MessageKind, OpenEntry, Reaction, Recall, Records, moment, parser, text
from parsers.chat._export_json import Export, Object, attached, inside, objects, said, words
from parsers.chat._rooms import Rooms
from parsers.chat._told import early

FILES: dict[str, MessageKind] = {"photos": "image", "videos": "video", "audio_files": "audio", "gifs": "image", "files": "file"}
ENCRYPTED: dict[str, MessageKind] = {"placeholder": "system", "link": "link", "call": "call", "sticker": "sticker"}


@parser(
    "meta.message",
    version=1,
    sniff=lambda head: head.lstrip()[:1] == b"{" and b'"participants"' in head and b'"timestamp_ms"' in head and b'"sender_name"' in head,
)
def messages(entry: OpenEntry) -> Records:
    """Messages of Messenger or Instagram from a download of one's information; such a file can be changed without a trace."""
    export = Export(entry, "/messages")
    app = "instagram" if "instagram" in entry.path.lower() else "messenger"
    rooms, room = Rooms(app, folder=entry.path.rpartition("/")[0]), words(export.about.get("/thread_path")) or entry.path
    people = [mended(words(one.get("name"))) for one in objects(export.about.get("/participants"))]

    def message(row: Object, locus: Locus) -> Records:
        stored, name = text(row.get("content")), mended(text(row.get("sender_name")))
        kinds = [kind for member, kind in FILES.items() if row.get(member)]
        files = tuple(attached(entry, _last(one), _below(room, one)) for member in FILES for one in objects(row.get(member)))
        sent = yield from moment("timestamp_ms", row.get("timestamp_ms"), lambda count: Instant.since_1970(count, 1000), locus)
        yield from rooms.enter(room, locus, "group" if len(people) > 2 else "direct", mended(words(export.about.get("/title"))))
        yield from rooms.meet(room, locus, None, name)
        extra = said(row, "is_unsent", "share", "sticker", "ip", "is_geoblocked_for_viewer")
        if stored and mended(stored) != stored:
            extra["as_stored"] = stored
        yield Message(
            conversation=room, app=app, locus=locus, sent=sent, sent_local=text(row.get("timestamp_ms")), zone_basis="source", sender=name,
            kind="call" if "call_duration" in row else kinds[0] if kinds else "sticker" if row.get("sticker") else "link" if row.get("share") and not stored else "text",
            text=mended(stored) or mended(text(inside(row, "share", "link"))), deleted=row.get("is_unsent") is True, attachments=files, extra=extra,
            time_source="server", reactions=reactions_of(row), call=call_of(row) if "call_duration" in row else None,
            recall=Recall(by=name) if row.get("is_unsent") is True else None,
        )  # fmt: skip

    yield from export.read(message)


@parser(
    "meta.encrypted",
    version=1,
    sniff=lambda head: head.lstrip()[:1] == b"{" and b'"participants"' in head and b'"threadName"' in head and b'"senderName"' in head,
)
def encrypted(entry: OpenEntry) -> Records:
    """Messages of Messenger's end-to-end encrypted chats from a download; such a file can be changed without a trace."""
    export, rooms = Export(entry, "/messages"), Rooms("messenger")
    room = words(export.about.get("/threadName")) or entry.path
    people = export.about.get("/participants")
    title = room.rpartition("_")[0] or room

    def message(row: Object, locus: Locus) -> Records:
        name, kind = text(row.get("senderName")), text(row.get("type")) or ""
        media = objects(row.get("media"))
        files = tuple(
            attached(entry, (text(one.get("uri")) or "").rpartition("/")[2] or None, (text(one.get("uri")) or "").removeprefix("./"))
            for one in media
        )
        sent = yield from moment("timestamp", row.get("timestamp"), lambda count: Instant.since_1970(count, 1000), locus)
        yield from rooms.enter(room, locus, "group" if isinstance(people, list) and len(people) > 2 else "direct", title)
        yield from rooms.meet(room, locus, None, name)
        extra = said(row, "isUnsent")
        yield Message(
            conversation=room, app="messenger", locus=locus, sent=sent, sent_local=text(row.get("timestamp")), zone_basis="source", sender=name,
            kind=ENCRYPTED.get(kind, "file" if files else "text"), text=text(row.get("text")) or None, native_type=kind or None,
            deleted=row.get("isUnsent") is True, attachments=files, extra=extra,
            time_source="server", reactions=reactions_of(row), recall=Recall(by=name) if row.get("isUnsent") is True else None,
        )  # fmt: skip

    yield from export.read(message)


def mended(stored: str | None) -> str | None:
    """The text whose UTF-8 bytes were written as characters; as it is where it was written right."""
    if stored is None or all(character < "\x80" for character in stored):
        return stored
    try:
        return stored.encode("latin-1").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return stored


def _last(one: Object) -> str | None:
    uri = mended(text(one.get("uri")))
    return uri.rpartition("/")[2] if uri else None


def _below(thread: str, one: Object) -> str | None:
    """A file's path from the folder of its thread: the export names it from the root of the download."""
    uri = mended(text(one.get("uri")))
    return uri.partition(f"{thread.rpartition('/')[2]}/")[2] or uri if uri else None


def reactions_of(row: Object) -> tuple[Reaction, ...]:
    return tuple(
        Reaction(
            value=mended(text(one.get("reaction"))) or "",
            sender=mended(text(one.get("actor"))),
            time=early(one.get("timestamp"), Instant.since_1970),
        )
        for one in objects(row.get("reactions"))
    )


def call_of(row: Object) -> CallNote:
    """`missed` is there where nobody took the call; a duration of 0 alone says nothing."""
    seconds = row.get("call_duration")
    duration = seconds if isinstance(seconds, int) and seconds > 0 else None
    return CallNote(outcome="missed" if row.get("missed") is True else "answered" if duration else "unknown", duration=duration)

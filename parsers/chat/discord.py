"""What DiscordChatExporter (MIT) writes of one channel: JSON (JsonMessageWriter.cs) or CSV. Times have their offset."""

from __future__ import annotations

import re

from evidence_desk.api import CallNote, Locus, Mention, Message, MessageKind, OpenEntry, Reaction, Records, Told, parser, text
from parsers.chat._export_json import Export, Object, attached, inside, iso, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._tables import Sheet
from parsers.chat._told import reactions_of

SPOKEN = ("Default", "Reply", "ApplicationCommand", "ContextMenuCommand", "ThreadStarterMessage", "0", "19", "20", "21", "23")
HEAD = ["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"]

COUNTED = re.compile(r"(.+?)(?:\s*\((\d{1,9})\))?")


@parser("discord.json", version=1, sniff=lambda head: all(word in head for word in (b'"guild"', b'"channel"', b'"dateRange"')))
def messages(entry: OpenEntry) -> Records:
    """Messages of a Discord channel that someone exported; such a file can be changed without a trace."""
    export, rooms = Export(entry, "/messages"), Rooms("discord")
    channel, guild = export.object("/channel"), export.object("/guild")
    room = text(channel.get("id")) or entry.path
    title = " - ".join(one for one in (text(guild.get("name")), text(channel.get("category")), text(channel.get("name"))) if one)

    def message(row: Object, locus: Locus) -> Records:
        native = text(row.get("type")) or ""
        kind: MessageKind = "text" if native in SPOKEN else "call" if native == "Call" else "system"
        sender, name = text(inside(row, "author", "id")), text(inside(row, "author", "nickname")) or text(inside(row, "author", "name"))
        files = tuple(attached(entry, one.get("fileName"), one.get("url")) for one in objects(row.get("attachments")))
        yield from rooms.enter(room, locus, "direct" if "Direct" in (text(channel.get("type")) or "") else "group", title or None)
        yield from rooms.meet(room, locus, sender, name)
        yield Message(
            conversation=room, app="discord", locus=locus, sent=iso(row.get("timestamp")), sent_local=text(row.get("timestamp")), zone_basis="source",
            sender=name, sender_id=sender, kind="file" if files and kind == "text" else kind, text=text(row.get("content")) or None,
            native_id=text(row.get("id")), native_type=native, reply_to=text(inside(row, "reference", "messageId")),
            edited=row.get("timestampEdited") is not None, attachments=files,
            extra=said(row, "embeds", "stickers", "isPinned", "callEndedTimestamp"), time_source="server", edited_at=iso(row.get("timestampEdited")),
            reactions=reactions_of(objects(row.get("reactions")), sign, "users", "name", "id"), forwarded=forwarded(row.get("forwardedMessage")),
            call=CallNote() if kind == "call" else None,
            mentions=tuple(Mention(identifier=text(one.get("id")), name=text(one.get("name"))) for one in objects(row.get("mentions"))),
        )  # fmt: skip

    yield from export.read(message)


@parser(
    "discord.csv",
    version=1,
    sniff=lambda head: (
        head.removeprefix(b"\xef\xbb\xbf").splitlines()[:1] in ([",".join(HEAD).encode()], [",".join(f'"{one}"' for one in HEAD).encode()])
    ),
)
def rows(entry: OpenEntry) -> Records:
    """Messages of a Discord channel that someone exported as a table; such a file can be changed without a trace."""
    rooms = Rooms("discord")

    def message(row: dict[str, str], locus: Locus) -> Records:
        files = tuple(attached(entry, one.strip().rpartition("/")[2], one.strip()) for one in row["Attachments"].split(",") if one.strip())
        yield from rooms.enter(entry.path, locus, "group", entry.name.removesuffix(".csv"))
        yield from rooms.meet(entry.path, locus, row["AuthorID"], row["Author"])
        yield Message(
            conversation=entry.path, app="discord", locus=locus, sent=iso(row["Date"]), sent_local=row["Date"], zone_basis="source", sender=row["Author"],
            sender_id=row["AuthorID"], kind="file" if files else "text", text=row["Content"] or None, attachments=files,
            reactions=counted(row["Reactions"]),
        )  # fmt: skip

    yield from Sheet(entry).read(message)


def sign(reaction: Object) -> str | None:
    return text(inside(reaction, "emoji", "name"))


def forwarded(message: object) -> tuple[Told, ...]:
    """What a forwarded message was; its sender is not told."""
    if not isinstance(message, dict):
        return ()
    return (Told(sent=iso(message.get("timestamp")), sent_local=text(message.get("timestamp")), text=text(message.get("content")) or None),)


def counted(written: str) -> tuple[Reaction, ...]:
    """The table's `emoji (count)`, with commas between them."""
    found = (COUNTED.fullmatch(one.strip()) for one in written.split(",") if one.strip())
    return tuple(Reaction(value=one[1], count=int(one[2] or 1)) for one in found if one)

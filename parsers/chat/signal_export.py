"""What signal-export (MIT) writes of Signal Desktop: a folder a chat with chat.md or, before, chat.txt, and data.json.

    [2019-12-24, 12:23] Jane Doe: Hello        until 2020, without seconds
    [2019-12-24 12:23:45] Jane Doe: Hello      since

A quotation stands before the body as lines with `>`, reactions behind it as `(- Name: 👍 -)`, a file as `![name](./media/file)`. data.json has a
JSON object a line. Times are those of the computer that exported, without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from evidence_desk.api import (
    Attachment,
    CallNote,
    Gap,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Reaction,
    Recall,
    Records,
    Seen,
    Told,
    clean,
    parser,
    text,
)
from parsers.chat._export_json import Object, inside, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._text import TextFile
from parsers.chat._told import named
from parsers.chat._transcript import Header, Transcript, beginning

HEADER = re.compile(
    r"\[(?P<date>\d{4}-\d\d-\d\d)(?:, (?P<minute>\d\d:\d\d)| (?P<second>\d\d:\d\d:\d\d))\] (?P<sender>[^\n:][^\n]*?): ?", re.MULTILINE
)
FILE = re.compile(r"!?\[(?P<name>[^\]\n]*)\]\((?P<path>\./media/[^)\n]*|media/[^)\n]*)\)")
REACTIONS, QUOTE = re.compile(r"\n?\(- (?P<said>.*) -\)\s*$"), re.compile(r"(?:\n?>[^\n]*(?:\n|$))+")
DELETED = "(This message was deleted)"
PICTURES: dict[str, MessageKind] = {
    "jpg": "image", "jpeg": "image", "png": "image", "gif": "image", "webp": "image", "heic": "image", "mp4": "video", "mov": "video", "webm": "video",
    "m4a": "audio", "aac": "audio", "ogg": "audio", "mp3": "audio", "opus": "audio",
}  # fmt: skip
FIELDS = (b'"date"', b'"sender"', b'"body"', b'"attachments"', b'"reactions"')


@parser("signal.export.text", version=1, sniff=lambda head: HEADER.match(beginning(head).lstrip("\ufeff\n")) is not None)
def transcript(entry: OpenEntry) -> Records:
    """Messages of Signal Desktop that signal-export wrote as text; such a file can be changed without a trace."""
    pieces, rooms, key = Transcript(entry, HEADER), Rooms("signal"), entry.path
    title = title_of(entry)

    def message(header: Header, body: str, locus: Locus) -> Records:
        clock = header["minute"] or header["second"]
        sent, basis = pieces.local(datetime.fromisoformat(f"{header['date']} {clock}"))
        quote, reactions = None, tuple[Reaction, ...]()
        if header["second"]:
            body, quote, reactions = quoted_and_reacted(body)
        files = tuple(attached(entry, found["name"], found["path"]) for found in FILE.finditer(body)) if header["second"] else ()
        yield from rooms.enter(key, locus, "unknown", title)
        yield from rooms.meet(key, locus, None, header["sender"])
        yield Message(
            conversation=key, app="signal", locus=locus, sent=sent, sent_local=f"{header['date']} {clock}", zone_basis=basis, sender=header["sender"],
            direction="out" if header["second"] and header["sender"] == "Me" else None, kind=kind_of(files), text=body.strip() or None,
            deleted=body.strip() == DELETED, recall=Recall() if body.strip() == DELETED else None, attachments=files, quote=quote, reactions=reactions,
            precision=None if header["second"] else "minute",
        )  # fmt: skip

    yield from pieces.read(message)


@parser(
    "signal.export.json",
    version=1,
    sniff=lambda head: head.lstrip()[:1] == b"{" and all(name in head.partition(b"\n")[0] for name in FIELDS),
)
def lines(entry: OpenEntry) -> Records:
    """Messages of Signal Desktop that signal-export wrote as JSON, one a line; such a file can be changed without a trace."""
    rooms, seen, zoneless = Rooms("signal"), 0, entry.zone is None
    file = TextFile(entry)
    for offset, line in each_line(file):
        seen += 1
        locus = entry.extent(offset, file.width(line))
        try:
            decoded = msgspec.json.decode(file.readable(line))
            if not isinstance(decoded, dict):
                raise ValueError("no object")
            yield from record(entry, rooms, decoded, locus)
        except (ValueError, OverflowError, RecursionError) as error:
            yield Gap("row-undecodable", {"row": seen, "detail": clean(str(error))[:200]}, place=locus.place, rows=1)
    yield Seen(seen)
    if zoneless:
        yield Gap("zone-unknown", {"path": entry.path})
    yield from file.gaps()


def record(entry: OpenEntry, rooms: Rooms, row: Object, locus: Locus) -> Records:
    written, sender, body = text(row.get("date")) or "", text(row.get("sender")), text(row.get("body"))
    wall = datetime.fromisoformat(written).replace(tzinfo=None) if written else None
    sent, basis = entry.local(wall) if wall else (None, "unknown")
    files = tuple(
        attached(entry, text(one.get("name")), text(one.get("path")), missing=text(one.get("missing_kind")))
        for one in objects(row.get("attachments"))
    )
    reactions, quote, gone, call = row.get("reactions"), text(row.get("quote")), row.get("deleted") is True, bool(row.get("call"))
    given = [one for one in reactions if isinstance(one, list) and len(one) == 2] if isinstance(reactions, list) else []
    yield from rooms.enter(entry.path, locus, "unknown", title_of(entry))
    yield from rooms.meet(entry.path, locus, None, sender)
    yield Message(
        conversation=entry.path, app="signal", locus=locus, sent=sent, sent_local=written or None, zone_basis=basis, sender=sender,
        direction="out" if sender == "Me" else None, kind="call" if call else "sticker" if row.get("sticker") else kind_of(files),
        text=body or text(inside(row, "call", "kind")) or None, deleted=gone, attachments=files,
        extra=said(row, "sticker"), quote=Told(text=unmarked(quote)) if quote else None, recall=Recall() if gone else None,
        call=CallNote(outcome="missed" if row.get("missed") is True else "unknown") if call else None,
        reactions=tuple(Reaction(value=sign, sender=named(who)) for who, mark in given if (sign := named(mark))),
    )  # fmt: skip


def each_line(file: TextFile) -> Iterator[tuple[int, str]]:
    """(offset, line) of those that are not blank."""
    for offset, block in file:
        at = offset
        for line in block.split("\n")[1:]:
            at += file.width("\n")
            if line.strip():
                yield at, line
            at += file.width(line)


def quoted_and_reacted(body: str) -> tuple[str, Told | None, tuple[Reaction, ...]]:
    """The body without what signal-export put before and behind it; `NAME: SIGN` of a reaction, whose name may have a colon."""
    quote, reactions = None, list[Reaction]()
    if found := QUOTE.match(body):
        quote, body = Told(text=unmarked(found[0])), body[found.end() :]
    if given := REACTIONS.search(body):
        for one in given["said"].split(", "):
            who, _, sign = one.rpartition(": ")
            reactions.append(Reaction(value=sign, sender=who or None))
        body = body[: given.start()]
    return body, quote, tuple(reactions)


def unmarked(quote: str) -> str:
    """What is quoted, without the mark before each line."""
    return "\n".join(line.removeprefix(">").strip() for line in quote.strip().split("\n"))


def attached(entry: OpenEntry, name: str | None, path: str | None, missing: str | None = None) -> Attachment:
    """A file of the export, present where it lies beside the chat."""
    found = entry.sibling(path.removeprefix("./")) if path and not missing else None
    shown = name or (path or "").rpartition("/")[2] or None
    return (
        Attachment(name=shown, path=found.path, state="present")
        if found
        else Attachment(name=shown, state="omitted" if missing else "missing")
    )


def kind_of(files: tuple[Attachment, ...]) -> MessageKind:
    return PICTURES.get((files[0].name or "").rpartition(".")[2].lower(), "file") if files else "text"


def title_of(entry: OpenEntry) -> str | None:
    """The folder has the name of the chat."""
    return (
        entry.path.split("/")[-2] or None
        if entry.name in ("chat.md", "data.json", "index.md", "chat.txt") and entry.path.count("/") > 1
        else None
    )

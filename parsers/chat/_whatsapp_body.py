"""What the body of a message in a WhatsApp text export is: words of a person, a file, a note of the app."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from evidence_desk.api import MessageKind
from parsers.chat import _whatsapp_words as words

LRM = "\u200e"
"""iOS puts it before what the app itself wrote."""
LONGEST_NOTE = 64


class Body(msgspec.Struct, frozen=True, gc=False):
    """`text`: what is to be read, None where only a file is. `files`: their names; `omitted`: the export left them out."""

    kind: MessageKind
    text: str | None
    files: tuple[str | None, ...] = ()
    omitted: bool = False
    edited: bool = False
    deleted: bool = False


EXTENSIONS: dict[str, MessageKind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "heic", "heif", "bmp"), "image"),
    **dict.fromkeys(("mp4", "mov", "3gp", "mkv", "avi", "webm"), "video"),
    **dict.fromkeys(("opus", "ogg", "m4a", "mp3", "aac", "amr", "wav", "caf"), "audio"),
    **dict.fromkeys(("webp", "was"), "sticker"),
    "vcf": "contact",
}
OMITTED = {note.casefold(): Body(kind, None, (None,), omitted=True) for kind, notes in words.LEFT_OUT.items() for note in notes}
SAID = {
    **{note.casefold(): Body("text", note, deleted=True) for note in words.DELETED},
    **{note.casefold(): Body("location", note) for note in words.LIVE_LOCATIONS},
}
NOTES = {
    True: {**OMITTED, **SAID},
    False: {**{note: body for note, body in OMITTED.items() if note.startswith("<")}, **SAID},
}
"""By whether the export is in brackets: without them nothing tells iOS's notes on files from words that someone wrote."""
BEGINNINGS = {written[:2] for note in (*NOTES[True], *words.POLLS) for written in (note, note.lower(), note.upper(), note.capitalize())}
"""A quick look: nearly all that people write begins otherwise."""

BEFORE = re.compile(rf"<\s?(?:{'|'.join(words.ATTACHED_BEFORE)})\s?[:：]\s?([^<>\n]{{1,255}})>", re.IGNORECASE)
MARKED = re.compile(rf"{LRM}<[^\d<>:：\n]{{1,24}}[:：]\s?([^<>\n/\\]{{1,250}}\.\w{{1,8}})>")
"""In a language that is not known, the mark and a file name tell enough."""
AFTER = re.compile(rf"([^\n]{{1,255}}) [(（](?:{'|'.join(words.ATTACHED_AFTER)})[)）](?:\n|$)", re.IGNORECASE)
EDITED = re.compile(rf"[ {LRM}\n]{{0,4}}<{LRM}?(?:{'|'.join(words.EDITED)})[.。]?>{LRM}?$", re.IGNORECASE)
PLACE = re.compile(
    r"(?:[^:：\n]{1,30}[:：] ?)?https?://(?:maps\.google\.com/\?q=|(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.apple\.com/)\S+$"
)


def read(body: str, bracket: bool) -> Body:
    """`bracket`: the export is one of iOS, which marks what the app wrote."""
    if not (LRM in body or "<" in body or ")" in body or "）" in body or "://" in body):
        return Body("text", body) if body[:2] not in BEGINNINGS else _note(body, bracket) or Body("text", body)
    edited = EDITED.search(body)
    if edited:
        return replace(read(body[: edited.start()], bracket), edited=True)
    plain = body.replace(LRM, "").strip(" ")
    found = _file(body, plain) or _note(plain, bracket) or _left_out(body, plain, bracket)
    if found is None and PLACE.match(plain):
        found = Body("location", plain)
    if found is None and bracket and body.startswith(LRM):
        found = Body("call" if plain.startswith(words.CALLS) else "system", plain)
    return found or Body("text", body)


def file_kind(name: str) -> MessageKind:
    return EXTENSIONS.get(name.rpartition(".")[2].lower(), "file")


def _note(plain: str, bracket: bool) -> Body | None:
    """A body that is nothing but a note of the app."""
    if plain.startswith(words.POLLS):
        return Body("other", plain)
    found = NOTES[bracket].get(plain[:LONGEST_NOTE].rstrip(".。!").casefold())
    return replace(found, text=plain) if found and found.text else found


def _file(body: str, plain: str) -> Body | None:
    """Files that the body names, and what is written beside them."""
    after = AFTER.match(plain)
    if after:
        return Body(file_kind(after[1]), plain[after.end() :] or None, (after[1],))
    for pattern, where in ((BEFORE, plain), (MARKED, body)):
        names = tuple(match[1].strip() for match in pattern.finditer(where))
        if names:
            return Body(file_kind(names[0]), pattern.sub("", where).replace(LRM, "").strip() or None, names)
    return None


def _left_out(body: str, plain: str, bracket: bool) -> Body | None:
    """A file that the export left out, with a caption below it or with its name: name • pages, mark, note."""
    note, _, caption = plain.partition("\n")
    found = NOTES[False].get(note.casefold())
    if found and found.omitted:
        return replace(found, text=caption or None)
    before, mark, note = body.rpartition(LRM)
    name, point, _ = before.partition(" • ")
    if bracket and mark and point and note.casefold() in OMITTED:
        return Body("file", None, (name.strip(f"{LRM} "),), omitted=True)
    return None

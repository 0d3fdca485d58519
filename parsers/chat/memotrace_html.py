"""MemoTrace's (留痕, WeChatMsg) export from WeChat as a page: the messages are a JavaScript array `chatMessages` of object literals.

Observed: a member a field, `type` as WeChat's own (1 text, 3 picture, 34 voice, 43 video, 47 sticker, 49 card, 10000 note), `text`, `is_send`,
`timestamp` in seconds since 1970 in UTC, `displayname`; names with or without quotation marks, texts in any of JavaScript's. `type` 0 is a row of
the page that shows a time. Nothing of the page is run.
"""

from __future__ import annotations

import re

from evidence_desk.api import Attachment, Extent, Gap, Instant, Locus, Message, OpenEntry, Records, Seen, Told, clean, moment, parser, whole
from parsers.chat import _wechat as wechat
from parsers.chat._html import plain
from parsers.chat._rooms import Rooms

ARRAY = re.compile(rb"\bchatMessages\s*=\s*\[")
TEXT = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`"
MEMBER = re.compile(
    rf"\s*(?P<name>[\w$]+|{TEXT})\s*:\s*(?P<value>{TEXT}|\[[^\]]*\]|\{{[^{{}}]*\}}|[^,{{}}\s][^,{{}}]*?)\s*(?:,|$)", re.DOTALL
)
OBJECT = re.compile(rb"""\{(?:[^{}'"`]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\{[^{}]*\})*+\}""", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
LARGEST = 256 << 20
TIME_ROW, CARD = 0, 49


@parser("wechat.memotrace.html", version=1, paths=("*.htm", "*.html"), sniff=lambda head: head.lstrip()[:1] in (b"<", b"\xef"))
def messages(entry: OpenEntry) -> Records:
    """Messages that MemoTrace exported from WeChat as a page; such a file can be changed without a trace."""
    data = entry.content.read_at(0, min(entry.size, LARGEST))
    start = ARRAY.search(data)
    if start is None or not re.search(rb"is_send\b", data):
        return
    rooms, seen, at = Rooms("wechat"), 0, start.end()
    while found := OBJECT.search(data, at):
        between = data[at : found.start()].strip(b" \t\r\n,")
        if between.startswith(b"]"):
            break
        if between:
            yield Gap("bytes-unparsed", {"offset": at, "length": found.start() - at}, place=Extent(at, found.start() - at))
        at, place = found.end(), Extent(found.start(), found.end() - found.start())
        try:
            row = members(found[0].decode("utf-8", "replace"))
            if whole(row.get("type")) == TIME_ROW and "is_send" not in row:
                continue
            seen += 1
            yield from message(entry, rooms, row, entry.at(place))
        except (ValueError, OverflowError) as error:
            seen += 1
            yield Gap("row-undecodable", {"row": seen, "detail": clean(str(error))[:200]}, place=place, rows=1)
    yield Seen(seen)
    if entry.size > LARGEST:
        yield Gap("text-cut", {"path": entry.path, "kept": LARGEST})


def message(entry: OpenEntry, rooms: Rooms, row: dict[str, str], locus: Locus) -> Records:
    number, shown = whole(row.get("type")) or 0, row.get("text", "")
    body = wechat.body(number, shown) if number != CARD else None
    kind = body.kind if body else "text" if row.get("refer_text") else "link"
    system, out = kind == "system", row.get("is_send") == "1"
    name = None if system else row.get("displayname") or row.get("display_name") or None
    sent = yield from moment("timestamp", row.get("timestamp"), Instant.since_1970, locus)
    yield from rooms.enter(entry.path, locus, "group" if row.get("is_chatroom") == "1" else "direct", entry.name.rpartition(".")[0])
    yield from rooms.meet(entry.path, locus, None, name)
    link = row.get("link") or row.get("file_path") or ""
    path = shown if kind in ("image", "audio", "video", "sticker") else link if kind == "file" else ""
    extra = {name: value for name in ("title", "link", "sub_type", "voice_to_text", "server_id") if (value := row.get(name))}
    yield Message(
        conversation=entry.path, app="wechat", locus=locus, sent=sent, sent_local=row.get("timestamp"), zone_basis="source", sender=name,
        direction=None if system else "out" if out else "in", kind=kind, text=plain(shown) if not path else None,
        native_id=row.get("server_id") or row.get("local_id"), native_type=str(number), attachments=(attached(entry, path),) if path else (), extra=extra,
        quote=Told(text=plain(row["refer_text"])) if row.get("refer_text") else None, call=body.call if body else None,
        recall=body.recall if body else None, location=body.location if body else None, card=body.card if body else None,
    )  # fmt: skip


def attached(entry: OpenEntry, path: str) -> Attachment:
    """A picture or sound lies beside the page."""
    found = entry.sibling(path.removeprefix("./")) if "://" not in path else None
    name = path.rpartition("/")[2] or None
    return Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name)


def members(literal: str) -> dict[str, str]:
    """The members of an object literal as text; ValueError where it is none."""
    found: dict[str, str] = {}
    inner, at = literal.strip()[1:-1], 0
    while inner[at:].strip(" \t\r\n,"):
        member = MEMBER.match(inner, at)
        if member is None:
            raise ValueError(f"no member at {at}")
        at = member.end()
        found[unquoted(member["name"])] = unquoted(member["value"])
    return found


def unquoted(written: str) -> str:
    if written[:1] not in "'\"`":
        return written.strip()
    return clean(ESCAPE.sub(lambda e: chr(int(e[1] or e[2], 16)) if e[1] or e[2] else SIMPLE.get(e[3], e[3]), written[1:-1]))

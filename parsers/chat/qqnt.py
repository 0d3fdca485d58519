"""QQ NT (QQ 9.9 and later): nt_msg.db, decrypted. Columns and fields of messages have numbers for names.

Numbers: QQBackup/QQDecrypt's description, as far as it has them. 40050 is seconds since 1970 in UTC, 40800 a Protobuf message
whose fields 40800 are the elements: 45002 is an element's kind. An element of a kind that is not known here is named by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evidence_desk.api import (
    Attachment,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Records,
    Seen,
    Stored,
    Told,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._protobuf import fields
from parsers.chat._rooms import Rooms

COLUMNS = "40001 40003 40011 40012 40013 40020 40021 40027 40030 40033 40050 40090 40093 40800"
GROUPS = Query(
    "group_msg_table",
    {"group_msg_table": COLUMNS},
    'SELECT group_msg_table.rowid, "40001", "40003", "40011", "40012", "40013", "40020", "40021" AS peer, "40027" AS room, "40033", "40050", '
    '"40090", "40093", "40800" FROM group_msg_table',
)
PRIVATE = Query(
    "c2c_msg_table",
    {"c2c_msg_table": COLUMNS},
    'SELECT c2c_msg_table.rowid, "40001", "40003", "40011", "40012", "40013", "40020", "40021" AS peer, "40030" AS room, "40033", "40050", '
    '"40090", "40093", "40800" FROM c2c_msg_table',
)
NEEDED = {"40001", "40033", "40050", "40800"}
TEXT, PICTURE, FILE, VOICE, VIDEO, FACE, REPLY, NOTE, ARK, FORWARD, BIG_FACE = 1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 11
KINDS: dict[int, MessageKind] = {
    TEXT: "text", PICTURE: "image", FILE: "file", VOICE: "audio", VIDEO: "video", FACE: "text", NOTE: "system", ARK: "link", FORWARD: "other",
    BIG_FACE: "sticker",
}  # fmt: skip
FILES = (PICTURE, FILE, VOICE, VIDEO)
WORDS, FILE_NAME, DIGEST, SIZE, OTHER_WORDS, REPLIED, REPLIED_WORDS, ARK_WORDS = 45101, 45402, 45406, 45405, 48214, 47402, 47413, 47901
KIND, ELEMENTS = 45002, 40800
SENT_BY_ME = (1, 2)
"""40013: 1 and 2 are what this account sent, from here or from another device."""


@dataclass(slots=True)
class Body:
    kinds: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    reply_to: str | None = None
    quote: Told | None = None

    @property
    def kind(self) -> MessageKind:
        """The first that is more than text."""
        known = [KINDS.get(kind, "other") for kind in self.kinds if kind != REPLY]
        return next((kind for kind in known if kind != "text"), "text" if known else "other")


@parser(
    "qqnt.message", version=1, tables=lambda tables: any(tables.get(name, frozenset()) >= NEEDED for name in (GROUPS.table, PRIVATE.table))
)
def messages(entry: OpenEntry) -> Records:
    """Messages that QQ NT stored."""
    rooms, seen = Rooms("qq"), 0
    for query in (GROUPS, PRIVATE):
        if query.table in entry.tables:
            for one in entry.records(query, Table(rooms, query is GROUPS).message):
                if isinstance(one, Seen):
                    seen += one.rows
                else:
                    yield one
    yield Seen(seen)


class Table:
    def __init__(self, rooms: Rooms, group: bool) -> None:
        self._rooms, self._group = rooms, group

    def message(self, row: Stored, locus: Locus) -> Records:
        body = read(row["40800"])
        room = text(row["room"]) or text(row["peer"]) or ""
        system = body.kind == "system"
        sender = None if system else text(row["40033"]) or text(row["40020"])
        name = (text(row["40090"]) or text(row["40093"]) or None) if sender else None
        sent = yield from moment("40050", row["40050"], Instant.since_1970, locus)
        yield from self._rooms.enter(room, locus, "group" if self._group else "direct")
        yield from self._rooms.meet(room, locus, sender, name)
        mine = whole(row["40013"]) in SENT_BY_ME
        numbers = {"seq": text(row["40003"]), "uid": text(row["40020"])}
        yield Message(
            conversation=room, app="qq", locus=locus, sent=sent, sent_local=text(row["40050"]), zone_basis="source", sender=name,
            sender_id=sender, direction=None if system else "out" if mine else "in", kind=body.kind, text="".join(body.words) or None,
            native_id=text(row["40001"]), native_type=f"{text(row['40011'])}/{text(row['40012'])}: {','.join(map(str, body.kinds))}",
            reply_to=body.reply_to, quote=body.quote, attachments=tuple(body.attachments),
            extra=body.extra | {name: value for name, value in numbers.items() if value},
        )  # fmt: skip


def read(packed: object) -> Body:
    """The elements of a message; ValueError where there are bytes and no element among them."""
    body = Body()
    for element in elements(packed):
        _add(body, element)
    if isinstance(packed, bytes) and packed and not body.kinds:
        raise ValueError("40800: no element")
    return body


def elements(packed: object) -> Iterator[dict[int, int | bytes]]:
    if isinstance(packed, bytes):
        for number, value in fields(packed):
            if number == ELEMENTS and isinstance(value, bytes):
                yield dict(fields(value))


def _add(body: Body, element: dict[int, int | bytes]) -> None:
    kind = element.get(KIND)
    if not isinstance(kind, int):
        return
    body.kinds.append(kind)
    words = "".join(said for number in (WORDS, OTHER_WORDS, ARK_WORDS) if (said := _said(element.get(number))))
    if kind == REPLY:
        replied = element.get(REPLIED)
        body.reply_to = str(replied) if isinstance(replied, int) else _said(replied)
        if quoted := _said(element.get(REPLIED_WORDS)):
            body.quote = Told(native_id=body.reply_to, text=quoted)
        return
    if words:
        body.words.append(words)
    if kind in FILES:
        body.attachments.append(Attachment(name=_said(element.get(FILE_NAME))))
        if digest := element.get(DIGEST):
            body.extra["md5"] = digest.hex() if isinstance(digest, bytes) else str(digest)
        if isinstance(size := element.get(SIZE), int):
            body.extra["size"] = str(size)


def _said(value: int | bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else None

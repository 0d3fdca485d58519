"""Burner on iOS: the answers of its server in the app's cache of web requests, Cache.db with fsCachedData beside it.

Observed on a public reference image, as iLEAPP (MIT) reads it: an answer to `.../messages` or `.../messageThreads` is one message or an array of
them. `dateCreated` is milliseconds since 1970 in UTC, `direction` 1 came and 2 was sent, `messageType` 1 is a call and 2 a text, by `state` a
call was missed or left a voicemail. The same message is in several answers: it is told once, and in which others it is.
"""

from __future__ import annotations

import re
import sqlite3

import msgspec

from evidence_desk.api import (
    Attachment,
    CallNote,
    Gap,
    Instant,
    Locus,
    Message,
    MessageKind,
    OpenEntry,
    Query,
    Records,
    Seen,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._export_json import Object, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._seconds import length

ANSWERS = Query(
    "cfurl_cache_receiver_data",
    {"cfurl_cache_receiver_data": "entry_ID isDataOnFS receiver_data", "cfurl_cache_response": "entry_ID request_key"},
    "SELECT cfurl_cache_receiver_data.rowid, isDataOnFS, receiver_data, request_key FROM cfurl_cache_receiver_data "
    "JOIN cfurl_cache_response ON cfurl_cache_response.entry_ID = cfurl_cache_receiver_data.entry_ID",
)
URL = re.compile(r"https://[^/]*\bburner(?:app)?\.[a-z]+/[^?]*/(messages|messageThreads)(?:\?|$)", re.IGNORECASE)
NAMES = "SELECT request_key FROM cfurl_cache_response"
LARGEST = 32 << 20
CALL = 1
MISSED = 4


@parser(
    "burner.ios.message",
    version=1,
    needs={"cfurl_cache_response": {"entry_id", "request_key"}, "cfurl_cache_receiver_data": {"entry_id", "isdataonfs", "receiver_data"}},
)
def messages(entry: OpenEntry) -> Records:
    """Messages and calls of Burner that its server answered with and iOS kept in a cache; not all that there were."""
    if not concerns(entry):
        return
    cache, seen = Cache(entry), 0
    for one in entry.records(ANSWERS, cache.answer):
        if isinstance(one, Gap):
            seen += one.rows
        if not isinstance(one, Seen):  # the rows of a cache are no messages
            yield one
    yield from cache.messages()
    yield Seen(seen + len(cache))


def concerns(entry: OpenEntry) -> bool:
    """Whether it is this app's cache: every app has one of this form."""
    try:
        with entry.sqlite() as db:
            return any(isinstance(row[0], str) and URL.match(row[0]) for row in db.execute(NAMES))
    except sqlite3.Error:
        return False


class Cache:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry, self._rooms = entry, Rooms("burner")
        self._found: dict[str, tuple[Object, Locus]] = {}
        self._again: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._found)

    def answer(self, row: Stored, locus: Locus) -> Records:
        """Notes the messages of an answer; those of others are left aside."""
        if not URL.match(text(row["request_key"]) or ""):
            return
        yield from ()
        raw = row["receiver_data"]
        name = text(raw) or ""
        if row["isDataOnFS"]:
            file = self._entry.sibling(f"fsCachedData/{name}") if "/" not in name else None
            if file is None or file.size > LARGEST:
                raise ValueError(f"the file {name} of the answer is not there or too large")
            raw = file.content.read_at(0, file.size)
        try:
            decoded = msgspec.json.decode(raw if isinstance(raw, bytes) else name)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            raise ValueError(f"JSON: {error}") from error
        for one in objects(decoded if isinstance(decoded, list) else [decoded]):
            number = text(one.get("id")) or f"{row['rowid']}"
            if number in self._found:
                self._again.setdefault(number, []).append(str(row["rowid"]))
            else:
                self._found[number] = one, locus

    def messages(self) -> Records:
        for number, (one, locus) in self._found.items():
            try:
                yield from self._message(number, one, locus)
            except (ValueError, OverflowError) as error:
                yield Gap("row-undecodable", {"row": number, "detail": clean(str(error))[:200]}, place=locus.place, rows=1)

    def _message(self, number: str, one: Object, locus: Locus) -> Records:
        other, out = text(one.get("contactPhoneNumber")), whole(one.get("direction")) == 2
        key = f"{text(one.get('burnerId')) or ''}/{other or ''}"
        asset, voice = text(one.get("assetUrl")), text(one.get("voiceUrl"))
        call = whole(one.get("messageType")) == CALL
        kind: MessageKind = "call" if call else "image" if asset else "text"
        sent = yield from moment("dateCreated", one.get("dateCreated"), lambda count: Instant.since_1970(count, 1000), locus)
        yield from self._rooms.enter(key, locus, "direct", other)
        yield from self._rooms.meet(key, locus, other)
        extra = said(one, "state", "messageDuration", "read", "burnerId", "userId", "contactId", "sid", "assetUrl", "voiceUrl")
        lasted = length(one.get("duration"))
        if rows := self._again.get(number):
            extra["also_in_rows"] = ", ".join(rows)
        link = asset or voice
        yield Message(
            conversation=key, app="burner", locus=locus, sent=sent, sent_local=text(one.get("dateCreated")), zone_basis="source",
            sender_id=None if out else other, direction="out" if out else "in", kind=kind, text=text(one.get("message")) or None, native_id=number,
            native_type=f"{text(one.get('messageType'))}/{text(one.get('state'))}",
            attachments=(Attachment(name=link.rpartition("/")[2] or None),) if link else (), extra=extra,
            call=CallNote(outcome="missed" if whole(one.get("state")) == MISSED else "answered" if lasted else "unknown", duration=lasted) if call else None,
        )  # fmt: skip

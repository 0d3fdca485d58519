"""Direct messages of X (Twitter) on iOS: the app's cache of them, an archive of objects in com.atebits.tweetie.direct-message.cache.

Observed on a public reference image, as iLEAPP (MIT) reads it. A cache has the newest messages of each conversation and not all of them.
Times are seconds since 2001 in UTC. A reaction is an entry of its own: it is told with the message that it belongs to.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from evidence_desk.api import (
    Attachment,
    CallNote,
    Gap,
    Instant,
    Locus,
    Message,
    OpenEntry,
    Pointer,
    Reaction,
    Records,
    Seen,
    clean,
    parser,
    text,
    whole,
)
from parsers.chat._keyed_archive import Archive
from parsers.chat._rooms import Rooms
from parsers.chat._seconds import cocoa, length

MESSAGE, REACTION, CALL = "TFNDirectMessageEntry", "TFNDirectMessageReactionCreatedEntry", "TFNDirectMessageEndAvBroadcastEntry"
CONVERSATION = "TFNDirectMessageConversation"


class User(NamedTuple):
    identifier: str | None
    name: str | None


@parser(
    "twitter.ios.message",
    version=1,
    sniff=lambda head: head.startswith(b"bplist00") and b"NSKeyedArchiver" in head and b"cachedUserByUserID" in head,
)
def messages(entry: OpenEntry) -> Records:
    """Direct messages that X (Twitter) on iOS kept in its cache: the newest of each conversation."""
    try:
        archive = Archive(entry)
    except ValueError as error:
        yield Gap("document-damaged", {"path": entry.path, "offset": 0, "detail": clean(str(error))[:200]}, "error")
        return
    seen = 0
    for number, one in archive:
        if archive.kind(one) == CONVERSATION:
            for found in Chat(entry, archive, number, one).read():
                if isinstance(found, Seen):
                    seen += found.rows
                else:
                    yield found
    yield Seen(seen)


class Chat:
    """One conversation of the archive."""

    def __init__(self, entry: OpenEntry, archive: Archive, number: int, conversation: object) -> None:
        self._entry, self._archive, self._conversation = entry, archive, conversation
        account = text(archive.inside(conversation, "context", "accountID"))
        self._owner = text(archive.inside(conversation, "context", "userID"))
        self._rooms = Rooms("twitter", account)
        self._key = text(archive.inside(conversation, "identifier", "canonicalID")) or str(number)
        self._entries = archive.items(archive.inside(conversation, "entries"))
        self._reactions: dict[str, list[Reaction]] = {}

    def read(self) -> Records:
        locus = self._entry.at()
        people = [self._user(archived) for _, one in self._people() if (archived := self._archive.inside(one, "participatingUser"))]
        others = [user.name or user.identifier or "" for user in people if user.identifier != self._owner]
        title = text(self._archive.inside(self._conversation, "conversationName")) or ", ".join(others) or None
        yield from self._rooms.enter(self._key, locus, "group" if len(people) > 2 else "direct", title)
        for user in people:
            yield from self._rooms.meet(self._key, locus, user.identifier, user.name)
        for _, one in self._entries:
            if self._archive.kind(one) == REACTION:
                target = text(self._archive.inside(one, "message_id", "canonicalID")) or ""
                who = self._user(self._archive.inside(one, "sender"))
                mark = text(self._archive.inside(one, "emoji_reaction")) or text(self._archive.inside(one, "reaction_key")) or ""
                given: Instant | None = yield from cocoa("time", self._archive.inside(one, "time", "NS.time"), locus)
                self._reactions.setdefault(target, []).append(Reaction(value=mark, sender=who.name, sender_id=who.identifier, time=given))
        seen = 0
        for number, one in self._entries:
            if self._archive.kind(one) != REACTION:
                seen += 1
                try:
                    yield from self._message(one, self._entry.pointer(f"/$objects/{number}"))
                except (ValueError, OverflowError) as error:
                    yield Gap("row-undecodable", {"row": number, "detail": str(error)}, place=Pointer(f"/$objects/{number}"), rows=1)
        yield Seen(seen)

    def _message(self, one: object, locus: Locus) -> Records:
        inside, kind = self._archive.inside, self._archive.kind(one)
        number = text(inside(one, "identifier", "canonicalID"))
        who = self._user(inside(one, "sender"))
        stored = inside(one, "time", "NS.time")
        sent: Instant | None = yield from cocoa("time", stored, locus)
        said: dict[str, str] = {}
        media = inside(one, "attachment", "entityMedia")
        for name, value in (
            ("media_url", inside(media, "mediaURL")),
            ("marked_as_spam", inside(one, "marked_as_spam")),
            ("end_reason", inside(one, "end_reason")),
            ("call_type", inside(one, "call_type")),
            ("started_at", inside(one, "started_at", "NS.time")),
            ("ended_at", inside(one, "ended_at", "NS.time")),
        ):
            if value:
                said[name] = clean(text(value) or "") if not isinstance(value, bool) else "true"
        caller = inside(one, "is_caller")
        out = who.identifier == self._owner if who.identifier else bool(caller) if kind == CALL else None
        words = inside(one, "originalText") or inside(one, "sourceText") or inside(one, "displayText")
        yield Message(
            conversation=self._key, app="twitter", locus=locus, sent=sent, sent_local=text(stored), zone_basis="source", sender=who.name,
            sender_id=who.identifier, direction=None if out is None else "out" if out else "in",
            kind="call" if kind == CALL else ("image" if whole(inside(media, "mediaType")) == 1 else "video") if media else "text" if kind == MESSAGE else "system",
            text=text(words) or None, native_id=number, native_type=kind,
            reply_to=text(inside(one, "inReplyToMessageEntry", "identifier", "canonicalID")),
            attachments=(Attachment(name=(text(inside(media, "mediaURL")) or "").rpartition("/")[2] or None),) if media else (), extra=said,
            reactions=tuple(self._reactions.get(number or "", ())), call=CallNote(duration=self._lasted(one)) if kind == CALL else None,
        )  # fmt: skip

    def _lasted(self, call: object) -> int | None:
        """Between the start and the end that the app wrote of it; that somebody took it, it does not say."""
        start, end = (self._archive.inside(call, name, "NS.time") for name in ("started_at", "ended_at"))
        return length(end - start) if isinstance(start, float) and isinstance(end, float) and 0 <= end - start < math.inf else None

    def _people(self) -> list[tuple[int, object]]:
        return self._archive.items(self._archive.inside(self._conversation, "participants"))

    def _user(self, archived: object) -> User:
        name = text(self._archive.inside(archived, "username"))
        full = text(self._archive.inside(archived, "fullName"))
        shown = f"{full} (@{name})" if full and name else full or (f"@{name}" if name else None)
        return User(text(self._archive.inside(archived, "userID")), shown)

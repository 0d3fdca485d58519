"""What Skype and Teams say in the markup of a body, or in `properties` beside it: calls, answers, places, cards, files, reactions.

The elements are the same in both, for Teams grew out of Skype: `partlist` is a call with a `part` for whoever was in it and its seconds; `quote`
is what Skype answers, a `blockquote` of the type http://schema.skype.com/Reply what Teams answers; `location` has millionths of a degree; `c` is
somebody's contact; `at` a mention. `properties.emotions` are reactions with their times in milliseconds since 1970. Nothing is followed.
"""

from __future__ import annotations

import re
from html import unescape

import msgspec

from evidence_desk.api import Attachment, CallNote, CallOutcome, Card, Instant, Location, Mention, Reaction, Told, clean
from parsers.chat._export_json import Object, inside, objects
from parsers.chat._html import plain
from parsers.chat._told import early, millis, named

LONGEST = 1 << 20
QUOTE, LEGACY = re.compile(r"<(/?)quote\b([^<>]*)>"), re.compile(r"<legacyquote>[^<]*</legacyquote>")
REPLY, REPLY_END = re.compile(r'<blockquote\b([^<>]*schema\.skype\.com/Reply"[^<>]*)>'), "</blockquote>"
WHO = re.compile(r'<strong\b([^<>]*itemprop="mri"[^<>]*)>([^<]*)</strong>')
SHOWN = re.compile(r'<p\b[^<>]*itemprop="(?:preview|copy)"[^<>]*>')
ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ELEMENT = re.compile(r"<(partlist|location|c|at|originalname)\b([^<>]*)>", re.IGNORECASE)
AT = re.compile(r"<at\b([^<>]*)>([^<]*)</at>")
SECONDS = re.compile(r"<duration>(\d{1,9})(?:\.\d*)?</duration>")
MILLIONTHS = 1_000_000


def attributes(written: str) -> dict[str, str]:
    return {found[1].lower(): clean(unescape(found[2] or found[3] or "")) for found in ATTRIBUTE.finditer(written)}


def element(content: str, name: str) -> dict[str, str] | None:
    """The attributes of the first element of a name; None where there is none."""
    found = next((one for one in ELEMENT.finditer(content[:LONGEST]) if one[1].lower() == name), None)
    return attributes(found[2]) if found else None


def answered(content: str) -> tuple[Told | None, str]:
    """What a body answers, and the body without it."""
    return _reply(content) if "schema.skype.com/Reply" in content[:LONGEST] else _quote(content)


def call_of(content: str) -> CallNote | None:
    """A call has the seconds of each that was in it; one that ended and has none may not have been taken."""
    said = element(content, "partlist")
    if said is None:
        return None
    durations = [int(one) for one in SECONDS.findall(content[:LONGEST])]
    longest = max(durations, default=0)
    outcome: CallOutcome = "missed" if said.get("type") == "missed" else "answered" if longest else "unknown"
    return CallNote(outcome=outcome, duration=longest or None)


def location_of(content: str) -> Location | None:
    said = element(content, "location")
    if said is None:
        return None
    return Location(
        latitude=_degrees(said.get("latitude"), 90), longitude=_degrees(said.get("longitude"), 180), address=said.get("address")
    )


def card_of(content: str) -> Card | None:
    """The first of them, where several were sent."""
    said = element(content, "c")
    if said is None:
        return None
    number = said.get("p")
    return Card(name=said.get("f") or None, identifier=said.get("s") or None, numbers=(number,) if number else ())


def file_of(content: str) -> tuple[Attachment, ...]:
    """A file lies on a server of Microsoft's; the body has its name."""
    said = element(content, "originalname")
    return (Attachment(name=said["v"]),) if said and said.get("v") else ()


def mentions_of(content: str) -> tuple[Mention, ...]:
    found = ((attributes(one[1]).get("id"), clean(unescape(one[2]))) for one in AT.finditer(content[:LONGEST]))
    return tuple(Mention(name=name or None, identifier=number) for number, name in found)


def reactions_of(row: Object) -> tuple[Reaction, ...]:
    """`emotions` of the properties, which are JSON or a text of it."""
    given = inside(row, "properties", "emotions")
    if isinstance(given, str):
        try:
            given = msgspec.json.decode(given)
        except (msgspec.DecodeError, RecursionError):
            return ()
    return tuple(
        Reaction(value=named(one.get("key")) or "", sender_id=named(user.get("mri")), time=early(user.get("time"), millis))
        for one in objects(given)
        for user in objects(one.get("users"))
    )


def _quote(content: str) -> tuple[Told | None, str]:
    """Skype's: the first outermost one is the answer's; the marks that old versions show around it are left out."""
    depth, start, written = 0, None, ""
    for tag in QUOTE.finditer(content[:LONGEST]):
        if not tag[1]:
            if depth == 0:
                start, written = tag, tag[2]
            depth += 1
        elif depth and start is not None:
            depth -= 1
            if depth == 0:
                said, inner = attributes(written), LEGACY.sub("", content[start.end() : tag.start()])
                told = Told(
                    sender=said.get("authorname"), sender_id=said.get("author"), sent=early(said.get("timestamp"), Instant.since_1970),
                    native_id=said.get("messageid"), text=plain(inner) or None,
                )  # fmt: skip
                return told, content[: start.start()] + content[tag.end() :]
    return None, content


def _reply(content: str) -> tuple[Told | None, str]:
    """Teams': the number of a message is the millisecond at which it came."""
    found = REPLY.search(content[:LONGEST])
    end = content.find(REPLY_END, found.end()) if found else -1
    if found is None or end < 0:
        return None, content
    inner, number = content[found.end() : end], attributes(found[1]).get("itemid")
    who, shown = WHO.search(inner), SHOWN.search(inner)
    told = Told(
        sender=clean(unescape(who[2])) if who else None, sender_id=attributes(who[1]).get("itemid") if who else None, sent=early(number, millis),
        native_id=number, text=plain(inner[shown.end() :].partition("</p>")[0]) or None if shown else None,
    )  # fmt: skip
    return told, content[: found.start()] + content[end + len(REPLY_END) :]


def _degrees(written: str | None, most: int) -> float | None:
    if not written or len(written) > 12 or not written.removeprefix("-").isdecimal():
        return None
    value = int(written) / MILLIONTHS
    return value if abs(value) <= most else None

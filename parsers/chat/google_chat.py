"""Google Chat in a Takeout: Groups/*/messages.json and group_info.json. Dates are prose in the account's language; English and Chinese are read.

A message that was changed has its first time and its earlier texts in `previous_message_versions`, oldest first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import msgspec

from evidence_desk.api import Edit, Gap, Instant, Locus, Mention, Message, OpenEntry, Recall, Records, Told, parser, text
from parsers.chat._export_json import Export, Object, attached, inside, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._told import named, reactions_of

ENGLISH = re.compile(r"\w+, (\w+) (\d+), (\d{4}) at (\d+):(\d\d):(\d\d)\s*([AP]M) UTC")
CHINESE = re.compile(
    r"UTC (\d{4})年(\d+)月(\d+)日\D*?(上午|下午)?(\d+):(\d\d):(\d\d)|(\d{4})年(\d+)月(\d+)日\D*?(上午|下午)?(\d+):(\d\d):(\d\d)\s*UTC"
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@parser("google.chat", version=1, sniff=lambda head: b'"messages"' in head[:256] and b'"created_date"' in head and b'"topic_id"' in head)
def messages(entry: OpenEntry) -> Records:
    """Messages of Google Chat from a Takeout; such a file can be changed without a trace."""
    rooms, room, group = Rooms("google-chat"), entry.path.rpartition("/")[0].rpartition("/")[2] or entry.path, group_of(entry)

    def message(row: Object, locus: Locus) -> Records:
        earlier = objects(row.get("previous_message_versions"))
        written = (
            text(row.get("created_date")) or next((text(one.get("created_date")) for one in earlier if one.get("created_date")), None) or ""
        )
        sent = time_of(written)
        if sent is None and written:
            yield Gap("value-out-of-range", {"field": "created_date", "raw": written[:100]}, place=locus.place)
        sender, name = text(inside(row, "creator", "email")), text(inside(row, "creator", "name"))
        files = tuple(attached(entry, one.get("original_name"), one.get("export_name")) for one in objects(row.get("attached_files")))
        yield from rooms.enter(room, locus, "direct" if room.startswith("DM") else "group", text(group.get("name")))
        yield from rooms.meet(room, locus, sender, name)
        quoted = text(inside(row, "quoted_message_metadata", "text"))
        yield Message(
            conversation=room, app="google-chat", locus=locus, sent=sent, sent_local=written or None, zone_basis="source" if sent else "unknown",
            sender=name, sender_id=sender, kind="file" if files else "text", text=text(row.get("text")), native_id=text(row.get("message_id")),
            reply_to=text(inside(row, "quoted_message_metadata", "message_id")), deleted=row.get("message_state") == "DELETED", attachments=files,
            edited=row.get("updated_date") is not None, edited_at=time_of(text(row.get("updated_date")) or ""), edits=tuple(map(edit, earlier)),
            extra=said(row, "topic_id", "annotations", "deletion_metadata", "updated_date", "deleted_date"), mentions=mentions_of(row),
            recall=Recall(by=name, by_id=sender, time=time_of(text(row.get("deleted_date")) or "")) if row.get("message_state") == "DELETED" else None,
            reactions=reactions_of(objects(row.get("reactions")), lambda one: inside(one, "emoji", "unicode"), "reactor_emails", "name", "email"),
            quote=Told(text=quoted, sender=text(inside(row, "quoted_message_metadata", "creator", "name"))) if quoted else None, time_source="server",
        )  # fmt: skip

    yield from Export(entry, "/messages").read(message)


def edit(earlier: Object) -> Edit:
    """The first version has the time at which it was written, a later one that of its change."""
    written = text(earlier.get("updated_date")) or text(earlier.get("created_date")) or ""
    return Edit(text=text(earlier.get("text")), time=time_of(written))


def mentions_of(row: Object) -> tuple[Mention, ...]:
    people = (inside(one, "user_mention_metadata", "user") for one in objects(row.get("annotations")))
    found = ((named(inside(one, "name")), named(inside(one, "email"))) for one in people)
    return tuple(Mention(name=name, identifier=mail) for name, mail in found if name or mail)


def group_of(entry: OpenEntry) -> Object:
    beside = entry.sibling("group_info.json")
    try:
        found = msgspec.json.decode(beside.head) if beside else None
    except (msgspec.DecodeError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def time_of(written: str) -> Instant | None:
    plain = written.replace("\u202f", " ").replace("\xa0", " ")
    if found := ENGLISH.fullmatch(plain):
        month, day, year, hour, minute, second, half = found.groups()
        if month not in MONTHS:
            return None
        parts = [int(year), MONTHS.index(month) + 1, int(day), int(hour) % 12 + (12 if half == "PM" else 0), int(minute), int(second)]
    elif found := CHINESE.search(plain):
        year, month, day, half, hour, minute, second = found.groups()[:7] if found[1] else found.groups()[7:]
        hours = int(hour) % 12 + (12 if half == "下午" else 0) if half else int(hour)
        parts = [int(year), int(month), int(day), hours, int(minute), int(second)]
    else:
        return None
    try:
        return Instant.of(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]
    except ValueError:
        return None

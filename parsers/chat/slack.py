"""Slack's export: a folder a channel with a file a day, and users.json above. `ts` is seconds since 1970 in UTC, and the id within its channel.

A retention export also has rows of what was changed and deleted. Every member may be missing.
"""

from __future__ import annotations

import re

import msgspec

from evidence_desk.api import Instant, Locus, Mention, Message, OpenEntry, Reaction, Recall, Records, Told, clean, parser, text
from parsers.chat._export_json import Export, Object, attached, inside, objects, said
from parsers.chat._rooms import Rooms
from parsers.chat._told import reactions_of

DAY = ("*/[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json",)
SPOKEN = (None, "", "bot_message", "file_share", "file_comment", "thread_broadcast", "me_message", "tombstone")
USER = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<((?:https?|mailto|ftp):[^|>]+)(?:\|([^>]*))?>")
MOST_USERS = 64 << 20


@parser("slack.export", version=1, paths=DAY, sniff=lambda head: head.lstrip()[:1] == b"[" and b'"ts"' in head and b'"type"' in head)
def messages(entry: OpenEntry) -> Records:
    """Messages of a day in a Slack channel, as a workspace's owner exported them; such a file can be changed without a trace."""
    rooms, names, room = (
        Rooms("slack", folder=entry.path.rpartition("/")[0]),
        names_of(entry),
        entry.path.rpartition("/")[0].rpartition("/")[2],
    )

    def message(row: Object, locus: Locus) -> Records:
        native = text(row.get("subtype"))
        sender = text(row.get("user")) or text(row.get("bot_id"))
        name = names.get(sender or "") or text(inside(row, "user_profile", "real_name")) or text(row.get("username"))
        stamp = text(row.get("ts")) or ""
        system = native not in SPOKEN
        files = tuple(attached(entry, one.get("name")) for one in objects(row.get("files")))
        thread = text(row.get("thread_ts"))
        yield from rooms.enter(room, locus, "group", room)
        yield from rooms.meet(room, locus, sender, name)
        gone = native in ("tombstone", "message_deleted")
        extra = said(row, "blocks", "attachments", "edited", "replies", "upload")
        reactions = reactions_of(objects(row.get("reactions")), lambda one: one.get("name"), "users", "name", "id")
        changed = text(inside(row, "edited", "ts"))
        yield Message(
            conversation=room, app="slack", locus=locus, sent=time_of(stamp), sent_local=stamp, zone_basis="source", sender=name, sender_id=sender,
            kind="system" if system else "file" if files else "text", text=plain(text(row.get("text")) or "", names) or None, native_id=stamp or None,
            native_type=native, reply_to=thread if thread != stamp else None, edited=row.get("edited") is not None,
            deleted=gone, recall=Recall(native_id=text(row.get("deleted_ts"))) if gone else None, attachments=files, extra=extra, forwarded=shared(row, names),
            time_source="server", reactions=named(reactions, names), edited_at=time_of(changed) if changed else None,
            mentions=tuple(Mention(identifier=one, name=names.get(one)) for one in USER.findall(text(row.get("text")) or "")),
        )  # fmt: skip

    yield from Export(entry, "").read(message)


def shared(row: Object, names: dict[str, str]) -> tuple[Told, ...]:
    """Messages of Slack that were shared into this one."""
    return tuple(
        Told(
            sender=text(one.get("author_name")) or names.get(text(one.get("author_id")) or ""), sender_id=text(one.get("author_id")),
            sent=time_of(stamp) if (stamp := text(one.get("ts"))) else None, native_id=stamp, conversation=text(one.get("channel_name")),
            text=plain(text(one.get("text")) or "", names) or None,
        )
        for one in objects(row.get("attachments"))
        if one.get("is_share") is True
    )  # fmt: skip


def named(reactions: tuple[Reaction, ...], names: dict[str, str]) -> tuple[Reaction, ...]:
    return tuple(msgspec.structs.replace(one, sender=names.get(one.sender_id or "")) for one in reactions)


def names_of(entry: OpenEntry) -> dict[str, str]:
    """From users.json above the folder of the channel."""
    above = entry.near("../users.json")
    if above is None or above.size > MOST_USERS:
        return {}
    try:
        users = msgspec.json.decode(above.content.read_at(0, above.size))
    except (msgspec.DecodeError, RecursionError, OSError):
        return {}
    found = ((one.get("id"), inside(one, "profile", "display_name") or one.get("real_name") or one.get("name")) for one in objects(users))
    return {str(user): clean(str(name)) for user, name in found if user and name}


def time_of(stamp: str) -> Instant:
    """ValueError where it is no time."""
    seconds, _, decimals = stamp.partition(".")
    return Instant(int(seconds), int(decimals[:6].ljust(6, "0") or 0) * 1000, min(6, len(decimals)))


def plain(markup: str, names: dict[str, str]) -> str:
    """Slack's markup as it reads: people by their names, links as they lead."""
    shown = USER.sub(lambda found: f"@{names.get(found[1], found[1])}", markup)
    shown = LINK.sub(lambda found: f"{found[2]} {found[1]}" if found[2] and found[2] not in found[1] else found[1], shown)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

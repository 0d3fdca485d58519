"""Microsoft Teams on phones: SkypeSpacesDogfood-*.sqlite of iOS, SkypeTeams.db of Android.

Tables as iLEAPP and ALEAPP (MIT) read them. iOS has seconds since 2001 in UTC, Android milliseconds since 1970. A body is a piece of HTML.
"""

from __future__ import annotations

from evidence_desk.api import Instant, Locus, Message, MessageKind, OpenEntry, Query, Recall, Records, Stored, moment, parser, text, whole
from parsers.chat._html import plain
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._seconds import cocoa
from parsers.chat._skype_parts import answered, call_of, mentions_of
from parsers.chat._told import early, millis

IOS = Query(
    "ZSMESSAGE",
    {
        "ZSMESSAGE": "Z_PK ZTSID ZARRIVALTIME ZCOMPOSETIME ZIMDISPLAYNAME ZCONTENT ZFROM ZTHREADID ZTHREADTYPE ZTS_MESSAGEBASETYPE "
        "ZTS_MESSAGECONTENTTYPE ZTS_ISSENTBYME",
        "ZTHREAD": "ZTSID ZTHREADTOPIC",
    },
    "SELECT ZSMESSAGE.rowid, ZSMESSAGE.ZTSID AS id, coalesce(ZARRIVALTIME, ZCOMPOSETIME) AS arrived, ZIMDISPLAYNAME AS name, ZCONTENT AS content, "
    "ZFROM AS sender, ZTHREADID AS thread, ZTHREADTYPE AS room, ZTS_MESSAGEBASETYPE AS base, ZTS_MESSAGECONTENTTYPE AS form, ZTS_ISSENTBYME AS mine, "
    "(SELECT min(ZTHREADTOPIC) FROM ZTHREAD WHERE ZTHREAD.ZTSID = ZSMESSAGE.ZTHREADID) AS topic FROM ZSMESSAGE",
)
ANDROID = Query(
    "message",
    {
        "message": "messageId conversationId arrivalTime userDisplayName content deleteTime messageType from",
        "conversation": "conversationId displayName",
    },
    "SELECT message.rowid, messageId AS id, arrivalTime AS arrived, userDisplayName AS name, content, deleteTime, messageType AS base, "
    'message."from" AS sender, conversationId AS thread, '
    "(SELECT min(displayName) FROM conversation WHERE conversation.conversationId = message.conversationId) AS topic FROM message",
)
KINDS: dict[str, MessageKind] = {"Event/Call": "call", "RichText/Media_CallRecording": "video", "RichText/Media_Card": "link"}
DIRECT, CHANNEL = ("@unq.gbl.spaces", "8:"), "@thread.tacv2"


@parser("teams.ios.message", version=1, needs={"zsmessage": {"z_pk", "zcontent", "zimdisplayname", "zfrom", "zthreadid"}})
def ios(entry: OpenEntry) -> Records:
    """Messages that Teams on iOS stored."""
    rooms = Rooms("teams")

    def message(row: Stored, locus: Locus) -> Records:
        sent = yield from cocoa("ZARRIVALTIME", row["arrived"], locus)
        mine = row["mine"]
        yield from told(rooms, row, locus, sent, None if mine is None else whole(mine) == 1, None)

    yield from entry.records(IOS, message)


@parser("teams.android.message", version=1, needs={"message": {"messageid", "conversationid", "arrivaltime", "userdisplayname", "content"}})
def android(entry: OpenEntry) -> Records:
    """Messages that Teams on Android stored."""
    rooms = Rooms("teams")

    def message(row: Stored, locus: Locus) -> Records:
        sent = yield from moment("arrivalTime", row["arrived"] or None, millis, locus)
        yield from told(rooms, row, locus, sent, None, row["deleteTime"])

    yield from entry.records(ANDROID, message)


def told(rooms: Rooms, row: Stored, locus: Locus, sent: Instant | None, mine: bool | None, gone: object) -> Records:
    """`gone`: when the message was deleted, 0 or null where it was not."""
    key, base, content = text(row["thread"]) or "", text(row["base"]) or "", text(row["content"]) or ""
    sender, name = text(row["sender"]) or None, text(row["name"]) or None
    system = base.startswith(("ThreadActivity", "Control"))
    quote, rest = answered(content)
    shown = plain(rest)
    yield from rooms.enter(key, locus, room_kind(key), text(row["topic"]) or None)
    yield from rooms.meet(key, locus, sender, name)
    yield Message(
        conversation=key, app="teams", locus=locus, sent=sent, sent_local=text(row["arrived"]), zone_basis="source", sender=name, sender_id=sender,
        direction=None if system or mine is None else "out" if mine else "in", kind="system" if system else KINDS.get(base, "text"), text=shown or None,
        native_id=text(row["id"]), native_type=base or None, deleted=bool(gone), extra={"content": content} if shown != content else {},
        recall=Recall(time=early(gone, millis)) if gone else None, reply_to=quote.native_id if quote else None, quote=quote, call=call_of(content),
        mentions=mentions_of(content),
    )  # fmt: skip


def room_kind(key: str) -> Kind:
    if key.endswith(CHANNEL):
        return "channel"
    return "direct" if key.endswith(DIRECT[0]) or key.startswith(DIRECT[1]) else "group" if key.startswith("19:") else "unknown"

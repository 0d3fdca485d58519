"""WhatsApp on iOS: ChatStorage.sqlite, CallHistory.sqlite and ContactsV2.sqlite, which lie in one folder.

Core Data stores as KnugiHK/WhatsApp-Chat-Exporter and iLEAPP (both MIT) read them. Times are seconds since 2001 in UTC. The owner has no
number in these files: a sent message has no sender. In a group the sender stands in `ZWAGROUPMEMBER`. Whose call it was stands with the
creator of the call, or in the group of calls that it is one of.
"""

from __future__ import annotations

import sqlite3

from evidence_desk.api import (
    Attachment,
    Call,
    Contact,
    Location,
    Locus,
    Message,
    OpenEntry,
    Query,
    Recall,
    Records,
    Stored,
    clean,
    parser,
    text,
    whole,
)
from parsers.chat._protobuf import fields
from parsers.chat._rooms import Rooms
from parsers.chat._seconds import cocoa, length
from parsers.chat._told import degrees
from parsers.chat._vcard import card_of
from parsers.chat._whatsapp_types import IOS, REVOKED_IOS, room_kind

MESSAGES = Query(
    "ZWAMESSAGE",
    {
        "ZWAMESSAGE": "Z_PK ZCHATSESSION ZISFROMME ZMESSAGETYPE ZMESSAGESTATUS ZMESSAGEDATE ZSENTDATE ZTEXT ZFROMJID ZTOJID ZGROUPMEMBER ZMEDIAITEM "
        "ZSTANZAID ZPARENTMESSAGE ZGROUPEVENTTYPE ZSTARRED ZPUSHNAME",
        "ZWACHATSESSION": "Z_PK ZCONTACTJID ZPARTNERNAME",
        "ZWAGROUPMEMBER": "Z_PK ZMEMBERJID ZCONTACTNAME",
        "ZWAMEDIAITEM": "Z_PK ZMEDIALOCALPATH ZTITLE ZFILESIZE ZLATITUDE ZLONGITUDE ZVCARDNAME ZVCARDSTRING ZMETADATA ZMOVIEDURATION ZMEDIAURL",
    },
    "SELECT ZWAMESSAGE.rowid, ZISFROMME, ZMESSAGETYPE, ZMESSAGESTATUS, ZMESSAGEDATE, ZSENTDATE, ZTEXT, ZFROMJID, ZSTANZAID, ZGROUPEVENTTYPE, "
    "ZSTARRED, ZPUSHNAME, ZCONTACTJID, ZPARTNERNAME, ZMEMBERJID, ZCONTACTNAME, ZMEDIALOCALPATH, ZTITLE, ZFILESIZE, ZLATITUDE, ZLONGITUDE, "
    "ZVCARDNAME, ZVCARDSTRING, ZMETADATA, ZMOVIEDURATION, ZMEDIAURL, ZMEDIAITEM, "
    "(SELECT parent.ZSTANZAID FROM ZWAMESSAGE AS parent WHERE parent.Z_PK = ZWAMESSAGE.ZPARENTMESSAGE) AS quoted FROM ZWAMESSAGE "
    "LEFT JOIN ZWACHATSESSION ON ZWACHATSESSION.Z_PK = ZWAMESSAGE.ZCHATSESSION "
    "LEFT JOIN ZWAGROUPMEMBER ON ZWAGROUPMEMBER.Z_PK = ZWAMESSAGE.ZGROUPMEMBER "
    "LEFT JOIN ZWAMEDIAITEM ON ZWAMEDIAITEM.Z_PK = ZWAMESSAGE.ZMEDIAITEM",
)
CALLS = Query(
    "ZWACDCALLEVENT",
    {
        "ZWACDCALLEVENT": "Z_PK ZOUTCOME Z1CALLEVENTS ZDATE ZDURATION ZGROUPCALLCREATORUSERJIDSTRING ZGROUPJIDSTRING ZCALLIDSTRING",
        "ZWACDCALLEVENTPARTICIPANT": "Z_PK Z1PARTICIPANTS ZJIDSTRING",
        "ZWAAGGREGATECALLEVENT": "Z_PK ZINCOMING ZVIDEO",
    },
    "SELECT ZWACDCALLEVENT.rowid, ZOUTCOME, ZDATE, ZDURATION, ZGROUPCALLCREATORUSERJIDSTRING AS creator, ZGROUPJIDSTRING, ZINCOMING, ZVIDEO, "
    "(SELECT group_concat(ZJIDSTRING, ', ') FROM ZWACDCALLEVENTPARTICIPANT WHERE Z1PARTICIPANTS = ZWACDCALLEVENT.Z_PK) AS others "
    "FROM ZWACDCALLEVENT LEFT JOIN ZWAAGGREGATECALLEVENT ON ZWAAGGREGATECALLEVENT.Z_PK = ZWACDCALLEVENT.Z1CALLEVENTS",
)
CONTACTS = Query(
    "ZWAADDRESSBOOKCONTACT",
    {"ZWAADDRESSBOOKCONTACT": "Z_PK ZFULLNAME ZPHONENUMBER ZWHATSAPPID"},
    "SELECT ZWAADDRESSBOOKCONTACT.rowid, ZFULLNAME, ZPHONENUMBER, ZWHATSAPPID FROM ZWAADDRESSBOOKCONTACT",
)
NAMES = "SELECT ZWHATSAPPID, ZFULLNAME FROM ZWAADDRESSBOOKCONTACT"
ENDED, MISSED, REJECTED = 0, 1, 4
QUOTED = 5
ATTACHED = ("image", "audio", "video", "file", "sticker")


@parser(
    "whatsapp.ios.message",
    version=1,
    needs={
        "zwamessage": {"z_pk", "zchatsession", "zisfromme", "zmessagetype", "zmessagedate", "ztext"},
        "zwachatsession": {"z_pk", "zcontactjid"},
    },
)
def messages(entry: OpenEntry) -> Records:
    """Messages that WhatsApp on iOS stored."""
    rooms, names = Rooms("whatsapp"), names_of(entry)

    def message(row: Stored, locus: Locus) -> Records:
        room, out = text(row["ZCONTACTJID"]) or "", whole(row["ZISFROMME"]) == 1
        number = whole(row["ZMESSAGETYPE"]) or 0
        kind = IOS.get(number, "other")
        group = room_kind(room) == "group"
        sender = None if out or kind == "system" else text(row["ZMEMBERJID"]) or (None if group else text(row["ZFROMJID"]) or room)
        name = names.get(sender or "") or (text(row["ZCONTACTNAME"]) if group else text(row["ZPARTNERNAME"])) if sender else None
        sent = yield from cocoa("ZMESSAGEDATE", row["ZMESSAGEDATE"], locus)
        yield from rooms.enter(room, locus, room_kind(room), text(row["ZPARTNERNAME"]) or names.get(room))
        yield from rooms.meet(room, locus, sender, name)
        yield Message(
            conversation=room, app="whatsapp", locus=locus, sent=sent, sent_local=text(row["ZMESSAGEDATE"]), zone_basis="source", sender=name,
            sender_id=sender, direction=None if kind == "system" else "out" if out else "in", kind=kind,
            text=text(row["ZTEXT"]) or text(row["ZTITLE"]) or text(row["ZVCARDNAME"]) or None, native_id=text(row["ZSTANZAID"]),
            native_type=str(number), reply_to=answers(row["ZMETADATA"]) or text(row["quoted"]) or None, deleted=number == REVOKED_IOS,
            attachments=attachments(entry, row) if kind in ATTACHED else (), extra=said(row), recall=Recall(by_id=sender) if number == REVOKED_IOS else None,
            location=Location(latitude=degrees(row["ZLATITUDE"]), longitude=degrees(row["ZLONGITUDE"])) if kind == "location" else None,
            card=card_of(text(row["ZVCARDSTRING"]), text(row["ZVCARDNAME"])) if kind == "contact" else None,
        )  # fmt: skip

    yield from entry.records(MESSAGES, message)


@parser("whatsapp.ios.call", version=1, needs={"zwacdcallevent": {"z_pk", "zoutcome", "zdate", "zduration"}})
def calls(entry: OpenEntry) -> Records:
    """Calls that WhatsApp on iOS logged."""
    names = names_of(entry)

    def call(row: Stored, locus: Locus) -> Records:
        time = yield from cocoa("ZDATE", row["ZDATE"], locus)
        others, creator, outcome = text(row["others"]), text(row["creator"]), whole(row["ZOUTCOME"])
        came = whole(row["ZINCOMING"]) == 1 if row["ZINCOMING"] is not None else creator in (others or "").split(", ") if creator else None
        yield Call(
            locus=locus, time=time, number=others or creator, name=names.get(others or ""),
            direction=None if came is None else "in" if came else "out", duration=length(row["ZDURATION"]),
            outcome="missed" if outcome == MISSED else "rejected" if outcome == REJECTED else "answered" if outcome == ENDED and row["ZDURATION"] else "unknown",
            native_type=f"{outcome}{' video' if row['ZVIDEO'] else ''}{' group' if row['ZGROUPJIDSTRING'] else ''}", app="whatsapp",
        )  # fmt: skip

    yield from entry.records(CALLS, call)


@parser("whatsapp.ios.contact", version=1, needs={"zwaaddressbookcontact": {"z_pk", "zfullname", "zwhatsappid"}})
def contacts(entry: OpenEntry) -> Records:
    """Contacts of the phone as WhatsApp on iOS copied them; those with an account have its id."""

    def contact(row: Stored, locus: Locus) -> Records:
        numbers = tuple(one for column in ("ZWHATSAPPID", "ZPHONENUMBER") if (one := text(row[column])))
        yield Contact(locus=locus, name=text(row["ZFULLNAME"]) or None, numbers=numbers, app="whatsapp")

    yield from entry.records(CONTACTS, contact)


def attachments(entry: OpenEntry, row: Stored) -> tuple[Attachment, ...]:
    """The path is from the folder Message beside the database, or from beside the database itself."""
    path = text(row["ZMEDIALOCALPATH"])
    if path is None and row["ZMEDIAITEM"] is None:
        return ()
    name = (path or "").rpartition("/")[2] or text(row["ZTITLE"]) or None
    found = entry.sibling(f"Message/{path.lstrip('/')}") or entry.sibling(path.lstrip("/")) if path else None
    return (Attachment(name=name, path=found.path, state="present") if found else Attachment(name=name),)


def answers(metadata: object) -> str | None:
    """The identifier of the message that is answered: text in field 5 of a Protobuf."""
    if not isinstance(metadata, bytes):
        return None
    found = next((value for number, value in fields(metadata) if number == QUOTED and isinstance(value, bytes)), b"")
    return found.decode("ascii") if found.isalnum() else None


def said(row: Stored) -> dict[str, str]:
    columns = ("ZMESSAGESTATUS", "ZSENTDATE", "ZGROUPEVENTTYPE", "ZSTARRED", "ZPUSHNAME", "ZMEDIALOCALPATH", "ZFILESIZE", "ZMOVIEDURATION", "ZMEDIAURL")  # fmt: skip
    return {column: value for column in columns if (value := text(row[column])) not in (None, "", "0", "0.0")}


def names_of(entry: OpenEntry) -> dict[str, str]:
    """From ContactsV2.sqlite in the same folder; its own damage is told where it is read itself."""
    beside = entry.sibling("ContactsV2.sqlite")
    if beside is None or not {"zwhatsappid", "zfullname"} <= beside.tables.get("zwaaddressbookcontact", frozenset()):
        return {}
    try:
        with beside.sqlite() as db:
            return {str(row[0]): clean(str(row[1])) for row in db.execute(NAMES) if row[0] and row[1]}
    except sqlite3.Error:
        return {}

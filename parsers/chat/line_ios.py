"""LINE on iOS: Line.sqlite, a Core Data store, with MessageExt.sqlite and UnifiedGroup.sqlite beside it.

Tables as open readers of them have written down. `ZTIMESTAMP` is milliseconds since 1970 in UTC, not Core Data's seconds. What the owner sent
has no `ZSENDER`. `ZTYPE` of a chat: 0 two people, 1 several, 2 a group, 4 an account of a business, 100 the owner's own notes. A reaction has a
number, of which LINE has not said what it stands for.
"""

from __future__ import annotations

import plistlib
import sqlite3
from collections import defaultdict
from collections.abc import Generator

from evidence_desk.api import (
    Attachment,
    Contact,
    Found,
    Gap,
    Location,
    Locus,
    Message,
    OpenEntry,
    Query,
    Reaction,
    Records,
    Stored,
    clean,
    moment,
    parser,
    text,
    whole,
)
from parsers.chat._line_types import FILES, KINDS
from parsers.chat._rooms import Kind, Rooms
from parsers.chat._told import degrees, millis

MESSAGES = Query(
    "ZMESSAGE",
    {
        "ZMESSAGE": "Z_PK ZCHAT ZSENDER ZID ZTEXT ZCONTENTTYPE ZSENDSTATUS ZTIMESTAMP ZLATITUDE ZLONGITUDE ZCONTENTMETADATA ZMESSAGETYPE",
        "ZCHAT": "Z_PK ZMID ZTYPE",
        "ZUSER": "Z_PK ZMID ZNAME ZCUSTOMNAME",
        "ZGROUP": "ZID ZNAME",
    },
    "SELECT ZMESSAGE.rowid, ZMESSAGE.Z_PK AS number, ZMESSAGE.ZID AS id, ZTEXT, ZCONTENTTYPE, ZSENDSTATUS, ZTIMESTAMP, ZLATITUDE, ZLONGITUDE, "
    "ZCONTENTMETADATA, ZMESSAGETYPE, ZSENDER, ZMESSAGE.ZCHAT AS chat, ZCHAT.ZMID AS room, ZTYPE, ZUSER.ZMID AS sender, ZUSER.ZNAME AS name, ZCUSTOMNAME, "
    "(SELECT min(other.ZNAME) FROM ZUSER AS other WHERE other.ZMID = ZCHAT.ZMID) AS partner, "
    "(SELECT min(ZGROUP.ZNAME) FROM ZGROUP WHERE ZGROUP.ZID = ZCHAT.ZMID) AS title "
    "FROM ZMESSAGE LEFT JOIN ZCHAT ON ZCHAT.Z_PK = ZMESSAGE.ZCHAT LEFT JOIN ZUSER ON ZUSER.Z_PK = ZMESSAGE.ZSENDER",
)
PEOPLE = Query(
    "ZUSER",
    {"ZUSER": "Z_PK ZMID ZNAME ZCUSTOMNAME ZADDRESSBOOKNAME"},
    "SELECT ZUSER.rowid, ZMID, ZNAME, ZCUSTOMNAME, ZADDRESSBOOKNAME FROM ZUSER",
)
REACTIONS = "SELECT ZMESSAGEID, ZREACTORMID, ZREACTIONTYPE FROM ZMESSAGEREACTION"
GROUPS = "SELECT ZID, ZNAME FROM ZUNIFIEDGROUP"
ROOMS: dict[int, Kind] = {0: "direct", 1: "group", 2: "group", 4: "bot", 100: "self"}
REPLY, RELATION = "message_relation_server_message_id", "message_relation_type_code"


@parser(
    "line.ios.message",
    version=1,
    needs={
        "zmessage": {"z_pk", "zchat", "zsender", "ztext", "ztimestamp", "zcontenttype"},
        "zchat": {"z_pk", "zmid"},
        "zuser": {"z_pk", "zmid"},
    },
)
def messages(entry: OpenEntry) -> Records:
    """Messages that LINE on iOS stored."""
    store = Store()
    yield from store.look_around(entry)
    yield from entry.records(MESSAGES, store.message)


@parser("line.ios.contact", version=1, needs={"zuser": {"z_pk", "zmid", "zname"}, "zmessage": {"zcontenttype"}})
def contacts(entry: OpenEntry) -> Records:
    """People that LINE on iOS knows: friends, and others it met in groups."""

    def contact(row: Stored, locus: Locus) -> Records:
        names = [one for column in ("ZCUSTOMNAME", "ZNAME", "ZADDRESSBOOKNAME") if (one := text(row[column]))]
        yield Contact(locus=locus, name=names[0] if names else None, numbers=(text(row["ZMID"]) or "",), app="line")

    yield from entry.records(PEOPLE, contact)


class Store:
    def __init__(self) -> None:
        self._rooms = Rooms("line")
        self._groups: dict[str, str] = {}
        self._reactions: dict[str, list[Reaction]] = defaultdict(list)

    def look_around(self, entry: OpenEntry) -> Records:
        """Names of groups and reactions, which lie in databases of their own."""
        groups = yield from beside(entry, "UnifiedGroup.sqlite", GROUPS)
        self._groups = {str(row[0]).lower(): clean(str(row[1])) for row in groups if row[0] and row[1]}
        for row in (yield from beside(entry, "MessageExt.sqlite", REACTIONS)):
            self._reactions[str(row[0])].append(Reaction(value=text(row[2]) or "", sender_id=text(row[1])))

    def message(self, row: Stored, locus: Locus) -> Records:
        room, number = text(row["room"]) or f"chat {text(row['chat'])}", text(row["id"]) or text(row["number"])
        out = row["ZSENDER"] is None
        name = text(row["ZCUSTOMNAME"]) or text(row["name"]) or None
        place, said = location_of(row), metadata_of(row["ZCONTENTMETADATA"])
        kind = "location" if place else KINDS.get(whole(row["ZCONTENTTYPE"]) or 0, "other")
        sender = None if out else text(row["sender"]) or f"user {text(row['ZSENDER'])}"
        sent = yield from moment("ZTIMESTAMP", row["ZTIMESTAMP"], millis, locus)
        title = text(row["title"]) or self._groups.get(room.lower()) or text(row["partner"])
        yield from self._rooms.enter(
            room, locus, ROOMS.get(whole(row["ZTYPE"]) or 0, "unknown") if row["ZTYPE"] is not None else "unknown", title
        )
        yield from self._rooms.meet(room, locus, sender, name)
        columns = ("ZSENDSTATUS", "ZMESSAGETYPE")
        yield Message(
            conversation=room, app="line", locus=locus, sent=sent, sent_local=text(row["ZTIMESTAMP"]), zone_basis="source", sender=name, sender_id=sender,
            direction=None if kind == "system" else "out" if out else "in", kind=kind, text=text(row["ZTEXT"]) or None, native_id=number,
            native_type=text(row["ZCONTENTTYPE"]), reply_to=said.get(REPLY) if said.get(RELATION, "reply") == "reply" else None, location=place, reactions=tuple(self._reactions.get(number or "", ())),
            attachments=(Attachment(name=said.get("FILE_NAME")),) if kind in FILES else (),
            extra={column: value for column in columns if (value := text(row[column]))} | said,
        )  # fmt: skip


def location_of(row: Stored) -> Location | None:
    """Every message has the columns; 0 and 0 are no place that somebody sent."""
    latitude, longitude = degrees(row["ZLATITUDE"]), degrees(row["ZLONGITUDE"])
    return Location(latitude=latitude, longitude=longitude) if latitude or longitude else None


def metadata_of(stored: object) -> dict[str, str]:
    """Names and values of a property list; empty where it is none."""
    try:
        found = plistlib.loads(stored) if isinstance(stored, bytes) else {}
    except (plistlib.InvalidFileException, ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError):
        return {}
    known = found.items() if isinstance(found, dict) and "$objects" not in found else ()
    return {clean(str(name)): clean(str(value))[:500] for name, value in known if isinstance(value, str | int)}


def beside(entry: OpenEntry, name: str, select: str) -> Generator[Found, None, list[Stored]]:
    """The rows of a database in the same folder; what is there and cannot be read is said."""
    other = entry.sibling(name)
    try:
        if other is None or not other.size:
            return []
        with other.sqlite() as db:
            return list(db.execute(select))
    except sqlite3.Error as error:
        yield Gap("database-damaged", {"path": f"{entry.path.rpartition('/')[0]}/{name}", "detail": str(error)}, "error")
        return []

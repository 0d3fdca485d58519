"""SMS Backup & Restore (SyncTech): sms-*.xml with SMS and MMS, calls-*.xml with calls.

The app's own description: https://www.synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/ . Attributes are
the columns of Android's databases, with `null` for NULL; dates are milliseconds since 1970 in UTC, of MMS too; a part
of an MMS holds its bytes as base64 in `data`; a group's address is its members' joined by `~`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

from evidence_desk.api import (
    Attachment,
    Conversation,
    Extent,
    Gap,
    Locus,
    Message,
    OpenEntry,
    Participant,
    Records,
    Seen,
    moment,
    parser,
    whole,
)
from parsers.phone._backup_xml import Element, Refused, Stream
from parsers.phone._telephony import BOXES, OWNER, SENDER, call, direction, kind, millis

ROOT = re.compile(rb"<(smses|calls)[\s>/]")
ROW = re.compile(rb"<(?:sms|mms|call)\s")
MOST_DAMAGES = 100
"""Places at which reading goes on behind the damage."""


def looks_like(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and ROOT.search(head[:4096]) is not None


@parser("sms-backup.xml", version=1, sniff=looks_like)
def backup(entry: OpenEntry) -> Records:
    """Messages and calls in a backup by SMS Backup & Restore; drafts among them were never sent."""
    reading = Reading(entry)
    root = ROOT.search(entry.head)
    starts = [0]
    while starts and len(reading.damages) < MOST_DAMAGES:
        stream = Stream(entry, starts.pop(), root[1].decode() if root else "smses")
        try:
            for element in stream:
                yield from reading.row(element)
        except Refused as refused:
            starts = list(next_row(entry, refused))
            yield reading.damage(refused, *starts)
        reading.ended(stream)
    yield from reading.summary()


def next_row(entry: OpenEntry, refused: Refused) -> Iterator[int]:
    """Where the first row behind a damage begins, if there is one."""
    if refused.final:
        return
    offset, before = max(refused.offset, 0 if refused.row is None else refused.row + 1), b""
    with entry.open() as file:
        file.seek(offset)
        while more := file.read(1 << 20):
            found = ROW.search(before + more)
            if found:
                yield offset - len(before) + found.start()
                return
            offset, before = offset + len(more), (before + more)[-8:]


class Reading:
    def __init__(self, entry: OpenEntry) -> None:
        self._entry = entry
        self._named: set[tuple[str, str | None]] = set()
        self._rows = self._replaced = 0
        self._root: dict[str, str] = {}
        self.damages: list[Refused] = []

    def row(self, element: Element) -> Records:
        """What one element of the root is made into."""
        locus = self._entry.extent(element.start, element.end - element.start)
        a = {name: value for name, value in element.attributes.items() if value != "null"}
        self._rows += 1
        try:
            match element.name:
                case "sms":
                    yield from self._sms(a, locus)
                case "mms":
                    yield from self._mms(a, element.children, locus)
                case "call":
                    yield from call(locus, a.get("date"), a.get("number"), name_in(a), a.get("duration"), a.get("type"))
                case other:
                    raise ValueError(f"unknown element {other}")
        except (ValueError, OverflowError) as error:
            yield Gap("row-undecodable", {"row": self._rows, "detail": str(error)[:200]}, place=locus.place, rows=1)

    def damage(self, refused: Refused, resumed: int | None = None) -> Gap:
        """`resumed`: where reading goes on, if it does."""
        self.damages.append(refused)
        rows = int(refused.row is not None)
        self._rows += rows
        begin, end = refused.offset if refused.row is None else refused.row, self._entry.size if resumed is None else resumed
        params: dict[str, str | int] = {"path": self._entry.path, "offset": refused.offset, "detail": refused.detail}
        return Gap("document-damaged", params, "error", Extent(begin, max(0, end - begin)), rows)

    def ended(self, stream: Stream) -> None:
        self._replaced += stream.mending.replaced
        self._root = self._root or stream.root

    def summary(self) -> Records:
        yield Seen(self._rows)
        declared = self._root.get("count", "")
        if declared.isdecimal() and int(declared[:18]) != self._rows:
            yield Gap("count-differs", {"declared": int(declared[:18]), "found": self._rows})
        if self._replaced:
            yield Gap("encoding-errors", {"path": self._entry.path, "count": self._replaced, "encoding": "XML 1.0"})

    def _sms(self, a: dict[str, str], locus: Locus) -> Records:
        address, box = a.get("address", ""), whole(a.get("type"))
        yield from self._name(address, a, [address], locus)
        sent = yield from moment("date", a.get("date"), millis, locus)
        yield Message(
            conversation=address, app="sms", locus=locus, sent=sent, sent_local=a.get("date"), zone_basis="source",
            sender=name_in(a) if box == 1 else None, sender_id=address if box == 1 else None, direction=direction(box), text=a.get("body"),
            native_type=f"sms {a.get('type')}", extra=said(box, a, "readable_date", "date_sent", "subject", "service_center", "status"),
        )  # fmt: skip

    def _mms(self, a: dict[str, str], children: Iterable[Element], locus: Locus) -> Records:
        address, box = a.get("address", ""), whole(a.get("msg_box"))
        inner = [part.attributes for group in children for part in group.children]
        people = {one["address"]: one.get("type") for one in inner if "address" in one and one["address"] != OWNER}
        parts = [one for one in inner if "ct" in one and one["ct"] != "application/smil"]
        yield from self._name(address, a, address.split("~"), locus)
        sent = yield from moment("date", a.get("date"), millis, locus)
        sender = next((number for number, role in people.items() if role == str(SENDER)), None if "~" in address else address)
        files = [part for part in parts if part["ct"] != "text/plain" or "data" in part]
        extra = said(box, a, "readable_date", "date_sent", "sub", "m_id", "m_type")
        extra |= {f"part {part.get('seq', '')}": described(part) for part in files}
        yield Message(
            conversation=address, app="sms", locus=locus, sent=sent, sent_local=a.get("date"), zone_basis="source",
            sender=name_in(a) if box == 1 and sender == address else None, sender_id=sender if box == 1 else None, direction=direction(box),
            kind=kind(files[0]["ct"]) if files else "text", native_type=f"mms {a.get('msg_box')}",
            text="\n".join(part["text"] for part in parts if part["ct"] == "text/plain" and part.get("text", "null") != "null") or None,
            attachments=tuple(Attachment(name=file_name(part), state="present" if part.get("data") else "missing") for part in files),
            extra=extra,
        )  # fmt: skip

    def _name(self, key: str, a: dict[str, str], people: list[str], locus: Locus) -> Records:
        """The conversation and its people, the first time that they come."""
        if (key, None) not in self._named:
            self._named.add((key, None))
            yield Conversation(key=key, app="sms", locus=locus, kind="group" if len(people) > 1 else "direct", title=name_in(a))
        for person in people:
            if person and (key, person) not in self._named:
                self._named.add((key, person))
                yield Participant(
                    conversation=key, app="sms", locus=locus, identifier=person, name=name_in(a) if len(people) == 1 else None
                )


def name_in(a: dict[str, str]) -> str | None:
    """The name in the phone's address book; the app writes `(Unknown)` where there is none."""
    name = a.get("contact_name")
    return None if name == "(Unknown)" else name


def said(box: int | None, a: dict[str, str], *names: str) -> dict[str, str]:
    values = {name: a[name] for name in names if a.get(name) not in (None, "", "0", "-1")}
    return {"box": BOXES[box], **values} if box in BOXES else values


def file_name(part: dict[str, str]) -> str | None:
    return next((part[name] for name in ("cl", "name", "fn", "cid") if part.get(name, "null") != "null"), None)


def described(part: dict[str, str]) -> str:
    """Type, size and SHA-256 of the bytes in a part."""
    try:
        data = base64.b64decode(part.get("data", ""), validate=False)
    except ValueError:
        return f"{part['ct']}, not base64"
    return f"{part['ct']}, {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}" if data else part["ct"]

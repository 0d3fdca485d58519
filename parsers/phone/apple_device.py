"""What the Info.plist of a backup says of the iPhone or iPad that it is of.

Keys as iTunes and Finder write them; iPhone Wiki, "ITunes Backup".
"""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from datetime import datetime
from xml.parsers.expat import ExpatError

from evidence_desk.api import Device, Gap, Instant, OpenEntry, Records, clean, parser

LARGEST = 64 << 20
UNIX = datetime(1970, 1, 1)  # noqa: DTZ001 a property list has its dates in UTC
MARKS = (b"Target Identifier", b"Unique Identifier", b"Product Type", b"Serial Number", b"IMEI", b"Last Backup Date")
"""Two of them are in the list of every backup, and none in that of an app."""
FAILURES = (plistlib.InvalidFileException, ExpatError, OverflowError, RecursionError, LookupError, TypeError, AttributeError, ValueError)
OTHERS = (
    "Device Name",
    "Display Name",
    "GUID",
    "Target Identifier",
    "Target Type",
    "iTunes Version",
    "macOS Version",
    "macOS Build Version",
)


def is_info(head: bytes) -> bool:
    return head.startswith((b"<?xml", b"bplist00", b"\xef\xbb\xbf<?xml")) and sum(mark in head for mark in MARKS) >= 2


@parser("apple.device", version=1, paths=("*Info.plist",), sniff=is_info)
def device(entry: OpenEntry) -> Records:
    """The device that an iOS backup says it is of."""
    try:
        plist: object = plistlib.loads(entry.content.read_at(0, LARGEST))
    except FAILURES as error:
        yield Gap("document-damaged", {"path": entry.path, "offset": 0, "detail": str(error)[:200] or type(error).__name__}, rows=1)
        return
    info = plist if isinstance(plist, dict) else {}

    def said(key: str) -> str | None:
        value = info.get(key)
        return clean(str(value)).strip()[:400] or None if isinstance(value, str | int) else None

    yield Device(
        locus=entry.at(), time=_date(info), maker="Apple", model=said("Product Type"), name=said("Device Name"), serial=said("Serial Number"),
        imei=tuple(value for key in ("IMEI", "IMEI 2") if (value := said(key))), meid=said("MEID"),
        udid=said("Unique Identifier") or said("Target Identifier"), iccid=tuple(value for key in ("ICCID", "ICCID 2") if (value := said(key))),
        number=said("Phone Number"), system=said("Product Version"), build=said("Build Version"),
        said={key: value for key in (*OTHERS, "Product Name") if (value := said(key))},
    )  # fmt: skip


def _date(info: Mapping[object, object]) -> Instant | None:
    made = info.get("Last Backup Date")
    if not isinstance(made, datetime):
        return None
    past = made.replace(tzinfo=None) - UNIX
    return Instant(past.days * 86400 + past.seconds)

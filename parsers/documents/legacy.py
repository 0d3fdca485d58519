"""Documents of the binary formats of Office 97 to 2003, and encrypted ones: their text is not read, and that is said of each."""

from __future__ import annotations

from evidence_desk.api import Gap, OpenEntry, Records, parser

WHY = {
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.visio": "vsd",
    "application/x-ms-office-encrypted": "encrypted",
}


@parser("document.legacy", version=1, mimes=tuple(WHY))
def unread(entry: OpenEntry) -> Records:
    """Binary Office documents and encrypted ones, whose text is not read."""
    yield Gap("document-unread", {"path": entry.path, "detail": WHY.get(entry.mime or "", "OLE")})

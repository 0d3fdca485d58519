"""Documents of the binary formats of Office 97 to 2003, and encrypted ones, of which it is said that they are."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from evidence_desk.api import Gap, OpenEntry, Records, Text, clean, parser
from parsers.documents import excel, powerpoint, word
from parsers.documents.compound import Locked, Old, Streams

MOST_TEXT = 16 << 20
MIMES = (
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.visio",
    "application/x-ms-office-encrypted",
    "application/x-ole-storage",
)
"""The last: a compound file whose list of streams lies too far back for its type to be told."""
READERS: dict[str, tuple[Callable[[Streams], Iterator[str]], str]] = {
    word.STREAM: (word.text, "doc"),
    excel.STREAMS[0]: (excel.text, "xls"),
    excel.STREAMS[1]: (excel.text, "xls"),
    powerpoint.STREAM: (powerpoint.text, "ppt"),
}
UNREAD = {"EncryptedPackage": "encrypted", "VisioDocument": "vsd"}
FAILURES = (OSError, ValueError, IndexError, struct.error)
"""What a damaged document raises."""


@parser("document.legacy", version=2, mimes=MIMES)
def text(entry: OpenEntry) -> Records:
    """What is written in doc, xls and ppt; pictures and objects in them are not looked at."""
    pieces, gaps = list[str](), list[Gap]()
    try:
        with Streams(entry) as streams:
            gaps += [_unread(entry, why) for name, why in UNREAD.items() if name in streams]
            for reader, kind in dict.fromkeys(reader for name, reader in READERS.items() if name in streams):
                gaps += _read(entry, reader(streams), kind, pieces)
    except OSError as error:
        gaps.append(_unread(entry, str(error)))
    body = clean("".join(pieces))
    if body.strip():
        yield Text(body, "OLE")
    yield from gaps


def _read(entry: OpenEntry, written: Iterator[str], kind: str, pieces: list[str]) -> Iterator[Gap]:
    """What came before a fault stays."""
    length = sum(map(len, pieces))
    try:
        for piece in written:
            pieces.append(piece)
            length += len(piece)
            if length > MOST_TEXT:
                yield Gap("text-cut", {"path": entry.path, "kept": length})
                return
    except Locked:
        yield _unread(entry, "encrypted")
    except Old as version:
        yield _unread(entry, str(version))
    except FAILURES as error:
        yield _unread(entry, f"{kind}: {error}")


def _unread(entry: OpenEntry, detail: str) -> Gap:
    return Gap("document-unread", {"path": entry.path, "detail": clean(" ".join(detail.split()))[:200]})

"""The text of a PowerPoint presentation of 97 to 2003 ([MS-PPT]: "RecordHeader", "TextCharsAtom", "TextBytesAtom", "CString").

Records lie one behind the other and within each other; a record that holds others is only entered, so that their lengths need not
be believed. What an earlier saving left in the stream is read too: it is still there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from parsers.documents.compound import Locked, Streams

STREAM, USER = "PowerPoint Document", "Current User"
HEAD = struct.Struct("<HHI")
HOLDS = 0xF
CHARACTERS, LOW_BYTES, STRING = 0x0FA0, 0x0FA8, 0x0FBA
CRYPT = 0x2F14
ENCRYPTED = 0xF3D1C4DF
SIGNS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x00": ""})


def text(streams: Streams) -> Iterator[str]:
    """Text by text. Locked; ValueError where the records end early."""
    user = streams.read(USER)
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == ENCRYPTED:
        raise Locked
    data, at = streams.read(STREAM), 0
    while at + HEAD.size <= len(data):
        version, kind, length = HEAD.unpack_from(data, at)
        at += HEAD.size
        if kind == CRYPT:
            raise Locked
        if version & 0xF == HOLDS:
            continue
        raw = data[at : at + length]
        if kind in (CHARACTERS, STRING):
            yield raw.decode("utf-16-le", "replace").translate(SIGNS) + "\n"
        elif kind == LOW_BYTES:
            yield raw.decode("latin-1").translate(SIGNS) + "\n"
        at += length
    if at > len(data):
        raise ValueError(f"record {kind:#06x}")

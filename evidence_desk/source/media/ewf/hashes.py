"""The sections that hold digests of the medium, and those that list where it was unreadable or has sessions.

("Hash section", "Digest section", "Error2 section", "Session section" and "EWF-X" in Joachim Metz, Expert Witness
Compression Format specification, libyal/libewf.)
"""

from __future__ import annotations

import struct

from zlib_ng.zlib_ng import adler32

from evidence_desk.model import DIGEST_LENGTHS, Range
from evidence_desk.source.media.ewf.header import inflate, xml_texts

HASH = struct.Struct("<16s16sI")
"""MD5, something of the program's own, Adler-32."""
DIGEST = struct.Struct("<16s20s40sI")
"""MD5, SHA-1, padding, Adler-32."""
SESSION_HEADER, SESSION_ENTRY = 36, 32
ERROR_HEADER, ERROR_ENTRY = 520, 8
"""Number of entries u32, empty, Adler-32 at the end; after the entries an Adler-32 of them."""


def digests(kind: str, payload: bytes) -> dict[str, str] | None:
    """Of a hash, digest or xhash section; one of all zeros is none. None where its checksum does not hold."""
    match kind, len(payload):
        case "hash", HASH.size if _holds(payload):
            found = {"md5": payload[:16]}
        case "digest", DIGEST.size if _holds(payload):
            found = {"md5": payload[:16], "sha1": payload[16:36]}
        case "xhash", _:
            raw = inflate(payload)
            texts = {name.lower(): text.lower() for name, text in xml_texts(raw).items()} if raw else {}
            return {name: text for name, text in texts.items() if len(text) == DIGEST_LENGTHS.get(name) and set(text) != {"0"}} or None
        case _:
            return None
    return {algorithm: value.hex() for algorithm, value in found.items() if any(value)}


def errors(payload: bytes) -> list[Range] | None:
    """(first sector, count) of each range of an error2 section; None where a checksum does not hold."""
    entries = _entries(payload, ERROR_HEADER, ERROR_ENTRY)
    return None if entries is None else [struct.unpack_from("<II", entry) for entry in entries]


def sessions(payload: bytes) -> list[tuple[bool, int]] | None:
    """(audio, first sector) of each session or track; None where a checksum does not hold."""
    entries = _entries(payload, SESSION_HEADER, SESSION_ENTRY)
    if entries is None:
        return None
    return [(bool(flags & 1), sector) for flags, sector in (struct.unpack_from("<II", entry) for entry in entries)]


def _entries(payload: bytes, header: int, entry: int) -> list[bytes] | None:
    count = int.from_bytes(payload[:4], "little")
    end = header + count * entry
    if len(payload) != end + 4 or not _holds(payload[:header]) or not _holds(payload[header:]):
        return None
    return [payload[at : at + entry] for at in range(header, end, entry)]


def _holds(payload: bytes) -> bool:
    return adler32(payload[:-4]) == int.from_bytes(payload[-4:], "little")

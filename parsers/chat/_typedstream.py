"""The text of an NSAttributedString as Apple's typedstream archives it: the first NSString in it.

The format is described by dgelessus/python-typedstream (MIT). A string has `+` before it, and its length in a byte, or 0x81 and
two bytes, or 0x82 and four, little-endian.
"""

from __future__ import annotations

MAGIC = b"\x04\x0bstreamtyped"
STRING = b"NSString\x01\x94\x84\x01+"
WIDTHS = {0x81: 2, 0x82: 4}


def text_of(archive: bytes) -> str | None:
    """None where there is no string to be found; ValueError where it breaks off."""
    at = archive.find(STRING)
    if not archive.startswith(MAGIC) or at < 0:
        return None
    at += len(STRING)
    if at >= len(archive):
        raise ValueError("attributedBody ends early")
    width = WIDTHS.get(archive[at], 0)
    length = int.from_bytes(archive[at + 1 : at + 1 + width], "little") if width else archive[at]
    begin = at + 1 + width
    if begin + length > len(archive):
        raise ValueError("attributedBody ends early")
    return archive[begin : begin + length].decode("utf-8", "replace")

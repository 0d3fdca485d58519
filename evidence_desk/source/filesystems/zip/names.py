r"""The names in a zip archive that does not say how they are written.

Without the flag for UTF-8 a name is in the code page of whoever packed it (APPNOTE.TXT, appendix D). Many write UTF-8
all the same; Windows in Chinese writes GBK, DOS and Windows in the West write code page 437 or 850. Each decoding is
one to one, bytes that do not fit being shown as \x, so that the stored bytes can be had again from the name and the
name of the encoding.
"""

from __future__ import annotations

import zlib

from evidence_desk.source.filesystems.zip.directory import Member, extra_fields

UTF8_FLAG = 0x0800
UNICODE_PATH = 0x7075
"""Info-ZIP's extra field: a version, the CRC-32 of the name that it stands for, the name in UTF-8."""

CHINESE = (("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uffef"))


def decoded(member: Member) -> tuple[str, str | None]:
    """The name and, where the archive does not say how it is written, what was taken for it."""
    raw = member.raw
    if raw.isascii():
        return raw.decode("ascii"), None
    for kind, body in extra_fields(member.extra):
        if kind == UNICODE_PATH and body[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            return body[5:].decode("utf-8", "backslashreplace"), None
    if member.flags & UTF8_FLAG:
        return raw.decode("utf-8", "backslashreplace"), None
    return guessed(raw)


def guessed(raw: bytes) -> tuple[str, str]:
    """A name of which nothing says how it is written, and what was taken for it."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "backslashreplace")
    return (text, "gb18030") if _is_chinese(text) else (raw.decode("cp437"), "cp437")


def undecodable(raw: bytes) -> bool:
    """Whether a name that should be UTF-8 is not."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_chinese(text: str) -> bool:
    """Whether all that is not ASCII is Chinese, and most of it common characters: those of GB 2312 have both bytes
    above 0xA0, which letters with accents next to plain ones do not."""
    foreign = [letter for letter in text if not letter.isascii()]
    if not foreign or not all(any(first <= letter <= last for first, last in CHINESE) for letter in foreign):
        return False
    return 2 * sum(min(letter.encode("gb18030")) > 0xA0 for letter in foreign) >= len(foreign)

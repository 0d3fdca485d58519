"""Readable text of a text file, for the search index: a ladder of encodings, each strict but the last.

Byte-order mark, UTF-8, UTF-16 by its zero bytes, GB18030, Big5; what fits none is read as UTF-8 with
replacement marks, and that is said.
"""

from __future__ import annotations

import codecs

from evidence_desk.model import Gap, Text
from evidence_desk.source.filesystems import Content

MOST_BYTES = 16 << 20
MOST_ERRORS = 4
"""Where one character in so many is a replacement mark, it is no text."""
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
TYPES = {"application/json", "application/xml", "application/javascript", "image/svg+xml"}


def readable(mime: str) -> bool:
    return (mime.startswith("text/") and mime != "text/rtf") or mime in TYPES


def decode(content: Content, path: str) -> tuple[Text | None, list[Gap]]:
    """The text and what is to be said of it; none where the content cannot be read."""
    try:
        raw = content.read_at(0, MOST_BYTES)
    except OSError:
        return None, []  # said already, when the digests were taken
    gaps: list[Gap] = []
    text, encoding, errors = decoded(raw, cut=content.size > len(raw))
    if errors * MOST_ERRORS > len(text):
        return None, [Gap("text-undecodable", {"path": path}, "info")]
    if errors:
        gaps.append(Gap("encoding-errors", {"path": path, "count": errors, "encoding": encoding}, "info"))
    if content.size > len(raw):
        gaps.append(Gap("text-cut", {"path": path, "kept": len(text)}))
    return (Text(text, encoding) if text.strip() else None), gaps


def decoded(raw: bytes, *, cut: bool = False) -> tuple[str, str, int]:
    """(text, encoding, number of replaced byte sequences). `cut`: more follows, of which a character at the end may be the beginning."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _lenient(raw, encoding)
    if raw[:4096].count(0) > len(raw[:4096]) // 4:
        return _lenient(raw, "utf-16-be" if raw[:4096:2].count(0) > raw[1:4096:2].count(0) else "utf-16-le")
    for encoding in ("utf-8", "gb18030", "big5"):
        found = _strict(raw, encoding)
        if found is not None:
            text, begun = found
            return (f"{text}\ufffd", encoding, 1) if begun and not cut else (text, encoding, 0)
    return _lenient(raw, "utf-8")


def _strict(raw: bytes, encoding: str) -> tuple[str, bool] | None:
    """The text, and whether a character has begun at its end; None where it is not of the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(raw), bool(decoder.getstate()[0])
    except UnicodeDecodeError:
        return None


def _lenient(raw: bytes, encoding: str) -> tuple[str, str, int]:
    text = raw.decode(encoding, "replace")
    return text, encoding, text.count("\ufffd")

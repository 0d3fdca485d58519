"""Text, and the kinds of text that a parser asks for: told by their first lines."""

from __future__ import annotations

import codecs
import re

SAMPLE = 4096
CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27}) + b"\x7f"
"""Bytes that no text has; escape sequences of terminals are let through."""

HTML = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|title|script)\b", re.I | re.S)
XML = re.compile(r"\s*<\?xml\s")
PLIST = re.compile(r"<!DOCTYPE\s+plist|<plist\b")
SVG = re.compile(r"<!DOCTYPE\s+svg|<svg\b")
BARE_SVG = re.compile(r"\s*(<!--.*?-->\s*)*<(!DOCTYPE\s+svg|svg)\b", re.S)
JSON = re.compile(r'\s*(\{\s*("|\}\s*$)|\[\s*(["{]|\]\s*$|\[\s*["\d{\[-]|(-?\d[\d.eE+-]*|true|false|null)\s*,))')
RTF = "{\\rtf"
HEADER = re.compile(
    r"(From|To|Cc|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Content-Type|X-[\w-]+|"
    r"Reply-To|Sender|References|In-Reply-To|Bcc|Content-Transfer-Encoding|User-Agent|Authentication-Results|DKIM-Signature|ARC-[\w-]+|List-[\w-]+|Thread-[\w-]+): ?",
    re.I,
)
POSTMARK = re.compile(r"From .*\d\d:\d\d.*")
"""The line before each mail of an mbox."""
CALENDARS = {"BEGIN:VCARD": "text/vcard", "BEGIN:VCALENDAR": "text/calendar"}


def known(head: bytes, *, whole: bool) -> str | None:
    """The type of what is text; None for what is not, or not surely. `whole`: the file has no more bytes."""
    body = decoded(head[:SAMPLE], whole=whole and len(head) <= SAMPLE)
    if body is None:
        return None
    if XML.match(body):
        return "application/x-plist" if PLIST.search(body) else "image/svg+xml" if SVG.search(body) else _xml(body)
    if HTML.match(body):
        return "text/html"
    if BARE_SVG.match(body):
        return "image/svg+xml"
    if JSON.match(body):
        return "application/json"
    for mark, mime in CALENDARS.items():
        if body.startswith(mark):
            return mime
    if _mail(body):
        return "message/rfc822"
    first, _, rest = body.partition("\n")
    if (POSTMARK.match(first) or first.strip().isdigit()) and _mail(rest):
        return "application/mbox" if first.startswith("From ") else "message/x-emlx"
    return "text/rtf" if body.startswith(RTF) else "text/plain"


def decoded(sample: bytes, *, whole: bool) -> str | None:
    """The text of some first bytes, whose last character may be cut off unless they are `whole`; None where they are
    none that can be told: UTF-8, UTF-16 with its mark, GB 18030 whose characters are common ones."""
    if not sample:
        return None
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(sample, "utf-16", whole)
    if sample.translate(None, CONTROL) != sample:
        return None
    text = _strict(sample.removeprefix(codecs.BOM_UTF8), "utf-8", whole)
    if text is not None:
        return text
    text = _strict(sample, "gb18030", whole)
    return text if text is not None and _common(text) else None


def _strict(sample: bytes, encoding: str, whole: bool) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample, whole)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _common(text: str) -> bool:
    """Whether most of what is not ASCII are characters of GB 2312: nearly any bytes are GB 18030 of some kind."""
    foreign = [letter for letter in text if not letter.isascii()]
    common = sum(
        1 for letter in foreign if len(raw := letter.encode("gb18030")) == 2 and raw[0] >= 0xA1 and raw[1] >= 0xA1 and raw[0] < 0xF8
    )
    return 10 * common >= 9 * len(foreign)


def _xml(body: str) -> str:
    return "text/html" if re.search(r"<html\b", body[:1024], re.I) else "text/xml"


def _mail(body: str) -> bool:
    """At least three header lines, and nothing but such before them."""
    lines = [line for line in body.splitlines()[:40] if not line[:1].isspace()]
    found = 0
    for line in lines:
        if not re.match(r"[!-9;-~]+: ?", line):
            break
        found += bool(HEADER.match(line))
    return found >= 3

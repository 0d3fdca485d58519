"""A mail as it is stored (RFC 5322, MIME by RFC 2045 to 2047 and 2231): its headers, its text, and what is attached.

The standard library reads header blocks; where a part begins and ends is found here, so that an attached mail is given out byte
for byte and a part that is not coded is known by its place. Parts wait on a list, never on the stack of calls.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections import Counter
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser

from evidence_desk.model import Instant
from evidence_desk.source.html import plain
from evidence_desk.source.plaintext import decoded

LARGEST = 256 << 20
"""Bytes of a mail that is taken apart: servers refuse what is a fifth of it."""
MOST_PARTS = 10_000
MOST_LEVELS = 100
LARGEST_HEADERS = 1 << 20
NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"})
"""Codecs of Python that are no charset of any mail; the time of some grows with the square of the text."""
PEOPLE = ("from", "to", "cc", "bcc")
ADDRESS = re.compile(r'(?:"((?:[^"\\]|\\.){0,500})"|([^<>,;"]{0,500}?))\s*<([^<>\s]{1,320})>|([^\s<>,;"]{1,256}@[^\s<>,;"]{1,256})')
"""A mailbox (RFC 5322, 3.4), its name in quotes or not; or an address alone."""
EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
EXTENSIONS = {
    "message/rfc822": "eml",
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "image/jpeg": "jpg",
    "image/png": "png",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail. `start` and `end`: where it lies in the mail, as it is coded; `name`: as it is given out."""

    name: str
    mime: str
    coding: str
    start: int
    end: int

    @property
    def is_plain(self) -> bool:
        """Whether its bytes lie in the mail as they are."""
        return self.coding not in ("base64", "quoted-printable")


@dataclass(slots=True)
class Sections:
    """What lies between the lines of a boundary, before the first and behind the last; `ended`: the last of them says that it is the last."""

    parts: list[tuple[int, int]] = field(default_factory=list)
    outside: list[tuple[int, int]] = field(default_factory=list)
    ended: bool = False


@dataclass(slots=True)
class Mail:
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Names and values, decoded, in their order."""
    people: list[tuple[str, str, str]] = field(default_factory=list)
    """Header, name and address (in lower case) of each that is named as sender or recipient."""
    texts: list[tuple[str, str]] = field(default_factory=list)
    """Type and plain text of each part that is shown as the mail's own; where the same is said twice, in HTML and without, both."""
    outside: list[str] = field(default_factory=list)
    """What stands before the first and behind the last part of several, which no program shows."""
    attached: list[Part] = field(default_factory=list)
    sent: Instant | None = None
    """When it was sent, where that is stored beside the headers."""
    cut: bool = False
    """A part, or the list of parts, has no end."""
    more: bool = False
    """There are more parts than are read."""
    headers_unread: int = 0
    """Bytes of header blocks beyond what is read of one."""
    miscoded: int = 0
    """Texts of which the Base64 coding does not hold."""
    stray: Counter[str] = field(default_factory=Counter)
    """By charset, how many sequences of bytes in the texts are not of it."""

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


def read(data: bytes) -> Mail:
    """Of any bytes; what is no mail has no headers."""
    data_start = _after_emlx(data)
    mail, waiting, count = Mail(), [(data_start, len(data), 0)], 0
    names: set[str] = set()
    while waiting:
        start, end, level = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            mail.more = True
            break
        headers, body, unread = _headers(data, start, end)
        mail.headers_unread += unread
        if count == 1:
            mail.headers, mail.people = _told(headers)
        boundary = headers.get_boundary()
        if headers.get_content_maintype() == "multipart" and boundary and level < MOST_LEVELS:
            sections = _sections(data, body, end, boundary)
            mail.cut |= not sections.ended
            mail.outside += [decoded(data[first:last])[0] for first, last in sections.outside if data[first:last].strip()]
            waiting += [(first, last, level + 1) for first, last in reversed(sections.parts)]
            continue
        _leaf(mail, data, headers, body, end, names)
    return mail


def header_block(data: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """The headers of a block that has nothing else, and the people in them."""
    return _told(BytesHeaderParser().parsebytes(data[:LARGEST_HEADERS]))


def content(data: bytes, part: Part) -> bytes:
    """What a part decodes to; where its coding is damaged, what of it can be decoded."""
    raw = data[part.start : part.end]
    match part.coding:
        case "base64":
            return _base64(raw)
        case "quoted-printable":
            return quopri.decodestring(raw)
        case _:
            return raw


def is_whole(data: bytes, part: Part) -> bool:
    """Whether the coding of a part holds to its end."""
    if part.coding != "base64":
        return True
    raw = b"".join(data[part.start : part.end].split())
    return re.fullmatch(rb"[A-Za-z0-9+/]*={0,2}", raw) is not None and len(raw) % 4 == 0


def unfolded(value: object) -> str:
    """A header's value as text: folding undone, encoded words (RFC 2047) decoded, bytes that are no ASCII as the ladder of encodings says."""
    text = str(value)
    raw = text.encode("utf-8", "surrogateescape")
    if not raw.isascii():
        text = decoded(raw)[0]
    text = re.sub(r"\r?\n[ \t]*", " ", text)
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError, binascii.Error):
        return text.strip()
    return "".join(piece if isinstance(piece, str) else _text(piece, charset)[0] for piece, charset in pieces).strip()


def _told(headers: Message) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    values = [(name, str(value)) for name, value in headers.raw_items()]
    people = [one for name, value in values if name.lower() in PEOPLE for one in _people(name.lower(), value)]
    return [(name, unfolded(value)) for name, value in values], people


def _people(header: str, value: str) -> list[tuple[str, str, str]]:
    """Before anything is decoded: a comma in an encoded name parts nobody."""
    return [
        (header, unfolded(quoted.replace("\\", "") or bare.strip(" :\t\r\n")), unfolded(address or alone).lower())
        for quoted, bare, address, alone in ADDRESS.findall(value)
    ]


def _leaf(mail: Mail, data: bytes, headers: Message, start: int, end: int, names: set[str]) -> None:
    mime = headers.get_content_type()
    coding = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    given = _file_name(headers)
    inline = headers.get_content_disposition() != "attachment"
    if given is None and inline and mime in ("text/plain", "text/html"):
        charset = headers.get_content_charset()
        part = Part("", mime, coding, start, end)
        text, encoding, errors = _text(content(data, part), charset)
        mail.texts.append((mime, plain(text) if mime == "text/html" else text))
        mail.miscoded += not is_whole(data, part)
        mail.stray += Counter({encoding.upper(): errors})
        return
    name = given or f"part-{len(mail.attached) + 1}.{EXTENSIONS.get(mime, 'bin')}"
    stem, dot, ending = name.rpartition(".")
    number = 1
    while name in names:
        number += 1
        name = f"{stem}-{number}{dot}{ending}" if dot else f"{ending}-{number}"
    names.add(name)
    mail.attached.append(Part(name, mime, coding, start, end))


def _file_name(headers: Message) -> str | None:
    """The name that a part states, a slash in it shown as what it is not: a step of a path."""
    try:
        stated = headers.get_filename()
    except (ValueError, LookupError, TypeError):
        stated = None
    name = unfolded(stated).replace("/", "\\x2f").replace("\0", "\\x00") if stated else ""
    return name or None


def _headers(data: bytes, start: int, end: int) -> tuple[Message, int, int]:
    """The header block of a part, where its body begins, and how many bytes of the block were not read."""
    if data[start : start + 1] == b"\n" or data[start : start + 2] == b"\r\n":
        return BytesHeaderParser().parsebytes(b""), start + (1 if data[start : start + 1] == b"\n" else 2), 0
    found = EMPTY_LINE.search(data, start, end)
    close = found.start() if found else end
    block = data[start : min(close, start + LARGEST_HEADERS)]
    return BytesHeaderParser().parsebytes(block), found.end() if found else end, close - start - len(block)


def _sections(data: bytes, start: int, end: int, boundary: str) -> Sections:
    line = re.compile(rb"(?:\A|(?:\r?\n))--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    found = Sections()
    begin: int | None = None
    for match in line.finditer(data, max(0, start - 2), end):
        if begin is not None:
            found.parts.append((begin, match.start()))
        else:
            found.outside.append((start, match.start()))
        if match[1]:
            found.outside.append((match.end(), end))
            found.ended = True
            return found
        begin = match.end() + (2 if data[match.end() : match.end() + 2] == b"\r\n" else 1)
        if len(found.parts) > MOST_PARTS:
            return found
    if begin is not None and begin < end:
        found.parts.append((begin, end))
    return found


def _after_emlx(data: bytes) -> int:
    """Apple's mails have a line before them with their length."""
    first = data[:32].partition(b"\n")[0].strip()
    return data.index(b"\n") + 1 if first.isdigit() and b"\n" in data[:32] else 0


def _base64(raw: bytes) -> bytes:
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    return binascii.a2b_base64(clean[: len(clean) - (len(clean) % 4 == 1)] + b"=" * (-len(clean) % 4))


def _text(raw: bytes, charset: str | None) -> tuple[str, str, int]:
    """By the charset that is stated, where Python knows it and the bytes fit; otherwise by the ladder of encodings. With the encoding, and
    how many sequences of bytes are not of it."""
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8"}
    encoding = wider.get((charset or "").lower(), charset or "utf-8")
    if encoding.lower().replace("-", "_") not in NO_CHARSETS:
        try:
            return raw.decode(encoding), encoding, 0
        except (UnicodeDecodeError, LookupError, ValueError):
            pass  # what is stated is wrong
    return decoded(raw)

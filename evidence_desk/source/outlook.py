"""A mail that Outlook saved ([MS-OXMSG]): a compound file with a stream for each property, and a storage for each recipient and attachment."""

from __future__ import annotations

import io
import struct
from typing import IO

import olefile

from evidence_desk.model import Instant
from evidence_desk.source.html import plain
from evidence_desk.source.mail import Mail, Part, header_block
from evidence_desk.source.plaintext import decoded

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAILURES = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError, OverflowError)
"""What damaged compound files raise in the library."""
SUBJECT, HEADERS, SENDER, SENDER_ADDRESS, SENDER_SMTP, SHOWN_TO, SHOWN_CC = "0037", "007D", "0C1A", "0C1F", "5D01", "0E04", "0E03"
BODY, HTML, RTF, MESSAGE_ID, REFERENCES, IN_REPLY_TO = "1000", "1013", "1009", "1035", "1039", "1042"
NAME, ADDRESS, SMTP, ROLE = "3001", "3003", "39FE", 0x0C15
LONG_NAME, SHORT_NAME, DATA, TYPE = "3707", "3704", "3701", "370E"
SUBMITTED, DELIVERED = 0x0039, 0x0E06
PAGES = (0x3FFD, 0x3FDE)
"""The code page of the mail's text, and that of its body on the way."""
ROLES = {1: "to", 2: "cc", 3: "bcc"}
MOST = 10_000
"""Recipients or attachments of one mail."""


class OutlookMail:
    """`file`: the compound file, seekable. OSError where it is none, or damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._ole = olefile.OleFileIO(file, raise_defects=olefile.DEFECT_FATAL)
            self._streams = {tuple(path) for path in self._ole.listdir(streams=True, storages=False)}
        except FAILURES as failure:
            raise OSError(str(failure)) from failure
        self.rtf_alone = False
        """Its text is only there as packed RTF, which is not read."""
        self.embedded = 0
        self.crowded = 0
        """How many recipients or attachments are read of a mail that has more; 0 where it has not."""
        """Attachments that are mails or objects within the compound file itself: they are no files of their own."""
        self._storages: list[str] = []
        numbers = self._numbers("", 32)
        page = next((numbers[one] for one in PAGES if numbers.get(one)), 0)
        self._page = {65001: "utf-8", 936: "gb18030"}.get(page, f"cp{page}" if page else "")
        self.mail = self._mail()

    def content(self, place: int) -> bytes:
        """Of the attachment at a place of the list."""
        return self._raw(self._storages[place], f"{DATA}0102")

    def _mail(self) -> Mail:
        mail = Mail()
        headers = self._text("", HEADERS)
        if headers:
            mail.headers, mail.people = header_block(headers.encode("utf-8", "surrogateescape"))
        have = {name.lower() for name, _ in mail.headers}
        for name, number in (
            ("Subject", SUBJECT),
            ("To", SHOWN_TO),
            ("Cc", SHOWN_CC),
            ("Message-ID", MESSAGE_ID),
            ("In-Reply-To", IN_REPLY_TO),
            ("References", REFERENCES),
        ):
            value = self._text("", number)
            if value and name.lower() not in have:
                mail.headers.append((name, value))
        if not mail.people:
            mail.people = self._people()
        mail.sent = self._times().get(SUBMITTED) or self._times().get(DELIVERED)
        body, page = self._text("", BODY), self._text("", HTML) or decoded(self._raw("", f"{HTML}0102"))[0]
        mail.texts = [*([("text/plain", body)] if body else []), *([("text/html", plain(page))] if page else [])]
        self.rtf_alone = not mail.texts and ("__substg1.0_" + RTF + "0102",) in self._streams
        mail.attached = self._attached()
        return mail

    def _people(self) -> list[tuple[str, str, str]]:
        sender = self._text("", SENDER), self._text("", SENDER_SMTP) or self._text("", SENDER_ADDRESS)
        found = [("from", sender[0], sender[1].lower())] if any(sender) else []
        for storage in self._within("__recip_version1.0_#"):
            name, address = self._text(storage, NAME), self._text(storage, SMTP) or self._text(storage, ADDRESS)
            role = ROLES.get(self._numbers(storage, 8).get(ROLE, 1), "to")
            found.append((role, name, address.lower()))
        return found

    def _attached(self) -> list[Part]:
        parts: list[Part] = []
        names: set[str] = set()
        for storage in self._within("__attach_version1.0_#"):
            stream = (storage, f"__substg1.0_{DATA}0102")
            if stream not in self._streams:
                self.embedded += 1
                continue
            name = (self._text(storage, LONG_NAME) or self._text(storage, SHORT_NAME) or f"part-{len(parts) + 1}.bin").replace("/", "\\x2f")
            name = name.replace("\0", "\\x00")
            name = name if name not in names else f"{len(parts) + 1}-{name}"
            names.add(name)
            self._storages.append(storage)
            parts.append(Part(name, self._text(storage, TYPE), "ole", 0, int(self._ole.get_size(list(stream)))))
        return parts

    def _within(self, prefix: str) -> list[str]:
        found = sorted({path[0] for path in self._streams if len(path) > 1 and path[0].startswith(prefix)})
        if len(found) > MOST:
            self.crowded = MOST
        return found[:MOST]

    def _raw(self, storage: str, number: str) -> bytes:
        path = (*([storage] if storage else []), f"__substg1.0_{number}")
        if path not in self._streams:
            return b""
        try:
            with self._ole.openstream(list(path)) as stream:
                return bytes(stream.read())
        except FAILURES as failure:
            raise OSError(str(failure)) from failure

    def _text(self, storage: str, number: str) -> str:
        """A property of either kind of text; the older one is in the code page of the mail, where it states one."""
        wide = self._raw(storage, f"{number}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        raw = self._raw(storage, f"{number}001E")
        try:
            return raw.decode(self._page or "ascii").rstrip("\0")
        except (UnicodeDecodeError, LookupError):
            text, _, errors = decoded(raw)
        return (raw.decode("cp1252", "replace") if errors else text).rstrip("\0")

    def _properties(self, storage: str, head: int) -> list[tuple[int, int, bytes]]:
        """Number, type and value of the properties that have a fixed length."""
        path = (*([storage] if storage else []), "__properties_version1.0")
        if path not in self._streams:
            return []
        try:
            with self._ole.openstream(list(path)) as stream:
                data = bytes(stream.read())
        except FAILURES:
            return []
        rows = (data[place : place + 16] for place in range(head, len(data) - 15, 16))
        return [(int.from_bytes(row[2:4], "little"), int.from_bytes(row[:2], "little"), row[8:16]) for row in rows]

    def _numbers(self, storage: str, head: int) -> dict[int, int]:
        return {number: int.from_bytes(value[:4], "little") for number, kind, value in self._properties(storage, head) if kind == 3}

    def _times(self) -> dict[int, Instant]:
        """Those that are sane, in UTC as they are stored."""
        found: dict[int, Instant] = {}
        for number, kind, value in self._properties("", 32):
            ticks = int.from_bytes(value, "little")
            if kind == 0x40 and ticks:
                try:
                    found[number] = Instant.since_1601(ticks)
                except ValueError:
                    continue
        return found


def read(data: bytes) -> OutlookMail:
    return OutlookMail(io.BytesIO(data))

"""Mails: what is attached to one, and the mails of an mbox (RFC 4155), each as a file of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property

from evidence_desk.model import Entry, Gap
from evidence_desk.source import mail, outlook, pff
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held, Pieces, Salvage
from evidence_desk.source.filesystems.walk import NO_TIMES
from evidence_desk.source.filesystems.zip import unsafe
from evidence_desk.source.media import Medium
from evidence_desk.source.stream import Stream

WINDOW = 1 << 20
FROM = re.compile(rb"(?:\A|\n\r?\n)(From [^\r\n]{0,500}\d\d:\d\d[^\r\n]{0,100}\r?\n)")
"""The line before each mail, with the time at which it came; it follows an empty one."""
LONGEST = 1024
MOST_MAILS = 5_000_000


class MailFileSystem:
    """What is attached to the mail that `medium` is. An entry's address is its place among the parts, from 1."""

    name = "mail"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index, self._title = medium, index, medium.segments[0].name

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        if self._mail.cut:
            yield Gap("mail-cut", {"path": self._title})
        if self._mail.more:
            yield Gap("mail-parts", {"path": self._title, "count": mail.MOST_PARTS})
        for address, part in enumerate(self._mail.attached, 1):
            mark(address)
            path = f"/{part.name}"
            if unsafe(path):
                yield Gap("archive-member-unsafe", {"path": path})
            if not mail.is_whole(self._data, part):
                yield Gap("mail-coding", {"path": self._title, "part": part.name})
            size = part.end - part.start if part.is_plain else len(mail.content(self._data, part))
            yield Entry(first + address - 1, None, self._index, path, "file", None, size, True, address, None, *NO_TIMES)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        attached = self._mail.attached
        if not 1 <= address <= len(attached):
            raise OSError("there is no such part")
        part = attached[address - 1]
        if part.is_plain:
            size = part.end - part.start
            return Pieces(self._medium.read, ((part.start, size),), size)
        return Held(mail.content(self._data, part))

    def find(self, path: str) -> Entry | None:
        for address, part in enumerate(self._mail.attached, 1):
            if f"/{part.name}" == path:
                return Entry(0, None, self._index, path, "file", None, 0, True, address, None, *NO_TIMES)
        return None

    @cached_property
    def _data(self) -> bytes:
        if self._medium.size > mail.LARGEST:
            raise OSError(f"> {mail.LARGEST >> 20} MiB")
        return self._medium.read(0, self._medium.size)

    @cached_property
    def _mail(self) -> mail.Mail:
        return mail.read(self._data)


class OutlookFileSystem:
    """What is attached to the mail that Outlook saved as `medium`. An entry's address is its place, from 1."""

    name = "msg"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index, self._title = medium, index, medium.segments[0].name

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        if self._outlook.embedded:
            yield Gap("mail-embedded", {"path": self._title, "count": self._outlook.embedded})
        if self._outlook.crowded:
            yield Gap("mail-parts", {"path": self._title, "count": self._outlook.crowded})
        if self._outlook.rtf_alone:
            yield Gap("mail-packed", {"path": self._title})
        for address, part in enumerate(self._outlook.mail.attached, 1):
            mark(address)
            yield Entry(first + address - 1, None, self._index, f"/{part.name}", "file", None, part.end, True, address, None, *NO_TIMES)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if not 1 <= address <= len(self._outlook.mail.attached):
            raise OSError("there is no such part")
        return Held(self._outlook.content(address - 1))

    def find(self, path: str) -> Entry | None:
        for address, part in enumerate(self._outlook.mail.attached, 1):
            if f"/{part.name}" == path:
                return Entry(0, None, self._index, path, "file", None, part.end, True, address, None, *NO_TIMES)
        return None

    @cached_property
    def _outlook(self) -> outlook.OutlookMail:
        if self._medium.size > mail.LARGEST:
            raise OSError(f"> {mail.LARGEST >> 20} MiB")
        return outlook.read(self._medium.read(0, self._medium.size))


class MailFileFileSystem:
    """What is attached to the mails of the mail file of Outlook that `medium` is: `folder/number of the mail/name`."""

    name = "pst"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index, self._title = medium, index, medium.segments[0].name

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        for address, (path, size, _) in enumerate(self._attached, 1):
            mark(address)
            yield Entry(first + address - 1, None, self._index, path, "file", None, size, True, address, None, *NO_TIMES)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if not 1 <= address <= len(self._attached):
            raise OSError("there is no such part")
        return Salvage(pff.content(self._attached[address - 1][2]))

    def find(self, path: str) -> Entry | None:
        return None

    @cached_property
    def _attached(self) -> list[tuple[str, int, pff.Attachment]]:
        self._file = pff.MailFile(io.BufferedReader(Stream(self._medium.read, self._medium.size), 1 << 16))
        return [
            (f"{kept.folder}/{kept.number}/{part.name}", part.end, attachment)
            for kept, attached in self._file.attached()
            for part, attachment in attached
        ]


class MboxFileSystem:
    """The mails of the mbox that `medium` is, byte for byte without the line before each. A mail's address is its place, from 1."""

    name = "mbox"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium, self._index, self._title = medium, index, medium.segments[0].name

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        if self._mails and self._mails[0][0] > LONGEST:
            yield Gap("archive-damaged", {"path": self._title, "detail": f"{self._mails[0][0]} bytes before the first mail"})
        if len(self._mails) >= MOST_MAILS:
            yield Gap("archive-limit", {"path": self._title, "detail": f"> {MOST_MAILS}"})
        for address, (_, size) in enumerate(self._mails, 1):
            mark(address)
            yield Entry(first + address - 1, None, self._index, _path(address), "file", None, size, True, address, None, *NO_TIMES)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if not 1 <= address <= len(self._mails):
            raise OSError("there is no such mail")
        start, size = self._mails[address - 1]
        return Pieces(self._medium.read, ((start, size),), size)

    def find(self, path: str) -> Entry | None:
        return None

    @cached_property
    def _mails(self) -> list[tuple[int, int]]:
        """Where each begins, and its length."""
        found = list(self._found())
        ends = [line for line, _ in found[1:]] + [self._medium.size]
        return [(start, end - start) for (_, start), end in zip(found, ends, strict=True)]

    def _found(self) -> Iterator[tuple[int, int]]:
        """Where the line before each mail begins, and where the mail does."""
        place, last = 0, -1
        count = 0
        while place < self._medium.size:
            block = self._medium.read(place, WINDOW + LONGEST)
            for one in FROM.finditer(block):
                if place and one.start() == 0 and not one[0].startswith(b"\n"):
                    continue  # only the file's own beginning needs no empty line before it
                line = place + one.start(1)
                if line > last and count < MOST_MAILS:
                    last, count = line, count + 1
                    yield line, place + one.end(1)
            place += WINDOW - 2


def _path(address: int) -> str:
    return f"/{address:06}.eml"

"""The mail files of Outlook (PST, OST), read by libpff: folders, messages, and what is attached to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import pypff

from evidence_desk.model import Instant
from evidence_desk.source.html import plain
from evidence_desk.source.mail import Mail, Part, header_block
from evidence_desk.source.plaintext import decoded

FAILURES = (OSError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError, MemoryError)
"""What the binding raises for what it cannot read."""
MOST_FOLDERS, MOST_MAILS, MOST_WITHIN = 100_000, 5_000_000, 10_000
"""Folders and mails of a file; recipients or attachments of one mail."""
SENDER, SENDER_ADDRESS, SENDER_SMTP, NAME, ADDRESS, SMTP, ROLE = 0x0C1A, 0x0C1F, 0x5D01, 0x3001, 0x3003, 0x39FE, 0x0C15
KIND = 0x001A
MESSAGE_ID, REFERENCES, IN_REPLY_TO, LONG_NAME, SHORT_NAME = 0x1035, 0x1039, 0x1042, 0x3707, 0x3704
Attachment = pypff.attachment
TEXTS = (0x001E, 0x001F)
ROLES = {1: "to", 2: "cc", 3: "bcc"}


@dataclass(slots=True)
class Kept:
    """One mail of the file. `number`: its node, by which other tools find it; `folder`: the path of folders that it lies in."""

    number: int
    folder: str
    mail: Mail | None = None
    failure: str = ""
    kind: str = ""
    """Its message class ([MS-OXCMSG] 2.2.1.3), IPM.Note for a mail; contacts, appointments and others are kept in such files too."""
    embedded: int = 0
    """Attachments that have no bytes of their own: mails within the mail, and objects."""
    text_unread: bool = False
    """A form of its text is there and cannot be read."""
    packed_alone: bool = False
    """Its text is there as packed RTF only."""
    crowded: int = 0
    """How many recipients or attachments were read of a mail that states more; 0 where it does not."""


class MailFile:
    """`file`: seekable. OSError where it is none, or damaged."""

    def __init__(self, file: IO[bytes]) -> None:
        self._source = file
        self._file = pypff.file()
        try:
            self._file.open_file_object(file)
            self._root = self._file.get_root_folder()
        except FAILURES as failure:
            raise OSError(str(failure)) from failure

    def mails(self) -> Iterator[Kept]:
        """Those of each folder before those of the folders in it; those that lie in no folder any more at last."""
        for found, kept in self._messages():
            try:
                if found is not None:
                    kept.mail = _mail(found, kept)
            except FAILURES as failure:
                kept.failure = str(failure)
            yield kept

    def attached(self) -> Iterator[tuple[Kept, list[tuple[Part, pypff.attachment]]]]:
        """What is attached to each mail, in the same order."""
        for found, kept in self._messages():
            yield kept, list(_attached(found, kept)) if found is not None else []

    def _messages(self) -> Iterator[tuple[pypff.message | None, Kept]]:
        waiting, count, mails = [(self._root, "")], 0, 0
        while waiting and count < MOST_FOLDERS and mails < MOST_MAILS:
            folder, path = waiting.pop()
            count += 1
            found, unread = _counted(folder, "number_of_sub_messages", path)
            yield from unread
            for place in range(found):
                mails += 1
                yield _message(folder.get_sub_message, place, path)
            below = []
            found, unread = _counted(folder, "number_of_sub_folders", path)
            yield from unread
            for place in range(found):
                try:
                    one = folder.get_sub_folder(place)
                    below.append((one, f"{path}/{_step(one.name)}"))
                except FAILURES as failure:
                    yield None, Kept(0, path, failure=str(failure))
            waiting += reversed(below)
        if waiting:
            yield None, Kept(0, waiting[-1][1], failure=f"> {MOST_FOLDERS} folders or {MOST_MAILS} mails")
        found, unread = _counted(self._file, "number_of_orphan_items", "/$Orphans")
        yield from unread
        for place in range(found):
            yield _message(self._file.get_orphan_item, place, "/$Orphans")


def _message(get: Callable[[int], pypff.message], place: int, folder: str) -> tuple[pypff.message | None, Kept]:
    try:
        message = get(place)
        return message, Kept(int(message.get_identifier()), folder)
    except FAILURES as failure:
        return None, Kept(0, folder, failure=str(failure))


def content(attachment: pypff.attachment) -> Iterator[bytes]:
    """OSError where it cannot be read to its end."""
    try:
        left, _ = int(attachment.get_size()), attachment.seek_offset(0, 0)
        while left > 0 and (piece := attachment.read_buffer(min(left, 1 << 20))):
            left -= len(piece)
            yield piece
    except FAILURES as failure:
        raise OSError(str(failure)) from failure


def _mail(message: pypff.message, kept: Kept) -> Mail:
    mail, told = Mail(), _properties(message)
    kept.kind = told.get(KIND, "")
    headers = _said(lambda: message.get_transport_headers())
    if isinstance(headers, str) and headers:
        mail.headers, mail.people = header_block(headers.encode("utf-8", "surrogateescape"))
    have = {name.lower() for name, _ in mail.headers}
    subject = _said(lambda: message.get_subject())
    given = (
        ("Subject", subject),
        ("Message-ID", told.get(MESSAGE_ID)),
        ("In-Reply-To", told.get(IN_REPLY_TO)),
        ("References", told.get(REFERENCES)),
    )
    mail.headers += [
        (name, value.strip()) for name, value in given if isinstance(value, str) and value.strip() and name.lower() not in have
    ]
    if not mail.people:
        mail.people = list(_people(message, told, kept))
    mail.sent = _moment(message, "get_client_submit_time_as_integer") or _moment(message, "get_delivery_time_as_integer")
    body, page = _form(message.get_plain_text_body, kept), _form(message.get_html_body, kept)
    kept.packed_alone = not body and not page and bool(_form(message.get_rtf_body, kept))
    mail.texts = [("text/plain", _text(body))] if body else []
    mail.texts += [("text/html", plain(_text(page)))] if page else []
    mail.attached = [part for part, _ in _attached(message, kept)]
    return mail


def _form(get: Callable[[], str | bytes | None], kept: Kept) -> str | bytes | None:
    """A form of a mail's text; None where there is none, or where it cannot be read."""
    try:
        return get()
    except FAILURES:
        kept.text_unread = True
        return None


def _people(message: pypff.message, told: dict[int, str], kept: Kept) -> Iterator[tuple[str, str, str]]:
    sender = told.get(SENDER, ""), told.get(SENDER_SMTP) or told.get(SENDER_ADDRESS, "")
    if any(sender):
        yield "from", sender[0], sender[1].lower()
    recipients = _said(lambda: message.recipients)
    for place in range(_few(_count(recipients, "number_of_record_sets"), kept)):
        row = _set(recipients, place)
        name, address = str(row.get(NAME, "")), str(row.get(SMTP) or row.get(ADDRESS, ""))
        yield ROLES.get(int(row[ROLE]) if str(row.get(ROLE, "")).isdigit() else 1, "to"), name.strip("'"), address.lower()


def _attached(message: pypff.message, kept: Kept) -> Iterator[tuple[Part, pypff.attachment]]:
    names: set[str] = set()
    for place in range(_few(_count(message, "number_of_attachments"), kept)):
        try:
            one = message.get_attachment(place)
            size = int(one.get_size())
        except FAILURES:
            kept.embedded += 1
            continue
        told = _properties(one)
        name = _step(told.get(LONG_NAME) or told.get(SHORT_NAME) or f"part-{place + 1}.bin")
        name = name if name not in names else f"{place + 1}-{name}"
        names.add(name)
        yield Part(name, "", "pff", 0, size), one


def _few(count: int, kept: Kept) -> int:
    """As many as are read of so many; that there are more stays with the mail."""
    if count > MOST_WITHIN:
        kept.crowded = MOST_WITHIN
    return min(count, MOST_WITHIN)


def _properties(item: pypff.item) -> dict[int, str]:
    """The texts among the properties of an item, by number."""
    found: dict[int, str] = {}
    for place in range(min(_count(item, "number_of_record_sets"), MOST_WITHIN)):
        found |= {number: value for number, value in _set(item, place).items() if number not in found}
    return found


def _set(item: pypff.item, place: int) -> dict[int, str]:
    found: dict[int, str] = {}
    try:
        entries = list(item.get_record_set(place).entries)
    except FAILURES:
        return found
    for entry in entries:
        try:
            value = entry.data_as_string if entry.value_type in TEXTS else str(entry.data_as_integer) if entry.entry_type == ROLE else None
        except FAILURES:
            continue
        if value:
            found[entry.entry_type] = value
    return found


def _said(get: Any) -> Any:  # noqa: ANN401 whatever the binding gives
    """What the binding gives, or nothing where it cannot."""
    try:
        return get()
    except FAILURES:
        return None


def _counted(item: Any, name: str, path: str) -> tuple[int, list[tuple[None, Kept]]]:  # noqa: ANN401
    """How many there are; where that cannot be read, what of `path` is to be told."""
    try:
        return int(getattr(item, name)), []
    except FAILURES as failure:
        return 0, [(None, Kept(0, path, failure=str(failure)))]


def _count(item: Any, name: str) -> int:  # noqa: ANN401
    found = _said(lambda: getattr(item, name))
    return found if isinstance(found, int) else 0


def _moment(message: pypff.message, name: str) -> Instant | None:
    ticks = _said(lambda: getattr(message, name)())
    if not isinstance(ticks, int) or not ticks:
        return None
    try:
        return Instant.since_1601(ticks)
    except ValueError:
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else decoded(value)[0] if isinstance(value, bytes) else ""


def _step(name: object) -> str:
    """A name as one step of a path."""
    return str(name or "$Unnamed").replace("/", "\\x2f").replace("\0", "\\x00")

"""Mails that lie in files of their own, those of an mbox among them (RFC 5322)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from evidence_desk.api import (
    Attachment,
    Conversation,
    Gap,
    Instant,
    Locus,
    Mail,
    Message,
    OpenEntry,
    Participant,
    Records,
    Seen,
    Text,
    ZoneBasis,
    clean,
    parser,
)

APP = "email"
KEPT = ("to", "cc", "bcc", "subject", "reply-to", "x-originating-ip", "x-mailer", "user-agent", "return-path", "date")
"""Headers that are kept beside the fields of a message, by their own names."""
MAILS = ("IPM.NOTE", "IPM.SCHEDULE", "IPM.OUTLOOK", "REPORT.")
"""Classes of what was sent as a mail: notes, invitations, recalls, receipts."""
SENT = ("to", "cc", "bcc", "message-id", "received", "delivered-to", "in-reply-to")
"""Headers of which a mail has one at least. A page that a browser saved (MHTML, RFC 2557) has the form of a mail and none of them."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@parser("mail.message", version=1, mimes=("message/rfc822", "message/x-emlx", "application/vnd.ms-outlook"))
def message(entry: OpenEntry) -> Records:
    """A mail as its headers and text state it; headers are written by whoever sent it and on the way, and nothing of them is checked."""
    try:
        mail = entry.mail()
    except OSError as error:
        yield Gap("document-unread", {"path": entry.path, "detail": clean(str(error))[:200]})
        return
    if mail is None or not mail.headers:
        yield Gap("mail-unread", {"path": entry.path})
        return
    if not any(name.lower() in SENT for name, _ in mail.headers) and all(header == "from" for header, *_ in mail.people):
        yield Text(clean("\n".join([mail.get("subject") or "", *(text for _, text in mail.texts)])), "MHTML")
        return
    yield Text(clean(written(mail)), "mail")
    yield from records(entry, mail, entry.at(), f"{entry.path}!", entry.path.rpartition("/")[0])
    yield from unread(entry.path, mail)


@parser("mail.outlook", version=1, mimes=("application/vnd.ms-outlook-pst",))
def mail_file(entry: OpenEntry) -> Records:
    """Every mail of a mail file of Outlook (PST, OST), by the folders that it lies in; also those that no folder lists any more."""
    try:
        found = entry.mail_file()
    except OSError as error:
        yield Gap("document-unread", {"path": entry.path, "detail": clean(str(error))[:200]})
        return
    seen, embedded, others = 0, 0, Counter[str]()
    for kept in found.mails():
        seen += 1
        locus = entry.row("message", kept.number)
        embedded += kept.embedded
        if kept.mail is None:
            yield Gap("row-undecodable", {"row": kept.number, "detail": clean(kept.failure)[:200]}, place=locus.place, rows=1)
        elif kept.kind and not kept.kind.upper().startswith(MAILS):
            others[clean(kept.kind)] += 1
        else:
            path = f"{entry.path}!{clean(kept.folder)}/{kept.number}"
            yield from records(entry, kept.mail, locus, path, None, clean(kept.folder))
            if kept.text_unread:
                yield Gap("mail-text-unread", {"path": path}, "error", place=locus.place)
            if kept.crowded:
                yield Gap("mail-parts", {"path": path, "count": kept.crowded}, place=locus.place)
            if kept.packed_alone:
                yield Gap("mail-packed", {"path": path}, place=locus.place)
    yield Seen(seen)
    for kind, count in sorted(others.items()):
        yield Gap("mail-other-items", {"path": entry.path, "count": count, "kind": kind}, rows=count)
    if embedded:
        yield Gap("mail-embedded", {"path": entry.path, "count": embedded})


def records(entry: OpenEntry, mail: Mail, locus: Locus, under: str, folder: str | None, box: str = "") -> Records:
    """A mail, its people and its conversation; `under`: the path of what is attached, `box`: the mail folder that it lies in."""
    own_texts = [text for mime, text in mail.texts if mime == "text/plain" and text.strip()] or [text for _, text in mail.texts]
    body = clean("\n".join(own_texts)).strip()
    subject, own = mail.get("subject"), mail.get("message-id")
    answers = _first(mail.get("in-reply-to"))
    key = clean(_first(mail.get("references")) or answers or own or under)
    yield Conversation(key=key, app=APP, locus=locus, title=clean(subject) if subject else None, folder=folder)
    for name, address in dict.fromkeys((clean(name), clean(address)) for _, name, address in mail.people):
        yield Participant(conversation=key, app=APP, locus=locus, identifier=address or None, name=name or None)
    sender = next(((clean(name), clean(address)) for header, name, address in mail.people if header == "from"), ("", ""))
    sent, basis = _sent(entry, mail.get("date"))
    if sent is None and mail.sent is not None:
        sent, basis = mail.sent, "source"
    told = {name: clean("; ".join(value for key, value in mail.headers if key.lower() == name)) for name in KEPT if mail.get(name)}
    yield Message(
        conversation=key, app=APP, locus=locus, sent=sent, sent_local=_cleaned(mail.get("date")), zone_basis=basis, time_source="sent",
        sender=sender[0] or sender[1] or None, sender_id=sender[1] or None, text=body or None, native_id=_cleaned(own), reply_to=_cleaned(answers),
        attachments=tuple(Attachment(name=clean(one.name), path=clean(f"{under}/{one.name}"), state="present") for one in mail.attached),
        extra=told | ({"folder": box} if box else {}),
    )  # fmt: skip


def written(mail: Mail) -> str:
    """All of it as words: its headers, decoded, its text in every form, and what stands around its parts."""
    return "\n".join([*(f"{name}: {value}" for name, value in mail.headers), "", *(text for _, text in mail.texts), *mail.outside])


def unread(path: str, mail: Mail) -> Iterator[Gap]:
    """What of its headers and its text could not be read; of what is attached that is said where it is given out."""
    if mail.headers_unread:
        yield Gap("mail-headers-cut", {"path": path, "count": mail.headers_unread})
    if mail.miscoded:
        yield Gap("mail-text-coding", {"path": path, "count": mail.miscoded})
    for encoding, count in sorted(mail.stray.items()):
        if count:
            yield Gap("encoding-errors", {"path": path, "count": count, "encoding": encoding})


def _sent(entry: OpenEntry, date: str | None) -> tuple[Instant | None, ZoneBasis]:
    """The header Date in UTC by the offset in it; by the zone that was stated, where it has none."""
    try:
        moment = parsedate_to_datetime(date or "")
        if moment.tzinfo is None and "-0000" in (date or ""):  # UTC, by a sender whose own zone is not told (RFC 5322, 3.3)
            moment = moment.replace(tzinfo=UTC)
        if moment.tzinfo is None:
            return entry.local(moment)
        return Instant(int((moment - EPOCH).total_seconds())), "source"
    except (ValueError, TypeError, OverflowError, IndexError):
        return None, "unknown"


def _first(value: str | None) -> str | None:
    """The first identifier of a list of them."""
    words = (value or "").split()
    return words[0] if words else None


def _cleaned(value: str | None) -> str | None:
    return clean(value) if value else None

"""What a right reading of the sample evidence finds: by construction, from what the scripts put in.

tests/samples compares it with the committed files by other tools, and the demo's test with what the program finds.
"""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from samples import browsers, chats, documents, laptop, phone, stick
from samples.cast import HE, LANDLORD, LIN, REED, ZHAO, ZHOU, Person
from samples.chats import Line, Sms

ALGORITHMS = ("md5", "sha1", "sha256", "sm3")
Files = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with one far side. `system` of its messages are the app's own lines."""

    app: str
    other: Person
    messages: int
    system: int = 0

    def shown(self) -> dict[str, object]:
        return {"app": self.app, "with": self.other.name, "number": self.other.number, "messages": self.messages, "system": self.system}


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one piece. `files`: path (and `:stream`) to size, SHA-256 and whether it is allocated."""

    files: Files
    volumes: list[dict[str, object]] = field(default_factory=list)
    conversations: list[Thread] = field(default_factory=list)
    artifacts: dict[str, int] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)


def digests(data: bytes) -> dict[str, str]:
    return {algorithm: hashlib.new(algorithm, data).hexdigest() for algorithm in ALGORITHMS}


def on_laptop(scratch: Path) -> Content:
    last: dict[str, bytes] = {}
    deleted = set()
    for deed in laptop.deeds(scratch):
        if deed.data is None:
            deleted.add(deed.path)
        else:
            last[deed.path] = deed.data
    return Content(
        files={path: _file(data, path not in deleted) for path, data in sorted(last.items())},
        volumes=[{"offset": laptop.START, "scheme": "mbr", "filesystem": "ntfs"}],
        artifacts={
            "download": 1,
            "photo": len(laptop.PHOTOS) + 1,  # the certificate has metadata of an editor
            "web-visit": len(browsers.CHROME_VISITS) + len(browsers.FIREFOX_VISITS),
        },
    )


def on_stick() -> Content:
    files = {path: _file(data, path in stick.KEPT) for path, data in sorted(stick.files().items())}
    return Content(files, [{"offset": 0, "scheme": "none", "filesystem": "fat32"}], artifacts={"photo": 2})


def in_whatsapp(folder: Path) -> Content:
    members = _members(folder / "03-whatsapp.zip")
    named = [line.attachment for line in chats.WHATSAPP if line.attachment]
    present = sum(name in members for name in named)
    return Content(
        members, conversations=[_talk("WhatsApp", HE, chats.WHATSAPP)], attachments={"present": present, "missing": len(named) - present}
    )


def in_telegram(folder: Path) -> Content:
    path = folder / "04-telegram.json"
    omitted = sum(line.attachment is not None for line in chats.TELEGRAM)
    return Content(
        {path.name: _file(path.read_bytes())}, conversations=[_talk("Telegram", REED, chats.TELEGRAM)], attachments={"omitted": omitted}
    )


def in_backup(folder: Path) -> Content:
    files = {path.name: _file(path.read_bytes()) for path in sorted((folder / "05-sms").iterdir())}
    threads = _threads([*chats.ZHAO_SMS, chats.ZHAO_MMS])
    return Content(files, conversations=threads, artifacts={"call": len(chats.ZHAO_CALLS)}, attachments={"present": 1})


def on_phone(folder: Path) -> Content:
    return Content(
        _members(folder / "06-phone.tar"),
        conversations=_threads([*phone.SMS, phone.MMS, *phone.IN_LOG]),
        artifacts={"call": len(phone.RINGS), "contact": len(phone.BOOK), "photo": 1},
        attachments={"present": 1},
    )


def numbers() -> dict[str, int]:
    """Numbers that tell people: each counts once, however often it is named. That of the Briton is of no Chinese plan."""
    mobiles = {one.number for one in (ZHOU, LIN, HE, ZHAO, LANDLORD)}
    return {"mobile": len(mobiles), "email": len({*phone.EMAILS.values(), documents.SERVICE})}


def _file(data: bytes, allocated: bool = True) -> dict[str, object]:
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "allocated": allocated}


def _members(archive: Path) -> Files:
    """Read back with the standard library."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            return {name: _file(packed.read(name)) for name in packed.namelist()}
    with tarfile.open(archive) as pulled:
        readers = ((member.name, pulled.extractfile(member)) for member in pulled.getmembers())
        return {name: _file(reader.read()) for name, reader in readers if reader is not None}


def _talk(app: str, other: Person, lines: tuple[Line, ...]) -> Thread:
    return Thread(app, other, len(lines), sum(line.system for line in lines))


def _threads(messages: Iterable[Sms]) -> list[Thread]:
    return [Thread("SMS", other, count) for other, count in Counter(sms.other for sms in messages).most_common()]

"""Apple's messages in a backup: attachments lie in another domain than the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evidence_desk.api import Message, OpenEntry
from parsers.chat.imessage import messages

BLOB = "chat/ios_backup/00008110-0000open/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"


def test_attachments_are_found_in_the_media_domain(entry: Callable[..., OpenEntry], corpus: Path) -> None:
    beside = {"../../../MediaDomain/Library/SMS/Attachments/00/00/IMG_11.jpg": b"jpg"}
    found = [
        one
        for one in messages.parse(entry((corpus / BLOB).read_bytes(), "/HomeDomain/Library/SMS/sms.db", siblings=beside))
        if isinstance(one, Message)
    ]
    files = {file.name: file.state for one in found for file in one.attachments}
    assert files["IMG_11.jpg"] == "present"
    assert files["VID_17.mp4"] == "missing"

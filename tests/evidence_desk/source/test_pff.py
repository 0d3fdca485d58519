"""Mail files of Outlook, a real one and damaged ones."""

from __future__ import annotations

import gzip
import io
import random
from pathlib import Path

import pytest

from evidence_desk.source import pff


@pytest.fixture
def sample(corpus: Path) -> bytes:
    return gzip.decompress((corpus / "images/artifacts/mail/iped_sample.pst.gz").read_bytes())


def test_every_mail_is_read_with_its_folder_people_and_attachments(sample: bytes) -> None:
    kept = list(pff.MailFile(io.BytesIO(sample)).mails())
    assert len(kept) == 13
    [sent] = [one for one in kept if one.folder.endswith("/Itens Enviados")]
    assert sent.mail is not None
    assert (sent.kind, sent.mail.get("subject")) == ("IPM.Note", "This is a test message with attachment!!!")
    assert sent.mail.people == [
        ("from", "guilherme", "guilhermeandreuce@gmail.com"),
        ("to", "sepinf@pf.test.com", "sepinf@pf.test.com"),
        ("to", "guilhermeandreuce@gmail.com", "guilhermeandreuce@gmail.com"),
    ]
    assert [(part.name, part.end) for part in sent.mail.attached] == [("lionel-animals-to-follow-on-instagram-1568319926.jpg", 88021)]


def test_an_attachment_has_the_bytes_that_were_attached(sample: bytes) -> None:
    file = pff.MailFile(io.BytesIO(sample))
    found = {part.name: b"".join(pff.content(one)) for _, attached in file.attached() for part, one in attached}
    picture = found["lionel-animals-to-follow-on-instagram-1568319926.jpg"]
    assert len(picture) == 88021
    assert picture.startswith(b"\xff\xd8\xff")


def test_damage_costs_mails_and_nothing_else(sample: bytes) -> None:
    draw = random.Random(8)
    for _ in range(12):
        data = bytearray(sample)
        for _ in range(400):
            data[draw.randrange(512, len(data))] = draw.randrange(256)
        try:
            file = pff.MailFile(io.BytesIO(bytes(data)))
        except OSError:
            continue
        for kept in file.mails():
            assert kept.mail is not None or kept.failure


def test_what_is_no_mail_file_is_refused() -> None:
    with pytest.raises(OSError):
        pff.MailFile(io.BytesIO(b"!BDN" + bytes(600)))

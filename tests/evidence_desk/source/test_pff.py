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


class Message:
    """Of a mail whose HTML is damaged."""

    def get_plain_text_body(self) -> None:
        return None

    def get_html_body(self) -> bytes:
        raise OSError("damaged")

    def get_rtf_body(self) -> bytes:
        return b"{\\rtf1 x}"


class Folder:
    number_of_sub_folders = 0

    @property
    def number_of_sub_messages(self) -> int:
        raise OSError("damaged")


def test_a_text_that_cannot_be_read_and_one_that_is_only_packed_are_told() -> None:
    kept = pff.Kept(1, "/a")
    mail = pff._mail(Message(), kept)
    assert (mail.texts, kept.text_unread, kept.packed_alone) == ([], True, True)


def test_a_folder_of_which_not_even_the_number_of_mails_can_be_read_is_told(sample: bytes) -> None:
    file = pff.MailFile(io.BytesIO(sample))
    file._root = Folder()
    found = [kept for kept in file.mails() if kept.folder != "/$Orphans"]
    assert [(kept.mail, kept.failure) for kept in found] == [(None, "damaged")]


def test_a_sound_file_has_no_text_that_cannot_be_read(sample: bytes) -> None:
    assert not any(kept.text_unread for kept in pff.MailFile(io.BytesIO(sample)).mails())

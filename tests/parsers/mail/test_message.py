"""Mails, through what a parser sees of them."""

from __future__ import annotations

import email.message
import email.policy
import random
import time
from collections.abc import Callable

from evidence_desk.api import Conversation, Found, Gap, Message, OpenEntry, Participant, Text
from evidence_desk.source import mail
from parsers.mail.message import message

Entry = Callable[..., OpenEntry]


def found(entry: OpenEntry) -> dict[type, list[Found]]:
    by: dict[type, list[Found]] = {}
    for one in message.parse(entry):
        by.setdefault(type(one), []).append(one)
    return by


def built() -> bytes:
    made = email.message.EmailMessage()
    made["From"] = "林悦 <LinYue@Example.com>"
    made["To"] = '"Doe, \\"J\\"" <j@x.org>, zm@example.org'
    made["Subject"] = "合同 第一稿"
    made["Date"] = "Tue, 05 Mar 2024 15:04:05 +0800"
    made["Message-ID"] = "<2@x>"
    made["In-Reply-To"] = "<1@x>"
    made["References"] = "<0@x> <1@x>"
    made.set_content("请查收附件。\n")
    made.add_alternative("<p>请查收<b>附件</b><script>no()</script></p>", subtype="html")
    made.add_attachment(b"\x00\xff" * 9, maintype="application", subtype="octet-stream", filename="清单.bin")
    return made.as_bytes(policy=email.policy.SMTP)


def test_headers_text_and_attachments_are_a_message(entry: Entry) -> None:
    by = found(entry(built(), "/Mail/1.eml"))
    [one] = by[Message]
    assert isinstance(one, Message)
    assert (one.sender, one.sender_id, one.native_id, one.reply_to, one.text) == (
        "林悦",
        "linyue@example.com",
        "<2@x>",
        "<1@x>",
        "请查收附件。",
    )
    assert one.sent is not None
    assert (one.sent.seconds, one.zone_basis) == (1709622245, "source")
    assert [(a.name, a.path) for a in one.attachments] == [("清单.bin", "/Mail/1.eml!/清单.bin")]
    [talk] = by[Conversation]
    assert isinstance(talk, Conversation)
    assert (talk.key, talk.title, talk.folder) == ("<0@x>", "合同 第一稿", "/Mail")
    people = {(p.name, p.identifier) for p in by[Participant] if isinstance(p, Participant)}
    assert people == {("林悦", "linyue@example.com"), ('Doe, "J"', "j@x.org"), (None, "zm@example.org")}
    [text] = by[Text]
    assert isinstance(text, Text)
    assert "no()" not in text.body


def test_a_date_without_a_zone_takes_the_stated_one_and_nonsense_none(entry: Entry) -> None:
    base = b"From: a@b.c\r\nTo: d@e.f\r\nMessage-ID: <1>\r\nDate: %s\r\n\r\nx"
    for date, basis in (
        (b"Tue, 5 Mar 2024 15:04:05", "evidence"),
        (b"the 5th of March", "unknown"),
        (b"Tue, 99 Mar 2024 99:04:05 +0800", "unknown"),
    ):
        [one] = found(entry(base % date, "/1.eml"))[Message]
        assert isinstance(one, Message)
        assert (one.zone_basis, one.sent_local) == (basis, date.decode())
        assert (one.sent is None) == (basis == "unknown")


def test_a_saved_page_has_the_form_of_a_mail_and_is_none(entry: Entry) -> None:
    page = (
        b"From: <Saved by Blink>\r\nSubject: page\r\nDate: Tue, 5 Mar 2024 15:04:05 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="q"\r\n\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>saved words</p>\r\n--q--\r\n'
    )
    by = found(entry(page, "/p.mht"))
    assert set(by) == {Text}


def test_headers_in_raw_bytes_and_text_in_a_narrower_name_of_its_charset_are_read(entry: Entry) -> None:
    raw = (
        b"From: a@b.c\nTo: x@y.z\nSubject: "
        + "原始标题".encode("gbk")
        + b"\nContent-Type: text/plain; charset=gb2312\n\n"
        + "正文內容".encode("gb18030")
    )
    by = found(entry(raw, "/1.eml"))
    [one], [talk] = by[Message], by[Conversation]
    assert isinstance(one, Message) and isinstance(talk, Conversation)
    assert (talk.title, one.text) == ("原始标题", "正文內容")


def test_an_attached_mail_is_given_out_byte_for_byte() -> None:
    inner = b"From: a@b.c\nSubject: inner\nX-Odd:   kept  \n\nbody without end"
    outer = b'To: x@y\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n' + inner + b"\n--b--\n"
    found = mail.read(outer)
    [part] = found.attached
    assert outer[part.start : part.end] == inner
    assert not found.cut


def test_parts_in_parts_without_end_end() -> None:
    data = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5000))
    assert mail.read(data).cut
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\n\n" * 30_000
    assert mail.read(many).cut or mail.read(many).more


def test_damaged_base64_gives_what_it_can_and_says_so() -> None:
    data = b"To: x\nContent-Disposition: attachment; filename=a\nContent-Transfer-Encoding: base64\n\naGVs!!bG8\n"
    [part] = mail.read(data).attached
    assert mail.content(data, part) == b"hello"
    assert not mail.is_whole(data, part)


HEADERS = b"To: x@y\r\nContent-Type: text/plain; charset=%b\r\n"


def test_bytes_of_a_text_that_are_not_of_its_charset_are_counted(entry: Entry) -> None:
    by = found(entry(HEADERS % b"utf-8" + b"\r\nhello \xff\xfe\xfd world", "/1.eml"))
    assert by[Gap] == [Gap("encoding-errors", {"path": "/1.eml", "count": 3, "encoding": "UTF-8"})]
    assert Gap not in found(entry(HEADERS % b"gb2312" + "\r\n你好".encode("gb18030"), "/1.eml"))


def test_a_text_whose_base64_does_not_hold_is_told(entry: Entry) -> None:
    by = found(entry(HEADERS % b"utf-8" + b"Content-Transfer-Encoding: base64\r\n\r\naGVs!!bG8\r\n", "/1.eml"))
    assert by[Gap] == [Gap("mail-text-coding", {"path": "/1.eml", "count": 1})]
    [one] = by[Message]
    assert isinstance(one, Message)
    assert one.text == "hello"


def test_headers_that_are_too_long_cost_themselves_and_not_the_text(entry: Entry) -> None:
    by = found(entry(HEADERS % b"utf-8" + b"X: " + b"y" * mail.LARGEST_HEADERS + b"\r\n\r\nthe text", "/1.eml"))
    [one], [gap] = by[Message], by[Gap]
    assert isinstance(one, Message)
    assert isinstance(gap, Gap)
    assert (one.text, gap.code) == ("the text", "mail-headers-cut")


def test_what_stands_around_the_parts_can_be_found(entry: Entry) -> None:
    data = b'To: x@y\nContent-Type: multipart/mixed; boundary="--b"\n\nbefore it\n----b\n\nwithin\n----b--\nbehind it\n'
    [text] = found(entry(data, "/1.eml"))[Text]
    assert isinstance(text, Text)
    assert text.body.split() == [
        "To:",
        "x@y",
        "Content-Type:",
        "multipart/mixed;",
        'boundary="--b"',
        "within",
        "before",
        "it",
        "behind",
        "it",
    ]


def test_a_codec_that_is_no_charset_is_not_believed(entry: Entry) -> None:
    begun = time.process_time()
    [one] = found(entry(HEADERS % b"punycode" + b"\r\n" + b"a" * 100_000 + b"-" + b"b" * 100_000, "/1.eml"))[Message]
    assert isinstance(one, Message)
    assert one.text == "a" * 100_000 + "-" + "b" * 100_000
    assert time.process_time() - begun < 5


def test_damaged_mails_give_records_or_gaps_and_an_end(entry: Entry) -> None:
    draw, whole = random.Random(1), built()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(6):
            data[draw.randrange(len(data))] = draw.randrange(256)
        found(entry(bytes(data[: draw.randrange(len(data))]), "/1.eml"))
        parts = mail.read(bytes(data))
        assert all(isinstance(mail.content(bytes(data), part), bytes) for part in parts.attached)

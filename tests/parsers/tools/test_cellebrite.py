"""Reports of Cellebrite: chats, calls and contacts as that tool states them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.api import Call, Contact, Conversation, Device, Gap, Message, OpenEntry, Participant, Seen
from parsers.tools.cellebrite import report


def field(name: str, value: str) -> str:
    return f'<field name="{name}" type="String"><value type="String"><![CDATA[{value}]]></value></field>'


def party(identifier: str, name: str, owner: bool | None = None, role: str = "General") -> str:
    owned = "" if owner is None else field("IsPhoneOwner", str(owner))
    return f'<model type="Party" id="p">{field("Identifier", identifier)}{field("Name", name)}{field("Role", role)}{owned}</model>'


def message(number: int, sender: str, body: str, time: str, state: str = "Intact", more: str = "") -> str:
    return (
        f'<model type="InstantMessage" id="m{number}" deleted_state="{state}"><modelField name="From" type="Party">{sender}</modelField>'
        f'{field("Body", body)}<field name="TimeStamp" type="TimeStamp"><value type="TimeStamp">{time}</value></field>{more}</model>'
    )


def document(*models: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?><project id="1" name="r" xmlns="http://pa.cellebrite.com/report/2.0"><metadata section="Device Info">'
    return f'{head}<item name="IMEI">356938035643809</item></metadata><decodedData>{"".join(models)}</decodedData></project>'.encode()


OWNER, PEER = party("me@s", "我", True), party("8613800000000@s", "林悦", False)
FILE = f'<multiModelField name="Attachments" type="Attachment"><model type="Attachment">{field("Filename", "a.jpg")}{field("ContentType", "image/jpeg")}{field("attachment_extracted_path", chr(92).join(("files", "Image", "a.jpg")))}</model></multiModelField>'
CHAT = (
    f'<modelType type="Chat"><model type="Chat" id="c1">{field("Source", "WhatsApp")}{field("Name", "项目群")}{field("ChatType", "Group")}'
    f'<multiModelField name="Participants" type="Party">{OWNER}{PEER}</multiModelField><multiModelField name="Messages" type="InstantMessage">'
    + message(1, PEER, "你好 &amp; 再见", "2024-03-05T10:00:00.500+08:00")
    + message(2, OWNER, "已删", "2024-03-05T02:01:00+00:00", "Deleted", FILE)
    + message(3, OWNER, "无时区", "2024-03-05T02:01:00")
    + "</multiModelField></model></modelType>"
)


@pytest.fixture
def read(entry: Callable[..., OpenEntry]):
    return lambda data: list(report.parse(entry(data, "/report.xml", siblings={"files/Image/a.jpg": b"jpg"})))


def of(kind: type, found: list[object]) -> list:
    return [one for one in found if isinstance(one, kind)]


def test_messages_of_a_chat_have_sender_time_state_and_the_bytes_they_stand_in(read) -> None:
    data = document(CHAT)
    found = read(data)
    first, second, third = of(Message, found)
    assert [(one.sender, one.direction, str(one.sent), one.deleted) for one in (first, second)] == [
        ("林悦", "in", "2024-03-05T02:00:00.500Z", False),
        ("我", "out", "2024-03-05T02:01:00Z", True),
    ]
    assert (third.sent, third.sent_local) == (None, "2024-03-05T02:01:00"), "a time without an offset is not converted"
    assert (second.extra, second.kind, second.attachments[0].path) == ({"deleted_state": "Deleted"}, "image", "/files/Image/a.jpg")
    place = first.locus.place
    raw = data[place.offset : place.offset + place.length]
    assert raw.startswith(b'<model type="InstantMessage" id="m1"') and raw.endswith(b"</model>")
    (room,) = of(Conversation, found)
    assert (room.app, room.kind, room.title) == ("whatsapp", "group", "项目群")
    assert {one.identifier for one in of(Participant, found)} == {"me@s", "8613800000000@s"}
    assert of(Seen, found) == [Seen(4)]
    assert of(Device, found)[0].imei == ("356938035643809",)
    assert found.index(room) < found.index(first)


def test_two_chats_of_one_number_stay_two(read) -> None:
    assert len({one.key for one in of(Conversation, read(document(CHAT, CHAT)))}) == 2


def test_calls_and_contacts_are_read_and_other_kinds_are_counted(read) -> None:
    call = (
        f'<modelType type="Call"><model type="Call" id="k">{field("Direction", "Outgoing")}{field("Duration", "00:01:23")}{field("TimeStamp", "2024-03-05T02:00:00+00:00")}'
        f'<multiModelField name="Parties" type="Party">{OWNER}{party("10086", "移动", role="To")}</multiModelField></model></modelType>'
    )
    contact = (
        f'<modelType type="Contact"><model type="Contact" id="x" deleted_state="Deleted">{field("Name", "甲")}<multiModelField name="Entries">'
        f'<model type="PhoneNumber">{field("Value", "138")}</model><model type="EmailAddress">{field("Value", "a@b.c")}</model></multiModelField></model></modelType>'
    )
    found = read(document(call, contact, '<modelType type="Cookie"><model type="Cookie" id="z"/></modelType>'))
    (one,) = of(Call, found)
    assert (one.number, one.name, one.direction, one.duration) == ("10086", "移动", "out", 83)
    (person,) = of(Contact, found)
    assert (person.name, person.numbers, person.emails, person.deleted) == ("甲", ("138",), ("a@b.c",), True)
    assert [(gap.code, gap.params["type"]) for gap in of(Gap, found)] == [("report-models-unread", "Cookie")]


@pytest.mark.parametrize("cut", range(400, 2400, 137))
def test_a_report_that_breaks_off_keeps_what_stands_before_and_says_so(read, cut: int) -> None:
    found = read(document(CHAT)[:cut])
    assert [gap.code for gap in of(Gap, found)] == ["report-broken"]
    assert len(of(Message, found)) + len(of(Device, found)) + sum(gap.rows for gap in of(Gap, found)) == of(Seen, found)[0].rows


def test_a_document_type_and_endless_depth_are_refused(read) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE project [<!ENTITY a "aaaa">]><project><decodedData>&a;</decodedData></project>'
    deep = b"<project><decodedData>" + b'<model type="Chat"><modelField name="x">' * 5000
    for data in (bomb, deep):
        assert [gap.code for gap in of(Gap, read(data))] == ["report-broken"]

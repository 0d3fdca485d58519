from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Contact, Conversation, Gap, Location, Message, Participant, Pointer, Reaction, Seen, Told
from parsers.chat.telegram_json import messages as telegram

NOTE = {
    "id": 5,
    "type": "message",
    "date": "2024-03-05T15:04:12",
    "date_unixtime": "1709622252",
    "from": "张三",
    "from_id": "user100",
    "text": "你好",
}


def chat(*notes: object, **members: object) -> bytes:
    document = {"name": "项目群", "type": "private_supergroup", "id": 12, **members, "messages": list(notes)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def one(messages, entry, **members: object) -> Message:
    (message,) = messages(telegram, entry(chat({**NOTE, **members}), siblings={"photos/1.jpg": b"jpeg"}))
    return message


def test_a_message_is_read_with_its_place(entry, parse):
    found = parse(telegram, entry(chat(NOTE)))
    conversation, participant, message, seen = found
    assert isinstance(conversation, Conversation)
    assert (conversation.key, conversation.kind, conversation.title) == ("12", "group", "项目群")
    assert isinstance(participant, Participant)
    assert (participant.identifier, participant.name) == ("user100", "张三")
    assert isinstance(message, Message)
    assert (str(message.sent), message.sent_local, message.zone_basis) == ("2024-03-05T07:04:12Z", "2024-03-05T15:04:12", "source")
    assert (message.text, message.native_id, message.kind, message.locus.place) == ("你好", "5", "text", Pointer("/messages/0"))
    assert seen == Seen(1)


def test_without_unix_time_the_stated_zone_is_used_and_without_that_none(entry, parse):
    old = {name: value for name, value in NOTE.items() if name != "date_unixtime"}
    message = parse(telegram, entry(chat(old)))[2]
    assert (str(message.sent), message.zone_basis) == ("2024-03-05T07:04:12Z", "evidence")
    *_, message, _, gap = parse(telegram, entry(chat(old), zone=None))
    assert (message.sent, message.sent_local) == (None, "2024-03-05T15:04:12")
    assert gap.code == "zone-unknown"


@pytest.mark.parametrize(
    ("members", "kind", "files"),
    [
        ({"photo": "photos/1.jpg"}, "image", [("photos/1.jpg", "present")]),
        ({"file": "files/2.pdf", "mime_type": "application/pdf"}, "file", [("files/2.pdf", "missing")]),
        ({"file": "a.mp4", "mime_type": "video/mp4"}, "video", [("a.mp4", "missing")]),
        ({"file": "v.ogg", "media_type": "voice_message", "mime_type": "audio/ogg"}, "audio", [("v.ogg", "missing")]),
        ({"file": "s.webp", "media_type": "sticker"}, "sticker", [("s.webp", "missing")]),
        ({"photo": "(File not included. Change data exporting settings to download.)"}, "image", [(None, "omitted")]),
        ({"file": "(File exceeds maximum size. Change data exporting settings to download.)", "file_name": "x.zip"}, "file", [("x.zip", "omitted")]),
        ({"location_information": {"latitude": 31.2, "longitude": 121.4}}, "location", []),
        ({"contact_information": {"first_name": "李四"}, "contact_vcard": "c.vcard"}, "contact", [("c.vcard", "missing")]),
        ({"poll": {"question": "?"}}, "other", []),
        ({"type": "service", "action": "phone_call", "duration_seconds": 9}, "call", []),
        ({"type": "service", "action": "pin_message"}, "system", []),
    ],
)  # fmt: skip
def test_a_message_is_told_for_what_it_is(entry, messages, members, kind, files):
    message = one(messages, entry, **members)
    assert message.kind == kind
    assert [(file.name, file.state) for file in message.attachments] == files


def test_a_text_in_parts_is_joined(entry, messages):
    parts = ["看 ", {"type": "link", "text": "https://example.com"}, " 和 ", {"type": "bold", "text": "这个"}]
    assert one(messages, entry, text=parts).text == "看 https://example.com 和 这个"


def test_what_has_no_field_is_kept_beside(entry, messages):
    message = one(
        messages, entry, edited="2024-03-05T16:00:00", reply_to_message_id=4, forwarded_from="王五", location_information={"latitude": 31.2},
        reactions=[{"type": "emoji", "emoji": "❤", "count": 2}, {"type": "custom_emoji", "document_id": "x.webp", "count": 1}],
    )  # fmt: skip
    assert (message.edited, message.reply_to) == (True, "4")
    assert message.extra == {"edited": "2024-03-05T16:00:00"}
    assert message.forwarded == (Told(sender="王五"),)
    assert message.location == Location(latitude=31.2)
    assert message.reactions == (Reaction(value="❤", count=2), Reaction(value="x.webp"))


def test_a_service_note_says_who_did_what_to_whom(entry, messages):
    message = one(messages, entry, type="service", actor="王五", actor_id="user7", action="invite_members", members=["李四"], text="")
    assert (message.kind, message.sender, message.sender_id, message.native_type) == ("system", "王五", "user7", "invite_members")
    assert message.text == 'action: invite_members; members: ["李四"]'


def test_a_deleted_account_has_an_id_and_no_name(entry, messages):
    message = one(messages, entry, **{"from": None, "from_id": "user777"})
    assert (message.sender, message.sender_id) == (None, "user777")


def test_ids_from_before_2021_are_numbers(entry, messages):
    assert one(messages, entry, from_id=9999999999).sender_id == "9999999999"


def test_the_export_of_an_account_tells_what_its_owner_wrote(entry, parse):
    account = {
        "about": "Here is the data you requested.", "personal_information": {"user_id": 100},
        "contacts": {"list": [{"first_name": "李", "last_name": "四", "phone_number": "+86138", "date_unixtime": "1577808000"}]},
        "chats": {"list": [{"type": "saved_messages", "id": 100, "messages": []}, {"name": "李四", "type": "personal_chat", "id": 101, "messages": [NOTE, {**NOTE, "from_id": "user101"}]}]},
        "left_chats": {"list": [{"name": "旧", "type": "public_channel", "id": 42, "messages": [{**NOTE, "from_id": "channel42"}]}]},
    }  # fmt: skip
    entry = entry(json.dumps(account, ensure_ascii=False).encode())
    assert telegram.claims(entry)
    found = parse(telegram, entry)
    assert [(one.key, one.kind, one.account) for one in found if isinstance(one, Conversation)] == [
        ("100", "self", "100"), ("101", "direct", "100"), ("42", "channel", "100"),
    ]  # fmt: skip
    read = [one for one in found if isinstance(one, Message)]
    assert [(one.conversation, one.direction, one.locus.place.pointer) for one in read] == [
        ("101", "out", "/chats/list/1/messages/0"), ("101", "in", "/chats/list/1/messages/1"), ("42", "in", "/left_chats/list/0/messages/0"),
    ]  # fmt: skip
    (contact,) = [one for one in found if isinstance(one, Contact)]
    assert (contact.name, contact.numbers, str(contact.time), contact.locus.place) == (
        "李 四",
        ("+86138",),
        "2019-12-31T16:00:00Z",
        Pointer("/contacts/list/0"),
    )


def test_a_file_that_is_cut_keeps_the_messages_before(entry, parse):
    data = chat(*({**NOTE, "id": n} for n in range(50)))
    found = parse(telegram, entry(data[:-700]))
    read = [one for one in found if isinstance(one, Message)]
    gap = next(one for one in found if isinstance(one, Gap))
    assert 40 < len(read) < 50
    assert (gap.code, gap.rows) == ("document-damaged", 1)


def test_members_of_another_type_cost_only_themselves_and_are_said(entry, parse):
    found = parse(telegram, entry(chat({**NOTE, "from": ["x"], "text": [1, "a"], "date_unixtime": "soon"}, [1], "x", NOTE)))
    first, last = (one for one in found if isinstance(one, Message))
    assert (first.sender, first.sender_id, first.text, first.sent) == (None, "user100", None, None)
    assert sorted(one.params["field"] for one in found if isinstance(one, Gap) and one.code == "value-out-of-range") == [
        "date",
        "from",
        "text",
    ]
    assert [one.rows for one in found if isinstance(one, Gap) and one.code == "row-undecodable"] == [1, 1]
    assert last.text == "你好"


def test_what_is_not_quite_json_is_read_as_far_as_it_goes(entry, parse):
    deep = '{"id": 1, "text": ' + "[" * 100_000 + "]" * 100_000 + "}"
    notes = [
        '{"id": 2, "text": "\\ud83d", "date_unixtime": "1"}',
        '{"id": 3, "duration_seconds": NaN, "text": "a", "text": "b", "date_unixtime": "1"}',
        deep,
    ]
    found = parse(telegram, entry(f'{{"id": 1, "messages": [{",".join(notes)}]}}'.encode()))
    assert [(one.native_id, one.text) for one in found if isinstance(one, Message)] == [("2", "\ufffd"), ("3", "b")]
    assert [one.code for one in found if isinstance(one, Gap)] == ["row-undecodable"]


def test_times_out_of_range_are_kept_as_text(entry, parse):
    found = parse(
        telegram, entry(chat({**NOTE, "date_unixtime": "99999999999999"}, {**NOTE, "date_unixtime": None, "date": "0001-01-01T00:00:00"}))
    )
    assert [one.sent for one in found if isinstance(one, Message)] == [None, None]
    assert next(one for one in found if isinstance(one, Gap)).params == {"field": "date", "raw": "99999999999999"}


def test_a_file_is_claimed_by_its_members(entry):
    others = [
        b'{"messages": [{"sender_name": "x", "timestamp_ms": 1, "type": "Generic"}]}',
        b'{"guild": {}, "messages": [{"type": "Default"}]}', b'{"chatInfo": {}, "messages": [{"id": 1, "timestamp": 1, "type": "type_1"}]}', b"[]", b"",
    ]  # fmt: skip
    assert [data for data in others if telegram.claims(entry(data))] == []
    assert telegram.claims(entry(chat(NOTE)))
    assert telegram.claims(entry(chat()))


KEYS = st.sampled_from([*NOTE, "photo", "file", "edited", "reactions", "members", "action", "poll", "media_type"])
ANY = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=5),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=3), x, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(KEYS, ANY, max_size=8) | ANY, max_size=4))
def test_any_members_give_records_and_gaps(entry, parse, notes):
    parse(
        telegram,
        entry(
            json.dumps({"id": notes, "name": notes, "messages": notes, "personal_information": notes, "contacts": {"list": notes}}).encode()
        ),
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=8))
def test_any_damage_gives_records_and_gaps(entry, parse, at, damage):
    data = chat(NOTE, NOTE)
    parse(telegram, entry(data[:at] + damage + data[at + len(damage) :]))


def test_an_export_of_an_account_agrees_with_its_truth(entry, parse, corpus):
    found = parse(telegram, entry((corpus / "chat/telegram_json/account_open/result.json").read_bytes()))
    read = [one for one in found if isinstance(one, Message)]
    assert len({one.key for one in found if isinstance(one, Conversation)}) == 4
    assert (len(read), sum(one.kind == "system" for one in read)) == (26, 1)
    assert sum(bool(one.reactions) for one in read) == 3
    assert sum(one.edited for one in read) == 2
    assert sum(one.reply_to is not None for one in read) == 1
    assert sum(len(one.attachments) for one in read) == 4
    assert sum(isinstance(one, Contact) for one in found) == 3
    assert min(str(one.sent) for one in read) == "2024-03-05T07:04:12Z"
    assert max(str(one.sent) for one in read) == "2024-03-06T12:50:02Z"


@pytest.mark.parametrize(
    ("name", "count"), [("single_export", 2), ("bot", 2), ("personal", 0), ("private_group", 2), ("saved", 21), ("error", 2)]
)
def test_exports_of_single_chats_have_their_messages(entry, parse, corpus, name, count):
    data = (corpus / f"chat/telegram_json/{name}.json").read_bytes()
    assert telegram.claims(entry(data))
    found = parse(telegram, entry(data))
    assert sum(isinstance(one, Message) for one in found) == count
    assert any(isinstance(one, Gap) for one in found) == (name == "error")


def test_a_bill_has_its_amount_in_the_unit_of_its_currency(entry, messages):
    """Telegram counts in the smallest unit; the yen has no smaller one."""
    found = [
        one(messages, entry, invoice_information={"title": "货款", "amount": amount, "currency": currency}).payment
        for amount, currency in ((1999, "USD"), (1999, "JPY"), (10**40, "CNY"), ("x", "CNY"), (5, None))
    ]
    assert [payment and payment.amount for payment in found] == ["19.99", "1999", "1" + "0" * 38 + ".00", None, None]
    assert found[0] and (found[0].kind, found[0].state, found[0].currency, found[0].memo) == ("request", "pending", "USD", "货款")

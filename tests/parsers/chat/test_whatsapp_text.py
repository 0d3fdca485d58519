from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.api import Conversation, Extent, Gap, Message, Participant, Seen
from parsers.chat.whatsapp_text import messages as whatsapp

LRM, NNBSP, NBSP = "\u200e", "\u202f", "\u00a0"


def gaps(found) -> dict[str, Gap]:
    return {one.code: one for one in found if isinstance(one, Gap)}


def tiles(found, size: int) -> bool:
    """Whether every byte is in exactly one record or gap."""
    places = sorted(
        (place.offset, place.offset + place.length)
        for one in found
        if isinstance(place := one.locus.place if isinstance(one, Message) else one.place if isinstance(one, Gap) else None, Extent)
    )
    return [start for start, _ in places] == [0, *(end for _, end in places[:-1])] and places[-1][1] == size if places else size == 0


VARIANTS = [
    ("3/6/18, 1:55 p.m. - a: m", None),
    ("03-06-2018, 01.55 PM - a: m", "2018-06-03T13:55:00"),
    ("13.06.18 21.25.15: a: m", "2018-06-13T21:25:15"),
    ("[06.13.18 21:25:15] a: m", "2018-06-13T21:25:15"),
    ("13.6.2018 klo 21.25.15 - a: m", "2018-06-13T21:25:15"),
    ("13. 6. 2018. 21:25:15 a: m", "2018-06-13T21:25:15"),
    ("[3/6/18 1:55:00 p. m.] a: m", None),
    (f"{LRM}[3/6/18 1:55:00 p.{NBSP}m.] a: m", None),
    ("[2018/06/13, 21:25:15] a: m", "2018-06-13T21:25:15"),
    ("[06/2018/13, 21:25:15] a: m", "2018-06-13T21:25:15"),
    (f"13/6/18, 9:25{NBSP}p.{NBSP}m. - a: m", "2018-06-13T21:25:00"),
    (f"6/13/18, 9:25{NNBSP}PM - a: m", "2018-06-13T21:25:00"),
    ("2024/10/31 15:50 - a: m", "2024-10-31T15:50:00"),
    ("[2024/10/31 15:50:46] a: m", "2024-10-31T15:50:46"),
    ("2024/3/5 下午3:04 - a: m", "2024-03-05T15:04:00"),
    ("2024/3/5 凌晨12:04 - a: m", "2024-03-05T00:04:00"),
    ("2024/3/5 中午12:04 - a: m", "2024-03-05T12:04:00"),
    ("[5/3/2024 上午9:04:05] a: m", "2024-03-05T09:04:05"),
    ("2024. 3. 5. 오후 3:04 - a: m", "2024-03-05T15:04:00"),
    ("24. 3. 5. 오후 3:04 - a: m", "2024-03-05T15:04:00"),
    ("05.03.24, 15:04 - a: m", "2024-03-05T15:04:00"),
    ("\u0665\u200f/\u0663\u200f/\u0662\u0660\u0662\u0664\u060c \u0663:\u0660\u0664 \u0645 - a: m", None),
    ("24/3/5, 15:04 - a: m", "2024-03-05T15:04:00"),
]


@pytest.mark.parametrize(("line", "expected"), VARIANTS)
def test_each_way_of_writing_a_header_is_read(entry, messages, line, expected):
    (message,) = messages(whatsapp, entry(line.encode()))
    assert (message.sender, message.text) == ("a", "m")
    assert message.sent_local in line
    if expected is None:
        assert message.sent is None
        assert message.readings == ("2018-06-03T13:55:00", "2018-03-06T13:55:00") or message.readings[0].startswith("2024-03-05T15:04")
    else:
        assert str(message.sent) == str(entry(b"").local(datetime.fromisoformat(expected))[0])


def test_a_day_above_twelve_decides_for_the_whole_file(entry, messages):
    text = "3/4/24, 10:00 - a: one\n13/4/24, 10:00 - a: two\n"
    assert [str(one.sent) for one in messages(whatsapp, entry(text.encode()))] == ["2024-04-03T02:00:00Z", "2024-04-13T02:00:00Z"]
    text = "3/4/24, 10:00 - a: one\n3/14/24, 10:00 - a: two\n"
    assert [str(one.sent) for one in messages(whatsapp, entry(text.encode()))] == ["2024-03-04T02:00:00Z", "2024-03-14T02:00:00Z"]


def test_an_order_in_which_the_file_goes_backwards_is_not_taken(entry, parse):
    text = "3/5/24, 10:00 - a: one\n3/6/24, 10:00 - a: two\n4/2/24, 10:00 - a: three\n"
    found = parse(whatsapp, entry(text.encode()))
    assert [str(one.sent) for one in found if isinstance(one, Message)] == [
        "2024-03-05T02:00:00Z", "2024-03-06T02:00:00Z", "2024-04-02T02:00:00Z",
    ]  # fmt: skip
    assert gaps(found)["date-order-by-sequence"].params == {"order": "M/D/Y"}


def test_an_american_form_is_said_to_be_taken_by_its_form(entry, parse):
    found = parse(whatsapp, entry(f"3/5/24, 3:04{NNBSP}PM - a: one\n3/6/24, 3:04{NNBSP}PM - a: two\n".encode()))
    assert [str(one.sent) for one in found if isinstance(one, Message)] == ["2024-03-05T07:04:00Z", "2024-03-06T07:04:00Z"]
    assert gaps(found)["date-order-by-form"].severity == "info"


@pytest.mark.parametrize("header", ["03/05/24, 3:04\u202fPM - ", "3/5/24, 3:04 PM - ", "3/5/24, 3:04\u202fpm - ", "3/5/24, 15:04 - "])
def test_forms_that_several_regions_write_leave_the_order_open(entry, parse, header):
    found = parse(whatsapp, entry(f"{header}a: one\n{header}a: two\n".encode()))
    first = next(one for one in found if isinstance(one, Message))
    assert first.sent is None
    assert first.readings == ("2024-05-03T15:04:00", "2024-03-05T15:04:00")
    assert "date-order-open" in gaps(found)


def test_a_date_that_reads_the_same_either_way_is_read_though_the_order_is_open(entry, messages):
    first, second = messages(whatsapp, entry(b"3/5/24, 15:04 - a: one\n5/5/24, 15:04 - a: two\n"))
    assert first.sent is None
    assert str(second.sent) == "2024-05-05T07:04:00Z"


def test_a_file_that_contradicts_itself_leaves_open_what_can_be_read_twice(entry, messages):
    text = "13/4/24, 10:00 - a: one\n4/13/24, 10:00 - a: two\n3/4/24, 10:00 - a: three\n"
    one, two, three = messages(whatsapp, entry(text.encode()))
    assert (str(one.sent), str(two.sent)) == ("2024-04-13T02:00:00Z", "2024-04-13T02:00:00Z")
    assert three.sent is None
    assert len(three.readings) == 2


def test_one_odd_date_among_hundreds_does_not_unsettle_the_others(entry, parse):
    dates = [f"{day}/{month}/24, 10:00 - a: x\n" for month in range(1, 13) for day in range(13, 29)]
    found = parse(whatsapp, entry("".join([*dates, "4/13/24, 10:00 - a: odd\n"]).encode()))
    *usual, odd = [one for one in found if isinstance(one, Message)]
    assert all(one.sent for one in usual)
    assert odd.sent is None
    assert gaps(found)["times-unread"].params == {"count": 1, "raw": "4/13/24, 10:00"}


def test_years_of_another_calendar_are_not_read_as_ours(entry, parse):
    found = parse(whatsapp, entry(b"13/4/2567 10:00 - a: one\n14/4/2567 10:00 - a: two\n"))
    assert [one.sent for one in found if isinstance(one, Message)] == [None, None]
    assert gaps(found)["times-unread"].params == {"count": 2, "raw": "13/4/2567 10:00"}


def test_without_a_stated_zone_no_time_is_converted_and_that_is_said(entry, parse):
    found = parse(whatsapp, entry(b"[2024/3/5 15:04:05] a: x\n", zone=None))
    message = next(one for one in found if isinstance(one, Message))
    assert (message.sent, message.zone_basis, message.sent_local) == (None, "unknown", "2024/3/5 15:04:05")
    assert "zone-unknown" in gaps(found)


def test_a_time_that_the_clock_showed_twice_is_not_converted(entry, messages):
    (message,) = messages(whatsapp, entry(b"[2024/10/27, 02:30:00] a: x\n", zone="Europe/Berlin"))
    assert (message.sent, message.sent_local) == (None, "2024/10/27, 02:30:00")


def test_a_line_in_another_form_belongs_to_the_message(entry, messages):
    text = (
        "[2024/3/5 15:04:05] a: one\r\n\r\n2016-04-29 10:30:00\n[3/5, 3:04 PM] b: quoted\n"
        "2024/3/5 15:04 - c: quoted too\r\n[2024/3/5 15:04:06] a: two\r\n"
    )
    first, second = messages(whatsapp, entry(text.encode()))
    assert first.text == "one\n\n2016-04-29 10:30:00\n[3/5, 3:04 PM] b: quoted\n2024/3/5 15:04 - c: quoted too"
    assert second.text == "two"


ANDROID = [
    ("张三: 你好: 再见", "张三", "你好: 再见"),
    ("Alice: ", "Alice", ""),
    ("+86 138 0013 8000: x", "+86 138 0013 8000", "x"),
    ("\u202a+49 170 1234567\u202c: x", "+49 170 1234567", "x"),
    ('Tim "Tiny" O\'Neill: x', 'Tim "Tiny" O\'Neill', "x"),
    ("你 (工作) 🤓: x", "你 (工作) 🤓", "x"),
    ('Alice changed the subject from "old: name" to "new"', None, None),
    ("Alice changed the subject from “old: name” to “new”", None, None),
    ("Alice hat den Betreff von „alt: neu“ zu „x“ geändert", None, None),
    ("王五将主题“旧: 名”更改为“新”", None, None),
    ("You added ACME: Support", None, None),
    ("张三添加了李四: 律师", None, None),
    ("Messages and calls are end-to-end encrypted. Tap to learn more.", None, None),
    ("Alice left\nand: this is the next line", None, None),
]


@pytest.mark.parametrize(("rest", "sender", "text"), ANDROID)
def test_who_wrote_is_told_from_notes_of_the_app_that_have_a_colon(entry, messages, rest, sender, text):
    first, *_ = messages(whatsapp, entry(f"13/03/24, 15:04 - {rest}\n13/03/24, 15:05 - x: y\n".encode()))
    assert first.sender == sender
    assert first.text == (rest if text is None else text)
    assert first.kind == ("system" if sender is None else "text")


def test_a_number_in_place_of_a_name_is_an_identifier(entry, parse):
    found = parse(whatsapp, entry("13/03/24, 15:04 - \u202a+86 138-0013 8000\u202c: x\n13/03/24, 15:04 - 王五: x\n".encode()))
    assert [(one.identifier, one.name) for one in found if isinstance(one, Participant)] == [("+8613800138000", None), (None, "王五")]
    assert next(one for one in found if isinstance(one, Message)).sender_id == "+8613800138000"


def test_a_body_right_behind_the_colon_is_one_where_the_sender_is_known(entry, messages):
    _, two, three = messages(whatsapp, entry(b"13/03/24, 15:04 - a: x\n13/03/24, 15:04 - a:.\n13/03/24, 15:04 - Room 5:30 is free\n"))
    assert (two.sender, two.text) == ("a", ".")
    assert (three.sender, three.kind) == (None, "system")


def test_notes_of_ios_are_told_by_their_mark_and_the_name_of_the_group(entry, parse):
    text = (
        f"[2024/3/5 15:04:05] 项目群: {LRM}消息和通话已进行端到端加密。\r\n[2024/3/5 15:04:06] 张三: 项目群: 看这里\r\n"
        f"[2024/3/5 15:04:07] 项目群: {LRM}李四加入了群组\r\n[2024/3/5 15:04:08] 李四: {LRM}李四更改了群组图标\r\n"
    )
    found = parse(whatsapp, entry(text.encode(), "/_chat.txt"))
    notes = [one for one in found if isinstance(one, Message) and one.kind == "system"]
    assert [one.sender for one in notes] == [None, None, "李四"]
    assert [one.name for one in found if isinstance(one, Participant)] == ["张三"]
    assert next(one for one in found if isinstance(one, Conversation)).title == "项目群"


BODIES = [
    ("<Media omitted>", "other", None, [(None, "omitted")]),
    ("<省略影音内容>", "other", None, [(None, "omitted")]),
    ("<Medien ausgeschlossen>", "other", None, [(None, "omitted")]),
    ("<Media omitted>\n看这个", "other", "看这个", [(None, "omitted")]),
    ("IMG-1.jpg (file attached)", "image", None, [("IMG-1.jpg", "present")]),
    (f"{LRM}合同 12.pdf (文件附件)\n请看", "file", "请看", [("合同 12.pdf", "missing")]),
    ("PTT-1.opus (Datei angehängt)", "audio", None, [("PTT-1.opus", "missing")]),
    ("x.vcf (file attached)", "contact", None, [("x.vcf", "missing")]),
    ("STK-1.webp (file attached)", "sticker", None, [("STK-1.webp", "missing")]),
    ("../IMG-1.jpg (file attached)", "image", None, [("../IMG-1.jpg", "missing")]),
    ("see report.pdf (draft)", "text", "see report.pdf (draft)", []),
    ("image omitted", "text", "image omitted", []),
    ("location: https://maps.google.com/?q=31.2,121.4", "location", "location: https://maps.google.com/?q=31.2,121.4", []),
    ("看 https://example.com/x?q=1", "text", "看 https://example.com/x?q=1", []),
    ("POLL:\n去哪\nOPTION: 北京 (1 vote)", "other", "POLL:\n去哪\nOPTION: 北京 (1 vote)", []),
    ("a < b", "text", "a < b", []),
    ("(笑)", "text", "(笑)", []),
]
BRACKET_BODIES = [
    (f"{LRM}<attached: IMG-1.jpg>", "image", None, [("IMG-1.jpg", "present")]),
    (f"{LRM}<附件：00000002-PTT.opus>", "audio", None, [("00000002-PTT.opus", "missing")]),
    (f"看 {LRM}<Anhang: 合同.pdf>", "file", "看", [("合同.pdf", "missing")]),
    (f"{LRM}<в приложении: a.pdf>", "file", None, [("a.pdf", "missing")]),
    (f"{LRM}image omitted", "image", None, [(None, "omitted")]),
    (f"{LRM}图像已忽略", "image", None, [(None, "omitted")]),
    (f"{LRM}Audio weggelassen", "audio", None, [(None, "omitted")]),
    (f"{LRM}合同.pdf • {LRM}3 pages {LRM}document omitted", "file", None, [("合同.pdf", "omitted")]),
    (f"{LRM}Missed voice call", "call", "Missed voice call", []),
    (f"{LRM}位置：https://maps.google.com/?q=31.2,121.4", "location", "位置：https://maps.google.com/?q=31.2,121.4", []),
    ("<attached> x", "text", "<attached> x", []),
]


@pytest.mark.parametrize(
    ("start", "body", "kind", "text", "files"),
    [("13/03/24, 15:04 - a: ", *case) for case in BODIES] + [("[2024/3/13 15:04:05] a: ", *case) for case in BRACKET_BODIES],
)
def test_a_body_is_told_for_what_it_is(entry, messages, start, body, kind, text, files):
    (message,) = messages(whatsapp, entry(f"{start}{body}\n".encode(), siblings={"IMG-1.jpg": b"jpeg"}))
    assert (message.kind, message.text) == (kind, text)
    assert [(one.name, one.state) for one in message.attachments] == files
    assert all((one.path == "/folder/IMG-1.jpg") == (one.state == "present") for one in message.attachments)


@pytest.mark.parametrize("mark", [" <This message was edited>", f" {LRM}<这条消息已经过编辑>", " <Diese Nachricht wurde bearbeitet.>"])
def test_an_edited_message_loses_its_mark_and_is_marked(entry, messages, mark):
    (message,) = messages(whatsapp, entry(f"13/03/24, 15:04 - a: x{mark}\n".encode()))
    assert (message.text, message.edited) == ("x", True)


@pytest.mark.parametrize(
    "body", ["This message was deleted", "此消息已被删除。", f"{LRM}这条消息已删除", "Du hast diese Nachricht gelöscht."]
)
def test_a_deleted_message_is_marked_and_keeps_the_words_of_the_app(entry, messages, body):
    (message,) = messages(whatsapp, entry(f"[2024/3/13 15:04:05] a: {body}\n".encode()))
    assert (message.deleted, message.text) == (True, body.strip(LRM))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_byte_is_in_one_record_in_every_encoding(entry, parse, encoding, newline):
    lines = ["2024/3/5 15:04 - 张三: 收到，马上转账", "第二行 ਊ\u0a00", "", "2024/3/5 15:05 - 李四: 👍 好", "2024/3/5 15:06 - 王五: 末"]
    data = newline.join(lines).encode(encoding)
    found = parse(whatsapp, entry(data))
    read = [one for one in found if isinstance(one, Message)]
    if encoding == "gb18030":
        lines[1] = lines[1]  # all of it is in GB18030 too
    assert [one.text for one in read] == ["收到，马上转账\n第二行 ਊ\u0a00\n", "👍 好", "末"]
    assert tiles(found, len(data))
    for one in read:
        raw = data[one.locus.place.offset :][: one.locus.place.length]
        assert raw.decode(encoding).lstrip("\ufeff").startswith(one.sent_local)


def test_what_stands_before_the_first_message_is_a_gap(entry, parse):
    data = "前言\n2024/3/5 15:04 - a: x\n2024/3/5 15:05 - a: y\n".encode()
    found = parse(whatsapp, entry(data))
    assert gaps(found)["bytes-unparsed"].place == Extent(0, 7)
    assert tiles(found, len(data))


def test_bad_bytes_cost_no_message_and_are_counted(entry, parse):
    data = "2024/3/5 15:04 - 张三: ".encode() + b"\xff\xfe good \x80\n" + "2024/3/5 15:05 - 张三: 好的好的好的好的\n".encode() * 30
    found = parse(whatsapp, entry(data))
    first = next(one for one in found if isinstance(one, Message))
    assert (first.sender, first.text) == ("张三", "\ufffd good \ufffd")
    assert gaps(found)["encoding-errors"].params["count"] == 2
    assert tiles(found, len(data))


def test_messages_across_the_borders_of_blocks_are_whole(entry, parse, monkeypatch):
    monkeypatch.setattr("parsers.chat._text.BLOCK", 7)
    data = "\ufeff2024/3/5 15:04 - 张三: 一\n二\n2024/3/5 15:05 - a: 三\n\n2024/3/5 15:06 - a: 四".encode()
    found = parse(whatsapp, entry(data))
    assert [one.text for one in found if isinstance(one, Message)] == ["一\n二", "三\n", "四"]
    assert tiles(found, len(data))


def test_a_line_without_end_is_not_kept_in_memory_but_all_its_bytes_are_in_the_record(entry, parse, monkeypatch):
    monkeypatch.setattr("parsers.chat._text.LONGEST_LINE", 1000)
    monkeypatch.setattr("parsers.chat._text.BLOCK", 1000)
    monkeypatch.setattr("parsers.chat._text.LONGEST_TEXT", 3000)
    data = b"2024/3/5 15:04 - a: " + b"2024/3/5 15:04 - b: x" * 1000 + b"\n2024/3/5 15:04 - c: y\n"
    found = parse(whatsapp, entry(data))
    first, second = (one for one in found if isinstance(one, Message))
    assert (first.sender, second.sender) == ("a", "c")
    assert len(first.text) < 6000
    assert gaps(found)["text-cut"]
    assert tiles(found, len(data))


@pytest.mark.parametrize(("count", "said"), [(9_995, True), (10_000, True), (40_005, True), (9_900, False), (41_000, False)])
def test_an_export_as_long_as_the_app_allows_may_be_cut(entry, count, said):
    data = b"2024/3/5 15:04 - a: x\n" * count
    assert any(isinstance(one, Gap) and one.code == "export-maybe-cut" for one in whatsapp.parse(entry(data))) is said


@pytest.mark.parametrize(
    ("path", "title", "kind"),
    [
        ("/WhatsApp Chat with 张三.txt", "张三", "direct"),
        ("/WhatsApp Chat - 项目群A.zip!/_chat.txt", "项目群A", "unknown"),
        ("/与张三的 WhatsApp 聊天.txt", "张三", "direct"),
        ("/WhatsApp-Chat mit Familie.txt", "Familie", "unknown"),
        ("/notes.txt", None, "unknown"),
    ],
)
def test_the_name_of_the_file_tells_the_chat(entry, parse, path, title, kind):
    found = parse(whatsapp, entry("2024/3/5 15:04 - 张三: x\n2024/3/5 15:05 - 李四: y\n".encode(), path))
    conversation = next(one for one in found if isinstance(one, Conversation))
    assert (conversation.title, conversation.kind) == (title, kind)


CLAIMED = [
    "2024/3/5 15:04 - a: x\n",
    "\n\n[5/3/24, 15:04:05] a: x\n",
    f"[2024-03-05 15:04:05] a: {LRM}Messages\n",
    "13.06.18 21.25.15: a: m\n",
]
NOT_CLAIMED = [
    "", "hello: world\n", "2024/3/5 15:04 - no sender\n", "[2024-03-05 10:00:00] production.ERROR: boom\n" * 9, "[2019-12-24, 12:23] Name: text\n",
    "2024-03-05 15:04:05 - INFO: started\n" * 9, "2024-03-05 15:04 - WARNING: started\n" * 9, "2024/03/05 15:04:05 [error] 12#0: x\n",
    "intro\n2024/3/5 15:04 - a: x\n", "2024-03-05 15:04:12 张三(123456)\n你好: x\n", "2026. 4. 25. 오후 3:20, name : body\n",
    "Date,User,Message\n2021-12-29 20:36:00,u,m\n",
]  # fmt: skip


def test_a_file_is_claimed_by_its_first_lines(entry):
    assert [text for text in CLAIMED if not whatsapp.claims(entry(text.encode()))] == []
    assert [text for text in NOT_CLAIMED if whatsapp.claims(entry(text.encode()))] == []


def test_text_made_to_trap_a_regular_expression_takes_no_longer(entry, parse, corpus):
    hostile = (corpus / "hostile/handmade/text_redos.txt").read_bytes()
    parse(whatsapp, entry(hostile))
    for line in (
        "1/1/24, 1:11" + " " * 200_000,
        "[" * 200_000,
        ("1/" * 100_000),
        "1/1/24, 10:00 - a: " + "<attached:" * 50_000,
        "2024/1/1 10:00 - " + '"' * 100_000,
    ):
        parse(whatsapp, entry(b"1/1/24, 10:00 - a: x\n" + line.encode() + b"\n"))


PIECES = st.sampled_from(
    [
        "1/2/24, 10:00 - ",
        "[2024/3/5 15:04:05] ",
        "a: ",
        LRM,
        "<attached: x.jpg>",
        "\n",
        "\r\n",
        "张三",
        ": ",
        "(file attached)",
        "\ufeff",
        "13/13/24, 25:61 - ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=99).map(lambda data: b"\xff\xfe" + data),
        st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode()),
    )
)
def test_any_bytes_give_records_and_gaps_that_tile_them(entry, parse, data):
    found = parse(whatsapp, entry(data))
    assert tiles(found, len(data))


def expected(corpus: Path) -> dict[str, dict[str, str]]:
    with (corpus / "chat/EXPECTED.tsv").open(encoding="utf-8") as file:
        return {row["path"]: row for row in csv.DictReader(file, delimiter="\t") if row["path"].startswith("whatsapp_txt")}


def agrees(found, row: dict[str, str]) -> None:
    read = [one for one in found if isinstance(one, Message)]
    assert len(read) == int(row["records"])
    assert sum(one.kind == "system" for one in read) == int(row["system"])
    assert sum(isinstance(one, Participant) for one in found) == int(row["senders"])
    assert sum(len(one.attachments) for one in read) == int(row["attachments"])
    assert sum(one.edited for one in read) == int(row["edits"] or 0)
    assert sum(one.deleted for one in read) == int(row["deleted"])
    shanghai = entry_time(row["first"]), entry_time(row["last"])
    assert (str(read[0].sent), str(read[-1].sent)) == shanghai


def entry_time(written: str) -> str:
    """A wall time in Shanghai as RFC 3339 in UTC."""
    wall = datetime.fromisoformat(written + "+08:00")
    return wall.astimezone(datetime.fromisoformat("2024-01-01T00:00Z").tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_english_export_of_android_agrees_with_its_truth(entry, parse, corpus):
    name = "whatsapp_txt/WhatsApp Chat with open.txt"
    data = (corpus / "chat" / name).read_bytes()
    found = parse(whatsapp, entry(data, "/" + name))
    agrees(found, expected(corpus)[name])
    assert tiles(found, len(data))
    subject = next(one for one in found if isinstance(one, Message) and "subject" in (one.text or ""))
    assert (subject.kind, subject.sender) == ("system", None)


def test_a_chinese_export_of_ios_agrees_with_its_truth(entry, parse, corpus):
    name = "whatsapp_txt/WhatsApp Chat - 项目群A.zip"
    with zipfile.ZipFile(corpus / "chat" / name) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    data = files["_chat.txt"]
    found = parse(whatsapp, entry(data, f"/{name}!/_chat.txt", siblings=files))
    agrees(found, expected(corpus)[name])
    assert sum(one.state == "present" for message in found if isinstance(message, Message) for one in message.attachments) == 2
    assert tiles(found, len(data))


@pytest.mark.parametrize("name", ["test_ddmmyy_24hrs.txt", "test_mmddyyyy_12hrs.txt", "test_brackets_mmddyy_24hrs.txt"])
def test_the_samples_of_another_parser_give_its_messages_and_the_lines_it_drops(entry, parse, corpus, name):
    found = parse(whatsapp, entry((corpus / "chat/whatsapp_txt" / name).read_bytes()))
    read = [one for one in found if isinstance(one, Message)]
    assert [one.kind for one in read].count("system") == 2
    assert [one.sender for one in read if one.sender] == [
        "John Doe",
        "John Doe",
        "Jahn Doe",
        "John-John Doe",
        "John Doe 🤓",
        "🤓",
        "John Doe",
    ]
    assert [str(read[n].sent) for n in (0, 3, -1)] == ["2019-01-01T03:25:00Z", "2020-06-10T07:55:00Z", "2021-12-30T14:01:00Z"]
    assert Seen(9) in found


def test_a_time_without_seconds_is_known_to_the_minute(entry, messages):
    minute = "3/13/24, 15:04 - 张三: 一\n3/13/24, 15:05 - 李四: 二\n"
    second = "[2024/3/13 15:04:05] 张三: \u200e一\n[2024/3/13 15:05:06] 李四: 二\n"
    assert {one.precision for one in messages(whatsapp, entry(minute.encode()))} == {"minute"}
    assert {one.precision for one in messages(whatsapp, entry(second.encode()))} == {None}

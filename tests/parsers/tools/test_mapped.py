"""Tables of any tool by a mapping: every row is a record or a gap with its place."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable

import openpyxl
import pytest

from evidence_desk import mapping
from evidence_desk.api import Call, Contact, Counter, Gap, Line, Message, OpenEntry, PersonalRecord, Pointer, Row, Seen
from evidence_desk.mapping import BadMapping
from parsers.tools.mapped import table

CHAT = """version = 1
records = "messages"
app = "dingtalk"
header = 2
[columns]
conversation = "会话"
sender = "发送人"
sent = "发送时间"
direction = "方向"
text = "内容"
[time]
format = "%Y/%m/%d %H:%M:%S"
[values.direction]
out = ["发送"]
"""
ROWS = '导出\r\n会话,发送人,发送时间,方向,内容,备注\r\n群,林悦,2024/03/05 10:00:00,接收,"你好\r\n再见",x\r\n群,周明,昨天,发送,坏时间,\r\n群,少\r\n'


@pytest.fixture
def read(entry: Callable[..., OpenEntry]):
    def make(data: bytes, by: str, **said: object) -> list[object]:
        one = entry(data, "/export.csv", **said)
        one.mapping = mapping.read(by.encode())
        return list(table.parse(one))

    return make


def of(kind: type, found: list[object]) -> list:
    return [one for one in found if isinstance(one, kind)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_each_row_of_a_text_is_a_message_with_its_line_or_a_gap(read, encoding: str) -> None:
    found = read(ROWS.encode(encoding), CHAT)
    first, second = of(Message, found)
    assert (first.sender, first.text, str(first.sent), first.direction, first.locus.place) == (
        "林悦",
        "你好\r\n再见",
        "2024-03-05T02:00:00Z",
        None,
        Line(3),
    )
    assert first.extra == {"备注": "x"}
    assert (second.sent, second.sent_local, second.direction) == (None, "昨天", "out")
    assert [(gap.code, gap.place, gap.rows) for gap in of(Gap, found)] == [
        ("value-out-of-range", Line(5), 0),
        ("row-undecodable", Line(6), 1),
    ]
    assert of(Seen, found) == [Seen(3)]


def test_a_zero_among_the_characters_is_shown_as_a_mark_and_counted(read) -> None:
    found = read(ROWS.encode().replace(b",x", b",\0"), 'delimiter = ","\n' + CHAT)
    assert of(Message, found)[0].extra == {"备注": "\ufffd"}
    assert Gap("encoding-errors", {"path": "/export.csv", "count": 1, "encoding": "UTF-8"}) in found


def test_a_time_without_a_stated_zone_stays_as_it_is_written(read) -> None:
    assert next((one.sent, one.zone_basis) for one in of(Message, read(ROWS.encode(), CHAT, zone=None))) == (None, "unknown")


def test_rows_of_a_spreadsheet_are_payments_with_exact_amounts(read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "流水"
    sheet.append(["交易时间", "账号", "对方", "金额", "借贷"])
    sheet.append(
        [
            datetime.datetime(2024, 3, 5, 9),  # noqa: DTZ001 as a cell has it
            "6222020000000001",
            "z",
            "1,000.50",
            "借",
        ]
    )
    book.create_sheet("另一页").append(["不在映射内"])
    sheet.append(["2024-03-05 09:00:00", 6222020000000001, "z", "none", "贷"])
    out = io.BytesIO()
    book.save(out)
    by = 'version=1\nrecords="payments"\napp="bank"\n[columns]\nsent="交易时间"\npayer="账号"\npayee="对方"\namount="金额"\ndirection="借贷"\n[values.direction]\nout=["借"]\n'
    found = read(out.getvalue(), by)
    (message,) = of(Message, found)
    payment = message.payment
    assert (payment.amount, payment.written, payment.direction, payment.payer) == ("1000.50", "1,000.50", "out", "6222020000000001")
    assert (str(message.sent), message.locus.place) == ("2024-03-05T01:00:00Z", Row("流水", 2))
    assert [(gap.code, gap.place) for gap in of(Gap, found)] == [("table-others-unread", None), ("row-undecodable", Row("流水", 3))]


@pytest.mark.parametrize(
    ("amount", "currency", "read_as"),
    [
        ("-12.50", "人民币", ("-12.50", "CNY")),
        ("−1,000", "USD", ("-1000", "USD")),
        ("+3", "元", ("3", None)),
        ("￥8", "", ("8", None)),
        ("8", "欧元", ("8", "EUR")),
    ],
)
def test_a_sign_and_a_currency_are_kept_as_the_table_has_them(read, amount: str, currency: str, read_as: tuple[str, str | None]) -> None:
    by = 'version=1\nrecords="payments"\napp="bank"\n[columns]\namount="金额"\ncurrency="币种"\n'
    (message,) = of(Message, read(f'金额,币种\n"{amount}",{currency}\n'.encode(), by))
    assert (message.payment.amount, message.payment.currency) == read_as


def test_objects_of_a_document_and_of_lines_keep_their_pointer_and_line(read) -> None:
    by = 'version=1\nrecords="calls"\napp="x"\n[columns]\ntime="t"\nnumber="who.n"\nduration="d"\n[time]\nformat="unix-ms"\n'
    rows = [{"t": 1709600000123, "who": {"n": "138"}, "d": "1分23秒"}, 7, {"t": 0, "who": {}}]
    found = read(json.dumps({"data": {"items": rows, "more": [{}]}}).encode(), by)
    (call,) = of(Call, found)
    assert (str(call.time), call.number, call.duration, call.locus.place) == (
        "2024-03-05T00:53:20.123Z",
        "138",
        83,
        Pointer("/data/items/0"),
    )
    assert [gap.place for gap in of(Gap, found)] == [None, Pointer("/data/items/1"), Pointer("/data/items/2")]
    lines = read("\n".join(map(json.dumps, rows)).encode() + b"\nnot json", by)
    assert of(Call, lines)[0].locus.place == Line(1)
    assert [gap.place for gap in of(Gap, lines)] == [Line(2), Line(3), Line(4)]


def test_contacts_have_all_their_numbers(read) -> None:
    by = 'version=1\nrecords="contacts"\napp="x"\n[columns]\nname="姓名"\nnumber="号码"\nemail="邮箱"\n'
    found = read("姓名,号码\n甲,138;139\n,\n".encode(), by)
    assert [(one.name, one.numbers) for one in of(Contact, found)] == [("甲", ("138", "139"))]
    assert [gap.code for gap in of(Gap, found)] == ["mapping-column-missing"]


@pytest.mark.parametrize("data", [b"", b"{", b"[1", b"PK\3\4nothing", b"\0\xff" * 50, b'"open', b"{}\n{}", b"[]"])
def test_what_is_no_table_costs_itself_and_is_said(read, data: bytes) -> None:
    found = read(data, CHAT)
    assert not of(Message, found)
    assert of(Gap, found)


@pytest.mark.parametrize(
    "said",
    ["", "{", 'records="calls"', 'version=1\nrecords="calls"\napp="x"\n[columns]\nfoo="b"', CHAT + "[time]", CHAT.replace("header = 2", "header = 0"),
     CHAT.replace('app = "dingtalk"', 'app = "x"\nencoding = "no such"'), CHAT.replace("[time]", '[time]\nzone = "../etc"')],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_is_refused_in_a_sentence(said: str) -> None:
    with pytest.raises(BadMapping):
        mapping.read(said.encode())


def test_a_proposal_by_chinese_headings_can_be_read_as_it_stands() -> None:
    names = ["会话名称", "发送人", "发送时间", "内容", "别的"]
    text = mapping.written(mapping.proposed(mapping.Columns(names, header=3)), names)
    found = mapping.read(text.encode())
    assert found.columns == {"conversation": "会话名称", "sender": "发送人", "sent": "发送时间", "text": "内容"}
    assert (found.records, found.header) == ("messages", 3)
    assert '# "别的"' in text


PEOPLE = """version = 1
records = "personal"
app = "customers"
[columns]
name = "姓名"
resident_id = "身份证号"
phone = "手机"
category = "类别"
[values.category]
property = ["贷款"]
"""


def test_a_row_about_a_person_has_the_category_that_was_put_for_it(read) -> None:
    first, second = of(
        PersonalRecord,
        read("姓名,身份证号,手机,类别,备注\n林悦,11010519491231002X,13812345678,贷款,x\n周明,,,其他,\n,,,贷款,\n".encode(), PEOPLE),
    )
    assert (first.category, first.name, first.resident_id, first.phone, first.said) == (
        "property", "林悦", "11010519491231002X", "13812345678", {"备注": "x"},
    )  # fmt: skip
    assert (second.category, second.phone, second.locus.place) == ("其他", None, Line(3))


def test_a_row_about_nobody_is_a_gap(read) -> None:
    found = read("姓名,身份证号,手机,类别\n,,,贷款\n".encode(), PEOPLE)
    assert [one.code for one in of(Gap, found)] == ["row-undecodable"]


@pytest.mark.parametrize("by", ['category = "类别"', 'name = "姓名"\n[constants]\ncategory = "all"', 'name = "姓名"'])
def test_what_a_row_counts_as_is_put_by_a_person(by: str) -> None:
    with pytest.raises(BadMapping):
        mapping.read(f'version = 1\nrecords = "personal"\napp = "x"\n[columns]\n{by}\n'.encode())


def test_a_proposal_leaves_the_category_to_a_person() -> None:
    proposed = mapping.proposed(mapping.Columns(["姓名", "身份证号", "联系电话"]))
    assert (proposed.records, proposed.columns["resident_id"], proposed.constants) == ("personal", "身份证号", {"category": "?"})
    with pytest.raises(BadMapping):
        mapping.read(mapping.written(proposed).encode())


def test_a_counter_is_a_whole_number_of_something(read) -> None:
    by = 'version = 1\nrecords = "counters"\napp = "x"\n[columns]\nsubject = "标题"\ncount = "浏览量"\ntime = "采集时间"\n[constants]\nwhat = "views"\n[time]\nformat = "iso"\nzone = "Asia/Shanghai"\n'
    found = read('标题,浏览量,采集时间\n甲,"5,001",2024-03-05 10:00:00\n甲,约五千,2024-03-05\n乙,3.5,\n'.encode(), by)
    [one] = of(Counter, found)
    assert (one.subject, one.what, one.count, str(one.time)) == ("甲", "views", 5001, "2024-03-05T02:00:00Z")
    assert len(of(Gap, found)) == 2

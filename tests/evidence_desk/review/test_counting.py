"""Counting: raw = invalid + duplicate + unique, each row with its reason, amounts exact."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from evidence_desk.errors import BadUse
from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.model import Call, Conversation, Counter, Entry, Instant, Locus, Message, Payment, PersonalRecord
from evidence_desk.review import counting, marks
from evidence_desk.store import copies, identifiers, ids, keep, tables
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration

Chat = Callable[..., list[str]]


def adds_up(counted: list[counting.Counted]) -> bool:
    return all(one.raw == one.invalid + one.duplicate + one.unique for one in counted)


@pytest.mark.parametrize("rule", counting.RULES)
def test_every_rule_adds_up_on_an_empty_and_on_a_full_case(case: Case, chat: Chat, rule: str) -> None:
    assert counting.count(case, rule)[1] == []
    chat("电话13812345678", "13812345678", direction="out")
    chat("二", direction="in")
    identifiers.find(case, 1, lambda done, total: None)
    _, counted, rows = counting.count(case, rule)
    assert adds_up(counted)
    assert all(row.reason or row.status == "counted" for row in rows)


def test_messages_cumulate_and_what_is_not_sent_is_left_out_with_its_reason(case: Case, chat: Chat) -> None:
    sent = chat("退款请联系", "退款请联系", direction="out")
    chat("好的", direction="in")
    rule, [one], rows = counting.count(case, "messages")
    assert (one.raw, one.invalid, one.duplicate, one.unique) == (3, 1, 0, 2)
    assert [row.item for row in rows if row.status == "counted"] == sent
    assert (rule.article, rule.threshold) == ("法释〔2011〕7号 第五条", "5000")


def test_personal_information_counts_a_number_once(case: Case, chat: Chat) -> None:
    chat("13812345678 和 139-1234-5678", "再打 138 1234 5678", "QQ：123456789")
    identifiers.find(case, 1, lambda done, total: None)
    _, counted, _ = counting.count(case, "personal-information")
    assert [(one.group, one.raw, one.invalid, one.duplicate, one.unique) for one in counted] == [("mobile", 3, 0, 1, 2), ("qq", 1, 1, 0, 0)]


def kept(case: Case, kind: str) -> list[tuple[str, str, str]]:
    return [(row.item, row.status, row.reason) for row in counting.count(case, "personal-information")[2] if row.group == kind]


def test_the_same_characters_count_as_one_kind(case: Case, chat: Chat) -> None:
    [said, other] = chat("写信到13812345678@mail.example", "身份证 11010519491231002X 电话13812345678")
    identifiers.find(case, 1, lambda done, total: None)
    assert kept(case, "email") == [(said, "counted", "")]
    assert kept(case, "mobile") == [(said, "invalid", "the same characters count as another kind"), (other, "counted", "")]
    assert kept(case, "cn-resident-id") == [(other, "counted", "")]


def test_numbers_that_stand_close_to_each_other_are_not_taken_for_one(case: Case, chat: Chat) -> None:
    chat("138 1234 5678 13912345678", "13812345678 13912345678")
    identifiers.find(case, 1, lambda done, total: None)
    assert [status for _, status, _ in kept(case, "mobile")] == ["counted", "counted", "duplicate", "duplicate"]


def test_a_number_in_copies_of_a_file_and_in_its_text_counts_once_with_the_reason_of_each(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("联系人：13812345678", "utf-8")
    (folder / "c.txt").write_text("另见 13812345678", "utf-8")
    (folder / "WhatsApp Chat.txt").write_text("[2024/3/5 15:04:05] 林悦: 13912345678\r\n[2024/3/5 15:04:46] 周明: 好的\r\n", "utf-8")
    number = register.add(case, Registration(folder))
    process(case, Plan(jobs=1, only=(str(number),)), lambda progress: None)
    rows = counting.count(case, "personal-information")[2]
    told = {(str(tables.one(case, row.item)["path"]) if row.item.startswith("e") else row.item[0], row.status, row.reason) for row in rows}  # type: ignore[index]
    assert told == {
        ("/a.txt", "counted", ""), ("/b.txt", "duplicate", "the same bytes stand in another copy of the file"),
        ("/c.txt", "duplicate", "the same number was counted before"), ("m", "counted", ""),
        ("/WhatsApp Chat.txt", "duplicate", "the text of the file whose records were counted"),
    }  # fmt: skip


def test_amounts_are_exact_and_apart_by_currency(case: Case, chat: Chat) -> None:
    for said in (
        Payment(amount="0.10", currency="CNY", direction="out", native_id="1"), Payment(amount="0.20", currency="CNY", direction="out", native_id="2"),
        Payment(amount="0.20", currency="CNY", direction="out", state="received", native_id="2"),
        Payment(amount="9.00", currency="CNY", direction="out", state="refunded", native_id="3"),
        Payment(amount="1234.5", currency="USDT", direction="out"), Payment(direction="out"),
    ):  # fmt: skip
        chat("转账", kind="payment", payment=said)
    chat("转账", kind="payment", payment=Payment(amount="5", currency="CNY", direction="in"))
    _, counted, _ = counting.count(case, "payments")
    assert [(one.group, one.raw, one.invalid, one.duplicate, one.unique, one.amount) for one in counted] == [
        ("CNY in", 1, 0, 0, 1, Decimal("5")),
        ("CNY out", 4, 1, 1, 2, Decimal("0.30")),
        ("USDT out", 1, 0, 0, 1, Decimal("1234.5")),
        ("unknown out", 1, 1, 0, 0, None),
    ]


def test_payments_of_a_case_from_before_they_had_fields_count_too(case: Case, chat: Chat) -> None:
    chat("转账", kind="payment", extra={"amount": "￥7.50", "transfer_id": "1"}, direction="in")
    chat("转账", kind="payment", extra={"amount": "￥7.50", "transfer_id": "1", "state": "returned"}, direction="in")
    [one] = counting.count(case, "payments")[1]
    assert (one.group, one.invalid, one.unique, one.amount) == ("CNY in", 1, 1, Decimal("7.50"))


def test_calls_to_one_number_cumulate_and_one_call_logged_twice_counts_once(case: Case, tmp_path: Path) -> None:
    number = register.add(case, Registration(tmp_path / "calls.db"))
    first, second = ids.entry_id(number, 1), ids.entry_id(number, 2)

    def call(entry: int, at: int, **said: object) -> Call:
        return Call(
            **{"locus": Locus(number, entry, "/calls.db", None), "time": Instant(at), "number": "138", "direction": "out", "duration": 0}
            | said
        )

    with case.transaction():
        parser = keep.parser_number(case, "test", 1)
        keep.EntryRecords(case, first).keep(
            parser, [call(first, 10), call(first, 20), call(first, 30, direction="in"), call(first, 40, number=None)]
        )
        keep.EntryRecords(case, second).keep(parser, [call(second, 10), call(second, 40, number=None)])
    _, [one], _ = counting.count(case, "calls")
    assert (one.raw, one.invalid, one.duplicate, one.unique) == (6, 1, 1, 4)


def test_a_rule_that_does_not_exist_is_one_sentence(case: Case) -> None:
    with pytest.raises(BadUse):
        counting.count(case, "guilt")


Records = Callable[..., None]
VALID, OTHER = "11010519491231002X", "440524188001010014"


@pytest.fixture
def people(case: Case, tmp_path: Path) -> Records:
    """Rows of a table about people, as a mapping gave them."""

    def keep_rows(*rows: dict[str, str], entry: int = 1) -> None:
        if entry == 1:
            register.add(case, Registration(tmp_path / "people.csv"))
        row = ids.entry_id(1, entry)
        with case.transaction():
            found = [PersonalRecord(locus=Locus(1, row, "/people.csv", None), **{"category": "other"} | one) for one in rows]
            keep.EntryRecords(case, row).keep(keep.parser_number(case, "mapped.table", 1), found)

    return keep_rows


def numbers(counted: list[counting.Counted]) -> dict[str, tuple[int, int, int, int]]:
    return {one.group: (one.raw, one.invalid, one.duplicate, one.unique) for one in counted}


def test_persons_are_told_by_what_holds_and_never_by_a_name_alone(case: Case, people: Records) -> None:
    people(
        {"name": "林悦", "resident_id": VALID, "phone": "13912345678"}, {"name": "林月", "resident_id": VALID.lower()},
        {"resident_id": VALID[:-1] + "1", "phone": "+86 139-1234-5679"}, {"phone": "１３９１２３４５６７９"}, {"name": "周明"}, {"name": "周明"},
        {"name": "周明", "address": "甲路1号"}, {"name": "周明", "address": "甲路 1号"}, {"resident_id": VALID[:-1] + "1"}, {"phone": "13800000000"},
        {"phone": "12345"}, {"resident_id": OTHER}, {"account": "zhou"}, {"category": "all", "phone": "13912345670"},
    )  # fmt: skip
    _, counted, rows = counting.count(case, "personal-records")
    assert numbers(counted) == {"all": (1, 1, 0, 0), "other": (13, 5, 2, 6)}
    assert {row.key for row in rows if row.status == "counted"} == {
        f"id:{VALID}", "tel:13912345679", "name:周明|甲路1号", "name:周明|甲路 1号", f"id:{OTHER}", "account:zhou",
    }  # fmt: skip
    assert adds_up(counted)


def test_identical_rows_count_once_whoever_they_are_of(case: Case, people: Records) -> None:
    people({"phone": "13912345678", "name": "a"}, {"phone": "13912345678", "name": "b"}, {"phone": "13912345678", "name": "a"})
    assert numbers(counting.count(case, "personal-rows")[1]) == {"other": (3, 0, 1, 2)}
    assert numbers(counting.count(case, "personal-records")[1]) == {"other": (3, 0, 2, 1)}


def test_categories_are_added_up_as_parts_of_their_numbers(case: Case, people: Records) -> None:
    people(
        *({"category": "track", "phone": f"139{number:08d}"} for number in range(1, 26)),
        *({"category": "health", "phone": f"139{number:08d}"} for number in range(1, 251)),
        {"phone": "13912345678"},
    )
    _, counted, _ = counting.count(case, "personal-records")
    assert {one.group: one.share for one in counted} == {"track": Fraction(1, 2), "health": Fraction(1, 2), "other": Fraction(1, 5000)}
    assert counting.together(counted) == Fraction(5001, 5000)
    assert [counting.decimal(one) for one in (Fraction(5001, 5000), Fraction(9999, 10000), Fraction(1))] == ["1.000", "0.999", "1.000"]


def test_what_is_given_cumulates_over_recipients_and_counts_a_person_once_for_each(case: Case, people: Records, chat: Chat) -> None:
    people(
        {"phone": "13912345678", "recipient": "甲"},
        {"phone": "13912345678", "recipient": "乙"},
        {"phone": "13912345678", "recipient": "甲"},
        {"phone": "13912345679"},
    )
    [sent] = chat("名单", direction="out")
    assert numbers(counting.count(case, "personal-recipients")[1]) == {
        "other": (1, 1, 0, 0),
        "甲 other": (2, 0, 1, 1),
        "乙 other": (1, 0, 0, 1),
    }
    case.db.execute(
        "INSERT INTO attachments VALUES (?, 0, 'people.csv', '/people.csv', 'present', ?)", (ids.read(sent)[1], ids.entry_id(1, 1))
    )
    found = numbers(counting.count(case, "personal-recipients")[1])
    assert found["test 群聊 other"] == (4, 0, 2, 2)
    assert counting.together(counting.count(case, "personal-recipients")[1]) == Fraction(4, 5000)


def test_calls_on_two_devices_within_two_seconds_are_one_and_answered_calls_back_are_apart(case: Case, tmp_path: Path) -> None:
    entries = [ids.entry_id(register.add(case, Registration(tmp_path / f"{name}.db")), 1) for name in "ab"]

    def call(entry: int, at: int, **said: object) -> Call:
        return Call(
            **{"locus": Locus(1, entry, "/c", None), "time": Instant(at), "number": "138", "direction": "out", "outcome": "answered"} | said
        )

    back = {"direction": "in", "number": "138"}
    with case.transaction():
        parser = keep.parser_number(case, "test", 1)
        here = [
            call(entries[0], 10, duration=5),
            call(entries[0], 100),
            call(entries[0], 101),
            call(entries[0], 500, **back),
            call(entries[0], 600, outcome="missed"),
        ]
        there = [
            call(entries[1], 12, duration=6),
            call(entries[1], 14, duration=5),
            call(entries[1], 9, duration=50),
            call(entries[1], 700, **back | {"number": "9"}),
        ]
        keep.EntryRecords(case, entries[0]).keep(parser, here)
        keep.EntryRecords(case, entries[1]).keep(parser, there)
    assert numbers(counting.count(case, "calls")[1]) == {
        "phone": (7, 1, 1, 5),
        "phone call-back": (1, 0, 0, 1),
        "phone unanswered": (1, 0, 0, 1),
    }


def test_a_message_in_two_copies_of_one_account_counts_once_and_of_two_accounts_by_its_own_side(case: Case, tmp_path: Path) -> None:
    def kept(account: str | None, direction: str) -> None:
        number = register.add(case, Registration(tmp_path / f"{account}{direction}{len(list(register.register(case)))}.txt"))
        row = ids.entry_id(number, 1)
        locus = Locus(number, row, "/c.txt", None)
        talk = [
            Message(conversation="k", app="t", locus=locus, sent=Instant(60 * at), text=f"第{at}条", sender_id="x", direction=direction)
            for at in range(1, 6)
        ]  # type: ignore[arg-type]
        with case.transaction():
            keep.entries(case, number, [Entry(1, None, 1, "/c.txt", "file", None, 4, True, 1, None, None, None, None, None, 0)])
            keep.EntryRecords(case, row).keep(
                keep.parser_number(case, "test", 1), [Conversation(key="k", app="t", locus=locus, account=account), *talk]
            )
            copies.find(case)

    kept("me", "out")
    assert numbers(counting.count(case, "messages")[1]) == {"t": (5, 0, 0, 5)}
    kept("me", "out")
    assert numbers(counting.count(case, "messages")[1]) == {"t": (10, 0, 5, 5)}
    kept("you", "in")
    assert numbers(counting.count(case, "messages")[1]) == {"t": (15, 5, 5, 5)}


def test_money_goes_out_of_one_account_and_into_another(case: Case, chat: Chat) -> None:
    told = (
        {"payer": "甲", "payee": "乙", "native_id": "1"},
        {"payer": "丙", "payee": "乙", "native_id": "2"},
        {"native_id": "3"},
        {"payer": "甲", "payee": "乙", "native_id": "1"},
    )
    items = [chat("转账", kind="payment", payment=Payment(amount="100.05", currency="CNY", **one))[0] for one in told]
    case.db.execute("INSERT INTO tags VALUES (1, ?, '合理解释', NULL, NULL, NULL, 'x', 0, 0)", (items[1],))
    _, counted, _ = counting.count(case, "accounts")
    assert {one.group: (one.unique, one.duplicate, one.amount) for one in counted if one.unique} == {
        "甲 CNY out": (1, 1, Decimal("100.05")), "乙 CNY in": (1, 1, Decimal("100.05")), "丙 CNY out explained": (1, 0, Decimal("100.05")),
        "乙 CNY in explained": (1, 0, Decimal("100.05")),
    }  # fmt: skip
    assert adds_up(counted)


def test_of_one_counter_the_last_capture_counts_and_sites_are_added_up(case: Case, tmp_path: Path) -> None:
    row = ids.entry_id(register.add(case, Registration(tmp_path / "views.csv")), 1)

    def seen(at: int | None, count: int, site: str, what: str = "views") -> Counter:
        return Counter(
            locus=Locus(1, row, "/v", None), time=None if at is None else Instant(at), subject="甲", what=what, count=count, site=site
        )

    with case.transaction():
        found = [
            seen(10, 900, "a"),
            seen(20, 800, "a"),
            seen(None, 5000, "a"),
            seen(5, 70, "b"),
            seen(5, 3, "b", "reposts"),
            seen(5, 70, "b"),
        ]
        keep.EntryRecords(case, row).keep(keep.parser_number(case, "mapped.table", 1), found)
    _, counted, _ = counting.count(case, "counters")
    assert {one.group: (one.unique, one.duplicate, one.amount) for one in counted} == {
        "甲 views": (2, 3, Decimal(870)), "甲 reposts": (1, 0, Decimal(3)),
    }  # fmt: skip


def test_files_that_are_marked_count_once_a_digest_and_small_copies_apart(case: Case, tmp_path: Path) -> None:
    number = register.add(case, Registration(tmp_path / "disk.E01"))
    paths = ("/a.mp4", "/b.mp4", "/c.jpg", "/.thumbnails/c.jpg", "/d.bin")
    with case.transaction():
        keep.entries(
            case,
            number,
            [Entry(at, None, 1, path, "file", None, 4, True, at, None, None, None, None, None, 0) for at, path in enumerate(paths, 1)],
        )
        for at, mime in enumerate(("video/mp4", "video/mp4", "image/jpeg", "image/jpeg"), 1):
            keep.digests(case, ids.entry_id(number, at), mime, "table", {"sha256": bytes([1 if at < 3 else at]) * 32}, False)
    marks.tag(case, [f"e1.{at}" for at in range(1, 6)], "淫秽")
    assert numbers(counting.count(case, "marked-files")[1]) == {
        "video": (2, 0, 1, 1), "picture-or-text": (2, 1, 0, 1), "picture-or-text thumbnail": (1, 0, 0, 1),
    }  # fmt: skip


def test_every_reason_has_its_chinese() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(counting.__file__).parent.glob("*.py"))
    given = set(re.findall(r'"(?:invalid|duplicate)", "([^"]+)"', source)) | set(re.findall(r'reason="([^"]+)"', source))
    assert given
    assert given - {"invalid", "duplicate"} <= set(counting.REASONS)
    assert counting.reason("failed", "zh") == "未成功"

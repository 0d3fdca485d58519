"""Counting: raw = invalid + duplicate + unique, each row with its reason, amounts exact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from evidence_desk.errors import BadUse
from evidence_desk.model import Call, Instant, Locus, Payment
from evidence_desk.review import counting
from evidence_desk.store import evidence as register
from evidence_desk.store import identifiers, ids, keep
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

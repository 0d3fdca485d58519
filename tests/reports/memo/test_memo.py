from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Instant, Locus
from reports.memo.memo import (
    Cell,
    Citation,
    Column,
    Event,
    Finding,
    FindingList,
    Memo,
    Opinion,
    Paragraph,
    Quotation,
    Section,
    Sentence,
    Table,
    Timeline,
    cited,
    texts,
    typed,
)


def citation(number: int) -> Citation:
    return Citation(number, "m1.1.2", "手机", Locus(1, 1, "/a", None), None, "p@1")


def test_a_finding_without_a_citation_is_refused() -> None:
    with pytest.raises(Bug):
        Finding("周敏", (Sentence("记录显示该账号收到消息。"),))
    with pytest.raises(Bug):
        FindingList((Sentence("一。", (1,)), Sentence("二。")))


def test_what_people_wrote_can_be_told_from_what_the_program_wrote(simple: Callable[..., Memo]) -> None:
    blocks = (
        Paragraph((Sentence("程序。"),)),
        Opinion("甲", "意见。"),
        Finding("甲", (Sentence("发现。", (1,)),)),
        FindingList((Sentence("摘要。", (1,)),)),
    )
    assert list(typed(simple(*blocks, citations=(citation(1),)))) == ["意见。", "发现。", "摘要。"]


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Sentence("一", (2,)),)),
        Finding("甲", (Sentence("一", (2,)),)),
        Quotation(2, "甲", "", "一"),
        Table((Column("一"),), ((Cell("二", cites=(2,)),),)),
        Timeline("一", (Event(Instant(0), "", "二", (2,)),)),
    ],
)
def test_a_mark_that_leads_nowhere_is_refused(simple: Callable[..., Memo], block: Paragraph) -> None:
    assert list(cited(simple(block, citations=(citation(2),)))) == [2]
    with pytest.raises(Bug):
        simple(block, citations=(citation(1),))


def test_two_citations_of_one_number_are_refused(simple: Callable[..., Memo]) -> None:
    with pytest.raises(Bug):
        simple(citations=(citation(1), citation(1)))


def test_a_row_that_is_not_as_long_as_the_table_is_wide_is_refused() -> None:
    with pytest.raises(Bug):
        Table((Column("一"), Column("二")), ((Cell("1"),),))


def test_every_text_of_a_memo_is_found_wherever_it_lies(simple: Callable[..., Memo]) -> None:
    memo = simple(Table((Column("头"),), ((Cell("格"),),), "题"), citations=(citation(1),), facts=(("名", "值"),))
    assert {"头", "格", "题", "名", "值", "/a", "手机", "一、测试"} <= set(texts(memo))


def test_a_memo_is_data_that_another_program_can_read(fraud_memo: Callable[[Language], Memo]) -> None:
    assert msgspec.json.decode(msgspec.json.encode(fraud_memo("zh")), type=Memo) == fraud_memo("zh")


def test_sections_are_values(simple: Callable[..., Memo]) -> None:
    assert Section("一", ()) == Section("一", ())
    assert simple() == simple()

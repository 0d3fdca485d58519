"""Tags, facts and findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, NoCitation, NoSuchItem
from evidence_desk.review import marks
from evidence_desk.store import tables
from evidence_desk.store.case import Case

Chat = Callable[..., list[str]]


def test_a_finding_without_a_citation_is_refused(case: Case) -> None:
    with pytest.raises(NoCitation):
        marks.add_finding(case, "The account received money.", [])
    assert list(tables.rows(case, "findings")) == []


def test_a_finding_keeps_its_citations_in_their_order(case: Case, chat: Chat) -> None:
    first, second = chat("转账", "收到")
    fact = marks.add_fact(case, "money was moved")
    made = marks.add_finding(case, " The record shows a transfer. ", [second, first, second], fact, "supports")
    row = tables.one(case, made)
    assert row is not None
    assert (row["text"], row["citations"], row["fact"], row["bearing"]) == (
        "The record shows a transfer.",
        [second, first],
        fact,
        "supports",
    )


def test_nothing_is_marked_where_one_item_is_not_there(case: Case, chat: Chat) -> None:
    [message] = chat("转账")
    with pytest.raises(NoSuchItem):
        marks.tag(case, [message, "m1.1.99"], "重要")
    assert list(tables.rows(case, "tags")) == []


def test_a_tag_and_its_act_are_both_kept(case: Case, chat: Chat) -> None:
    [message] = chat("转账")
    marks.tag(case, [message], "重要", "看金额", bearing="contradicts")
    [row] = tables.rows(case, "tags")
    assert (row["item"], row["tag"], row["note"], row["bearing"], row["evidence"]) == (message, "重要", "看金额", "contradicts", 1)
    assert [one["act"] for one in tables.rows(case, "audit")][-1] == "tag"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_tag_needs_a_name(case: Case, chat: Chat, name: str) -> None:
    with pytest.raises(BadUse):
        marks.tag(case, chat("x"), name)


def test_a_finding_says_what_it_rests_on_and_what_else_the_records_may_mean(case: Case, chat: Chat) -> None:
    made = marks.add_finding(case, "账号由何某使用", chat("我是何某"), strength="source", alternatives=["他人\n代发", " "])
    row = tables.one(case, made)
    assert row is not None
    assert (row["strength"], row["alternatives"], row["left_out"]) == ("source", ["他人 代发"], None)


def test_a_mark_is_left_out_of_the_memo_with_a_reason_alone(case: Case, chat: Chat) -> None:
    items = chat("不是我")
    tag = marks.tag(case, items, "有利", bearing="contradicts")[0]
    finding = marks.add_finding(case, "对方否认", items, bearing="contradicts")
    for mark in (tag, finding):
        with pytest.raises(marks.NoReason):
            marks.leave_out(case, mark, " \n")
        marks.leave_out(case, mark, "与另一条\n重复")
    assert [row["left_out"] for name in ("tags", "findings") for row in tables.rows(case, name)] == ["与另一条 重复"] * 2
    marks.take_back(case, tag)
    assert [row["left_out"] for row in tables.rows(case, "tags")] == [None]
    with pytest.raises(BadUse):
        marks.take_back(case, tag)
    with pytest.raises(NoSuchItem):
        marks.leave_out(case, "n9", "x")
    with pytest.raises(NoSuchItem):
        marks.leave_out(case, items[0], "a record itself cannot be left out, only what a person said of it")


def test_the_log_knows_of_every_act(case: Case, chat: Chat) -> None:
    marks.leave_out(case, marks.tag(case, chat("一"), "x")[0], "重复")
    assert log.verify(case.db) == []
    case.db.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    assert "the log no longer has" in log.verify(case.db)[0].reason

"""Tags, facts and findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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

"""The opinion on each question of the request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.errors import BadUse, Known, NoCitation, NoSuchItem
from evidence_desk.review import custody, opinions
from evidence_desk.review.forms import Form
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Request


@pytest.fixture
def asked(case: Case) -> Case:
    custody.take(case, Form(request=Request(questions=("有无删除", "合计多少"))))
    return case


def test_an_opinion_keeps_the_question_as_it_was_asked(asked: Case, chat: Callable[..., list[str]]) -> None:
    [item] = chat("删了")
    opinions.conclude(asked, "q1", "partly", "检出一处\n撤回。", [item])
    custody.change_request(asked, {"questions": "有无修改；合计多少"})
    opinions.conclude(asked, "Q2", "insufficient", "未移送账单。", [])
    rows = list(tables.rows(asked, "conclusions"))
    assert [(row["question"], row["asked"], row["class"], row["text"], row["citations"]) for row in rows] == [
        ("Q1", "有无删除", "partly", "检出一处 撤回。", [item]),
        ("Q2", "合计多少", "insufficient", "未移送账单。", []),
    ]


def test_the_latest_opinion_on_a_question_stands(asked: Case) -> None:
    for text in ("一", "二"):
        opinions.conclude(asked, "2", "out-of-scope", text, [])
    assert [row["text"] for row in tables.rows(asked, "conclusions")] == ["二"]


@pytest.mark.parametrize(
    ("question", "kind", "text", "citations", "error"),
    [
        ("Q3", "insufficient", "x", [], opinions.NoSuchQuestion), ("Q0", "insufficient", "x", [], opinions.NoSuchQuestion),
        ("all", "insufficient", "x", [], opinions.NoSuchQuestion), ("Q1", "guilty", "x", [], BadUse), ("Q1", "insufficient", " ", [], BadUse),
        ("Q1", "confirmed", "x", [], NoCitation), ("Q1", "confirmed", "x", ["m1.1.1"], NoSuchItem),
    ],
)  # fmt: skip
def test_what_is_no_opinion_is_refused(asked: Case, question: str, kind: str, text: str, citations: list[str], error: type[Known]) -> None:
    with pytest.raises(error):
        opinions.conclude(asked, question, kind, text, citations)  # type: ignore[arg-type]
    assert list(tables.rows(asked, "conclusions")) == []

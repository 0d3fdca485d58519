"""The checklist: every point with what the program found, five answers, and nothing answered without a basis."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.audit import log
from evidence_desk.errors import BadUse
from evidence_desk.review import checklist
from evidence_desk.review.wording import forbidden
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case


def point(case: Case, name: str) -> dict[str, object]:
    return next(row for row in checklist.rows(case, "zh") if row["point"] == name)


def test_a_pack_names_an_article_for_each_point_and_says_which_are_to_be_confirmed() -> None:
    rules = checklist.pack()
    assert len({one.id for one in rules.points}) == len(rules.points) >= 15
    for one in rules.points:
        assert one.article
        assert one.zh
        assert one.en
        assert one.mode in ("decides", "assists", "records")
        assert (one.find is None) == (one.mode == "records")
        assert one.find is None or one.find in checklist.FINDERS
        assert forbidden(one.zh) == forbidden(one.en) == []
    assert any(one.confirm for one in rules.points)
    assert len(rules.digest) == 64


@pytest.mark.parametrize(
    ("verdict", "result"),
    [("match", "agrees"), ("mismatch", "differs"), ("unreadable", "differs"), ("nothing-to-compare", "nothing-to-compare")],
)
def test_digests_are_compared_and_never_called_lawful(case: Case, chat: Callable[..., list[str]], verdict: str, result: str) -> None:
    chat("你好")
    register.verified(case, 1, {"md5": "0" * 32}, verdict, [], [])
    assert (point(case, "I-1")["result"], point(case, "I-1")["items"]) == (result, ["i1"])
    assert point(case, "I-1")["answer"] is None


def test_an_answer_needs_a_point_a_word_of_the_five_and_a_basis(case: Case) -> None:
    for name, given, basis, consequence in (
        ("I-99", "satisfied", "卷一第3页", "none"), ("I-1", "lawful", "卷一第3页", "none"), ("I-1", "satisfied", " ", "none"), ("I-1", "satisfied", "卷一", "guilty"),
    ):  # fmt: skip
        with pytest.raises(BadUse):
            checklist.answer(case, name, given, basis, consequence)
    assert point(case, "I-1")["answer"] is None
    checklist.answer(case, "L-1", "doubtful", "卷一\n第3页")
    checklist.answer(case, "L-1", "not-transferred", "未见笔录", "defect")
    assert (point(case, "L-1")["answer"], point(case, "L-1")["basis"], point(case, "L-1")["consequence"]) == (
        "not-transferred",
        "未见笔录",
        "defect",
    )
    assert log.verify(case.db) == []
    acts = [row["body"].decode() for row in case.db.execute("SELECT body FROM audit")]
    assert sum('"check.answer"' in act for act in acts) == 2, "an answer that was changed stays in the log"


def test_deletions_zones_and_attachments_are_listed(case: Case, chat: Callable[..., list[str]]) -> None:
    chat("一", "二", deleted=True)
    assert point(case, "T-7")["detail"] == {"deleted_entries": 0, "deleted_messages": 2, "edited_messages": 0}
    assert point(case, "T-8")["detail"] == {"messages_unknown": 2}
    assert point(case, "T-11")["result"] == "nothing-to-compare"

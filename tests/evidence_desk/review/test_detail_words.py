"""Every number that a finder gives has its word."""

from __future__ import annotations

from evidence_desk.review import checklist
from evidence_desk.review.detail_words import DETAILS, VALUES, named, valued
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case


def test_words_stand_in_both_languages_and_conclude_nothing() -> None:
    for zh, en in (*DETAILS.values(), *VALUES.values()):
        assert zh and en
        assert forbidden(zh) == forbidden(en) == []


def test_a_name_keeps_what_it_is_of() -> None:
    assert named("i1 acquired", "zh") == "i1 镜像制作时间"
    assert named("shared mobile", "en") == "shared mobile"
    assert valued("change_class", "system", "zh") == "仅见于系统、应用的位置"
    assert valued("steps", 3, "zh") == "3"


def test_the_numbers_of_an_empty_case_have_their_words(case: Case) -> None:
    for row in checklist.rows(case, "en"):
        assert isinstance(row["detail"], dict)
        assert set(row["detail"]) <= set(DETAILS), row["point"]

"""What the record of the case says stands in the memo, as it was recorded, and nowhere as not recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_desk.errors import Language
from evidence_desk.review import custody, forms
from evidence_desk.store import evidence
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo.compose import compose

FORM = """
[request]
department = "第一检察部"
questions = ["有无删除痕迹", "转账记录是否完整"]
background = "张某被指以投资为名收取款项"
background_source = "起诉意见书第2页"

[[exhibit]]
number = "SZ-001"

[[exhibit.event]]
kind = "seizure"
start = "2025-06-01 10:00"
people = ["李某", "王某"]

[[exhibit.event]]
kind = "imaging"
start = "2025-05-01 10:00"
people = ["李某"]
"""
BEFORE = "早于"


@pytest.fixture
def recorded(case: Case, tmp_path: Path) -> Case:
    (tmp_path / "a.txt").write_text("a")
    evidence.add(case, Registration(tmp_path / "a.txt"))
    form = tmp_path / "form.toml"
    form.write_text(FORM, encoding="utf-8")
    custody.take(case, forms.read(form))
    return case


def text(case: Case, language: Language = "zh") -> str:
    return str(compose(case, language))


def test_the_request_its_questions_and_the_background_are_in_the_memo(recorded: Case) -> None:
    said = text(recorded)
    for words in ("第一检察部", "Q1 有无删除痕迹", "Q2 转账记录是否完整", "张某被指以投资为名收取款项（据送审材料：起诉意见书第2页）"):
        assert words in said
    for words in ("委托部门、委托日期", "未记录审查要求", "送交人、接收人、移送时间"):
        assert words not in said, "what is recorded is not said to be not recorded"
    assert "委托的审查要求 2 项，其中 0 项有答复" in said
    assert said.count("尚未答复") == 4, "in the summary and in part 12"


def test_the_steps_of_custody_and_what_does_not_fit_in_them_are_in_annex_b(recorded: Case) -> None:
    said = text(recorded)
    assert "李某、王某" in said
    assert "扣押" in said
    assert BEFORE in said, "an image that was made before the seizure"
    assert "seizure" in text(recorded, "en")


def test_a_step_that_was_withdrawn_is_left_out(recorded: Case) -> None:
    custody.withdraw(recorded, "o2", "录入错误")
    assert BEFORE not in text(recorded)


def test_without_a_record_the_memo_says_that_there_is_none(case: Case) -> None:
    said = text(case)
    assert "委托部门、委托日期" in said
    assert "未记录审查要求" in said

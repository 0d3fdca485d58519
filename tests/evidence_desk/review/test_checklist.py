"""The checklist: every point with what the program found, five answers, and nothing answered without a basis."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from evidence_desk.audit import log
from evidence_desk.errors import BadUse
from evidence_desk.review import checklist, custody
from evidence_desk.review.forms import Form
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit, Request


def point(case: Case, name: str) -> dict[str, object]:
    return next(row for row in checklist.rows(case, "zh") if row["point"] == name)


@pytest.mark.parametrize(
    ("verdict", "result"),
    [("match", "agrees"), ("mismatch", "differs"), ("unreadable", "differs"), ("nothing-to-compare", "nothing-to-compare")],
)
def test_digests_are_compared_and_never_called_lawful(case: Case, chat: Callable[..., list[str]], verdict: str, result: str) -> None:
    chat("你好")
    compared = [{"origin": "stated", "algorithm": "md5", "verdict": verdict}] if verdict != "unreadable" else []
    register.verified(case, 1, {"md5": "0" * 32}, verdict, compared, [])
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


def test_a_consequence_begins_with_that_of_the_rule_and_is_a_persons(case: Case) -> None:
    assert checklist.answer(case, "T-1", "doubtful", "卷一") == "authenticity"
    assert checklist.answer(case, "T-1", "satisfied", "卷一") == "none"
    assert checklist.answer(case, "T-1", "not-satisfied", "卷一", "defect", restorable="鉴定意见载明\n相关数据未变") == "defect"
    row = point(case, "T-1")
    assert (row["consequence"], row["suggested"], row["restorable"]) == ("defect", "authenticity", "鉴定意见载明 相关数据未变")
    acts = [json.loads(row["body"]) for row in case.db.execute("SELECT body FROM audit ORDER BY seq")]
    assert [act["prefilled"] for act in acts if act["act"] == "check.answer"] == [True, True, False]


def test_the_rules_are_those_of_the_day_on_which_the_act_was_done(case: Case) -> None:
    assert (point(case, "I-1")["days"], point(case, "I-1")["in_force"]) == ([], None)
    custody.take(case, Form(events=(Event("1", "seizure", start="2020-06-01", zone="Asia/Shanghai"),)))
    row = point(case, "I-1")
    assert (row["days"], row["in_force"], row["article"]) == (["2020-06-01"], True, "两高一部电子数据规定 23(3)；刑诉法解释（2012） 93")
    assert row["to_be_confirmed"] is True
    custody.withdraw(case, "o1", "录入错误")
    custody.take(case, Form(events=(Event("1", "seizure", start="2010-01-01"),)))
    row = point(case, "I-1")
    assert (row["in_force"], row["article"]) == (False, "刑诉法解释 111(3)；人民检察院办理网络犯罪案件规定 31(2)")


def test_a_case_of_public_interest_has_the_points_of_such_cases(case: Case) -> None:
    custody.take(case, Form(request=Request(stage="public-interest")))
    assert {row["pack"] for row in checklist.rows(case, "en")} == {"cn-civil@2"}
    checklist.answer(case, "N-8", "satisfied", "validation report", name="international")
    assert {row["pack"] for row in checklist.rows(case, "en")} == {"cn-civil@2", "international@1"}
    assert {row["pack"] for row in checklist.rows(case, "en", "cn-penal")} == {"cn-penal@3"}


def test_what_does_not_fit_in_the_record_is_told_at_its_point(case: Case) -> None:
    assert point(case, "L-1")["result"] == "nothing-to-compare"
    events = (
        Event("1", "seizure", start="2026-03-01", people=("张三",), witness="张三"),
        Event("1", "sealing", start="2026-03-01", people=("张三",)),
    )
    custody.take(case, Form(exhibits=(Exhibit("1", original="transferred"),), events=events))
    one = point(case, "L-1")
    assert (one["result"], one["steps"], one["notes"]) == ("differs", ["o1"], ["扣押（2026-03-01）只记载一名侦查人员：张三"])
    assert (point(case, "L-4")["result"], len(point(case, "L-4")["notes"])) == ("differs", 2)  # type: ignore[arg-type]
    assert (point(case, "I-6")["result"], point(case, "T-3")["result"], point(case, "L-12")["result"]) == (
        "differs",
        "agrees",
        "nothing-to-compare",
    )


def test_what_a_route_needs_is_listed_where_it_is_blank(case: Case) -> None:
    exhibit = Exhibit("1", route="seized-medium", make="A", model="B", capacity="1", serial="2", document="清单")
    custody.take(case, Form(exhibits=(exhibit,), events=(Event("1", "seizure", start="2026-03-01", photos="2张"),)))
    assert point(case, "W-1")["detail"] == {"exhibits": 1, "1 blank": "custodian, seal"}
    assert (point(case, "W-1")["result"], point(case, "W-2")["result"], point(case, "L-8")["result"]) == (
        "differs",
        "nothing-to-compare",
        "agrees",
    )


def test_deletions_zones_and_attachments_are_listed(case: Case, chat: Callable[..., list[str]]) -> None:
    items = chat("一", "二", deleted=True)
    found = point(case, "T-7")
    assert isinstance(found["detail"], dict)
    assert {name: found["detail"][name] for name in ("deleted_entries", "deleted_messages", "edited_messages")} == {
        "deleted_entries": 0, "deleted_messages": 2, "edited_messages": 0,
    }  # fmt: skip
    assert found["items"] == items
    assert point(case, "T-8")["detail"] == {"messages_unknown": 2}
    assert point(case, "T-11")["result"] == "nothing-to-compare"


def test_a_sample_that_an_expert_examined_has_the_digest_of_the_record(case: Case) -> None:
    md5 = "d41d8cd98f00b204e9800998ecf8427e"
    imaged = Event("1", "imaging", start="2026-03-01", digest=f"md5:{md5}")
    custody.take(case, Form(events=(imaged, Event("1", "expertise", start="2026-03-02", digest=f"MD5:{md5.upper()}"))))
    assert point(case, "L-16")["result"] == "agrees"
    custody.take(case, Form(events=(Event("1", "expertise", start="2026-03-03", digest=f"md5:{'0' * 32}"),)))
    assert point(case, "L-16")["detail"] == {"sample_digests": 2, "match": 1, "mismatch": 1}

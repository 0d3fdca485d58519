"""Merging two reviews of one case: authors and times stay, and nothing is put on a record that is another one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.audit import log
from evidence_desk.errors import BadUse
from evidence_desk.model import Conversation, Entry, Locus, Message
from evidence_desk.review import checklist, custody, marks, opinions
from evidence_desk.review.forms import Form
from evidence_desk.review.merge import SAME, OtherCase, OtherEvidence, OtherLog, SameCase, merge
from evidence_desk.spare import Fragment, Leftover, Space
from evidence_desk.store import evidence, fragments, ids, keep, leftovers, objects, spaces, tables
from evidence_desk.store.case import Case, Particulars, now_micros
from evidence_desk.store.evidence import Registration
from evidence_desk.store.intake import Event, Exhibit, Request

Reviewed = Callable[..., Case]


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewed:
    """A case of the same number with a chat of some texts, after `before` other items; who acts is its examiner."""

    def make(who: str, *texts: str, number: str = "7", before: int = 0) -> Case:
        monkeypatch.setattr(log, "actor", lambda: who)
        case = Case.create(tmp_path / f"{who}.edcase", Particulars(number, "", (who,), "Asia/Shanghai"))
        for at in range(before + 1):
            item = evidence.add(case, Registration(tmp_path / f"{at}.txt"))
            entry = ids.entry_id(item, 1)
            locus = Locus(item, entry, "/chat.txt", None)
            said = texts if at == before else (f"别的{at}",)
            with case.transaction():
                keep.entries(case, item, [Entry(1, None, 1, "/chat.txt", "file", None, 4, True, 1, None, None, None, None, None, 0)])
                keep.digests(case, entry, None, None, {"sha256": hashlib.sha256("".join(said).encode()).digest()}, False)
                found = [
                    Conversation(key="k", app="t", locus=locus),
                    *(Message(conversation="k", app="t", locus=locus, text=text) for text in said),
                ]
                keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), found)
        return case

    return make


def everything(case: Case, names: tuple[str, ...]) -> list[list[object]]:
    return [[row[name] for name in ("text", "actor", "time")] for table in names for row in tables.rows(case, table)]


def test_what_another_recorded_comes_with_name_time_and_citations_under_our_ids(reviewed: Reviewed) -> None:
    other = reviewed("王芳", "转账", "否认", before=1)
    fact = marks.add_fact(other, "收款")
    [tag] = marks.tag(other, ["m2.1.3"], "有利", "待核", fact, "contradicts")
    finding = marks.add_finding(other, "记录显示转账。", ["m2.1.2", "e2.1"], fact, "supports", "data", ["代发"])
    marks.leave_out(other, tag, "重复")
    custody.take(other, Form(Request(questions=("有无转账",)), (Exhibit("1", (2,)),), (Event("1", "seizure", start="2026-03-01"),)))
    opinions.conclude(other, "Q1", "confirmed", "有。", [finding])
    checklist.answer(other, "L-1", "doubtful", "卷一")
    case = reviewed("周明", "转账", "否认")
    marks.add_fact(case, "付款")
    found = merge(case, other)
    assert found.left == []
    assert dict(found.taken) == {
        "facts": 1, "tags": 1, "findings": 1, "left_out": 1, "answers": 1, "requests": 1, "exhibits": 1, "custody": 1, "conclusions": 1,
    }  # fmt: skip
    assert everything(other, ("facts", "findings")) == [one for one in everything(case, ("facts", "findings")) if one[1] == "王芳"]
    [made] = tables.rows(case, "findings")
    assert (made["citations"], made["fact"], made["strength"], made["alternatives"]) == (["m1.1.2", "e1.1"], "f2", "data", ["代发"])
    [mark] = tables.rows(case, "tags")
    assert (mark["item"], mark["fact"], mark["left_out"], mark["actor"]) == ("m1.1.3", "f2", "重复", "王芳")
    assert next(tables.rows(case, "exhibits"))["items"] == [1]
    assert next(tables.rows(case, "conclusions"))["citations"] == [made["id"]]
    assert next(row for row in checklist.rows(case, "zh") if row["point"] == "L-1")["actor"] == "王芳"
    assert log.verify(case.db) == []


def test_the_log_of_the_other_is_kept_with_its_head(reviewed: Reviewed) -> None:
    other, case = reviewed("王芳", "转账"), reviewed("周明", "转账")
    head = log.head(other.db)
    merge(case, other)
    act = next(one for row in case.db.execute("SELECT body FROM audit") if (one := json.loads(row["body"]))["act"] == "merge")
    assert (act["entries"], act["head"]) == (head.entries, head.hash)
    kept = objects.path(case, act["log"]).read_text(encoding="utf-8").splitlines()
    assert json.loads(kept[-1])["hash"] == head.hash


def test_merging_again_takes_nothing_twice(reviewed: Reviewed) -> None:
    other, case = reviewed("王芳", "转账"), reviewed("周明", "转账")
    marks.add_finding(other, "一", ["m1.1.2"])
    assert merge(case, other).taken == {"findings": 1}
    again = merge(case, other)
    assert (again.taken, again.repeated) == ({}, 1)
    assert len(list(tables.rows(case, "findings"))) == 1


def test_a_record_that_is_another_one_here_gets_no_mark(reviewed: Reviewed) -> None:
    other = reviewed("王芳", "转账", "甲")
    marks.tag(other, ["m1.1.2", "m1.1.3"], "x")
    marks.add_finding(other, "二", ["m1.1.2", "m1.1.3"])
    case = reviewed("周明", "转账", "甲")
    case.db.execute("UPDATE messages SET text = '乙' WHERE id = ?", (ids.read("m1.1.3")[1],))
    found = merge(case, other)
    assert found.left == [("t2", "m1.1.3"), ("n1", "m1.1.3")]
    assert [row["item"] for row in tables.rows(case, "tags")] == ["m1.1.2"]
    assert list(tables.rows(case, "findings")) == []


def test_of_what_was_left_out_and_put_back_the_later_act_stands_whoever_merges(reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch) -> None:
    other = reviewed("王芳", "转账")
    [tag] = marks.tag(other, ["m1.1.2"], "有利")
    marks.add_finding(other, "有利。", ["m1.1.2"])
    case = reviewed("周明", "转账")
    merge(case, other)
    clock = iter(range(1, 9))
    monkeypatch.setattr(marks, "now_micros", lambda: now_micros() + next(clock) * 1_000_000)
    for mark in (tag, "n1"):
        marks.leave_out(other, mark, "另案已列")
        marks.leave_out(case, mark, "重复")
        marks.take_back(case, mark)
    assert merge(case, other).taken == {"left_out": 2}
    assert [row["left_out"] for name in ("tags", "findings") for row in tables.rows(case, name)] == [None, None]
    with pytest.raises(BadUse):
        marks.take_back(case, tag)


def test_whatever_can_be_cited_is_told_to_be_the_same_by_where_it_lies(reviewed: Reviewed) -> None:
    def reading(case: Case, item: int, text: str, at: int) -> None:
        with case.transaction():
            spaces.keep(case, item, [Space(1, 4096, 8192, "free", True)], 1)
            fragments.keep(case, item, 1, 1, Fragment(4096, 24, [(0, 4096, "utf-8")], text))
            times = (132_500_000_000_000_000,) * 4
            leftovers.keep(case, item, 1, 1, (0, ""), [Leftover("a.txt", 5, 1, times, 3, 1, at, 80, at)])

    assert set(marks.CITABLE) <= set(SAME)
    other, case = reviewed("王芳", "转账", before=1), reviewed("周明", "转账")
    reading(other, 2, "代发工资", 64)
    reading(case, 1, "代发工资", 64)
    marks.tag(other, ["u2.1", "y2.1", "z2.1"], "有利")
    assert merge(case, other).left == []
    assert [row["item"] for row in tables.rows(case, "tags")] == ["u1.1", "y1.1", "z1.1"]
    elsewhere = reviewed("钱进", "转账")
    reading(elsewhere, 1, "代发货款", 128)
    assert merge(elsewhere, other).left == [("t2", "y2.1"), ("t3", "z2.1")]
    ended = [one for row in elsewhere.db.execute("SELECT body FROM audit") if (one := json.loads(row["body"]))["act"] == "merge.end"]
    assert ended[0]["left"] == ["t2", "t3"]


def test_of_two_answers_the_later_stands_and_the_difference_is_told(reviewed: Reviewed) -> None:
    other = reviewed("王芳", "转账")
    checklist.answer(other, "L-1", "doubtful", "王芳所见")
    case = reviewed("周明", "转账")
    checklist.answer(case, "L-1", "satisfied", "周明所见")
    assert merge(case, other).differing == ["L-1"]
    assert next(row for row in checklist.rows(case, "zh") if row["point"] == "L-1")["basis"] == "周明所见"
    assert case.db.execute("SELECT count(*) FROM answers").fetchone()[0] == 2


def test_what_is_no_review_of_this_case_is_refused_whole(reviewed: Reviewed) -> None:
    case = reviewed("周明", "转账")
    for other, error in (
        (reviewed("a", "转账", number="8"), OtherCase), (reviewed("b", "别的"), OtherEvidence), (reviewed("c", "转账"), OtherLog),
    ):  # fmt: skip
        marks.add_fact(other, "x")
        if error is OtherLog:
            other.db.execute("DELETE FROM audit WHERE seq = 1")
        with pytest.raises(error):
            merge(case, other)
    assert list(tables.rows(case, "facts")) == []


def test_a_case_is_not_merged_with_itself_by_whatever_name(reviewed: Reviewed, tmp_path: Path) -> None:
    ours = reviewed("周明", "a")
    link = tmp_path / "link.edcase"
    link.symlink_to(ours.folder)
    with Case.open(link) as other, pytest.raises(SameCase):
        merge(ours, other)

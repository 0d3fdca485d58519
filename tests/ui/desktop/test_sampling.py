"""Samples, merged reviews and lists of countings in the windows; the command line does the work, in a child."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.model import Locus, PersonalRecord, Row
from evidence_desk.review import checklist, marks, sampling
from evidence_desk.store import ids, keep, tables
from evidence_desk.store.case import Case
from ui.desktop.checks import ChecksPane
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 30_000
PEOPLE = (("甲", "11010519491231002X"), ("甲", "11010519491231002X"), ("乙", "110105194912310021"))
"""The second repeats the first; the number of the third fails its check."""


def come(review: Review, qtbot: QtBot, tab: str) -> ChecksPane:
    review.visit(Place("checks"))
    review.checks.tabs.setCurrentWidget(getattr(review.checks, tab))
    qtbot.wait(100)
    return review.checks


@pytest.fixture
def sampled(open_case: Callable[[Path], Review], case_folder: Path) -> Review:
    """A case with a sample of three messages."""
    with Case.open(case_folder) as case:
        sampling.draw(case, sampling.of_table(case, "messages", {}), 3, "a test")
    return open_case(case_folder)


def test_a_sample_is_drawn_from_what_a_person_declares(review: Review, qtbot: QtBot, acts: Callable[[Path], list[str]]) -> None:
    form = come(review, qtbot, "sampling").sampling.drawing
    assert form.isVisible(), "without a sample the form is what there is"
    form.populations.setCurrentIndex(form.populations.findText("消息全部条目"))
    qtbot.keyClicks(form.where, "kind=text")
    form.number.setValue(4)
    assert not form.draw.isEnabled(), "a sample needs its reason"
    qtbot.keyClicks(form.reason, "many are alike")
    qtbot.mouseClick(form.draw, LEFT)
    pane = review.checks.sampling
    qtbot.waitUntil(lambda: len(pane._samples) == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: pane.judging.items.rowCount() == 4)
    with Case.open(review.desk.folder) as case:
        [row] = sampling.rows(case, "zh")
    assert (row["population"], row["drawn"], row["reason"]) == ({"table": "messages", "where kind": "text"}, 4, "many are alike")
    assert str(row["seed"]) in pane.judging.about.toPlainText()
    assert acts(review.desk.folder).index("sample.freeze") < acts(review.desk.folder).index("sample.draw")


def test_a_counting_leads_to_a_sample_of_what_it_counted(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "counting").counting
    pane.rules.setCurrentIndex(pane.rules.findData("calls"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: pane.sample.isVisible())
    qtbot.mouseClick(pane.sample, LEFT)
    form = review.checks.sampling.drawing
    assert form.isVisible()
    assert tuple(form.populations.currentData()) == ("rule", "calls")


def test_more_than_there_are_is_refused_in_the_form(review: Review, qtbot: QtBot) -> None:
    form = come(review, qtbot, "sampling").sampling.drawing
    form.populations.setCurrentIndex(form.populations.findText("消息全部条目"))
    form.number.setValue(99)
    qtbot.keyClicks(form.reason, "all")
    qtbot.mouseClick(form.draw, LEFT)
    qtbot.waitUntil(lambda: form.fault.isVisible(), timeout=WAIT_MS)
    assert "99" in form.fault.text()
    assert form.reason.text() == "all"


def test_each_item_is_judged_and_then_the_whole_is_bounded(sampled: Review, qtbot: QtBot) -> None:
    pane = come(sampled, qtbot, "sampling").sampling.judging
    qtbot.waitUntil(lambda: pane.items.rowCount() == 3)
    assert "尚有 3 项未核验" in pane.bounds.text()
    first = pane.items.item(0, 1)
    assert first is not None
    qtbot.waitUntil(lambda: sampled.desk.items == (first.text(),))
    qtbot.keyClicks(pane.note, "seen in the original")
    qtbot.mouseClick(pane.outcomes["right"], LEFT)
    qtbot.waitUntil(lambda: pane.items.currentRow() == 1)
    pane.items.setFocus()
    qtbot.keyClick(pane.items, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: pane.items.currentRow() == 2)
    assert "总体 8 项中" not in pane.bounds.text(), "no bounds before all are judged"
    qtbot.mouseClick(pane.outcomes["undecided"], LEFT)
    qtbot.waitUntil(lambda: "总体 8 项中" in pane.bounds.text())
    with Case.open(sampled.desk.folder) as case:
        [row] = sampling.rows(case, "zh")
        notes = [one["note"] for one in sampling.item_rows(case, "zh")]
    assert (row["right"], row["wrong"], row["undecided"]) == (1, 1, 1)
    assert notes[0] == "seen in the original"
    assert f"不符的为 {row['wrong_low']} 至 {row['wrong_high']} 项" in pane.bounds.text()


def test_results_are_taken_from_a_sheet(sampled: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = come(sampled, qtbot, "sampling").sampling
    qtbot.waitUntil(lambda: pane.judging.items.rowCount() == 3)
    items = [pane.judging.items.item(row, 1).text() for row in range(3)]
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("item,result,note\n" + "".join(f"{item},相符,\n" for item in items), encoding="utf-8")
    pane.take_from(sheet)
    qtbot.waitUntil(lambda: "相符 3 项" in pane.judging.bounds.text())
    sheet.write_text("item,result,note\nm9.9.9,相符,\n", encoding="utf-8")
    pane.take_from(sheet)
    qtbot.waitUntil(lambda: "m9.9.9" in sampled.foot.note.text())


def test_the_rows_that_were_left_out_are_listed_with_their_reasons(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "counting").counting
    pane.rules.setCurrentIndex(pane.rules.findData("messages"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: pane.rows.rowCount() > 0)
    whole = pane.rows.rowCount()
    pane.statuses.setCurrentIndex(pane.statuses.findData("invalid"))
    assert 0 < pane.rows.rowCount() < whole
    assert {pane.rows.item(row, 2).text() for row in range(pane.rows.rowCount())} == {"无效"}
    assert all(pane.rows.item(row, 3).text() not in ("", "—") for row in range(pane.rows.rowCount()))
    assert "5000" in pane.basis.text()
    pane.law.setChecked(False)
    assert "5000" not in pane.basis.text(), "numbers of articles can be left out"


def test_a_rule_that_nothing_is_of_says_what_it_needs(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "counting").counting
    pane.rules.setCurrentIndex(pane.rules.findData("personal-records"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: "列映射" in pane._blank._words.text())


def test_the_whole_list_of_a_counting_is_written(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = come(review, qtbot, "counting").counting
    assert not pane.write.isEnabled()
    pane.rules.setCurrentIndex(pane.rules.findData("messages"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: pane.write.isEnabled())
    out = tmp_path / "list.csv"
    pane.write_to(out)
    qtbot.waitUntil(lambda: "清单已写入" in review.foot.note.text(), timeout=WAIT_MS)
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == pane.rows.rowCount() + 1


def test_another_review_is_merged_and_what_differs_is_named(review: Review, qtbot: QtBot, built: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / built.name
    shutil.copytree(built, other)
    with Case.open(other) as case:
        marks.tag(case, ["m2.1.7"], "theirs")
        checklist.answer(case, "I-6", "doubtful", "their basis")
    with Case.open(review.desk.folder) as case:
        checklist.answer(case, "I-6", "satisfied", "our basis")
    pane = come(review, qtbot, "merging").merging
    assert "尚未合并" in pane.told.item(0).text()
    pane.path.setText(str(other))
    qtbot.mouseClick(pane.merge, LEFT)
    qtbot.waitUntil(lambda: pane.told.count() == 2, timeout=WAIT_MS)
    assert "tags 1" in pane.told.item(0).text()
    assert "I-6" in pane.told.item(1).text(), "two answers to one point"
    with Case.open(review.desk.folder) as case:
        assert "theirs" in {row["tag"] for row in tables.rows(case, "tags")}


def test_what_is_no_review_of_this_case_is_refused_in_a_sentence(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = come(review, qtbot, "merging").merging
    pane.path.setText(str(tmp_path / "nothing.edcase"))
    qtbot.mouseClick(pane.merge, LEFT)
    qtbot.waitUntil(lambda: pane.fault.isVisible(), timeout=WAIT_MS)
    assert "nothing.edcase" in pane.fault.text()
    assert pane.merge.isEnabled()


def test_categories_are_named_and_their_parts_added_up(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as case, case.transaction():
        entry = ids.entry_id(1, 3)
        locus = Locus(1, entry, "Users/zhou/账目.xlsx", None, Row("Sheet", 2))
        people = [PersonalRecord(locus=locus, category="property", name=name, resident_id=number) for name, number in PEOPLE]
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "mapped.table", 1), people)
    pane = come(review, qtbot, "counting").counting
    pane.rules.setCurrentIndex(pane.rules.findData("personal-records"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: pane.groups.rowCount() == 2)
    first = [pane.groups.item(0, column).text() for column in range(pane.groups.columnCount())]
    assert first == ["财产信息", "3", "1", "1", "1", "2", "—", "0.020"]
    assert pane.groups.item(1, 7).text() == "0.020"
    pane.law.setChecked(False)
    assert pane.groups.rowCount() == 1

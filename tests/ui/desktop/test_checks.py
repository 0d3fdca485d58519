"""The review itself in the windows: points are answered with a basis, rules count, and both are logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.review import checklist, counting
from evidence_desk.store.case import Case
from ui.desktop import words
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton


def come(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("checks"))
    qtbot.waitUntil(lambda: review.checks.checklist.list.count() > 0)


def row_of(review: Review, point: str) -> int:
    lines = review.checks.checklist.list
    return next(row for row in range(lines.count()) if (line := lines.item(row)) is not None and line.text().startswith(f"{point}  "))


def test_every_point_of_the_pack_is_listed_with_what_was_found(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    lines = review.checks.checklist.list
    with Case.open(review.desk.folder) as case:
        expected = checklist.rows(case, "zh")
    headings = [lines.item(row).text() for row in range(lines.count()) if not lines.item(row).flags()]
    assert headings == ["完整性", "真实性", "合法性", "关联性"]
    assert lines.count() == len(expected) + len(headings)
    digests = lines.item(row_of(review, "I-1"))
    assert digests is not None
    assert "有不符" in digests.text(), "the phone's digest is not the stated one"
    assert "尚未记载意见" in digests.text()


def test_an_answer_needs_its_basis_and_is_kept_and_logged(review: Review, qtbot: QtBot, acts: Callable[[Path], list[str]]) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    pane.list.setCurrentRow(row_of(review, "I-6"))
    point = pane.point
    point.answers.setCurrentIndex(point.answers.findData("not-transferred"))
    assert not point.save.isEnabled(), "an answer without a basis"
    qtbot.keyClicks(point.basis, "no photographs in the file")
    qtbot.mouseClick(point.save, LEFT)
    qtbot.waitUntil(lambda: "check.answer" in acts(review.desk.folder))
    with Case.open(review.desk.folder) as case:
        kept = next(one for one in checklist.rows(case, "zh") if one["point"] == "I-6")
    assert (kept["answer"], kept["basis"], kept["consequence"]) == ("not-transferred", "no photographs in the file", "none")
    qtbot.waitUntil(lambda: (line := pane.list.item(row_of(review, "I-6"))) is not None and "材料未移送" in line.text())
    assert review.checks.head.about.text().startswith("已记载意见 1 项")


def test_what_is_typed_for_a_point_outlives_a_change_elsewhere(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    pane.list.setCurrentRow(row_of(review, "I-6"))
    qtbot.keyClicks(pane.point.basis, "half a sente")
    before = pane.list.count()
    review.desk.changed.emit("marks")
    qtbot.wait(200)
    assert pane.list.count() == before
    assert pane.point.basis.toPlainText() == "half a sente"


def test_what_the_rule_suggests_is_put_first_and_a_person_chooses(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    pane.list.setCurrentRow(row_of(review, "I-1"))
    point = pane.point
    assert not point._restorable.isVisible()
    point.answers.setFocus()
    for _ in range(3):
        qtbot.keyPress(point.answers, Qt.Key.Key_Down)
    assert point.answers.value == "doubtful"
    assert point.consequences.value == "authenticity", "as the pack has it"
    point.consequences.choose("defect")
    qtbot.keyClicks(point.basis, "record, p. 3")
    qtbot.keyClicks(point.restorable, "a second copy agrees")
    point.ensureWidgetVisible(point.save)
    qtbot.mouseClick(point.save, LEFT)
    qtbot.waitUntil(lambda: "可补正" in pane.list.item(row_of(review, "I-1")).text())
    with Case.open(review.desk.folder) as case:
        kept = next(one for one in checklist.rows(case, "zh") if one["point"] == "I-1")
    assert (kept["consequence"], kept["restorable"]) == ("defect", "a second copy agrees")


def test_rules_stand_with_their_days_and_how_they_are_known(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    pane.list.setCurrentRow(row_of(review, "I-1"))
    told = pane.point.about.toPlainText()
    assert "法释〔2021〕1号" in told
    assert "2021-03-01 起施行" in told
    assert "待核对原文" in told
    assert "校验值" in told, "the fields of the record that it needs"


def test_another_pack_is_shown_and_answered_in_its_own_name(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    pane.packs.setCurrentIndex(pane.packs.findData("international"))
    qtbot.waitUntil(lambda: any(pane.list.item(row).text().startswith("N-1 ") for row in range(pane.list.count())))
    pane.list.setCurrentRow(row_of(review, "N-1"))
    pane.point.answers.choose("satisfied")
    qtbot.keyClicks(pane.point.basis, "digests of both")
    pane.point.ensureWidgetVisible(pane.point.save)
    qtbot.mouseClick(pane.point.save, LEFT)
    qtbot.waitUntil(lambda: "符合" in pane.list.item(row_of(review, "N-1")).text())
    pane.packs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: any(pane.list.item(row).text().startswith("I-1 ") for row in range(pane.list.count())))
    assert row_of(review, "N-1"), "a pack in which something was answered is shown too"


def test_the_list_stays_where_it_stood(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    row = row_of(review, "L-4")
    pane.list.setCurrentRow(row)
    bar = pane.list.verticalScrollBar()
    assert bar.value() > 0
    before = bar.value()
    review.visit(Place("log"))
    review.visit(Place("checks"))
    qtbot.wait(300)
    assert (pane.list.currentRow(), bar.value()) == (row, before)


def test_points_can_be_narrowed_to_those_without_an_answer(review: Review, qtbot: QtBot) -> None:
    come(review, qtbot)
    pane = review.checks.checklist
    whole = pane.list.count()
    with Case.open(review.desk.folder) as case:
        checklist.answer(case, "I-6", "satisfied", "seen")
    review.desk.changed.emit("marks")
    pane.kinds.setCurrentIndex(pane.kinds.findData("unanswered"))
    qtbot.waitUntil(lambda: pane.list.count() == whole - 1)


def test_a_rule_counts_and_every_row_says_what_became_of_it(review: Review, qtbot: QtBot, acts: Callable[[Path], list[str]]) -> None:
    come(review, qtbot)
    pane = review.checks.counting
    review.checks.tabs.setCurrentWidget(pane)
    pane.rules.setCurrentIndex(pane.rules.findData("messages"))
    qtbot.mouseClick(pane.count, LEFT)
    qtbot.waitUntil(lambda: pane.groups.rowCount() > 0)
    with Case.open(review.desk.folder) as case:
        _, groups, rows = counting.count(case, "messages")
    assert [pane.groups.item(row, 1).text() for row in range(pane.groups.rowCount())] == [str(one.raw) for one in groups]
    assert pane.rows.rowCount() == len(rows)
    assert any(pane.rows.item(row, 3).text() for row in range(pane.rows.rowCount())), "a row left out has a reason"
    qtbot.waitUntil(lambda: "count" in acts(review.desk.folder))
    pane.rows.itemActivated.emit(pane.rows.item(0, 0))
    qtbot.waitUntil(lambda: review.conversations.isVisible())


def test_every_answer_consequence_and_result_has_its_words() -> None:
    wanted = {f"answer.{name}" for name in checklist.ANSWERS} | {f"consequence.{name}" for name in checklist.CONSEQUENCES}
    assert wanted <= set(words.WORDS)

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
    assert lines.count() == len(expected)
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
    assert pane.point.basis.text() == "half a sente"


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

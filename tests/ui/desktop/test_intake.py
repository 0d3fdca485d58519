"""The file of the case in the windows: the request, the exhibits, the steps of custody and what does not fit in them, the opinions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from evidence_desk.review import chain, custody, forms
from evidence_desk.review.form_words import EVENT, EXHIBIT, REQUEST
from evidence_desk.store import intake, tables
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit, Request
from ui.desktop.history import Place
from ui.desktop.intake import IntakePane
from ui.desktop.recordform import RecordForm
from ui.desktop.review import Review
from ui.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton


def come(review: Review, qtbot: QtBot, tab: str) -> IntakePane:
    review.visit(Place("intake"))
    review.intake.tabs.setCurrentWidget(getattr(review.intake, tab))
    qtbot.wait(150)
    return review.intake


def typed(qtbot: QtBot, form: RecordForm, name: str, text: str) -> None:
    edit = form.fields[name]
    assert isinstance(edit, (QLineEdit, QPlainTextEdit))
    edit.setFocus()
    qtbot.keyClicks(edit, text)


def chosen(form: RecordForm, name: str, value: str) -> None:
    choice = form.fields[name]
    choice.setCurrentIndex(choice.findData(value))  # type: ignore[attr-defined]


@pytest.fixture
def recorded(case_folder: Path) -> Path:
    """A case whose record has an exhibit with two steps that do not fit."""
    with Case.open(case_folder) as case:
        custody.change_request(case, {"questions": ["is it whole", "how much"]})
        custody.change_exhibit(case, "SZ-1", {"evidence": [1], "name": "laptop"})
        custody.add_event(case, {"exhibit": "SZ-1", "kind": "seizure", "start": "2026-02-01 10:00", "end": "2026-02-01 09:00"})
        custody.add_event(case, {"exhibit": "SZ-1", "kind": "sealing", "start": "2026-02-01 11:00", "seal": "F-1"})
    return case_folder


@pytest.fixture
def opened(open_case: Callable[[Path], Review], recorded: Path) -> Review:
    return open_case(recorded)


def test_every_field_of_the_record_has_its_place_in_a_form(review: Review) -> None:
    pane = review.intake
    assert set(pane.request.form.fields) == set(REQUEST) == set(Request.__struct_fields__)
    assert set(pane.exhibits.form.fields) == set(EXHIBIT) == set(Exhibit.__struct_fields__)
    assert set(pane.custody.form.fields) == set(EVENT) == set(Event.__struct_fields__)


def test_the_request_is_kept_with_its_questions(review: Review, qtbot: QtBot, acts: Callable[[Path], list[str]]) -> None:
    pane = come(review, qtbot, "request").request
    assert not pane.keeping.save.isEnabled(), "nothing is written yet"
    typed(qtbot, pane.form, "department", "first department")
    typed(qtbot, pane.form, "requested", "2026-03-05")
    chosen(pane.form, "stage", "trial")
    typed(qtbot, pane.form, "questions", "was it deleted")
    qtbot.keyPress(pane.form.fields["questions"], Qt.Key.Key_Return)
    typed(qtbot, pane.form, "questions", "how much was paid")
    assert pane.keeping.note.isVisible()
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: not pane.form.dirty)
    with Case.open(review.desk.folder) as case:
        said = intake.request(case)
    assert said is not None
    assert (said.department, said.requested, said.stage) == ("first department", "2026-03-05", "trial")
    assert said.questions == ("was it deleted", "how much was paid")
    assert "intake.request" in acts(review.desk.folder)


def test_a_day_that_the_calendar_has_not_is_refused_in_the_form(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "request").request
    typed(qtbot, pane.form, "deadline", "2026-02-31")
    qtbot.keyClick(pane.form.fields["deadline"], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pane.keeping.fault.isVisible())
    assert "2026-02-31" in pane.keeping.fault.text()
    assert pane.form.given()["deadline"] == "2026-02-31", "what was typed stays"
    qtbot.mouseClick(pane.keeping.restore, LEFT)
    assert pane.form.given()["deadline"] == ""
    assert not pane.keeping.fault.isVisible()


def test_an_exhibit_is_recorded_with_its_digest(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "exhibits").exhibits
    qtbot.mouseClick(pane.add, LEFT)
    typed(qtbot, pane.form, "number", "SZ-7")
    typed(qtbot, pane.form, "evidence", "1")
    typed(qtbot, pane.form, "imei", "356938035643809;356938035643817")
    digests = pane.form.fields["digests"]
    digests.write([{"algorithm": "md5", "value": "0" * 32, "object": "medium", "source": "list, p. 2"}])  # type: ignore[attr-defined]
    assert not pane.list.isEnabled(), "nothing is lost by a click on another"
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: len(pane._exhibits) == 1)
    with Case.open(review.desk.folder) as case:
        [said] = intake.exhibits(case)
    assert (said.number, said.evidence, len(said.imei)) == ("SZ-7", (1,), 2)
    assert (said.digests[0].algorithm, said.digests[0].source) == ("md5", "list, p. 2")
    assert not pane.form.fields["number"].isEnabled(), "an exhibit is told by its number"


def test_a_number_that_is_recorded_is_not_recorded_over(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "exhibits").exhibits
    qtbot.waitUntil(lambda: len(pane._exhibits) == 1)
    qtbot.mouseClick(pane.add, LEFT)
    typed(qtbot, pane.form, "number", "SZ-1")
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: pane.keeping.fault.isVisible())
    with Case.open(opened.desk.folder) as case:
        assert [one.name for one in intake.exhibits(case)] == ["laptop"]


def test_evidence_that_is_not_in_the_case_is_refused(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "exhibits").exhibits
    qtbot.waitUntil(lambda: len(pane._exhibits) == 1)
    edit = pane.form.fields["evidence"]
    assert isinstance(edit, QLineEdit)
    edit.selectAll()
    qtbot.keyClicks(edit, "9")
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: pane.keeping.fault.isVisible())
    assert "9" in pane.keeping.fault.text()


def test_steps_stand_with_what_does_not_fit_in_them(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "custody").custody
    qtbot.waitUntil(lambda: pane.steps.rowCount() == 2)
    with Case.open(opened.desk.folder) as case:
        expected = [str(one["message"]) for one in chain.rows(case, "zh")]
    told = pane.discrepancies
    assert [told.item(row).text().split("\n")[0] for row in range(told.count())] == expected
    assert any("早于开始时间" in words for words in expected)
    told.setCurrentRow(next(row for row, words in enumerate(expected) if "早于开始时间" in words))
    assert pane.steps.currentRow() == 0
    qtbot.waitUntil(lambda: opened.inspector.title.kind.text() == "保管环节")
    assert "2026-02-01 09:00" in opened.inspector.fields.values.toPlainText()


def test_a_discrepancy_leads_to_its_point(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "custody").custody
    qtbot.waitUntil(lambda: pane.discrepancies.count() > 0)
    pane.discrepancies.itemActivated.emit(pane.discrepancies.item(0))
    assert opened.checks.isVisible()
    qtbot.waitUntil(lambda: opened.checks.checklist.list.count() > 0)
    line = opened.checks.checklist.list.currentItem()
    assert line is not None
    assert line.text().startswith("T-2 ")


def test_a_step_is_recorded_and_withdrawn_with_a_reason(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "custody").custody
    qtbot.waitUntil(lambda: pane.steps.rowCount() == 2)
    qtbot.mouseClick(pane.add, LEFT)
    assert pane.form.given()["exhibit"] == "SZ-1", "the only one there is"
    assert not pane.keeping.save.isEnabled(), "a step needs its kind"
    chosen(pane.form, "kind", "transfer")
    typed(qtbot, pane.form, "start", "2026-02-02 14:00")
    typed(qtbot, pane.form, "handed_by", "A")
    typed(qtbot, pane.form, "handed_to", "B")
    typed(qtbot, pane.form, "clock_offset", "+0:02:10")
    typed(qtbot, pane.form, "document", "transfer list")
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: pane.steps.rowCount() == 3)
    with Case.open(opened.desk.folder) as case:
        step = list(intake.steps(case))[-1]
    assert (step.event.kind, step.event.handed_to, step.event.clock_offset) == ("transfer", "B", 130)
    pane.steps.selectRow(0)
    qtbot.mouseClick(pane.withdraw, LEFT)
    assert not pane.asking.confirm.isEnabled()
    qtbot.keyClicks(pane.asking.fields[0], "mistyped")
    qtbot.mouseClick(pane.asking.confirm, LEFT)
    qtbot.waitUntil(lambda: pane.steps.rowCount() == 2)
    with Case.open(opened.desk.folder) as case:
        assert [row["withdrawn"] for row in tables.rows(case, "custody")].count("mistyped") == 1


def test_one_like_it_begins_with_what_that_one_says(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "custody").custody
    qtbot.waitUntil(lambda: pane.steps.rowCount() == 2)
    pane.steps.selectRow(1)
    qtbot.mouseClick(pane.copy, LEFT)
    assert (pane.form.given()["kind"], pane.form.given()["seal"]) == ("sealing", "F-1")
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: "未重复" in opened.foot.note.text())
    assert pane.steps.rowCount() == 2, "the very same step stands once"


def test_a_form_is_taken_in_from_its_file(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    form = tmp_path / "steps.csv"
    form.write_text("检材编号,环节,开始时间\nSZ-9,扣押,2026-01-02 08:00\n", encoding="utf-8")
    pane = come(review, qtbot, "custody")
    pane.take_from(form)
    qtbot.waitUntil(lambda: pane.custody.steps.rowCount() == 1)
    assert "SZ-9" in review.foot.note.text(), "only its number is known"
    pane.take_from(tmp_path / "none.toml")
    qtbot.waitUntil(lambda: "none.toml" in review.foot.note.text())


def test_an_opinion_that_confirms_rests_on_something(opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "opinions").opinions
    qtbot.waitUntil(lambda: pane.list.count() == 2)
    pane.list.setCurrentRow(1)
    form = pane.opinion
    form.kinds.choose("partly")
    qtbot.keyClicks(form.text, "two transfers are told of")
    qtbot.mouseClick(form.save, LEFT)
    qtbot.waitUntil(lambda: form.fault.isVisible())
    line = next(form.citations.item(row) for row in range(form.citations.count()) if form.citations.item(row).text().startswith("n1 "))
    line.setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(form.save, LEFT)
    qtbot.waitUntil(lambda: "部分确认" in pane.list.item(1).text())
    with Case.open(opened.desk.folder) as case:
        [said] = list(tables.rows(case, "conclusions"))
    assert (said["question"], said["class"], said["citations"]) == ("Q2", "partly", ["n1"])


def test_what_is_selected_elsewhere_can_be_added_to_an_opinion(opened: Review, qtbot: QtBot) -> None:
    opened.desk.go("m2.1.6")
    qtbot.waitUntil(lambda: opened.desk.items == ("m2.1.6",))
    pane = come(opened, qtbot, "opinions").opinions
    qtbot.waitUntil(lambda: pane.list.count() == 2)
    qtbot.mouseClick(pane.opinion.cite, LEFT)
    assert "m2.1.6" in pane.opinion.citations.chosen


def test_without_questions_it_is_said_where_to_write_them(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "opinions").opinions
    qtbot.waitUntil(lambda: pane._blank.isVisible())
    assert "委托与受理" in pane._blank._words.text()


def test_the_forms_speak_the_language_in_force(window: Window, opened: Review, qtbot: QtBot) -> None:
    pane = come(opened, qtbot, "custody")
    qtbot.mouseClick(window.bar.speak, LEFT)
    assert pane.custody.form.fields["start"].accessibleName() == "Start"
    assert pane.exhibits.form.fields["route"].itemText(1) == "Original medium seized"  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "before its start" in pane.custody.discrepancies.item(0).text())


def test_what_is_not_saved_is_told_of_before_the_case_is_closed(window: Window, review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "request").request
    typed(qtbot, pane.form, "department", "half a na")
    review.visit(Place("log"))
    qtbot.mouseClick(window.bar.leave, LEFT)
    assert window.review is review
    assert review.intake.isVisible(), "it is shown where"
    assert "未保存" in window.fault.text()
    qtbot.mouseClick(pane.keeping.save, LEFT)
    qtbot.waitUntil(lambda: not pane.form.dirty)
    qtbot.waitUntil(lambda: not window.fault.isVisible())
    qtbot.mouseClick(window.bar.leave, LEFT)
    assert window.review is None


def test_the_keyboard_goes_through_a_form_in_its_order(review: Review, qtbot: QtBot) -> None:
    pane = come(review, qtbot, "request").request
    names = ["department", "prosecutor", "stage", "requested", "accepted", "deadline", "questions", "acceptance"]
    pane.form.fields[names[0]].setFocus()
    for name in names[1:]:
        focused = pane.window().focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        assert pane.window().focusWidget() is pane.form.fields[name]


def test_very_many_steps_do_not_stop_the_window(open_case: Callable[[Path], Review], case_folder: Path, qtbot: QtBot, gaps: Any) -> None:
    form = case_folder.parent / "many.csv"
    form.write_text(
        "exhibit,kind,start\n" + "".join(f"SZ-{n % 7},transfer,2026-01-02 {n // 60 % 24:02}:{n % 60:02}\n" for n in range(3000))
    )
    with Case.open(case_folder) as case:
        custody.take(case, forms.read(form))
    review = open_case(case_folder)
    pane = come(review, qtbot, "custody").custody
    with gaps:
        qtbot.waitUntil(lambda: pane.steps.rowCount() == 500, timeout=60_000)
        qtbot.wait(200)
    assert gaps.longest < 1.5
    assert "显示" in pane.discrepancies.title.text() or "列出" in pane.discrepancies.title.text()
    pane.which.setCurrentIndex(1)
    assert 0 < pane.steps.rowCount() < 500, "an exhibit narrows them down"

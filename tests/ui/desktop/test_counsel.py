"""Communications with counsel in the windows: set apart at once, shown nowhere, released by another person alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.review import counsel
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from ui.desktop.counsel import Counsel
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 30_000
SECRET = "已转账 20000 元"


def come(review: Review, qtbot: QtBot) -> Counsel:
    review.visit(Place("intake"))
    review.intake.tabs.setCurrentWidget(review.intake.counsel)
    qtbot.wait(100)
    return review.intake.counsel


def set_apart(folder: Path) -> None:
    with Case.open(folder) as case:
        counsel.add(case, "contact", "何静", "周明远")


def texts(pane: Counsel) -> str:
    cells = (pane.held.item(row, column) for row in range(pane.held.rowCount()) for column in range(pane.held.columnCount()))
    return "\n".join(cell.text() for cell in cells if cell is not None)


def test_a_contact_is_set_apart_at_once(review: Review, qtbot: QtBot, acts: Callable[[Path], list[str]]) -> None:
    pane = come(review, qtbot)
    pane.value.setText("何静")
    assert not pane.add.isEnabled(), "it needs the name of who sets it apart"
    pane.by.setText("周明远")
    qtbot.mouseClick(pane.add, LEFT)
    qtbot.waitUntil(lambda: pane.rules.rowCount() == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: pane.held.rowCount() > 0)
    assert "counsel.add" in acts(review.desk.folder)
    assert pane.value.text() == ""
    assert SECRET not in texts(pane), "what it says is shown nowhere"
    review.visit(Place("search", text="20000"))
    qtbot.waitUntil(lambda: "未检出" in review.search._blank._words.text())


def test_an_item_that_is_apart_says_so_and_no_more(open_case: Callable[[Path], Review], case_folder: Path, qtbot: QtBot) -> None:
    set_apart(case_folder)
    review = open_case(case_folder)
    for item in ("m2.1.6", "a1.7.2"):
        review.desk.select((item,))
        qtbot.waitUntil(lambda item=item: review.inspector.title.number.text() == item)
        assert "隔离" in review.inspector.title.words.text()
        assert SECRET not in review.inspector.fields.values.toPlainText()


def test_only_another_person_releases_with_a_reason(open_case: Callable[[Path], Review], case_folder: Path, qtbot: QtBot) -> None:
    set_apart(case_folder)
    review = open_case(case_folder)
    pane = come(review, qtbot)
    qtbot.waitUntil(lambda: pane.held.rowCount() > 0)
    assert not pane.release.isEnabled()
    row = next(row for row in range(pane.held.rowCount()) if pane.held.item(row, 0).text().startswith("c2"))
    pane.held.selectRow(row)
    qtbot.mouseClick(pane.release, LEFT)
    assert "周明远" in pane.asking.words.text()
    pane.asking.fields[0].setText("周明远")
    assert not pane.asking.confirm.isEnabled(), "a reason too"
    pane.asking.fields[1].setText("not with counsel")
    qtbot.mouseClick(pane.asking.confirm, LEFT)
    qtbot.waitUntil(lambda: pane.asking.fault.isVisible(), timeout=WAIT_MS)
    assert "另一人" in pane.asking.fault.text()
    pane.asking.fields[0].setText("王芳")
    qtbot.mouseClick(pane.asking.confirm, LEFT)
    qtbot.waitUntil(lambda: not pane.asking.isVisible(), timeout=WAIT_MS)
    with Case.open(case_folder) as case:
        assert any(SECRET in str(row["text"]) for row in tables.rows(case, "messages"))
        assert {one.item for one in counsel.held(case, 100)} & {"c2.1.1", "e2.1"} == set(), "with the file that it was read from"


def test_what_is_apart_is_told_without_a_word_of_it(case_folder: Path) -> None:
    set_apart(case_folder)
    with Case.open(case_folder) as case:
        held = counsel.held(case, 100)
        assert {one.item[0] for one in held} == {"a", "c", "e"}
        assert sum(one.rows for one in held if one.item[0] == "c") == 7
        assert counsel.held(case, 1) == held[:1]


def test_messages_that_are_set_apart_leave_the_conversation_that_is_open(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("conversations"))
    talk = review.conversations.talk
    talk.open("m2.1.6")
    qtbot.waitUntil(lambda: len(talk.messages.listed) > 0 and talk.messages.line(0) is not None)

    def said() -> list[str]:
        lines = (talk.messages.line(row) for row in range(len(talk.messages.listed)))
        return [line.row.text or "" for line in lines if line is not None and line.row is not None]

    qtbot.waitUntil(lambda: any(SECRET in text for text in said()))
    set_apart(review.desk.folder)
    review.desk.changed.emit("contents")
    qtbot.waitUntil(lambda: talk.messages.line(0) is not None and said() == [])
    balloon = talk.bubbles._balloon(0)
    assert balloon is not None
    assert "隔离" in balloon.runs[0].layout.text(), "that something is there is said"

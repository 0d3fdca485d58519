"""Identifiers on the screen: which there are, in how many items each stands, and the way to its places."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk import identify
from evidence_desk.model import Conversation, Entry, Extent, Locus, Message
from evidence_desk.store import identifiers, ids, keep
from evidence_desk.store.case import Case
from ui.desktop import words
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
PHONE, MAIL = "+8613800138000", "he.jing@example.com"


@pytest.fixture
def case_folder(case_folder: Path) -> Path:
    """The small case, with one number in two items and an address in one of them."""
    with Case.open(case_folder) as case:
        with case.transaction():
            for number, text in ((1, f"电话 {PHONE}"), (2, f"call {PHONE} or write to {MAIL}")):
                keep.entries(case, number, [Entry(50, None, 1, "more.txt", "file", None, 9, True, 50, None, None, None, None, None, 0)])
                entry = ids.entry_id(number, 50)
                locus = Locus(number, entry, "more.txt", None, Extent(0, 9))
                keep.EntryRecords(case, entry).keep(
                    keep.parser_number(case, "test", 1),
                    [Conversation(key="k", app="test", locus=locus), Message(conversation="k", app="test", locus=locus, text=text)],
                )
        for number in (1, 2):
            identifiers.find(case, number, lambda done, total: None)
    return case_folder


def shown_values(review: Review) -> list[str]:
    model = review.identifiers.model
    return [str(model.data(model.index(row, 1))) for row in range(model.rowCount())]


def test_identifiers_are_listed_and_narrowed_by_kind_value_and_recurrence(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("identifiers"))
    pane = review.identifiers
    qtbot.waitUntil(lambda: sorted(set(shown_values(review)) & {PHONE, MAIL}) == [PHONE, MAIL])
    pane.kinds.setCurrentIndex(pane.kinds.findData("email"))
    qtbot.waitUntil(lambda: shown_values(review) == [MAIL])
    pane.kinds.setCurrentIndex(0)
    qtbot.keyClicks(pane.filter, "138001")
    qtbot.waitUntil(lambda: shown_values(review) == [PHONE, PHONE])
    pane.filter.clear()
    pane.across.click()
    qtbot.waitUntil(lambda: shown_values(review) == [PHONE, PHONE])
    pane.kinds.setCurrentIndex(pane.kinds.findData("email"))
    qtbot.waitUntil(lambda: "没有符合筛选条件" in pane._blank._words.text())


def test_the_places_of_an_identifier_are_those_of_every_item_and_lead_there(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("identifiers"))
    pane = review.identifiers
    qtbot.waitUntil(lambda: PHONE in shown_values(review))
    pane.grid.selectRow(shown_values(review).index(PHONE))
    qtbot.waitUntil(lambda: pane.places.list.count() == 2)
    lines = [pane.places.list.item(row) for row in range(2)]
    assert [line.data(Qt.ItemDataRole.UserRole) for line in lines if line is not None] == ["m1.50.2", "m2.50.2"]
    assert "2" in pane.places.title.text()
    at = pane.places.list.visualItemRect(lines[1]).center()
    qtbot.mouseClick(pane.places.list.viewport(), LEFT, pos=at)
    assert review.desk.items == ("m2.50.2",)
    qtbot.keyPress(pane.places.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: review.conversations.isVisible())


def test_a_case_without_identifiers_says_what_would_list_them(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as case, case.transaction():
        case.db.execute("DELETE FROM identifiers")
    review.visit(Place("identifiers"))
    qtbot.waitUntil(lambda: "检材处理之后" in review.identifiers._blank._words.text())


def test_every_kind_of_identifier_has_a_name_in_both_languages() -> None:
    assert {f"identifier.{kind.name}" for kind in identify.KINDS} <= set(words.WORDS)

"""Bytes of any length, read in pieces as they come into view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.desktop.hexview import PIECE, HexView
from ui.desktop.palette import colours
from ui.desktop.review import Review

LARGE = 6 << 40


@pytest.fixture
def view(review: Review, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> HexView:
    """Over an entry of six terabytes whose every byte is the number of its piece."""

    def read(_: QObject, item: str, offset: int, length: int, clear: bool) -> bytes:
        return bytes([offset // PIECE % 251]) * min(length, LARGE - offset)

    monkeypatch.setattr("evidence_desk.ingest.viewer.Viewer.read", read)
    made = review.files.preview.bytes
    review.rail.stops["files"].click()
    review.files.preview.setCurrentIndex(1)
    qtbot.waitUntil(lambda: made.isVisible())
    made.show_entry("e1.7", LARGE, False)
    return made


def test_the_first_bytes_are_shown_first(view: HexView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._bytes(0) == bytes(16))
    assert view._top == 0


def test_the_end_of_six_terabytes_can_be_reached(view: HexView, qtbot: QtBot) -> None:
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    last = LARGE - 16
    assert view._top == view._lines - view._inside
    qtbot.waitUntil(lambda: view._bytes(last) == bytes([last // PIECE % 251]) * 16)


def test_pieces_that_are_long_out_of_view_are_let_go(view: HexView, qtbot: QtBot) -> None:
    for place in range(0, 40 * PIECE, PIECE):
        qtbot.waitUntil(lambda at=place: view._bytes(at) is not None)  # type: ignore[misc]
    assert len(view._pieces) <= 32


def test_marked_bytes_come_into_view_and_are_painted_otherwise(view: HexView, qtbot: QtBot) -> None:
    view.mark(5 << 40, 20)
    qtbot.waitUntil(lambda: view._bytes(5 << 40) is not None)
    assert view._top <= (5 << 40) // 16 <= view._top + view.viewport().height() // view._line_height
    mark = QColor(colours().mark).rgb()
    qtbot.wait(50)
    picture = view.viewport().grab().toImage()
    painted = sum(picture.pixelColor(x, y).rgb() == mark for x in range(picture.width()) for y in range(0, picture.height(), 3))
    view.mark(0, 0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.wait(50)
    picture = view.viewport().grab().toImage()
    bare = sum(picture.pixelColor(x, y).rgb() == mark for x in range(picture.width()) for y in range(0, picture.height(), 3))
    assert painted > 100
    assert bare == 0

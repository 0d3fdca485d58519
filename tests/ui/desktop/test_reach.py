"""Every field and list of every workspace has a name for a screen reader and can be come to by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from evidence_desk.errors import Language
from ui.desktop.history import WORKSPACES, Place, Workspace
from ui.desktop.review import Review
from ui.desktop.window import Window

FIELDS = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox, QAbstractItemView)


def fields(pane: QWidget) -> list[QWidget]:
    """Those that a person uses, without the parts that Qt makes of them itself."""
    found: list[QWidget] = [one for kind in FIELDS for one in pane.findChildren(kind)]
    inner = (QComboBox, QAbstractSpinBox)
    return [
        one
        for one in found
        if not isinstance(one, QHeaderView)
        and not isinstance(one.parent(), inner)
        and not one.objectName().startswith("qt_")
        and not _is_popup(one)
    ]


def _is_popup(one: QWidget) -> bool:
    return (
        one.parent() is not None
        and type(one.parent()).__name__ in ("QComboBoxPrivateContainer", "QFrame")
        and isinstance(one, QAbstractItemView)
    )


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_every_field_has_a_name_and_a_place_in_the_order_of_tabs(review: Review, qtbot: QtBot, workspace: Workspace) -> None:
    review.visit(Place(workspace))
    qtbot.wait(100)
    pane: QWidget = getattr(review, workspace)
    nameless = {f"{type(one.parent()).__name__}.{type(one).__name__}" for one in fields(pane) if not one.accessibleName()}
    assert nameless == set()
    unreachable = {type(one).__name__ for one in fields(pane) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert unreachable == set()


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_every_button_says_what_it_does(review: Review, qtbot: QtBot, workspace: Workspace) -> None:
    review.visit(Place(workspace))
    pane: QWidget = getattr(review, workspace)
    assert all(button.text() or button.accessibleName() for button in pane.findChildren(QPushButton))
    for tabs in pane.findChildren(QTabWidget):
        assert all(tabs.tabText(place) for place in range(tabs.count()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_workspace_fits_into_a_window_of_1280_by_720(window: Window, review: Review, qtbot: QtBot, language: Language) -> None:
    if window.tongue.language != language:
        window.speak()
    window.resize(1280, 720)
    for workspace in WORKSPACES:
        review.visit(Place(workspace))
        qtbot.wait(50)
    for form in (review.evidence.adding, review.memo.giving, review.memo.verifying):
        form.show()
        qtbot.wait(20)
        needed = window.minimumSizeHint()
        assert needed.width() <= 1280 and needed.height() <= 720, type(form).__name__
        form.hide()
    assert (window.width(), window.height()) == (1280, 720)


def test_tab_goes_through_the_form_of_evidence_as_it_stands(review: Review, qtbot: QtBot) -> None:
    review.visit(Place("evidence"))
    form = review.evidence.adding
    form.begin()
    form.path.setText("/tmp/a")
    seen: list[QWidget] = []
    for _ in range(11):
        at = QApplication.focusWidget()
        assert at is not None
        seen.append(at)
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert [one for one in seen if one in (form.path, form.label, form.digests, form.source, form.zone, form.format, form.secret, form.mapped, form.save)] == [
        form.path, form.label, form.digests, form.source, form.zone, form.format, form.secret, form.mapped, form.save,
    ]  # fmt: skip

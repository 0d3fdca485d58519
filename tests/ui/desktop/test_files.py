"""Files: a million entries without stutter, filters, the tree, and a preview that a worker reads."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from pytestqt.qtbot import QtBot

from evidence_desk.errors import Known
from evidence_desk.model import Text
from evidence_desk.store import evidence, ids, keep, schema
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop.files import FilesPane
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
NAME, PATH, SIZE, MODIFIED, TYPE, STATE, TAGS = range(7)
MILLION = 1_000_000
MANY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO entries (id, parent, volume, path, kind, size, allocated, address, modified, fine, mime)
SELECT (:evidence << 27) | (i + :before), NULL, 1, '/' || (i % 31) || '/' || ((i * 7919) % 1000003) || '.jpg', 'file', (i * 104729) % 10000019, i % 50 > 0, i,
       1500000000000000 + (i * 7919 % 1000003) * 1000000, 0, 'image/jpeg' FROM n
"""


def cell(pane: FilesPane, row: int, column: int) -> str:
    return str(pane.model.data(pane.model.index(row, column)))


def listed(review: Review, qtbot: QtBot) -> FilesPane:
    review.visit(Place("files"))
    pane = review.files
    qtbot.waitUntil(lambda: len(pane.model.listed) == 8)
    qtbot.waitUntil(lambda: cell(pane, 0, NAME) == "Users")
    return pane


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    with Case.create(tmp_path / "huge.edcase", Particulars("1")) as case:
        evidence.add(case, Registration(tmp_path / "disk.img"))
        with case.transaction():
            case.db.execute(MANY, {"evidence": 1, "before": 0, "count": MILLION})
            for statement in schema.INDEXES.split(";"):
                case.db.execute(statement)
            keep.done(case, 1, "walk")
    return tmp_path / "huge.edcase"


def test_a_million_entries_are_sorted_and_jumped_through_without_stutter(
    huge: Path, open_case: Callable[[Path], Review], qtbot: QtBot, gaps: object
) -> None:
    review = open_case(huge)
    review.visit(Place("files"))
    pane = review.files
    head = pane.grid.horizontalHeader()
    with gaps as met:  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: len(pane.model.listed) == MILLION, timeout=30_000)
        before = pane.model.listed
        qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(head.sectionViewportPosition(SIZE) + 20, 10))
        qtbot.waitUntil(lambda: pane.model.listed is not before, timeout=30_000)
        for row in random.Random(1).sample(range(MILLION), 40):
            pane.grid.scrollTo(pane.model.index(row, 0))
            qtbot.wait(25)
        pane.grid.scrollToTop()
        qtbot.waitUntil(lambda: cell(pane, 0, SIZE) != "…")
    assert len(pane.model.listed) == MILLION
    sizes = [cell(pane, row, SIZE) for row in range(3)]
    assert all(size.endswith(" B") for size in sizes), "the smallest first"
    assert met.longest < 1.5, f"the event loop stood still for {met.longest * 1000:.0f} ms"


def test_sorting_by_a_click_on_the_head_goes_up_and_then_down(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    head = pane.grid.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(SIZE) + 20, 10)
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: cell(pane, 7, NAME) == "pagefile.sys")
    qtbot.mouseClick(head.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: cell(pane, 0, NAME) == "pagefile.sys")


def test_filters_narrow_the_table_and_say_so_when_nothing_is_left(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    qtbot.keyClicks(pane.filter, "zhou/")
    qtbot.waitUntil(lambda: len(pane.model.listed) == 3)
    qtbot.mouseClick(pane.deleted, LEFT, pos=QPoint(8, pane.deleted.height() // 2))
    qtbot.waitUntil(lambda: len(pane.model.listed) == 1)
    qtbot.waitUntil(lambda: cell(pane, 0, STATE) == "已删除")
    pane.groups.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 0)
    assert not pane.grid.isVisible()


def test_what_is_deleted_or_damaged_says_so_in_words(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    states = {cell(pane, row, NAME): cell(pane, row, STATE) for row in range(8)}
    assert states["合照.jpg"] == "已删除"
    assert states["账目.xlsx"] == "含不可读区域"
    assert states["pagefile.sys"] == "现存"


def test_a_name_that_turns_the_line_around_is_shown_for_what_it_is(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    assert "note⟦RLO⟧txt.exe" in [cell(pane, row, NAME) for row in range(8)]


def test_the_tree_opens_folders_and_the_table_follows(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    volume = next(node for node, one in pane.tree._volumes if one.index == 1)
    qtbot.waitUntil(lambda: volume.childCount() == 1)
    laptop = volume.parent()
    assert laptop is not None
    laptop.setExpanded(True)
    volume.setExpanded(True)
    qtbot.waitUntil(lambda: volume.childCount() == 2)
    users = volume.child(0)
    assert users is not None
    qtbot.mouseClick(pane.tree.viewport(), LEFT, pos=pane.tree.visualItemRect(users).topLeft() + QPoint(24, 12))
    qtbot.waitUntil(lambda: len(pane.model.listed) == 4)
    assert pane.deep.isEnabled()
    qtbot.mouseClick(pane.deep, LEFT, pos=QPoint(8, pane.deep.height() // 2))
    qtbot.waitUntil(lambda: len(pane.model.listed) == 1)


def test_a_locked_volume_and_unread_evidence_are_named_as_such(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    said = [node.text(0) for node, _ in (*pane.tree._nodes, *pane.tree._volumes)]
    assert any("已加密（bitlocker），未解锁" in text for text in said)
    assert any("U盘" in text and "尚未处理" in text for text in said)


def test_an_item_is_shown_whatever_is_filtered_out(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    qtbot.keyClicks(pane.filter, "nothing like it")
    qtbot.waitUntil(lambda: len(pane.model.listed) == 0)
    review.desk.go("e1.7")
    qtbot.waitUntil(lambda: pane.grid.items == ("e1.7",))
    assert pane.filter.text() == ""


def test_selecting_is_looking_and_is_logged_in_groups(
    review: Review, qtbot: QtBot, logged: Callable[[Path], list[dict[str, object]]]
) -> None:
    pane = listed(review, qtbot)
    for row in (0, 2, 4):
        qtbot.mouseClick(pane.grid.viewport(), LEFT, pos=pane.grid.visualRect(pane.model.index(row, NAME)).center())

    def views() -> list[object]:
        return [entry["items"] for entry in logged(review.desk.folder) if entry["act"] == "view"]

    qtbot.waitUntil(lambda: bool(views()), timeout=8000)
    assert views() == [["e1.1", "e1.3", "e1.5"]]


def test_text_that_was_found_on_processing_is_shown_with_its_encoding(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as case, case.transaction():
        keep.EntryRecords(case, ids.entry_id(1, 5)).keep(None, [Text("账户 6222\u202e", "gb18030")])
    pane = listed(review, qtbot)
    pane.grid.go_to("e1.5")
    qtbot.waitUntil(lambda: "账户 6222⟦RLO⟧" in pane.preview.text._text.toPlainText())
    assert "gb18030" in pane.preview.text._about.text()


def test_an_entry_that_cannot_be_read_says_why_and_looks_different(review: Review, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unreadable(Known):
        code = "test-unreadable"
        zh = en = "bad sector 7"

    def refuse(*_: object) -> bytes:
        raise Unreadable()

    monkeypatch.setattr("evidence_desk.ingest.viewer.Viewer.read", refuse)
    pane = listed(review, qtbot)
    pane.grid.go_to("e1.7")
    qtbot.waitUntil(lambda: "bad sector 7" in pane.preview.text._blank._words.text())
    pane.preview.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "bad sector 7" in pane.preview.bytes._blank._words.text())


def test_a_refresh_moves_nothing_under_the_reviewers_eyes(review: Review, qtbot: QtBot) -> None:
    with Case.open(review.desk.folder) as case, case.transaction():
        case.db.execute(MANY, {"evidence": 2, "before": 10, "count": 400})
    review.desk.changed.emit("contents")
    review.visit(Place("files"))
    pane = review.files
    qtbot.waitUntil(lambda: len(pane.model.listed) == 408)
    pane.grid.go_to("e2.200")
    qtbot.waitUntil(lambda: pane.grid.items == ("e2.200",))
    pane.grid.verticalScrollBar().setValue(pane.grid.verticalScrollBar().value() - 3)
    place = lambda: pane.grid.currentIndex().row() - pane.grid.verticalScrollBar().value()  # noqa: E731
    stood = place()
    for more in (0, 1):  # the same rows again, and then one more before them
        with Case.open(review.desk.folder) as case, case.transaction():
            case.db.execute("UPDATE entries SET id = ? WHERE id = ? AND ?", (ids.entry_id(2, 2), ids.entry_id(2, 410), more))
        before = pane.model.listed
        review.desk.changed.emit("contents")
        qtbot.waitUntil(lambda: pane.model.listed is not before)  # noqa: B023
        assert pane.grid.items == ("e2.200",)
        assert place() == stood


def test_a_view_that_has_nothing_current_asks_for_nothing(review: Review, qtbot: QtBot) -> None:
    pane = listed(review, qtbot)
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ForegroundRole):
        assert pane.model.data(QModelIndex(), role) is None
    assert not pane.model._missing

"""Evidence that is not there any more, and is there again: a state that is shown, with nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.store.case import Case
from ui.desktop import presence
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def drive(case_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The laptop's image, on a drive of its own that can be pulled out."""
    monkeypatch.setattr(presence, "LOOK_MS", 50)
    place = case_folder.parent / "drive"
    place.mkdir()
    (place / "laptop.E01").write_bytes(b"x")
    with Case.open(case_folder) as case:
        case.db.execute("UPDATE evidence SET path = ? WHERE number = 1", (str(place / "laptop.E01"),))
    return place


def state(review: Review) -> str:
    model = review.evidence.model
    return str(model.data(model.index(0, 5)))


def test_evidence_that_disappears_is_shown_and_what_was_kept_stays(
    open_case: Callable[[Path], Review], case_folder: Path, drive: Path, qtbot: QtBot
) -> None:
    review = open_case(case_folder)
    review.visit(Place("evidence"))
    qtbot.waitUntil(lambda: state(review) == "已处理")
    assert not review.foot.missing.isVisible()
    shutil.move(drive, drive.with_name("elsewhere"))
    qtbot.waitUntil(lambda: state(review) == "不在登记的位置")
    assert review.foot.missing.text() == "检材 1 不在登记的位置"
    review.visit(Place("files"))
    qtbot.waitUntil(lambda: len(review.files.model.listed) == 8)
    review.files.grid.go_to("e1.3")
    assert review.files.missing.isVisible()
    review.files.grid.go_to("e2.1")
    assert not review.files.missing.isVisible(), "the other evidence is there"
    qtbot.mouseClick(review.foot.missing, LEFT)
    assert review.evidence.isVisible()
    shutil.move(drive.with_name("elsewhere"), drive)
    qtbot.waitUntil(lambda: state(review) == "已处理")
    assert not review.foot.missing.isVisible()


def test_a_missing_part_is_missing_evidence(open_case: Callable[[Path], Review], case_folder: Path, drive: Path, qtbot: QtBot) -> None:
    with Case.open(case_folder) as case:
        case.db.execute("UPDATE evidence SET segments = ? WHERE number = 1", (f'["{drive}/laptop.E01", "{drive}/laptop.E02"]',))
    review = open_case(case_folder)
    qtbot.waitUntil(lambda: review.desk.presence.missing == {1})


def test_the_overview_says_what_to_do(open_case: Callable[[Path], Review], case_folder: Path, drive: Path, qtbot: QtBot) -> None:
    (drive / "laptop.E01").unlink()
    review = open_case(case_folder)
    qtbot.waitUntil(lambda: "接回存储设备" in review.overview.next.words.text())

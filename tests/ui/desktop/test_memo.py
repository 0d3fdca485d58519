"""The memo on the screen: made by the command line in a child, drawn page by page, written where a person says."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.errors import PathUnreadable
from ui.desktop.history import Place
from ui.desktop.pages import Printer
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


def test_the_memo_is_previewed_and_then_written(review: Review, qtbot: QtBot, tmp_path: Path, acts: Callable[[Path], list[str]]) -> None:
    review.visit(Place("memo"))
    pane = review.memo
    assert not pane.pages.isVisible()
    assert "尚未生成" in pane.head.about.text()
    qtbot.mouseClick(pane.preview, LEFT)
    assert not pane.export.isEnabled(), "one job at a time"
    qtbot.waitUntil(lambda: pane.pages.isVisible(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: len(pane.pages._drawn) > 0, timeout=WAIT_MS)
    page = next(iter(pane.pages._drawn.values()))
    assert page.width() > 300
    assert len({page.pixelColor(x, y).rgb() for x in range(0, page.width(), 5) for y in range(0, page.height(), 5)}) > 3, (
        "a page with ink on it"
    )
    assert pane.pages.count > 1
    pane.pages.verticalScrollBar().setValue(pane.pages.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: any(number == pane.pages.count - 1 for number, _ in pane.pages._drawn), timeout=WAIT_MS)

    out = tmp_path / "memo.pdf"
    qtbot.waitUntil(lambda: pane.export.isEnabled())
    pane.export_to(out)
    qtbot.waitUntil(lambda: out.exists() and not review.desk.work.running, timeout=WAIT_MS)
    assert out.read_bytes().startswith(b"%PDF-")
    qtbot.waitUntil(lambda: str(out) in review.foot.note.text())
    assert acts(review.desk.folder)[-2:] == ["memo.preview", "memo"]


def test_a_redacted_memo_for_another_program_is_written_from_the_window(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    review.visit(Place("memo"))
    pane = review.memo
    pane.version.setCurrentIndex(1)
    assert pane.version.currentText() == "遮盖版"
    out = tmp_path / "memo.json"
    pane.export_to(out)
    qtbot.waitUntil(lambda: out.exists() and not review.desk.work.running, timeout=WAIT_MS)
    assert json.loads(out.read_text("utf-8"))["redaction"].startswith("standard")
    assert not pane.pages.isVisible()


def test_what_cannot_be_written_says_why_in_the_language_of_the_window(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    review.visit(Place("memo"))
    review.memo.export_to(tmp_path)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "已经存在" in review.memo._blank._words.text())


def test_a_document_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing more")
    try:
        Printer().open(path)
    except PathUnreadable as error:
        assert str(path) in error.sentence("en")
    else:
        raise AssertionError("it was opened")


def test_a_memo_is_masked_by_a_profile_of_the_office(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    review.visit(Place("memo"))
    pane, out, profile = review.memo, tmp_path / "memo.json", tmp_path / "ours.toml"
    profile.write_bytes(
        files("reports.memo.redaction").joinpath("standard.toml").read_bytes().replace(b'name = "standard"', b'name = "ours"')
    )
    pane.take_profile(profile)
    assert "ours.toml" in pane.version.currentText()
    pane.export_to(out)
    qtbot.waitUntil(lambda: out.exists() and not review.desk.work.running, timeout=WAIT_MS)
    assert json.loads(out.read_text("utf-8"))["redaction"]
    pane.take_profile(None)
    assert pane.version.currentIndex() == 0, "no file was chosen: the memo is the full one again"

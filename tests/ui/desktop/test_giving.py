"""What leaves the case, from the windows: a package that verifies, records as files, and the log that tells of both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from reports.exports import FORMATS
from reports.package import verify
from ui.desktop import words
from ui.desktop.giving import TAG
from ui.desktop.history import Place
from ui.desktop.review import Review

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


def begin(review: Review, qtbot: QtBot, kind: str) -> None:
    review.visit(Place("memo"))
    qtbot.mouseClick(review.memo.give, LEFT)
    giving = review.memo.giving
    assert giving.isVisible()
    giving.kinds.setCurrentIndex(giving.kinds.findData(kind))


def tick(tags: QListWidget, tag: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: any(tags.item(place).data(TAG) == tag for place in range(tags.count())))
    line = next(tags.item(place) for place in range(tags.count()) if tags.item(place).data(TAG) == tag)
    line.setCheckState(Qt.CheckState.Checked)


def test_a_package_is_written_and_verifies(review: Review, qtbot: QtBot, tmp_path: Path, acts: Callable[[Path], list[str]]) -> None:
    begin(review, qtbot, "package")
    assert review.memo.giving.signing.isEnabled()
    out = tmp_path / "package.zip"
    review.memo.giving.write_to(out)
    assert not review.memo.giving.write.isEnabled(), "one job at a time"
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "复核包已写出" in review.foot.note.text())
    with out.open("rb") as file:
        assert verify.check(verify.Zipped(file)) == []
    assert "package" in acts(review.desk.folder)


def test_records_with_a_tag_are_exported_as_a_table(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    begin(review, qtbot, "xlsx")
    giving = review.memo.giving
    assert not giving.signing.isEnabled(), "an export is not signed"
    tick(giving.tags, "转账", qtbot)
    assert giving.chosen == ("转账",)
    out = tmp_path / "records.xlsx"
    giving.write_to(out)
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    values = [cell.value for sheet in openpyxl.load_workbook(out) for row in sheet.iter_rows() for cell in row]
    assert any("已转账 20000 元" in str(value) for value in values)
    assert not any("年化真的有" in str(value) for value in values), "a message without the tag"


def test_a_file_that_is_there_already_is_refused_in_a_sentence(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    begin(review, qtbot, "csv")
    out = tmp_path / "there.csv"
    out.write_text("mine")
    review.memo.giving.write_to(out)
    qtbot.waitUntil(lambda: "已经存在" in review.foot.note.text(), timeout=WAIT_MS)
    assert out.read_text() == "mine"


def test_every_format_of_the_command_line_is_offered() -> None:
    assert {f"giving.{name}" for name in FORMATS} <= set(words.WORDS)

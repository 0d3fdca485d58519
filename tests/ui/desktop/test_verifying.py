"""A package is checked from the windows, with a case and without: what does not hold is named, and what cannot be checked is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.store.case import Case
from reports.package.write import write
from ui.desktop.history import Place
from ui.desktop.review import Review
from ui.desktop.verifying import Verifying
from ui.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


@pytest.fixture
def package(case_folder: Path, tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "p.zip"
    with Case.open(case_folder) as case:
        root, _ = write(case, path, (), None)
    return path, root


def check(form: Verifying, qtbot: QtBot, path: Path | str, root: str = "") -> list[str]:
    form.path.setText(str(path))
    form.root.setText(root)
    qtbot.mouseClick(form.check, LEFT)
    qtbot.waitUntil(lambda: not form.work.running, timeout=WAIT_MS)
    return [form.told.item(row).text() for row in range(form.told.count())]


def test_a_package_is_checked_without_a_case(window: Window, qtbot: QtBot, package: tuple[Path, str], tmp_path: Path) -> None:
    path, root = package
    form = window.start.verifying
    form.begin()
    assert not form.check.isEnabled(), "nothing is chosen"
    told = check(form, qtbot, path, root)
    assert "未发现改动" in form.verdict.text()
    assert any("未签名" in line for line in told), "what a check of an unsigned package cannot say"
    assert check(form, qtbot, path, "0" * 64) and "核验未通过" in form.verdict.text(), "another package than the one that was witnessed"
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    check(form, qtbot, folder, root)
    assert "未发现改动" in form.verdict.text()
    (folder / "records.jsonl").write_text("{}")
    told = check(form, qtbot, folder)
    assert "核验未通过" in form.verdict.text()
    assert any("records.jsonl" in line for line in told)


@pytest.mark.parametrize("bad", ["", "nothing-there.zip", "note.txt", "empty"])
def test_what_is_no_package_is_said_to_be_none(review: Review, qtbot: QtBot, tmp_path: Path, bad: str) -> None:
    (tmp_path / "note.txt").write_text("no package")
    (tmp_path / "empty").mkdir()
    review.visit(Place("memo"))
    form = review.memo.verifying
    qtbot.mouseClick(review.memo.verify, LEFT)
    assert form.isVisible()
    if not bad:
        assert not form.check.isEnabled()
        return
    told = check(form, qtbot, tmp_path / bad)
    assert form.verdict.text() == "未能核验："
    assert len(told) == 1 and "不是复核包" in told[0]

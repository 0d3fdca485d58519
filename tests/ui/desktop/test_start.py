"""Making and opening a case, by the clicks of a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from evidence_desk.store.case import Case
from ui.desktop.adding import FORMATS
from ui.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton


def test_a_case_is_made_and_opened_from_the_start_page(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(window.start.new, LEFT)
    form = window.start.form
    assert not form.make.isEnabled(), "a case without a number"
    qtbot.keyClicks(form.number, "2025-17")
    qtbot.keyClicks(form.examiners, "Zhou, Lin")
    assert form.folder.text().endswith("2025-17.edcase")
    form.folder.clear()
    qtbot.keyClicks(form.folder, str(tmp_path / "new.edcase"))
    form.zone.setCurrentText("Asia/Shanghai")
    qtbot.mouseClick(form.make, LEFT)
    qtbot.waitUntil(lambda: window.review is not None)
    with Case.open(tmp_path / "new.edcase") as case:
        assert case.particulars.examiners == ("Zhou", "Lin")
        assert case.particulars.timezone == "Asia/Shanghai"
    assert window.review is not None
    assert window.review.foot.zone.text() == "时区 Asia/Shanghai"


def test_no_zone_is_stated_unless_a_person_states_one(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(window.start.new, LEFT)
    form = window.start.form
    qtbot.keyClicks(form.number, "1")
    form.folder.setText(str(tmp_path / "a.edcase"))
    qtbot.keyPress(form.folder, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.review is not None)
    assert window.review is not None
    assert window.review.desk.particulars.timezone is None
    assert "UTC" in window.review.foot.zone.text()


def test_a_name_that_no_file_system_takes_is_not_proposed(window: Window, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.start.new, LEFT)
    qtbot.keyClicks(window.start.form.number, 'a/b:c*"')
    assert Path(window.start.form.folder.text()).name == "a_b_c__.edcase"


def test_a_folder_that_exists_is_refused_in_a_sentence(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.mouseClick(window.start.new, LEFT)
    qtbot.keyClicks(window.start.form.number, "1")
    window.start.form.folder.setText(str(tmp_path))
    qtbot.mouseClick(window.start.form.make, LEFT)
    qtbot.waitUntil(lambda: window.start.fault.isVisible())
    assert "已经存在" in window.start.fault.text()
    assert window.review is None


def test_a_folder_that_is_no_case_is_refused_and_forgotten(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.settings.remember(tmp_path)
    window.open_case(tmp_path)
    qtbot.waitUntil(lambda: window.start.fault.isVisible())
    assert "不是案件文件夹" in window.start.fault.text()
    assert window.settings.recent == []


def test_a_case_is_opened_by_dropping_its_folder(window: Window, qtbot: QtBot, case_folder: Path, drop: Callable[..., None]) -> None:
    drop(window.start, [case_folder])
    qtbot.waitUntil(lambda: window.review is not None)


def test_the_last_cases_are_offered_again(window: Window, qtbot: QtBot, case_folder: Path) -> None:
    window.open_case(case_folder)
    qtbot.waitUntil(lambda: window.review is not None)
    qtbot.mouseClick(window.bar.leave, LEFT)
    assert window.review is None
    line = window.start.recent.item(0)
    assert line is not None
    qtbot.mouseClick(window.start.recent.viewport(), LEFT, pos=window.start.recent.visualItemRect(line).center())
    qtbot.waitUntil(lambda: window.review is not None)


def test_opening_a_case_is_logged(window: Window, qtbot: QtBot, case_folder: Path, acts: Callable[[Path], list[str]]) -> None:
    window.open_case(case_folder)
    qtbot.waitUntil(lambda: window.review is not None)
    qtbot.mouseClick(window.bar.leave, LEFT)
    assert acts(case_folder).count("case.open") == 1


def test_a_demo_case_is_made_and_opened(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.start.make_demo(tmp_path / "demo")
    assert window.start.note.isVisible() and not window.start.demo.isEnabled()
    qtbot.waitUntil(lambda: window.review is not None, timeout=180_000)
    assert (tmp_path / "demo" / "memo-zh.pdf").is_file()


def test_a_demo_where_there_is_one_already_is_refused_in_a_sentence(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "demo" / "demo.edcase").mkdir(parents=True)
    window.start.make_demo(tmp_path / "demo")
    qtbot.waitUntil(lambda: window.start.fault.isVisible(), timeout=60_000)
    assert "demo" in window.start.fault.text()
    assert window.start.demo.isEnabled()


def test_what_can_be_read_is_listed(window: Window, qtbot: QtBot) -> None:
    abilities = window.start.abilities
    abilities.begin()
    qtbot.waitUntil(lambda: abilities.parsers.rowCount() > 20, timeout=60_000)
    names = [cell.text() for row in range(abilities.formats.rowCount()) if (cell := abilities.formats.item(row, 0)) is not None]
    assert names == list(FORMATS), "what the form of registering offers"
    kinds = {cell.text() for row in range(abilities.formats.rowCount()) if (cell := abilities.formats.item(row, 1)) is not None}
    assert "镜像" in kinds

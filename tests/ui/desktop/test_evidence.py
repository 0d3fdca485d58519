"""Evidence: registered by form or by drop, its verdicts in words, its work in a child that can be stopped."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from evidence_desk.ingest.examination import Progress
from evidence_desk.store import evidence
from evidence_desk.store.case import Case
from ui.desktop import palette
from ui.desktop.evidence import EvidencePane
from ui.desktop.foot import told
from ui.desktop.history import Place
from ui.desktop.review import Review
from ui.desktop.window import Window

LEFT = Qt.MouseButton.LeftButton
NUMBER, LABEL, FORMAT, SIZE, VERDICT, STATE, PROBLEMS = range(7)


def cell(pane: EvidencePane, row: int, column: int) -> str:
    return str(pane.model.data(pane.model.index(row, column)))


def shown(review: Review, qtbot: QtBot, rows: int = 3) -> EvidencePane:
    review.visit(Place("evidence"))
    pane = review.evidence
    qtbot.waitUntil(lambda: len(pane.model.listed) == rows)
    qtbot.waitUntil(lambda: cell(pane, rows - 1, NUMBER) == str(rows))
    return pane


def test_verdicts_and_states_are_words(review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    assert [cell(pane, row, VERDICT) for row in range(3)] == ["一致", "不一致", "尚未核验"]
    assert [cell(pane, row, STATE) for row in range(3)] == ["已处理", "未处理完，可继续", "尚未处理"]
    assert [cell(pane, row, PROBLEMS) for row in range(3)] == ["2", "—", "—"]
    with Case.open(review.desk.folder) as case, case.transaction():
        evidence.set_status(case, 2, "processed")
    pane.look()
    qtbot.waitUntil(lambda: cell(pane, 1, PROBLEMS) == "未发现")
    assert cell(pane, 2, PROBLEMS) == "—", "nothing found is not the same as not looked"


def test_a_verdict_has_an_icon_beside_its_word(review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    drawn = []
    for row in range(3):
        icon = pane.model.data(pane.model.index(row, VERDICT), Qt.ItemDataRole.DecorationRole)
        drawn.append(icon.pixmap(16, 16).toImage())  # type: ignore[attr-defined]
    assert drawn[0] != drawn[1] != drawn[2] != drawn[0]


def test_evidence_is_registered_by_the_form(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = shown(review, qtbot)
    path = tmp_path / "materials" / "server.img"
    path.write_bytes(b"x")
    qtbot.mouseClick(pane.add, LEFT)
    form = pane.adding
    qtbot.keyClicks(form.path, str(path))
    qtbot.keyClicks(form.label, "server")
    qtbot.keyClicks(form.digests, f"MD5:{'a' * 32}, sha-256: {'b' * 64}")
    qtbot.keyClicks(form.source, "page 3")
    qtbot.mouseClick(form.save, LEFT)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 4)
    qtbot.waitUntil(lambda: cell(pane, 3, LABEL) == "server")
    with Case.open(review.desk.folder) as case:
        one = evidence.find(case, "server")
    assert one.stated == {"md5": "a" * 32, "sha256": "b" * 64}
    assert not form.isVisible()


def test_a_digest_that_is_none_is_refused_before_anything_is_kept(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = shown(review, qtbot)
    qtbot.mouseClick(pane.add, LEFT)
    qtbot.keyClicks(pane.adding.path, str(tmp_path))
    qtbot.keyClicks(pane.adding.digests, "md5:12")
    qtbot.mouseClick(pane.adding.save, LEFT)
    assert pane.adding.fault.isVisible()
    assert "不是有效的校验值" in pane.adding.fault.text()


def test_a_path_where_nothing_is_is_refused(review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    qtbot.mouseClick(pane.add, LEFT)
    qtbot.keyClicks(pane.adding.path, "/nowhere/at/all")
    qtbot.keyPress(pane.adding.path, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.adding.fault.isVisible())
    assert "找不到" in pane.adding.fault.text()
    assert len(pane.model.listed) == 3


def test_locked_evidence_is_registered_with_the_file_of_its_secrets_and_the_case_keeps_only_where_it_lies(
    review: Review, qtbot: QtBot, tmp_path: Path
) -> None:
    image, secret = tmp_path / "locked.img", tmp_path / "secrets.txt"
    image.write_bytes(bytes(4096))
    review.visit(Place("evidence"))
    pane = review.evidence
    qtbot.mouseClick(pane.add, LEFT)
    qtbot.keyClicks(pane.adding.path, str(image))
    qtbot.keyClicks(pane.adding.secret, str(secret))
    qtbot.mouseClick(pane.adding.save, LEFT)
    qtbot.waitUntil(lambda: pane.adding.fault.isVisible())
    assert "secrets.txt" in pane.adding.fault.text(), "a file of secrets that is not there"
    secret.write_text("correct horse battery staple")
    qtbot.mouseClick(pane.adding.save, LEFT)
    qtbot.waitUntil(lambda: not pane.adding.isVisible())
    with Case.open(review.desk.folder) as case:
        registered = list(evidence.register(case))[-1]
    assert (registered.path, registered.secret_file) == (image, secret)
    kept = b"".join(path.read_bytes() for path in review.desk.folder.rglob("*") if path.is_file())
    assert b"correct horse" not in kept


def test_files_are_registered_by_dropping_them(review: Review, qtbot: QtBot, tmp_path: Path, drop: Callable[..., None]) -> None:
    pane = shown(review, qtbot)
    paths = [tmp_path / name for name in ("一.img", "二.img")]
    for path in paths:
        path.write_bytes(b"x")
    drop(pane, paths)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 5)
    qtbot.waitUntil(lambda: cell(pane, 4, LABEL) == "二.img")
    assert cell(pane, 4, STATE) == "尚未处理", "registering reads nothing"


def test_the_case_itself_is_no_evidence(review: Review, qtbot: QtBot, drop: Callable[..., None]) -> None:
    pane = shown(review, qtbot)
    drop(pane, [review.desk.folder])
    qtbot.waitUntil(lambda: "案件文件夹" in review.foot.note.text())
    assert len(pane.model.listed) == 3


def test_choosing_an_item_shows_its_digests_side_by_side(review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    qtbot.mouseClick(pane.grid.viewport(), LEFT, pos=pane.grid.visualRect(pane.model.index(1, LABEL)).center())
    qtbot.waitUntil(lambda: "不一致" in texts(pane))
    assert "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752" in texts(pane)
    qtbot.waitUntil(lambda: review.inspector.title.words.text() == "手机备份")
    assert review.desk.items == ("i2",)


def texts(pane: EvidencePane) -> list[str]:
    return [label.text() for label in pane.details.digests.findChildren(QLabel)]


def test_a_problem_leads_to_its_file(review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    pane.grid.go_to("i1")
    details = pane.details
    qtbot.waitUntil(lambda: len(details.problems.listed) == 2)
    details.setCurrentIndex(2)
    index = details.problems.index(1, 0)
    qtbot.waitUntil(lambda: details.problems.data(index) != "…")
    row = next(row for row in range(2) if details.problems.listed.item(row).startswith("x1.7"))
    at = details.problem_grid.visualRect(details.problems.index(row, 0)).center()
    qtbot.mouseClick(details.problem_grid.viewport(), LEFT, pos=at)
    qtbot.mouseDClick(details.problem_grid.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: review.desk.items == ("e1.7",))
    assert review.history.can_go_back


def test_progress_tells_what_how_much_how_fast_and_how_long(window: Window, review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    halfway = Progress(3, "U盘", "verify", 512 << 20, 1 << 30, "bytes", 4.0)
    review.desk.work.progressed.emit(halfway)
    said = told(halfway, review.desk)
    assert said == "[3] U盘 · 核验 · 512 MB / 1 GB · 128 MB/s · 剩余约 4 s"
    assert cell(pane, 2, STATE) == "核验 50 %"
    counted = told(Progress(1, "a", "walk", 2000, 0, "entries", 2.0), review.desk)
    assert counted == "[1] a · 遍历 · 2,000 条目 · 1,000 条目/s", "without a total nobody knows how long"


def test_light_and_dark_differ_and_are_kept(window: Window, review: Review, qtbot: QtBot) -> None:
    pane = shown(review, qtbot)
    before = pane.grab().toImage()
    qtbot.mouseClick(window.bar.shade, LEFT)
    assert palette.colours() is palette.DARK
    assert pane.grab().toImage() != before
    assert window.settings.look == "dark"
    qtbot.mouseClick(window.bar.shade, LEFT)
    assert palette.colours() is palette.LIGHT


def test_the_profile_that_is_chosen_is_the_one_that_runs(review: Review, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = shown(review, qtbot)
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(review.desk.work, "begin", lambda job, language: begun.append(job.arguments))
    qtbot.mouseClick(pane.process, LEFT)
    pane.profile.setFocus()
    qtbot.keyClick(pane.profile, Qt.Key.Key_Down)
    qtbot.mouseClick(pane.process, LEFT)
    assert [job[job.index("--profile") + 1] for job in begun] == ["standard", "full"]


def test_only_what_is_selected_is_worked_on_with_what_is_asked_for(review: Review, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = shown(review, qtbot)
    begun: list[tuple[str, ...]] = []
    monkeypatch.setattr(review.desk.work, "begin", lambda job, language: begun.append(job.arguments[2:]))
    pane.grid.clearSelection()
    pane.scope.which.setCurrentIndex(1)
    assert not pane.process.isEnabled(), "nothing is selected"
    pane.grid.selectRow(1)
    assert pane.process.isEnabled()
    pane.scope.sm3.setChecked(True)
    pane.scope.jobs.setValue(1)
    qtbot.mouseClick(pane.process, LEFT)
    qtbot.mouseClick(pane.verify, LEFT)
    assert begun == [
        ("--profile", "standard", "--progress", "jsonl", "--only", "2", "--sm3", "--jobs", "1"),
        ("--progress", "jsonl", "--only", "2", "--sm3"),
    ]


def test_evidence_is_registered_as_the_format_that_is_chosen(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane = shown(review, qtbot)
    path = tmp_path / "materials" / "chip.bin"
    path.write_bytes(bytes(4096))
    qtbot.mouseClick(pane.add, LEFT)
    qtbot.keyClicks(pane.adding.path, str(path))
    pane.adding.format.setCurrentIndex(pane.adding.format.findData("raw"))
    qtbot.mouseClick(pane.adding.save, LEFT)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 4)
    with Case.open(review.desk.folder) as case:
        assert evidence.find(case, "4").as_format == "raw"
    qtbot.mouseClick(pane.add, LEFT)
    assert pane.adding.format.name is None, "the next one is recognised by its content again"


def test_what_is_no_file_and_no_folder_is_refused_by_the_form_too(review: Review, qtbot: QtBot, tmp_path: Path) -> None:
    pane, pipe = shown(review, qtbot), tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null")):
        qtbot.mouseClick(pane.add, LEFT)
        qtbot.keyClicks(pane.adding.path, str(path))
        qtbot.mouseClick(pane.adding.save, LEFT)
        qtbot.waitUntil(lambda: pane.adding.fault.isVisible())
        assert str(path) in pane.adding.fault.text()
    assert len(pane.model.listed) == 3

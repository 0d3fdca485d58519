"""The child that does the long work: its progress, its end, its failures, and its being stopped."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from evidence_desk.ingest import process
from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.store.case import Case
from ui.desktop import work
from ui.desktop.history import Place
from ui.desktop.preview import BYTES
from ui.desktop.review import Review
from ui.desktop.window import Window
from ui.desktop.work import Ended, Job, Work

WAIT_MS = 30_000
SLOW = """
import json, signal, sys, time
line = {"evidence": 1, "label": "U\u76d8", "stage": "verify", "done": 0, "total": 100, "unit": "bytes", "seconds": 1.0, "finished": False}
for done in range(100):
    print(json.dumps({**line, "done": done}), flush=True)
    time.sleep(0.1)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLOW


class Watched:
    """A worker of ours and all that it said."""

    def __init__(self) -> None:
        self._owner = QObject()
        self.work = Work(self._owner)
        self.progress: list[Progress] = []
        self.ended: list[Ended] = []
        self.work.progressed.connect(self.progress.append)
        self.work.ended.connect(self.ended.append)


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """Lets the next job run a program of the test instead of the command line."""

    def put(text: str) -> Job:
        package = tmp_path / "ui" / "terminal"
        package.mkdir(parents=True)
        for folder in (package.parent, package):
            (folder / "__init__.py").touch()
        (package / "main.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(work, "PACKAGES", str(tmp_path))
        return Job("process", ())

    return put


@pytest.fixture
def watched(qtbot: QtBot) -> Watched:
    return Watched()


def test_progress_arrives_as_it_is_said(watched: Watched, child: object, qtbot: QtBot) -> None:
    assert watched.work.begin(child(SLOW), "zh")  # type: ignore[operator]
    qtbot.waitUntil(lambda: len(watched.progress) > 2, timeout=WAIT_MS)
    assert [one.done for one in watched.progress[:3]] == [0, 1, 2]
    assert watched.progress[0].label == "U盘"
    watched.work.stop()
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=WAIT_MS)


def test_one_job_at_a_time(watched: Watched, child: object, qtbot: QtBot) -> None:
    job = child(SLOW)  # type: ignore[operator]
    assert watched.work.begin(job, "zh")
    assert not watched.work.begin(job, "zh")
    watched.work.stop()
    qtbot.waitUntil(lambda: not watched.work.running, timeout=WAIT_MS)
    assert watched.ended[0].stopped


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_child_that_does_not_listen_is_killed(watched: Watched, child: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PATIENCE_MS", 200)
    watched.work.begin(child(STUBBORN), "zh")  # type: ignore[operator]
    qtbot.waitUntil(lambda: len(watched.progress) > 0, timeout=WAIT_MS)
    watched.work.stop()
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=5000)
    assert watched.ended[0].stopped
    assert watched.ended[0].code == 2


def test_the_last_sentence_on_standard_error_is_what_a_person_gets(watched: Watched, child: object, qtbot: QtBot) -> None:
    watched.work.begin(child("import sys; print('noise', file=sys.stderr); print('磁盘空间不足', file=sys.stderr); sys.exit(2)"), "zh")  # type: ignore[operator]
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=WAIT_MS)
    assert (watched.ended[0].code, watched.ended[0].sentence, watched.ended[0].stopped) == (2, "磁盘空间不足", False)


def test_no_module_is_taken_from_the_folder_that_the_program_was_started_in(
    watched: Watched, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of evidence may hold a `ui/terminal/main.py` of its own."""
    (tmp_path / "ui" / "terminal").mkdir(parents=True)
    for path in ("ui/__init__.py", "ui/terminal/__init__.py"):
        (tmp_path / path).touch()
    (tmp_path / "ui/terminal/main.py").write_text(f"open({str(tmp_path / 'taken')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    watched.work.begin(work.process(tmp_path / "no.edcase"), "zh")
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=WAIT_MS)
    assert not (tmp_path / "taken").exists()
    assert "案件文件夹" in watched.ended[0].sentence


def chat(lines: int) -> str:
    said = (f"[2024/3/{1 + n % 28} 15:04:{n % 60:02d}] 林悦: 第 {n} 笔转账\r\n" for n in range(lines))
    return "".join(said)


def registered(window: Window, review: Review, qtbot: QtBot, path: Path) -> None:
    review.visit(Place("evidence"))
    pane = review.evidence
    qtbot.mouseClick(pane.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pane.adding.path, str(path))
    qtbot.mouseClick(pane.adding.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(pane.model.listed) == 1)


def new_case(window: Window, qtbot: QtBot, folder: Path) -> Review:
    window.start.begin_new()
    qtbot.keyClicks(window.start.form.number, "1")
    window.start.form.folder.setText(str(folder))
    window.start.form.zone.setCurrentText("Asia/Shanghai")
    qtbot.mouseClick(window.start.form.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.review is not None)
    assert window.review is not None
    return window.review


def test_from_an_empty_case_to_a_bubble_that_a_worker_can_show_the_bytes_of(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    """The whole way, with nothing in place of anything: the command line in a child, its workers, the viewer."""
    path = tmp_path / "materials" / "_chat.txt"
    path.parent.mkdir()
    path.write_text(chat(3), encoding="utf-8", newline="")
    review = new_case(window, qtbot, tmp_path / "case.edcase")
    registered(window, review, qtbot, path)
    qtbot.mouseClick(review.evidence.process, Qt.MouseButton.LeftButton)
    assert review.foot.running.isVisible()
    qtbot.waitUntil(lambda: not review.desk.work.running, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: review.foot.note.text() == "处理完成")
    qtbot.waitUntil(lambda: review.evidence.model.data(review.evidence.model.index(0, 5)) == "已处理")
    assert review.evidence.model.data(review.evidence.model.index(0, 4)) == "无可比值"

    review.visit(Place("conversations"))
    qtbot.waitUntil(lambda: len(review.conversations.model.listed) == 1)
    review.desk.go(review.conversations.model.listed.item(0))
    talk = review.conversations.talk
    qtbot.waitUntil(lambda: len(talk.messages.listed) == 3)
    talk.bubbles.go_to(talk.messages.listed.item(1))
    qtbot.waitUntil(lambda: review.inspector.title.source.isVisible())
    qtbot.mouseClick(review.inspector.title.source, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: review.files.grid.items == ("e1.1",), timeout=WAIT_MS)
    preview = review.files.preview
    qtbot.waitUntil(lambda: "第 1 笔转账" in preview.text._text.toPlainText(), timeout=WAIT_MS)
    assert preview.currentIndex() == BYTES, "the bytes of the message"
    qtbot.waitUntil(lambda: preview.bytes._bytes(0) == path.read_bytes()[:16], timeout=WAIT_MS)
    marked = path.read_bytes()[preview.bytes._marked.start : preview.bytes._marked.stop]
    assert "第 1 笔转账" in marked.decode()
    assert "第 2 笔转账" not in marked.decode()


def test_closing_the_window_ends_the_work_first_and_says_so(window: Window, review: Review, child: object, qtbot: QtBot) -> None:
    watched: list[Ended] = []
    review.desk.work.ended.connect(watched.append)
    review.desk.work.begin(child(SLOW), "zh")  # type: ignore[operator]
    qtbot.waitUntil(lambda: review.foot.running.bar.maximum() == 1000, timeout=WAIT_MS)
    window.close()
    assert window.isVisible(), "not before the child has ended"
    assert "不会丢失" in window.fault.text()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=8000)
    assert watched[0].stopped


def test_closing_the_window_in_the_middle_of_work_loses_nothing(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "materials" / "_chat.txt"
    path.parent.mkdir()
    path.write_text(chat(8_000), encoding="utf-8", newline="")
    review = new_case(window, qtbot, tmp_path / "case.edcase")
    registered(window, review, qtbot, path)
    seen: list[Progress] = []
    review.desk.work.progressed.connect(seen.append)
    qtbot.mouseClick(review.evidence.process, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(seen) > 0, timeout=WAIT_MS)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=WAIT_MS)
    folder = tmp_path / "case.edcase"
    with Case.open(folder) as case:
        process.process(case, Plan(jobs=1), lambda progress: None)
        assert case.db.execute("SELECT count(*) FROM messages").fetchone()[0] == 8_000


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_child_that_dies_is_told_of(watched: Watched, child: object, qtbot: QtBot) -> None:
    watched.work.begin(child(SLOW), "zh")  # type: ignore[operator]
    qtbot.waitUntil(lambda: len(watched.progress) > 0, timeout=WAIT_MS)
    assert watched.work._child is not None
    os.kill(watched.work._child.processId(), signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=WAIT_MS)
    assert (watched.ended[0].code, watched.ended[0].stopped) == (2, False)

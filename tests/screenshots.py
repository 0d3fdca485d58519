#!/usr/bin/env python3
"""Makes the pictures of the README: the windows on a case, offscreen, one PNG a workspace, and one of the bytes that a message leads to.

    python tests/screenshots.py CASE [--language zh|en] [--look light|dark] [--search TEXT] [--out docs/pictures]

CASE is processed and has a conversation; it is copied first, so that looking at it leaves no trace in it.
What is not there (no conversation, no hit) is left out of the pictures. Exit status: 0, or 2 where CASE is none.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.desktop.application import make_window
from ui.desktop.history import Place
from ui.desktop.review import Review
from ui.desktop.window import Window

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1400, 900
LARGEST = 250 << 10
COLOURS = 256
"""Of one picture: enough for grey, an accent and smooth letters, and a third of the bytes."""
PATIENCE_MS = 60_000
STEP_MS = 50


class Camera:
    def __init__(self, window: Window, review: Review, out: Path, ending: str) -> None:
        self._window, self.review, self._out, self._ending = window, review, out, ending

    def shoot(self, name: str) -> None:
        pause(400)
        path = self._out / f"{name}-{self._ending}.png"
        taken = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        size = (taken.width(), taken.height())
        picture = Image.frombytes("RGB", size, bytes(taken.constBits()), "raw", "RGB", taken.bytesPerLine())
        picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size > LARGEST:
            raise SystemExit(f"{path} is larger than {LARGEST} bytes")
        print(path)

    def overview(self) -> None:
        self.review.visit(Place("overview"))
        until(lambda: any(figure.count.text() for figure in self.review.overview.figures.values()))
        self.shoot("overview")

    def intake(self) -> None:
        self.review.visit(Place("intake"))
        pane = self.review.intake
        pane.tabs.setCurrentWidget(pane.custody)
        pause(1500)
        if pane.custody.steps.rowCount():
            pane.custody.discrepancies.setCurrentRow(0)
            self.shoot("intake")

    def checks(self) -> None:
        self.review.visit(Place("checks"))
        until(lambda: self.review.checks.checklist.list.count() > 0)
        self.shoot("checks")

    def evidence(self) -> None:
        self.review.visit(Place("evidence"))
        pane = self.review.evidence
        until(lambda: pane.model.line(0) is not None)
        pane.grid.selectRow(0)
        self.shoot("evidence")

    def files(self) -> None:
        self.review.visit(Place("files"))
        pane = self.review.files
        until(lambda: len(pane.model.listed) > 0)
        pane.filter.setText(".jpg")  # a picture, if there is one
        pause(800)
        item = pane.model.listed.item(0) if len(pane.model.listed) else "e1.1"
        pane.filter.clear()
        pause(800)
        pane.grid.go_to(item)
        pane.tree.expandToDepth(1)
        pause(2000)
        pane.tree.expandToDepth(2)
        self.shoot("files")

    def conversations(self) -> None:
        self.review.visit(Place("conversations"))
        pane = self.review.conversations
        pause(600)
        if not len(pane.model.listed):
            return
        pane.model.ordered.emit("messages", True)
        pause(600)
        until(lambda: pane.model.line(0) is not None)
        pane.grid.selectRow(0)
        until(lambda: len(pane.talk.messages.listed) > 0 and pane.talk.messages.line(0) is not None)
        pane.talk.bubbles.go_to(pane.talk.messages.listed.item(min(2, len(pane.talk.messages.listed) - 1)))
        self.shoot("conversations")

    def bytes(self) -> None:
        """Where a statement leads to: the bytes of a message, marked in the file that it was read from."""
        if self.review.inspector.title.source.isVisible():
            self.review.inspector.title.source.click()
            pause(3000)
            self.shoot("bytes")

    def timeline(self) -> None:
        self.review.visit(Place("timeline"))
        pause(600)
        self.shoot("timeline")

    def search(self, text: str) -> None:
        self.review.visit(Place("search", text=text))
        pause(1000)
        if self.review.search.hits.hits:
            self.review.search.list.setCurrentIndex(self.review.search.hits.index(0))
            self.shoot("search")

    def findings(self) -> None:
        self.review.visit(Place("findings"))
        until(lambda: self.review.findings.head.about.text() != "")
        self.shoot("findings")

    def memo(self) -> None:
        self.review.visit(Place("memo"))
        pane = self.review.memo
        pane.preview.click()
        until(lambda: pane.pages.count > 0)
        pane.pages.verticalScrollBar().setValue(pane.pages.verticalScrollBar().maximum() // pane.pages.count)
        pause(2500)
        self.shoot("memo")


def main() -> int:
    parser = argparse.ArgumentParser(description="pictures of the windows")
    parser.add_argument("case", type=Path)
    parser.add_argument("--language", choices=("zh", "en"), default="zh")
    parser.add_argument("--look", choices=("light", "dark"), default="light")
    parser.add_argument("--search", default="退款")
    parser.add_argument("--out", type=Path, default=PICTURES)
    given = parser.parse_args()
    if not (given.case / "case.db").is_file():
        print(f"{given.case} is no case", file=sys.stderr)
        return 2
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, place)
        copy = Path(place, given.case.name)
        shutil.copytree(given.case, copy)
        picture(copy, given)
    return 0


def picture(case: Path, given: argparse.Namespace) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    window = make_window(given.language)
    window.settings.look = given.look
    window.dress()
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.open_case(case)
    until(lambda: window.review is not None)
    if window.review is None:
        raise SystemExit("the case did not open")
    camera = Camera(window, window.review, given.out, given.language if given.look == "light" else f"{given.language}-dark")
    for shoot in (camera.overview, camera.intake, camera.evidence, camera.files, camera.conversations, camera.bytes, camera.timeline):
        shoot()
    camera.search(given.search)
    camera.findings()
    camera.checks()
    camera.memo()
    window.close()
    app.processEvents()


def pause(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(condition: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_MS // STEP_MS):
        if condition():
            return
        pause(STEP_MS)
    raise SystemExit("what was to be seen did not come")


if __name__ == "__main__":
    sys.exit(main())

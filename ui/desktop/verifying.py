"""Checking a review package, a ZIP or the folder that it was unpacked into: what holds and what does not, each in a line. It needs no case."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QMenu, QToolButton, QWidget

from ui.desktop import fonts, icons, parts, shown, work
from ui.desktop.tongue import Tongue
from ui.desktop.work import Ended, Work

HEIGHT = 150
HOLDS, FAULTY = 0, 1


class Verifying(QWidget):
    """A child process reads the package: what lies in it is not ours, and a check of much may take long."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self.work = Work(self)
        self._ended: Ended | None = None
        self.path, self.root = QLineEdit(), QLineEdit()
        self.verdict = parts.data("", fonts.SIZE, fonts.STRONG)
        self.told = parts.wrapping(QListWidget())
        self.told.setObjectName("framed")
        self.told.setMaximumHeight(HEIGHT)
        self.check = parts.button(tongue, "verifying.check", "chain", self._check, "main")
        self.stop = parts.button(tongue, "verifying.stop", None, self.work.stop)
        self._lay_out()
        self.path.textChanged.connect(self._retell)
        self.work.began.connect(self._retell)
        self.work.ended.connect(self._end)
        tongue.changed.connect(self._retell)
        self._retell()
        self.hide()

    def _lay_out(self) -> None:
        tongue = self._tongue
        form = parts.form()
        form.addRow(parts.label(tongue, "verifying.path", "quiet"), parts.row(self.path, self._browse()))
        form.addRow(parts.label(tongue, "verifying.root", "quiet"), self.root)
        for edit, key in ((self.path, "path"), (self.root, "root")):
            tongue.bind(edit, edit.setAccessibleName, f"verifying.{key}")
            tongue.bind(edit, edit.setPlaceholderText, f"verifying.{key}.hint")
        tongue.bind(self.told, self.told.setAccessibleName, "verifying.told")
        layout = parts.card(self, tongue, "verifying.title", form)
        layout.addWidget(self.verdict)
        layout.addWidget(self.told)
        layout.addLayout(parts.row(self.check, self.stop, None, parts.button(tongue, "close", None, self.hide)))

    def _browse(self) -> QToolButton:
        made = QToolButton()
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._tongue.bind(made, made.setText, "browse")
        menu = QMenu(made)
        file, folder = menu.addAction("", self._choose_file), menu.addAction("", self._choose_folder)
        self._tongue.bind(file, file.setText, "verifying.file")
        self._tongue.bind(folder, folder.setText, "browse.folder")
        made.setMenu(menu)
        return made

    def begin(self) -> None:
        self.show()
        self.path.setFocus()

    def end(self) -> None:
        """Nothing is left running where the case is closed."""
        self.work.kill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._check()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._tongue.say("verifying.path"), "", "ZIP (*.zip);;* (*)")
        if path:
            self.path.setText(path)

    @Slot()
    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._tongue.say("verifying.path"))
        if path:
            self.path.setText(path)

    def _check(self) -> None:
        if self.check.isEnabled():
            self._ended = None
            path = Path(self.path.text().strip()).absolute()
            self.work.begin(work.verify_package(path, self.root.text().strip()), self._tongue.language)

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        self._ended = None if ended.stopped else ended
        self.told.clear()
        for words in ended.told if self._ended else ():
            glyph = (
                ("info", "quiet") if ended.code == HOLDS else ("mismatch", "fails") if ended.code == FAULTY else ("unreadable", "caution")
            )
            self.told.addItem(QListWidgetItem(icons.icon(*glyph), shown.line(words)))
        self._retell()

    @Slot()
    def _retell(self) -> None:
        running, ended, say = self.work.running, self._ended, self._tongue.say
        self.check.setEnabled(not running and bool(self.path.text().strip()))
        self.stop.setVisible(running)
        self.told.setVisible(ended is not None and not running)
        if running:
            self.verdict.setText(say("verifying.running"))
        elif ended is None:
            self.verdict.setText(say("verifying.about"))
        elif ended.code == HOLDS:
            self.verdict.setText(say("verifying.holds"))
        elif ended.code == FAULTY:
            self.verdict.setText(say("verifying.fails", count=len(ended.told)))
        else:
            self.verdict.setText(say("verifying.none"))

"""Merging another person's review of the same case into this one, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.desktop import fonts, icons, parts, shown, work
from ui.desktop.desk import Desk
from ui.desktop.work import Ended


class Merging(QWidget):
    """The other case is read in a child process; nothing of it is changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.path = QLineEdit()
        self.merge = parts.button(desk.tongue, "merging.merge", "link", self._merge, "main")
        browse = parts.button(desk.tongue, "browse", None, self._choose)
        self.fault = parts.data("fault")
        self.told = parts.wrapping(QListWidget())
        self.told.setObjectName("framed")
        tongue = desk.tongue
        tongue.bind(self.path, self.path.setPlaceholderText, "merging.hint")
        tongue.bind(self.path, self.path.setAccessibleName, "merging.path")
        tongue.bind(self.told, self.told.setAccessibleName, "merging.told")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(parts.label(tongue, "merging.about", "quiet"))
        layout.addWidget(parts.label(tongue, "merging.path", "quiet", 12))
        line = parts.row(self.path, browse, self.merge)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self.fault)
        layout.addWidget(parts.label(tongue, "merging.told", "", fonts.SIZE, fonts.STRONG))
        layout.addWidget(self.told, 1)
        self.fault.hide()
        self.path.textChanged.connect(self._allow)
        self.path.returnPressed.connect(self._merge)
        desk.work.began.connect(self._allow)
        desk.work.ended.connect(self._end)
        desk.tongue.changed.connect(self._retell)
        self._retell()
        self._allow()

    @Slot()
    def look(self) -> None:
        """Nothing to look up."""

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._desk.tongue.say("merging.path"))
        if path:
            self.path.setText(path)

    def _merge(self) -> None:
        if self.merge.isEnabled():
            self.fault.hide()
            self._desk.work.begin(work.merge(self._desk.folder, Path(self.path.text().strip()).absolute()), self._desk.tongue.language)

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        if ended.job.kind == "merge":
            failed = ended.code not in (0, 1)
            self.fault.setVisible(failed)
            self.fault.setText(shown.line(ended.sentence))
            if not failed:
                self._tell(ended)
        self._allow()

    def _tell(self, ended: Ended) -> None:
        """What was taken over, points that were answered differently, and what could not be taken over, each in a line."""
        self.told.clear()
        for number, words in enumerate(ended.told):
            glyph = ("match", "holds") if number == 0 else ("warning", "caution")
            self.told.addItem(QListWidgetItem(icons.icon(*glyph), shown.line(words)))

    @Slot()
    def _allow(self) -> None:
        self.merge.setEnabled(not self._desk.work.running and bool(self.path.text().strip()))

    @Slot()
    def _retell(self) -> None:
        if self.told.count() == 0 or not self.told.item(0).flags():
            self.told.clear()
            self.told.addItem(parts.placeholder(self._desk.tongue.say("merging.none")))

"""The form in which what leaves the case is chosen: the review package, or records in a format that other programs read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from evidence_desk.store import browse
from reports.exports import ENDINGS, FORMATS
from ui.desktop import parts, shown, work
from ui.desktop.desk import Desk, Topic

PACKAGE = "package"
EVERYTHING = 0


class Giving(QWidget):
    """Writes nothing itself: the command line does, in a child, and logs the digest of what it wrote."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kinds, self.tags = parts.Choice(), parts.Choice()
        self.key, self.secret = QLineEdit(), QLineEdit()
        self.write = parts.button(desk.tongue, "giving.write", "save", self._choose, "main")
        self._about = parts.data("quiet")
        self._browse_key = parts.button(desk.tongue, "browse", None, lambda: self._pick(self.key))
        self._browse_secret = parts.button(desk.tongue, "browse", None, lambda: self._pick(self.secret))
        for kind in (PACKAGE, *FORMATS):
            self.kinds.addItem("", kind)
        self.tags.addItem("")
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._retell)
        desk.tongue.changed.connect(self._retell)
        desk.changed.connect(self._hear)
        desk.work.began.connect(self._retell)
        desk.work.ended.connect(self._retell)
        self._retell()
        self.hide()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        form = parts.form()
        form.addRow(parts.label(tongue, "giving.kind", "quiet"), self.kinds)
        form.addRow(parts.label(tongue, "giving.tag", "quiet"), self.tags)
        form.addRow(parts.label(tongue, "giving.key", "quiet"), _with(self.key, self._browse_key))
        form.addRow(parts.label(tongue, "giving.secret", "quiet"), _with(self.secret, self._browse_secret))
        for key, widget in (("kind", self.kinds), ("tag", self.tags), ("key", self.key), ("secret", self.secret)):
            tongue.bind(widget, widget.setAccessibleName, f"giving.{key}")
        for edit, key in ((self.key, "giving.key.hint"), (self.secret, "giving.secret.hint")):
            tongue.bind(edit, edit.setPlaceholderText, key)
        layout = parts.card(self, tongue, "giving.title", form)
        layout.addWidget(self._about)
        layout.addLayout(parts.row(None, self.write, parts.button(tongue, "cancel", None, self.hide)))

    def begin(self) -> None:
        self._look()
        self.show()
        self.kinds.setFocus()

    def write_to(self, path: Path) -> None:
        kind, tag = str(self.kinds.currentData()), self.tags.currentData()
        tags = (str(tag),) if tag is not None else ()
        case = self._desk.folder
        key, secret = (Path(text) if text else None for text in (self.key.text().strip(), self.secret.text().strip()))
        job = work.package(case, path, tags, key, secret) if kind == PACKAGE else work.export(case, kind, path, tags)
        self._desk.work.begin(job, self._desk.tongue.language)

    @Slot()
    def _choose(self) -> None:
        kind = str(self.kinds.currentData())
        ending = "zip" if kind == PACKAGE else ENDINGS.get(kind, kind)
        name = f"{self._desk.particulars.number}-{kind}.{ending}".replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("giving.title"), name)
        if path:
            self.write_to(Path(path))

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if topic == "marks" and self.isVisible():
            self._look()

    def _look(self) -> None:
        self._desk.lanes.rows.ask(browse.tag_names, self._offer, self._desk.complain, "giving")

    def _offer(self, tags: dict[str, int]) -> None:
        chosen = self.tags.currentData()
        while self.tags.count() > 1:
            self.tags.removeItem(1)
        for tag, items in tags.items():
            self.tags.addItem(f"{shown.line(tag)}  ({items})", tag)
        self.tags.setCurrentIndex(max(EVERYTHING, self.tags.findData(chosen)) if chosen is not None else EVERYTHING)

    def _pick(self, edit: QLineEdit) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("browse.file"))
        if path:
            edit.setText(path)

    @Slot()
    def _retell(self) -> None:
        say, packed = self._desk.tongue.say, self.kinds.currentData() == PACKAGE
        for place in range(self.kinds.count()):
            self.kinds.setItemText(place, say(f"giving.{self.kinds.itemData(place)}"))
        self.tags.setItemText(EVERYTHING, say("giving.everything"))
        for widget in (self.key, self.secret, self._browse_key, self._browse_secret):
            widget.setEnabled(packed)
        self._about.setText(say("giving.package.about" if packed else "giving.export.about"))
        self.write.setEnabled(not self._desk.work.running)


def _with(edit: QLineEdit, button: QPushButton) -> QWidget:
    made = QWidget()
    made.setLayout(parts.row(edit, button))
    return made

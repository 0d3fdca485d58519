"""The form in which what leaves the case is chosen: the review package, or records in a format that other programs read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from evidence_desk.store import browse
from reports.exports import ENDINGS, FORMATS
from ui.desktop import parts, shown, work
from ui.desktop.desk import Desk, Topic
from ui.desktop.signing import Signing

PACKAGE = "package"
TAG = Qt.ItemDataRole.UserRole
TAGS_HEIGHT = 92


class Giving(QWidget):
    """Writes nothing itself: the command line does, in a child, and logs the digest of what it wrote."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.kinds, self.tags = parts.Choice(), QListWidget()
        self.tags.setObjectName("framed")
        self.tags.setMaximumHeight(TAGS_HEIGHT)
        self.signing = Signing(desk.tongue, "giving.key.hint")
        self.write = parts.button(desk.tongue, "giving.write", "save", self._choose, "main")
        self._about = parts.data("quiet")
        for kind in (PACKAGE, *FORMATS):
            self.kinds.addItem("", kind)
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
        form.addRow(parts.label(tongue, "signing.key", "quiet"), self.signing)
        for key, widget in (("kind", self.kinds), ("tag", self.tags)):
            tongue.bind(widget, widget.setAccessibleName, f"giving.{key}")
        layout = parts.card(self, tongue, "giving.title", form)
        layout.addWidget(self._about)
        layout.addLayout(parts.row(None, self.write, parts.button(tongue, "cancel", None, self.hide)))

    def begin(self) -> None:
        self._look()
        self.show()
        self.kinds.setFocus()

    def write_to(self, path: Path) -> None:
        kind, case, tags = str(self.kinds.currentData()), self._desk.folder, self.chosen
        key, secret = self.signing.path, self.signing.take()
        packed = kind == PACKAGE
        job = work.package(case, path, tags, key, secret is not None) if packed else work.export(case, kind, path, tags)
        self._desk.work.begin(job, self._desk.tongue.language, secret if packed else None)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The tags that are ticked; with none of them everything is meant."""
        lines = (self.tags.item(place) for place in range(self.tags.count()))
        return tuple(str(line.data(TAG)) for line in lines if line.data(TAG) is not None and line.checkState() is Qt.CheckState.Checked)

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
        chosen = self.chosen
        self.tags.clear()
        if not tags:
            self.tags.addItem(parts.placeholder(self._desk.tongue.say("giving.untagged")))
        for tag, items in tags.items():
            line = QListWidgetItem(f"{shown.line(tag)}  ({items})")
            line.setData(TAG, tag)
            line.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            line.setCheckState(Qt.CheckState.Checked if tag in chosen else Qt.CheckState.Unchecked)
            self.tags.addItem(line)

    @Slot()
    def _retell(self) -> None:
        say, packed = self._desk.tongue.say, self.kinds.currentData() == PACKAGE
        for place in range(self.kinds.count()):
            self.kinds.setItemText(place, say(f"giving.{self.kinds.itemData(place)}"))
        self.signing.setEnabled(packed)
        self._about.setText(say("giving.package.about" if packed else "giving.export.about"))
        self.write.setEnabled(not self._desk.work.running)

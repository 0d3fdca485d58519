"""The form in which a piece of evidence is registered: where it lies, and what its record states of it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QMenu, QToolButton, QWidget

from evidence_desk import digest
from evidence_desk.errors import Known
from evidence_desk.ingest import proposal
from evidence_desk.store import evidence
from evidence_desk.store.case import Case, zone_of
from evidence_desk.store.evidence import Registration
from ui.desktop import parts
from ui.desktop.desk import Desk
from ui.desktop.zones import Zones

TABLES = ("csv", "tsv", "xlsx", "xlsm", "json", "jsonl", "ndjson")
"""Endings of tables that a mapping may be for."""
FORMATS = (
    "raw", "split-raw", "ewf", "ewf2", "vmdk", "vhd", "vhdx", "qcow2", "vdi", "dmg", "aff4", "aff", "ad1", "aff4-l", "folder", "ab", "zip", "tar", "file",
)  # fmt: skip
"""What evidence may be said to be, as the command line's --as takes it: the readers themselves are not loaded here."""


class Adding(QWidget):
    """Nothing of the evidence is kept here; `added` tells the number that it got, `table` one whose columns a person has to say."""

    added = Signal(int)
    table = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.path, self.label, self.digests, self.source, self.secret = (QLineEdit() for _ in range(5))
        self.zone, self.format = Zones(desk.tongue, "zone.as-case"), Formats(desk)
        self.mapped = QCheckBox()
        desk.tongue.bind(self.mapped, self.mapped.setText, "adding.mapped")
        self.fault = parts.data("fault")
        self.save = parts.button(desk.tongue, "adding.save", "add", self._save, "main")
        self._browse = _browse_button(self, desk)
        self._browse_secret = parts.button(desk.tongue, "browse", None, self.choose_secret)
        for edit, key in ((self.path, "path"), (self.digests, "digests"), (self.source, "source"), (self.secret, "secret")):
            desk.tongue.bind(edit, edit.setPlaceholderText, f"adding.{key}.hint")
        self._lay_out()
        self.path.textChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))
        self.hide()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        form = parts.form()
        form.addRow(parts.label(tongue, "adding.path", "quiet"), parts.row(self.path, self._browse))
        for key, widget in (("label", self.label), ("digests", self.digests), ("source", self.source)):
            form.addRow(parts.label(tongue, f"adding.{key}", "quiet"), widget)
        how = parts.row(self.zone, parts.label(tongue, "adding.format", "quiet"), self.format)
        how.setStretch(0, 1)
        how.setStretch(2, 2)
        form.addRow(parts.label(tongue, "adding.zone", "quiet"), how)
        form.addRow(parts.label(tongue, "adding.secret", "quiet"), parts.row(self.secret, self._browse_secret))
        for key, edit in zip(("path", "label", "digests", "source", "secret"), self._edits, strict=True):
            tongue.bind(edit, edit.setAccessibleName, f"adding.{key}")
        form.addRow(QWidget(), self.mapped)
        layout = parts.card(self, tongue, "adding.title", form)
        layout.addWidget(self.fault)
        self._note = parts.label(tongue, "adding.unread", "quiet")
        self._note.setWordWrap(False)
        layout.addLayout(parts.row(self._note, None, self.save, parts.button(tongue, "cancel", None, self.hide)))
        inner = (self.path, self._browse, self.label, self.digests, self.source, self.zone, self.format, self.secret)
        parts.in_order(*inner, self._browse_secret, self.mapped, self.save)

    def begin(self) -> None:
        for edit in self._edits:
            edit.clear()
        self.format.setCurrentIndex(0)
        self.mapped.setChecked(False)
        self.fault.hide()
        self.save.setEnabled(False)
        self.show()
        self.path.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.save.isEnabled():
                self._save()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                super().keyPressEvent(event)

    @property
    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.path, self.label, self.digests, self.source, self.secret

    @Slot()
    def choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("adding.path"))
        if path:
            self.path.setText(path)

    @Slot()
    def choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._desk.tongue.say("adding.path"))
        if path:
            self.path.setText(path)

    @Slot()
    def choose_secret(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("adding.secret"))
        if path:
            self.secret.setText(path)

    def _save(self) -> None:
        try:
            given = self._given()
        except Known as error:
            self._refused(error)
            return
        self.take(given)

    def take(self, given: Registration) -> None:
        """Registers it; of a table a worker looks first whether a parser knows it."""
        self.save.setEnabled(False)
        if self.mapped.isChecked() and self.isVisible():
            self.table.emit(given)
            return
        if given.as_format in (None, "file") and given.path.suffix.lower().removeprefix(".") in TABLES and given.path.is_file():
            self._note.setText(self._desk.tongue.say("adding.looking"))
            self._desk.lanes.looks.ask(
                lambda _: proposal.is_table(given.path), lambda unknown: self._looked(given, unknown), lambda _: self._register(given)
            )
        else:
            self._register(given)

    def _looked(self, given: Registration, unknown: bool) -> None:
        self._note.setText(self._desk.tongue.say("adding.unread"))
        if unknown:
            self.table.emit(given)
        else:
            self._register(given)

    def _register(self, given: Registration) -> None:
        """What cannot be looked at is registered all the same: processing says why it cannot be read."""
        self._note.setText(self._desk.tongue.say("adding.unread"))
        self._desk.lanes.marks.ask(lambda case: register(case, given), self._saved, self._refused)

    def _given(self) -> Registration:
        """What was typed, checked as far as it can be without looking at the evidence."""
        stated = dict(digest.stated(text) for text in self.digests.text().replace("，", ",").replace("；", ",").split(",") if text.strip())
        if self.zone.zone:
            zone_of(self.zone.zone)
        label, source = self.label.text().strip() or None, self.source.text().strip() or None
        secret = Path(text).absolute() if (text := self.secret.text().strip()) else None
        return Registration(Path(self.path.text().strip()), label, self.format.name, self.zone.zone, stated, source, secret)

    def _saved(self, number: int) -> None:
        self.hide()
        self._desk.say("evidence.added", number=number)
        self.added.emit(number)
        self._desk.changed.emit("evidence")

    def _refused(self, error: Known) -> None:
        self.save.setEnabled(True)
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()
        if not self.isVisible():  # it was dropped on the window
            self._desk.complain(error)


class Formats(parts.Choice):
    """As what evidence is read: recognised by its content, or as a person says."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.addItem("", None)
        for name in FORMATS:
            self.addItem("", name)
        self.setSizeAdjustPolicy(parts.Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        desk.tongue.bind(self, self.setAccessibleName, "adding.format")
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @property
    def name(self) -> str | None:
        return cast("str | None", self.currentData())

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        self.setItemText(0, say("adding.format.auto"))
        for place, name in enumerate(FORMATS, 1):
            self.setItemText(place, f"{name}  ·  {say(f'format.{name}')}")


def register(case: Case, given: Registration) -> int:
    """Its number; PathMissing, PathUnreadable."""
    for path in (given.path, given.secret_file):
        if path is not None:
            evidence.require_readable(path)
    return evidence.add(case, given)


def _browse_button(form: Adding, desk: Desk) -> QToolButton:
    """Evidence is a file or a folder, and the system's dialogs choose either the one or the other."""
    made = QToolButton()
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    desk.tongue.bind(made, made.setText, "browse")
    menu = QMenu(made)
    file, folder = menu.addAction("", form.choose_file), menu.addAction("", form.choose_folder)
    desk.tongue.bind(file, file.setText, "browse.file")
    desk.tongue.bind(folder, folder.setText, "browse.folder")
    made.setMenu(menu)
    return made

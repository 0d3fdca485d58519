"""A form of the record with the line below it: whether something is not kept yet, keeping it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from evidence_desk.errors import Known
from ui.desktop import parts
from ui.desktop.desk import Desk
from ui.desktop.recordform import RecordForm


class Keeping(QWidget):
    """`key`: of the button's words. `keep` is called to keep what the form has, by the button or Ctrl+S."""

    def __init__(self, desk: Desk, form: RecordForm, key: str, keep: Callable[[], None]) -> None:
        super().__init__()
        self._desk, self.form, self._keep = desk, form, keep
        self.fault, self.note = parts.data("fault"), parts.label(desk.tongue, "form.unsaved", "quiet")
        self.note.setWordWrap(False)
        self.save = parts.button(desk.tongue, key, "save", self._save, "main")
        self.restore = parts.button(desk.tongue, "form.restore", None, form.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(form, 1)
        layout.addWidget(parts.rule())
        below = parts.row(self.save, self.restore, self.note, None)
        below.setContentsMargins(20, 10, 20, 10)
        self.fault.setContentsMargins(20, 8, 20, 0)
        layout.addWidget(self.fault)
        layout.addLayout(below)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        form.changed.connect(self._tell)
        self.fault.hide()
        self._tell()

    def refuse(self, error: Known) -> None:
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()
        self._tell()

    def _save(self) -> None:
        if self.save.isEnabled():
            self.fault.hide()
            self.save.setEnabled(False)
            self._keep()

    @Slot()
    def _tell(self) -> None:
        dirty = self.form.dirty
        self.save.setEnabled(dirty and self.form.complete)
        self.restore.setEnabled(dirty)
        self.note.setVisible(dirty)
        if not dirty:
            self.fault.hide()

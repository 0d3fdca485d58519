"""Which evidence is worked on and how: all that is open or what is selected, with SM3 or without, by how many workers."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from ui.desktop import parts
from ui.desktop.tongue import Tongue

MOST_JOBS = 64
ALL, CHOSEN = range(2)


class Scope(QWidget):
    changed = Signal()

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self.which, self.sm3, self.jobs = parts.Choice(), QCheckBox(), QSpinBox()
        self.which.addItems(["", ""])
        self.jobs.setRange(0, MOST_JOBS)
        self.jobs.setMinimumWidth(96)
        self.jobs.lineEdit().setTextMargins(7, 0, 7, 0)  # a style sheet does not reach it
        tongue.bind(self.which, self.which.setAccessibleName, "scope")
        tongue.bind(self.sm3, self.sm3.setText, "scope.sm3")
        tongue.bind(self.jobs, self.jobs.setAccessibleName, "scope.jobs")
        tongue.bind(self.jobs, self.jobs.setSpecialValueText, "scope.jobs.auto")
        line = parts.row(
            parts.label(tongue, "scope", "quiet", 12), self.which, self.sm3, parts.label(tongue, "scope.jobs", "quiet", 12), self.jobs, None
        )
        line.setContentsMargins(20, 8, 16, 8)
        for place in (0, 3):
            line.setStretch(place, 0)
        self.setLayout(line)
        self.which.currentIndexChanged.connect(self.changed)
        tongue.changed.connect(self._retell)
        self._retell()

    @property
    def of_chosen(self) -> bool:
        return self.which.currentIndex() == CHOSEN

    @Slot()
    def _retell(self) -> None:
        self.which.setItemText(ALL, self._tongue.say("scope.all"))
        self.which.setItemText(CHOSEN, self._tongue.say("scope.chosen"))

"""Whether the evidence still lies where it was registered: a drive may be unplugged while it is looked at. Nothing of it is opened for that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evidence_desk.errors import Known
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from ui.desktop import rows
from ui.desktop.reading import Lanes
from ui.desktop.rows import Evidence

LOOK_MS = 3000


class Presence(QObject):
    """`missing`: numbers of the evidence of which a file is not there; `changed` when these are others. One look at a time, however slow the drive."""

    changed = Signal()

    def __init__(self, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self.missing: frozenset[int] = frozenset()
        self._timer = QTimer(self, interval=LOOK_MS, singleShot=True)
        self._timer.timeout.connect(self.look)
        self.look()

    @Slot()
    def look(self) -> None:
        self._lanes.watch.ask(_missing, self._tell, self._later)

    def _tell(self, missing: frozenset[int]) -> None:
        self._timer.start()
        if missing != self.missing:
            self.missing = missing
            self.changed.emit()

    def _later(self, error: Known) -> None:
        """The case itself could not be read now; those who show it say so."""
        self._timer.start()


def _missing(case: Case) -> frozenset[int]:
    shown = (rows.require(row, Evidence) for row in tables.rows(case, "evidence"))
    return frozenset(one.number for one in shown if not _is_there(one))


def _is_there(one: Evidence) -> bool:
    """All of its files, as far as they are known."""
    return all(path.exists() for path in map(Path, (one.path, *one.segments)) if path.is_absolute())

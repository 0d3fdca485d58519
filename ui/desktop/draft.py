"""The finding that is being written. It is kept in the case while it grows, so that closing the window loses nothing."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evidence_desk.store import draft as store
from evidence_desk.store.draft import Written
from ui.desktop.reading import Lanes, Refused

KEEP_MS = 1500


class Draft(QObject):
    changed = Signal()

    def __init__(self, lanes: Lanes, complain: Refused, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._complain = lanes, complain
        self.written = Written()
        self._timer = QTimer(self, interval=KEEP_MS, singleShot=True)
        self._timer.timeout.connect(self._keep)
        lanes.rows.ask(store.kept, self._begin, complain)

    @property
    def citations(self) -> tuple[str, ...]:
        return self.written.citations

    def write(self, written: Written) -> None:
        if written != self.written:
            self.written = written
            self._timer.start()
            self.changed.emit()

    def cite(self, items: tuple[str, ...]) -> int:
        """How many of them were not cited before."""
        both = tuple(dict.fromkeys((*self.citations, *items)))
        added = len(both) - len(self.citations)
        self.write(replace(self.written, citations=both))
        return added

    def uncite(self, items: tuple[str, ...]) -> None:
        left = tuple(item for item in self.citations if item not in items)
        self.write(replace(self.written, citations=left))

    def clear(self) -> None:
        self.write(Written())

    def finish(self) -> None:
        """Keeps what is not kept yet."""
        if self._timer.isActive():
            self._keep()

    @Slot()
    def _keep(self) -> None:
        self._timer.stop()
        written = self.written
        self._lanes.marks.ask(lambda case: store.keep(case, written), _nothing, self._complain)

    def _begin(self, written: Written) -> None:
        if self.written == Written():
            self.written = written
            self.changed.emit()


def _nothing(_: object) -> None:
    pass

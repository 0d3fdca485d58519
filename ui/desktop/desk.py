"""An open case as the panes share it: its threads, its language, what is selected, and what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from evidence_desk.errors import CaseBusy, Known, NoSuchItem
from evidence_desk.review.marks import CITABLE
from evidence_desk.store import ids
from evidence_desk.store.case import Case, Particulars
from ui.desktop.draft import Draft
from ui.desktop.history import Place, Workspace
from ui.desktop.presence import Presence
from ui.desktop.reading import Lanes
from ui.desktop.shown import Clock
from ui.desktop.tongue import Tongue
from ui.desktop.work import Work

Topic = Literal["evidence", "contents", "marks"]
"""What changed: the register, what was read from evidence, or what a person marked."""
VIEWS_MS = 1000
MOST_AT_ONCE = 1000
"""Items that may be marked in one go."""
HOMES: dict[str, Workspace] = {
    "evidence": "evidence", "volumes": "evidence", "problems": "evidence", "coverage": "evidence", "entries": "files",
    "messages": "conversations", "conversations": "conversations", "participants": "conversations", "artifacts": "timeline",
    "identifiers": "identifiers", "findings": "findings", "facts": "findings", "tags": "findings", "audit": "log",
    "unallocated": "evidence", "fragments": "evidence", "gaps": "conversations", "copies": "conversations", "differences": "conversations",
    "intake": "intake", "exhibits": "intake", "custody": "intake", "conclusions": "intake", "counsel": "intake", "samples": "checks",
}  # fmt: skip
"""The workspace where an item of a table is at home; of all others its evidence."""


class _Act(NamedTuple):
    """What the log is to say."""

    name: str
    details: dict[str, str | int | list[str]]


class Desk(QObject):
    changed = Signal(str)
    selected = Signal(object)
    went = Signal(object)
    said = Signal(str)
    tagging = Signal()

    def __init__(self, folder: Path, particulars: Particulars, tongue: Tongue, parent: QObject) -> None:
        super().__init__(parent)
        self.folder, self.particulars, self.tongue = folder, particulars, tongue
        self.clock = Clock(particulars.timezone)
        self.lanes = Lanes(folder, self)
        self.presence = Presence(self.lanes, self)
        self.work = Work(self)
        self.draft = Draft(self.lanes, self.complain, self)
        self.items: tuple[str, ...] = ()
        self._viewed: dict[str, None] = {}
        self._unlogged: list[_Act] = []
        self._soon = QTimer(self, interval=VIEWS_MS, singleShot=True)
        self._soon.timeout.connect(self._log)
        self.log("case.open")

    def select(self, items: tuple[str, ...]) -> None:
        """What the inspector shows and the marks go to; selecting is looking, and is logged."""
        if items != self.items:
            self.items = items
            self.view(citable(items[:1]))
            self.selected.emit(items)

    def view(self, items: tuple[str, ...]) -> None:
        """What was looked at within a second becomes one entry of the log."""
        self._viewed.update(dict.fromkeys(items))
        if self._viewed and not self._soon.isActive():
            self._soon.start()

    def go(self, item: str, extent: tuple[int, int] | None = None) -> None:
        """Leads to where an item is at home, and to bytes of it if any are named."""
        try:
            table, _ = ids.read(item)
        except NoSuchItem as error:
            self.complain(error)
            return
        self.went.emit(Place(HOMES.get(table, "evidence"), item, extent=extent))

    def find(self, text: str) -> None:
        self.went.emit(Place("search", text=text))

    def cite(self) -> None:
        """Adds what is selected to the finding that is being written."""
        items = citable(self.items[:MOST_AT_ONCE])
        if items:
            added = self.draft.cite(items)
            self.say("cited", count=added, total=len(self.draft.citations))

    def say(self, key: str, **params: str | int) -> None:
        self.said.emit(self.tongue.say(key, **params))

    def complain(self, error: Known) -> None:
        self.said.emit(self.tongue.sentence(error))

    def log(self, act: str, **details: str | int | list[str]) -> None:
        """Writes to the audit log, in its turn; what cannot be written now, for another process has the case, is tried again."""
        entry = _Act(act, details)

        def again(error: Known) -> None:
            self._unlogged.append(entry)
            self._soon.start()
            if not isinstance(error, CaseBusy):
                self.complain(error)

        self.lanes.marks.ask(lambda case: case.log(entry.name, **entry.details), _nothing, again)

    def change(self, act: Callable[[Case], object], done: Callable[[], None], refused: Callable[[Known], None]) -> None:
        """A change of what persons marked or registered; the windows hear of it when it is kept."""

        def tell(_: object) -> None:
            done()
            self.changed.emit("marks")

        self.lanes.marks.ask(act, tell, refused)

    def end(self) -> None:
        self._log()
        self.draft.finish()
        self.lanes.end()

    @Slot()
    def _log(self) -> None:
        """What waits to be logged."""
        waiting, self._unlogged = self._unlogged, []
        for entry in waiting:
            self.log(entry.name, **entry.details)
        if self._viewed:
            viewed, self._viewed = list(self._viewed), {}
            self.log("view", items=viewed)


def citable(items: tuple[str, ...]) -> tuple[str, ...]:
    """Those that lie in evidence or tell of it; a finding rests on no finding."""
    return tuple(item for item in items if ids.read(item)[0] in CITABLE)


def _nothing(_: object) -> None:
    pass

"""The evidence workspace: what was handed in, how it was verified, and what could not be read of it."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.ingest.examination import Profile, Progress
from evidence_desk.store import browse, ids
from evidence_desk.store.browse import Vector
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from ui.desktop import parts, shown, work
from ui.desktop.adding import Adding, register
from ui.desktop.desk import Desk, Topic
from ui.desktop.evidence_details import Details
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.mapper import Mapper
from ui.desktop.rows import Evidence
from ui.desktop.scope import Scope
from ui.desktop.table import Column, Model
from ui.desktop.verdicts import STATES, VERDICTS

LOWEST = 120
"""Pixels of the register that stay in view beside the form, in a low window."""
PROFILES: tuple[Profile, ...] = ("triage", "standard", "full")


class _Register(NamedTuple):
    rows: Vector
    problems: dict[tuple[int, str], int]


class EvidencePane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAcceptDrops(True)
        self._desk = desk
        self._progress: Progress | None = None
        self._problems: dict[tuple[int, str], int] = {}
        self._tables: deque[Registration] = deque()
        self.add = parts.button(desk.tongue, "evidence.add", "add", self._begin_adding)
        self.profile = parts.Choice()
        self.process = parts.button(desk.tongue, "evidence.process", "play", self._process, "main")
        self.verify = parts.button(desk.tongue, "evidence.verify", "refresh", self._verify)
        self.head = parts.Head(desk.tongue, "workspace.evidence", self.add, self.verify, self.profile, self.process)
        self.scope = Scope(desk.tongue)
        self.adding, self.mapper = Adding(desk), Mapper(desk)
        self.model = Model(desk, Evidence, self._columns(), lambda row: False, self)
        self.grid = Grid(desk, self.model, "workspace.evidence")
        self.details = Details(desk)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("evidence", "evidence.none")
        self.setFocusProxy(self.grid)
        desk.tongue.bind(self.profile, self.profile.setAccessibleName, "profile")
        for profile in PROFILES:
            self.profile.addItem(desk.tongue.say(f"profile.{profile}"), profile)
        self.profile.setCurrentIndex(PROFILES.index("standard"))
        self._lay_out()
        self.grid.chosen.connect(self._choose)
        self.grid.selectionModel().selectionChanged.connect(self._allow)
        self.scope.changed.connect(self._allow)
        self.adding.table.connect(self._map)
        self.mapper.given.connect(self._take)
        self.mapper.left.connect(self._end_mapping)
        desk.changed.connect(self._hear)
        desk.presence.changed.connect(self._retell)
        desk.work.began.connect(self._retell)
        desk.work.progressed.connect(self._advance)
        desk.work.ended.connect(self._retell)
        desk.tongue.changed.connect(self._retell)
        self.look()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(LOWEST)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.grid)
        split.addWidget(self.details)
        split.setSizes([300, 360])
        split.setChildrenCollapsible(False)
        self._stack.addWidget(self._blank)
        self._stack.addWidget(split)
        self._stack.addWidget(self.mapper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.scope)
        layout.addWidget(parts.rule())
        layout.addWidget(self.adding)
        layout.addWidget(self._stack, 1)

    def _columns(self) -> list[Column[Evidence]]:
        say = self._desk.tongue.say
        return [
            Column("column.number", 64, lambda row: str(row.number)),
            Column("column.label", 190, lambda row: shown.line(row.label), icon=lambda row: ("evidence", "quiet")),
            Column("column.format", 110, lambda row: shown.line(row.format) if row.format else say("evidence.unopened")),
            Column("column.size", 90, lambda row: shown.size(row.size), right=True),
            Column(
                "column.verdict", 160, lambda row: say(f"verdict.{row.verdict or 'open'}"), icon=lambda row: VERDICTS[row.verdict or "open"]
            ),
            Column("column.state", 165, self._state_text, icon=lambda row: STATES[self._state(row)]),
            Column("column.problems", 90, self._problem_text),
        ]

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_look, self._show, self._desk.complain, "evidence")

    def show_place(self, place: Place) -> None:
        """Leads to the evidence, also from a problem or a volume of it."""
        if place.item is None:
            return
        table, row = ids.read(place.item)
        of_entry = table in ids.ENTRY_LETTERS.values()
        number = row if table == "evidence" else ids.evidence_of_entry(row) if of_entry else ids.evidence_of_record(row)
        self.grid.go_to(ids.written("evidence", number))
        if table != "evidence":
            self._desk.select((place.item,))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.adding.take(Registration(Path(url.toLocalFile())))
        event.acceptProposedAction()

    @Slot(object)
    def _map(self, given: Registration) -> None:
        """A table that no parser knows: a person says what its columns are. Of several that were dropped one comes after the other."""
        self.adding.hide()
        self._tables.append(given)
        if self._stack.currentWidget() is not self.mapper:
            self._map_next()

    def _map_next(self) -> None:
        self._stack.setCurrentWidget(self.mapper)
        self.mapper.begin(self._tables.popleft())

    @Slot()
    def _end_mapping(self) -> None:
        """With the one table, registered or not: the next, if others wait."""
        if self._tables:
            self._map_next()
        else:
            self._show_register()

    def _show_register(self) -> None:
        self._stack.setCurrentIndex(1 if len(self.model.listed) else 0)

    @Slot(object)
    def _take(self, given: Registration) -> None:
        self._desk.lanes.marks.ask(lambda case: register(case, given), self._added, self._desk.complain)

    def _added(self, number: int) -> None:
        if self._stack.currentWidget() is self.mapper:
            self._end_mapping()
        self._desk.say("evidence.added", number=number)
        self._desk.changed.emit("evidence")

    def _show(self, found: _Register) -> None:
        self._problems = found.problems
        self.grid.refill(found.rows)
        if self._stack.currentWidget() is not self.mapper:
            self._show_register()
        self._retell()
        if len(found.rows) and not self.grid.items:
            self._choose(found.rows.item(0))

    @Slot(str)
    def _choose(self, item: str) -> None:
        self.details.show_evidence(ids.read(item)[1])

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if topic != "marks":
            self.look()

    @Slot(object)
    def _advance(self, progress: Progress) -> None:
        self._progress = progress
        self.model.touch()

    @Slot()
    def _retell(self) -> None:
        idle, count = not self._desk.work.running, len(self.model.listed)
        self._progress = None if idle else self._progress
        self._allow()
        for number, profile in enumerate(PROFILES):
            self.profile.setItemText(number, self._desk.tongue.say(f"profile.{profile}"))
        self.head.about.setText(self._desk.tongue.say("evidence.about", count=count))
        self.model.touch()

    @Slot()
    def _allow(self) -> None:
        idle = not self._desk.work.running
        some = bool(self.grid.items) if self.scope.of_chosen else len(self.model.listed) > 0
        for button in (self.process, self.verify):
            button.setEnabled(idle and some)
        for widget in (self.profile, self.scope):
            widget.setEnabled(idle)

    @property
    def _only(self) -> tuple[str, ...]:
        """The numbers of what is selected, where only that is to be worked on."""
        return tuple(str(ids.read(item)[1]) for item in self.grid.items) if self.scope.of_chosen else ()

    def _begin_adding(self) -> None:
        self.adding.begin()

    def _process(self) -> None:
        profile, scope = PROFILES[self.profile.currentIndex()], self.scope
        job = work.process(self._desk.folder, profile, self._only, scope.sm3.isChecked(), scope.jobs.value())
        self._desk.work.begin(job, self._desk.tongue.language)

    def _verify(self) -> None:
        self._desk.work.begin(work.verify(self._desk.folder, self._only, self.scope.sm3.isChecked()), self._desk.tongue.language)

    def _state(self, row: Evidence) -> str:
        """'Processing' of a process that runs no more is unfinished, and goes on when it is asked to."""
        if self._progress is not None and self._progress.evidence == row.number:
            return "running"
        if row.number in self._desk.presence.missing:
            return "missing"
        return "unfinished" if row.status == "processing" else row.status

    def _state_text(self, row: Evidence) -> str:
        state, progress = self._state(row), self._progress
        if state != "running" or progress is None:
            return self._desk.tongue.say(f"status.{state}")
        stage = self._desk.tongue.name("stage", progress.stage)
        return f"{stage} {100 * progress.done // progress.total} %" if progress.total else stage

    def _problem_text(self, row: Evidence) -> str:
        count = sum(self._problems.get((row.number, severity), 0) for severity in browse.GAPS)
        if count:
            return shown.number(count)
        return self._desk.tongue.say("problems.none") if row.status == "processed" else shown.NOTHING


def _look(case: Case) -> _Register:
    return _Register(browse.evidence(case), browse.problem_counts(case))

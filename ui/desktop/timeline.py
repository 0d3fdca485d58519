"""The timeline workspace: everything with a time, in its order; the times of files where they are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QDate, Slot
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.store import events
from evidence_desk.store.case import Case
from evidence_desk.store.events import Events, Wanted
from ui.desktop import parts, shown
from ui.desktop.desk import Desk, Topic
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.table import Column, Model, tags_column

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = QDate(2020, 1, 1)
"""What the bounds begin with: no clock of the workstation has a say in it."""


class Event(msgspec.Struct, frozen=True):
    id: str
    evidence: int
    time: str | None
    what: str
    description: str
    item: str


class _Found(NamedTuple):
    events: Events
    types: dict[str, tuple[int, int]]
    untimed: int


class TimelinePane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._sought: str | None = None
        self._untimed = 0
        self.head = parts.Head(desk.tongue, "workspace.timeline")
        self.kinds, self.files = parts.Choice(), QCheckBox()
        self.bounded, self.since, self.until = QCheckBox(), QDateEdit(), QDateEdit()
        self.model = Model(desk, Event, self._columns(), lambda row: False, self)
        self.grid = Grid(desk, self.model, "workspace.timeline")
        self._blank = parts.Blank(desk.tongue)
        self.setFocusProxy(self.grid)
        self._set_up_filters()
        self._lay_out()
        self.grid.opened.connect(desk.go)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self.look()

    def _set_up_filters(self) -> None:
        tongue = self._desk.tongue
        self.kinds.addItems(["", ""])
        tongue.bind(self.kinds, lambda words: self.kinds.setItemText(0, words), "timeline.everything")
        tongue.bind(self.kinds, lambda words: self.kinds.setItemText(1, words), "timeline.messages")
        tongue.bind(self.kinds, self.kinds.setAccessibleName, "column.what")
        tongue.bind(self.files, self.files.setText, "timeline.files")
        tongue.bind(self.bounded, self.bounded.setText, "timeline.between")
        for edit, key in ((self.since, "timeline.since"), (self.until, "timeline.until")):
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setDate(FIRST_DAY)
            edit.setEnabled(False)
            edit.dateChanged.connect(self.look)
            tongue.bind(edit, edit.setAccessibleName, key)
        self.bounded.toggled.connect(self._bound)
        self.files.toggled.connect(self.look)
        self.kinds.currentIndexChanged.connect(self.look)

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(12, 8, 12, 8)
        strip.setSpacing(10)
        for widget in (self.kinds, self.files, self.bounded, self.since, self.until):
            strip.addWidget(widget)
        strip.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.grid)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(strip)
        layout.addWidget(self._stack, 1)

    def _columns(self) -> list[Column[Event]]:
        return [
            Column("column.time", 170, lambda row: self._desk.clock.at(row.time)),
            Column("column.what", 130, lambda row: self._desk.tongue.name("event", row.what), icon=_icon),
            Column("column.description", 560, lambda row: shown.line(row.description)),
            Column("column.evidence", 84, lambda row: str(row.evidence)),
            tags_column(),
        ]

    @Slot()
    def look(self) -> None:
        wanted = self._wanted()
        self.head.about.setText(self._desk.tongue.say("looking"))
        self._desk.lanes.lists.ask(lambda case: _look(case, wanted), self._show, self._fail, "timeline")

    def show_place(self, place: Place) -> None:
        if place.item is None or self.grid.go_to(place.item):
            return
        self._sought = place.item
        self._desk.select((place.item,))  # what has no time is on no timeline; the inspector shows it all the same
        self.look()

    def _wanted(self) -> Wanted:
        chosen = self.kinds.currentIndex()
        kind = self.kinds.currentData()
        wanted = Wanted(messages=chosen in (0, 1), types=None if chosen == 0 else (kind,) if kind else (), files=self.files.isChecked())
        if not self.bounded.isChecked():
            return wanted
        first = self._midnight(self.since.date())
        last = self._midnight(self.until.date().addDays(1)) - timedelta(microseconds=1)
        return replace(wanted, since=_micros(first), until=_micros(last))

    def _midnight(self, day: QDate) -> datetime:
        """The beginning of a day in the zone of the case."""
        return datetime(day.year(), day.month(), day.day(), tzinfo=self._desk.clock.info)

    def _show(self, found: _Found) -> None:
        sought, self._sought = self._sought, None
        self._untimed = found.untimed
        self.grid.refill(found.events)
        self._stack.setCurrentIndex(1 if len(found.events) else 0)
        self._blank.tell("timeline", "timeline.none")
        self._offer(found.types)
        self._retell()
        if sought is not None:
            self.grid.go_to(sought)

    def _offer(self, types: dict[str, tuple[int, int]]) -> None:
        if self.kinds.count() - 2 == len(types):
            return
        self.kinds.blockSignals(True)
        while self.kinds.count() > 2:
            self.kinds.removeItem(2)
        for name in types:
            self.kinds.addItem(self._desk.tongue.name("event", name), name)
        self.kinds.blockSignals(False)

    def _fail(self, error: Known) -> None:
        self._stack.setCurrentIndex(0)
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))

    @Slot(bool)
    def _bound(self, bounded: bool) -> None:
        self.since.setEnabled(bounded)
        self.until.setEnabled(bounded)
        self.look()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if topic == "marks":
            self.model.forget()
        elif topic == "contents":
            self.look()

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        words = say("timeline.about", count=shown.number(len(self.model.listed)))
        self.head.about.setText(words + (say("timeline.untimed", count=shown.number(self._untimed)) if self._untimed else ""))
        for place in range(2, self.kinds.count()):
            self.kinds.setItemText(place, self._desk.tongue.name("event", self.kinds.itemData(place)))


def _look(case: Case, wanted: Wanted) -> _Found:
    return _Found(events.events(case, wanted), events.types(case), events.untimed_messages(case))


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _icon(row: Event) -> tuple[str, str]:
    return ("message" if row.what == "message" else "file" if row.what in events.FILE_TIMES else "record"), "quiet"

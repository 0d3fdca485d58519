"""The identifiers workspace: numbers, accounts and addresses that stand in the texts, and every place where one stands."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.store import browse
from evidence_desk.store.browse import Vector
from ui.desktop import fonts, parts, shown
from ui.desktop.desk import Desk, Topic
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.itemlist import MOST_SHOWN, ItemList
from ui.desktop.rows import Identifier
from ui.desktop.table import Column, Model

ALL_KINDS = 0


class _Found(NamedTuple):
    identifiers: Vector
    kinds: dict[str, int]


class IdentifiersPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self.head = parts.Head(desk.tongue, "workspace.identifiers")
        self.kinds, self.across, self.filter = parts.Choice(), QCheckBox(), QLineEdit()
        self.model = Model(desk, Identifier, self._columns(), lambda row: row.validity == "context", self)
        self.grid = Grid(desk, self.model, "workspace.identifiers")
        self.places = Places(desk)
        self._blank = parts.Blank(desk.tongue)
        self.setFocusProxy(self.grid)
        self._set_up_filters()
        self._lay_out()
        self.grid.chosen.connect(self.places.look)
        self.grid.opened.connect(self.places.open_first)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self.look()

    def _set_up_filters(self) -> None:
        tongue = self._desk.tongue
        self.kinds.addItem("")
        tongue.bind(self.kinds, lambda words: self.kinds.setItemText(ALL_KINDS, words), "identifiers.all")
        tongue.bind(self.kinds, self.kinds.setAccessibleName, "column.what")
        tongue.bind(self.across, self.across.setText, "identifiers.across")
        tongue.bind(self.filter, self.filter.setPlaceholderText, "identifiers.filter")
        tongue.bind(self.filter, self.filter.setAccessibleName, "identifiers.filter")
        self.filter.setClearButtonEnabled(True)
        self.kinds.currentIndexChanged.connect(self.look)
        self.across.toggled.connect(self.look)
        self.filter.textChanged.connect(self.look)

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(12, 8, 12, 8)
        strip.setSpacing(10)
        strip.addWidget(self.kinds)
        strip.addWidget(self.filter, 1)
        strip.addWidget(self.across)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.grid)
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(self._stack)
        down.addWidget(self.places)
        down.setSizes([480, 200])
        down.setStretchFactor(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(strip)
        layout.addWidget(down, 1)

    def _columns(self) -> list[Column[Identifier]]:
        say, name = self._desk.tongue.say, self._desk.tongue.name
        return [
            Column("column.what", 130, lambda row: name("identifier", row.kind)),
            Column("column.value", 280, lambda row: shown.line(row.value), even=True),
            Column("column.validity", 150, lambda row: say(f"validity.{row.validity}")),
            Column("column.places", 80, lambda row: shown.number(row.occurrences), right=True),
            Column("column.evidence", 84, lambda row: str(row.evidence)),
            Column("column.across", 110, lambda row: say("list.comma").join(map(str, row.in_evidence))),
        ]

    @Slot()
    def look(self) -> None:
        kind, text, across = self.kinds.currentData(), self.filter.text().strip(), self.across.isChecked()
        self._desk.lanes.lists.ask(
            lambda case: _Found(browse.identifiers(case, kind, text, across), browse.identifier_kinds(case)),
            self._show, self._fail, "identifiers",
        )  # fmt: skip

    def show_place(self, place: Place) -> None:
        if place.item is not None and not self.grid.go_to(place.item):
            self._desk.select((place.item,))  # left out by the filters; the inspector shows it all the same
            self.places.look(place.item)

    def _show(self, found: _Found) -> None:
        self._offer(found.kinds)
        self.grid.refill(found.identifiers)
        self._stack.setCurrentIndex(1 if len(found.identifiers) else 0)
        self._blank.tell("identifiers", "identifiers.no-match" if found.kinds else "identifiers.none")
        self._retell()

    def _offer(self, kinds: dict[str, int]) -> None:
        """The kinds that the case has; the choice stays where it was."""
        if [self.kinds.itemData(place) for place in range(1, self.kinds.count())] == list(kinds):
            return
        chosen = self.kinds.currentData()
        self.kinds.blockSignals(True)
        while self.kinds.count() > 1:
            self.kinds.removeItem(1)
        for kind in kinds:
            self.kinds.addItem(self._desk.tongue.name("identifier", kind), kind)
        self.kinds.setCurrentIndex(max(ALL_KINDS, self.kinds.findData(chosen)) if chosen else ALL_KINDS)
        self.kinds.blockSignals(False)

    def _fail(self, error: Known) -> None:
        self._stack.setCurrentIndex(0)
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if topic == "marks":
            self.model.forget()
        elif topic == "contents":
            self.look()

    @Slot()
    def _retell(self) -> None:
        self.head.about.setText(self._desk.tongue.say("identifiers.about", count=shown.number(len(self.model.listed))))
        for place in range(1, self.kinds.count()):
            self.kinds.setItemText(place, self._desk.tongue.name("identifier", self.kinds.itemData(place)))


class Places(QWidget):
    """The items in which the chosen identifier stands: in every piece of evidence of the case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._count = 0
        self.title = parts.data("", fonts.SIZE, fonts.STRONG)
        self.list = ItemList(desk, "identifiers.places")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.addWidget(self.title)
        layout.addWidget(self.list, 1)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @Slot(str)
    def look(self, item: str) -> None:
        self._desk.lanes.rows.ask(lambda case: browse.identifier_places(case, item), self._show, self._desk.complain, "identifier places")

    @Slot(str)
    def open_first(self, item: str) -> None:
        self._desk.lanes.rows.ask(lambda case: browse.identifier_places(case, item), self._go, self._desk.complain, "identifier open")

    def _go(self, items: list[str]) -> None:
        if items:
            self._desk.go(items[0])

    def _show(self, items: list[str]) -> None:
        self._count = len(items)
        self.list.show_items(items)
        self._retell()

    @Slot()
    def _retell(self) -> None:
        say, count = self._desk.tongue.say, self._count
        words = say("identifiers.places.count", count=shown.number(count)) if count else say("identifiers.places")
        self.title.setText(words + (say("identifiers.first", count=MOST_SHOWN) if count > MOST_SHOWN else ""))

"""The findings workspace: facts, tags and findings, and the finding that is being written.

A finding is a sentence and the records that it rests on; without one it is not kept.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.review import marks
from evidence_desk.store import browse, tables
from evidence_desk.store.browse import Vector
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, shown
from ui.desktop.asking import Asking
from ui.desktop.brief import briefs
from ui.desktop.desk import Desk, Topic
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.rows import Fact, Finding, Tag
from ui.desktop.table import Column, Model
from ui.desktop.writing import Writing

ITEM = Qt.ItemDataRole.UserRole
MARK = ITEM + 1


class _Found(NamedTuple):
    facts: list[Fact]
    tags: list[Tag]
    briefs: dict[str, str]
    findings: Vector
    marks: dict[str, Finding | Tag]


class FindingsPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._marks: dict[str, Finding | Tag] = {}
        self._chosen: str | None = None
        self.omit = parts.button(desk.tongue, "left-out", None, self._omit)
        self.head = parts.Head(desk.tongue, "workspace.findings", self.omit)
        self.asking = Asking(desk.tongue, "left-out.reason")
        self.facts = FactList(desk)
        self.tags = TagList(desk)
        self.model = Model(desk, Finding, self._columns(), lambda row: row.left_out is not None, self)
        self.grid = Grid(desk, self.model, "workspace.findings")
        self.writing = Writing(desk)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("findings", "findings.none")
        self.setFocusProxy(self.grid)
        self._lay_out()
        self.grid.opened.connect(self._open)
        self.grid.chosen.connect(self._choose)
        self.tags.chosen.connect(self._choose)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self.look()

    def _lay_out(self) -> None:
        left = _column(self.facts, self.tags)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.grid)
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(self._stack)
        down.addWidget(self.writing)
        down.setSizes([220, 420])
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(down)
        across.setSizes([240, 690])
        across.setStretchFactor(1, 1)
        for split in (down, across):
            split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.asking)
        layout.addWidget(across, 1)

    def _columns(self) -> list[Column[Finding]]:
        say = self._desk.tongue.say
        return [
            Column("column.number", 56, lambda row: row.id, icon=lambda row: ("findings", "quiet")),
            Column("column.finding", 220, lambda row: shown.line(row.text)),
            Column("column.bearing", 100, lambda row: say(f"bearing.{row.bearing}")),
            Column("column.strength", 104, lambda row: say(f"strength.{row.strength or 'open'}")),
            Column("column.fact", 48, lambda row: row.fact or shown.NOTHING),
            Column("column.citations", 48, lambda row: str(len(row.citations)), right=True),
            Column("column.left-out", 64, self._told),
        ]

    def _told(self, row: Finding) -> str:
        say = self._desk.tongue.say
        return say("left-out.no") if row.left_out is None else say("left-out.yes", reason=shown.line(row.left_out))

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_look, self._show, self._desk.complain, "findings")

    def show_place(self, place: Place) -> None:
        if place.item is not None:
            self.grid.go_to(place.item)

    def _show(self, found: _Found) -> None:
        self.grid.refill(found.findings)
        self._stack.setCurrentIndex(1 if len(found.findings) else 0)
        self._marks = found.marks
        self._chosen = self._chosen if self._chosen in found.marks else None
        self.facts.show_facts(found.facts)
        self.tags.show_tags(found.tags, found.briefs)
        self._retell()

    @Slot(str)
    def _choose(self, mark: str) -> None:
        """A finding or a tag, which may be left out of the memo or put back."""
        self._chosen = mark
        self._retell()

    def _omit(self) -> None:
        mark = self._chosen
        if mark is None:
            return
        said, say = self._marks[mark], self._desk.tongue.say
        if said.left_out is not None:
            self._desk.change(
                lambda case: marks.take_back(case, mark), lambda: self._desk.say("left-out.undone", mark=mark), self._desk.complain
            )
            return

        def leave(given: tuple[str, ...]) -> None:
            self._desk.change(lambda case: marks.leave_out(case, mark, given[0]), lambda: self._left(mark), self.asking.refuse)

        self.asking.ask(say("left-out.ask-favourable" if said.bearing == "contradicts" else "left-out.ask", mark=mark), leave)

    def _left(self, mark: str) -> None:
        self.asking.hide()
        self._desk.say("left-out.done", mark=mark)

    @Slot(str)
    def _open(self, item: str) -> None:
        """To the first record that a finding cites."""
        index = self.model.listed.find(item)
        line = None if index is None else self.model.line(index)
        if line is not None and line.row is not None:
            self._desk.go(line.row.citations[0])

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if topic != "evidence":  # what an item says may be set apart by now
            self.look()

    @Slot()
    def _retell(self) -> None:
        say, mark = self._desk.tongue.say, self._marks.get(self._chosen) if self._chosen else None
        self.head.about.setText(say("findings.about", count=len(self.model.listed)))
        self.omit.setEnabled(mark is not None)
        self.omit.setText(say("left-out" if mark is None or mark.left_out is None else "left-out.undo"))


class FactList(QWidget):
    """What the case is to show or to refute, in a person's words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list, self.field = parts.wrapping(QListWidget(), 3), QLineEdit()
        desk.tongue.bind(self.list, self.list.setAccessibleName, "facts")
        desk.tongue.bind(self.field, self.field.setPlaceholderText, "facts.new")
        desk.tongue.bind(self.field, self.field.setAccessibleName, "facts.new")
        self.add = parts.tool(desk.tongue, "facts.add", "add", self._add)
        self.field.returnPressed.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.addWidget(parts.label(desk.tongue, "facts", "", fonts.SIZE, fonts.STRONG))
        layout.addWidget(self.list, 1)
        layout.addLayout(parts.row(self.field, self.add))

    def show_facts(self, facts: list[Fact]) -> None:
        self.list.clear()
        if not facts:
            self.list.addItem(parts.placeholder(self._desk.tongue.say("facts.none")))
        for fact in facts:
            self.list.addItem(QListWidgetItem(f"{fact.id}  {shown.line(fact.text)}"))

    def _add(self) -> None:
        text = self.field.text().strip()
        if text:
            self._desk.change(lambda case: marks.add_fact(case, text), self.field.clear, self._desk.complain)


class TagList(QWidget):
    """Every tag with what it marks; a click leads there. `chosen` tells the tag."""

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.list = parts.wrapping(QListWidget(), 0)
        desk.tongue.bind(self.list, self.list.setAccessibleName, "tags")
        self.list.itemActivated.connect(self._open)
        self.list.itemSelectionChanged.connect(self._select)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.addWidget(parts.label(desk.tongue, "tags", "", fonts.SIZE, fonts.STRONG))
        layout.addWidget(self.list, 1)

    def show_tags(self, tags: list[Tag], briefs: dict[str, str]) -> None:
        self.list.clear()
        if not tags:
            self.list.addItem(parts.placeholder(self._desk.tongue.say("tags.none")))
        for tag in sorted(tags, key=lambda tag: (tag.tag, tag.id)):
            words = f"{shown.line(tag.tag)}  ·  {tag.item}  {briefs.get(tag.item, shown.NOTHING)}"
            line = QListWidgetItem(icons.icon("tag", "quiet"), words)
            line.setToolTip(shown.line(tag.note) if tag.note else "")
            line.setData(ITEM, tag.item)
            line.setData(MARK, tag.id)
            if tag.left_out is not None:
                line.setForeground(self.palette().placeholderText())
                line.setToolTip(self._desk.tongue.say("left-out.yes", reason=shown.line(tag.left_out)))
            self.list.addItem(line)

    @Slot()
    def _select(self) -> None:
        chosen = self.list.selectedItems()
        if chosen:
            self._desk.select((chosen[0].data(ITEM),))
            self.chosen.emit(chosen[0].data(MARK))

    @Slot(QListWidgetItem)
    def _open(self, line: QListWidgetItem) -> None:
        self._desk.go(line.data(ITEM))


def _column(*widgets: QWidget) -> QWidget:
    made = QSplitter(Qt.Orientation.Vertical)
    made.setChildrenCollapsible(False)
    for widget in widgets:
        made.addWidget(widget)
    return made


def _look(case: Case) -> _Found:
    facts = [rows.require(one, Fact) for one in tables.rows(case, "facts")]
    tags = [rows.require(one, Tag) for one in tables.rows(case, "tags")]
    findings = [rows.require(one, Finding) for one in tables.rows(case, "findings")]
    marked: dict[str, Finding | Tag] = {one.id: one for one in findings} | {one.id: one for one in tags}
    return _Found(facts, tags, briefs(case, [tag.item for tag in tags]), browse.findings(case), marked)

"""Asking a public table, as `query` does: which rows, which columns, on the screen or into a file."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_desk.errors import Known, Language, NoSuchItem
from evidence_desk.review import inquiry
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import parts, shown, work
from ui.desktop.desk import Desk, Topic

MOST_ROWS = 2000
FIRST_ROWS = 500
WIDEST = 360
FORMATS = "CSV (*.csv);;JSON (*.jsonl)"


class _Asked(NamedTuple):
    table: str
    fields: tuple[str, ...]
    where: tuple[str, ...]


class _Found(NamedTuple):
    asked: _Asked
    rows: list[Shown]
    more: bool
    unlisted: int


class Querying(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: _Found | None = None
        self.tables, self.where, self.limit = parts.Choice(), QLineEdit(), QSpinBox()
        self.fields, self.rows = QListWidget(), QTableWidget()
        self.ask = parts.button(desk.tongue, "querying.ask", "search", self._ask, "main")
        self.write = parts.button(desk.tongue, "querying.write", "save", self._choose)
        self.count, self.fault = parts.data("quiet"), parts.data("fault")
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("log", "querying.start")
        for name in inquiry.FIELDS:
            self.tables.addItem("", name)
        self._set_up()
        self._lay_out()
        self.tables.currentIndexChanged.connect(self._turn)
        self.where.returnPressed.connect(self._ask)
        self.rows.itemSelectionChanged.connect(self._select)
        self.rows.itemActivated.connect(self._open)
        desk.changed.connect(self._hear)
        for signal in (desk.work.began, desk.work.ended, desk.tongue.changed):
            signal.connect(self._retell)
        self._turn()
        self._retell()

    def _set_up(self) -> None:
        self.limit.setRange(1, MOST_ROWS)
        self.limit.setValue(FIRST_ROWS)
        self.limit.lineEdit().setTextMargins(7, 0, 7, 0)  # a style sheet does not reach it
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.rows.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.rows.setTabKeyNavigation(False)
        self.rows.setShowGrid(False)
        self.rows.setWordWrap(False)
        self.rows.verticalHeader().hide()
        self.rows.verticalHeader().setDefaultSectionSize(28)
        self.rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fault.hide()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        named: tuple[tuple[str, QWidget], ...] = (
            ("table", self.tables),
            ("where", self.where),
            ("limit", self.limit),
            ("fields", self.fields),
            ("rows", self.rows),
        )
        for key, widget in named:
            tongue.bind(widget, widget.setAccessibleName, f"querying.{key}")
        tongue.bind(self.where, self.where.setPlaceholderText, "querying.where.hint")
        strip = parts.row(*(parts.named(tongue, f"querying.{key}", widget) for key, widget in named[:3]), self.ask, self.write, spacing=12)
        for place, stretch in enumerate((2, 4, 0, 0, 0)):
            strip.setStretch(place, stretch)
        for button in (self.ask, self.write):
            strip.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        top = QVBoxLayout()
        top.setContentsMargins(16, 12, 16, 8)
        top.addLayout(strip)
        for label in (self.fault, self.count):
            top.addWidget(label)
        left = parts.named(tongue, "querying.fields", self.fields)
        left.setContentsMargins(16, 8, 0, 12)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.rows)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(left)
        across.addWidget(self._stack)
        across.setSizes([190, 690])
        across.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(parts.rule())
        layout.addWidget(across, 1)
        parts.in_order(self.tables, self.where, self.limit, self.ask, self.write, self.fields, self.rows)

    @property
    def asked(self) -> _Asked:
        """What the form says, checked; BadUse, NoSuchField."""
        table = str(self.tables.currentData())
        lines = (self.fields.item(place) for place in range(self.fields.count()))
        ticked = tuple(line.text() for line in lines if line.checkState() is Qt.CheckState.Checked)
        where = tuple(one.strip() for one in self.where.text().replace("；", ";").replace("＝", "=").split(";") if one.strip())
        inquiry.require(table, (*ticked, *(inquiry.condition(one)[0] for one in where)))
        return _Asked(table, ticked or inquiry.FIELDS[table], where)

    def _ask(self) -> None:
        try:
            asked = self.asked
        except Known as error:
            self._refuse(error)
            return
        self.fault.hide()
        self.ask.setEnabled(False)
        limit, language = self.limit.value(), self._desk.tongue.language
        self._desk.lanes.lists.ask(lambda case: _look(case, asked, limit, language), self._show, self._refuse, "querying")

    def _refuse(self, error: Known) -> None:
        self.ask.setEnabled(True)
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()

    def _show(self, found: _Found) -> None:
        self._found = found
        self._desk.log("query", table=found.asked.table, where=list(found.asked.where), rows=len(found.rows))
        fields = found.asked.fields
        with_ids = [line.get("id") for line in found.rows]
        self.rows.blockSignals(True)
        self.rows.clear()
        self.rows.setColumnCount(len(fields))
        self.rows.setRowCount(len(found.rows))
        self.rows.setHorizontalHeaderLabels(list(fields))
        for row, line in enumerate(found.rows):
            for column, field in enumerate(fields):
                words = shown.line(tables.as_text(line[field]))
                cell = QTableWidgetItem(words)
                cell.setData(Qt.ItemDataRole.UserRole, with_ids[row])
                cell.setToolTip(words if len(words) > 40 else "")
                self.rows.setItem(row, column, cell)
        self.rows.resizeColumnsToContents()
        for column in range(len(fields)):
            self.rows.setColumnWidth(column, min(WIDEST, self.rows.columnWidth(column) + 12))
        self.rows.blockSignals(False)
        self._retell()

    @Slot()
    def _turn(self) -> None:
        """To another table: its fields, and nothing of what the other had."""
        self._found = None
        self.where.clear()
        self.fields.clear()
        for name in inquiry.FIELDS[str(self.tables.currentData())]:
            line = QListWidgetItem(name)
            line.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(Qt.CheckState.Unchecked)
            self.fields.addItem(line)
        self.fault.hide()
        self._retell()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        """What was asked before contents changed is no answer any more: some of it may be set apart."""
        if topic == "contents" and self._found is not None:
            self._found = None
            self.rows.setRowCount(0)
            self._retell()

    @Slot()
    def _select(self) -> None:
        cell = self.rows.currentItem()
        item = _written(cell)
        if item is not None and self.rows.selectedItems():
            self._desk.select((item,))

    @Slot(QTableWidgetItem)
    def _open(self, cell: QTableWidgetItem) -> None:
        item = _written(cell)
        if item is not None:
            self._desk.go(item)

    def _choose(self) -> None:
        name = f"{self._desk.particulars.number}-{self.tables.currentData()}.csv".replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("querying.write"), name, FORMATS)
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Every row of what the form says, by the command line, which logs the digest of the file."""
        try:
            asked = self.asked
        except Known as error:
            self._refuse(error)
            return
        fields = asked.fields if asked.fields != inquiry.FIELDS[asked.table] else ()
        self._desk.work.begin(work.query(self._desk.folder, asked.table, asked.where, fields, path), self._desk.tongue.language)

    @Slot()
    def _retell(self) -> None:
        say, found = self._desk.tongue.say, self._found
        for place, name in enumerate(inquiry.FIELDS):
            self.tables.setItemText(place, f"{say(f'table.{name}')}  ({name})")
        self.ask.setEnabled(True)
        self.write.setEnabled(not self._desk.work.running)
        self._stack.setCurrentIndex(1 if found is not None and found.rows else 0)
        self._blank.tell("log", "querying.start" if found is None else "querying.none")
        self.count.setVisible(found is not None)
        if found is not None:
            cut = say("querying.cut", count=shown.number(len(found.rows))) if found.more else ""
            apart = say("querying.unlisted", count=shown.number(found.unlisted)) if found.unlisted else ""
            self.count.setText(say("querying.count", count=shown.number(len(found.rows))) + cut + apart)


def _look(case: Case, asked: _Asked, limit: int, language: Language) -> _Found:
    where = dict(map(inquiry.condition, asked.where))
    rows = list(islice(inquiry.rows(case, asked.table, where, language), limit + 1))
    return _Found(asked, rows[:limit], len(rows) > limit, inquiry.unlisted(case, asked.table, where))


def _written(cell: QTableWidgetItem | None) -> str | None:
    """The id of the row of a cell, None where it is none that leads anywhere."""
    item = cell.data(Qt.ItemDataRole.UserRole) if cell is not None else None
    try:
        return item if isinstance(item, str) and ids.read(item) else None
    except NoSuchItem:
        return None

"""Counting by a declared rule: its numbers by group, and every source record with what became of it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSplitter, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review.counting import RULES, Counted, Row, Rule, count, reason
from evidence_desk.store.case import Case
from ui.desktop import parts, shown
from ui.desktop.desk import Desk

GROUPS = ("group", "raw", "invalid", "duplicate", "unique", "amount")
ROWS = ("item", "group", "status", "reason", "key", "amount")
MOST_ROWS = 5000
"""Source records that the table shows; `count --list` writes all."""


class _Found(NamedTuple):
    rule: Rule
    groups: list[Counted]
    rows: list[Row]


class Counting(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: _Found | None = None
        self.rules = parts.Choice()
        self.count = parts.button(desk.tongue, "counting.count", "refresh", self._count, "main")
        self.basis, self.fault = parts.data("quiet"), parts.data("fault")
        self.groups, self.rows = _table(len(GROUPS)), _table(len(ROWS))
        desk.tongue.bind(self.rules, self.rules.setAccessibleName, "counting.rule")
        desk.tongue.bind(self.groups, self.groups.setAccessibleName, "counting.groups")
        desk.tongue.bind(self.rows, self.rows.setAccessibleName, "counting.rows")
        for name in RULES:
            self.rules.addItem("", name)
        self._lay_out()
        self.rows.itemActivated.connect(self._open)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def _lay_out(self) -> None:
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(self.groups)
        down.addWidget(self.rows)
        down.setSizes([220, 380])
        strip = parts.row(self.rules, self.count, None)
        strip.setContentsMargins(12, 8, 12, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(strip)
        for label in (self.basis, self.fault):
            label.setContentsMargins(14, 2, 14, 6)
            layout.addWidget(label)
        layout.addWidget(down, 1)
        self.fault.hide()

    def _count(self) -> None:
        name = str(self.rules.currentData())
        self.count.setEnabled(False)
        self._desk.lanes.lists.ask(lambda case: _counted(case, name), self._show, self._refused, "counting")

    def _show(self, found: _Found) -> None:
        self._found = found
        self.count.setEnabled(True)
        self.fault.hide()
        unique = sum(one.unique for one in found.groups)
        self._desk.log("count", rule=found.rule.name, rows=len(found.rows), unique=unique)
        self._retell()

    def _refused(self, error: Known) -> None:
        self.count.setEnabled(True)
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()

    @Slot(QTableWidgetItem)
    def _open(self, cell: QTableWidgetItem) -> None:
        if self._found is not None:
            self._desk.go(self._found.rows[cell.row()].item)

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        for place in range(self.rules.count()):
            rule = RULES[self.rules.itemData(place)]
            self.rules.setItemText(place, rule.zh if self._desk.tongue.language == "zh" else rule.en)
        for table, names in ((self.groups, GROUPS), (self.rows, ROWS)):
            table.setHorizontalHeaderLabels([say(f"counting.{name}") for name in names])
        found = self._found
        if found is None:
            self.basis.setText(say("counting.none"))
            return
        article = shown.line(found.rule.article) if found.rule.article else shown.NOTHING
        self.basis.setText(
            say("counting.basis", article=article, threshold=found.rule.threshold or shown.NOTHING)
            + (say("checks.to-confirm") if found.rule.confirm and found.rule.article else "")
            + (say("counting.first", count=MOST_ROWS) if len(found.rows) > MOST_ROWS else "")
        )
        _fill(self.groups, [[one.group, one.raw, one.invalid, one.duplicate, one.unique, one.amount] for one in found.groups])
        _fill(
            self.rows,
            [
                [row.item, row.group, say(f"counted.{row.status}"), reason(row.reason, self._desk.tongue.language), row.key, row.amount]
                for row in found.rows[:MOST_ROWS]
            ],
        )


def _table(columns: int) -> QTableWidget:
    made = QTableWidget(0, columns)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    made.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    made.horizontalHeader().setStretchLastSection(True)
    return made


def _fill(table: QTableWidget, lines: list[list[object]]) -> None:
    """Text from evidence may stand in any cell: one line, with what hides in it made visible."""
    table.setRowCount(len(lines))
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            table.setItem(row, column, QTableWidgetItem(shown.NOTHING if value is None else shown.line(str(value))))
    table.resizeColumnsToContents()


def _counted(case: Case, name: str) -> _Found:
    return _Found(*count(case, name))

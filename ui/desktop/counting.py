"""Counting by a declared rule: its numbers by group, and every source record with what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QSplitter, QStackedWidget, QTableWidgetItem, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review.counting import RULES, Counted, Row, Rule, count, decimal, reason, together
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, shown, work
from ui.desktop.cells import Cells
from ui.desktop.desk import Desk, Topic

GROUPS = ("group", "raw", "invalid", "duplicate", "unique", "cumulated", "amount", "share")
ROWS = ("item", "group", "status", "reason", "key", "amount")
STATUSES = ("all", "counted", "duplicate", "invalid")
GLYPHS = {"counted": ("match", "holds"), "duplicate": ("nothing-to-compare", "quiet"), "invalid": ("warning", "caution")}
MOST_ROWS = 2000
"""Source records that the table shows; the list that is written has all."""


class _Found(NamedTuple):
    rule: Rule
    groups: list[Counted]
    rows: list[Row]


class Counting(QWidget):
    """`sampled` tells the rule from whose records a sample is to be drawn."""

    sampled = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: _Found | None = None
        self._listed: list[Row] = []
        self.rules, self.statuses, self.law = parts.Choice(), parts.Choice(), QCheckBox()
        self.count = parts.button(desk.tongue, "counting.count", "refresh", self._count, "main")
        self.write = parts.button(desk.tongue, "counting.write", "save", self._choose)
        self.sample = parts.button(desk.tongue, "counting.sample", None, self._sample)
        self.basis, self.fault = parts.data("quiet"), parts.data("fault")
        self.groups = Cells(desk, "counting.groups", [f"counting.{name}" for name in GROUPS])
        self.rows = Cells(desk, "counting.rows", [f"counting.{name}" for name in ROWS])
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("checks", "counting.none")
        for name in RULES:
            self.rules.addItem("", name)
        for status in STATUSES:
            self.statuses.addItem("", status)
        self.law.setChecked(True)
        self._lay_out()
        self._connect()
        self._retell()

    def _connect(self) -> None:
        self.rows.itemActivated.connect(self._open)
        self.rows.itemSelectionChanged.connect(self._select)
        self.statuses.currentIndexChanged.connect(self._fill)
        self.law.toggled.connect(self._retell)
        self._desk.changed.connect(self._hear)
        self._desk.work.began.connect(self._retell)
        self._desk.work.ended.connect(self._retell)
        self._desk.tongue.changed.connect(self._retell)

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.rules, self.rules.setAccessibleName, "counting.rule")
        tongue.bind(self.statuses, self.statuses.setAccessibleName, "counting.status")
        tongue.bind(self.law, self.law.setText, "counting.law")
        self.rules.setSizeAdjustPolicy(parts.Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        strip = parts.row(self.rules, self.count)
        strip.setStretch(0, 1)
        strip.setContentsMargins(20, 12, 20, 6)
        under = parts.row(self.law, None)
        under.setContentsMargins(20, 0, 20, 4)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 8, 0, 0)
        self.title = parts.data("", fonts.SIZE, fonts.STRONG)
        head = parts.row(self.title, self.statuses, self.sample, self.write)
        head.setStretch(0, 1)
        head.setContentsMargins(20, 0, 20, 0)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(self.groups)
        down.addWidget(below)
        down.setSizes([200, 340])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(down)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(strip)
        layout.addLayout(under)
        for label in (self.basis, self.fault):
            label.setContentsMargins(20, 2, 20, 8)
            layout.addWidget(label)
        layout.addWidget(self._stack, 1)
        self.fault.hide()

    @Slot()
    def look(self) -> None:
        """Nothing is counted before it is asked for."""

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
        self._desk.go(self._listed[cell.row()].item)

    @Slot()
    def _select(self) -> None:
        row = self.rows.currentRow()
        if 0 <= row < len(self._listed) and self.rows.selectedItems():
            self._desk.select((self._listed[row].item,))

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        """What was counted before contents changed is no counting of the case as it is."""
        if topic == "contents" and self._found is not None:
            self._found = None
            self._retell()

    def _sample(self) -> None:
        if self._found is not None:
            self.sampled.emit(self._found.rule.name)

    @Slot()
    def _choose(self) -> None:
        if self._found is not None:
            name = f"{self._desk.particulars.number}-{self._found.rule.name}.csv".replace("/", "_")
            path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("counting.write"), name)
            if path:
                self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Every source record with what became of it; counted afresh by the child that writes it."""
        if self._found is not None:
            self._desk.work.begin(work.count(self._desk.folder, self._found.rule.name, path), self._desk.tongue.language)

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        for place in range(self.rules.count()):
            rule = RULES[self.rules.itemData(place)]
            self.rules.setItemText(place, rule.zh if self._desk.tongue.language == "zh" else rule.en)
        for place, status in enumerate(STATUSES):
            self.statuses.setItemText(place, say("counting.all") if status == "all" else say(f"counted.{status}"))
        found = self._found
        self.write.setEnabled(found is not None and not self._desk.work.running)
        self.basis.setVisible(found is not None)
        self._stack.setCurrentIndex(0 if found is None or not found.rows else 1)
        self._blank.tell("checks", "counting.none" if found is None else "counting.empty")
        if found is None:
            return
        self.basis.setText(self._told(found.rule))
        self.groups.setColumnHidden(GROUPS.index("share"), not self.law.isChecked())
        self.groups.fill([self._group(one) for one in found.groups] + self._whole(found))
        self._fill()

    def _told(self, rule: Rule) -> str:
        say = self._desk.tongue.say
        if not self.law.isChecked() or not rule.article:
            return say("counting.sum")
        confirm = say("checks.to-confirm") if rule.confirm else ""
        return (
            say("counting.basis", article=shown.line(rule.article), threshold=rule.threshold or shown.NOTHING)
            + confirm
            + say("counting.sum")
        )

    def _group(self, one: Counted) -> list[object]:
        numbers = [shown.number(value) for value in (one.raw, one.invalid, one.duplicate, one.unique, one.cumulated)]
        return [self._named(one.group), *numbers, one.amount, None if one.share is None else decimal(one.share)]

    def _named(self, group: str) -> str:
        """A group by its words: of rules that count by category its last word is one."""
        if self._found is None or not self._found.rule.each:
            return group
        before, _, category = group.rpartition(" ")
        return f"{before} {self._desk.tongue.name('category', category)}".strip()

    def _whole(self, found: _Found) -> list[list[object]]:
        """What the groups come to together, as parts of their numbers."""
        whole = together(found.groups)
        if whole is None or not self.law.isChecked():
            return []
        return [[self._desk.tongue.say("counting.whole"), *([None] * 6), decimal(whole)]]

    @Slot()
    def _fill(self) -> None:
        found, say = self._found, self._desk.tongue.say
        if found is None:
            return
        wanted = self.statuses.currentData()
        rows = [row for row in found.rows if wanted in ("all", row.status)]
        self._listed = rows[:MOST_ROWS]
        more = say("counting.first", count=shown.number(MOST_ROWS)) if len(rows) > MOST_ROWS else ""
        self.title.setText(say("counting.rows.count", count=shown.number(len(rows))) + more)
        self.rows.fill(
            [
                [
                    row.item,
                    self._named(row.group),
                    say(f"counted.{row.status}"),
                    reason(row.reason, self._desk.tongue.language),
                    row.key,
                    row.amount,
                ]
                for row in self._listed
            ],
            [GLYPHS[row.status] for row in self._listed],
        )


def _counted(case: Case, name: str) -> _Found:
    return _Found(*count(case, name))

"""A short table that is held as a whole: headings by key, cells with text of any origin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.desktop import icons, shown
from ui.desktop.desk import Desk

ICON = 22
"""Pixels that an icon before the first cell takes."""
WIDEST = 320
"""Pixels of a column that fits itself to what stands in it."""


class Cells(QTableWidget):
    """`columns`: keys of the headings. `key`: of what a screen reader calls it. Enter and a double click open a row."""

    def __init__(self, desk: Desk, key: str, columns: Sequence[str]) -> None:
        super().__init__(0, len(columns))
        self._desk, self._columns = desk, tuple(columns)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        down, head = self.verticalHeader(), self.horizontalHeader()
        down.setDefaultSectionSize(28)
        down.hide()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        desk.tongue.bind(self, self.setAccessibleName, key)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def fill(self, lines: Sequence[Sequence[object]], glyphs: Sequence[tuple[str, str] | None] = ()) -> None:
        """One line each, with what hides in it made visible; the row that was chosen stays so. A line of one cell stands over all columns.
        `glyphs`: icon and tone before the first cell."""
        chosen, top = self.currentRow(), self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clearSpans()
        self.setRowCount(0)
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            if len(line) == 1 < self.columnCount():
                continue
            for column, value in enumerate(line):
                words = shown.NOTHING if value is None or value == "" else shown.line(str(value))
                cell = QTableWidgetItem(words)
                if len(words) > 24:
                    cell.setToolTip(words)
                self.setItem(row, column, cell)
        self._fit()
        for row, line in enumerate(lines):
            if len(line) == 1 < self.columnCount():
                self.setSpan(row, 0, 1, self.columnCount())
                self.setItem(row, 0, QTableWidgetItem(shown.line(str(line[0]))))
            first, glyph = self.item(row, 0), glyphs[row] if row < len(glyphs) else None
            if first is not None and glyph is not None:
                first.setIcon(icons.icon(*glyph))
        if 0 <= chosen < len(lines):
            self.setCurrentCell(chosen, 0)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(top)

    def _fit(self) -> None:
        """As wide as what stands in them; the last takes what is left, and no less than it needs."""
        head, last = self.horizontalHeader(), self.columnCount() - 1
        head.setStretchLastSection(False)
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(WIDEST, self.columnWidth(column) + 12 + (ICON if column == 0 else 0)))
        if sum(self.columnWidth(column) for column in range(last + 1)) < self.viewport().width():
            head.setStretchLastSection(True)

    def _retell(self) -> None:
        self.setHorizontalHeaderLabels([self._desk.tongue.say(key) for key in self._columns])

"""What this installation reads: the formats of evidence and the parsers, as the commands `formats` and `parsers` list them in a child process."""

from __future__ import annotations

import csv

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QTabWidget, QWidget

from ui.desktop import parts, shown, work
from ui.desktop.tongue import Tongue
from ui.desktop.work import Ended, Work

HEIGHT = 300


class Abilities(QWidget):
    """No reader of evidence is loaded in this process, so a child is asked, first for the one and then for the other."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self.work = Work(self)
        self.formats, self.parsers = QTableWidget(), QTableWidget()
        self.fault = parts.data("fault")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setFixedHeight(HEIGHT)
        for key, table in (("abilities.formats", self.formats), ("abilities.parsers", self.parsers)):
            table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
            table.setTabKeyNavigation(False)
            table.setShowGrid(False)
            table.setWordWrap(False)
            table.verticalHeader().hide()
            table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            tongue.bind(table, table.setAccessibleName, key)
            self.tabs.addTab(table, "")
        layout = parts.card(self, tongue, "abilities.title", parts.form())
        layout.addWidget(self.fault)
        layout.addWidget(self.tabs)
        layout.addLayout(parts.row(None, parts.button(tongue, "close", None, self.hide)))
        self.work.ended.connect(self._end)
        tongue.changed.connect(self._retell)
        self._retell()
        self.fault.hide()
        self.hide()

    def begin(self) -> None:
        self.show()
        self.tabs.setFocus()
        self.fault.hide()
        self.work.begin(work.formats(), self._tongue.language)

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        if ended.code != 0:
            self.fault.setText(shown.line(ended.sentence))
            self.fault.show()
        elif ended.job.kind == "formats":
            self._fill(self.formats, ended.told)
            self.work.begin(work.parsers(), self._tongue.language)
        else:
            self._fill(self.parsers, ended.told)

    @Slot()
    def _retell(self) -> None:
        """In the other language the formats are said in other words, too."""
        for place, key in enumerate(("abilities.formats", "abilities.parsers")):
            self.tabs.setTabText(place, self._tongue.say(key))
        if self.isVisible():
            self.begin()

    def _fill(self, table: QTableWidget, told: tuple[str, ...]) -> None:
        fields, *rows = csv.reader(told)
        table.setColumnCount(len(fields))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels([self._tongue.say(f"abilities.{field}") for field in fields])
        for row, line in enumerate(rows):
            for column, (field, value) in enumerate(zip(fields, line, strict=False)):
                words = self._tongue.name("abilities.kind", value) if field == "kind" else value
                cell = QTableWidgetItem(shown.line(words))
                cell.setToolTip(cell.text())
                table.setItem(row, column, cell)
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(len(fields) - 1, QHeaderView.ResizeMode.ResizeToContents)

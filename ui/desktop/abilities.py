"""What this installation reads: the formats of evidence and the parsers, as the commands `formats` and `parsers` list them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QTabWidget, QWidget

from evidence_desk.ingest import abilities
from evidence_desk.store.tables import Shown
from ui.desktop import parts, shown
from ui.desktop.tongue import Tongue

HEIGHT = 300


class Abilities(QWidget):
    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self.formats, self.parsers = QTableWidget(), QTableWidget()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setFixedHeight(HEIGHT)
        for key, table in (("abilities.formats", self.formats), ("abilities.parsers", self.parsers)):
            table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
            table.setTabKeyNavigation(False)
            table.setShowGrid(False)
            table.setWordWrap(False)
            table.verticalHeader().hide()
            tongue.bind(table, table.setAccessibleName, key)
            self.tabs.addTab(table, "")
        layout = parts.card(self, tongue, "abilities.title", parts.form())
        layout.addWidget(self.tabs)
        layout.addLayout(parts.row(None, parts.button(tongue, "close", None, self.hide)))
        tongue.changed.connect(self._retell)
        self.hide()

    def begin(self) -> None:
        self._retell()
        self.show()
        self.tabs.setFocus()

    @Slot()
    def _retell(self) -> None:
        if self.isHidden() and self.formats.rowCount():
            return
        say = self._tongue.say
        for place, key in enumerate(("abilities.formats", "abilities.parsers")):
            self.tabs.setTabText(place, say(key))
        self._fill(self.formats, abilities.FORMAT_FIELDS, abilities.formats(self._tongue.language))
        self._fill(self.parsers, abilities.PARSER_FIELDS, abilities.parsers())

    def _fill(self, table: QTableWidget, fields: Sequence[str], rows: list[Shown]) -> None:
        table.setColumnCount(len(fields))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels([self._tongue.say(f"abilities.{field}") for field in fields])
        for row, line in enumerate(rows):
            for column, field in enumerate(fields):
                cell = QTableWidgetItem(shown.line(str(line[field])))
                cell.setToolTip(cell.text())
                table.setItem(row, column, cell)
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(len(fields) - 1, QHeaderView.ResizeMode.ResizeToContents)

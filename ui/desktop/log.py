"""The log workspace: what persons and the program did, latest first, and whether the chain of it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from evidence_desk.audit import log as audit
from evidence_desk.audit.log import Break, Head
from evidence_desk.store import browse
from evidence_desk.store.browse import Vector
from evidence_desk.store.case import Case
from ui.desktop import parts, shown, work
from ui.desktop.desk import Desk
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.rows import Act
from ui.desktop.table import Column, Model
from ui.desktop.tongue import Tongue


class _Checked(NamedTuple):
    head: Head
    breaks: list[Break]


class LogPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._checked: _Checked | None = None
        self.check = parts.button(desk.tongue, "log.check", "chain", self._check)
        self.write = parts.button(desk.tongue, "log.write", "save", self._choose)
        self.head = parts.Head(desk.tongue, "workspace.log", self.write, self.check)
        self.views = QCheckBox()
        self.verdict = parts.data("notice")
        self.model = Model(desk, Act, self._columns(), lambda row: row.act == "view", self)
        self.grid = Grid(desk, self.model, "workspace.log")
        desk.tongue.bind(self.views, self.views.setText, "log.views")
        self.views.toggled.connect(self.look)
        self.setFocusProxy(self.grid)
        strip = QHBoxLayout()
        strip.setContentsMargins(16, 8, 16, 8)
        strip.setSpacing(16)
        strip.addWidget(self.views)
        strip.addWidget(self.verdict, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(strip)
        layout.addWidget(self.grid, 1)
        self.verdict.hide()
        desk.work.began.connect(self._retell)
        desk.work.ended.connect(self._retell)
        desk.tongue.changed.connect(self._retell)

    def _choose(self) -> None:
        name = f"{self._desk.particulars.number}-audit.jsonl".replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("log.write"), name, "JSON (*.jsonl);;CSV (*.csv)")
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        self._desk.work.begin(work.audit(self._desk.folder, path), self._desk.tongue.language)

    def _columns(self) -> list[Column[Act]]:
        return [
            Column("column.number", 70, lambda row: shown.number(row.seq), right=True),
            Column("column.time", 160, lambda row: self._desk.clock.at(row.time)),
            Column("column.actor", 110, lambda row: shown.line(row.actor)),
            Column("column.act", 150, self._act),
            Column("column.details", 420, lambda row: shown.line(_said(row.details, self._desk.tongue))),
        ]

    def _act(self, row: Act) -> str:
        return self._desk.tongue.name("act", row.act)

    @Slot()
    def look(self) -> None:
        views = self.views.isChecked()
        self._desk.lanes.lists.ask(lambda case: browse.acts(case, views), self._show, self._desk.complain, "log")

    def show_place(self, place: Place) -> None:
        """The log grows with every look at it, so it is read afresh each time it is come to."""
        self.look()

    def _show(self, found: Vector) -> None:
        self.grid.refill(found)
        self._retell()

    def _check(self) -> None:
        self._desk.lanes.lists.ask(_check, self._tell, self._desk.complain, "log check")

    def _tell(self, checked: _Checked) -> None:
        self._checked = checked
        self._desk.log("audit.verify", entries=checked.head.entries, breaks=len(checked.breaks))
        self._retell()

    @Slot()
    def _retell(self) -> None:
        say, checked = self._desk.tongue.say, self._checked
        self.write.setEnabled(not self._desk.work.running)
        self.head.about.setText(say("log.about", count=shown.number(len(self.model.listed))))
        if checked is None:
            return
        self.verdict.show()
        if checked.breaks:
            first = checked.breaks[0]
            self.verdict.setText(say("log.broken", count=len(checked.breaks), seq=first.seq, reason=first.reason))
        else:
            self.verdict.setText(say("log.whole", entries=shown.number(checked.head.entries), hash=checked.head.hash[:16]))


def _said(details: dict[str, object], tongue: Tongue) -> str:
    """Names and values in a line, without those that say nothing."""
    told = {name: value for name, value in details.items() if value not in (None, "", [], {})}
    return "  ·  ".join(
        f"{tongue.name('detail', name)} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in told.items()
    )


def _check(case: Case) -> _Checked:
    return _Checked(audit.head(case.db), audit.verify(case.db))

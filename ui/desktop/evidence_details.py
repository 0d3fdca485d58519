"""Below the register: the digests of one piece of evidence side by side, its volumes, its problems."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from evidence_desk.store import browse, ids, tables
from evidence_desk.store.browse import Vector
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, rows, shown
from ui.desktop.desk import Desk
from ui.desktop.grid import Grid
from ui.desktop.rows import Evidence, Problem, Volume
from ui.desktop.table import Column, Model
from ui.desktop.verdicts import SEVERITIES, VERDICTS


class _Found(NamedTuple):
    evidence: Evidence | None
    volumes: Vector
    problems: Vector


class Details(QTabWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._number: int | None = None
        self.digests = Digests(desk)
        self.volumes = Model(desk, Volume, self._volume_columns(), lambda row: row.filesystem is None, self)
        self.problems = Model(desk, Problem, self._problem_columns(), lambda row: False, self)
        self.volume_grid = Grid(desk, self.volumes, "evidence.volumes")
        self.problem_grid = Grid(desk, self.problems, "evidence.problems")
        self.problem_grid.opened.connect(self._open)
        for widget in (self.digests, self.volume_grid, self.problem_grid):
            self.addTab(widget, "")
        self.setDocumentMode(True)
        desk.tongue.changed.connect(self._retell)
        desk.changed.connect(self._look)
        self._retell()

    def show_evidence(self, number: int) -> None:
        self._number = number
        self._look()

    @Slot()
    def _look(self) -> None:
        number = self._number
        if number is not None:
            self._desk.lanes.rows.ask(lambda case: _find(case, number), self._show, self._desk.complain, "evidence details")

    def _show(self, found: _Found) -> None:
        self.digests.show_digests(found.evidence)
        self.volume_grid.refill(found.volumes)
        self.problem_grid.refill(found.problems)
        self._retell()

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        self.setTabText(0, say("evidence.digests"))
        self.setTabText(1, say("evidence.volumes.count", count=len(self.volumes.listed)))
        self.setTabText(2, say("evidence.problems.count", count=len(self.problems.listed)))

    @Slot(str)
    def _open(self, problem: str) -> None:
        """To the file that the problem is about, where it is about one."""
        entry = ids.entry_of(ids.read(problem)[1])
        if entry & ids.MOST_ENTRIES:
            self._desk.go(ids.written("entries", entry))

    def _volume_columns(self) -> list[Column[Volume]]:
        say = self._desk.tongue.say
        return [
            Column("column.index", 64, lambda row: str(row.index)),
            Column("column.filesystem", 150, lambda row: row.filesystem or say("volume.unknown"), icon=lambda row: ("volume", "quiet")),
            Column("column.label", 160, lambda row: shown.line(row.label)),
            Column("column.offset", 130, lambda row: shown.number(row.offset), right=True),
            Column("column.size", 90, lambda row: shown.size(row.size), right=True),
            Column("column.encryption", 200, self._encryption, icon=lambda row: ("lock", "caution" if row.encryption else "faint")),
        ]

    def _encryption(self, row: Volume) -> str:
        if row.encryption is None:
            return self._desk.tongue.say("volume.open")
        return self._desk.tongue.say("volume.unlocked" if row.unlocked else "volume.locked", kind=row.encryption)

    def _problem_columns(self) -> list[Column[Problem]]:
        say = self._desk.tongue.say
        return [
            Column(
                "column.severity", 100, lambda row: say(f"severity.{row.severity}"), icon=lambda row: SEVERITIES.get(row.severity, SEVERITIES["info"])
            ),
            Column("column.stage", 90, lambda row: self._desk.tongue.name("stage", row.stage)),
            Column("column.message", 460, lambda row: shown.line(row.message)),
            Column("column.path", 240, lambda row: shown.line(row.path)),
        ]  # fmt: skip


class Digests(QScrollArea):
    """Each digest that somebody gave, the computed one below it, and whether they are the same."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._evidence: Evidence | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        desk.tongue.changed.connect(lambda: self.show_digests(self._evidence))
        desk.presence.changed.connect(lambda: self.show_digests(self._evidence))

    def show_digests(self, evidence: Evidence | None) -> None:
        self._evidence = evidence
        body = QWidget()
        body.setObjectName("pane")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(12)
        if evidence is not None:
            self._fill(layout, evidence)
        layout.addStretch(1)
        self.setWidget(body)

    def _fill(self, layout: QVBoxLayout, evidence: Evidence) -> None:
        if evidence.number in self._desk.presence.missing:
            gone = parts.data("caution")
            gone.setText(self._desk.tongue.say("evidence.missing", path=shown.line(evidence.path)))
            layout.addWidget(gone)
        verdict = evidence.verdict or "open"
        words = parts.data()
        words.setText(self._desk.tongue.say(f"verdict.{verdict}.about"))
        glyph = parts.Glyph(*VERDICTS[verdict], size=22)
        line = parts.row(glyph, words)
        line.setStretch(1, 1)
        layout.addLayout(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for one in evidence.verdicts:
            given = evidence.stated if one["origin"] == "stated" else evidence.stored
            self._line(grid, one["algorithm"], f"origin.{one['origin']}", given.get(one["algorithm"]), one["verdict"])
            self._line(grid, "", "origin.computed", evidence.computed.get(one["algorithm"]), None)
        compared = {one["algorithm"] for one in evidence.verdicts}
        for algorithm in [name for name in evidence.computed if name not in compared]:
            self._line(grid, algorithm, "origin.computed", evidence.computed[algorithm], None)
        if not evidence.computed:
            for origin, given in (("stated", evidence.stated), ("stored", evidence.stored)):
                for algorithm, value in given.items():
                    self._line(grid, algorithm, f"origin.{origin}", value, "open")
        layout.addLayout(grid)
        if evidence.stated_source:
            source = parts.data("quiet")
            source.setText(self._desk.tongue.say("evidence.stated-source", source=shown.line(evidence.stated_source)))
            layout.addWidget(source)

    def _line(self, grid: QGridLayout, algorithm: str, origin: str, value: str | None, verdict: str | None) -> None:
        at = grid.rowCount()
        name, kind, digits = parts.data("", fonts.SIZE, fonts.STRONG), parts.data("quiet"), parts.data()
        name.setText(algorithm.upper())
        kind.setText(self._desk.tongue.say(origin))
        digits.setText(value or shown.NOTHING)
        digits.setFont(fonts.even())
        digits.setWordWrap(False)
        digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for column, widget in enumerate((name, kind, digits)):
            grid.addWidget(widget, at, column)
        if verdict is not None:
            glyph, word = parts.Glyph(*VERDICTS[verdict]), parts.data()
            word.setText(self._desk.tongue.say(f"verdict.{verdict}"))
            word.setWordWrap(False)
            grid.addLayout(parts.row(glyph, word, spacing=4), at, 3)


def _find(case: Case, number: int) -> _Found:
    row = browse.one(case, ids.written("evidence", number), "en")
    volumes = [ids.read(str(one["id"]))[1] for one in tables.rows(case, "volumes", {"evidence": str(number)})]
    return _Found(rows.row(row, Evidence), Vector("volumes", volumes), browse.problems(case, number))

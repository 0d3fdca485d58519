"""The overview: what the case holds, and which step of the work comes next."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from evidence_desk.store import browse, evidence, intake, queries
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.history import Place, Workspace
from ui.desktop.verdicts import VERDICTS

FIGURES: tuple[tuple[str, str, Workspace], ...] = (
    ("evidence", "evidence", "evidence"), ("entries", "files", "files"), ("deleted", "deleted", "files"),
    ("conversations", "conversations", "conversations"), ("messages", "message", "conversations"), ("artifacts", "record", "timeline"),
    ("problems", "warning", "evidence"), ("tags", "tag", "findings"), ("findings", "findings", "findings"),
)  # fmt: skip
"""What is counted, its icon, and the workspace it leads to."""
IN_A_ROW = 3


class _Found(NamedTuple):
    totals: dict[str, int]
    gaps: int
    verdicts: list[tuple[int, str, str]]
    waiting: int
    requested: bool


class OverviewPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self.head = parts.Head(desk.tongue, "workspace.overview")
        self.next = Next(desk)
        self.figures = {name: Figure(desk, name, icon, home) for name, icon, home in FIGURES}
        self.verdicts = Verdicts(desk)
        self.setFocusProxy(self.next.go)
        self._lay_out()
        desk.changed.connect(self.look)
        desk.tongue.changed.connect(self.look)
        desk.presence.changed.connect(self.look)
        desk.work.began.connect(self.look)
        desk.work.ended.connect(self.look)
        self.look()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(12)
        for number, figure in enumerate(self.figures.values()):
            grid.addWidget(figure, number // IN_A_ROW, number % IN_A_ROW)
        body = QWidget()
        body.setObjectName("pane")
        inside = QVBoxLayout(body)
        inside.setContentsMargins(20, 16, 20, 20)
        inside.setSpacing(16)
        inside.addWidget(self.next)
        inside.addLayout(grid)
        inside.addWidget(self.verdicts)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(scroll, 1)

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_look, self._show, self._desk.complain, "overview")

    def show_place(self, place: Place) -> None:
        pass

    def _show(self, found: _Found) -> None:
        case = self._desk.particulars
        people = self._desk.tongue.say("list.comma").join(case.examiners)
        self.head.about.setText(" · ".join(shown.line(words) for words in (case.number, case.title, people) if words))
        for name, figure in self.figures.items():
            figure.show_count(found.gaps if name == "problems" else found.totals[name])
        self.next.show_step(found)
        self.verdicts.show_verdicts(found.verdicts)


class Figure(QFrame):
    """A count that leads to what it counts."""

    def __init__(self, desk: Desk, name: str, icon: str, home: Workspace) -> None:
        super().__init__()
        self.setObjectName("card")
        self.count = parts.data("", 22, fonts.STRONG)
        self.count.setWordWrap(False)
        go = parts.tool(desk.tongue, f"workspace.{home}", "go", lambda: desk.went.emit(Place(home)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        layout.setSpacing(2)
        layout.addLayout(parts.row(parts.Glyph(icon, "quiet"), parts.label(desk.tongue, f"total.{name}", "quiet"), None, go))
        layout.addWidget(self.count)

    def show_count(self, count: int) -> None:
        self.count.setText(shown.number(count))


class Next(QFrame):
    """The next step, in a sentence and a button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self._home: Workspace = "evidence"
        self.words = parts.data()
        self.go = parts.button(desk.tongue, "next.go", "go", self._go, "main")
        layout = parts.row(parts.Glyph("info", "accent", 22), self.words, self.go, spacing=12)
        layout.setStretch(1, 1)
        layout.setContentsMargins(16, 12, 16, 12)
        self.setLayout(layout)

    def show_step(self, found: _Found) -> None:
        steps: tuple[tuple[bool, str, Workspace], ...] = (
            (found.totals["evidence"] == 0, "next.evidence", "evidence"),
            (self._desk.work.running, "next.running", "evidence"),
            (bool(self._desk.presence.missing), "next.missing", "evidence"),
            (found.waiting > 0, "next.process", "evidence"),
            (any(verdict == "mismatch" for _, _, verdict in found.verdicts), "next.mismatch", "evidence"),
            (not found.requested, "next.intake", "intake"),
            (found.totals["findings"] == 0, "next.review", "search"),
            (True, "next.memo", "memo"),
        )
        _, key, self._home = next(step for step in steps if step[0])
        self.words.setText(self._desk.tongue.say(key, count=found.waiting))

    def _go(self) -> None:
        self._desk.went.emit(Place(self._home))


class Verdicts(QFrame):
    """The verdict of each piece of evidence."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._desk = desk
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._layout.addWidget(parts.label(desk.tongue, "overview.verdicts", "", fonts.SIZE, fonts.STRONG))
        self._list = QWidget()

    def show_verdicts(self, verdicts: list[tuple[int, str, str]]) -> None:
        self._layout.removeWidget(self._list)
        self._list.deleteLater()
        self._list = QWidget()
        grid = QGridLayout(self._list)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        for place, (number, label, verdict) in enumerate(verdicts):
            grid.addWidget(_words(str(number), "quiet"), place, 0)
            grid.addWidget(_words(shown.line(label)), place, 1)
            grid.addWidget(parts.Glyph(*VERDICTS[verdict]), place, 2)
            grid.addWidget(_words(self._desk.tongue.say(f"verdict.{verdict}")), place, 3)
        self._layout.addWidget(self._list)
        self.setVisible(bool(verdicts))


def _words(text: str, name: str = "") -> QLabel:
    made = parts.data(name)
    made.setWordWrap(False)
    made.setText(text)
    return made


def _look(case: Case) -> _Found:
    register = list(evidence.register(case))
    verdicts = [(one.number, one.label, one.verdict or "open") for one in register]
    gaps = sum(count for (_, severity), count in browse.problem_counts(case).items() if severity in browse.GAPS)
    return _Found(
        queries.totals(case), gaps, verdicts, sum(one.status != "processed" for one in register), intake.request(case) is not None
    )

"""The points of the rule packs, by group, with what the program found for each and what a person answered."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from evidence_desk.review import checklist
from evidence_desk.review.pack import NAMES, Group
from evidence_desk.store.case import Case
from ui.desktop import icons, parts, rows, shown
from ui.desktop.desk import Desk
from ui.desktop.point import PointView
from ui.desktop.rows import Check
from ui.desktop.verdicts import RESULTS

CHECK = Qt.ItemDataRole.UserRole
KINDS = ("all", "unanswered", "differing", "doubtful")
"""Which points are listed."""


class Checklist(QWidget):
    """`counted`: how many points have an answer, and how many there are."""

    counted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._checks: list[Check] = []
        self._wanted: str | None = None
        self.packs, self.kinds = parts.Choice(), parts.Choice()
        for name in ("", *NAMES):
            self.packs.addItem("", name or None)
        for kind in KINDS:
            self.kinds.addItem("", kind)
        self.list = parts.wrapping(QListWidget())
        self.point = PointView(desk)
        self._lay_out()
        self.list.currentItemChanged.connect(self._choose)
        self.packs.currentIndexChanged.connect(self.look)
        self.kinds.currentIndexChanged.connect(self._fill)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        for widget, key in ((self.packs, "checks.pack"), (self.kinds, "checks.which"), (self.list, "checks.checklist")):
            tongue.bind(widget, widget.setAccessibleName, key)
        for choice in (self.packs, self.kinds):
            choice.setSizeAdjustPolicy(parts.Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        strip = parts.row(self.packs, self.kinds)
        strip.setStretch(0, 3)
        strip.setStretch(1, 2)
        strip.setContentsMargins(12, 10, 12, 8)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip)
        column.addWidget(self.list, 1)
        parts.beside(self, left, self.point, [400, 470])

    @Slot()
    def look(self) -> None:
        language: Language = self._desk.tongue.language
        name: str | None = self.packs.currentData()
        self._desk.lanes.lists.ask(lambda case: _look(case, language, name), self._show, self._desk.complain, "checklist")

    def go_to(self, point: str) -> None:
        """Shows a point, when the points have come."""
        self._wanted = point
        self.kinds.setCurrentIndex(0)

    def _show(self, checks: list[Check]) -> None:
        self._checks = checks
        self._fill()
        self.counted.emit(sum(check.answer is not None for check in checks), len(checks))

    @Slot()
    def _fill(self) -> None:
        """The point that was looked at stays chosen, and the list stands where it stood."""
        line = self.list.currentItem()
        chosen = line.data(CHECK) if line is not None else None
        top, listed = self.list.verticalScrollBar().value(), self._listed()
        with QSignalBlocker(self.list):
            self.list.clear()
            heading = ""
            for check in listed:
                if (said := self._heading(check)) != heading:
                    heading = said
                    self.list.addItem(parts.heading(heading))
                self.list.addItem(self._line(check))
            row = next((row for row in range(self.list.count()) if self._is_sought(row, chosen)), 1 if listed else -1)
            self.list.setCurrentRow(row)
        self.list.verticalScrollBar().setValue(top if row >= 0 and self.list.item(row).data(CHECK) == chosen else 0)
        if self._wanted is not None and row >= 0:
            self.list.scrollToItem(self.list.item(row))
            self._wanted = None
        self.point.setVisible(row >= 0)
        self._choose()

    def _listed(self) -> list[Check]:
        """Pack after pack, in each group after group."""
        places = {name: place for place, name in enumerate([*dict.fromkeys(check.pack for check in self._checks), *get_args(Group)])}
        return sorted(filter(self._is_wanted, self._checks), key=lambda check: (places[check.pack], places[check.group]))

    def _is_sought(self, row: int, chosen: str | None) -> bool:
        of: str | None = self.list.item(row).data(CHECK)
        if of is None:
            return False
        return of.endswith(f":{self._wanted}") if self._wanted is not None else of == chosen

    def _is_wanted(self, check: Check) -> bool:
        match self.kinds.currentData():
            case "unanswered":
                return check.answer is None
            case "differing":
                return check.result == "differs" or bool(check.notes)
            case "doubtful":
                return check.answer in checklist.DOUBTS
        return True

    def _heading(self, check: Check) -> str:
        said = self._desk.tongue.say(f"group.{check.group}")
        several = len({one.pack for one in self._checks}) > 1
        return f"{said}　{self._pack(check.pack.partition('@')[0])}" if several else said

    def _pack(self, name: str) -> str:
        rules = checklist.pack(name)
        return rules.zh if self._desk.tongue.language == "zh" else rules.en

    def _line(self, check: Check) -> QListWidgetItem:
        say = self._desk.tongue.say
        told = [say(f"result.{check.result}"), say(f"answer.{check.answer}") if check.answer else say("answer.open")]
        if check.consequence not in (None, "none"):
            told.append(say(f"consequence.{check.consequence}"))
        made = QListWidgetItem(icons.icon(*RESULTS[check.result]), f"{check.point}  {check.question}\n{'  ·  '.join(told)}")
        made.setToolTip(shown.line(check.basis) if check.basis else "")
        made.setData(CHECK, check.id)
        return made

    @Slot(QListWidgetItem, QListWidgetItem)
    def _choose(self, *_: QListWidgetItem) -> None:
        line = self.list.currentItem()
        chosen = line.data(CHECK) if line is not None else None
        for check in self._checks:
            if check.id == chosen:
                self.point.show_check(check)

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        self.packs.setItemText(0, say("checks.packs.used"))
        for place, name in enumerate(NAMES, 1):
            self.packs.setItemText(place, self._pack(name))
        for place, kind in enumerate(KINDS):
            self.kinds.setItemText(place, say(f"checks.which.{kind}"))
        self.look()


def _look(case: Case, language: Language, name: str | None) -> list[Check]:
    return [rows.require(one, Check) for one in checklist.rows(case, language, name)]

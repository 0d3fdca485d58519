"""The points of the rule pack: what the program found for each, and the answer that a person gives, with its basis."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QScrollArea, QSplitter, QVBoxLayout, QWidget

from evidence_desk.errors import Known, Language
from evidence_desk.review import checklist
from evidence_desk.review.detail_words import named, valued
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, shown
from ui.desktop.desk import Desk
from ui.desktop.itemlist import ItemList
from ui.desktop.rows import Check
from ui.desktop.verdicts import RESULTS


class Checklist(QWidget):
    """`counted`: how many points have an answer, and how many there are."""

    counted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._checks: list[Check] = []
        self._wanted: str | None = None
        self.list = parts.listing()
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.point = PointView(desk)
        desk.tongue.bind(self.list, self.list.setAccessibleName, "checks.checklist")
        self.list.currentItemChanged.connect(self._choose)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.list)
        across.addWidget(self.point)
        across.setSizes([470, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(across)
        desk.tongue.changed.connect(self.look)

    @Slot()
    def look(self) -> None:
        language: Language = self._desk.tongue.language
        self._desk.lanes.lists.ask(lambda case: _look(case, language), self._show, self._desk.complain, "checklist")

    def go_to(self, point: str) -> None:
        """Shows a point, when the points have come."""
        self._wanted = point

    def _show(self, checks: list[Check]) -> None:
        chosen = max(0, self.list.currentRow())
        if self._wanted is not None:
            chosen = next((row for row, check in enumerate(checks) if check.point == self._wanted), chosen)
            self._wanted = None
        self._checks = checks
        self.list.blockSignals(True)
        self.list.clear()
        for check in checks:
            self.list.addItem(self._line(check))
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(chosen, len(checks) - 1))
        self.counted.emit(sum(check.answer is not None for check in checks), len(checks))

    def _line(self, check: Check) -> QListWidgetItem:
        say = self._desk.tongue.say
        answered = say(f"answer.{check.answer}") if check.answer else say("answer.open")
        words = f"{check.point}  {check.question}\n{say(f'result.{check.result}')}  ·  {answered}"
        return QListWidgetItem(icons.icon(*RESULTS[check.result]), words)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _choose(self, *_: QListWidgetItem) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._checks):
            self.point.show_check(self._checks[row])


class PointView(QScrollArea):
    """One point: its question and where it comes from, what was found, and the form of its answer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._check: Check | None = None
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.question = parts.data("", 15, fonts.STRONG)
        self.about = parts.Sheet()
        self.items = ItemList(desk, "checks.items")
        self.items.setMaximumHeight(150)
        self.answers, self.consequences, self.basis = parts.Choice(), parts.Choice(), QLineEdit()
        self.fault = parts.data("fault")
        self.save = parts.button(desk.tongue, "checks.save", "save", self._save, "main")
        self._lay_out()
        self.basis.textChanged.connect(self._allow)
        self.answers.currentIndexChanged.connect(self._allow)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def _lay_out(self) -> None:
        tongue, body = self._desk.tongue, QWidget()
        body.setObjectName("pane")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for widget in (
            self.question,
            self.about,
            self.items,
            parts.rule(),
            parts.label(tongue, "checks.answer", "", fonts.SIZE, fonts.STRONG),
        ):
            layout.addWidget(widget)
        asked: tuple[tuple[str, QWidget], ...]
        asked = (("checks.value", self.answers), ("checks.consequence", self.consequences), ("checks.basis", self.basis))
        for key, field in asked:
            layout.addWidget(parts.label(tongue, key, "quiet", 12))
            layout.addWidget(field)
            tongue.bind(field, field.setAccessibleName, key)
        tongue.bind(self.basis, self.basis.setPlaceholderText, "checks.basis.hint")
        layout.addWidget(self.fault)
        layout.addLayout(parts.row(self.save, None))
        layout.addStretch(1)
        self.fault.hide()
        self.setWidget(body)

    def show_check(self, check: Check) -> None:
        """Another point, or the same as it is now; what was typed for the same point stays."""
        same = self._check is not None and self._check.id == check.id and self._check.basis == check.basis
        self._check = check
        self.question.setText(f"{check.point}  {check.question}")
        self.about.fill(self._told(check))
        self.items.show_items(check.items)
        self.items.setVisible(bool(check.items))
        if not same:
            self.answers.setCurrentIndex(self.answers.findData(check.answer))
            self.consequences.setCurrentIndex(max(0, self.consequences.findData(check.consequence)))
            self.basis.setText(check.basis or "")
            self.fault.hide()
        self._allow()

    def _told(self, check: Check) -> list[parts.Entry]:
        say = self._desk.tongue.say
        article = check.article + (say("checks.to-confirm") if check.to_be_confirmed else "")
        language: Language = self._desk.tongue.language
        detail = "\n".join(f"{named(name, language)}: {valued(name, value, language)}" for name, value in check.detail.items())
        told = [
            (say("checks.mode"), say(f"mode.{check.mode}"), False),
            (say("checks.article"), shown.line(article), False),
            (say("checks.result"), say(f"result.{check.result}"), False),
            (say("checks.detail"), shown.paragraph(detail), False),
            (say("checks.actor"), shown.line(check.actor) if check.actor else "", False),
        ]
        return [one for one in told if one[1]]

    def _save(self) -> None:
        check = self._check
        if check is None:
            return
        given, consequence, basis = str(self.answers.currentData()), str(self.consequences.currentData()), self.basis.text()
        self.save.setEnabled(False)
        self._desk.change(
            lambda case: checklist.answer(case, check.point, given, basis, consequence),
            lambda: self._desk.say("checks.saved", point=check.point),
            self._refused,
        )

    def _refused(self, error: Known) -> None:
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()
        self._allow()

    @Slot()
    def _allow(self) -> None:
        self.save.setEnabled(self._check is not None and self.answers.currentIndex() >= 0 and bool(self.basis.text().strip()))

    @Slot()
    def _retell(self) -> None:
        """The answers and consequences in the language in force; what is chosen stays."""
        for choice, kind, values in (
            (self.answers, "answer", checklist.ANSWERS),
            (self.consequences, "consequence", checklist.CONSEQUENCES),
        ):
            chosen = choice.currentData()
            choice.blockSignals(True)
            choice.clear()
            for value in values:
                choice.addItem(self._desk.tongue.say(f"{kind}.{value}"), value)
            choice.setCurrentIndex(choice.findData(chosen))
            choice.blockSignals(False)


def _look(case: Case, language: Language) -> list[Check]:
    return [rows.require(one, Check) for one in checklist.rows(case, language)]

"""Marking what is selected: a name, a note, and what it means for a fact of the case, if anything."""

from __future__ import annotations

from typing import cast, get_args

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.model import Bearing, Strength
from evidence_desk.review import marks
from evidence_desk.store import browse, tables
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, rows, shown
from ui.desktop.desk import MOST_AT_ONCE, Desk

BEARINGS: tuple[Bearing, ...] = get_args(Bearing)
STRENGTHS: tuple[Strength, ...] = get_args(Strength)


class Facts(parts.Choice):
    """The facts of the case to choose from, or none of them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._facts: list[rows.Fact] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        desk.tongue.bind(self, self.setAccessibleName, "fact")
        desk.tongue.changed.connect(self._fill)
        desk.changed.connect(self.look)
        self.look()

    @property
    def fact(self) -> str | None:
        return cast("str | None", self.currentData())

    def choose(self, fact: str | None) -> None:
        self.setCurrentIndex(max(0, self.findData(fact)))

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_facts, self._show, self._desk.complain)

    def _show(self, facts: list[rows.Fact]) -> None:
        self._facts = facts
        self._fill()

    @Slot()
    def _fill(self) -> None:
        kept = self.fact
        self.blockSignals(True)
        self.clear()
        self.addItem(self._desk.tongue.say("fact.none"), None)
        for fact in self._facts:
            self.addItem(f"{fact.id}  {shown.line(fact.text)}", fact.id)
        self.choose(kept)
        self.blockSignals(False)


class Judgements(parts.Choice):
    """Words of one kind to choose from, in a person's judgement; `none`: that nothing is stated is one of them."""

    def __init__(self, desk: Desk, kind: str, values: tuple[str, ...], none: bool = False) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        if none:
            self.addItem("", None)
        for value in values:
            self.addItem("", value)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @property
    def value(self) -> str | None:
        return cast("str | None", self.currentData())

    def choose(self, value: str | None) -> None:
        self.setCurrentIndex(self.findData(value))

    @Slot()
    def _retell(self) -> None:
        for place in range(self.count()):
            self.setItemText(place, self._desk.tongue.say(f"{self._kind}.{self.itemData(place) or 'open'}"))


class Bearings(Judgements):
    """What a record has on a fact."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "bearing", BEARINGS)
        desk.tongue.bind(self, self.setAccessibleName, "bearing")
        self.choose("neutral")

    @property
    def bearing(self) -> Bearing:
        return BEARINGS[self.currentIndex()]


class Strengths(Judgements):
    """On what a finding rests."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "strength", STRENGTHS, none=True)
        desk.tongue.bind(self, self.setAccessibleName, "strength")

    @property
    def strength(self) -> Strength | None:
        return cast("Strength | None", self.value)


class Tagging(QWidget):
    """Hidden until it is asked for; Enter marks, Escape leaves."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name = parts.Choice()
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.note = QLineEdit()
        self.facts, self.bearings = Facts(desk), Bearings(desk)
        self.fault = parts.data("fault")
        self.save = parts.button(desk.tongue, "tag.save", "tag", self._save, "main")
        cancel = parts.button(desk.tongue, "cancel", None, self.hide)
        tongue = desk.tongue
        tongue.bind(self.name, self.name.setAccessibleName, "tag.name")
        tongue.bind(self.name, self._name_hint, "tag.name")
        tongue.bind(self.note, self.note.setPlaceholderText, "tag.note")
        tongue.bind(self.note, self.note.setAccessibleName, "tag.note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(parts.label(tongue, "tag.title", "", fonts.SIZE, fonts.STRONG))
        for widget in (self.name, self.note, self.facts, self.bearings, self.fault):
            layout.addWidget(widget)
        layout.addLayout(parts.row(self.save, cancel, None))
        self.name.editTextChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))
        self.save.setEnabled(False)
        self.hide()

    def begin(self) -> None:
        self.fault.hide()
        self.note.clear()
        self._desk.lanes.rows.ask(browse.tag_names, self._suggest, self._desk.complain)
        self.show()
        self.name.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._save()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                super().keyPressEvent(event)

    def _suggest(self, names: dict[str, int]) -> None:
        kept = self.name.currentText()
        self.name.clear()
        self.name.addItems(list(names))
        self.name.setEditText(kept)
        edit = self.name.lineEdit()
        if edit is not None:
            edit.selectAll()

    def _name_hint(self, words: str) -> None:
        edit = self.name.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(words)

    def _save(self) -> None:
        items = list(self._desk.items[:MOST_AT_ONCE])
        name, note = self.name.currentText(), self.note.text().strip() or None
        fact, bearing = self.facts.fact, self.bearings.bearing
        if not items or not self.save.isEnabled():
            return

        def tag(case: Case) -> list[str]:
            return marks.tag(case, items, name, note, fact, bearing if fact else None)

        self.save.setEnabled(False)
        self._desk.change(tag, lambda: self._saved(name, len(items)), self._refused)

    def _saved(self, name: str, count: int) -> None:
        self.save.setEnabled(True)
        self.hide()
        self._desk.say("tagged", tag=shown.line(name.strip()), count=count)
        self.done.emit()

    def _refused(self, error: Known) -> None:
        self.save.setEnabled(True)
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()


def _facts(case: Case) -> list[rows.Fact]:
    return [rows.require(one, rows.Fact) for one in tables.rows(case, "facts")]

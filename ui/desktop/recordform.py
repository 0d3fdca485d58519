"""A form of the record of a case: fields as `form_words` names them, in sections, and what is written in them.

What a field may hold is decided where the form is kept (`evidence_desk.review.forms`), so that a window and a file are held to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidence_desk.review.form_words import CHOICES, RECORDED, Words
from ui.desktop import fonts, parts
from ui.desktop.desk import Desk
from ui.desktop.zones import Zones

ACROSS = 3
LINE = 24
"""Height of a line in fields of several."""
COMMA = "、"


@dataclass(frozen=True, slots=True)
class Section:
    """`key`: of its title. `wide`: fields of several lines, each over the whole width, with how many lines they show."""

    key: str
    fields: tuple[str, ...] = ()
    wide: Mapping[str, int] = field(default_factory=dict)


class RecordForm(QScrollArea):
    """`form`: its name in CHOICES. `needed`: fields without which it cannot be kept; they are starred."""

    changed = Signal()

    def __init__(self, desk: Desk, form: str, words: Words, sections: Sequence[Section], needed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._desk, self._form, self._words, self._needed = desk, form, words, needed
        self._before: dict[str, object] = {}
        self._labels: dict[str, QLabel] = {}
        self.fields: dict[str, QWidget] = {}
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("pane")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(20, 14, 20, 20)
        layout.setSpacing(8)
        for section in sections:
            layout.addWidget(parts.label(desk.tongue, section.key, "", fonts.SIZE, fonts.STRONG))
            layout.addLayout(self._grid(section))
            layout.addSpacing(6)
        layout.addStretch(1)
        self.setWidget(body)
        self.setFocusProxy(next(iter(self.fields.values())))
        desk.tongue.changed.connect(self._retell)
        self._retell()
        self.fill({})

    def _grid(self, section: Section) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        for column in range(ACROSS):
            grid.setColumnStretch(column, 1)
        for place, name in enumerate(section.fields):
            self._put(grid, name, self._made(name), place // ACROSS, place % ACROSS, 1)
        below = -(-len(section.fields) // ACROSS)
        for place, (name, lines) in enumerate(section.wide.items()):
            self._put(grid, name, self._made_wide(name, lines), below + place, 0, ACROSS)
        return grid

    def _put(self, grid: QGridLayout, name: str, edit: QWidget, row: int, column: int, across: int) -> None:
        label = self._labels[name] = parts.data("quiet", 12)
        label.setWordWrap(False)
        label.setContentsMargins(0, 5, 0, 0)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setBuddy(edit)
        self.fields[name] = edit
        grid.addWidget(label, 2 * row, column, 1, across)
        grid.addWidget(edit, 2 * row + 1, column, 1, across)

    def _made(self, name: str) -> QWidget:
        """A field on one line."""
        if (self._form, name) in CHOICES:
            choice = parts.Choice()
            choice.setSizeAdjustPolicy(parts.Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.addItem("", "")
            for key in CHOICES[self._form, name]:
                choice.addItem("", key)
            choice.currentIndexChanged.connect(self.changed)
            return choice
        if name == "zone":
            zones = Zones(self._desk.tongue, "zone.as-case")
            zones.editTextChanged.connect(self.changed)
            return zones
        edit = QLineEdit()
        edit.textChanged.connect(self.changed)
        if name in HINTS:
            self._desk.tongue.bind(edit, edit.setPlaceholderText, HINTS[name])
        return edit

    def _made_wide(self, name: str, lines: int) -> QWidget:
        if name == "digests":
            table = Digests(self._desk)
            table.setFixedHeight(LINE * lines + 36)
            table.itemChanged.connect(self.changed)
            return table
        edit = QPlainTextEdit()
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(LINE * lines)
        edit.textChanged.connect(self.changed)
        if name in HINTS:
            self._desk.tongue.bind(edit, edit.setPlaceholderText, HINTS[name])
        return edit

    @property
    def dirty(self) -> bool:
        """That something was written which is not kept."""
        return self.given() != self._before

    @property
    def complete(self) -> bool:
        given = self.given()
        return all(given[name] for name in self._needed)

    def fill(self, said: msgspec.Struct | Mapping[str, object]) -> None:
        """What the case has; nothing where it has nothing."""
        values = said if isinstance(said, Mapping) else msgspec.structs.asdict(said)
        self.blockSignals(True)
        for name, edit in self.fields.items():
            _write(edit, values.get(name))
        self._before = self.given()
        self.blockSignals(False)
        self.changed.emit()

    def restore(self) -> None:
        """Takes back what was written since."""
        self.write(self._before)

    def write(self, values: Mapping[str, object]) -> None:
        """As a person would: what is written is not kept yet."""
        for name, value in dict(values).items():
            _write(self.fields[name], value)
        self.changed.emit()

    def given(self) -> dict[str, object]:
        """What stands in each field: text, or for what is listed its parts."""
        return {name: _read(edit, name in LISTED) for name, edit in self.fields.items()}

    @property
    def different(self) -> dict[str, object]:
        """The fields that are not as they were."""
        return {name: value for name, value in self.given().items() if value != self._before[name]}

    @Slot()
    def _retell(self) -> None:
        at = 0 if self._desk.tongue.language == "zh" else 1
        for name, label in self._labels.items():
            words = titled(self._words[name][at])
            label.setText(words + (" *" if name in self._needed else ""))
            self.fields[name].setAccessibleName(words)
            edit = self.fields[name]
            if isinstance(edit, parts.Choice) and not isinstance(edit, Zones):
                for place, key in enumerate(("", *CHOICES[self._form, name])):
                    edit.setItemText(place, titled(CHOICES[self._form, name][key][at]) if key else self._desk.tongue.say("form.open"))


class Digests(QTableWidget):
    """Digests that a record states, one a row; there is always an empty row to write in, Delete takes one out."""

    NAMES = tuple(RECORDED)

    def __init__(self, desk: Desk) -> None:
        super().__init__(0, len(self.NAMES))
        self._desk = desk
        self.setObjectName("framed")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((80, 0, 110, 150)):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._grow)
        desk.tongue.changed.connect(self._retell)
        self._retell()
        self.write([])

    def write(self, digests: Sequence[Mapping[str, object]]) -> None:
        self.blockSignals(True)
        self.setRowCount(len(digests) + 1)
        for row in range(len(digests) + 1):
            for column, name in enumerate(self.NAMES):
                text = str(digests[row].get(name) or "") if row < len(digests) else ""
                cell = QTableWidgetItem(text)
                if name == "value":
                    cell.setFont(fonts.even())
                self.setItem(row, column, cell)
        self.blockSignals(False)

    def read(self) -> list[dict[str, str]]:
        rows = [{name: self._text(row, column) for column, name in enumerate(self.NAMES)} for row in range(self.rowCount())]
        return [row for row in rows if any(row.values())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.removeRow(self.currentRow())
            self._grow()
            self.itemChanged.emit(QTableWidgetItem())
        else:
            super().keyPressEvent(event)

    def _text(self, row: int, column: int) -> str:
        cell = self.item(row, column)
        return cell.text().strip() if cell is not None else ""

    @Slot()
    def _grow(self) -> None:
        last = self.rowCount() - 1
        if last < 0 or any(self._text(last, column) for column in range(self.columnCount())):
            self.blockSignals(True)
            self.insertRow(last + 1)
            self.blockSignals(False)

    @Slot()
    def _retell(self) -> None:
        at = 0 if self._desk.tongue.language == "zh" else 1
        self.setHorizontalHeaderLabels([titled(RECORDED[name][at]) for name in self.NAMES])


LISTED = ("questions",)
"""Fields of several lines, each of which is one of them."""
HINTS = {
    "evidence": "form.evidence.hint", "questions": "form.questions.hint", "start": "form.time.hint", "end": "form.time.hint",
    "approved": "form.time.hint", "clock_offset": "form.offset.hint", "people": "form.several.hint", "authors": "form.several.hint",
    "imei": "form.several.hint", "iccid": "form.several.hint", "mac": "form.several.hint", "requested": "form.day.hint", "accepted": "form.day.hint",
    "deadline": "form.day.hint", "document": "form.document.hint", "page": "form.page.hint", "background": "form.background.hint",
}  # fmt: skip


def titled(words: str) -> str:
    """With a large letter at the beginning, as a name on the screen has it."""
    return words[:1].upper() + words[1:]


def _write(edit: QWidget, value: object) -> None:
    match edit:
        case Digests():
            rows = value if isinstance(value, (list, tuple)) else []
            edit.write([one if isinstance(one, Mapping) else msgspec.structs.asdict(one) for one in rows])
        case Zones():
            edit.setCurrentIndex(0)
            if value:
                edit.setEditText(str(value))
        case parts.Choice():
            edit.setCurrentIndex(max(0, edit.findData(value or "")))
        case QPlainTextEdit():
            edit.setPlainText("\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or ""))
        case QLineEdit():
            edit.setText(_text(value))


def _read(edit: QWidget, listed: bool) -> object:
    match edit:
        case Digests():
            return edit.read()
        case Zones():
            return edit.zone or ""
        case parts.Choice():
            return str(edit.currentData() or "")
        case QPlainTextEdit():
            lines = [line.strip() for line in edit.toPlainText().split("\n") if line.strip()]
            return lines if listed else " ".join(lines)
        case QLineEdit():
            return edit.text().strip()
    raise TypeError(type(edit))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return COMMA.join(map(str, value))
        case int():
            return f"{value:+d}"
        case _:
            return str(value)

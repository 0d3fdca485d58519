"""The exhibits as their record describes them, each with its form."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review import custody
from evidence_desk.review.form_words import EXHIBIT
from evidence_desk.store import intake
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Exhibit
from ui.desktop import fonts, icons, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.keeping import Keeping
from ui.desktop.recordform import RecordForm, Section

SECTIONS = (
    Section(
        "exhibit.what", ("number", "name", "kind", "make", "model", "capacity", "serial", "imei", "iccid", "mac", "quantity", "evidence")
    ),
    Section("exhibit.people", ("holder", "user", "custodian", "delivered_by", "received_by", "place")),
    Section("exhibit.way", ("route", "original", "condition", "original_reason", "original_place")),
    Section("exhibit.record", ("document", "page", "note"), {"digests": 4}),
)


class ExhibitKnown(Known):
    code = "exhibit-known"
    zh = "检材编号“{number}”已登记，请放弃当前内容，在左侧选中该检材后修改。"
    en = "Exhibit '{number}' is recorded already: take back what is written here, and choose it on the left to change it."


class Exhibits(QWidget):
    """While a form has something that is not kept, no other exhibit can be gone to: nothing is lost by a click."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._exhibits: list[Exhibit] = []
        self._shown: str | None = None
        self.list = parts.wrapping(QListWidget())
        desk.tongue.bind(self.list, self.list.setAccessibleName, "intake.exhibits")
        self.add = parts.button(desk.tongue, "exhibit.new", "add", self._begin)
        self.form = RecordForm(desk, "exhibit", EXHIBIT, SECTIONS, ("number",))
        self.keeping = Keeping(desk, self.form, "exhibit.save", self._save)
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        self.form.changed.connect(self._allow)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(parts.label(self._desk.tongue, "intake.exhibits", "", fonts.SIZE, fonts.STRONG))
        column.addWidget(self.list, 1)
        column.addWidget(self.add)
        parts.beside(self, left, self.keeping, [190, 680])

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(intake.exhibits, self._show, self._desk.complain, "exhibits")

    def _show(self, found: list[Exhibit]) -> None:
        self._exhibits = found
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in found:
                self.list.addItem(
                    QListWidgetItem(icons.icon("tag", "quiet"), "\n".join(filter(None, map(_line, (one.number, one.name or one.kind)))))
                )
            row = next((place for place, one in enumerate(found) if one.number == self._shown), 0 if found and self._shown is None else -1)
            if not found:
                self.list.addItem(parts.placeholder(self._desk.tongue.say("exhibit.none")))
            self.list.setCurrentRow(row)
        if not self.form.dirty and row >= 0:
            self._choose(row)
        self._allow()

    @Slot(int)
    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._exhibits):
            self._shown = self._exhibits[row].number
            self.form.fill(self._exhibits[row])
            self._number_is_fixed(True)

    def _begin(self) -> None:
        """A form with nothing in it."""
        self._shown = ""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(-1)
        self.form.fill({})
        self._number_is_fixed(False)
        self.form.fields["number"].setFocus()

    def _number_is_fixed(self, fixed: bool) -> None:
        """An exhibit is told by its number: another number is another exhibit."""
        self.form.fields["number"].setEnabled(not fixed)

    def _save(self) -> None:
        given = self.form.different if self._shown else {name: value for name, value in self.form.given().items() if value}
        number = str(self.form.given()["number"])
        if not self._shown and any(one.number == number for one in self._exhibits):
            self.keeping.refuse(ExhibitKnown(number=number))
            return
        self._desk.lanes.marks.ask(lambda case: _keep(case, number, given), self._saved, self.keeping.refuse)

    def _saved(self, said: Exhibit) -> None:
        self._shown = said.number
        self.form.fill(said)
        self._number_is_fixed(True)
        self._desk.say("exhibit.saved", number=shown.line(said.number))
        self._desk.changed.emit("marks")

    @Slot()
    def _allow(self) -> None:
        free = not self.form.dirty
        self.list.setEnabled(free)
        self.add.setEnabled(free)


def _line(text: str) -> str:
    return shown.line(text) if text else ""


def _keep(case: Case, number: str, given: dict[str, object]) -> Exhibit:
    return custody.change_exhibit(case, number, {name: value for name, value in given.items() if name != "number"})

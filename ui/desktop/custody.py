"""The steps of custody as the record has them, what does not fit in them, and the form of a step.

A step is never changed: it is withdrawn with a reason, and another is recorded in its place.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from evidence_desk.review import chain, custody
from evidence_desk.review.custody import Taken
from evidence_desk.review.form_words import EVENT, KINDS
from evidence_desk.store import ids, intake
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Event, Exhibit, Step
from ui.desktop import fonts, parts, shown
from ui.desktop.asking import Asking
from ui.desktop.cells import Cells
from ui.desktop.desk import Desk
from ui.desktop.discrepancies import Discrepancies
from ui.desktop.keeping import Keeping
from ui.desktop.recordform import RecordForm, Section, titled

SECTIONS = (
    Section("step.what", ("exhibit", "kind", "place", "start", "end", "zone")),
    Section("step.people", ("people", "witness", "witness_reason", "handed_by", "handed_to", "seal")),
    Section("step.how", ("tool", "version", "clock_offset", "write_blocker", "blocker_reason", "isolation")),
    Section("step.record", ("document", "page", "photos", "video", "approval", "approved", "digest", "digest_of", "note")),
)
COLUMNS = (
    "column.number",
    "step.exhibit",
    "step.kind",
    "step.start",
    "step.zone",
    "step.place",
    "step.persons",
    "step.handed",
    "step.seal",
    "step.source",
)


MOST_STEPS = 500
"""Steps that the table shows; the choice of an exhibit narrows them down."""


class _Found(NamedTuple):
    exhibits: list[Exhibit]
    steps: list[Step]
    discrepancies: list[dict[str, object]]


class Custody(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found = _Found([], [], [])
        self._wanted: str | None = None
        self.which = parts.Choice()
        self.withdraw = parts.button(desk.tongue, "step.withdraw", None, self._withdraw)
        self.copy = parts.button(desk.tongue, "step.copy", None, self._begin_copy)
        self.add = parts.button(desk.tongue, "step.add", "add", self._begin)
        self.steps = Cells(desk, "intake.custody", COLUMNS)
        self.discrepancies = Discrepancies(desk)
        self.asking = Asking(desk.tongue, "step.reason")
        self.form = RecordForm(desk, "event", EVENT, SECTIONS, ("exhibit", "kind"))
        self.keeping = Keeping(desk, self.form, "step.save", self._save)
        self._known = QStringListModel(self)
        number = self.form.fields["exhibit"]
        if isinstance(number, QLineEdit):
            number.setCompleter(QCompleter(self._known, self))  # another number is another exhibit, and may be typed too
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("chain", "step.none")
        self._lay_out()
        self._connect()
        self._retell()

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(self._fill)
        self.steps.itemSelectionChanged.connect(self._select)
        self.discrepancies.chosen_steps.connect(self._mark)
        self._desk.tongue.changed.connect(self._retell)

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        strip = parts.row(self.which, None, self.withdraw, self.copy, self.add)
        strip.setContentsMargins(16, 10, 16, 8)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.steps)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(16, 10, 16, 12)
        column.addWidget(self.discrepancies.title)
        column.addWidget(self.discrepancies, 1)
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(self._stack)
        down.addWidget(below)
        down.setSizes([300, 240])
        listing, writing = QWidget(), QWidget()
        inside = QVBoxLayout(listing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(strip)
        inside.addWidget(self.asking)
        inside.addWidget(down, 1)
        form = QVBoxLayout(writing)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(0)
        self.back = parts.button(tongue, "step.back", "back", self._end)
        head = parts.row(self.back, parts.label(tongue, "step.title", "", 15, fonts.STRONG), None)
        head.setContentsMargins(16, 10, 16, 8)
        form.addLayout(head)
        form.addWidget(parts.rule())
        form.addWidget(self.keeping, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(listing)
        self._pages.addWidget(writing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    @Slot()
    def look(self) -> None:
        language: Language = self._desk.tongue.language
        self._desk.lanes.lists.ask(lambda case: _look(case, language), self._show, self._desk.complain, "custody")

    def go_to(self, item: str) -> None:
        """Shows a step, when the steps have come."""
        self._wanted = item
        self.which.setCurrentIndex(0)

    def _show(self, found: _Found) -> None:
        self._found = found
        chosen = self.which.currentData()
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItem(self._desk.tongue.say("step.all"), None)
        for number in dict.fromkeys([one.number for one in found.exhibits]):
            self.which.addItem(shown.line(number), number)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        self.which.blockSignals(False)
        self._known.setStringList([one.number for one in found.exhibits])
        self._fill()
        if self._wanted is not None:
            self._mark([self._wanted])
            self._wanted = None

    @property
    def listed(self) -> list[Step]:
        """The steps in the table, in its order; of very many the first."""
        only = self.which.currentData()
        return [step for step in self._found.steps if only is None or step.event.exhibit == only][:MOST_STEPS]

    @Slot()
    def _fill(self) -> None:
        only = self.which.currentData()
        told = [one for one in self._found.discrepancies if only is None or one["exhibit"] == only]
        odd = {step for one in told for step in (one["steps"] if isinstance(one["steps"], list) else [])}
        listed = self.listed
        marks = [("warning", "caution") if ids.written("custody", step.id) in odd else ("chain", "quiet") for step in listed]
        self.steps.fill([self._line(step) for step in listed], marks)
        self._stack.setCurrentIndex(1 if listed else 0)
        self.discrepancies.show_discrepancies(told, bool(listed))
        self._select()

    def _line(self, step: Step) -> list[object]:
        said, say = step.event, self._desk.tongue.say
        at = 0 if self._desk.tongue.language == "zh" else 1
        comma = say("list.comma")
        return [
            ids.written("custody", step.id), said.exhibit, titled(KINDS[said.kind][at]), said.start or shown.NOTHING,
            say(f"zone.{step.zone_basis}") if said.start or said.end else shown.NOTHING, said.place, comma.join(said.people),
            " → ".join(one or "?" for one in (said.handed_by, said.handed_to)) if said.handed_by or said.handed_to else "", said.seal, step.source,
        ]  # fmt: skip

    @property
    def _chosen(self) -> Step | None:
        row = self.steps.currentRow()
        listed = self.listed
        return listed[row] if 0 <= row < len(listed) and self.steps.selectedItems() else None

    @Slot()
    def _select(self) -> None:
        step = self._chosen
        self.withdraw.setEnabled(step is not None)
        self.copy.setEnabled(step is not None)
        if step is not None and self.isVisible():
            self._desk.select((ids.written("custody", step.id),))

    @Slot(object)
    def _mark(self, steps: list[str]) -> None:
        """Chooses the first of some steps that is in the table."""
        for row, step in enumerate(self.listed):
            if ids.written("custody", step.id) in steps:
                self.steps.selectRow(row)
                return

    def _begin(self) -> None:
        """A form with nothing in it but the exhibit that is looked at."""
        if not self.form.dirty:
            self.form.fill({})
            exhibit = self.which.currentData() or (self._found.exhibits[0].number if len(self._found.exhibits) == 1 else "")
            self.form.write({"exhibit": exhibit})
        self._open_form()

    def _begin_copy(self) -> None:
        step = self._chosen
        if step is not None:
            self.form.fill({})
            self.form.write({name: getattr(step.event, name) for name in Event.__struct_fields__})
            self._open_form()

    def _open_form(self) -> None:
        self._pages.setCurrentIndex(1)
        self.form.fields["exhibit"].setFocus()

    @Slot()
    def _end(self) -> None:
        """Back to the steps; what is written stays in the form."""
        self._pages.setCurrentIndex(0)

    def _save(self) -> None:
        given = {name: value for name, value in self.form.given().items() if value}
        self._desk.lanes.marks.ask(lambda case: custody.add_event(case, given), self._saved, self.keeping.refuse)

    def _saved(self, taken: Taken) -> None:
        self.form.fill({})
        self._end()
        self._desk.say("step.repeated" if taken.repeated else "step.saved")
        self._desk.changed.emit("marks")

    def _withdraw(self) -> None:
        step = self._chosen
        if step is None:
            return
        item = ids.written("custody", step.id)

        def act(given: tuple[str, ...]) -> None:
            self._desk.change(lambda case: custody.withdraw(case, item, given[0]), lambda: self._withdrawn(item), self.asking.refuse)

        self.asking.ask(self._desk.tongue.say("step.ask", step=item), act)

    def _withdrawn(self, item: str) -> None:
        self.asking.hide()
        self._desk.say("step.withdrawn", step=item)

    @Slot()
    def _retell(self) -> None:
        self.which.setAccessibleName(self._desk.tongue.say("intake.exhibits"))
        self.look()


def _look(case: Case, language: Language) -> _Found:
    return _Found(intake.exhibits(case), list(intake.steps(case)), [dict(one) for one in chain.rows(case, language)])

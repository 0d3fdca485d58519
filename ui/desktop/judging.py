"""One sample: how it was drawn, its items to be judged one after the other, and what follows for the whole."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from evidence_desk.review import sampling
from evidence_desk.review.sampling import OUTCOMES, Outcome
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import fonts, parts, shown
from ui.desktop.cells import Cells
from ui.desktop.desk import Desk
from ui.desktop.drawing import population_of
from ui.desktop.rows import Sample

COLUMNS = ("sampling.ordinal", "counting.item", "sampling.stratum", "sampling.result", "sampling.note", "sampling.text")
GLYPHS = {
    "right": ("match", "holds"),
    "wrong": ("mismatch", "fails"),
    "undecided": ("nothing-to-compare", "quiet"),
    "refused": ("unreadable", "caution"),
}


MOST_ITEMS = 2000
"""Items of a sample that the table shows; the sheet has all."""


class Judging(QWidget):
    """An item that is chosen is shown in the inspector; a result leads on to the next that has none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sample: Sample | None = None
        self._items: list[Shown] = []
        self.title, self.about, self.bounds = parts.data("", 15, fonts.STRONG), parts.Sheet(), parts.data("notice")
        self.items = Cells(desk, "sampling.items", COLUMNS)
        self.items.setObjectName("framed")
        self.note = QLineEdit()
        self.outcomes = {
            outcome: parts.button(desk.tongue, f"sampling.{outcome}", GLYPHS[outcome][0], self._judge(outcome)) for outcome in OUTCOMES
        }
        self.write = parts.button(desk.tongue, "sampling.write", "save", lambda: None)
        self.read = parts.button(desk.tongue, "sampling.read", "folder", lambda: None)
        self._lay_out()
        for number, button in enumerate(self.outcomes.values(), 1):
            QShortcut(QKeySequence(str(number)), self.items, button.click)
        self.items.itemSelectionChanged.connect(self._select)
        self.items.itemActivated.connect(lambda cell: desk.go(str(self._items[cell.row()]["record"])))

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.note, self.note.setPlaceholderText, "sampling.note.hint")
        tongue.bind(self.note, self.note.setAccessibleName, "sampling.note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(8)
        head = parts.row(self.title, self.write, self.read)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.bounds)
        layout.addWidget(self.items, 1)
        layout.addWidget(self.note)
        layout.addLayout(parts.row(*self.outcomes.values(), None))

    def show_sample(self, sample: Sample) -> None:
        self._sample = sample
        say = self._desk.tongue.say
        self.title.setText(f"{sample.id}  {population_of(self._desk, sample.population)}")
        strata = say("list.comma").join(f"{shown.line(name)} {one['drawn']}/{one['size']}" for name, one in sample.strata.items())
        told = (
            (
                say("sampling.drawn"),
                say(
                    "sampling.drawn.told",
                    drawn=shown.number(sample.drawn),
                    size=shown.number(sample.size),
                    reason=shown.line(sample.reason),
                ),
                False,
            ),
            (say("sampling.strata"), strata, False),
            (say("sampling.manifest"), sample.manifest, True),
            (say("sampling.seed"), sample.seed, True),
        )
        self.about.fill(one for one in told if one[1])
        first = say("sampling.first", count=MOST_ITEMS) if sample.drawn > MOST_ITEMS else ""
        self.bounds.setText(self._bounded(sample) + first)
        language: Language = self._desk.tongue.language
        self._desk.lanes.lists.ask(lambda case: _items(case, sample, language), self._show, self._desk.complain, "sampled")

    def _bounded(self, one: Sample) -> str:
        say = self._desk.tongue.say
        counts = say("sampling.counts", right=one.right, wrong=one.wrong, undecided=one.undecided, refused=one.refused)
        if one.wrong_low is None or one.wrong_high is None or one.right_low is None or one.share_low is None or one.share_high is None:
            return counts + say("sampling.unbounded", open=one.open)
        return counts + say(
            "sampling.bounded", size=shown.number(one.size), low=shown.number(one.wrong_low), high=shown.number(one.wrong_high),
            right=shown.number(one.right_low), share_low=f"{one.share_low:.2%}", share_high=f"{one.share_high:.2%}", confidence=f"{one.confidence:.0%}",
        )  # fmt: skip

    def _show(self, items: list[Shown]) -> None:
        say, before = self._desk.tongue.say, [row["item"] for row in self._items]
        self._items = items
        lines = [
            [row["ordinal"], row["item"], row["stratum"], say(f"sampling.{row['result'] or 'open'}"), row["note"], row["text"]]
            for row in items
        ]
        self.items.setColumnHidden(COLUMNS.index("sampling.stratum"), not any(row["stratum"] for row in items))
        self.items.fill(lines, [GLYPHS.get(str(row["result"]), ("open", "faint")) for row in items])
        if before != [row["item"] for row in items]:
            self._advance(-1)
        self._select()

    def _advance(self, row: int) -> None:
        """To the next item without a result, from the top again where there is none below."""
        count = len(self._items)
        places = [(row + 1 + step) % count for step in range(count)] if count else []
        found = next((place for place in places if not self._items[place]["result"]), None)
        if found is not None:
            self.items.selectRow(found)

    @Slot()
    def _select(self) -> None:
        row = self.items.currentRow()
        chosen = 0 <= row < len(self._items) and bool(self.items.selectedItems())
        for button in self.outcomes.values():
            button.setEnabled(chosen)
        self.note.setEnabled(chosen)
        if chosen and self.isVisible():
            self.note.setText(str(self._items[row]["note"] or ""))
            self._desk.select((str(self._items[row]["record"]),))

    def _judge(self, outcome: Outcome) -> Callable[[], None]:
        return lambda: self._record(outcome)

    def _record(self, outcome: Outcome) -> None:
        row, sample = self.items.currentRow(), self._sample
        if sample is None or not 0 <= row < len(self._items):
            return
        item, note = str(self._items[row]["item"]), self.note.text().strip()
        self._items[row] = {**self._items[row], "result": outcome, "note": note}
        self._desk.change(
            lambda case: sampling.record(case, sample.id, [(item, outcome, note)]), lambda: self._advance(row), self._desk.complain
        )


def _items(case: Case, sample: Sample, language: Language) -> list[Shown]:
    """Of a sample that is too large to be shown as a whole the first that have no result."""
    found = sampling.sheet(case, sample.id, language)
    return list(islice(found if sample.drawn <= MOST_ITEMS else (row for row in found if not row["result"]), MOST_ITEMS))

"""Samples: a population is declared and frozen, a sample drawn from it, each drawn item judged by a person, and the whole bounded."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from evidence_desk.review import sampling
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, work
from ui.desktop.desk import Desk
from ui.desktop.drawing import Drawing, population_of
from ui.desktop.judging import Judging
from ui.desktop.rows import Sample
from ui.desktop.work import Ended

CONFIDENCES = (0.9, 0.95, 0.99)


class Sampling(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._samples: list[Sample] = []
        self._shown: str | None = None
        self.list = parts.wrapping(QListWidget())
        self.add = parts.button(desk.tongue, "sampling.new", "add", self._begin)
        self.confidence = parts.Choice()
        for share in CONFIDENCES:
            self.confidence.addItem(f"{share:.0%}", share)
        self.confidence.setCurrentIndex(1)
        self.drawing, self.judging = Drawing(desk), Judging(desk)
        self._lay_out()
        self.list.currentRowChanged.connect(self._choose)
        self.confidence.currentIndexChanged.connect(self.look)
        self.judging.write.clicked.connect(self._write)
        self.judging.read.clicked.connect(self._read)
        desk.work.ended.connect(self._end)
        desk.tongue.changed.connect(self.look)

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.list, self.list.setAccessibleName, "sampling.samples")
        tongue.bind(self.confidence, self.confidence.setAccessibleName, "sampling.confidence")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(parts.label(tongue, "sampling.samples", "", fonts.SIZE, fonts.STRONG))
        column.addWidget(self.list, 1)
        column.addWidget(parts.named(tongue, "sampling.confidence", self.confidence))
        column.addWidget(self.add)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.drawing)
        self._stack.addWidget(self.judging)
        parts.beside(self, left, self._stack, [200, 670])

    @Slot()
    def look(self) -> None:
        language: Language = self._desk.tongue.language
        confidence = float(self.confidence.currentData())
        self._desk.lanes.lists.ask(lambda case: _look(case, language, confidence), self._show, self._desk.complain, "samples")

    def _show(self, found: list[Sample]) -> None:
        new = {one.id for one in found} - {one.id for one in self._samples} if self._samples or self._shown == "" else set()
        self._samples = found
        if new:
            self._shown = max(new, key=lambda name: int(name[1:]))
        elif self._shown is None and found:
            self._shown = found[-1].id
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in found:
                self.list.addItem(self._line(one))
            if not found:
                self.list.addItem(parts.placeholder(self._desk.tongue.say("sampling.none")))
            row = next((place for place, one in enumerate(found) if one.id == self._shown), -1)
            self.list.setCurrentRow(row)
        self._choose(row)

    def _line(self, one: Sample) -> QListWidgetItem:
        say = self._desk.tongue.say
        told = say("sampling.line", drawn=one.drawn, size=one.size, done=one.drawn - one.open)
        glyph = ("match", "holds") if not one.open else ("waiting", "caution")
        return QListWidgetItem(icons.icon(*glyph), f"{one.id}  {population_of(self._desk, one.population)}\n{told}")

    @Slot(int)
    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._samples):
            self._shown = self._samples[row].id
            self.judging.show_sample(self._samples[row])
            self._stack.setCurrentWidget(self.judging)
        else:
            self._stack.setCurrentWidget(self.drawing)

    def begin(self, rule: str) -> None:
        """The form of a sample of what a rule counted."""
        self._begin()
        self.drawing.choose(rule)

    def _begin(self) -> None:
        self._shown = ""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(-1)
        self._stack.setCurrentWidget(self.drawing)
        self.drawing.populations.setFocus()

    @Slot()
    def _write(self) -> None:
        sample = self._shown
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("sampling.write"), f"{sample}.csv")
        if path and sample:
            self._desk.work.begin(work.sheet(self._desk.folder, sample, Path(path)), self._desk.tongue.language)

    @Slot()
    def _read(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("sampling.read"), "", "CSV (*.csv)")
        if path:
            self.take_from(Path(path))

    def take_from(self, path: Path) -> None:
        """Results that were written into a sheet."""
        sample = self._shown
        if sample:
            self._desk.change(
                lambda case: sampling.record(case, sample, sampling.filled(path)),
                lambda: self._desk.say("sampling.taken"),
                self._desk.complain,
            )

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        if ended.job.kind == "sample":
            self.drawing.end(ended)


def _look(case: Case, language: Language, confidence: float) -> list[Sample]:
    return [rows.require(one, Sample) for one in sampling.rows(case, language, None, confidence)]

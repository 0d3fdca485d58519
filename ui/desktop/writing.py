"""Writing a finding: its sentence, the fact it is about, its bearing, on what it rests, what else it may mean, and the records that it cites."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review import marks
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case
from evidence_desk.store.draft import Written
from ui.desktop import fonts, icons, parts, shown
from ui.desktop.brief import briefs
from ui.desktop.desk import Desk, citable
from ui.desktop.table import ITEMS
from ui.desktop.tagging import Bearings, Facts, Strengths

ITEM = Qt.ItemDataRole.UserRole


class Writing(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._showing = False
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.facts, self.bearings, self.strengths = Facts(desk), Bearings(desk), Strengths(desk)
        self.alternatives = QPlainTextEdit()
        self.alternatives.setTabChangesFocus(True)
        self.citations = Citations(desk)
        self.fault = parts.data("fault")
        self.advice = parts.data("caution", 12)
        self.save = parts.button(desk.tongue, "findings.save", "save", self._save, "main")
        self.cite = parts.button(desk.tongue, "findings.cite", "cite", desk.cite)
        self.clear = parts.button(desk.tongue, "findings.clear", None, desk.draft.clear)
        self._lay_out()
        for edit in (self.text, self.alternatives):
            edit.textChanged.connect(self._write)
        for choice in (self.facts, self.bearings, self.strengths):
            choice.currentIndexChanged.connect(self._write)
        desk.draft.changed.connect(self._show)
        desk.tongue.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.text, self.text.setPlaceholderText, "findings.hint")
        tongue.bind(self.text, self.text.setAccessibleName, "column.finding")
        tongue.bind(self.alternatives, self.alternatives.setPlaceholderText, "alternatives.hint")
        tongue.bind(self.alternatives, self.alternatives.setAccessibleName, "alternatives")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(parts.label(tongue, "findings.new", "", 15, fonts.STRONG))
        layout.addWidget(self.text, 2)
        layout.addWidget(self.advice)
        choices = parts.row(*(parts.named(tongue, key, one) for key, one in self._choices), spacing=12)
        for place in range(choices.count()):
            choices.setStretch(place, 1)
        layout.addLayout(choices)
        below = parts.row(
            parts.named(tongue, "alternatives", self.alternatives), parts.named(tongue, "findings.citations", self.citations), spacing=12
        )
        for place in range(below.count()):
            below.setStretch(place, 1)
        layout.addLayout(below, 2)
        layout.addWidget(self.fault)
        layout.addLayout(parts.row(self.save, self.cite, None, self.clear))

    @property
    def _choices(self) -> tuple[tuple[str, QWidget], ...]:
        return ("fact", self.facts), ("bearing", self.bearings), ("strength", self.strengths)

    @Slot()
    def _show(self) -> None:
        """What the draft holds, where it is not what stands here already."""
        self._showing = True
        written = self._desk.draft.written
        if self.text.toPlainText() != written.text:
            self.text.setPlainText(written.text)
        self.facts.choose(written.fact)
        self.bearings.choose(written.bearing)
        self.strengths.choose(written.strength)
        if _lines(self.alternatives) != written.alternatives:
            self.alternatives.setPlainText("\n".join(written.alternatives))
        self.citations.show_items(written.citations)
        self.save.setEnabled(bool(written.text.strip()))
        typed = "\n".join((written.text, *written.alternatives))
        words = self._desk.tongue.say("list.comma").join(dict.fromkeys(forbidden(typed)))
        self.advice.setVisible(bool(words))
        self.advice.setText(self._desk.tongue.say("findings.advice", words=words))
        if written.citations or not written.text:
            self.fault.hide()
        self._showing = False

    @Slot()
    def _write(self) -> None:
        if not self._showing:
            draft = self._desk.draft
            said = (self.facts.fact, self.bearings.bearing, self.strengths.strength, _lines(self.alternatives))
            draft.write(Written(self.text.toPlainText(), draft.citations, *said))

    def _save(self) -> None:
        written = self._desk.draft.written
        self.save.setEnabled(False)

        def add(case: Case) -> str:
            said = (written.fact, written.bearing, written.strength, written.alternatives)
            return marks.add_finding(case, written.text, list(written.citations), *said)

        self._desk.change(add, self._saved, self._refused)

    def _saved(self) -> None:
        self._desk.draft.clear()
        self._desk.say("findings.saved")

    def _refused(self, error: Known) -> None:
        self.save.setEnabled(True)
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()


class Citations(QListWidget):
    """Rows dragged from any table land here; Delete takes one out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.cited: tuple[str, ...] = ()
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setObjectName("framed")
        self.setMinimumHeight(56)
        desk.tongue.bind(self, self.setAccessibleName, "findings.citations")
        self.itemActivated.connect(lambda line: desk.go(line.data(ITEM)))
        self.itemSelectionChanged.connect(self._select)

    def show_items(self, items: tuple[str, ...]) -> None:
        if items != self.cited:
            self.cited = items
            self._fill({})
            self._desk.lanes.rows.ask(lambda case: briefs(case, items), self._fill, self._desk.complain, "citations")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._desk.draft.uncite(tuple(line.data(ITEM) for line in self.selectedItems()))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(ITEMS):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        items = tuple(bytes(event.mimeData().data(ITEMS).data()).decode().split("\n"))
        self._desk.draft.cite(citable(items))
        event.acceptProposedAction()

    def _fill(self, words: dict[str, str]) -> None:
        """With the ids at once, and with their words when these have come."""
        self.clear()
        for item in self.cited:
            line = QListWidgetItem(icons.icon("cite", "accent"), f"{item}  {words.get(item, shown.WAITING)}")
            line.setData(ITEM, item)
            self.addItem(line)

    @Slot()
    def _select(self) -> None:
        chosen = self.selectedItems()
        if chosen:
            self._desk.select((chosen[0].data(ITEM),))


def _lines(edit: QPlainTextEdit) -> tuple[str, ...]:
    """What is written, a line each; a line that is being begun is there too, so that typing is not undone."""
    text = edit.toPlainText()
    return tuple(text.split("\n")) if text else ()

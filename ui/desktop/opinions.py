"""The opinion on each question of the request: a class, a sentence, and the findings, tags and records that it rests on."""

from __future__ import annotations

from typing import NamedTuple, cast

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review import opinions
from evidence_desk.review.opinions import Class
from evidence_desk.review.wording import forbidden
from evidence_desk.store import intake, tables
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, shown
from ui.desktop.brief import briefs
from ui.desktop.desk import Desk, citable
from ui.desktop.rows import Conclusion
from ui.desktop.tagging import Judgements

Written = tuple[str | None, str, tuple[str, ...]]
"""Class, words and citations of an opinion."""
ITEM = Qt.ItemDataRole.UserRole
GLYPHS = {
    "confirmed": ("match", "holds"), "not-confirmed": ("mismatch", "fails"), "partly": ("match", "caution"),
    "insufficient": ("nothing-to-compare", "quiet"), "out-of-scope": ("info", "quiet"), None: ("open", "faint"),
}  # fmt: skip


class _Found(NamedTuple):
    questions: tuple[str, ...]
    conclusions: dict[str, Conclusion]
    marks: dict[str, str]


class Opinions(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found = _Found((), {}, {})
        self.list = parts.wrapping(QListWidget())
        self.opinion = OpinionForm(desk)
        desk.tongue.bind(self.list, self.list.setAccessibleName, "intake.opinions")
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("intake", "opinion.none")
        across = QSplitter()
        across.setChildrenCollapsible(False)
        across.addWidget(self.list)
        across.addWidget(self.opinion)
        across.setSizes([330, 540])
        across.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(across)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.list.currentRowChanged.connect(self._choose)
        desk.tongue.changed.connect(self._retell)

    @Slot()
    def look(self) -> None:
        self._desk.lanes.rows.ask(_look, self._show, self._desk.complain, "opinions")

    def _show(self, found: _Found) -> None:
        self._found = found
        self._retell()

    @Slot()
    def _retell(self) -> None:
        say, found = self._desk.tongue.say, self._found
        chosen = max(0, self.list.currentRow())
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, question in enumerate(found.questions, 1):
                said = found.conclusions.get(f"Q{number}")
                kind = said.kind if said is not None else None
                told = say(f"opinion.{kind or 'open'}")
                words = f"Q{number}  {shown.line(question)}\n{told}"
                self.list.addItem(QListWidgetItem(icons.icon(*GLYPHS[kind]), words))
            self.list.setCurrentRow(min(chosen, len(found.questions) - 1))
        self._stack.setCurrentIndex(1 if found.questions else 0)
        self._choose(self.list.currentRow())

    @Slot(int)
    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._found.questions):
            number = f"Q{row + 1}"
            self.opinion.show_question(number, self._found.questions[row], self._found.conclusions.get(number), self._found.marks)


class OpinionForm(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._question = ""
        self._before: Written = (None, "", ())
        self.question, self.asked = parts.data("", 15, fonts.STRONG), parts.data("caution", 12)
        self.kinds = Judgements(desk, "opinion", opinions.CLASSES, none=True)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.citations = Choosing(desk)
        self.advice, self.fault = parts.data("caution", 12), parts.data("fault")
        self.save = parts.button(desk.tongue, "opinion.save", "save", self._save, "main")
        self.cite = parts.button(desk.tongue, "opinion.cite", "cite", self._cite)
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._allow)
        self.text.textChanged.connect(self._allow)
        self.citations.itemChanged.connect(self._allow)
        desk.selected.connect(self._allow)

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.kinds, self.kinds.setAccessibleName, "opinion.kind")
        tongue.bind(self.text, self.text.setAccessibleName, "opinion.text")
        tongue.bind(self.text, self.text.setPlaceholderText, "opinion.hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(8)
        layout.addWidget(self.question)
        layout.addWidget(self.asked)
        layout.addWidget(parts.named(tongue, "opinion.kind", self.kinds))
        layout.addWidget(parts.named(tongue, "opinion.text", self.text), 2)
        layout.addWidget(self.advice)
        layout.addWidget(parts.named(tongue, "opinion.citations", self.citations), 3)
        layout.addWidget(self.fault)
        layout.addLayout(parts.row(self.save, self.cite, None))
        for label in (self.asked, self.advice, self.fault):
            label.hide()

    def show_question(self, number: str, question: str, said: Conclusion | None, marks: dict[str, str]) -> None:
        """What was written for the same question and is not kept stays."""
        self.question.setText(f"{number}  {shown.line(question)}")
        if number == self._question and self.dirty:
            return
        self._question = number
        self.asked.setVisible(said is not None and said.asked != question)
        self.asked.setText(self._desk.tongue.say("opinion.asked", asked=shown.line(said.asked if said else "")))
        self.kinds.choose(said.kind if said else None)
        self.text.setPlainText(said.text if said else "")
        self.citations.offer(marks, tuple(said.citations) if said else ())
        self._before = self._written
        self.fault.hide()
        self._allow()

    @property
    def dirty(self) -> bool:
        return self._written != self._before

    @property
    def _written(self) -> Written:
        return self.kinds.value, self.text.toPlainText(), self.citations.chosen

    def _cite(self) -> None:
        """What is selected anywhere in the case."""
        self.citations.add(citable(self._desk.items))

    def _save(self) -> None:
        kind, text, citations = self._written
        number = self._question
        self.save.setEnabled(False)
        self._desk.change(
            lambda case: opinions.conclude(case, number, cast("Class", kind), text, list(citations)), self._saved, self._refused
        )

    def _saved(self) -> None:
        self._before = self._written
        self.fault.hide()
        self._desk.say("opinion.saved", question=self._question)
        self._allow()

    def _refused(self, error: Known) -> None:
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()
        self._allow()

    @Slot()
    def _allow(self) -> None:
        written = self._written
        self.save.setEnabled(written[0] is not None and bool(written[1].strip()) and written != self._before)
        self.cite.setEnabled(bool(citable(self._desk.items)))
        words = self._desk.tongue.say("list.comma").join(dict.fromkeys(forbidden(written[1])))
        self.advice.setVisible(bool(words))
        self.advice.setText(self._desk.tongue.say("findings.advice", words=words))


class Choosing(QListWidget):
    """Findings and tags of the case, each to be ticked where an opinion rests on it; records may be added."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("framed")
        self.setMinimumHeight(90)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        desk.tongue.bind(self, self.setAccessibleName, "opinion.citations")
        self.itemActivated.connect(lambda line: desk.go(line.data(ITEM)))

    @property
    def chosen(self) -> tuple[str, ...]:
        lines = (self.item(row) for row in range(self.count()))
        return tuple(str(line.data(ITEM)) for line in lines if line is not None and line.checkState() is Qt.CheckState.Checked)

    def offer(self, marks: dict[str, str], chosen: tuple[str, ...]) -> None:
        with QSignalBlocker(self):
            self.clear()
            for item in dict.fromkeys([*chosen, *marks]):
                self._put(item, marks.get(item, ""), item in chosen)
        others = tuple(item for item in chosen if item not in marks)
        if others:
            self._desk.lanes.rows.ask(lambda case: briefs(case, others), self._name, self._desk.complain)

    def add(self, items: tuple[str, ...]) -> None:
        known = {str(self.item(row).data(ITEM)) for row in range(self.count())}
        with QSignalBlocker(self):
            for item in items:
                if item not in known:
                    self._put(item, "", True)
        self._desk.lanes.rows.ask(lambda case: briefs(case, items), self._name, self._desk.complain)

    def _put(self, item: str, words: str, ticked: bool) -> None:
        line = QListWidgetItem(f"{item}  {words}".rstrip())
        line.setData(ITEM, item)
        line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        line.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.addItem(line)

    def _name(self, words: dict[str, str]) -> None:
        with QSignalBlocker(self):
            for row in range(self.count()):
                line = self.item(row)
                item = str(line.data(ITEM))
                if item in words:
                    line.setText(f"{item}  {words[item]}")
        self.itemChanged.emit(QListWidgetItem())


def _look(case: Case) -> _Found:
    said = intake.request(case)
    conclusions = [rows.require(one, Conclusion) for one in tables.rows(case, "conclusions")]
    findings = {one.id: shown.line(one.text) for one in (rows.require(row, rows.Finding) for row in tables.rows(case, "findings"))}
    tags = [rows.require(row, rows.Tag) for row in tables.rows(case, "tags")]
    named = briefs(case, [one.item for one in tags])
    told = {one.id: f"{shown.line(one.tag)} · {one.item} {named.get(one.item, '')}".rstrip() for one in tags}
    return _Found(said.questions if said else (), {one.question: one for one in conclusions}, findings | told)

"""Communications with counsel: what sets them apart, what is apart, and its release by another person. What it says is shown nowhere."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QSplitter, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from evidence_desk.review import counsel
from evidence_desk.review.counsel import Held
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import fonts, parts, shown, work
from ui.desktop.asking import Asking
from ui.desktop.cells import Cells
from ui.desktop.desk import Desk
from ui.desktop.tagging import Judgements
from ui.desktop.work import Ended

MOST_HELD = 2000
RULES = (
    "column.number",
    "counsel.kind",
    "counsel.value",
    "counsel.given-by",
    "total.messages",
    "total.artifacts",
    "counsel.files",
    "counsel.released",
)
HELD = ("column.number", "counsel.what", "counsel.evidence", "counsel.rows", "counsel.rule")


class _Found(NamedTuple):
    rules: list[Shown]
    held: list[Held]


class Counsel(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._held: list[Held] = []
        self.kinds = Judgements(desk, "counsel", counsel.KINDS)
        self.value, self.by = QLineEdit(), QLineEdit()
        self.add = parts.button(desk.tongue, "counsel.add", "lock", self._add, "main")
        self.hint, self.fault = parts.data("quiet"), parts.data("fault")
        self.rules, self.held = Cells(desk, "counsel.rules", RULES), Cells(desk, "counsel.held", HELD)
        self.held.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.title = parts.data("", fonts.SIZE, fonts.STRONG)
        self.release = parts.button(desk.tongue, "counsel.release", None, self._ask)
        self.asking = Asking(desk.tongue, "counsel.by-other", "counsel.reason")
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._allow)
        for edit in (self.value, self.by):
            edit.textChanged.connect(self._allow)
            edit.returnPressed.connect(self._add)
        self.held.itemSelectionChanged.connect(self._allow)
        desk.work.began.connect(self._allow)
        desk.work.ended.connect(self._end)
        desk.tongue.changed.connect(self.look)
        self._allow()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        for edit, key in ((self.value, "counsel.value"), (self.by, "counsel.given-by")):
            tongue.bind(edit, edit.setAccessibleName, key)
        tongue.bind(self.kinds, self.kinds.setAccessibleName, "counsel.kind")
        fields = (("counsel.kind", self.kinds), ("counsel.value", self.value), ("counsel.given-by", self.by))
        strip = parts.row(*(parts.named(tongue, key, field) for key, field in fields), self.add, spacing=12)
        for place, stretch in enumerate((1, 3, 2, 0)):
            strip.setStretch(place, stretch)
        strip.setAlignment(self.add, Qt.AlignmentFlag.AlignBottom)
        top, below = QWidget(), QWidget()
        above = QVBoxLayout(top)
        above.setContentsMargins(20, 14, 20, 8)
        above.setSpacing(8)
        above.addLayout(strip)
        above.addWidget(self.hint)
        above.addWidget(self.fault)
        above.addWidget(self.rules, 1)
        inside = QVBoxLayout(below)
        inside.setContentsMargins(20, 10, 20, 12)
        head = parts.row(self.title, self.release)
        head.setStretch(0, 1)
        inside.addLayout(head)
        inside.addWidget(self.held, 1)
        for table in (self.rules, self.held):
            table.setObjectName("framed")
        down = QSplitter(Qt.Orientation.Vertical)
        down.setChildrenCollapsible(False)
        down.addWidget(top)
        down.addWidget(below)
        down.setSizes([300, 280])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.asking)
        layout.addWidget(down, 1)
        self.fault.hide()

    @Slot()
    def look(self) -> None:
        language: Language = self._desk.tongue.language
        self._desk.lanes.lists.ask(lambda case: _look(case, language), self._show, self._desk.complain, "counsel")

    def _show(self, found: _Found) -> None:
        say, self._held = self._desk.tongue.say, found.held
        names = ("id", "kind", "value", "given_by", "messages", "artifacts", "files", "released")
        self.rules.fill([[say(f"counsel.{row[name]}") if name == "kind" else row[name] for name in names] for row in found.rules])
        self.held.fill([self._line(one) for one in found.held], [("lock", "quiet")] * len(found.held))
        count = sum(one.rows for one in found.held)
        more = say("counsel.first", count=MOST_HELD) if len(found.held) == MOST_HELD else ""
        self.title.setText((say("counsel.held.count", count=shown.number(count)) if count else say("counsel.held.none")) + more)
        self._allow()

    def _line(self, one: Held) -> list[object]:
        table, row = ids.read(one.item)
        number = ids.evidence_of_entry(row) if table == "entries" else ids.evidence_of_record(row)
        kind = {"conversations": "kind.conversation", "artifacts": "total.artifacts", "entries": "kind.file"}[table]
        say = self._desk.tongue.say
        return [one.item, say(kind), number, one.rows, f"{one.rule}  {say(f'counsel.{one.kind}')}：{shown.line(one.value)}"]

    def _add(self) -> None:
        kind = self.kinds.value
        if self.add.isEnabled() and kind is not None:
            self.fault.hide()
            self._desk.work.begin(
                work.counsel(self._desk.folder, kind, self.value.text().strip(), self.by.text().strip()), self._desk.tongue.language
            )

    @property
    def chosen(self) -> tuple[str, ...]:
        rows = sorted({cell.row() for cell in self.held.selectedItems()})
        return tuple(dict.fromkeys(self._held[row].item for row in rows))

    def _ask(self) -> None:
        items = self.chosen

        def act(given: tuple[str, ...]) -> None:
            by, reason = given
            self._desk.work.begin(work.release(self._desk.folder, items, by, reason), self._desk.tongue.language)

        people = self._desk.tongue.say("list.comma").join(dict.fromkeys(one.given_by for one in self._held if one.item in items))
        self.asking.ask(self._desk.tongue.say("counsel.ask", count=len(items), people=shown.line(people)), act)

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        failed = ended.code != 0
        if ended.job.kind == "counsel":
            self.fault.setText(shown.line(ended.sentence))
            self.fault.setVisible(failed)
            if not failed:
                self.value.clear()
        elif ended.job.kind == "release":
            if failed:
                self.asking.refuse_with(shown.line(ended.sentence))
            else:
                self.asking.hide()
        self._allow()

    @Slot()
    def _allow(self) -> None:
        idle = not self._desk.work.running
        self.hint.setText(self._desk.tongue.say(f"counsel.{self.kinds.value}.about"))
        self.add.setEnabled(idle and len(self.value.text().strip()) > 1 and bool(self.by.text().strip()))
        self.release.setEnabled(idle and bool(self.held.selectedItems()))


def _look(case: Case, language: Language) -> _Found:
    return _Found(counsel.rows(case, language), counsel.held(case, MOST_HELD))

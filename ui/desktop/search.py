"""The search workspace: hits with the words around them, by where they were found; each leads to its item."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QListView,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from evidence_desk.errors import Known
from evidence_desk.review import protected
from evidence_desk.search import find, words
from evidence_desk.search.find import EVERYWHERE, OF_ENTRIES, Hit
from evidence_desk.store import apart, ids
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, shown, work
from ui.desktop.desk import Desk
from ui.desktop.history import Place
from ui.desktop.palette import colours
from ui.desktop.querying import Querying
from ui.desktop.tongue import Tongue

MOST_HITS = 1000
ROW_HEIGHT = 54
HIT = Qt.ItemDataRole.UserRole
COVERED, APART = "search.covered", "search.apart"
ICONS = {
    "entries": "file",
    "texts": "memo",
    "pictures": "image",
    "conversations": "conversations",
    "participants": "person",
    "messages": "message",
    "artifacts": "record",
    "fragments": "volume",
    "leftovers": "file",
}
Index = QModelIndex | QPersistentModelIndex


class _Found(NamedTuple):
    text: str
    counts: dict[str, int]
    hits: list[Hit]
    seconds: float
    withheld: dict[str, str]


class _Listed(NamedTuple):
    """`withheld`: the items whose words are not shown, with the sentence that stands for them."""

    hits: list[Hit]
    withheld: dict[str, str]


class SearchPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._found: _Found | None = None
        self.head = parts.Head(desk.tongue, "workspace.search")
        self.field = QLineEdit()
        self.go = parts.button(desk.tongue, "search.go", "search", self._ask, "main")
        self.write = parts.button(desk.tongue, "search.write", "save", self._choose)
        self.fault = parts.data("fault")
        self.sections = parts.listing()
        self.hits = Hits(desk.tongue)
        self.list = HitList(desk, self.hits)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("search", "search.start")
        self.querying = Querying(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.setFocusProxy(self.field)
        self._lay_out()
        self.field.returnPressed.connect(self._ask)
        self.sections.currentRowChanged.connect(self._narrow)
        desk.changed.connect(self._hear)
        desk.work.began.connect(self._retell)
        desk.work.ended.connect(self._retell)
        desk.tongue.changed.connect(self._retell)
        self.fault.hide()
        self._retell()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        tongue.bind(self.field, self.field.setPlaceholderText, "search.field")
        tongue.bind(self.field, self.field.setAccessibleName, "workspace.search")
        tongue.bind(self.sections, self.sections.setAccessibleName, "search.parts")
        self.field.setClearButtonEnabled(True)
        self.field.setFont(fonts.text(15))
        strip = QVBoxLayout()
        strip.setContentsMargins(16, 12, 16, 12)
        strip.setSpacing(8)
        line = parts.row(self.field, self.go, self.write, spacing=10)
        line.setStretch(0, 1)
        strip.addLayout(line)
        strip.addWidget(parts.label(tongue, "search.language", "quiet", 12))
        strip.addWidget(self.fault)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.sections)
        across.addWidget(self.list)
        across.setSizes([180, 700])
        across.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(across)
        by_words = QWidget()
        inside = QVBoxLayout(by_words)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(strip)
        inside.addWidget(parts.rule())
        inside.addWidget(self._stack, 1)
        for widget in (by_words, self.querying):
            self.tabs.addTab(widget, "")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)

    def show_place(self, place: Place) -> None:
        """To the words, whatever tab was seen last."""
        self.tabs.setCurrentIndex(0)
        if place.text is not None and (self._found is None or self._found.text != place.text):
            self.field.setText(place.text)
            self._search(place.text)
        elif place.text is None:
            self.field.setFocus()
            self.field.selectAll()

    def _ask(self) -> None:
        """By way of the history, so that a search can be come back to."""
        self._found = None
        self._desk.find(self.field.text().strip())

    def _search(self, text: str) -> None:
        self.fault.hide()
        self._stack.setCurrentIndex(0)
        self._blank.tell("waiting", "looking")
        self._desk.lanes.lists.ask(lambda case: _search(case, text, EVERYWHERE), self._show, self._fail, "search")

    def _show(self, found: _Found) -> None:
        total = sum(found.counts.values())
        self._desk.log("search", text=found.text, hits=total)
        self._found = found
        self.sections.blockSignals(True)
        self.sections.clear()
        for part in ("all", *(name for name, count in found.counts.items() if count)):
            item = QListWidgetItem(icons.icon(ICONS.get(part, "search"), "quiet"), "")
            item.setData(HIT, part)
            self.sections.addItem(item)
        self.sections.setCurrentRow(0)
        self.sections.blockSignals(False)
        self._fill(found)

    def _fill(self, found: _Found) -> None:
        self._found = found
        self.hits.show(found.hits, words.terms(found.text), found.withheld)
        self._stack.setCurrentIndex(1 if found.hits else 0)
        self._blank.tell("search", "search.none")
        self._retell()

    def _choose(self) -> None:
        name = f"{self._desk.particulars.number}-hits.csv".replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("search.write"), name, "CSV (*.csv);;JSON (*.jsonl)")
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Every hit of the part that is looked at, as the command line writes them."""
        item = self.sections.currentItem()
        part = item.data(HIT) if item is not None else "all"
        if self._found is not None:
            job = work.search(self._desk.folder, self._found.text, None if part == "all" else part, path)
            self._desk.work.begin(job, self._desk.tongue.language)

    @Slot(int)
    def _narrow(self, number: int) -> None:
        """Only what was found in one part."""
        found, item = self._found, self.sections.item(number)
        if found is not None and item is not None:
            part = item.data(HIT)
            wanted = EVERYWHERE if part == "all" else (part,)
            self._desk.lanes.lists.ask(
                lambda case: _listed(case, found.text, wanted), lambda listed: self._fill(found._replace(hits=listed.hits, withheld=listed.withheld)), self._fail, "search"
            )  # fmt: skip

    @Slot()
    def _hear(self) -> None:
        """A mark or a rule may have covered what a hit shows, or set it apart."""
        found = self._found
        if found is not None and found.hits:
            self._desk.lanes.lists.ask(
                lambda case: (found, _withheld(case, found.hits)), self._withhold, self._desk.complain, "search withheld"
            )

    def _withhold(self, told: tuple[_Found, dict[str, str]]) -> None:
        found, withheld = told
        if self._found is found and withheld != found.withheld:
            self._found = found._replace(withheld=withheld)
            self.hits.withhold(withheld)

    def _fail(self, error: Known) -> None:
        self._stack.setCurrentIndex(0)
        self._blank.tell("search", "search.start")
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()

    @Slot()
    def _retell(self) -> None:
        found, say = self._found, self._desk.tongue.say
        self.write.setEnabled(found is not None and bool(found.hits) and not self._desk.work.running)
        for place, key in enumerate(("querying.words", "querying.tables")):
            self.tabs.setTabText(place, say(key))
        if found is None:
            return
        for number in range(self.sections.count()):
            item = self.sections.item(number)
            part = item.data(HIT)
            count = sum(found.counts.values()) if part == "all" else found.counts[part]
            item.setText(f"{say(f'part.{part}')}  {shown.number(count)}")
        total = shown.number(sum(found.counts.values()))
        cut = say("search.first", count=shown.number(MOST_HITS)) if len(found.hits) == MOST_HITS else ""
        self.head.about.setText(say("search.about", count=total, seconds=f"{found.seconds:.2f}") + cut)


class Hits(QAbstractListModel):
    """What stands in the place of words that are not shown is a sentence of ours."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self.hits: list[Hit] = []
        self.terms: list[str] = []
        self._withheld: dict[str, str] = {}

    def show(self, hits: list[Hit], terms: list[str], withheld: dict[str, str]) -> None:
        self.beginResetModel()
        self.hits, self.terms, self._withheld = hits, terms, withheld
        self.endResetModel()

    def withhold(self, withheld: dict[str, str]) -> None:
        self._withheld = withheld
        self.dataChanged.emit(self.index(0), self.index(len(self.hits) - 1))

    def withholds(self, hit: Hit) -> bool:
        return self._reason(hit) is not None

    def _reason(self, hit: Hit) -> str | None:
        """Of what is only covered, its name and place are shown as ever."""
        reason = self._withheld.get(hit.id)
        return None if reason == COVERED and hit.part not in OF_ENTRIES else reason

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                reason = self._reason(hit)
                return shown.line(hit.text.removeprefix(": ")) if reason is None else self._tongue.say(reason)
            case Qt.ItemDataRole.UserRole:
                return hit
            case _:
                return None


class HitList(QListView):
    """One click shows the item in the inspector, two lead to it in its workspace."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, hits: Hits) -> None:
        super().__init__()
        self._desk, self._hits = desk, hits
        self.setModel(hits)
        self.setItemDelegate(HitDrawer(desk, hits))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        desk.tongue.bind(self, self.setAccessibleName, "search.hits")
        self.selectionModel().selectionChanged.connect(self._select)
        self.activated.connect(self._open)

    @Slot()
    def _select(self) -> None:
        rows = sorted(index.row() for index in self.selectedIndexes())
        if rows:
            self._desk.select(tuple(dict.fromkeys(self._hits.hits[row].id for row in rows)))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self._desk.go(self._hits.hits[index.row()].id)


class HitDrawer(QStyledItemDelegate):
    """The words around a hit, what was looked for marked in them, and where that is."""

    def __init__(self, desk: Desk, hits: Hits) -> None:
        super().__init__(hits)
        self._desk, self._hits = desk, hits

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        of = colours()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(of.tint))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(of.wash))
        icons.icon("lock" if self._hits.withholds(hit) else ICONS[hit.part], "quiet").paint(
            painter, QRect(area.left() + 14, area.top() + 9, 18, 18)
        )
        inside = area.adjusted(44, 7, -14, -6)
        self._snippet(painter, inside, str(index.data()), self._hits.terms if not self._hits.withholds(hit) else [])
        place = " · ".join(
            filter(None, (hit.id, self._desk.clock.at(hit.time) if _is_utc(hit.time) else shown.line(hit.time or ""), shown.line(hit.path)))
        )
        painter.setFont(fonts.text(12))
        painter.setPen(QColor(of.quiet))
        elided = painter.fontMetrics().elidedText(place, Qt.TextElideMode.ElideMiddle, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, elided)
        painter.setPen(QColor(of.hairline))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _snippet(self, painter: QPainter, area: QRect, text: str, terms: list[str]) -> None:
        font = fonts.text()
        painter.setFont(font)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        layout = QTextLayout(text, font)
        layout.setFormats([_marked(start, length) for start, length in places(text, terms)])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)  # it is cut to the line already: what breaks would be lost
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width())
        layout.endLayout()
        painter.setPen(QColor(colours().ink))
        layout.draw(painter, area.topLeft())


def places(text: str, terms: list[str]) -> list[tuple[int, int]]:
    """Where the terms stand in a text, in the units of 16 bits that Qt counts in; nothing where folding moves letters."""
    folded = text.casefold()
    if len(folded) != len(text):
        return []
    found: list[tuple[int, int]] = []
    for term in terms:
        at = folded.find(term)
        while at >= 0:
            found.append((_units(text[:at]), _units(text[at : at + len(term)])))
            at = folded.find(term, at + len(term))
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _marked(start: int, length: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    form = QTextCharFormat()
    form.setBackground(QColor(colours().mark))
    form.setForeground(QColor(colours().ink))
    made.start, made.length, made.format = start, length, form
    return made


def _is_utc(text: str | None) -> bool:
    return text is not None and text.endswith("Z") and text[4:5] == "-"


def _search(case: Case, text: str, wanted: tuple[str, ...]) -> _Found:
    begun = time.monotonic()
    counts = {part: find.count(case, text, (part,)) for part in wanted}
    listed = _listed(case, text, wanted)
    return _Found(text, counts, listed.hits, time.monotonic() - begun, listed.withheld)


def _listed(case: Case, text: str, wanted: tuple[str, ...]) -> _Listed:
    hits = list(find.search(case, text, wanted, MOST_HITS))
    return _Listed(hits, _withheld(case, hits))


def _withheld(case: Case, hits: list[Hit]) -> dict[str, str]:
    files = {ids.read(hit.id)[1]: hit.id for hit in hits if hit.table == "entries"}
    covered = {files[row]: COVERED for row in protected.covered(case, files)}
    return covered | {hit.id: APART for hit in hits if apart.is_apart(case, hit.id)}

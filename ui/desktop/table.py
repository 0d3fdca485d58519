"""A table of any length: a vector of ids, and the pages of rows that are in view, fetched in a thread.

What is not there yet shows as `…`. Sorting is asked of the database; the model never holds more than a few pages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QAbstractTableModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QIcon

from evidence_desk.errors import Known, Language
from evidence_desk.store import browse
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import fonts, icons, rows, shown
from ui.desktop.desk import Desk
from ui.desktop.palette import colours

PAGE = 256
MOST_PAGES = 64
TAGS = "column.tags"
"""The column that shows the tags of a row has this title."""
ITEMS = "application/x-evidence-desk-items"
"""The kind of what is dragged: written ids, a line each."""

Row = TypeVar("Row", bound=msgspec.Struct)
Index = QModelIndex | QPersistentModelIndex


class Listed(Protocol):
    """What a table shows: rows of the case in an order."""

    def __len__(self) -> int: ...
    def item(self, index: int) -> str: ...
    def find(self, item: str) -> int | None: ...
    def page(self, case: Case, first: int, last: int, language: Language) -> list[Shown | None]: ...


NO_ROWS = browse.Vector("entries", ())


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`key`: of its title. `order`: what sorting by it is called, None where it cannot be sorted by."""

    key: str
    width: int
    text: Callable[[Row], str]
    order: str | None = None
    icon: Callable[[Row], tuple[str, str]] | None = None
    right: bool = False
    even: bool = False


def tags_column(width: int = 100) -> Column[Row]:
    return Column(TAGS, width, lambda row: "")


class Line(NamedTuple, Generic[Row]):
    """A row with its tags; no row where it is not in the case any more."""

    row: Row | None
    tags: list[str]


class Model(QAbstractTableModel, Generic[Row]):
    ordered = Signal(str, bool)

    def __init__(self, desk: Desk, kind: type[Row], columns: Sequence[Column[Row]], faded: Callable[[Row], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._faded = desk, kind, faded
        self.columns = tuple(columns)
        self.listed: Listed = NO_ROWS
        self._pages: OrderedDict[int, list[Line[Row]]] = OrderedDict()
        self._missing: dict[int, None] = {}
        self._asking = False
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._ask)
        desk.tongue.changed.connect(self.forget)

    def show(self, listed: Listed) -> None:
        """The same rows in the same order are only fetched afresh: nothing moves under the reviewer's eyes."""
        if listed == self.listed:
            self.listed = listed
            self.forget()
            return
        self.beginResetModel()
        self.listed = listed
        self._pages.clear()
        self._missing.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Fetches the rows afresh: their tags changed, or the language did."""
        self._pages.clear()
        self._changed(0, len(self.listed) - 1)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def touch(self) -> None:
        """What the columns make of the same rows is another: paint them again."""
        self._changed(0, len(self.listed) - 1)

    def line(self, index: int) -> Line[Row] | None:
        """None where it is not fetched yet; it is then asked for."""
        number = index // PAGE
        page = self._pages.get(number)
        if page is None:
            self._missing[number] = None
            if not self._asking and not self._soon.isActive():
                self._soon.start()
            return None
        self._pages.move_to_end(number)
        return page[index % PAGE]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.listed)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._desk.tongue.say(self.columns[section].key, zone=self._desk.clock.name)
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section].right:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None  # a view that has nothing current asks all the same
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index.row(), index.column())
            case Qt.ItemDataRole.TextAlignmentRole if column.right:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if column.even:
                return fonts.even()
            case Qt.ItemDataRole.DecorationRole if column.icon is not None:
                return self._icon(index.row(), column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(index.row())
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        name = self.columns[column].order if column >= 0 else None
        if name is not None:
            self.ordered.emit(name, order is Qt.SortOrder.DescendingOrder)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def mimeTypes(self) -> list[str]:
        return [ITEMS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        made = QMimeData()
        items = dict.fromkeys(self.listed.item(index.row()) for index in indexes)
        made.setData(ITEMS, QByteArray("\n".join(items).encode()))
        return made

    def _text(self, index: int, column: int) -> str:
        line = self.line(index)
        if line is None:
            return shown.WAITING
        if self.columns[column].key == TAGS:
            return "  ".join(shown.line(tag) for tag in line.tags)
        return shown.NOTHING if line.row is None else self.columns[column].text(line.row)

    def _icon(self, index: int, column: Column[Row]) -> QIcon | None:
        line = self.line(index)
        if line is None or line.row is None or column.icon is None:
            return None
        return icons.icon(*column.icon(line.row))

    def _colour(self, index: int) -> QColor | None:
        line = self.line(index)
        faded = line is None or line.row is None or self._faded(line.row)
        return QColor(colours().quiet) if faded else None

    @Slot()
    def _ask(self) -> None:
        """One question at a time: what is scrolled past in the meantime is never fetched."""
        wanted, listed = list(self._missing)[-3:], self.listed
        self._missing.clear()
        if not wanted or self._asking:
            return
        self._asking = True
        kind, language = self._kind, self._desk.tongue.language

        def fetch(case: Case) -> dict[int, list[Line[Row]]]:
            return {number: _page(case, listed, number, kind, language) for number in wanted}

        def arrive(pages: dict[int, list[Line[Row]]]) -> None:
            self._arrive(listed, language, pages)

        self._desk.lanes.rows.ask(fetch, arrive, self._refuse)

    def _arrive(self, listed: Listed, language: Language, pages: dict[int, list[Line[Row]]]) -> None:
        self._asking = False
        if listed is self.listed and language == self._desk.tongue.language:
            self._pages.update(pages)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
            for number in pages:
                self._changed(number * PAGE, min(number * PAGE + PAGE, len(listed)) - 1)
        if self._missing:
            self._soon.start()

    def _refuse(self, error: Known) -> None:
        self._asking = False
        self._desk.complain(error)

    def _changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))


def _page(case: Case, listed: Listed, number: int, kind: type[Row], language: Language) -> list[Line[Row]]:
    first = number * PAGE
    last = min(first + PAGE, len(listed))
    items = [listed.item(index) for index in range(first, last)]
    tags = browse.tagged(case, items)
    found = listed.page(case, first, last, language)
    return [Line(rows.row(one, kind), tags.get(item, [])) for one, item in zip(found, items, strict=True)]

"""The view of a table: rows of one height, sorting by its head, marks by keyboard and menu, rows to be dragged."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui.desktop import icons
from ui.desktop.desk import MOST_AT_ONCE, Desk
from ui.desktop.table import Listed, Model, Row

ROW_HEIGHT = 28
NARROWEST = 110


class Grid(QTableView):
    """`chosen` tells the item that the reviewer is at, `opened` one that is to be gone into."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, desk: Desk, model: Model[Row], key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listing: Model[msgspec.Struct] = model  # type: ignore[assignment]  # the view looks at no field of a row
        self.setModel(model)
        desk.tongue.bind(self, self.setAccessibleName, key)
        self._set_up_rows()
        self._set_up_head()
        self.selectionModel().selectionChanged.connect(self._select)
        self.doubleClicked.connect(self._open)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)

    def _set_up_rows(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.hide()

    def _set_up_head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        widths = [column.width for column in self._listing.columns]
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        self._widest = widths.index(max(widths))
        head.setMinimumSectionSize(40)
        if any(column.order for column in self._listing.columns):
            head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            head.setSortIndicatorClearable(True)
            self.setSortingEnabled(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The widest column takes what the others leave, but no less than can be read: then the table scrolls to the side."""
        super().resizeEvent(event)
        head = self.horizontalHeader()
        others = sum(head.sectionSize(number) for number in range(head.count()) if number != self._widest)
        fits = self.viewport().width() - others >= NARROWEST
        head.setSectionResizeMode(self._widest, QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive)
        if not fits:
            self.setColumnWidth(self._widest, NARROWEST)

    @property
    def items(self) -> tuple[str, ...]:
        """What is selected, the first rows first; no more than may be marked in one go."""
        found: list[str] = []
        for part in self.selectionModel().selection().toList():
            last = min(part.bottom(), part.top() + MOST_AT_ONCE - len(found) - 1)
            found += [self._listing.listed.item(row) for row in range(part.top(), last + 1)]
        return tuple(dict.fromkeys(found))

    def refill(self, listed: Listed) -> None:
        """Shows another listing: what was selected stays selected and where it stood on the screen, if it is in there."""
        bar, selected, before = self.verticalScrollBar(), self.items[:1], self._listing.listed
        top = bar.value()
        offset = self.currentIndex().row() - top
        self._listing.show(listed)
        row = listed.find(selected[0]) if selected else None
        if row is not None:
            self.setCurrentIndex(self._listing.index(row, 0))
            bar.setValue(row - offset)
        elif len(before) and len(listed) and before.item(0) == listed.item(0):
            bar.setValue(top)

    def go_to(self, item: str) -> bool:
        """Selects an item and brings it into view; False where this listing leaves it out."""
        row = self._listing.listed.find(item)
        if row is None:
            return False
        self.setCurrentIndex(self._listing.index(row, 0))
        self.scrollTo(self._listing.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.items:
            self._menu(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would fetch every row of the table to look at its text."""

    @Slot(QItemSelection, QItemSelection)
    def _select(self, *_: QItemSelection) -> None:
        """A table that nobody sees, or that is filled afresh, takes nothing from where the reviewer is."""
        items = self.items
        if items and self.isVisible():
            self._desk.select(items)
        if items:
            self.chosen.emit(items[0])

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._listing.listed.item(index.row()))

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(icons.icon("tag"), self._desk.tongue.say("tag"), self._desk.tagging.emit)
        menu.addAction(icons.icon("cite"), self._desk.tongue.say("cite"), self._desk.cite)
        menu.popup(at)

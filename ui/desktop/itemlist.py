"""A short list of items in words: choosing one shows it in the inspector, opening one leads to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.desktop import icons, shown
from ui.desktop.brief import briefs
from ui.desktop.desk import Desk

ITEM = Qt.ItemDataRole.UserRole
MOST_SHOWN = 500
"""Items that a list shows; whoever fills it says so where there are more."""


class ItemList(QListWidget):
    """`key`: of what a screen reader calls it."""

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__()
        self._desk = desk
        self._items: tuple[str, ...] = ()
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        desk.tongue.bind(self, self.setAccessibleName, key)
        self.itemActivated.connect(lambda line: desk.go(line.data(ITEM)))
        self.itemSelectionChanged.connect(self._select)

    def show_items(self, items: Sequence[str]) -> None:
        """With their ids at once, and with their words when these have come."""
        given = tuple(items[:MOST_SHOWN])
        self._items = given
        self._fill(given, {})
        self._desk.lanes.rows.ask(lambda case: briefs(case, given), lambda words: self._fill(given, words), self._desk.complain)

    def _fill(self, items: tuple[str, ...], words: dict[str, str]) -> None:
        if items != self._items:
            return  # another list was asked for meanwhile
        self.clear()
        for item in items:
            line = QListWidgetItem(icons.icon("go", "quiet"), f"{item}  {words.get(item, '')}".rstrip())
            line.setToolTip(shown.line(words.get(item)))
            line.setData(ITEM, item)
            self.addItem(line)

    @Slot()
    def _select(self) -> None:
        chosen = self.selectedItems()
        if chosen:
            self._desk.select((chosen[0].data(ITEM),))

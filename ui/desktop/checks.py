"""The workspace of the review itself: the points of the checklist with their answers, and the countings."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.desktop import parts
from ui.desktop.checklist import Checklist
from ui.desktop.counting import Counting
from ui.desktop.desk import Desk, Topic
from ui.desktop.history import Place

TABS = ("checklist", "counting")


class ChecksPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self.head = parts.Head(desk.tongue, "workspace.checks")
        self.checklist, self.counting = Checklist(desk), Counting(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget in (self.checklist, self.counting):
            self.tabs.addTab(widget, "")
        self.setFocusProxy(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        self.checklist.counted.connect(self._tell)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def show_place(self, place: Place) -> None:
        """What the points find is looked up afresh each time it is come to; the text of a place names a point."""
        if place.text is not None:
            self.tabs.setCurrentWidget(self.checklist)
            self.checklist.go_to(place.text)
        self.checklist.look()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if self.isVisible():
            self.checklist.look()

    @Slot(int, int)
    def _tell(self, answered: int, points: int) -> None:
        self.head.about.setText(self._desk.tongue.say("checks.about", answered=answered, points=points))

    @Slot()
    def _retell(self) -> None:
        for place, key in enumerate(TABS):
            self.tabs.setTabText(place, self._desk.tongue.say(f"checks.{key}"))

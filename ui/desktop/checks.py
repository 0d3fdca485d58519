"""The workspace of the review itself: the points of the checklist with their answers, the countings, the samples, and other reviews of the case."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ui.desktop import parts
from ui.desktop.checklist import Checklist
from ui.desktop.counting import Counting
from ui.desktop.desk import Desk, Topic
from ui.desktop.history import Place
from ui.desktop.merging import Merging
from ui.desktop.sampling import Sampling

TABS = ("checklist", "counting", "sampling", "merging")


class ChecksPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self.head = parts.Head(desk.tongue, "workspace.checks")
        self.checklist, self.counting, self.sampling, self.merging = Checklist(desk), Counting(desk), Sampling(desk), Merging(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget in self._tabs:
            self.tabs.addTab(widget, "")
        self.setFocusProxy(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        self.checklist.counted.connect(self._tell)
        self.counting.sampled.connect(self._sample)
        self.tabs.currentChanged.connect(self._look)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @property
    def _tabs(self) -> tuple[Checklist, Counting, Sampling, Merging]:
        return self.checklist, self.counting, self.sampling, self.merging

    def show_place(self, place: Place) -> None:
        """What the points find is looked up afresh each time it is come to; the text of a place names a point, its item a sample."""
        if place.text is not None:
            self.tabs.setCurrentWidget(self.checklist)
            self.checklist.go_to(place.text)
        elif place.item is not None:
            self.tabs.setCurrentWidget(self.sampling)
        self._look()

    @Slot()
    def _look(self) -> None:
        """The tab that is seen, and the points, whose number the head tells."""
        for tab in {self.checklist, self.tabs.currentWidget()}:
            if isinstance(tab, (Checklist, Counting, Sampling, Merging)):
                tab.look()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if self.isVisible():
            self._look()

    @Slot(str)
    def _sample(self, rule: str) -> None:
        """From a counting to the form of a sample of what it counted."""
        self.tabs.setCurrentWidget(self.sampling)
        self.sampling.begin(rule)

    @Slot(int, int)
    def _tell(self, answered: int, points: int) -> None:
        self.head.about.setText(self._desk.tongue.say("checks.about", answered=answered, points=points))

    @Slot()
    def _retell(self) -> None:
        for place, key in enumerate(TABS):
            self.tabs.setTabText(place, self._desk.tongue.say(f"checks.{key}"))

"""An open case on the screen: the rail, the workspaces, the inspector and the foot."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.desktop.conversations import ConversationsPane
from ui.desktop.desk import Desk
from ui.desktop.evidence import EvidencePane
from ui.desktop.files import FilesPane
from ui.desktop.findings import FindingsPane
from ui.desktop.foot import Foot
from ui.desktop.history import History, Place, Workspace
from ui.desktop.inspector import WIDTH, Inspector
from ui.desktop.log import LogPane
from ui.desktop.memo import MemoPane
from ui.desktop.overview import OverviewPane
from ui.desktop.rail import Rail
from ui.desktop.search import SearchPane
from ui.desktop.timeline import TimelinePane


class Pane(Protocol):
    def show_place(self, place: Place) -> None:
        """Shows the item or the search of a place; nothing to do where it names none."""
        ...


class Review(QWidget):
    went = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.history = History()
        self.overview, self.evidence, self.files = OverviewPane(desk), EvidencePane(desk), FilesPane(desk)
        self.conversations, self.timeline, self.search = ConversationsPane(desk), TimelinePane(desk), SearchPane(desk)
        self.findings, self.memo, self.log = FindingsPane(desk), MemoPane(desk), LogPane(desk)
        self.panes: dict[Workspace, QWidget] = {
            "overview": self.overview, "evidence": self.evidence, "files": self.files, "conversations": self.conversations,
            "timeline": self.timeline, "search": self.search, "findings": self.findings, "memo": self.memo, "log": self.log,
        }  # fmt: skip
        self.rail = Rail(desk.tongue)
        self.inspector = Inspector(desk)
        self.foot = Foot(desk)
        self._lay_out()
        self.rail.chosen.connect(self._choose)
        desk.went.connect(self.visit)
        self.visit(Place("overview"))

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for pane in self.panes.values():
            pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._stack.addWidget(pane)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self._stack)
        across.addWidget(self.inspector)
        across.setSizes([1000, WIDTH])
        across.setStretchFactor(0, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(across, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(middle, 1)
        layout.addWidget(self.foot)

    @Slot(object)
    def visit(self, place: Place) -> None:
        self.history.visit(place)
        self.show_place(place)

    def show_place(self, place: Place) -> None:
        """Without a visit: on the way back and forward."""
        pane = self.panes[place.workspace]
        self.rail.mark(place.workspace)
        self._stack.setCurrentWidget(pane)
        self.rail.stops[place.workspace].setFocus()
        cast(Pane, pane).show_place(place)
        self.went.emit()

    def end(self) -> None:
        self.memo.end()
        self.desk.end()

    @Slot(str)
    def _choose(self, workspace: Workspace) -> None:
        self.visit(Place(workspace))

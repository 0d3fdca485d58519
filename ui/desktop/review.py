"""An open case on the screen: the rail, the workspaces, the inspector and the foot."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol, TypeVar, cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.desktop.checks import ChecksPane
from ui.desktop.conversations import ConversationsPane
from ui.desktop.desk import Desk
from ui.desktop.evidence import EvidencePane
from ui.desktop.files import FilesPane
from ui.desktop.findings import FindingsPane
from ui.desktop.foot import Foot
from ui.desktop.history import History, Place, Workspace
from ui.desktop.identifiers import IdentifiersPane
from ui.desktop.inspector import WIDTH, Inspector
from ui.desktop.intake import IntakePane
from ui.desktop.log import LogPane
from ui.desktop.memo import MemoPane
from ui.desktop.overview import OverviewPane
from ui.desktop.rail import Rail
from ui.desktop.search import SearchPane
from ui.desktop.timeline import TimelinePane

Built = TypeVar("Built", bound=QWidget)


class Pane(Protocol):
    def show_place(self, place: Place) -> None:
        """Shows the item or the search of a place; nothing to do where it names none."""
        ...


class Review(QWidget):
    """A workspace is built when it is first come to: a case opens at once, however much it holds."""

    went = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.history = History()
        self.rail = Rail(desk.tongue)
        self.inspector = Inspector(desk)
        self.foot = Foot(desk)
        self._stack = QStackedWidget()
        self._lay_out()
        self.rail.chosen.connect(self._choose)
        desk.went.connect(self.visit)
        self.visit(Place("overview"))

    @cached_property
    def overview(self) -> OverviewPane:
        return self._added(OverviewPane(self.desk))

    @cached_property
    def intake(self) -> IntakePane:
        return self._added(IntakePane(self.desk))

    @cached_property
    def evidence(self) -> EvidencePane:
        return self._added(EvidencePane(self.desk))

    @cached_property
    def files(self) -> FilesPane:
        return self._added(FilesPane(self.desk))

    @cached_property
    def conversations(self) -> ConversationsPane:
        return self._added(ConversationsPane(self.desk))

    @cached_property
    def timeline(self) -> TimelinePane:
        return self._added(TimelinePane(self.desk))

    @cached_property
    def search(self) -> SearchPane:
        return self._added(SearchPane(self.desk))

    @cached_property
    def identifiers(self) -> IdentifiersPane:
        return self._added(IdentifiersPane(self.desk))

    @cached_property
    def findings(self) -> FindingsPane:
        return self._added(FindingsPane(self.desk))

    @cached_property
    def checks(self) -> ChecksPane:
        return self._added(ChecksPane(self.desk))

    @cached_property
    def memo(self) -> MemoPane:
        return self._added(MemoPane(self.desk))

    @cached_property
    def log(self) -> LogPane:
        return self._added(LogPane(self.desk))

    def _added(self, pane: Built) -> Built:
        pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack.addWidget(pane)
        return pane

    def _lay_out(self) -> None:
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
        pane: Pane = getattr(self, place.workspace)  # the workspaces are named as their panes
        self.rail.mark(place.workspace)
        self._stack.setCurrentWidget(cast(QWidget, pane))
        cast(QWidget, pane).setFocus()
        pane.show_place(place)
        self.went.emit()

    @property
    def unsaved(self) -> bool:
        """That a form of the case file has something that is not kept."""
        return "intake" in self.__dict__ and self.intake.unsaved

    def end(self) -> None:
        if "memo" in self.__dict__:
            self.memo.end()
        self.desk.end()

    @Slot(str)
    def _choose(self, workspace: Workspace) -> None:
        self.visit(Place(workspace))

"""The workspace of the file of the case: the request, the exhibits, the steps of their custody, counsel, and the opinions on what was asked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from evidence_desk.review import custody, forms
from evidence_desk.review.custody import Taken
from evidence_desk.store import ids
from ui.desktop import parts, shown
from ui.desktop.counsel import Counsel
from ui.desktop.custody import Custody
from ui.desktop.desk import Desk, Topic
from ui.desktop.exhibits import Exhibits
from ui.desktop.history import Place
from ui.desktop.opinions import Opinions
from ui.desktop.request import RequestForm

TABS = {"intake": "request", "exhibits": "exhibits", "custody": "custody", "conclusions": "opinions", "counsel": "counsel"}
"""The tab on which an item of a table stands."""


class IntakePane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self.take = parts.button(desk.tongue, "intake.take", "folder", self._choose)
        self.head = parts.Head(desk.tongue, "workspace.intake", self.take)
        self.request, self.exhibits, self.custody = RequestForm(desk), Exhibits(desk), Custody(desk)
        self.counsel, self.opinions = Counsel(desk), Opinions(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget in self._tabs.values():
            self.tabs.addTab(widget, "")
        self.setFocusProxy(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self.look)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @property
    def _tabs(self) -> dict[str, RequestForm | Exhibits | Custody | Counsel | Opinions]:
        return {
            "request": self.request, "exhibits": self.exhibits, "custody": self.custody, "counsel": self.counsel, "opinions": self.opinions,
        }  # fmt: skip

    def show_place(self, place: Place) -> None:
        if place.item is not None:
            table, _ = ids.read(place.item)
            self.tabs.setCurrentWidget(self._tabs[TABS[table]])
            if table == "custody":
                self.custody.go_to(place.item)
        self.look()

    @Slot()
    def look(self) -> None:
        """The tab that is seen."""
        list(self._tabs.values())[self.tabs.currentIndex()].look()

    @property
    def unsaved(self) -> bool:
        """That something was written in a form and is not kept."""
        return self.request.form.dirty or self.exhibits.form.dirty or self.custody.form.dirty or self.opinions.opinion.dirty

    def take_from(self, path: Path) -> None:
        """Takes in what a form says, whole or not at all."""
        self._desk.lanes.marks.ask(lambda case: custody.take(case, forms.read(path)), self._taken, self._desk.complain)

    @Slot()
    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("intake.take"), "", "TOML, CSV (*.toml *.csv *.tsv *.txt)")
        if path:
            self.take_from(Path(path))

    def _taken(self, taken: Taken) -> None:
        say = self._desk.tongue.say
        bare = say("intake.bare", numbers=say("list.comma").join(map(shown.line, taken.bare))) if taken.bare else ""
        self._desk.said.emit(say("intake.taken", exhibits=taken.exhibits, events=taken.events, repeated=taken.repeated) + bare)
        self._desk.changed.emit("marks")

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        if self.isVisible():
            self.look()

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        for place, key in enumerate(self._tabs):
            self.tabs.setTabText(place, say(f"intake.{key}"))
        self.head.about.setText(say("intake.about"))

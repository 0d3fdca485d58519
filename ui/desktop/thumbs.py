"""Small pictures beside messages. A worker decodes them, one after the other, and what was asked for last comes first. Of what is covered there is none."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from evidence_desk.errors import Known
from evidence_desk.ingest import wire
from evidence_desk.ingest.viewer import Viewer
from ui.desktop.desk import Desk

WIDTH, HEIGHT = 200, 150
MOST_KEPT = 200
MOST_WAITING = 30
"""What was scrolled past long ago is asked for again when it comes back into view."""


class Thumbs(QObject):
    came = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: OrderedDict[str, QImage | None] = OrderedDict()
        self._waiting: list[str] = []
        self._asked: str | None = None
        self._covered: set[str] = set()
        self._outdated = False

    def forget(self) -> None:
        """A mark or a rule may have covered a picture, or set it apart: all are asked for anew, and one that is on its way is not shown."""
        self._known.clear()
        self._covered.clear()
        self._waiting.clear()
        self._outdated = self._asked is not None
        self.came.emit()

    def covers(self, entry: str) -> bool:
        """Whether it is shown only where a person asks for it."""
        return entry in self._covered

    def has(self, entry: str) -> bool:
        """Whether its picture came, or that there is none."""
        return entry in self._known

    def get(self, entry: str) -> QImage | None:
        """None while it is still to come, and where it can't be shown."""
        if entry in self._known:
            self._known.move_to_end(entry)
            return self._known[entry]
        if entry in self._waiting:
            self._waiting.remove(entry)
        if entry != self._asked:
            self._waiting.append(entry)
            del self._waiting[:-MOST_WAITING]
            self._ask()
        return None

    def _ask(self) -> None:
        if self._asked is None and self._waiting:
            entry = self._asked = self._waiting.pop()
            self._desk.lanes.looks.ask(lambda viewer: _small(viewer, entry), self._show, self._fail)

    def _show(self, picture: wire.Picture | None) -> None:
        if picture is None:
            if self._asked is not None and not self._outdated:
                self._covered.add(self._asked)
            self._keep(None)
            return
        self._keep(QImage(picture.pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888).copy())

    def _fail(self, _: Known) -> None:
        self._keep(None)

    def _keep(self, image: QImage | None) -> None:
        if self._asked is not None and not self._outdated:
            self._known[self._asked] = image
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        self._asked, self._outdated = None, False
        self._ask()
        self.came.emit()


def _small(viewer: Viewer, entry: str) -> wire.Picture | None:
    return None if viewer.covered(entry) else viewer.picture(entry, WIDTH, HEIGHT)

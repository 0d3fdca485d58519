"""What stands in the place of content that is not shown before a person asks for it, and the one button that does."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.desktop import parts
from ui.desktop.tongue import Tongue


class Cover(QStackedWidget):
    """Over a view of content. Who is asked clears every view of the same content, and the log says so."""

    asked = Signal()

    def __init__(self, tongue: Tongue, view: QWidget) -> None:
        super().__init__()
        self.clear = parts.button(tongue, "preview.unveil", None, self.asked.emit)
        self._blank = parts.Blank(tongue)
        self._blank.tell("lock", "preview.covered")
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 24)
        layout.addWidget(self._blank, 1)
        layout.addLayout(parts.row(None, self.clear, None))
        self.addWidget(view)
        self.addWidget(page)
        self.setFocusProxy(view)

    @property
    def covers(self) -> bool:
        return self.currentIndex() == 1

    def cover(self, covered: bool) -> None:
        self.setCurrentIndex(1 if covered else 0)

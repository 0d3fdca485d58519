"""The rail on the left: the workspaces, in the order of the work."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.desktop import fonts, icons
from ui.desktop.history import WORKSPACES, Workspace
from ui.desktop.palette import colours
from ui.desktop.tongue import Tongue

WIDTH = 92
STOP, LOWEST = 52, 42
"""Height of a stop, and what it shrinks to in a low window: twelve of them fit into one of 720."""
KEYS = "1234567890-="


class Rail(QWidget):
    chosen = Signal(str)

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        tongue.bind(self, self.setAccessibleName, "rail")
        self._group = QButtonGroup(self)
        self.stops: dict[Workspace, Stop] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 10, 6, 10)
        layout.setSpacing(2)
        for number, workspace in enumerate(WORKSPACES, 1):
            stop = self.stops[workspace] = Stop(tongue, workspace, number)
            stop.clicked.connect(lambda _=False, name=workspace: self.chosen.emit(name))
            self._group.addButton(stop)
            layout.addWidget(stop)
        layout.addStretch()

    def mark(self, workspace: Workspace) -> None:
        self.stops[workspace].setChecked(True)


def shortcut(number: int) -> str:
    """The keys of the workspace with this number: those of the upper row of the keyboard, from the left."""
    return f"Ctrl+{KEYS[number - 1]}" if number <= len(KEYS) else ""


class Stop(QToolButton):
    def __init__(self, tongue: Tongue, workspace: Workspace, number: int) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFixedWidth(WIDTH - 12)
        self.setMinimumHeight(LOWEST)
        self.setMaximumHeight(STOP)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFont(fonts.text(12))
        self._workspace = workspace
        self._by_key = False
        tongue.bind(self, self.setText, f"workspace.{workspace}")
        tongue.bind(self, self.setAccessibleName, f"workspace.{workspace}")
        tongue.bind(self, lambda words: self.setToolTip(f"{words}  {shortcut(number)}".rstrip()), f"workspace.{workspace}")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 12, STOP)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring where the focus came by keyboard; a click needs none."""
        self._by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of, area = QPainter(self), colours(), self.rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(of.tint if self.isChecked() else of.hairline))
            painter.drawRoundedRect(area, 8, 8)
        tone = "accent" if self.isChecked() else "quiet"
        top = (area.height() - 40) // 2  # the icon and the word below it take so much
        icons.icon(self._workspace, tone).paint(painter, area.center().x() - 10, top, 21, 21)
        painter.setPen(QColor(of.ink if self.isChecked() else of.quiet))
        painter.setFont(self.font())
        painter.drawText(area.adjusted(0, top + 23, 0, 0), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.text())
        if self.hasFocus() and self._by_key:
            painter.setPen(QColor(of.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)

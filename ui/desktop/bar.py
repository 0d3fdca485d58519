"""The top of the window: the way back, the case, the language, light or dark."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from evidence_desk.store.case import Particulars
from ui.desktop import fonts, parts, shown
from ui.desktop.tongue import Tongue


class Bar(QWidget):
    language = Signal()
    look = Signal()

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = parts.tool(tongue, "bar.back", "back", _nothing)
        self.forward = parts.tool(tongue, "bar.forward", "forward", _nothing)
        self.number = parts.data("", fonts.SIZE + 1, fonts.STRONG)
        self.title = parts.Line("quiet")
        self.speak = parts.button(tongue, "bar.language", None, self.language.emit)
        self.shade = parts.tool(tongue, "bar.look", "dark", self.look.emit)
        self.panel = parts.tool(tongue, "bar.panel", "panel", _nothing)
        self.leave = parts.tool(tongue, "bar.leave", "close", _nothing)
        tongue.bind(self.speak, self.speak.setToolTip, "bar.language.about")
        self.number.setWordWrap(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(8)
        for widget in (self.back, self.forward, self.number):
            layout.addWidget(widget)
        layout.addWidget(self.title, 1)
        for button in (self.speak, self.shade, self.panel, self.leave):
            layout.addWidget(button)
        self._of_a_case = (self.back, self.forward, self.panel, self.leave)
        for one in (*self._of_a_case, self.shade, self.speak):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_case(self, particulars: Particulars | None) -> None:
        for widget in self._of_a_case:
            widget.setVisible(particulars is not None)
        self.number.setText(shown.line(particulars.number) if particulars else "")
        self.title.setText(shown.line(particulars.title) if particulars else "")


def _nothing() -> None:
    pass

"""A strip that asks for what a step cannot do without, a reason above all, before it is taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from ui.desktop import fonts, parts
from ui.desktop.tongue import Tongue

Act = Callable[[tuple[str, ...]], None]


class Asking(QWidget):
    """Hidden until it is asked for; Enter confirms, Escape leaves. `keys`: of what is asked for, each of which is needed."""

    def __init__(self, tongue: Tongue, *keys: str) -> None:
        super().__init__()
        self._tongue = tongue
        self._act: Act | None = None
        self.words, self.fault = parts.data("", fonts.SIZE, fonts.STRONG), parts.data("fault")
        self.fields = tuple(QLineEdit() for _ in keys)
        self.confirm = parts.button(tongue, "confirm", None, self._confirm, "main")
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self.words)
        for key, field in zip(keys, self.fields, strict=True):
            tongue.bind(field, field.setPlaceholderText, key)
            tongue.bind(field, field.setAccessibleName, key)
            field.textChanged.connect(self._allow)
            inside.addWidget(field)
        inside.addWidget(self.fault)
        inside.addLayout(parts.row(self.confirm, parts.button(tongue, "cancel", None, self.hide), None))
        outside = parts.column(frame)
        outside.setContentsMargins(16, 10, 16, 6)
        self.setLayout(outside)
        self.hide()

    def ask(self, words: str, act: Act) -> None:
        """`act` is given what was typed; it hides this when it is done, or says why not."""
        self._act = act
        self.words.setText(words)
        for field in self.fields:
            field.clear()
        self.fault.hide()
        self._allow()
        self.show()
        self.fields[0].setFocus()

    def refuse(self, error: Known) -> None:
        self.refuse_with(self._tongue.sentence(error))

    def refuse_with(self, words: str) -> None:
        """In the words of the child that did the work."""
        self.fault.setText(words)
        self.fault.show()
        self._allow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.confirm.isEnabled():
                self._confirm()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _allow(self) -> None:
        self.confirm.setEnabled(all(field.text().strip() for field in self.fields))

    def _confirm(self) -> None:
        if self._act is not None:
            self.confirm.setEnabled(False)
            self._act(tuple(field.text().strip() for field in self.fields))

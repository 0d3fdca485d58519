"""A conversation as bubbles, of any length: only the messages in view are fetched, measured and drawn.

The position is a message and how far it is scrolled past the top, so that what arrives above or is measured
anew never moves what the reviewer reads. The scroll bar counts messages, not pixels.
"""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu

from ui.desktop import icons, shown
from ui.desktop.balloon import WAITING_HEIGHT, Balloon, Bubbler, draw
from ui.desktop.desk import MOST_AT_ONCE, Desk
from ui.desktop.palette import colours
from ui.desktop.rows import Message
from ui.desktop.table import Model
from ui.desktop.thumbs import Thumbs

STEPS = 16
"""Positions of the scroll bar to one message."""
MOST_MEASURED = 600


class Bubbles(QAbstractScrollArea):
    chosen = Signal(str)

    def __init__(self, desk: Desk, model: Model[Message]) -> None:
        super().__init__()
        self._desk, self._model = desk, model
        self._bubbler = Bubbler(desk.tongue, desk.clock)
        self._thumbs = Thumbs(desk, self)
        self._thumbs.came.connect(self.viewport().update)
        desk.changed.connect(self._thumbs.forget)
        self._top, self._past = 0, 0.0
        self._measured: OrderedDict[int, Balloon] = OrderedDict()
        self._current, self._other_end = -1, -1
        self._picked: set[int] = set()
        self._pressed: QPoint | None = None
        self._following = False
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        desk.tongue.bind(self, self.setAccessibleName, "conversations.bubbles")
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(self._forget)
        self.verticalScrollBar().valueChanged.connect(self._scroll)

    @property
    def items(self) -> tuple[str, ...]:
        rows = sorted(self._picked)[:MOST_AT_ONCE]
        return tuple(self._model.listed.item(row) for row in rows)

    def go_to(self, item: str) -> bool:
        """Brings a message to the middle; False where it is not of this conversation."""
        row = self._model.listed.find(item)
        if row is None:
            return False
        self._pick(row)
        self._top, self._past = row, 0.0
        self._move(-self.viewport().height() / 3)
        return True

    # what is where

    def _balloon(self, row: int) -> Balloon | None:
        """None while the message is still to come."""
        found = self._measured.get(row)
        if found is None:
            line = self._model.line(row)
            if line is None:
                return None
            before = self._model.line(row - 1) if row else None
            found = self._measured[row] = self._bubbler.measure(line, before, float(self.viewport().width()))
            if len(self._measured) > MOST_MEASURED:
                self._measured.popitem(last=False)
        return found

    def _height(self, row: int) -> float:
        balloon = self._balloon(row)
        return WAITING_HEIGHT if balloon is None else balloon.height

    def _move(self, by: float) -> None:
        """Scrolls by pixels, down if positive, and no further than the ends."""
        self._past += by
        while self._past < 0 and self._top > 0:
            self._top -= 1
            self._past += self._height(self._top)
        count = len(self._model.listed)
        while self._top + 1 < count and self._past >= self._height(self._top):
            self._past -= self._height(self._top)
            self._top += 1
        self._past = max(0.0, self._past)
        self._settle()
        self._show_position()
        self.viewport().update()

    def _settle(self) -> None:
        """Never past the last message: the end of the conversation stands at the bottom."""
        room, row = self.viewport().height() + self._past, self._top
        while row < len(self._model.listed) and room > 0:
            room -= self._height(row)
            row += 1
        if room <= 0 or (self._top == 0 and self._past == 0.0):
            return
        room, self._top, self._past = float(self.viewport().height()), len(self._model.listed), 0.0
        while self._top > 0 and room > 0:
            self._top -= 1
            room -= self._height(self._top)
        self._past = max(0.0, -room)

    def _show_position(self) -> None:
        bar, count = self.verticalScrollBar(), len(self._model.listed)
        self._following = True
        bar.setRange(0, max(0, count * STEPS - STEPS))
        bar.setPageStep(STEPS * 6)
        bar.setSingleStep(STEPS)
        bar.setValue(int((self._top + self._past / max(1.0, self._height(self._top) if count else 1.0)) * STEPS))
        self._following = False

    @Slot(int)
    def _scroll(self, value: int) -> None:
        if self._following or not len(self._model.listed):
            return
        self._top = value // STEPS
        self._past = (value % STEPS) / STEPS * self._height(self._top)
        self._settle()
        self.viewport().update()

    @Slot()
    def _reset(self) -> None:
        self._measured.clear()
        self._picked.clear()
        self._top, self._past, self._current, self._other_end = 0, 0.0, -1, -1
        self._move(0)

    @Slot(QModelIndex, QModelIndex)
    def _forget(self, first: QModelIndex, last: QModelIndex) -> None:
        for row in [row for row in self._measured if first.row() <= row <= last.row() + 1]:
            del self._measured[row]
        self._move(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measured.clear()
        self._move(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), QColor(colours().surface))
        width, y, row = float(self.viewport().width()), -self._past, self._top
        while row < len(self._model.listed) and y < self.viewport().height():
            balloon = self._balloon(row)
            if balloon is None:
                painter.setPen(QColor(colours().faint))
                painter.drawText(QRectF(0, y, width, WAITING_HEIGHT), Qt.AlignmentFlag.AlignCenter, shown.WAITING)
            else:
                draw(painter, balloon, y, width, row in self._picked, self._thumbs)
            y += self._height(row)
            row += 1

    # what the reviewer does

    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y()
        self._move(-(pixels if pixels else event.angleDelta().y() / 120 * 90))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        self._pressed = event.position().toPoint()
        if row is not None and not (event.button() == Qt.MouseButton.RightButton and row in self._picked):
            self._pick(row, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton or not self._picked:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(self._model.mimeData([self._model.index(row, 0) for row in sorted(self._picked)]))
            drag.exec(Qt.DropAction.CopyAction)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._picked:
            menu = QMenu(self)
            menu.addAction(icons.icon("tag"), self._desk.tongue.say("tag"), self._desk.tagging.emit)
            menu.addAction(icons.icon("cite"), self._desk.tongue.say("cite"), self._desk.cite)
            menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last, page = len(self._model.listed) - 1, max(1, self.viewport().height() // 90)
        match event.key():
            case Qt.Key.Key_Down:
                self._step(min(last, self._current + 1), event.modifiers())
            case Qt.Key.Key_Up:
                self._step(max(0, self._current - 1), event.modifiers())
            case Qt.Key.Key_PageDown:
                self._step(min(last, self._current + page), event.modifiers())
            case Qt.Key.Key_PageUp:
                self._step(max(0, self._current - page), event.modifiers())
            case Qt.Key.Key_Home:
                self._step(0, event.modifiers())
            case Qt.Key.Key_End:
                self._step(last, event.modifiers())
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()

    def _step(self, row: int, keys: Qt.KeyboardModifier) -> None:
        if row < 0:
            return
        self._pick(row, keys & Qt.KeyboardModifier.ShiftModifier)
        top = self._y(row)
        if top is None or top < 0:
            self._top, self._past = row, 0.0
            self._move(0)
        elif (over := top + self._height(row) - self.viewport().height()) > 0:
            self._move(over)

    def _pick(self, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        if keys & Qt.KeyboardModifier.ShiftModifier and self._other_end >= 0:
            first, last = sorted((self._other_end, row))
            self._picked = set(range(first, min(last, first + MOST_AT_ONCE) + 1))
        elif keys & Qt.KeyboardModifier.ControlModifier:
            self._picked ^= {row}
            self._other_end = row
        else:
            self._picked = {row}
            self._other_end = row
        self._current = row
        self._desk.select(self.items)
        self.chosen.emit(self._model.listed.item(row))
        self.viewport().update()

    def _row_at(self, y: float) -> int | None:
        at, row = -self._past, self._top
        while row < len(self._model.listed) and at < self.viewport().height():
            at += self._height(row)
            if y < at:
                return row
            row += 1
        return None

    def _y(self, row: int) -> float | None:
        """Where a row begins, None where that is above or below what is in view."""
        at, one = -self._past, self._top
        while one < len(self._model.listed) and at < self.viewport().height():
            if one == row:
                return at
            at += self._height(one)
            one += 1
        return None

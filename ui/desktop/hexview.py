"""The bytes of an entry, sixteen a line, read piece by piece as they come into view."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from evidence_desk.errors import Known
from ui.desktop import fonts, parts, shown
from ui.desktop.desk import Desk
from ui.desktop.palette import colours

WIDTH = 16
PIECE = 64 << 10
MOST_PIECES = 32
LARGEST_SCROLL = 1 << 30
"""Qt counts scroll positions in 31 bits; in a longer file the bar is coarse, and wheel and keys are exact."""


class HexView(QAbstractScrollArea):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: str | None = None
        self._size = self._top = 0
        self._following = self._clear = False
        self._marked = range(0)
        self._pieces: OrderedDict[int, bytes] = OrderedDict()
        self._wanted: int | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._scroll)
        self.setFont(fonts.even())
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self._blank = parts.Blank(desk.tongue)
        self._blank.setParent(self.viewport())
        self._blank.tell("file", "preview.nothing")
        desk.tongue.bind(self, self.setAccessibleName, "preview.bytes")

    def show_entry(self, item: str, size: int, clear: bool) -> None:
        """`clear`: a person asked to see it, whatever it is marked as."""
        self._item, self._size, self._clear, self._marked = item, size, clear, range(0)
        self._pieces.clear()
        self._wanted = None
        self._blank.tell("file", "preview.empty")
        self._blank.setVisible(size == 0)
        self._go(0)

    def forget(self) -> None:
        self._item, self._size, self._wanted = None, 0, None
        self._pieces.clear()
        self.viewport().update()

    def mark(self, offset: int, length: int) -> None:
        """Marks bytes and brings the first of them into view."""
        self._marked = range(offset, offset + length)
        self._go(offset // WIDTH - 2)

    @property
    def _lines(self) -> int:
        return -(-self._size // WIDTH)

    @property
    def _line_height(self) -> int:
        return int(QFontMetricsF(self.font()).height()) + 3

    @property
    def _inside(self) -> int:
        """Lines that are in view as a whole."""
        return max(1, self.viewport().height() // self._line_height)

    def _go(self, line: int) -> None:
        """Brings a line to the top, or as near to it as the end allows."""
        last = max(0, self._lines - self._inside)
        self._top = max(0, min(line, last))
        bar, self._following = self.verticalScrollBar(), True
        bar.setRange(0, min(last, LARGEST_SCROLL))
        bar.setPageStep(self._inside)
        bar.setValue(self._top if last <= LARGEST_SCROLL else self._top * LARGEST_SCROLL // last)
        self._following = False
        self.viewport().update()

    @Slot(int)
    def _scroll(self, value: int) -> None:
        last = max(0, self._lines - self._inside)
        if not self._following:
            self._top = value if last <= LARGEST_SCROLL else value * last // LARGEST_SCROLL
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._blank.setGeometry(self.viewport().rect())
        self._go(self._top)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._go(self._top - event.angleDelta().y() // 40)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._go(self._top + 1)
            case Qt.Key.Key_Up:
                self._go(self._top - 1)
            case Qt.Key.Key_PageDown:
                self._go(self._top + self._inside)
            case Qt.Key.Key_PageUp:
                self._go(self._top - self._inside)
            case Qt.Key.Key_Home:
                self._go(0)
            case Qt.Key.Key_End:
                self._go(self._lines)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        cell = QFontMetricsF(self.font()).horizontalAdvance("0")
        height, first = self._line_height, self._top
        digits = max(8, len(f"{self._size:x}"))
        for number in range(first, min(self._lines, first + self.viewport().height() // height + 2)):
            top = (number - first) * height + 6
            self._line(painter, QRect(16, top, self.viewport().width(), height), number * WIDTH, digits, cell)

    def _line(self, painter: QPainter, at: QRect, offset: int, digits: int, cell: float) -> None:
        data = self._bytes(offset)
        painter.setPen(QColor(colours().faint))
        painter.drawText(at, Qt.AlignmentFlag.AlignLeft, f"{offset:0{digits}x}")
        painter.setPen(QColor(colours().ink))
        middle = at.translated(int(cell * (digits + 2)), 0)
        right = middle.translated(int(cell * (WIDTH * 3 + 2)), 0)
        if data is None:
            painter.drawText(middle, Qt.AlignmentFlag.AlignLeft, shown.WAITING)
            return
        self._draw_mark(painter, middle, right, offset, len(data), cell)
        halves = (data[: WIDTH // 2].hex(" "), data[WIDTH // 2 :].hex(" "))
        painter.drawText(middle, Qt.AlignmentFlag.AlignLeft, f"{halves[0]:<{WIDTH // 2 * 3}} {halves[1]}")
        painter.setPen(QColor(colours().quiet))
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft, "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data))

    def _draw_mark(self, painter: QPainter, middle: QRect, right: QRect, offset: int, count: int, cell: float) -> None:
        """Behind the digits and the characters of the marked bytes of a line."""
        first, last = max(self._marked.start, offset) - offset, min(self._marked.stop, offset + count) - offset
        for place in range(first, last):
            digits = QRectF(middle.left() + cell * (place * 3 + (place >= WIDTH // 2)) - cell / 2, middle.top(), cell * 3, middle.height())
            painter.fillRect(digits, QColor(colours().mark))
            painter.fillRect(QRectF(right.left() + cell * place, right.top(), cell, right.height()), QColor(colours().mark))
        painter.setPen(QColor(colours().ink))

    def _bytes(self, offset: int) -> bytes | None:
        """A line of them; None where they are still to come, and are then asked for."""
        piece = self._pieces.get(offset // PIECE)
        if piece is None:
            if self._wanted is None:
                self._wanted = offset // PIECE
                self._soon.start()
            return None
        start = offset % PIECE
        return piece[start : start + WIDTH]

    @Slot()
    def _ask(self) -> None:
        item, number, clear = self._item, self._wanted, self._clear
        if item is not None and number is not None:
            self._desk.lanes.looks.ask(
                lambda viewer: viewer.read(item, number * PIECE, PIECE, clear),
                lambda data: self._arrive(item, number, data),
                self._fail,
                "hex",
            )

    def _arrive(self, item: str, number: int, data: bytes) -> None:
        self._wanted = None
        if item == self._item and not data and number * PIECE < self._size:
            self._blank.tell("unreadable", "preview.unread", "caution")
            self._blank.show()
        if item == self._item:
            self._pieces[number] = data
            while len(self._pieces) > MOST_PIECES:
                self._pieces.popitem(last=False)
            self.viewport().update()

    def _fail(self, error: Known) -> None:
        """What cannot be read is not asked for again until it is chosen again."""
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))
        self._blank.show()

"""The pages of a memo, drawn by a thread as they come into view. The PDF is our own work, not evidence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from evidence_desk.errors import Known, PathUnreadable
from ui.desktop import shown
from ui.desktop.palette import colours
from ui.desktop.reading import Lane
from ui.desktop.tongue import Tongue

GAP, MOST_DRAWN, WIDEST = 18, 12, 860


@dataclass(slots=True)
class Printer:
    """A PDF document that is open in a thread; another one takes its place."""

    document: pypdfium2.PdfDocument | None = None
    sizes: list[tuple[float, float]] = field(default_factory=list)

    def open(self, path: Path) -> list[tuple[float, float]]:
        """Width and height of each page in points."""
        self.close()
        try:
            self.document = pypdfium2.PdfDocument(path.read_bytes())
        except (OSError, pypdfium2.PdfiumError) as error:
            raise PathUnreadable(path=str(path), reason=str(error)) from error
        self.sizes = [self.document.get_page_size(number) for number in range(len(self.document))]
        return self.sizes

    def draw(self, number: int, width: int) -> QImage:
        """A page so many pixels wide."""
        if self.document is None:
            return QImage()
        page = self.document[number]
        bitmap = page.render(scale=width / self.sizes[number][0], rev_byteorder=True, maybe_alpha=False, prefer_bgrx=True)
        image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888).copy()
        bitmap.close()
        page.close()
        return image

    def close(self) -> None:
        if self.document is not None:
            self.document.close()
            self.document = None


@contextmanager
def printing(_: Path) -> Iterator[Printer]:
    printer = Printer()
    try:
        yield printer
    finally:
        printer.close()


class Pages(QAbstractScrollArea):
    def __init__(self, lane: Lane[Printer], tongue: Tongue) -> None:
        super().__init__()
        self._lane = lane
        self._sizes: list[tuple[float, float]] = []
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._asked: tuple[int, int] | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        tongue.bind(self, self.setAccessibleName, "memo.pages")

    def show_pages(self, sizes: list[tuple[float, float]]) -> None:
        self._sizes, self._asked = sizes, None
        self._drawn.clear()
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    @property
    def count(self) -> int:
        return len(self._sizes)

    @property
    def _width(self) -> int:
        return max(200, min(WIDEST, self.viewport().width() - 2 * GAP))

    def _height(self, number: int) -> int:
        width, height = self._sizes[number]
        return int(height * self._width / width)

    def _measure(self) -> None:
        whole = sum(self._height(number) + GAP for number in range(self.count)) + GAP
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, whole - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._measure()
        bar.setValue(int(share * bar.maximum()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(colours().window))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.viewport().width() - self._width) / 2, float(GAP - self.verticalScrollBar().value())
        for number in range(self.count):
            height = self._height(number)
            if top + height >= 0 and top <= self.viewport().height():
                self._paint(painter, number, QRectF(left, top, self._width, height))
            top += height + GAP

    def _paint(self, painter: QPainter, number: int, frame: QRectF) -> None:
        pixels = int(self._width * self.devicePixelRatioF())
        image = self._drawn.get((number, pixels))
        painter.fillRect(frame, QColor(Qt.GlobalColor.white))
        if image is None:
            painter.setPen(QColor(Qt.GlobalColor.gray))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, shown.WAITING)
            self._ask(number, pixels)
        else:
            painter.drawImage(frame, image, QRectF(QPointF(0, 0), image.size()))
        painter.setPen(QPen(QColor(colours().hairline)))
        painter.drawRect(frame)

    def _ask(self, number: int, pixels: int) -> None:
        if self._asked is None:
            self._asked = (number, pixels)
            self._lane.ask(
                lambda printer: printer.draw(number, pixels), lambda image: self._arrive(number, pixels, image), self._fail, "page"
            )

    def _arrive(self, number: int, pixels: int, image: QImage) -> None:
        self._asked = None
        self._drawn[number, pixels] = image
        while len(self._drawn) > MOST_DRAWN:
            self._drawn.popitem(last=False)
        self.viewport().update()

    @Slot(object)
    def _fail(self, error: Known) -> None:
        self._asked = None

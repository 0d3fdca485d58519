"""The icons, drawn: strokes on a square of 24, in the colours of the palette in force. Nothing is a file.

An icon keeps the name of its colour, not the colour, so that light and dark can be changed under it.
"""

from __future__ import annotations

from functools import lru_cache
from string import Template

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.desktop.palette import colours

STROKES = {
    # workspaces
    "overview": "M3.5 7.5h17v12h-17z M9 7.5v-2a1.5 1.5 0 0 1 1.5-1.5h3a1.5 1.5 0 0 1 1.5 1.5v2 M3.5 12.5h17 M12 11.5v2",
    "intake": "M5 4.5h14v16h-14z M9 2.8h6v3.4h-6z M8.5 10.5h7 M8.5 13.7h7 M8.5 16.9h4.5",
    "evidence": "M5 4.5h14l2 9v6h-18v-6z M3 13.5h18 M16.5 16.5h1.5 M6.5 16.5h5",
    "files": "M3.5 18.5v-12.5h6l2 2.5h9v10z M3.5 10.5h17",
    "conversations": "M4 5h16v11h-9l-4.5 4v-4h-2.5z M8 9h8 M8 12h5",
    "timeline": "M12 12v-5 M12 12l3.5 2.5 M12 3.5a8.5 8.5 0 1 0 .01 0z",
    "search": "M10.5 4a6.5 6.5 0 1 0 .01 0z M15.5 15.5l5 5",
    "identifiers": "M9 4l-2 16 M17 4l-2 16 M4.5 9h16 M3.5 15h16",
    "findings": "M6 3.5h12v17l-6-4-6 4z M9 9.5l2.2 2.2 3.8-4",
    "checks": "M4 6.5l1.5 1.5 2.5-3 M11 6.5h9 M4 12.5l1.5 1.5 2.5-3 M11 12.5h9 M4 18.5l1.5 1.5 2.5-3 M11 18.5h9",
    "memo": "M6 3.5h8.5l4 4v13h-12.5z M14.5 3.5v4h4 M9 12h6.5 M9 15.5h6.5",
    "log": "M8 6h12 M8 12h12 M8 18h12 M4 6h.01 M4 12h.01 M4 18h.01",
    # verdicts and states
    "match": "M12 3.5a8.5 8.5 0 1 0 .01 0z M8 12.2l2.8 2.8 5.4-5.8",
    "mismatch": "M12 3.5a8.5 8.5 0 1 0 .01 0z M9 9l6 6 M15 9l-6 6",
    "nothing-to-compare": "M12 3.5a8.5 8.5 0 1 0 .01 0z M8.5 12h7",
    "unreadable": "M12 4l9 16h-18z M12 10v4.5 M12 17.2v.01",
    "open": "M12 3.5a8.5 8.5 0 0 1 4 1 M19 7a8.5 8.5 0 0 1 1.5 4.5 M20 15a8.5 8.5 0 0 1-3 4 M13.5 20.4a8.5 8.5 0 0 1-4.5-.4 "
    "M5.5 17.5a8.5 8.5 0 0 1-2-4.5 M4 9a8.5 8.5 0 0 1 3.5-4.2",
    "info": "M12 3.5a8.5 8.5 0 1 0 .01 0z M12 11v5.5 M12 7.7v.01",
    "warning": "M12 4l9 16h-18z M12 10v4.5 M12 17.2v.01",
    "error": "M8.2 3.5h7.6l4.7 4.7v7.6l-4.7 4.7h-7.6l-4.7-4.7v-7.6z M12 7.5v5.5 M12 16.3v.01",
    "busy": "M12 3.5v4 M12 16.5v4 M3.5 12h4 M16.5 12h4 M6 6l2.8 2.8 M15.2 15.2l2.8 2.8 M6 18l2.8-2.8 M15.2 8.8l2.8-2.8",
    "waiting": "M7 4h10 M7 20h10 M8 4c0 5 3.5 5 4 8-.5 3-4 3-4 8 M16 4c0 5-3.5 5-4 8 .5 3 4 3 4 8",
    # things
    "folder": "M3.5 18.5v-12.5h6l2 2.5h9v10z",
    "file": "M6 3.5h8.5l4 4v13h-12.5z M14.5 3.5v4h4",
    "link": "M10 14l4-4 M11 7.5l2-2a4 4 0 0 1 5.6 5.6l-2 2 M13 16.5l-2 2a4 4 0 0 1-5.6-5.6l2-2",
    "other": "M5 5h14v14h-14z M9.5 9.5h5v5h-5z",
    "volume": "M4 8c0-4.5 16-4.5 16 0v8c0 4.5-16 4.5-16 0z M4 8c0 4.5 16 4.5 16 0",
    "lock": "M5.5 10.5h13v9.5h-13z M8.5 10.5v-3a3.5 3.5 0 0 1 7 0v3",
    "deleted": "M4.5 7h15 M9.5 7v-2.5h5v2.5 M6.5 7l1 13h9l1-13 M10 11v5 M14 11v5",
    "message": "M4 5h16v11h-9l-4.5 4v-4h-2.5z",
    "person": "M12 4.5a3.8 3.8 0 1 0 .01 0z M4.5 20c.5-8 14.5-8 15 0",
    "record": "M4 5h16v14h-16z M4 9.5h16 M9.5 9.5v9.5",
    "attachment": "M18.5 11l-7 7a4.2 4.2 0 0 1-6-6l7.5-7.5a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.4 1.4 0 0 1-2-2l6.5-6.5",
    "image": "M4 5h16v14h-16z M4 16l4.5-4.5 4 4 3-3 4.5 4.5 M15.5 8.5a1 1 0 1 0 .01 0z",
    # acts
    "add": "M12 5v14 M5 12h14",
    "play": "M8 5l11 7-11 7z",
    "stop": "M7 7h10v10h-10z",
    "close": "M6 6l12 12 M18 6l-12 12",
    "back": "M14.5 5.5l-6.5 6.5 6.5 6.5",
    "forward": "M9.5 5.5l6.5 6.5-6.5 6.5",
    "tag": "M4 4h8l8.5 8.5-8 8-8.5-8.5z M8.5 8.5h.01",
    "cite": "M5 17c3 0 4-2 4-5v-5h-5v5h3 M15 17c3 0 4-2 4-5v-5h-5v5h3",
    "save": "M12 4v11 M7.5 11l4.5 4.5 4.5-4.5 M4.5 19.5h15",
    "refresh": "M19.5 12a7.5 7.5 0 1 1-2.3-5.4l2.3 2.2 M19.5 4v4.8h-4.8",
    "dark": "M19.5 14.5a8 8 0 0 1-10-10 8 8 0 1 0 10 10z",
    "light": "M12 8a4 4 0 1 0 .01 0z M12 2.5v2 M12 19.5v2 M2.5 12h2 M19.5 12h2 M5.3 5.3l1.4 1.4 M17.3 17.3l1.4 1.4 M5.3 18.7l1.4-1.4 M17.3 6.7l1.4-1.4",
    "down": "M7 10l5 5 5-5",
    "go": "M9 6h9v9 M18 6l-12 12",
    "panel": "M3.5 5h17v14h-17z M14.5 5v14",
    "chain": "M9 12h6 M10 8h-2.5a4 4 0 0 0 0 8h2.5 M14 8h2.5a4 4 0 0 1 0 8h-2.5",
}
SVG = Template(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="$path" fill="none" stroke="$colour" stroke-width="$width" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class Strokes(QIconEngine):
    """Draws one icon. `tone` is the name of a colour of the palette."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        drawn = self.pixmap(QSize(side, side) * painter.device().devicePixelRatio(), mode, state)
        painter.drawPixmap(QRect(rect.center().x() - (side - 1) // 2, rect.center().y() - (side - 1) // 2, side, side), drawn)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        tone = "faint" if mode is QIcon.Mode.Disabled else self._tone
        return _pixmap(self._name, size.width(), size.height(), getattr(colours(), tone))

    def clone(self) -> QIconEngine:
        return Strokes(self._name, self._tone)


@lru_cache(maxsize=1024)
def icon(name: str, tone: str = "ink") -> QIcon:
    return QIcon(Strokes(name, tone))


@lru_cache(maxsize=512)
def _pixmap(name: str, width: int, height: int, colour: str) -> QPixmap:
    """In physical pixels."""
    svg = SVG.substitute(path=STROKES[name], colour=colour, width=1.7 if width > 15 else 2.0)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    return QPixmap.fromImage(image)

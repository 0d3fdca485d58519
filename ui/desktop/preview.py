"""The content of one entry: its text, its bytes, its picture, its sound. A worker process reads and decodes; this only shows."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QStackedWidget, QTabWidget, QWidget

from evidence_desk.errors import Known
from evidence_desk.ingest import wire
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.store import browse, ids
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, rows, shown
from ui.desktop.desk import Desk
from ui.desktop.hexview import HexView
from ui.desktop.rows import File
from ui.desktop.sound import SoundView

FIRST_BYTES = 64 << 10
MOST_PIXELS = 1600
"""Of each side of a picture."""
TEXT, BYTES, PICTURE, SOUND = range(4)


class _Text(NamedTuple):
    """`encoding` None: the bytes as UTF-8, for want of a text that a worker found."""

    file: File
    encoding: str | None
    body: str | None


class Preview(QTabWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: str | None = None
        self._file: File | None = None
        self._sought: tuple[str, tuple[int, int]] | None = None
        self.text = Reader(desk)
        self.bytes = HexView(desk)
        self.picture = Picture(desk)
        self.sound = SoundView(desk)
        for widget in (self.text, self.bytes, self.picture, self.sound):
            self.addTab(widget, "")
        self.setDocumentMode(True)
        self.currentChanged.connect(self._turn)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @Slot(str)
    def look(self, item: str) -> None:
        """Shows an entry; a record, or nothing, leaves what is shown."""
        if item != self._item:
            self._item, self._file = item, None
            self._desk.lanes.rows.ask(lambda case: _text(case, item), self._show, self._desk.complain, "preview")

    def lead_to(self, item: str, extent: tuple[int, int]) -> None:
        """Marks bytes of an entry and brings them into view, as soon as it is the one that is shown."""
        self._sought = (item, extent)
        if self._file is not None and self._file.id == item:
            self._mark()

    def _mark(self) -> None:
        if self._sought is not None and self._file is not None and self._sought[0] == self._file.id:
            self.bytes.mark(*self._sought[1])
            self.setCurrentIndex(BYTES)
            self._sought = None

    def _show(self, found: _Text | None) -> None:
        if found is None:
            return
        self._file = found.file
        self.bytes.show_entry(found.file.id, found.file.size)
        self.picture.forget()
        self.sound.forget()
        if found.body is not None:
            self.text.show_text(found.body, found.encoding)
        elif found.file.size == 0:
            self.text.blank("file", "preview.empty")
        else:
            self.text.blank("waiting", "preview.reading")
            entry = found.file.id
            self._desk.lanes.looks.ask(lambda viewer: viewer.read(entry, 0, FIRST_BYTES), self._decoded, self.text.fail, "preview text")
        self.setCurrentIndex(_first_tab(found))
        self._turn(self.currentIndex())
        self._mark()

    def _decoded(self, data: bytes) -> None:
        self.text.show_text(data.decode("utf-8", "replace"), None)

    @Slot(int)
    def _turn(self, tab: int) -> None:
        """A picture or a sound is decoded when it is asked for."""
        if self._file is None:
            return
        if tab == PICTURE:
            self.picture.look(self._file)
        elif tab == SOUND:
            self.sound.look(self._file)

    @Slot()
    def _retell(self) -> None:
        for tab, key in ((TEXT, "preview.text"), (BYTES, "preview.bytes"), (PICTURE, "preview.picture"), (SOUND, "preview.sound")):
            self.setTabText(tab, self._desk.tongue.say(key))


class Reader(QStackedWidget):
    """Text, or why there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page = QWidget()
        self._text = QPlainTextEdit()
        self._text.setObjectName("reader")
        self._text.setReadOnly(True)
        self._text.setFont(fonts.text())
        self._about = parts.data("quiet", 12)
        self._encoding: str | None = None
        self._blank = parts.Blank(desk.tongue)
        layout = parts.column(self._about, self._text)
        layout.setContentsMargins(12, 8, 12, 0)
        self._page.setLayout(layout)
        self.addWidget(self._blank)
        self.addWidget(self._page)
        self.blank("file", "preview.nothing")
        desk.tongue.bind(self._text, self._text.setAccessibleName, "preview.text")
        desk.tongue.changed.connect(self._retell)

    def show_text(self, body: str, encoding: str | None) -> None:
        self._encoding = encoding
        self._text.setPlainText(shown.paragraph(body))
        self._retell()
        self.setCurrentIndex(1)

    def blank(self, icon: str, key: str) -> None:
        self._blank.tell(icon, key)
        self.setCurrentIndex(0)

    def fail(self, error: Known) -> None:
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))
        self.setCurrentIndex(0)

    def _retell(self) -> None:
        say = self._desk.tongue.say
        self._about.setText(say("preview.decoded", encoding=self._encoding) if self._encoding else say("preview.guessed"))


class Picture(QWidget):
    """A picture as a worker decoded it, no larger than it is and no larger than there is room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._image: QImage | None = None
        self._shown: str | None = None
        self._blank = parts.Blank(desk.tongue)
        self._blank.setParent(self)
        self._veiled = False
        self.unveil = QPushButton(self)
        self.unveil.clicked.connect(self._unveil)
        self.unveil.hide()
        desk.tongue.bind(self.unveil, self.unveil.setText, "preview.unveil")
        desk.tongue.bind(self, self.setAccessibleName, "preview.picture")

    def forget(self) -> None:
        self._image, self._shown = None, None
        self.unveil.hide()

    def look(self, file: File) -> None:
        if file.id != self._shown:
            self._ask(file.id, clear=False)

    @Slot()
    def _unveil(self) -> None:
        """Shown as it is because a person asked for it, and the log says so."""
        if self._shown is not None:
            self._desk.log("view.unveil", items=[self._shown])
            self._ask(self._shown, clear=True)

    def _ask(self, entry: str, clear: bool) -> None:
        self._shown, self._image = entry, None
        self.unveil.hide()
        self._blank.tell("waiting", "preview.reading")
        self._blank.show()
        self._desk.lanes.looks.ask(lambda viewer: _picture(viewer, entry, clear), self._show, self._fail, "picture")

    def _show(self, found: tuple[wire.Picture, bool]) -> None:
        picture, self._veiled = found
        form = QImage.Format.Format_RGBA8888
        self._image = QImage(picture.pixels, picture.width, picture.height, picture.width * 4, form).copy()
        self._blank.hide()
        self.unveil.setVisible(self._veiled)
        self._place()
        self.update()

    def _place(self) -> None:
        self.unveil.adjustSize()
        self.unveil.move((self.width() - self.unveil.width()) // 2, (self.height() - self.unveil.height()) // 2)

    def _fail(self, error: Known) -> None:
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))
        self._blank.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._blank.setGeometry(self.rect())
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        room = self.rect().adjusted(12, 12, -12, -12)
        size = self._image.size()
        if self._veiled or size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = QRect(room.topLeft(), size)
        target.moveCenter(room.center())
        painter.drawImage(target, self._image)


def _picture(viewer: Viewer, entry: str, clear: bool) -> tuple[wire.Picture, bool]:
    """The picture, and whether it is but a blur of it."""
    return viewer.picture(entry, MOST_PIXELS, MOST_PIXELS, clear), not clear and viewer.veiled(entry)


def _first_tab(found: _Text) -> int:
    match (found.file.mime or "").partition("/")[0]:
        case "image":
            return PICTURE
        case "audio":
            return SOUND
        case "":
            return TEXT
    return BYTES if found.body is None else TEXT


def _text(case: Case, item: str) -> _Text | None:
    table, row = ids.read(item)
    file = rows.row(browse.one(case, item, "en"), File) if table == "entries" else None
    if file is None:
        return None
    found = browse.text_of(case, row)
    if found is None:
        return _Text(file, None, None)
    inflater = zlib.decompressobj()
    return _Text(file, found[0], inflater.decompress(found[1], shown.LONGEST_TEXT * 4).decode("utf-8", "ignore"))

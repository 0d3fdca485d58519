"""The content of one entry: its text, its bytes, its picture, its sound. A worker process reads and decodes; this only shows.

What is covered (`review/protected.py`) is shown in no tab before a person asks for it; that is logged once, and holds until another entry is looked at.
"""

from __future__ import annotations

import zlib
from typing import Literal, NamedTuple

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QStackedWidget, QTabWidget, QWidget

from evidence_desk.errors import CaseReadOnly, Known
from evidence_desk.ingest import wire
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.review import protected
from evidence_desk.store import apart, browse, ids
from evidence_desk.store.case import Case
from ui.desktop import fonts, parts, rows, shown
from ui.desktop.cover import Cover
from ui.desktop.desk import Desk
from ui.desktop.hexview import HexView
from ui.desktop.rows import File
from ui.desktop.sound import SoundView

FIRST_BYTES = 64 << 10
MOST_PIXELS = 1600
"""Of each side of a picture."""
TEXT, BYTES, PICTURE, SOUND = range(4)


Standing = Literal["open", "covered", "apart"]
"""Whether content is shown, only when it is asked for, or not at all."""


class _Text(NamedTuple):
    """`encoding` None: the bytes as UTF-8, for want of a text that a worker found."""

    file: File
    standing: Standing
    encoding: str | None
    body: str | None


class Preview(QTabWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._item: str | None = None
        self._file: File | None = None
        self._standing: Standing = "open"
        self._asked = False
        self._sought: tuple[str, tuple[int, int]] | None = None
        self.text = Reader(desk)
        self.bytes = HexView(desk)
        self.picture = Picture(desk)
        self.sound = SoundView(desk)
        self.covers = tuple(Cover(desk.tongue, view) for view in (self.text, self.bytes, self.sound))
        for widget in (*self.covers[:PICTURE], self.picture, self.covers[-1]):
            self.addTab(widget, "")
        self.setDocumentMode(True)
        self.currentChanged.connect(self._turn)
        for cover in self.covers:
            cover.asked.connect(self._clear)
        self.picture.unveil.clicked.connect(self._clear)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @Slot(str)
    def look(self, item: str) -> None:
        """Shows an entry; a record, or nothing, leaves what is shown."""
        if item != self._item:
            self._item, self._file, self._asked = item, None, False
            self._read(item)

    def _read(self, item: str) -> None:
        clear = self._asked
        self._desk.lanes.rows.ask(lambda case: _text(case, item, clear), self._show, self._desk.complain, "preview")

    @Slot()
    def _clear(self) -> None:
        """Shown because a person asked for it, when the log has that."""
        if self._file is not None and not self._asked:
            item = self._file.id
            self._desk.lanes.marks.ask(lambda case: _logged(case, item), self._cleared, self._desk.complain, "unveil")

    def _cleared(self, item: str) -> None:
        if self._file is not None and self._file.id == item:
            self._asked = True
            self._read(item)

    @Slot()
    def _hear(self) -> None:
        """A mark or a rule may have covered what is shown, or set it apart: it does not stay in view."""
        file = self._file
        if file is not None:
            self._desk.lanes.rows.ask(
                lambda case: (file.id, _standing(case, file.id)), self._restand, self._desk.complain, "preview standing"
            )

    def _restand(self, found: tuple[str, Standing]) -> None:
        item, standing = found
        if self._file is not None and self._file.id == item and standing != self._standing:
            self._asked = False
            self._read(item)

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
        first, self._file, self._standing = self._file is None, found.file, found.standing
        covered = found.standing == "covered" and not self._asked
        for cover in self.covers:
            cover.cover(covered)
        self.picture.forget()
        self.sound.forget()
        if covered:
            self.text.blank("lock", "preview.covered")
            self.bytes.forget()
        else:
            self._show_content(found)
        if first:
            self.setCurrentIndex(_first_tab(found))
        self._turn(self.currentIndex())
        self._mark()

    def _show_content(self, found: _Text) -> None:
        clear = self._asked
        self.bytes.show_entry(found.file.id, found.file.size, clear)
        if found.body is not None:
            self.text.show_text(found.body, found.encoding)
        elif found.file.size == 0:
            self.text.blank("file", "preview.empty")
        else:
            self.text.blank("waiting", "preview.reading")
            entry = found.file.id
            self._desk.lanes.looks.ask(
                lambda viewer: (entry, viewer.read(entry, 0, FIRST_BYTES, clear)), self._decoded, self.text.fail, "preview text"
            )

    def _decoded(self, found: tuple[str, bytes]) -> None:
        entry, data = found
        if self._file is not None and self._file.id == entry and not self.covers[TEXT].covers:
            self.text.show_text(data.decode("utf-8", "replace"), None)

    @Slot(int)
    def _turn(self, tab: int) -> None:
        """A picture or a sound is decoded when it is asked for."""
        if self._file is None:
            return
        if tab == PICTURE:
            self.picture.look(self._file, self._asked)
        elif tab == SOUND and not self.covers[-1].covers:
            self.sound.look(self._file, self._asked)

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
        self._text.clear()
        self._blank.tell(icon, key)
        self.setCurrentIndex(0)

    def fail(self, error: Known) -> None:
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))
        self.setCurrentIndex(0)

    def _retell(self) -> None:
        say = self._desk.tongue.say
        self._about.setText(say("preview.decoded", encoding=self._encoding) if self._encoding else say("preview.guessed"))


class Picture(QWidget):
    """A picture as a worker decoded it, no larger than it is and no larger than there is room; of what is covered a blur, and the button that clears it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._image: QImage | None = None
        self._shown: str | None = None
        self._blank = parts.Blank(desk.tongue)
        self._blank.setParent(self)
        self._veiled = False
        self.unveil = QPushButton(self)
        self.unveil.hide()
        desk.tongue.bind(self.unveil, self.unveil.setText, "preview.unveil")
        desk.tongue.bind(self, self.setAccessibleName, "preview.picture")

    def forget(self) -> None:
        self._image, self._shown = None, None
        self.unveil.hide()
        self.update()

    def look(self, file: File, clear: bool) -> None:
        if file.id != self._shown:
            self._ask(file.id, clear)

    def _ask(self, entry: str, clear: bool) -> None:
        self._shown, self._image = entry, None
        self.unveil.hide()
        self._blank.tell("waiting", "preview.reading")
        self._blank.show()
        self._desk.lanes.looks.ask(lambda viewer: _picture(viewer, entry, clear), self._show, self._fail, "picture")

    def _show(self, found: _Drawn) -> None:
        if found.entry != self._shown:
            return
        picture, self._veiled = found.picture, found.veiled
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


class _Drawn(NamedTuple):
    """A picture, and whether it is but a blur of one."""

    entry: str
    picture: wire.Picture
    veiled: bool


def _picture(viewer: Viewer, entry: str, clear: bool) -> _Drawn:
    return _Drawn(entry, viewer.picture(entry, MOST_PIXELS, MOST_PIXELS, clear), not clear and viewer.covered(entry))


def _first_tab(found: _Text) -> int:
    match (found.file.mime or "").partition("/")[0]:
        case "image":
            return PICTURE
        case "audio":
            return SOUND
        case "" | "text":
            return TEXT
    return BYTES if found.body is None else TEXT


def _logged(case: Case, item: str) -> str:
    """CaseReadOnly where nothing can be logged: then it is not shown either."""
    if not case.writable:
        raise CaseReadOnly(path=str(case.folder))
    case.log("view.unveil", items=[item])
    return item


def _standing(case: Case, item: str) -> Standing:
    if apart.is_apart(case, item):
        return "apart"
    return "covered" if protected.is_covered(case, ids.read(item)[1]) else "open"


def _text(case: Case, item: str, clear: bool) -> _Text | None:
    """The text of what is covered is not even fetched before it is asked for."""
    table, row = ids.read(item)
    file = rows.row(browse.one(case, item, "en"), File) if table == "entries" else None
    if file is None:
        return None
    standing = _standing(case, item)
    found = browse.text_of(case, row) if standing == "open" or clear else None
    if found is None:
        return _Text(file, standing, None, None)
    inflater = zlib.decompressobj()
    return _Text(file, standing, found[0], inflater.decompress(found[1], shown.LONGEST_TEXT * 4).decode("utf-8", "ignore"))

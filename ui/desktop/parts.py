"""The small things that every pane is put together from, each bound to the language in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import fonts, icons
from ui.desktop.palette import colours
from ui.desktop.tongue import Tongue

FRAME = 5
"""Left and right of a text in a list, where Qt keeps room for the frame of the focus."""
PADDING = 6
"""Left and right of what stands in a list, as the style sheet has it."""
Entry = tuple[str, str, bool]
"""Of a sheet: a name, its value, and whether that stands in characters of one width."""


def label(tongue: Tongue, key: str, name: str = "", size: int = fonts.SIZE, weight: int = fonts.REGULAR) -> QLabel:
    """Words of ours. `name` picks its rule in the style sheet."""
    made = data(name, size, weight)
    tongue.bind(made, made.setText, key)
    return made


def data(name: str = "", size: int = fonts.SIZE, weight: int = fonts.REGULAR) -> QLabel:
    """A label for text that may come from evidence: never read as rich text."""
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(fonts.text(size, weight))
    made.setWordWrap(True)
    return made


class Line(QLabel):
    """A label of one line that is cut with dots where there is no room for it, and widens no window; the tool tip has all of it."""

    def __init__(self, name: str = "", size: int = fonts.SIZE, weight: int = fonts.REGULAR) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.text(size, weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def button(tongue: Tongue, key: str, icon: str | None, act: Callable[[], object], name: str = "") -> QPushButton:
    made = QPushButton()
    made.setObjectName(name)
    tongue.bind(made, made.setText, key)
    if icon is not None:
        made.setIcon(icons.icon(icon, "on_accent" if name == "main" else "ink"))
    made.clicked.connect(lambda: act())
    return made


def tool(tongue: Tongue, key: str, icon: str, act: Callable[[], object]) -> QToolButton:
    """A button that is an icon; its words are its tool tip and what a screen reader says."""
    made = QToolButton()
    made.setIcon(icons.icon(icon))
    made.setIconSize(QSize(18, 18))
    tongue.bind(made, made.setToolTip, key)
    tongue.bind(made, made.setAccessibleName, key)
    made.clicked.connect(lambda: act())
    return made


def rule() -> QFrame:
    made = QFrame()
    made.setObjectName("line")
    return made


def row(*widgets: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Side by side; None takes what room is left."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


def column(*widgets: QWidget, spacing: int = 8) -> QVBoxLayout:
    """Below each other; the last takes what room is left."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for widget in widgets:
        made.addWidget(widget)
    made.setStretch(made.count() - 1, 1)
    return made


def beside(owner: QWidget, left: QWidget, right: QWidget, widths: list[int]) -> None:
    """Fills a pane with a list and what is chosen from it; the border between them can be moved, and what is chosen grows."""
    across = QSplitter(Qt.Orientation.Horizontal)
    across.setChildrenCollapsible(False)
    across.addWidget(left)
    across.addWidget(right)
    across.setSizes(widths)
    across.setStretchFactor(1, 1)
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(across)


def in_order(*fields: QWidget) -> None:
    """Tab leads from one to the next as they stand on the screen, in whatever order they were made."""
    for one, other in pairwise(fields):
        QWidget.setTabOrder(one, other)


def form() -> QFormLayout:
    """Names on the left, fields on the right."""
    made = QFormLayout()
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(6)
    return made


def named(tongue: Tongue, key: str, field: QWidget) -> QWidget:
    """A field with its name above it."""
    made = QWidget()
    made.setLayout(column(label(tongue, key, "quiet", 12), field, spacing=4))
    return made


def card(owner: QWidget, tongue: Tongue, key: str, fields: QFormLayout) -> QVBoxLayout:
    """A form in a frame of its own that fills `owner`: its title, its fields, and room for what comes below them."""
    frame = QFrame()
    frame.setObjectName("card")
    outside = column(frame)
    outside.setContentsMargins(16, 10, 16, 6)
    owner.setLayout(outside)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(16, 14, 16, 14)
    inside.setSpacing(10)
    inside.addWidget(label(tongue, key, "", 15, fonts.STRONG))
    inside.addLayout(fields)
    return inside


class Wrapping(QStyledItemDelegate):
    """Makes room for all the lines of what wraps in a list: Qt itself reckons without the padding of the style sheet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        made = super().sizeHint(option, index)
        owner = self.parent()
        if isinstance(owner, QListWidget):
            icon = index.data(Qt.ItemDataRole.DecorationRole)
            spare = 2 * owner.spacing() + 2 * PADDING + (owner.iconSize().width() + PADDING if icon is not None else 0)
            room = max(40, owner.viewport().width() - spare - 2 * FRAME)
            font = index.data(Qt.ItemDataRole.FontRole) or owner.font()
            words = str(index.data(Qt.ItemDataRole.DisplayRole))
            needed = QFontMetrics(font).boundingRect(0, 0, room, 100_000, int(Qt.TextFlag.TextWordWrap), words)
            made.setHeight(max(28, needed.height() + 4))
        return made


def wrapping(made: QListWidget, spacing: int = 2) -> QListWidget:
    """Lets what is too long for a line of a list wrap."""
    made.setIconSize(QSize(16, 16))
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    made.setResizeMode(QListWidget.ResizeMode.Adjust)
    made.setTextElideMode(Qt.TextElideMode.ElideNone)
    made.setWordWrap(True)
    made.setSpacing(spacing)
    made.setItemDelegate(Wrapping(made))
    return made


def heading(words: str) -> QListWidgetItem:
    """A line of a list that stands above others and cannot be chosen."""
    made = QListWidgetItem(words)
    made.setFont(fonts.text(fonts.SIZE, fonts.STRONG))
    made.setFlags(Qt.ItemFlag.NoItemFlags)
    return made


def placeholder(words: str) -> QListWidgetItem:
    """What a list says where it has nothing to list."""
    made = QListWidgetItem(icons.icon("info", "faint"), words)
    made.setFlags(Qt.ItemFlag.NoItemFlags)
    return made


def listing() -> QListWidget:
    """A list as wide as it is, with icons as small as those of a table."""
    made = QListWidget()
    made.setIconSize(QSize(16, 16))
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    return made


class Choice(QComboBox):
    """With the arrow that a style sheet would take away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        area = QRect(self.width() - 22, (self.height() - 16) // 2, 16, 16)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        icons.icon("down", "quiet").paint(QPainter(self), area, Qt.AlignmentFlag.AlignCenter, mode)


class Glyph(QWidget):
    """An icon as a picture. What it means is always said in words beside it."""

    def __init__(self, name: str, tone: str = "ink", size: int = 18) -> None:
        super().__init__()
        self._icon = icons.icon(name, tone)
        self.setFixedSize(size, size)

    def show_icon(self, icon: QIcon) -> None:
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect(), Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal, QIcon.State.Off)


class Head(QWidget):
    """The top of a pane: its title, what it holds in a line, and its buttons."""

    def __init__(self, tongue: Tongue, key: str, *buttons: QWidget) -> None:
        super().__init__()
        self.setObjectName("head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.about = Line("quiet")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tongue, key, size=18, weight=fonts.STRONG))
        words.addWidget(self.about)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 12, 16, 12)
        layout.addLayout(words, 1)
        for one in buttons:
            layout.addWidget(one)


class Blank(QWidget):
    """Where there is nothing to list: an icon and a sentence that tells which kind of nothing it is."""

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self._tongue = tongue
        self._glyph = Glyph("info", "faint", 32)
        self._words = data("quiet")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMaximumWidth(420)
        self._said: Callable[[], str] = str
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addStretch(1)
        layout.addLayout(row(None, self._glyph, None))
        words = row(None, self._words, None)
        words.setStretch(1, 8)
        layout.addLayout(words)
        layout.addStretch(2)
        tongue.changed.connect(self._retell)

    def tell(self, icon: str, key: str, tone: str = "faint") -> None:
        self.tell_fault(icon, lambda: self._tongue.say(key), tone)

    def tell_fault(self, icon: str, said: Callable[[], str], tone: str = "caution") -> None:
        """A sentence that is not in the catalogue, such as that of a Known."""
        self._said = said
        self._glyph.show_icon(icons.icon(icon, tone))
        self._retell()

    def _retell(self) -> None:
        self._words.setText(self._said())


class Sheet(QTextEdit):
    """Names and values below each other: to be read, selected and copied, and broken anywhere so that digests fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.document().setDocumentMargin(0)
        self._rows: tuple[Entry, ...] = ()

    def fill(self, rows: Iterable[Entry]) -> None:
        self._rows = tuple(rows)
        self._write()

    def _write(self) -> None:
        """Inserted as characters: nothing in them is markup."""
        self.clear()
        cursor = self.textCursor()
        for number, (name, value, even) in enumerate(self._rows):
            cursor.setBlockFormat(_spaced(10 if number else 0))
            cursor.insertText(name, _letters(fonts.text(12), colours().quiet))
            cursor.insertBlock(_spaced(1))
            cursor.insertText(value, _letters(fonts.even() if even else fonts.text(), colours().ink))
            if number + 1 < len(self._rows):
                cursor.insertBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(int(self.document().size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def createMimeDataFromSelection(self) -> QMimeData:
        made = QMimeData()
        made.setText(self.textCursor().selection().toPlainText())
        return made


def _spaced(above: int) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    return made


def _letters(font: QFont, colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(font)
    made.setForeground(QColor(colour))
    return made

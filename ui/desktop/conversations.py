"""The conversations workspace: the threads on the left, the messages of one on the right, as bubbles or as a table."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.store import browse, ids
from evidence_desk.store.browse import Talk, TalkOrder, Vector
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, shown
from ui.desktop.beside import Beside, beside, told
from ui.desktop.bubbles import Bubbles
from ui.desktop.desk import Desk, Topic
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.rows import Conversation, Message
from ui.desktop.table import Column, Model, tags_column
from ui.desktop.tongue import Tongue

TYPING_MS = 250
MOST_LINES = 4
"""About copies and gaps that stand above the messages; all stand in what is shown when the pointer rests there."""


class _Opened(NamedTuple):
    """`item`: what is to be shown in it, if anything."""

    conversation: Conversation | None
    talk: Talk
    item: str | None
    beside: Beside


class ConversationsPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._order: tuple[TalkOrder, bool] = ("source", False)
        self.head = parts.Head(desk.tongue, "workspace.conversations")
        self.filter = QLineEdit()
        self.model = Model(desk, Conversation, self._columns(), lambda row: row.messages == 0, self)
        self.grid = Grid(desk, self.model, "workspace.conversations")
        self.talk = TalkView(desk)
        self._blank = parts.Blank(desk.tongue)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self.setFocusProxy(self.grid)
        self._lay_out()
        self._typing.timeout.connect(self.look)
        self.filter.textChanged.connect(self._typing.start)
        self.grid.chosen.connect(self.talk.open)
        self.model.ordered.connect(self._sort)
        desk.changed.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self.look()

    def _lay_out(self) -> None:
        tongue = self._desk.tongue
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icons.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        tongue.bind(self.filter, self.filter.setPlaceholderText, "conversations.filter")
        tongue.bind(self.filter, self.filter.setAccessibleName, "conversations.filter")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.grid)
        left = QWidget()
        strip = QHBoxLayout()
        strip.setContentsMargins(12, 8, 12, 8)
        strip.addWidget(self.filter)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(strip)
        inside.addWidget(self._stack, 1)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(left)
        across.addWidget(self.talk)
        across.setSizes([410, 560])
        across.setStretchFactor(0, 2)
        across.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(across, 1)

    def _columns(self) -> list[Column[Conversation]]:
        return [
            Column("column.title", 150, lambda row: _title(row, self._desk.tongue), "title", _icon),
            Column("column.messages", 64, lambda row: shown.number(row.messages), "messages", right=True),
            Column("column.last", 134, self._last, "last"),
            Column("column.app", 84, lambda row: shown.line(row.app), "app"),
        ]

    def _last(self, row: Conversation) -> str:
        return self._desk.clock.at(row.last)[:16] if row.last else shown.line(row.last_local)

    @Slot()
    def look(self) -> None:
        text, (order, down) = self.filter.text(), self._order
        self._desk.lanes.lists.ask(
            lambda case: browse.conversations(case, text, order, down), self._show, self._desk.complain, "conversations"
        )

    def show_place(self, place: Place) -> None:
        if place.item is not None:
            self.talk.open(place.item)

    def _show(self, found: Vector) -> None:
        self.grid.refill(found)
        self._stack.setCurrentIndex(1 if len(found) else 0)
        self._blank.tell("conversations", "conversations.no-match" if self.filter.text() else "conversations.none")
        self._retell()

    @Slot(str, bool)
    def _sort(self, order: TalkOrder, descending: bool) -> None:
        self._order = (order, descending)
        self.look()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        self.talk.messages.forget()  # also where their contents changed: some may be set apart by now
        if topic == "marks":
            self.model.forget()
        else:
            self.look()

    @Slot()
    def _retell(self) -> None:
        self.head.about.setText(self._desk.tongue.say("conversations.about", count=shown.number(len(self.model.listed))))


class TalkView(QWidget):
    """The messages of one conversation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._conversation: Conversation | None = None
        self._by_time = True
        self._beside: Beside | None = None
        self.messages = Model(desk, Message, self._columns(), lambda row: row.deleted or row.recovered is not None, self)
        self.bubbles = Bubbles(desk, self.messages)
        self.grid = Grid(desk, self.messages, "conversations.table")
        self.title = parts.data("", 15, fonts.STRONG)
        self.about = parts.data("quiet", 12)
        self.beside = parts.data("quiet", 12)
        self.beside.setWordWrap(True)
        self.zone = parts.label(desk.tongue, "conversations.untimed", "caution", 12)
        self.as_bubbles = self._choice("conversations.as-bubbles", True)
        self.as_table = self._choice("conversations.as-table", False)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("conversations", "conversations.choose")
        self._lay_out()
        desk.tongue.changed.connect(self._retell)

    def _choice(self, key: str, chosen: bool) -> QPushButton:
        made = parts.button(self._desk.tongue, key, None, self._turn)
        made.setCheckable(True)
        made.setChecked(chosen)
        return made

    def _lay_out(self) -> None:
        self._ways = QButtonGroup(self)
        self._ways.addButton(self.as_bubbles)
        self._ways.addButton(self.as_table)
        top = QVBoxLayout()
        top.setContentsMargins(16, 10, 16, 8)
        top.setSpacing(4)
        first = parts.row(self.title, self.as_bubbles, self.as_table)
        first.setStretch(0, 1)
        top.addLayout(first)
        top.addWidget(self.about)
        top.addWidget(self.beside)
        top.addWidget(self.zone)
        self._kinds = QStackedWidget()
        self._kinds.addWidget(self.bubbles)
        self._kinds.addWidget(self.grid)
        self._page = QWidget()
        inside = QVBoxLayout(self._page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(top)
        inside.addWidget(parts.rule())
        inside.addWidget(self._kinds, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self._page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _columns(self) -> list[Column[Message]]:
        say = self._desk.tongue.say
        return [
            Column("column.time", 150, lambda row: self._desk.clock.at(row.sent) if row.sent else shown.line(row.sent_local)),
            Column("column.sender", 120, lambda row: shown.line(row.sender or row.sender_id)),
            Column("column.direction", 60, lambda row: say(f"direction.{row.direction or 'unknown'}")),
            Column("column.text", 360, lambda row: shown.line(row.text) if row.text else say(f"message.{row.kind}")),
            Column("column.state", 90, self._state),
            tags_column(),
        ]

    def _state(self, row: Message) -> str:
        marks = [self._desk.tongue.say(f"state.{name}") for name in ("deleted", "edited") if getattr(row, name)]
        marks += [self._desk.tongue.say(f"state.recovered.{row.recovered}")] if row.recovered else []
        return self._desk.tongue.say("list.comma").join(marks)

    @Slot(str)
    def open(self, item: str) -> None:
        """A conversation, or the one that a message or a participant is of."""
        if self.messages.listed.find(item) is not None:
            self._go_to(item)
            return
        self._desk.view((item,))
        self._desk.lanes.rows.ask(lambda case: _open(case, item), self._show, self._desk.complain, "conversation")

    def _show(self, found: _Opened) -> None:
        self._conversation, self._by_time, self._beside = found.conversation, found.talk.by_time, found.beside
        self.messages.show(found.talk.messages)
        self.zone.setVisible(not found.talk.by_time)
        self._stack.setCurrentIndex(1)
        self._retell()
        if found.item is not None:
            self._go_to(found.item)

    def _go_to(self, item: str) -> None:
        (self.bubbles if self._kinds.currentIndex() == 0 else self.grid).go_to(item)

    def _turn(self) -> None:
        """To the other way of showing, at the same message."""
        at = next(iter(self.bubbles.items if self._kinds.currentIndex() == 0 else self.grid.items), None)
        self._kinds.setCurrentIndex(0 if self.as_bubbles.isChecked() else 1)
        if at is not None:
            self._go_to(at)

    @Slot()
    def _retell(self) -> None:
        one, say = self._conversation, self._desk.tongue.say
        if one is None:
            return
        self.title.setText(_title(one, self._desk.tongue))
        order = say("conversations.by-time" if self._by_time else "conversations.as-stored")
        counts = say("conversations.counts", people=one.participants, messages=shown.number(one.messages))
        self.about.setText(" · ".join((shown.line(one.app), say(f"talk.{one.kind}"), counts, order)))
        lines = told(self._beside, say) if self._beside is not None else []
        cut = len(lines) > MOST_LINES
        self.beside.setText("\n".join(lines[:MOST_LINES]) + ("\n…" if cut else ""))
        self.beside.setToolTip("\n".join(lines) if cut else "")
        self.beside.setVisible(bool(lines))


def _title(row: Conversation, tongue: Tongue) -> str:
    """What the source calls it, or else who is in it."""
    if row.title:
        return shown.line(row.title)
    return shown.line(tongue.say("list.comma").join(row.people)) if row.people else tongue.say("talk.untitled")


def _icon(row: Conversation) -> tuple[str, str]:
    return "person" if row.kind == "direct" else "conversations", "quiet"


def _open(case: Case, item: str) -> _Opened:
    table, row = ids.read(item)
    shown_row = browse.one(case, item, "en")
    written = item if table == "conversations" else str(shown_row["conversation"]) if shown_row is not None else item
    if table != "conversations":
        row = ids.read(written)[1]
    conversation = rows.row(browse.one(case, written, "en"), Conversation)
    return _Opened(conversation, browse.messages(case, row), item if table == "messages" else None, beside(case, row))

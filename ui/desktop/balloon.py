"""One message as a bubble: measured for a width, then drawn. Who wrote it is said in words; no colour stands for a person.

Right is what the source says the device's owner sent, left what it says they got or where it does not say;
in the latter case the bubble has no corner that points anywhere. What has no sender stands in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTextLayout, QTextOption

from ui.desktop import fonts, icons, shown
from ui.desktop.palette import colours
from ui.desktop.rows import Attachment, Message
from ui.desktop.shown import Clock
from ui.desktop.table import Line
from ui.desktop.thumbs import HEIGHT, WIDTH, Thumbs
from ui.desktop.told import Telling
from ui.desktop.tongue import Tongue

MARGIN, PADDING, GAP, LEAD = 20.0, 11.0, 5.0, 1.0
WIDEST = 620.0
LONGEST = 4000
"""Characters of a message that its bubble shows; the inspector shows more."""
DAY_HEIGHT = 40.0
WAITING_HEIGHT = 64.0
ICON = 16


class Run(NamedTuple):
    """A laid out text within the bubble."""

    layout: QTextLayout
    at: QPointF
    tone: str


class Mark(NamedTuple):
    icon: str
    tone: str
    at: QPointF


class Picture(NamedTuple):
    """The room of a picture, by its entry."""

    entry: str
    at: QRectF


@dataclass(frozen=True, slots=True)
class Balloon:
    """Coordinates are within the row; `frame` is the bubble, None for what has none."""

    height: float
    day: str | None
    frame: QRectF | None
    side: str | None
    deleted: bool
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    pictures: tuple[Picture, ...] = ()


class Bubbler:
    """Measures and draws, in one language and zone."""

    def __init__(self, tongue: Tongue, clock: Clock) -> None:
        self._tongue, self._clock = tongue, clock
        self._telling = Telling(tongue.say, clock)

    def measure(self, line: Line[Message], before: Line[Message] | None, width: float) -> Balloon:
        message = line.row
        if message is None:
            return self._withheld(width)
        day = self.day(message)
        earlier = before.row if before is not None else None
        first_of_day = earlier is None or self.day(earlier) != day
        top = DAY_HEIGHT if first_of_day and day else GAP
        build = _Stack(min(WIDEST, (width - 2 * MARGIN) * 0.74) - 2 * PADDING)
        if message.kind == "system" or (message.sender is None and message.sender_id is None and message.direction is None):
            return self._notice(message, line.tags, build, day if first_of_day else None, top, width)
        self._head(message, build)
        self._body(message, build)
        for attachment in message.attachments:
            self._attachment(attachment, build)
        for said in self._telling.below(message):
            build.marked(said.icon, said.words, fonts.text(12 if said.tone == "ink" else 11), said.tone)
        self._foot(message, line.tags, build)
        inner = build.width
        left = width - MARGIN - inner - 2 * PADDING if message.direction == "out" else MARGIN
        frame = QRectF(left, top, inner + 2 * PADDING, build.height + 2 * PADDING - 4)
        origin = QPointF(left + PADDING, top + PADDING - 2)
        return Balloon(
            frame.bottom() + GAP,
            day if first_of_day else None,
            frame,
            message.direction,
            message.deleted or message.recovered is not None,
            *build.placed(origin),
        )

    def _withheld(self, width: float) -> Balloon:
        """Of a row that is there without what it says: that it is so."""
        build = _Stack(WIDEST)
        build.marked("lock", self._tongue.say("message.withheld"), fonts.text(12), "quiet")
        left = max(MARGIN, (width - build.width) / 2)
        frame = QRectF(left - PADDING, GAP, build.width + 2 * PADDING, build.height + PADDING)
        return Balloon(
            max(WAITING_HEIGHT, frame.bottom() + GAP), None, frame, "notice", False, *build.placed(QPointF(left, GAP + PADDING / 2))
        )

    def day(self, message: Message) -> str:
        """The day in the case's zone; where no zone is known, the beginning of the source's own text."""
        if message.sent is not None:
            return self._clock.day(message.sent)
        words = (message.sent_local or "").replace("T", " ").replace(",", " ").split()
        return shown.line(words[0]) if words else ""

    def _time(self, message: Message) -> str:
        if message.sent is not None:
            return self._clock.at(message.sent)[11:]
        return shown.line(message.sent_local)

    def _head(self, message: Message, build: _Stack) -> None:
        name = shown.line(message.sender or message.sender_id) if message.sender or message.sender_id else ""
        if name and message.sender_certainty != "exact":
            name = self._tongue.say(f"sender.{message.sender_certainty}", who=name)
        if message.direction == "out" and not name:
            name = self._tongue.say("direction.out")
        used = build.add(name, fonts.text(12, fonts.STRONG), "quiet", limit=build.widest * 0.6, one_line=True) if name else 0.0
        build.beside(self._time(message), fonts.text(11), "faint", used + 8 if used else 0.0)

    def _body(self, message: Message, build: _Stack) -> None:
        for said in self._telling.above(message):
            build.marked(said.icon, said.words, fonts.text(11), said.tone)
        if message.kind not in ("text", "system"):
            build.add(self._tongue.say(f"message.{message.kind}"), fonts.text(12), "quiet")
        if message.text:
            cut = message.text[:LONGEST]
            build.add(shown.paragraph(cut) + ("…" if len(cut) < len(message.text) else ""), fonts.text(14), "ink")
        elif message.kind == "text" and not message.attachments:
            build.add(self._tongue.say("message.no-text"), fonts.text(12), "faint")

    def _attachment(self, one: Attachment, build: _Stack) -> None:
        present = one.state == "present"
        name = shown.line(one.name or one.path) if one.name or one.path else self._tongue.say("field.attachment")
        words = f"{name}  ·  {self._tongue.say(f'attachment.{one.state}')}"
        build.marked("attachment", words, fonts.text(12), "ink" if present else "caution")
        if one.picture is not None:
            build.picture(one.picture)

    def _foot(self, message: Message, tags: list[str], build: _Stack) -> None:
        if message.readings:
            either = self._tongue.say("list.or").join(reading.replace("T", " ") for reading in message.readings)
            build.marked("warning", self._tongue.say("message.readings", either=either), fonts.text(11), "caution")
        if message.deleted:
            build.marked("deleted", self._tongue.say("state.deleted"), fonts.text(11), "fails")
        if message.recovered:
            build.marked("deleted", self._tongue.say(f"state.recovered.{message.recovered}"), fonts.text(11), "fails")
        if message.edited:
            build.marked("refresh", self._tongue.say("state.edited"), fonts.text(11), "quiet")
        if tags:
            build.marked("tag", self._tongue.say("list.comma").join(shown.line(tag) for tag in tags), fonts.text(11), "accent")

    def _notice(self, message: Message, tags: list[str], build: _Stack, day: str | None, top: float, width: float) -> Balloon:
        build.add(self._time(message), fonts.text(11), "faint")
        build.add(shown.paragraph((message.text or "")[:LONGEST]) or self._tongue.say("message.no-text"), fonts.text(12), "quiet")
        for attachment in message.attachments:
            self._attachment(attachment, build)
        for said in self._telling.below(message):
            build.marked(said.icon, said.words, fonts.text(11), said.tone)
        self._foot(message, tags, build)
        left = (width - build.width) / 2
        frame = QRectF(left - PADDING, top, build.width + 2 * PADDING, build.height + PADDING)
        return Balloon(
            frame.bottom() + GAP,
            day,
            frame,
            "notice",
            message.deleted or message.recovered is not None,
            *build.placed(QPointF(left, top + PADDING / 2)),
        )


class _Stack:
    """Texts below each other, laid out within a width."""

    def __init__(self, widest: float) -> None:
        self.widest = widest
        self.width = self.height = 0.0
        self._runs: list[Run] = []
        self._marks: list[Mark] = []
        self._pictures: list[Picture] = []

    def add(self, text: str, font: QFont, tone: str, left: float = 0.0, limit: float = 0.0, one_line: bool = False) -> float:
        """How wide it became."""
        layout, width, height = _laid(text, font, (limit or self.widest) - left, one_line)
        self._runs.append(Run(layout, QPointF(left, self.height), tone))
        self.width = max(self.width, left + width)
        self.height += height + LEAD
        return left + width

    def beside(self, text: str, font: QFont, tone: str, left: float) -> None:
        """On the line of what came last, where there is room for it; otherwise below."""
        layout, width, height = _laid(text, font, self.widest, False)
        if left and left + width <= self.widest:
            last = self._runs[-1].layout.boundingRect().height()
            self._runs.append(Run(layout, QPointF(left, self.height - LEAD - height - (last - height) / 2), tone))
            self.width = max(self.width, left + width)
        else:
            self.add(text, font, tone)

    def marked(self, icon: str, text: str, font: QFont, tone: str) -> None:
        self._marks.append(Mark(icon, tone, QPointF(0.0, self.height + 1)))
        self.add(text, font, tone, left=ICON + 6.0)

    def picture(self, entry: str) -> None:
        self._pictures.append(Picture(entry, QRectF(0.0, self.height + LEAD, WIDTH, HEIGHT)))
        self.width = max(self.width, float(WIDTH))
        self.height += HEIGHT + 2 * LEAD

    def placed(self, origin: QPointF) -> tuple[tuple[Run, ...], tuple[Mark, ...], tuple[Picture, ...]]:
        runs = tuple(Run(run.layout, run.at + origin, run.tone) for run in self._runs)
        marks = tuple(Mark(mark.icon, mark.tone, mark.at + origin) for mark in self._marks)
        return runs, marks, tuple(Picture(one.entry, one.at.translated(origin)) for one in self._pictures)


def draw(painter: QPainter, one: Balloon, top: float, width: float, selected: bool, thumbs: Thumbs) -> None:
    of = colours()
    painter.save()
    painter.translate(0, top)
    if one.day is not None:
        _draw_day(painter, one.day, width)
    if one.frame is not None:
        fill = of.window if one.side == "notice" else of.tint if one.side == "out" else of.wash
        pen = QPen(QColor(of.accent if selected else of.fails if one.deleted else of.hairline), 2.0 if selected else 1.0)
        if one.deleted and not selected:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(fill))
        painter.drawPath(_outline(one.frame, one.side))
    for mark in one.marks:
        icons.icon(mark.icon, mark.tone).paint(painter, int(mark.at.x()), int(mark.at.y()), ICON, ICON)
    for picture in one.pictures:
        _draw_picture(painter, picture, thumbs)
    for run in one.runs:
        painter.setPen(QColor(getattr(of, run.tone)))
        run.layout.draw(painter, run.at)
    painter.restore()


def _draw_picture(painter: QPainter, one: Picture, thumbs: Thumbs) -> None:
    """At the left of its room; a frame while it is still to come, and a sign where it cannot be shown."""
    image = thumbs.get(one.entry)
    if image is not None:
        size = image.size().scaled(one.at.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > image.width():
            size = image.size()
        painter.drawImage(QRectF(one.at.topLeft(), size.toSizeF()), image)
        return
    painter.setPen(QPen(QColor(colours().hairline)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(one.at)
    middle = one.at.center().toPoint()
    sign = "lock" if thumbs.covers(one.entry) else "unreadable" if thumbs.has(one.entry) else "waiting"
    icons.icon(sign, "faint").paint(painter, middle.x() - ICON // 2, middle.y() - ICON // 2, ICON, ICON)


def _draw_day(painter: QPainter, day: str, width: float) -> None:
    painter.setPen(QColor(colours().quiet))
    painter.setFont(fonts.text(12, fonts.STRONG))
    painter.drawText(QRectF(0, 10, width, 22), Qt.AlignmentFlag.AlignCenter, day)


def _outline(frame: QRectF, side: str | None) -> QPainterPath:
    """Round, but for the corner that points to who wrote it."""
    path = QPainterPath()
    path.addRoundedRect(frame, 10, 10)
    if side in ("in", "out"):
        corner = QRectF(frame.left() if side == "in" else frame.right() - 12, frame.top(), 12, 12)
        square = QPainterPath()
        square.addRoundedRect(corner, 3, 3)
        path = path.united(square)
    return path


def _laid(text: str, font: QFont, width: float, one_line: bool) -> tuple[QTextLayout, float, float]:
    """The layout, and how wide and high it came out."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    widest = height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        widest = max(widest, line.naturalTextWidth())
        if one_line:
            break
    layout.endLayout()
    return layout, widest, height

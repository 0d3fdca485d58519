"""The panel on the right: what the selected thing is, where its bytes lie, and its marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.review.marks import CITABLE
from evidence_desk.store import apart, browse, ids, tables
from evidence_desk.store.case import Case
from ui.desktop import fonts, icons, parts, rows, shown
from ui.desktop.describe import Described, Describer
from ui.desktop.desk import Desk, citable
from ui.desktop.tagging import Tagging

WIDTH = 320
APART = tuple(apart.READ)
"""Tables whose rows may be set apart as communications with counsel: these are found by their id alone."""


class _Found(NamedTuple):
    item: str
    described: Described | None
    tags: list[rows.Tag]
    findings: list[rows.Finding]


class Inspector(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(260)
        self._desk = desk
        desk.tongue.bind(self, self.setAccessibleName, "inspector")
        self.title = Title(desk)
        self.fields = Fields(desk)
        self.marks = Marks(desk)
        self.tagging = Tagging(desk)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("panel", "inspector.nothing")
        self._lay_out()
        desk.selected.connect(self._look)
        desk.changed.connect(lambda: self._look(desk.items))
        desk.tongue.changed.connect(lambda: self._look(desk.items))
        desk.tagging.connect(self._tag)
        self._look(())

    def _lay_out(self) -> None:
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(16, 14, 16, 16)
        body.setSpacing(14)
        for part in (self.title, self.tagging, self.fields, parts.rule(), self.marks):
            body.addWidget(part)
        body.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        layout.addWidget(self._blank)

    @Slot(object)
    def _look(self, items: tuple[str, ...]) -> None:
        if not items:
            self._scroll.hide()
            self._blank.show()
            return
        describer, item = Describer(self._desk.tongue.language, self._desk.clock), items[0]
        self._desk.lanes.rows.ask(lambda case: _find(case, item, describer), self._show, self._fail, "inspector")

    def _show(self, found: _Found) -> None:
        if not citable((found.item,)):
            self.tagging.hide()
        self._blank.hide()
        self._scroll.show()
        self.title.show_title(found.item, found.described)
        self.fields.show_fields(found.described)
        self.marks.show_marks(found.tags, found.findings)

    def _fail(self, error: Known) -> None:
        self._scroll.hide()
        self._blank.show()
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))

    @Slot()
    def _tag(self) -> None:
        if citable(self._desk.items[:1]):
            self._blank.hide()
            self._scroll.show()
            self.show()
            self.tagging.begin()
            self._scroll.ensureWidgetVisible(self.title)


class Title(QWidget):
    """What is selected, in a line, and what can be done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._described: Described | None = None
        self._glyph = parts.Glyph("other")
        self.kind = parts.data("quiet", 12)
        self.words = parts.data("", 15, fonts.STRONG)
        self.number = parts.data("quiet", 12)
        self.tag = parts.button(desk.tongue, "tag", "tag", desk.tagging.emit)
        self.cite = parts.button(desk.tongue, "cite", "cite", desk.cite)
        self.source = parts.tool(desk.tongue, "inspector.source", "go", self._open)
        self.setLayout(parts.column(self.words))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(0, parts.row(self._glyph, self.kind, None, self.number))
            layout.addLayout(parts.row(self.tag, self.cite, None, self.source))
        for label in (self.kind, self.number):
            label.setWordWrap(False)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_title(self, item: str, described: Described | None) -> None:
        say, more = self._desk.tongue.say, len(self._desk.items) - 1
        kind = described.kind if described is not None else say("inspector.gone")
        self.kind.setText(kind + (say("inspector.more", count=more) if more > 0 else ""))
        self.number.setText(item)
        self.words.setText(described.title if described is not None else "")
        self._glyph.show_icon(icons.icon(described.icon if described is not None else "other", "accent"))
        self._described = described
        self.source.setVisible(described is not None and described.source is not None)
        for one in (self.tag, self.cite):
            one.setVisible(described is not None and ids.read(item)[0] in CITABLE)

    def _open(self) -> None:
        if self._described is not None and self._described.source is not None:
            self._desk.go(self._described.source, self._described.extent)


class Fields(QWidget):
    """What the case has of it, and where its bytes lie."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.values, self.locus = parts.Sheet(), parts.Sheet()
        self._where = parts.label(desk.tongue, "inspector.where", "", fonts.SIZE, fonts.STRONG)
        self.setLayout(parts.column(self.values, self._where, self.locus, spacing=10))

    def show_fields(self, described: Described | None) -> None:
        self.values.fill(described.fields if described is not None else ())
        self.locus.fill(described.locus if described is not None else ())
        self._where.setVisible(described is not None and bool(described.locus))


class Marks(QWidget):
    """The tags of the thing, and the findings that rest on it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(parts.label(desk.tongue, "inspector.marks", "", fonts.SIZE, fonts.STRONG))
        self._list = QWidget()

    def show_marks(self, tags: list[rows.Tag], findings: list[rows.Finding]) -> None:
        self._layout.removeWidget(self._list)
        self._list.deleteLater()
        self._list = QWidget()
        layout = QVBoxLayout(self._list)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for line in (*self._tags(tags), *self._findings(findings)):
            layout.addWidget(line)
        if not tags and not findings:
            layout.addWidget(parts.label(self._desk.tongue, "inspector.unmarked", "quiet"))
        self._layout.addWidget(self._list)

    def _tags(self, tags: list[rows.Tag]) -> Iterator[QWidget]:
        for tag in tags:
            chip = parts.data("chip")
            chip.setWordWrap(False)
            chip.setText(shown.line(tag.tag))
            bearing = self._desk.tongue.say(f"bearing.{tag.bearing}") if tag.bearing else ""
            about = parts.data("quiet", 12)
            about.setText(" · ".join(filter(None, (tag.fact, bearing, tag.actor, self._desk.clock.at(tag.time)))))
            yield _stacked(chip, tag.note, about)

    def _findings(self, findings: list[rows.Finding]) -> Iterator[QWidget]:
        for finding in findings:
            said = parts.data()
            said.setText(shown.line(finding.text))
            about = parts.data("quiet", 12)
            about.setText(self._desk.tongue.say("inspector.finding", finding=finding.id))
            yield _stacked(said, None, about)


def _stacked(first: QWidget, note: str | None, about: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    top = QHBoxLayout()
    top.addWidget(first)
    if first.objectName() == "chip":
        top.addStretch(1)
    layout.addLayout(top)
    if note:
        words = parts.data()
        words.setText(shown.paragraph(note))
        layout.addWidget(words)
    layout.addWidget(about)
    return made


def _find(case: Case, item: str, describer: Describer) -> _Found:
    table, _ = ids.read(item)
    row = browse.one(case, item, describer.language)
    if row is None and table in APART and tables.one(case, item) is not None:
        return _Found(item, describer.apart(table), [], [])
    tags = [rows.require(one, rows.Tag) for one in tables.rows(case, "tags", {"item": item})]
    citing = [browse.one(case, finding, describer.language) for finding in browse.citing(case, item)]
    findings = [rows.require(one, rows.Finding) for one in citing if one is not None]
    return _Found(item, None if row is None else describer.describe(table, row), tags, findings)

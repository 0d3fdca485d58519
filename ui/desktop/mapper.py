"""Saying what the columns of a table are, with its first rows as they will become records beside; the mapping can be saved and used again."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace as changed
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from evidence_desk import mapping
from evidence_desk.errors import Known, PathUnreadable
from evidence_desk.ingest import proposal
from evidence_desk.mapping import Columns, Mapping
from evidence_desk.model import Call, Contact, Counter, Found, Gap, Message, PersonalRecord, ZoneBasis
from evidence_desk.store.evidence import Registration
from evidence_desk.words import gap_text
from ui.desktop import fonts, parts, shown
from ui.desktop.cells import Cells
from ui.desktop.columnform import ColumnForm
from ui.desktop.desk import Desk

MOST_ROWS = 20
TYPING_MS = 500
LARGEST = 1 << 20
COLUMNS: dict[str, tuple[str, ...]] = {
    "messages": ("sent", "sender", "direction", "text", "conversation", "kind"),
    "payments": ("sent", "payer", "payee", "amount", "direction", "state"),
    "calls": ("time", "number", "name", "direction", "outcome", "duration"),
    "contacts": ("name", "number", "email"),
    "personal": ("category", "name", "resident_id", "phone", "account", "address"),
    "counters": ("time", "subject", "what", "count", "site"),
}
"""What of each kind of record the first rows show."""


class Mapper(QWidget):
    """The table is read in a worker; nothing is registered before it is asked for. `given` tells what is to be registered, `left` that nothing is."""

    given = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._registration: Registration | None = None
        self._columns: Columns | None = None
        self.title, self.about, self.fault = parts.data("", 15, fonts.STRONG), parts.data("quiet"), parts.data("fault")
        self.form = ColumnForm(desk)
        self.lacks, self.count = parts.data("caution", 12), parts.data("", fonts.SIZE, fonts.STRONG)
        self.rows: Cells | None = None
        self.save = parts.button(desk.tongue, "map.register", "add", self._give, "main")
        self.plain = parts.button(desk.tongue, "map.plain", None, self._give_plain)
        self.write = parts.button(desk.tongue, "map.write", "save", self._choose_out)
        self.read = parts.button(desk.tongue, "map.read", "folder", self._choose_in)
        self.cancel = parts.button(desk.tongue, "cancel", None, self._leave)
        self._soon = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._soon.timeout.connect(self._preview)
        self._lay_out()
        self.form.changed.connect(self._tell)
        desk.tongue.changed.connect(self._tell)

    def _lay_out(self) -> None:
        head = parts.row(self.title, self.read, self.write)
        head.setStretch(0, 1)
        top = QVBoxLayout()
        top.setContentsMargins(20, 12, 20, 8)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.about)
        top.addWidget(self.fault)
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(16, 10, 20, 12)
        self._right.addWidget(self.lacks)
        self._right.addWidget(self.count)
        across = QSplitter()
        across.setChildrenCollapsible(False)
        across.addWidget(self.form)
        across.addWidget(right)
        across.setSizes([400, 468])
        across.setStretchFactor(1, 1)
        below = parts.row(self.save, self.plain, None, self.cancel)
        below.setContentsMargins(20, 10, 20, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(parts.rule())
        layout.addWidget(across, 1)
        layout.addWidget(parts.rule())
        layout.addLayout(below)
        for label in (self.fault, self.lacks):
            label.hide()

    def begin(self, given: Registration) -> None:
        """For a table that is to be registered: its columns are looked at, and a mapping proposed by their names."""
        self._registration, self._columns = given, None
        self.fault.hide()
        self.title.setText(self._desk.tongue.say("map.title", file=shown.line(given.path.name)))
        self.form.setEnabled(False)
        self._tell()
        self._desk.lanes.looks.ask(lambda _: proposal.columns(given.path), self._propose, self._refuse, "columns")

    def _propose(self, found: Columns) -> None:
        self._columns = found
        self.form.setEnabled(True)
        self.form.fill(found, mapping.proposed(found))
        self.form.app.setFocus()

    def _refuse(self, error: Known) -> None:
        self.fault.setText(self._desk.tongue.sentence(error))
        self.fault.show()

    @property
    def said(self) -> tuple[Mapping, bytes]:
        """The mapping as it is kept, checked; BadMapping."""
        made = self.form.mapping
        text = mapping.written(changed(made, app=made.app or "table")).encode()
        return mapping.read(text), text

    @Slot()
    def _tell(self) -> None:
        """What is still to be said, and after a while what the rows become."""
        say = self._desk.tongue.say
        ready = self._columns is not None
        lacks = self.form.lacking if ready else []
        comma = say("list.comma")
        wanted = [say(f"map.field.{field}") for field in lacks] + ([say("map.app")] if ready and self.form.nameless else [])
        self.lacks.setVisible(bool(wanted))
        self.lacks.setText(say("map.lacks", fields=comma.join(wanted)))
        unused = self.form.unused if ready else []
        self.about.setText(
            say("map.looking")
            if not ready
            else say("map.about") + (say("map.unused", columns=shown.line(comma.join(unused))) if unused else "")
        )
        for button in (self.save, self.write):
            button.setEnabled(ready and not wanted)
        self.read.setEnabled(ready)
        if ready and not lacks:
            self._soon.start()

    @Slot()
    def _preview(self) -> None:
        given = self._registration
        if given is None:
            return
        try:
            said, text = self.said
        except Known as error:
            self._refuse(error)
            return
        self.fault.hide()
        own = given.zone or said.time.zone
        zone, basis = (own, "evidence") if own else (self._desk.particulars.timezone, "case")
        certain: ZoneBasis = "unknown" if zone is None else "evidence" if basis == "evidence" else "case"
        self.count.setText(self._desk.tongue.say("map.reading"))
        self._desk.lanes.looks.ask(
            lambda _: proposal.preview(given.path, text, zone, certain, MOST_ROWS),
            lambda found: self._show(said, found),
            self._refuse,
            "preview",
        )

    def _show(self, said: Mapping, found: list[Found]) -> None:
        say, fields = self._desk.tongue.say, COLUMNS[said.records]
        if self.rows is not None:
            self._right.removeWidget(self.rows)
            self.rows.deleteLater()
        self.rows = Cells(self._desk, "map.preview", [f"map.field.{field}" for field in fields])
        self.rows.setObjectName("framed")
        self._right.addWidget(self.rows, 1)
        odd = sum(isinstance(one, Gap) for one in found)
        self.count.setText(say("map.preview.count", count=len(found) - odd) + (say("map.preview.odd", count=odd) if odd else ""))
        glyphs = [("warning", "caution") if isinstance(one, Gap) else ("record", "quiet") for one in found]
        self.rows.fill([self._line(one) for one in found], glyphs)

    def _line(self, one: Found) -> list[object]:
        say, clock = self._desk.tongue.say, self._desk.clock
        match one:
            case Gap():
                return [gap_text(one.code, one.params, self._desk.tongue.language)]
            case Message(payment=None):
                time = clock.at(str(one.sent)) if one.sent else one.sent_local
                way, kind = one.direction and say(f"direction.{one.direction}"), self._desk.tongue.name("map.value.kind", one.kind)
                return [time, one.sender or one.sender_id, way, one.text, one.conversation, kind]
            case Message(payment=paid) if paid is not None:
                time = clock.at(str(one.sent)) if one.sent else one.sent_local
                amount = f"{paid.amount} {paid.currency or ''}".strip()
                return [time, paid.payer, paid.payee, amount, paid.direction and say(f"direction.{paid.direction}"), paid.state]
            case Call():
                time = clock.at(str(one.time)) if one.time else None
                return [time, one.number, one.name, one.direction and say(f"direction.{one.direction}"), one.outcome, one.duration]
            case Contact():
                return [one.name, "、".join(one.numbers), "、".join(one.emails)]
            case PersonalRecord():
                return [
                    say(f"category.{one.category}"),
                    one.name,
                    one.resident_id,
                    one.phone,
                    one.account or one.card or one.email,
                    one.address,
                ]
            case Counter():
                return [clock.at(str(one.time)) if one.time else None, one.subject, one.what, one.count, one.site]
        return [type(one).__name__]

    def _give(self) -> None:
        given = self._registration
        if given is None:
            return
        try:
            said, text = self.said
        except Known as error:
            self._refuse(error)
            return
        name = f"{given.path.stem}.toml"
        zone = given.zone or said.time.zone
        self.given.emit(
            Registration(given.path, given.label, given.as_format, zone, given.stated, given.stated_source, given.secret_file, text, name)
        )

    def _give_plain(self) -> None:
        self.given.emit(self._registration)

    def _leave(self) -> None:
        self._registration = None
        self.left.emit()

    def _choose_out(self) -> None:
        stem = self._registration.path.stem if self._registration else "mapping"
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("map.write"), f"{stem}.toml", "TOML (*.toml)")
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """The mapping as a file that the command line and this form take."""
        try:
            _, text = self.said
        except Known as error:
            self._refuse(error)
            return
        self._desk.lanes.looks.ask(lambda _: _written(path, text), lambda _: self._desk.say("map.written", path=str(path)), self._refuse)

    def _choose_in(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("map.read"), "", "TOML, JSON (*.toml *.json)")
        if path:
            self.take_from(Path(path))

    def take_from(self, path: Path) -> None:
        """A mapping that was saved before."""
        self._desk.lanes.looks.ask(lambda _: _taken(path), self._fill, self._refuse)

    def _fill(self, said: Mapping) -> None:
        if self._columns is not None:
            self.form.fill(self._columns, said)


def _written(path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as error:
        raise PathUnreadable(path=str(path), reason=error.strerror or str(error)) from error


def _taken(path: Path) -> Mapping:
    try:
        with path.open("rb") as file:
            return mapping.read(file.read(LARGEST + 1))
    except OSError as error:
        raise PathUnreadable(path=str(path), reason=error.strerror or str(error)) from error

"""The files workspace: the tree, the table of entries, and the preview of the one that is selected."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.store import browse, ids
from evidence_desk.store.browse import FileOrder, Files, Vector
from ui.desktop import icons, parts, shown
from ui.desktop.desk import Desk, Topic
from ui.desktop.grid import Grid
from ui.desktop.history import Place
from ui.desktop.preview import Preview
from ui.desktop.rows import File
from ui.desktop.table import Column, Model, tags_column
from ui.desktop.tree import Branch, Tree

TYPING_MS = 250
DOCUMENTS = (
    "application/pdf", "application/msword", "application/rtf", "application/vnd.ms-", "application/vnd.openxmlformats",
    "application/vnd.oasis.opendocument", "message/",
)  # fmt: skip
ARCHIVES = (
    "application/zip", "application/gzip", "application/x-7z", "application/x-rar", "application/vnd.rar", "application/x-tar",
    "application/x-bzip2", "application/x-xz", "application/zstd", "application/java-archive",
)  # fmt: skip
DATABASES = ("application/vnd.sqlite3", "application/x-sqlite3", "application/x-ms-ese", "application/vnd.ms-access")
PROGRAMS = ("application/x-dosexec", "application/vnd.microsoft", "application/x-executable", "application/x-pie", "application/x-sharedlib",
            "application/x-elf", "application/x-mach", "application/vnd.android.package")  # fmt: skip
GROUPS: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("all", None), ("image", ("image/",)), ("video", ("video/",)), ("audio", ("audio/",)), ("text", ("text/", "application/json", "application/xml")),
    ("document", DOCUMENTS), ("archive", ARCHIVES), ("database", DATABASES), ("program", PROGRAMS), ("unknown", ()),
)  # fmt: skip
"""Groups of MIME types by how these begin; the last one is for files whose type is not known."""


class FilesPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._branch = Branch()
        self._order: tuple[FileOrder, bool] = ("walk", False)
        self._sought: str | None = None
        self.head = parts.Head(desk.tongue, "workspace.files")
        self.tree = Tree(desk)
        self.filter, self.deleted, self.deep = QLineEdit(), QCheckBox(), QCheckBox()
        self.groups = parts.Choice()
        self.model = Model(desk, File, self._columns(), lambda row: not row.allocated, self)
        self.grid = Grid(desk, self.model, "workspace.files")
        self.grid.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.preview = Preview(desk)
        self.missing = parts.label(desk.tongue, "preview.missing", "caution", 12)
        self.missing.hide()
        self._blank = parts.Blank(desk.tongue)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self.setFocusProxy(self.grid)
        self._set_up_filters()
        self._lay_out()
        self._connect()

    def _connect(self) -> None:
        self._typing.timeout.connect(self.look)
        self.tree.chosen.connect(self._enter)
        self.model.ordered.connect(self._sort)
        self.grid.chosen.connect(self.preview.look)
        self.grid.chosen.connect(self._tell_missing)
        self._desk.presence.changed.connect(self._tell_missing)
        self.grid.opened.connect(self._open)
        self._desk.changed.connect(self._hear)
        self._desk.tongue.changed.connect(self._retell)
        self._retell()

    def _set_up_filters(self) -> None:
        tongue = self._desk.tongue
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icons.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        tongue.bind(self.filter, self.filter.setPlaceholderText, "files.filter")
        tongue.bind(self.filter, self.filter.setAccessibleName, "files.filter")
        tongue.bind(self.deleted, self.deleted.setText, "files.deleted")
        tongue.bind(self.deep, self.deep.setText, "files.deep")
        tongue.bind(self.groups, self.groups.setAccessibleName, "column.type")
        self.deep.setChecked(True)
        self.groups.addItems([""] * len(GROUPS))
        self.filter.textChanged.connect(self._typing.start)
        for box in (self.deleted, self.deep):
            box.toggled.connect(self.look)
        self.groups.currentIndexChanged.connect(self.look)

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(12, 8, 12, 8)
        strip.setSpacing(12)
        strip.addWidget(self.filter, 1)
        for widget in (self.groups, self.deleted, self.deep):
            strip.addWidget(widget)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.grid)
        upper = QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addLayout(strip)
        above.addWidget(self._stack, 1)
        above.addWidget(self.missing)
        down = _split(Qt.Orientation.Vertical, [upper, self.preview], [420, 260])
        across = _split(Qt.Orientation.Horizontal, [self.tree, down], [210, 700])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(across, 1)

    def _columns(self) -> list[Column[File]]:
        return [
            Column("column.name", 180, lambda row: shown.line(row.name), "name", _icon),
            Column("column.path", 320, lambda row: shown.line(row.path), "path"),
            Column("column.size", 76, lambda row: shown.size(row.size) if row.kind == "file" else shown.NOTHING, "size", right=True),
            Column("column.modified", 150, lambda row: self._desk.clock.at(row.modified), "modified"),
            Column("column.type", 110, self._type, "type"),
            Column("column.state", 80, self._state),
            tags_column(80),
        ]

    @Slot()
    def look(self) -> None:
        wanted = replace(
            self._branch.files(self.deep.isChecked()),
            text=self.filter.text(),
            deleted=self.deleted.isChecked(),
            types=GROUPS[self.groups.currentIndex()][1],
            order=self._order[0],
            descending=self._order[1],
        )
        self.head.about.setText(self._desk.tongue.say("looking"))
        self._desk.lanes.lists.ask(lambda case: browse.files(case, wanted), lambda found: self._show(wanted, found), self._fail, "files")

    def show_place(self, place: Place) -> None:
        """Shows an entry among all entries, whatever is filtered out now, and the bytes of it that are meant."""
        if place.item is None:
            return
        if place.extent is not None:
            self.preview.lead_to(place.item, place.extent)
        if self.grid.go_to(place.item):
            return
        self._sought = place.item
        self._clear_filters()
        self.tree.setCurrentItem(self.tree.root)
        self.look()

    def _clear_filters(self) -> None:
        for widget in (self.filter, self.deleted, self.deep, self.groups):
            widget.blockSignals(True)
        self.filter.clear()
        self.deleted.setChecked(False)
        self.deep.setChecked(True)
        self.groups.setCurrentIndex(0)
        for widget in (self.filter, self.deleted, self.deep, self.groups):
            widget.blockSignals(False)

    def _show(self, wanted: Files, found: Vector) -> None:
        sought, self._sought = self._sought, None
        self.grid.refill(found)
        self._stack.setCurrentIndex(1 if len(found) else 0)
        narrowed = bool(wanted.text or wanted.deleted or wanted.types is not None)
        self._blank.tell("files" if not narrowed else "search", "files.no-match" if narrowed else "files.none")
        self.head.about.setText(self._desk.tongue.say("files.about", count=shown.number(len(found))))
        if sought is not None:
            self.grid.go_to(sought)

    def _fail(self, error: Known) -> None:
        self._stack.setCurrentIndex(0)
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))

    @Slot(object)
    def _enter(self, branch: Branch) -> None:
        self._branch = branch
        self.deep.setEnabled(branch.folder is not None)
        self.look()

    @Slot(str, bool)
    def _sort(self, order: FileOrder, descending: bool) -> None:
        self._order = (order, descending)
        self.look()

    @Slot(str)
    def _hear(self, topic: Topic) -> None:
        match topic:
            case "marks":
                self.model.forget()
            case "evidence":
                self.tree.look()
            case "contents":
                self.tree.look()
                self.look()

    @Slot(str)
    def _open(self, item: str) -> None:
        self.preview.setFocus()

    @Slot()
    def _tell_missing(self) -> None:
        """That the bytes of the chosen entry cannot be read now, for its evidence is not where it was."""
        chosen = self.grid.items[:1]
        number = ids.evidence_of_entry(ids.read(chosen[0])[1]) if chosen else None
        self.missing.setVisible(number in self._desk.presence.missing)

    @Slot()
    def _retell(self) -> None:
        for number, (group, _) in enumerate(GROUPS):
            self.groups.setItemText(number, self._desk.tongue.say(f"type.{group}"))
        self.head.about.setText(self._desk.tongue.say("files.about", count=shown.number(len(self.model.listed))))

    def _type(self, row: File) -> str:
        if row.kind != "file":
            return self._desk.tongue.say(f"kind.{row.kind}")
        return row.mime or self._desk.tongue.say("type.unlooked")

    def _state(self, row: File) -> str:
        if row.damaged:
            return self._desk.tongue.say("state.damaged")
        return self._desk.tongue.say("state.present" if row.allocated else "state.deleted")


def _icon(row: File) -> tuple[str, str]:
    if row.damaged:
        return "warning", "caution"
    if not row.allocated:
        return "deleted", "faint"
    return ("folder" if row.kind == "directory" else row.kind), "quiet"


def _split(orientation: Qt.Orientation, widgets: list[QWidget], sizes: list[int]) -> QSplitter:
    made = QSplitter(orientation)
    made.setChildrenCollapsible(False)
    for widget in widgets:
        made.addWidget(widget)
    made.setSizes(sizes)
    made.setStretchFactor(len(widgets) - 1 if orientation is Qt.Orientation.Horizontal else 0, 1)
    return made

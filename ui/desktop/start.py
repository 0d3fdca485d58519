"""The page that is shown while no case is open: a new one, one from the disk, or one of the last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFormLayout, QFrame, QLineEdit, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from evidence_desk.errors import Known
from evidence_desk.store.case import ENDING, Particulars
from ui.desktop import fonts, icons, parts, shown, work
from ui.desktop.abilities import Abilities
from ui.desktop.tongue import Tongue
from ui.desktop.verifying import Verifying
from ui.desktop.work import Ended, Work
from ui.desktop.zones import Zones

PATH = Qt.ItemDataRole.UserRole
WIDTH = 560


class StartPage(QWidget):
    opened = Signal(object)
    made = Signal(object, object)

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._tongue = tongue
        self.new = parts.button(tongue, "start.new", "add", self.begin_new, "main")
        self.open = parts.button(tongue, "start.open", "folder", self.choose)
        self.form, self.verifying, self.abilities = NewCase(tongue), Verifying(tongue), Abilities(tongue)
        self.work = Work(self)
        self.demo = parts.button(tongue, "start.demo", None, self._choose_demo)
        self.note = parts.label(tongue, "start.demo.running", "quiet")
        self._others = (
            parts.button(tongue, "start.verify", "chain", self.verifying.begin),
            parts.button(tongue, "start.abilities", "info", self.abilities.begin),
        )
        self.fault = parts.data("fault")
        self.recent = parts.listing()
        self.recent.setMaximumHeight(260)
        tongue.bind(self.recent, self.recent.setAccessibleName, "start.recent")
        self._recent_title = parts.label(tongue, "start.recent", "quiet")
        self._lay_out()
        self.form.made.connect(self.made)
        self.recent.itemClicked.connect(self._open)
        self.recent.itemActivated.connect(self._open)
        self.work.ended.connect(self._end_demo)
        for widget in (self.note, self.fault, self.form):
            widget.hide()

    def end(self) -> None:
        """Nothing is left running where the window closes."""
        self.verifying.end()
        self.abilities.work.kill()
        self.work.kill()

    def make_demo(self, folder: Path) -> None:
        if self.work.begin(work.demo(folder), self._tongue.language):
            self.fault.hide()
            self.note.show()
            self.demo.setEnabled(False)

    def _choose_demo(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._tongue.say("start.demo"), str(Path.home()))
        if path:
            self.make_demo(Path(path, "evidence-desk-demo"))

    @Slot(object)
    def _end_demo(self, ended: Ended) -> None:
        self.note.hide()
        self.demo.setEnabled(True)
        if ended.code == 0 and ended.job.output is not None:
            self.opened.emit(ended.job.output)
        else:
            self.fault.setText(shown.line(ended.sentence) or self._tongue.say("work.failed"))
            self.fault.show()

    def _lay_out(self) -> None:
        inside = QVBoxLayout()
        inside.setSpacing(14)
        inside.addStretch(1)
        inside.addWidget(parts.label(self._tongue, "program", "", 26, fonts.STRONG))
        inside.addWidget(parts.label(self._tongue, "start.about", "quiet"))
        inside.addSpacing(10)
        inside.addLayout(parts.row(self.new, self.open, None))
        inside.addLayout(parts.row(*self._others, self.demo, None))
        for widget in (self.note, self.fault, self.form, self.verifying, self.abilities):
            inside.addWidget(widget)
        inside.addSpacing(10)
        inside.addWidget(self._recent_title)
        inside.addWidget(self.recent)
        inside.addWidget(parts.label(self._tongue, "start.drop", "quiet", 12))
        inside.addStretch(2)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        middle.setLayout(inside)
        page = QWidget()
        page.setLayout(parts.row(None, middle, None))
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        self.setLayout(parts.column(scroll))

    def show_recent(self, cases: list[Path]) -> None:
        self.recent.clear()
        for case in cases:
            line = QListWidgetItem(icons.icon("overview", "quiet"), f"{shown.line(case.name)}    {shown.line(str(case.parent))}")
            line.setData(PATH, str(case))
            self.recent.addItem(line)
        self.recent.setVisible(bool(cases))
        self._recent_title.setVisible(bool(cases))

    def fail(self, error: Known) -> None:
        self.fault.setText(self._tongue.sentence(error))
        self.fault.show()

    def begin_new(self) -> None:
        self.fault.hide()
        self.form.begin()

    def choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._tongue.say("start.open"))
        if path:
            self._ask(Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._ask(Path(event.mimeData().urls()[0].toLocalFile()))

    @Slot(QListWidgetItem)
    def _open(self, line: QListWidgetItem) -> None:
        self._ask(Path(line.data(PATH)))

    def _ask(self, path: Path) -> None:
        self.fault.hide()
        self.opened.emit(path)


class NewCase(QFrame):
    """Number and folder are needed; a zone only where one is stated."""

    made = Signal(object, object)

    def __init__(self, tongue: Tongue) -> None:
        super().__init__()
        self.setObjectName("card")
        self._tongue = tongue
        self.number, self.title, self.examiners, self.folder = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.zone = Zones(tongue, "zone.none")
        self.make = parts.button(tongue, "start.make", "add", self._make, "main")
        self._browse = parts.button(tongue, "browse", None, self._choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for key, edit in (("number", self.number), ("title", self.title), ("examiners", self.examiners)):
            form.addRow(parts.label(tongue, f"case.{key}", "quiet"), edit)
            tongue.bind(edit, edit.setAccessibleName, f"case.{key}")
        form.addRow(parts.label(tongue, "zone", "quiet"), self.zone)
        form.addRow(parts.label(tongue, "case.folder", "quiet"), parts.row(self.folder, self._browse))
        tongue.bind(self.folder, self.folder.setAccessibleName, "case.folder")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(parts.label(tongue, "start.new", "", 15, fonts.STRONG))
        layout.addLayout(form)
        layout.addWidget(parts.label(tongue, "case.zone.about", "quiet", 12))
        layout.addLayout(parts.row(None, self.make, parts.button(tongue, "cancel", None, self.hide)))
        self.number.textChanged.connect(self._propose)
        self.folder.textChanged.connect(self._judge)
        self._base = Path.home()

    def begin(self) -> None:
        for edit in (self.number, self.title, self.examiners):
            edit.clear()
        self.zone.setCurrentIndex(0)
        self._propose("")
        self.show()
        self.number.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.make.isEnabled():
                self._make()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                super().keyPressEvent(event)

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self._tongue.say("case.folder"), str(self._base))
        if path:
            self._base = Path(path)
            self._propose(self.number.text())

    @Slot(str)
    def _propose(self, number: str) -> None:
        """A folder named after the case, with what no file system takes in a name left out."""
        name = "".join("_" if char in '/\\:*?"<>|' or ord(char) < 32 else char for char in number.strip())
        self.folder.setText(str(self._base / f"{name}{ENDING}") if name else "")
        self._judge()

    @Slot()
    def _judge(self) -> None:
        self.make.setEnabled(bool(self.number.text().strip() and self.folder.text().strip()))

    def _make(self) -> None:
        names = tuple(name.strip() for name in self.examiners.text().replace("、", ",").replace("，", ",").split(",") if name.strip())
        particulars = Particulars(self.number.text().strip(), self.title.text().strip(), names, self.zone.zone)
        self.made.emit(Path(self.folder.text().strip()), particulars)

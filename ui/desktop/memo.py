"""The memo workspace: the memo as it would be written now, page by page, and writing it to a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Language
from ui.desktop import parts, shown, work
from ui.desktop.desk import Desk
from ui.desktop.giving import Giving
from ui.desktop.history import Place
from ui.desktop.pages import Pages, Printer, printing
from ui.desktop.reading import Lane
from ui.desktop.signing import Signing
from ui.desktop.verifying import Verifying
from ui.desktop.work import Ended, Job

LANGUAGES: tuple[Language, ...] = ("zh", "en")
VERSIONS: dict[str, str | None] = {"full": None, "redacted": "standard", "by-profile": None}
"""Kinds of memo, each with the redaction profile that it is made by; the last one's is a file that a person chooses."""
BY_PROFILE = len(VERSIONS) - 1
FORMATS = {"pdf": "PDF (*.pdf)", "docx": "Word (*.docx)", "json": "JSON (*.json)"}


class MemoPane(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._desk = desk
        self._folder = tempfile.TemporaryDirectory(prefix="evidence-desk-")
        self._previews = 0
        self._profile: Path | None = None
        self._shown = False
        self._lane: Lane[Printer] = Lane(desk.folder, printing)
        self._lane.start()
        self.language = parts.Choice()
        self.version, self.format = parts.Choice(), parts.Choice()
        desk.tongue.bind(self.language, self.language.setAccessibleName, "memo.language")
        desk.tongue.bind(self.version, self.version.setAccessibleName, "memo.version")
        desk.tongue.bind(self.format, self.format.setAccessibleName, "memo.format")
        self.signing = Signing(desk.tongue, "memo.key.hint")
        self.preview = parts.button(desk.tongue, "memo.preview", "refresh", self._preview)
        self.export = parts.button(desk.tongue, "memo.export", "save", self._choose, "main")
        self.giving = Giving(desk)
        self.give = parts.button(desk.tongue, "giving.begin", "go", self.giving.begin)
        self.verifying = Verifying(desk.tongue)
        self.verify = parts.button(desk.tongue, "verifying.begin", "chain", self.verifying.begin)
        self.head = parts.Head(desk.tongue, "workspace.memo", self.preview, self.verify, self.give, self.export)
        self.pages = Pages(self._lane, desk.tongue)
        self._blank = parts.Blank(desk.tongue)
        self._blank.tell("memo", "memo.none")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.pages)
        self.setFocusProxy(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        strip = parts.row(self.language, self.version, self.format, self.signing)
        strip.setStretch(3, 1)
        strip.setContentsMargins(20, 8, 16, 8)
        layout.addLayout(strip)
        layout.addWidget(parts.rule())
        layout.addWidget(self.giving)
        layout.addWidget(self.verifying)
        layout.addWidget(self._stack, 1)
        for language in LANGUAGES:
            self.language.addItem(desk.tongue.say(f"memo.{language}"), language)
        for version in VERSIONS:
            self.version.addItem(desk.tongue.say(f"memo.{version}"), version)
        for name, words in FORMATS.items():
            self.format.addItem(words.partition(" ")[0], name)
        self.format.currentIndexChanged.connect(self._allow)
        self.version.activated.connect(self._choose_profile)
        self.language.setCurrentIndex(LANGUAGES.index(desk.tongue.language))
        desk.work.began.connect(self._retell)
        desk.work.ended.connect(self._hear)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    def show_place(self, place: Place) -> None:
        pass

    def end(self) -> None:
        self.verifying.end()
        self._lane.abandon()
        self._folder.cleanup()

    def export_to(self, path: Path) -> None:
        """In the format that its name ends with, and else in the one that is chosen."""
        ending = path.suffix[1:].lower()
        form = ending if ending in FORMATS else str(self.format.currentData())
        key, secret = (self.signing.path, self.signing.take()) if form == "pdf" else (None, None)
        self._begin(work.memo(self._desk.folder, path, self._language, form, self._redaction, key, secret is not None), secret)

    def _preview(self) -> None:
        self._previews += 1
        path = Path(self._folder.name, f"{self._previews}.pdf")
        self._begin(work.preview(self._desk.folder, path, self._language, self._redaction), None)

    def _choose(self) -> None:
        form = str(self.format.currentData())
        name = f"{self._desk.particulars.number}-{self._language}.{form}".replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("memo.export"), name, FORMATS[form])
        if path:
            self.export_to(Path(path))

    @property
    def _language(self) -> Language:
        return LANGUAGES[self.language.currentIndex()]

    @property
    def _redaction(self) -> str | None:
        if self.version.currentIndex() == BY_PROFILE and self._profile is not None:
            return str(self._profile)
        return list(VERSIONS.values())[self.version.currentIndex()]

    @Slot(int)
    def _choose_profile(self, place: int) -> None:
        if place == BY_PROFILE:
            path, _ = QFileDialog.getOpenFileName(self, self._desk.tongue.say("memo.by-profile"), "", "TOML (*.toml)")
            self.take_profile(Path(path) if path else None)

    def take_profile(self, path: Path | None) -> None:
        """A redaction profile of the office's own; without one the memo is the full one again."""
        self._profile = path
        self.version.setCurrentIndex(BY_PROFILE if path is not None else 0)
        self._retell()

    @Slot()
    def _allow(self) -> None:
        """Only a PDF can be signed."""
        self.signing.setEnabled(self.format.currentData() == "pdf")

    def _begin(self, job: Job, secret: bytes | None) -> None:
        self._desk.work.begin(job, self._desk.tongue.language, secret)
        if not self._shown:
            self._blank.tell("waiting", "memo.writing")

    @Slot(object)
    def _hear(self, ended: Ended) -> None:
        self._retell()
        path = ended.job.output
        if path is None or ended.job.kind not in ("memo", "preview"):
            return
        if ended.code != 0:
            self._stack.setCurrentIndex(0)
            self._shown = False
            self._blank.tell_fault("unreadable", lambda: ended.sentence)
            return
        if path.suffix.lower() != ".pdf":  # for another program
            return
        self._lane.ask(lambda printer: printer.open(path), self._show, self._desk.complain, "open")

    def _show(self, sizes: list[tuple[float, float]]) -> None:
        self._shown = True
        self.pages.show_pages(sizes)
        self._stack.setCurrentIndex(1)
        self._retell()

    @Slot()
    def _retell(self) -> None:
        say, idle = self._desk.tongue.say, not self._desk.work.running
        self.preview.setEnabled(idle)
        self.export.setEnabled(idle)
        for number, language in enumerate(LANGUAGES):
            self.language.setItemText(number, say(f"memo.{language}"))
        for number, version in enumerate(VERSIONS):
            file = f"：{shown.line(self._profile.name)}" if number == BY_PROFILE and self._profile is not None else ""
            self.version.setItemText(number, say(f"memo.{version}") + file)
        self.head.about.setText(say("memo.about", pages=self.pages.count) if self._shown else say("memo.unwritten"))

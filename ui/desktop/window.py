"""The window: one case at a time, its workspaces, and the way to and from them."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from evidence_desk.errors import Known, Language
from evidence_desk.store.case import Case, Particulars
from ui.desktop import palette, parts, shown
from ui.desktop.bar import Bar
from ui.desktop.desk import Desk
from ui.desktop.history import WORKSPACES, Place
from ui.desktop.rail import shortcut
from ui.desktop.reading import Lane
from ui.desktop.review import Review
from ui.desktop.settings import Settings
from ui.desktop.start import StartPage
from ui.desktop.tongue import Tongue


class Window(QWidget):
    """`faulted` may be emitted by any thread."""

    faulted = Signal(str)

    def __init__(self, language: Language, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.tongue = Tongue(language, self)
        self.review: Review | None = None
        self._closing = False
        self._warned: Review | None = None
        self._cases: Lane[None] = Lane(Path(), lambda _: nullcontext())
        self._cases.start()
        self.bar = Bar(self.tongue)
        self.start = StartPage(self.tongue)
        self.fault = parts.data("caution")
        self.fault.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.bar, self.fault):
            layout.addWidget(widget)
        layout.addWidget(self._stack, 1)
        self._connect()
        self._add_shortcuts()
        self.resize(QSize(1400, 900))
        if (kept := settings.geometry("main")) is not None:
            self.restoreGeometry(kept)
        self.start.show_recent(settings.recent)
        self._retell()

    def _connect(self) -> None:
        self.start.opened.connect(self.open_case)
        self.start.made.connect(self.make_case)
        self.bar.language.connect(self.speak)
        self.bar.look.connect(self.change_look)
        self.bar.back.clicked.connect(self._back)
        self.bar.forward.clicked.connect(self._forward)
        self.bar.panel.clicked.connect(self._toggle_inspector)
        self.bar.leave.clicked.connect(self.close_case)
        self.tongue.changed.connect(self._retell)
        self.faulted.connect(self.complain)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.dress)

    def _add_shortcuts(self) -> None:
        keys: list[tuple[QKeySequence | QKeySequence.StandardKey | str, object]] = [
            (QKeySequence.StandardKey.New, self._new), (QKeySequence.StandardKey.Open, self._open), (QKeySequence.StandardKey.Find, self._find),
            (QKeySequence.StandardKey.Back, self._back), (QKeySequence.StandardKey.Forward, self._forward),
            (QKeySequence.StandardKey.Quit, self.close), ("T", self._tag), ("C", self._cite),
        ]  # fmt: skip
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)
        for number, workspace in enumerate(WORKSPACES, 1):
            QShortcut(QKeySequence(shortcut(number)), self).activated.connect(partial(self._go, Place(workspace)))

    # cases

    @Slot(object, object)
    def make_case(self, folder: Path, particulars: Particulars) -> None:
        def make(_: None) -> None:
            Case.create(folder, particulars).close()

        self._cases.ask(make, lambda _: self.open_case(folder), self.start.fail)

    @Slot(object)
    def open_case(self, given: Path) -> None:
        folder = given.absolute()
        if self.review is not None and self.review.desk.work.running:
            self.review.desk.say("work.first")
            return

        if not self._may_leave():
            return

        def look(_: None) -> Particulars:
            with Case.open(folder) as case:
                return case.particulars

        self._cases.ask(look, lambda particulars: self._enter(folder, particulars), lambda error: self._refuse(folder, error))

    def _enter(self, folder: Path, particulars: Particulars) -> None:
        self.close_case()
        self.settings.remember(folder)
        self.start.form.hide()
        self.review = Review(Desk(folder, particulars, self.tongue, self))
        self.review.went.connect(self._retell)
        self.review.desk.changed.connect(self._unwarn)
        self.review.desk.work.ended.connect(self._finish_closing)
        self._stack.addWidget(self.review)
        self._stack.setCurrentWidget(self.review)
        self._retell()

    def _refuse(self, folder: Path, error: Known) -> None:
        self.settings.forget(folder)
        self.start.show_recent(self.settings.recent)
        self.start.fail(error)

    @Slot()
    def close_case(self) -> None:
        review = self.review
        if review is None:
            return
        if review.desk.work.running:
            review.desk.say("work.first")
            return
        if not self._may_leave():
            return
        self.review = self._warned = None
        self._stack.removeWidget(review)
        review.end()
        review.deleteLater()
        review.desk.deleteLater()
        self.start.show_recent(self.settings.recent)
        self._retell()

    def _may_leave(self) -> bool:
        """What is written in a form and not kept is told of once, before it is given up."""
        review = self.review
        if review is None or not review.unsaved:
            self._warned = None
        elif self._warned is not review:
            self._warned = review
            review.visit(Place("intake"))
            self._notice("form.leaving")
            return False
        return True

    @Slot()
    def _unwarn(self) -> None:
        """What was told to be unsaved is kept by now."""
        if self._warned is not None and not self._warned.unsaved:
            self._warned = None
            self.fault.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Work that is running is ended first; the window says so, and closes itself when that is done."""
        if self.review is not None and self.review.desk.work.running:
            event.ignore()
            if not self._closing:
                self._closing = True
                self._notice("closing")
                self.review.desk.work.stop()
            return
        if not self._may_leave():
            event.ignore()
            return
        self.settings.keep_geometry("main", self.saveGeometry())
        self.close_case()
        self.start.end()
        self._cases.finish()
        event.accept()

    @Slot()
    def _finish_closing(self) -> None:
        if self._closing:
            self.close()

    # language and look

    @Slot()
    def speak(self) -> None:
        """To the other language, at once."""
        language: Language = "en" if self.tongue.language == "zh" else "zh"
        self.settings.language = language
        self.tongue.speak(language)

    @Slot()
    def change_look(self) -> None:
        dark = palette.colours() is palette.DARK
        self.settings.look = "light" if dark else "dark"
        self.dress()

    @Slot()
    def dress(self) -> None:
        look = self.settings.look
        dark = palette.system_is_dark() if look == "system" else look == "dark"
        of = palette.DARK if dark else palette.LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette.palette(of))
            for kind in palette.BOXED:
                app.setPalette(palette.boxes(of), kind)  # type: ignore[arg-type]  # its stub says bytes, it takes a text
            app.setStyleSheet(palette.sheet(of))

    # the way around

    @Slot(str)
    def complain(self, words: str) -> None:
        """A fault of the program, which is never kept quiet."""
        self.fault.setText(self.tongue.say("fault", detail=shown.line(words)))
        self.fault.show()

    def _notice(self, key: str) -> None:
        self.fault.setText(self.tongue.say(key))
        self.fault.show()

    @Slot()
    def _retell(self) -> None:
        review = self.review
        name = shown.line(review.desk.particulars.number) if review is not None else ""
        self.setWindowTitle(" — ".join(filter(None, (name, self.tongue.say("program")))))
        self.bar.show_case(review.desk.particulars if review is not None else None)
        self.bar.back.setEnabled(review is not None and review.history.can_go_back)
        self.bar.forward.setEnabled(review is not None and review.history.can_go_forward)

    def _go(self, place: Place) -> None:
        if self.review is not None:
            self.review.visit(place)

    @Slot()
    def _find(self) -> None:
        self._go(Place("search"))

    @Slot()
    def _back(self) -> None:
        if self.review is not None and self.review.history.can_go_back:
            self.review.show_place(self.review.history.back())

    @Slot()
    def _forward(self) -> None:
        if self.review is not None and self.review.history.can_go_forward:
            self.review.show_place(self.review.history.forward())

    @Slot()
    def _tag(self) -> None:
        if self.review is not None:
            self.review.desk.tagging.emit()

    @Slot()
    def _cite(self) -> None:
        if self.review is not None:
            self.review.desk.cite()

    @Slot()
    def _toggle_inspector(self) -> None:
        if self.review is not None:
            self.review.inspector.setVisible(not self.review.inspector.isVisible())

    @Slot()
    def _new(self) -> None:
        self.close_case()
        if self.review is None:
            self.start.begin_new()

    @Slot()
    def _open(self) -> None:
        self.start.choose()

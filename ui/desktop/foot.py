"""The foot of the window: which case, which time zone, what was said last, and the work that is running."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from evidence_desk.ingest.examination import Progress
from evidence_desk.store.database import is_writable
from ui.desktop import parts, shown
from ui.desktop.desk import Desk
from ui.desktop.history import Place
from ui.desktop.work import CHANGING, Ended, Job

NOTE_MS = 12_000
STEADY_SECONDS = 0.5
"""How long a stage must have run before its speed is worth telling."""


class Foot(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self.case, self.zone, self.note = parts.data(), parts.data("quiet"), parts.data()
        self.missing = parts.button(desk.tongue, "foot.missing.go", "unreadable", lambda: desk.went.emit(Place("evidence")))
        self.locked = parts.label(desk.tongue, "foot.read-only", "caution")
        self.locked.setVisible(not is_writable(desk.folder))
        self.running = Running(desk)
        for label in (self.case, self.zone, self.note, self.locked):
            label.setWordWrap(False)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a long sentence widens no window
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 14, 5)
        layout.setSpacing(14)
        for widget in (self.case, self.zone):
            layout.addWidget(widget)
        layout.addWidget(self.locked)
        layout.addWidget(self.missing)
        layout.addWidget(self.note, 1)
        layout.addWidget(self.running)
        self._fade = QTimer(self, interval=NOTE_MS, singleShot=True)
        self._fade.timeout.connect(self.note.clear)
        desk.said.connect(self._say)
        desk.presence.changed.connect(self._retell)
        desk.tongue.changed.connect(self._retell)
        self._retell()

    @Slot(str)
    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setToolTip(words)
        self._fade.start()

    @Slot()
    def _retell(self) -> None:
        say, particulars = self._desk.tongue.say, self._desk.particulars
        missing = sorted(self._desk.presence.missing)
        self.missing.setVisible(bool(missing))
        self.missing.setText(say("foot.missing", numbers=say("list.comma").join(map(str, missing))))
        self.case.setText(shown.line(particulars.number))
        self.zone.setText(say("foot.zone", zone=particulars.timezone) if particulars.timezone else say("foot.no-zone"))


class Running(QWidget):
    """What is being done, how much of it, how fast, how long still; and a button that ends it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._progress: Progress | None = None
        self.words = parts.data("quiet")
        self.words.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(150)
        desk.tongue.bind(self.bar, self.bar.setAccessibleName, "foot.progress")
        self.stop = parts.tool(desk.tongue, "foot.stop", "close", desk.work.stop)
        layout = parts.row(self.words, self.bar, self.stop)
        self.setLayout(layout)
        desk.work.began.connect(self._begin)
        desk.work.progressed.connect(self._advance)
        desk.work.ended.connect(self._end)
        self.hide()

    @Slot(object)
    def _begin(self, job: Job) -> None:
        self._progress = None
        self.words.setText(self._desk.tongue.say(f"work.{job.kind}"))
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.show()

    @Slot(object)
    def _advance(self, progress: Progress) -> None:
        finished_before = self._progress is not None and self._progress.finished
        self._progress = progress
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * progress.done // progress.total)
        elif not finished_before:
            self.bar.setRange(0, 0)
        self.words.setText(told(progress, self._desk))
        if progress.finished:
            self._desk.changed.emit("contents" if progress.stage in ("walk", "content") else "evidence")

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        self.hide()
        if ended.stopped:
            self._desk.say("work.stopped")
        elif ended.code not in (0, 1):
            self._desk.said.emit(shown.line(ended.sentence) if ended.sentence else self._desk.tongue.say("work.failed"))
        else:
            self._desk.say(
                f"work.{ended.job.kind}.{'done' if ended.code == 0 else 'differs'}",
                path=str(ended.job.output),
                said=shown.line(ended.sentence),
            )
        if ended.job.kind in CHANGING:
            self._desk.changed.emit("contents")
        elif ended.job.kind == "sample":
            self._desk.changed.emit("marks")


def told(progress: Progress, desk: Desk) -> str:
    """The progress in words."""
    say = desk.tongue.say
    of_bytes = progress.unit == "bytes"
    count = shown.size if of_bytes else shown.number
    unit = "" if of_bytes else say(f"unit.{progress.unit}")
    done = f"{count(progress.done)} / {count(progress.total)}" if progress.total else count(progress.done)
    said = [f"[{progress.evidence}] {shown.line(progress.label)[:24]}", desk.tongue.name("stage", progress.stage), f"{done} {unit}".strip()]
    if progress.seconds >= STEADY_SECONDS and progress.done and not progress.finished:
        rate = progress.done / progress.seconds
        said.append(f"{count(int(rate))}{'' if of_bytes else ' ' + unit}/s")
        if progress.total:
            said.append(say("foot.left", time=shown.span((progress.total - progress.done) / rate)))
    return " · ".join(said)

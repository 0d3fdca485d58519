"""A voice note: its shape over time, playing it, and saving it as WAV. A worker decoded it; here are only samples."""

from __future__ import annotations

import array
import itertools
import sys
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QStackedWidget, QWidget

from evidence_desk.errors import Known
from evidence_desk.ingest import wire
from reports.exports.wave_file import wave_file
from ui.desktop import parts
from ui.desktop.desk import Desk
from ui.desktop.palette import colours
from ui.desktop.rows import File

BARS = 400
TICK_MS = 40


class SoundView(QStackedWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: File | None = None
        self._sound: wire.Sound | None = None
        self.player = Player()
        self.shape = Shape()
        self.play = parts.button(desk.tongue, "sound.play", "play", self._play, "main")
        self.save = parts.button(desk.tongue, "sound.save", "save", self._choose)
        self._about = parts.data("quiet", 12)
        self._fault: QLabel = parts.label(desk.tongue, "sound.mute", "quiet")
        self._fault.hide()
        self._blank = parts.Blank(desk.tongue)
        page = QWidget()
        layout = parts.column(self._about, self._fault, self.shape)
        layout.addLayout(parts.row(self.play, self.save, None))
        layout.setContentsMargins(12, 8, 12, 12)
        page.setLayout(layout)
        self.addWidget(self._blank)
        self.addWidget(page)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.shape.sought.connect(self._seek)
        desk.tongue.changed.connect(self._retell)
        desk.tongue.bind(self.shape, self.shape.setAccessibleName, "preview.sound")

    def forget(self) -> None:
        self.player.stop()
        self._file, self._sound = None, None

    def look(self, file: File, clear: bool) -> None:
        """Asks for the sound, once a file. `clear`: a person asked to hear it, whatever it is marked as."""
        if self._file is not None and self._file.id == file.id:
            return
        self.forget()
        self._file = file
        self._blank.tell("waiting", "preview.reading")
        self.setCurrentIndex(0)
        self._desk.lanes.looks.ask(
            lambda viewer: viewer.sound(file.id, clear), lambda sound: self._arrive(file, sound), self._fail, "sound"
        )

    def save_to(self, path: Path) -> None:
        if self._sound is None or self._file is None:
            return
        document = wave_file(self._sound)
        path.write_bytes(document)
        self._desk.log("sound", item=self._file.id, path=str(path.absolute()), sha256=sha256(document).hexdigest())

    def _arrive(self, file: File, sound: wire.Sound) -> None:
        if self._file is file:
            self._show(sound)

    def _show(self, sound: wire.Sound) -> None:
        self._sound = sound
        self.shape.show_shape(loudness(sound))
        self._fault.hide()
        self.setCurrentIndex(1)
        self._retell()

    def _fail(self, error: Known) -> None:
        self._blank.tell_fault("unreadable", lambda: self._desk.tongue.sentence(error))
        self.setCurrentIndex(0)

    def _play(self) -> None:
        if self.player.playing:
            self.player.stop()
        elif self._sound is not None and not self.player.start(self._sound, self.shape.place):
            self._fault.show()
        self._timer.start()
        self._retell()

    def _seek(self, place: float) -> None:
        if self._sound is not None and self.player.playing:
            self.player.start(self._sound, place)

    @Slot()
    def _tick(self) -> None:
        self.shape.show_place(self.player.place)
        if not self.player.playing:
            self._timer.stop()
            self._retell()

    def _choose(self) -> None:
        name = f"{self._file.name if self._file else 'sound'}.wav"
        path, _ = QFileDialog.getSaveFileName(self, self._desk.tongue.say("sound.save"), name, "WAV (*.wav)")
        if path:
            self.save_to(Path(path))

    @Slot()
    def _retell(self) -> None:
        say = self._desk.tongue.say
        self.play.setText(say("sound.stop" if self.player.playing else "sound.play"))
        if self._sound is not None:
            heard = self._sound
            seconds = f"{len(heard.samples) / (2 * heard.channels * heard.rate):.1f}"
            key = "sound.about" if heard.whole else "sound.broken"
            self._about.setText(say(key, seconds=seconds, rate=heard.rate, channels=heard.channels))


class Shape(QWidget):
    """How loud it is over its time, and where one is. A click goes there."""

    sought = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.place = 0.0
        self._bars: list[float] = []
        self.setMinimumHeight(80)

    def show_shape(self, bars: list[float]) -> None:
        self._bars, self.place = bars, 0.0
        self.update()

    def show_place(self, place: float) -> None:
        self.place = place
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.show_place(min(1.0, max(0.0, event.position().x() / max(1, self.width()))))
        self.sought.emit(self.place)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        step, middle = self.width() / len(self._bars), self.height() / 2
        for number, loud in enumerate(self._bars):
            x, half = (number + 0.5) * step, max(1.0, loud * (middle - 4))
            passed = number / len(self._bars) < self.place
            painter.setPen(QColor(colours().accent if passed else colours().faint))
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half))


class Player:
    """The machine's sound device. `place` is the part that was played, 0 to 1."""

    def __init__(self) -> None:
        self._device: object | None = None
        self._at = self._size = 0

    @property
    def playing(self) -> bool:
        return self._device is not None and self._at < self._size

    @property
    def place(self) -> float:
        return self._at / self._size if self.playing else 0.0

    def start(self, sound: wire.Sound, place: float) -> bool:
        """Whether the machine has a device that plays it."""
        import miniaudio

        self.stop()
        frame = 2 * sound.channels
        self._size = len(sound.samples) // frame * frame
        self._at = int(self._size * place) // frame * frame if place < 1 else 0
        try:
            device = miniaudio.PlaybackDevice(miniaudio.SampleFormat.SIGNED16, sound.channels, sound.rate)
            stream = self._stream(sound.samples, frame)
            next(stream)
            device.start(stream)
        except miniaudio.MiniaudioError:
            return False
        self._device = device
        return True

    def stop(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.close()  # type: ignore[attr-defined]  # miniaudio has no types
        self._at = self._size = 0

    def _stream(self, samples: bytes, frame: int) -> Generator[bytes, int, None]:
        """Called from the device's thread: so many frames are wanted, so many are given."""
        wanted = yield b""
        while self._at < self._size:
            block = samples[self._at : self._at + wanted * frame]
            self._at += len(block)
            wanted = yield block


def loudness(sound: wire.Sound) -> list[float]:
    """The loudest sample of each of so many equal parts, 0 to 1."""
    samples = array.array("h", sound.samples[: len(sound.samples) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    count = min(BARS, len(samples))
    edges = [len(samples) * number // count for number in range(count + 1)] if count else []
    return [max(max(part), -min(part)) / 32768 for part in (samples[a:b] for a, b in itertools.pairwise(edges))]

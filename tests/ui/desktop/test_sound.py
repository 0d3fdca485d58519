"""A voice note is decoded by a worker, shown, played and saved; a note that cannot be decoded says so."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import pysilk
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process
from evidence_desk.ingest.wire import Sound
from evidence_desk.store import evidence
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration
from ui.desktop.files import FilesPane
from ui.desktop.history import Place
from ui.desktop.preview import SOUND
from ui.desktop.review import Review
from ui.desktop.sound import loudness

LEFT = Qt.MouseButton.LeftButton


def spoken(seconds: int = 1) -> bytes:
    out = io.BytesIO()
    tone = b"".join(struct.pack("<h", int(9000 * math.sin(at / 9))) for at in range(24_000 * seconds))
    pysilk.encode(io.BytesIO(tone), out, 24_000, 24_000)
    return out.getvalue()


@pytest.fixture
def notes(tmp_path: Path, open_case: Callable[[Path], Review], qtbot: QtBot) -> FilesPane:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.amr").write_bytes(spoken())
    (folder / "b.amr").write_bytes(b"#!AMR\n" + bytes(64))
    with Case.create(tmp_path / "notes.edcase", Particulars("1")) as case:
        evidence.add(case, Registration(folder))
        process(case, Plan(), lambda progress: None)
    review = open_case(tmp_path / "notes.edcase")
    review.visit(Place("files"))
    qtbot.waitUntil(lambda: len(review.files.model.listed) == 2)
    return review.files


def test_a_voice_note_is_shown_played_and_saved(
    notes: FilesPane, qtbot: QtBot, tmp_path: Path, logged: Callable[[Path], list[dict[str, object]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = notes.preview.sound
    played: list[tuple[Sound, float]] = []
    monkeypatch.setattr(view.player, "start", lambda sound, place: not played.append((sound, place)))
    notes.grid.go_to("e1.1")
    qtbot.waitUntil(lambda: notes.preview.currentIndex() == SOUND and view.currentIndex() == 1)
    assert "1.0" in view._about.text()
    assert "24000" in view._about.text()
    assert max(view.shape._bars) == pytest.approx(9000 / 32768, rel=0.2)
    qtbot.mouseClick(view.play, LEFT)
    assert [(sound.rate, place) for sound, place in played] == [(24_000, 0.0)]
    view.save_to(tmp_path / "note.wav")
    with wave.open(str(tmp_path / "note.wav")) as made:
        assert made.getnframes() == pytest.approx(24_000, rel=0.1)
    digest = hashlib.sha256((tmp_path / "note.wav").read_bytes()).hexdigest()
    folder = notes.preview._desk.folder
    qtbot.waitUntil(lambda: [entry["sha256"] for entry in logged(folder) if entry["act"] == "sound"] == [digest], timeout=8000)


def test_a_machine_without_a_sound_device_says_what_to_do(notes: FilesPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    view = notes.preview.sound
    monkeypatch.setattr(view.player, "start", lambda sound, place: False)
    notes.grid.go_to("e1.1")
    qtbot.waitUntil(lambda: view.currentIndex() == 1)
    assert view._fault.isHidden()
    qtbot.mouseClick(view.play, LEFT)
    assert not view._fault.isHidden()


def test_a_click_into_the_shape_goes_there(notes: FilesPane, qtbot: QtBot) -> None:
    view = notes.preview.sound
    notes.grid.go_to("e1.1")
    qtbot.waitUntil(lambda: view.currentIndex() == 1)
    qtbot.mouseClick(view.shape, LEFT, pos=QPoint(view.shape.width() // 4, 10))
    assert view.shape.place == pytest.approx(0.25, abs=0.02)


def test_a_note_that_cannot_be_decoded_says_so(notes: FilesPane, qtbot: QtBot) -> None:
    notes.grid.go_to("e1.2")
    qtbot.waitUntil(lambda: "AMR" in notes.preview.sound._blank._words.text())
    assert notes.preview.sound.currentIndex() == 0


def test_loudness_is_that_of_the_loudest_sample_of_each_part() -> None:
    samples = struct.pack("<800h", *([100] * 400 + [-16384] + [0] * 399))
    bars = loudness(Sound(8000, 1, samples, True))
    assert len(bars) == 400
    assert bars[0] == pytest.approx(100 / 32768)
    assert bars[200] == pytest.approx(0.5)
    assert bars[399] == 0
    assert loudness(Sound(8000, 1, b"", True)) == []

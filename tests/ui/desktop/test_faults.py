"""Faults of the program are loud, in the window too, and come from any thread."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.desktop.application import tell_fault
from ui.desktop.main import NoScreen, run
from ui.desktop.window import Window

ROOT = Path(__file__).parents[3]


class Noted:
    """A label that tells who wrote on it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int]] = []

    def setText(self, words: str) -> None:  # noqa: N802  # Qt calls it so
        self.said.append((words, threading.get_ident()))

    def show(self) -> None:
        pass


def test_a_fault_in_any_thread_is_printed_whole_and_shown_by_the_thread_of_the_window(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = Noted()
    monkeypatch.setattr(window, "fault", noted)

    def fail() -> None:
        try:
            raise KeyError("first_computed")
        except KeyError as error:
            tell_fault(window, KeyError, error, error.__traceback__)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(noted.said))
    assert "KeyError: 'first_computed'" in noted.said[0][0]
    assert noted.said[0][1] == threading.get_ident()
    assert "raise KeyError" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_it_says_so_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoScreen):
        run(None, "zh")


def test_the_windows_load_no_reader_of_evidence_and_no_parser() -> None:
    program = "import sys, ui.desktop.application; print([m for m in sys.modules if m.startswith(('pytsk3', 'parsers.', 'evidence_desk.source'))])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout.strip() == "[]"

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


def test_a_fault_in_any_thread_is_shown_in_the_window_and_printed_whole(
    window: Window, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        try:
            raise KeyError("first_computed")
        except KeyError as error:
            tell_fault(window, KeyError, error, error.__traceback__)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.fault.isVisible())
    assert "KeyError: 'first_computed'" in window.fault.text()
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

"""The application around the window: its fonts, its look, and what becomes of a fault of ours."""

from __future__ import annotations

import sys
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from evidence_desk.errors import Language
from ui.desktop import fonts
from ui.desktop.settings import Settings
from ui.desktop.window import Window

SWITCH_SECONDS = 0.001
"""How soon a thread that computes gives way: at Python's 5 ms, each step of the window may wait that long."""


def start(case: Path | None, language: Language | None) -> int:
    app = QApplication(sys.argv[:1])
    window = make_window(language)
    sys.excepthook = partial(tell_fault, window)
    window.show()
    if case is not None:
        window.open_case(case)
    return int(app.exec())


def tell_fault(window: Window, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours goes to standard error whole and into the window in a line, whatever thread it comes from."""
    traceback.print_exception(kind, error, trace)
    window.faulted.emit(f"{kind.__name__}: {error}")


def make_window(language: Language | None) -> Window:
    """In the fonts, look and language that this machine remembers."""
    settings = Settings()
    sys.setswitchinterval(SWITCH_SECONDS)
    QApplication.setStyle("Fusion")
    QApplication.setApplicationName("Evidence Desk")
    QApplication.setFont(fonts.text())
    window = Window(settings.language or language or "zh", settings)
    window.dress()
    return window

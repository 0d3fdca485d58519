"""Starting the desktop, or saying in a sentence why it cannot start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evidence_desk.errors import Known, Language
from evidence_desk.ingest import pool


class NoScreen(Known):
    code = "no-screen"
    zh = "桌面无法启动（{reason}），请在图形界面中运行，或改用命令行。"
    en = "The desktop cannot start ({reason}): run it in a graphical session, or use the command line."


def run(case: Path | None, language: Language | None) -> int:
    """Opens the window, and the case if one is given; the exit status. NoScreen where there is nowhere to open it."""
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not has_display:
        raise NoScreen(reason="no DISPLAY")  # Qt would end the whole process
    pool.begin()  # before there are threads and a display to inherit
    try:
        from ui.desktop import application  # the libraries that Qt loads may be missing
    except ImportError as error:
        raise NoScreen(reason=str(error)) from error
    return application.start(case, language)

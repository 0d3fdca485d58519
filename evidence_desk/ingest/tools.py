"""With what evidence is read here: the versions that a run of processing is logged with, and a memo prints."""

from __future__ import annotations

import platform
import sqlite3
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from evidence_desk import __version__

LIBRARIES = ("pytsk3", "msgspec", "pillow", "exifread", "defusedxml", "rapidocr")


@cache
def installed() -> tuple[str, ...]:
    """The program, what it runs on, and the libraries that read evidence, as installed here."""
    found = [f"Evidence Desk {__version__}", f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", platform.system()]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # an optional one, or a frozen build that keeps no metadata of some
            continue
    return tuple(found)

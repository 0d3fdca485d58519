"""libmagic through its C interface (libmagic(3)).

The system's own where there is one, since it is newer than the packaged one. Not through python-magic: to find the
library that runs programs of the system, which a worker must not.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from evidence_desk.model import Gap

MIME_TYPE = 0x10
UNKNOWN = "application/octet-stream"
MOST = 65536

SYSTEM = {"linux": "libmagic.so.1", "darwin": "libmagic.dylib"}
PACKAGED = (
    ("pylibmagic", "libmagic.so.1", "magic.mgc"),
    ("pylibmagic", "libmagic.dylib", "magic.mgc"),
    ("magic", "libmagic/libmagic.dll", "libmagic/magic.mgc"),
)
"""Distributions that bring the library: package, library and database in it."""


class Library:
    """An open libmagic with its database."""

    def __init__(self, path: str, database: str | None) -> None:
        """OSError where it cannot be loaded."""
        self._c = ctypes.CDLL(path)
        self._c.magic_open.restype = ctypes.c_void_p
        self._c.magic_load.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
        self._c.magic_buffer.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
        self._c.magic_buffer.restype = ctypes.c_char_p
        self._cookie = self._c.magic_open(MIME_TYPE)
        if not self._cookie or self._c.magic_load(self._cookie, database.encode() if database else None):
            raise OSError(f"{path} has no database")
        version = self._c.magic_version()
        self.title = f"libmagic {version // 100}.{version % 100:02d}"

    def mime(self, head: bytes) -> str | None:
        """None for what it does not know either."""
        found: bytes | None = self._c.magic_buffer(self._cookie, head, min(len(head), MOST))
        name = found.decode("ascii", "replace") if found else UNKNOWN
        return None if name == UNKNOWN else name


@cache
def library() -> Library | None:
    """The system's, else a packaged one, else none."""
    candidates: list[tuple[str, str | None]] = [(SYSTEM[sys.platform], None)] if sys.platform in SYSTEM else []
    for package, path, database in PACKAGED:
        spec = find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        if folder and (folder / path).exists():
            candidates.append((str(folder / path), str(folder / database)))
    for path, base in candidates:
        try:
            return Library(path, base)
        except (OSError, AttributeError):
            continue
    return None


@cache
def _absence() -> list[Gap]:
    return [Gap("libmagic-missing", severity="info")]


def missing() -> Gap | None:
    """The gap that this machine has no libmagic, once in the life of a process."""
    return _absence().pop() if _absence() else None

"""The files of a VMDK disk by their names alone: those that VMware's programs give its extents."""

from __future__ import annotations

import re
from pathlib import Path

from evidence_desk.source.media.beside import neighbours
from evidence_desk.source.media.files import Files

EXTENT = re.compile(r"(?P<stem>.+?)-(?:[sf]\d{3}|flat|delta|sesparse|rdmp?)", re.IGNORECASE)


def alike(path: Path, files: Files) -> set[Path]:
    """The descriptor and the extents that a file goes with, itself included; empty for one that is no VMDK."""
    if path.suffix.lower() != ".vmdk":
        return set()
    stem = _stem(path)
    return {one for one in neighbours(path, files) if one.suffix.lower() == ".vmdk" and _stem(one) == stem}


def _stem(path: Path) -> str:
    found = EXTENT.fullmatch(path.stem)
    return found["stem"] if found else path.stem

"""Writing an export: the format's own module makes it, and the log keeps its digest."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from evidence_desk.store.case import Case
from reports.exports import FORMATS
from reports.exports.selection import Selection
from reports.output import new_file, sha256_of

Write = Callable[[Selection, BinaryIO], int]


def export(case: Case, style: str, target: Path, tags: tuple[str, ...] = ()) -> int:
    """Writes a new file; how many rows it holds. The log keeps its digest."""
    write: Write = import_module(f"reports.exports.{FORMATS[style]}").write
    with new_file(case, target) as out:
        count = write(Selection(case, tags), out)
    case.log("export", format=style, path=str(target.absolute()), tags=list(tags), rows=count, sha256=sha256_of(target))
    return count

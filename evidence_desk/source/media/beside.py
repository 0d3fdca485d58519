"""Files that a container names: its parent, its extents. Only the folder of the file that a person named is looked at.

What a container writes is a path on somebody else's computer, or one that somebody chose to lead elsewhere. Of such a
path the last part alone counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, PartMissing, PathUnreadable
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.file import EvidenceFile

SEPARATORS = re.compile(r"[\\/]")
DEEPEST = 64
"""Containers that lie on each other."""
MOST = 10_000
"""Files of a folder that are looked at."""


def last_part(named: str) -> str:
    """The name at the end of a path of any system."""
    return SEPARATORS.split(named.rstrip("\0").strip())[-1]


def find(path: Path, named: str) -> Path | None:
    """The regular file beside `path` with the name that `named` ends in; of another case only where no other has it."""
    name = last_part(named)
    if name in ("", ".", ".."):
        return None
    alike = [one for one in neighbours(path) if one.name.casefold() == name.casefold()]
    exact = [one for one in alike if one.name == name]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None


def required(path: Path, named: str) -> Path:
    """PartMissing where `find` finds none."""
    found = find(path, named)
    if found is None:
        raise PartMissing(path=str(path), name=last_part(named))
    return found


def neighbours(path: Path) -> Iterator[Path]:
    """The regular files in the folder of `path`, links left out."""
    try:
        with os.scandir(path.parent) as items:
            names = sorted(item.name for _, item in zip(range(MOST), items, strict=False) if item.is_file(follow_symlinks=False))
    except OSError as fault:
        raise PathUnreadable(path=str(path.parent), reason=str(fault.strerror)) from fault
    return (path.parent / name for name in names)


class Chain:
    """The files of containers that lie on each other, from the one that a person named down. None comes twice."""

    def __init__(self, descriptors: Descriptors) -> None:
        self.descriptors = descriptors
        self.files: list[EvidenceFile] = []

    def opened(self, path: Path) -> EvidenceFile:
        """ContainerDamaged where a container lies on itself, or too many lie on each other."""
        if len(self.files) >= DEEPEST or path in {file.path for file in self.files}:
            raise ContainerDamaged(path=str(self.files[0].path), detail=f"parent {path.name}")
        return self.adopted(EvidenceFile(path, self.descriptors))

    def opened_once(self, path: Path) -> EvidenceFile:
        """A part, which a container may use several times."""
        return next((file for file in self.files if file.path == path), None) or self.adopted(EvidenceFile(path, self.descriptors))

    def adopted(self, file: EvidenceFile) -> EvidenceFile:
        self.files.append(file)
        return file

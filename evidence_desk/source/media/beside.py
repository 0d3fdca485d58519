"""Files that a container names: its parent, its extents. Only the folder of the file that a person named is looked at.

What a container writes is a path on somebody else's computer, or one that somebody chose to lead elsewhere. Of such a
path the last part alone counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, PartMissing
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files

SEPARATORS = re.compile(r"[\\/]")
DEEPEST = 64
"""Containers that lie on each other."""
MOST = 10_000
"""Files of a folder that are looked at."""


def last_part(named: str) -> str:
    """The name at the end of a path of any system."""
    return SEPARATORS.split(named.rstrip("\0").strip())[-1]


def find(path: Path, named: str, files: Files) -> Path | None:
    """The regular file beside `path` with the name that `named` ends in; of another case only where no other has it."""
    name = last_part(named)
    return None if name in ("", ".", "..") else files.find(path, name)


def required(path: Path, named: str, files: Files) -> Path:
    """PartMissing where `find` finds none."""
    found = find(path, named, files)
    if found is None:
        raise PartMissing(path=str(path), name=last_part(named))
    return found


def neighbours(path: Path, files: Files) -> Iterator[Path]:
    """The regular files in the folder of `path`, links left out."""
    return (path.parent / name for name in files.beside(path, most=MOST))


class Chain:
    """The files of containers that lie on each other, from the one that a person named down. None comes twice."""

    def __init__(self, within: Files) -> None:
        self.within = within
        self.files: list[EvidenceFile] = []

    def opened(self, path: Path) -> EvidenceFile:
        """ContainerDamaged where a container lies on itself, or too many lie on each other."""
        if len(self.files) >= DEEPEST or path in {file.path for file in self.files}:
            raise ContainerDamaged(path=str(self.files[0].path), detail=f"parent {path.name}")
        return self.adopted(EvidenceFile(path, self.within))

    def opened_once(self, path: Path) -> EvidenceFile:
        """A part, which a container may use several times."""
        return next((file for file in self.files if file.path == path), None) or self.adopted(EvidenceFile(path, self.within))

    def adopted(self, file: EvidenceFile) -> EvidenceFile:
        self.files.append(file)
        return file

"""The folder that a container lies in, within evidence, as far as a reader of images asks for it: segments, extents, parents.

Nothing of the workstation is reached from here: no path that is given out can name a file of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import Lock

from evidence_desk.source.filesystems import Content
from evidence_desk.source.media.ewf.segments import Endings
from evidence_desk.source.media.ewf2.segments import Endings as Endings2
from evidence_desk.source.media.numbering import LONGEST, Digits, Numbering

HERE = Path("\0")
"""Stands for the folder. No system has a file with a zero byte in its path: what is opened by such a path fails."""
MOST_PARTS = 4096
"""Files of one set that are looked for."""
Beside = Callable[[str], Content | None]
"""The content of the allocated file of a name in the container's own folder; None where there is none."""


def alone(_: str) -> Content | None:
    """Beside a container of which nobody says where it lies there is nothing."""
    return None


class Folder:
    """Files for the readers of media. A set of segments is followed from its first number on to the first that is missing."""

    def __init__(self, content: Content, name: str, beside: Beside, tick: Callable[[], None]) -> None:
        self.own = HERE / name
        self._contents: dict[Path, Content | None] = {self.own: content}
        self._ask, self._tick = beside, tick
        self._lock = Lock()

    def real(self, path: Path) -> Path:
        return path

    def size(self, path: Path) -> int:
        return self.content(path).size

    def read(self, path: Path, offset: int, length: int) -> bytes:
        self._tick()
        with self._lock:
            return self.content(path).read_at(offset, length)

    def beside(self, path: Path, start: str = "", most: int | None = None) -> list[str]:
        """Of the names that go on as the file's own is numbered; there is no list of the folder."""
        names = {path.name} if path.name.startswith(start) else set[str]()
        for place, ending in enumerate(islice(_numbered(path.name.rpartition(".")[2]), MOST_PARTS) if start else ()):
            if self._found(path.parent / (start + ending)) is not None:
                names.add(start + ending)
            elif place:  # the first may be missing, and some count from 0
                break
        return sorted(names)

    def find(self, path: Path, name: str) -> Path | None:
        found = path.parent / name
        return found if self._found(found) is not None else None

    def close(self) -> None:
        """The contents go when nobody holds them any more."""

    def content(self, path: Path) -> Content:
        found = self._found(path)
        if found is None:
            raise FileNotFoundError(path.name)
        return found

    def _found(self, path: Path) -> Content | None:
        if path not in self._contents:
            self._contents[path] = self._ask(path.name) if path.parent == HERE else None
        return self._contents[path]


def _numbered(ending: str) -> Iterator[str]:
    """The endings of a set that a file with this ending is one of, in order."""
    known: tuple[Numbering, ...] = (Endings(ending[:1]), Endings2(ending[:2]), Digits(len(ending), 0))
    for numbering in known:
        if numbering.number(ending) is not None:
            return (numbering.ending(number) for number in range(numbering.first, LONGEST))
    return (f"{ending[:2]}{number}" for number in range(1, LONGEST)) if ending.lower().startswith("ad") else iter(())

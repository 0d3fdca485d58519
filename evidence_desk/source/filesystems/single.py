"""One plain file given as evidence: a file system with one name."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec.structs import replace

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Pieces
from evidence_desk.source.filesystems.folder import times_of
from evidence_desk.source.filesystems.walk import NO_TIMES, Below, Found
from evidence_desk.source.media import Medium

ADDRESS = 1


class SingleFileSystem:
    """The file that `medium` is, as volume `index`. Its times are those of the file as it was given."""

    name = "file"

    def __init__(self, medium: Medium, index: int) -> None:
        self._medium = medium
        self._found = Found(Below(0, "", None), index, 1)
        path = medium.segments[0]
        try:
            times = times_of(path.stat())
        except OSError:
            times = NO_TIMES
        shown = self._found.path(os.fsencode(path.name), ADDRESS)
        self._found.add(shown, "file", [(None, None, medium.size)], True, ADDRESS, times)

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(ADDRESS)
        yield from self._found.gaps
        for entry in self._found.entries:
            yield replace(entry, number=first)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        return Pieces(self._medium.read, ((0, self._medium.size),), self._medium.size)

    def find(self, path: str) -> Entry | None:
        entry = self._found.entries[0]
        return entry if entry.path == path else None

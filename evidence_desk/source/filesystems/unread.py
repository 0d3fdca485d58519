"""The file system of a volume that cannot be read: it has no names, and says why."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.errors import Language
from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.words import gap_text

REFUSAL: Language = "en"


class UnreadFileSystem:
    """`said`: the gap was recorded when the volume was found, and the walk does not repeat it."""

    def __init__(self, name: str, gap: Gap, *, said: bool) -> None:
        self.name = name
        self._gap, self._said = gap, said

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        if not self._said:
            yield self._gap

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        raise OSError(gap_text(self._gap.code, self._gap.params, REFUSAL))

    def find(self, path: str) -> Entry | None:
        return None

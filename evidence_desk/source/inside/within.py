"""The content of an entry as a medium, so that what reads an archive given as evidence reads one that lies in evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from evidence_desk.model import Gap, Range
from evidence_desk.source.filesystems import Content

BLOCK = 1 << 20


class Within:
    """OSError goes through `read` where the entry's bytes cannot be had; whoever opens a member expects it."""

    format = "raw"

    def __init__(self, content: Content, path: str, tick: Callable[[], None]) -> None:
        self._content, self._tick = content, tick
        self.segments: tuple[Path, ...] = (Path(path.replace("\0", "")),)
        self.size = content.size
        self.metadata: dict[str, str] = {}
        self.stored: dict[str, str] = {}
        self.bad_ranges: list[Range] = []
        self.gaps: list[Gap] = []

    def read(self, offset: int, length: int) -> bytes:
        self._tick()
        found, wanted = [], min(length, self.size - offset)
        while wanted > 0 and (part := self._content.read_at(offset, wanted)):
            found.append(part)
            offset, wanted = offset + len(part), wanted - len(part)
        return b"".join(found)

    def blocks(self) -> Iterator[bytes]:
        for offset in range(0, self.size, BLOCK):
            yield self.read(offset, BLOCK)

    def close(self) -> None:
        """The content goes when nobody holds it any more."""


class Member:
    """The content of a member, whose places are told as those of its container's content."""

    def __init__(self, content: Content, container: Content) -> None:
        self._content, self._container = content, container
        self.size = content.size
        self.stored: dict[str, str] = getattr(content, "stored", {})

    @property
    def damaged(self) -> bool:
        """Whether, as far as it was read by now, bytes of it or of its container stand for others that could not be had."""
        return bool(getattr(self._content, "damaged", False) or getattr(self._container, "damaged", False))

    def read_at(self, offset: int, length: int) -> bytes:
        return self._content.read_at(offset, length)

    def runs(self) -> list[Range]:
        """Where it lies on the medium; empty where it had to be unpacked, or where that is not known of the container."""
        outer = self._container.runs()
        if sum(length for _, length in outer) < self._container.size:
            return []
        return [place for offset, length in self._content.runs() for place in _cut(outer, offset, length)]


def _cut(runs: list[Range], offset: int, length: int) -> Iterator[Range]:
    """The part of these runs, laid end to end, that begins at `offset`."""
    for start, count in runs:
        if length <= 0:
            return
        if offset < count:
            part = min(count - offset, length)
            yield start + offset, part
            offset, length = 0, length - part
        else:
            offset -= count

"""Bytes that lie within a medium in another form: deciphered, or put together by a volume manager or for a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evidence_desk.model import Gap, Range
from evidence_desk.source.media import Medium
from evidence_desk.source.media.ranges import Ranges

BLOCK = 1 << 20
Read = Callable[[int, int], bytes]
"""Bytes (offset, length): exactly as many, fewer only past the end."""
Places = Callable[[int, int], list[Range]]
"""Where bytes (offset, length) of the inner medium lie on the outer one."""


class Inner:
    """A medium of its own from byte `base` on; before it there is nothing to be read.

    Where the form keeps every byte at its place (a deciphered volume), `base` is that of the volume and offsets stay
    those of the outer medium. Where it does not, `places` says where bytes lie.
    """

    def __init__(self, medium: Medium, base: int, size: int, read: Read, lost: Sequence[Range] = (), places: Places | None = None) -> None:
        self.format, self.segments, self.metadata, self.stored = medium.format, medium.segments, dict[str, str](), dict[str, str]()
        self.base, self.size, self.lost = base, base + size, lost
        self.read_plain = read
        self._medium, self._places = medium, places

    @property
    def moved(self) -> bool:
        """Whether its bytes do not keep their offsets."""
        return self._places is not None

    @property
    def bad_ranges(self) -> list[Range]:
        return Ranges([*self._medium.bad_ranges, *self.lost]).listed()

    @property
    def gaps(self) -> list[Gap]:
        return self._medium.gaps

    def read(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        before = max(0, min(self.base, end) - offset)
        begin = max(offset, self.base)
        return bytes(before) + (self.read_plain(begin - self.base, end - begin) if end > self.base else b"")

    def runs(self, runs: list[Range]) -> list[Range]:
        """Runs of this medium as runs of the outer one."""
        return runs if self._places is None else [place for run in runs for place in self._places(*run)]

    def blocks(self) -> Iterator[bytes]:
        for offset in range(0, self.size, BLOCK):
            yield self.read(offset, BLOCK)

    def close(self) -> None:
        self._medium.close()

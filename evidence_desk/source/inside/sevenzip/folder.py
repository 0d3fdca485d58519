"""A folder of a 7z archive: members that are packed together, and the coders that they went through."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Coder:
    method: bytes
    inputs: int
    outputs: int
    properties: bytes
    size: int = 0
    """Bytes that come out."""


@dataclass(slots=True)
class Folder:
    """Members that are packed together, one behind the other."""

    coders: list[Coder]
    bound: list[tuple[int, int]]
    """Input and output of coders that are one."""
    streams: list[int]
    """The inputs that are packed streams of the archive."""
    start: int = 0
    packed: int = 0
    crc: int | None = None

    @property
    def size(self) -> int:
        """Bytes of all members."""
        bound = {output for _, output in self.bound}
        return next((coder.size for place, coder in enumerate(self.coders) if place not in bound), 0)

    @property
    def chain(self) -> list[Coder]:
        """The coders in the order of unpacking; none where they are no chain."""
        if len(self.streams) != 1 or any((coder.inputs, coder.outputs) != (1, 1) for coder in self.coders):
            return []
        following = {output: entry for entry, output in self.bound}
        at, chain = self.streams[0], [self.coders[self.streams[0]]]
        while at in following and len(chain) < len(self.coders):
            at = following[at]
            chain.append(self.coders[at])
        return chain if len(chain) == len(self.coders) else []

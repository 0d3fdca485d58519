"""Where the bytes of a medium lie: what a container's tables say of one stretch of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from evidence_desk.source.media.file import EvidenceFile


class Undecodable(Exception):
    """A block that does not decode, or whose checksum does not hold. Its text says which, in terms of the format."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Bytes of a file as they are."""

    length: int
    file: EvidenceFile
    offset: int


@dataclass(frozen=True, slots=True)
class Zeros:
    """Bytes that the container says are zero, or has no data for because nobody wrote any."""

    length: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A text over and over, beginning anew each MiB of `offset`. `code`: of the gap, where it stands for bytes that are lost."""

    length: int
    text: bytes
    offset: int
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """A part of a block that is coded as a whole: `skip` bytes into it. `size`: of the block on the medium.

    `decode` gives the block's bytes, no more than `size`, or raises Undecodable; what it lacks counts as damage.
    """

    length: int
    file: EvidenceFile
    offset: int
    stored: int
    skip: int
    size: int
    decode: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes that cannot be had. `code` names the gap, with `detail` in it; None where opening has said it already."""

    length: int
    code: str | None = None
    detail: str = ""


Run = Plain | Zeros | Filled | Packed | Lost


class Layer(Protocol):
    """What a container, or one file of it, tells of the places of its bytes."""

    @property
    def size(self) -> int: ...

    def run(self, offset: int) -> Run:
        """The stretch that begins at `offset` (below `size`): at least one byte, perhaps reaching past the end.

        Safe from several threads.
        """
        ...


def cut(run: Run, length: int) -> Run:
    """The first `length` bytes of a run, or all of a shorter one."""
    return run if run.length <= length else replace(run, length=length)


def through(parent: Layer | None, offset: int, length: int) -> Run:
    """What lies below a container that has nothing of its own there; zeros where nothing does."""
    if parent is None or offset >= parent.size:
        return Zeros(length)
    return cut(parent.run(offset), min(length, parent.size - offset))


@dataclass(frozen=True, slots=True)
class Flat:
    """A file, or a stretch of one, as it is. `end`: where the stretch ends in the file, if `size` is not to be believed."""

    file: EvidenceFile
    start: int
    size: int
    end: int | None = None

    def run(self, offset: int) -> Run:
        place = self.start + offset
        if self.end is not None and place >= self.end:
            return Lost(self.size - offset, "data-outside", self.file.path.name)
        return Plain(self.size - offset if self.end is None else min(self.size - offset, self.end - place), self.file, place)

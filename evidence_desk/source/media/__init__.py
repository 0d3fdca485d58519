"""What a medium is, and the readers of each container."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

from evidence_desk.model import Gap, Range


class Medium(Protocol):
    """The decoded bytes of a piece of evidence, opened for reading only.

    `read` and `blocks` never raise for damage and never shift bytes: what cannot be read is zeros of the same
    length, or what the format itself puts there (AFF4 has a text for sectors that nobody could read); its range is in `bad_ranges` (bytes of the decoded medium, merged, sorted) and a Gap in `gaps`.
    """

    format: str
    """As in `formats.KINDS`: `raw`, `ewf`, `vmdk`, ..."""
    segments: tuple[Path, ...]
    """The files it is made of, in order; those that are missing are not in it."""
    size: int
    metadata: dict[str, str]
    """What the container says of itself: case_number, examiner, acquired, ... as it writes them."""
    stored: dict[str, str]
    """Digests that the container holds; an all-zero one is none and is left out."""

    @property
    def bad_ranges(self) -> list[Range]:
        """As far as it was read until now, and what the container records of sectors that were unreadable then."""
        ...

    @property
    def gaps(self) -> list[Gap]:
        """What was found until now: all that opening tells, and what reading met since."""
        ...

    def read(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, fewer only past the end. Safe from several threads."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """The whole medium in order, in blocks of about 1 to 4 MiB, checking every checksum on the way.

        MediumTooLarge where that would never end: a sparse container can claim any size.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class Placed(Protocol):
    """A medium that can say where its bytes lie in its files."""

    def places(self, offset: int, length: int) -> list[tuple[Path, int, int]] | None:
        """File, offset and length in it, in order, zeros that lie nowhere left out; None where some are packed or lost."""
        ...


@runtime_checkable
class Sparse(Protocol):
    """A medium that knows where it holds nothing."""

    def hole(self, offset: int) -> int: ...

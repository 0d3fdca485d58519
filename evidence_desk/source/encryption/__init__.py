"""Encrypted volumes and the secrets that a person gives for them: nothing is guessed, nothing is looked for in memory."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from evidence_desk.model import Gap, Range, Volume
from evidence_desk.source.media import Medium
from evidence_desk.source.media.ranges import Ranges

BLOCK = 1 << 20
FAILURES = (struct.error, TypeError, ArithmeticError, LookupError, MemoryError)
"""What following a damaged header may raise beside a ValueError."""
Decipher = Callable[[int, int], bytes]
"""Plain bytes (offset in the volume's plain text, length), exactly as many, fewer only past the end."""


class Opened(NamedTuple):
    """A volume that a secret fits. `base`: where its first plain byte lies on the medium, encrypted; `how` names the kind of secret."""

    base: int
    size: int
    read: Decipher
    how: str
    lost: Sequence[Range] = ()
    """Bytes of the medium that could not be deciphered until now, and read as zeros."""


class Decrypted:
    """The medium as it is where a volume's plain text takes the place of its encrypted bytes: offsets stay those of the medium."""

    def __init__(self, medium: Medium, opened: Opened) -> None:
        self.format, self.segments, self.metadata, self.stored = medium.format, medium.segments, dict[str, str](), dict[str, str]()
        self.base, self.size = opened.base, opened.base + opened.size
        self._medium, self._opened = medium, opened

    @property
    def bad_ranges(self) -> list[Range]:
        return Ranges([*self._medium.bad_ranges, *self._opened.lost]).listed()

    @property
    def lost(self) -> Sequence[Range]:
        return self._opened.lost

    @property
    def gaps(self) -> list[Gap]:
        return self._medium.gaps

    def read(self, offset: int, length: int) -> bytes:
        """Before the volume there is nothing to be read."""
        base, end = self._opened.base, min(offset + length, self.size)
        if offset >= end:
            return b""
        before = max(0, min(base, end) - offset)
        plain = self._opened.read(max(offset, base) - base, end - max(offset, base)) if end > base else b""
        return bytes(before) + plain

    def blocks(self) -> Iterator[bytes]:
        for offset in range(0, self.size, BLOCK):
            yield self.read(offset, BLOCK)

    def close(self) -> None:
        self._medium.close()


def unlock(medium: Medium, volume: Volume, secrets: Sequence[bytes]) -> Opened | None:
    """The volume opened with the first secret that fits; None where none does, or where its kind cannot be opened here.

    ValueError where its header cannot be followed.
    """
    from evidence_desk.source.encryption import bitlocker, luks

    opener = {"luks": luks.unlock, "bitlocker": bitlocker.unlock}.get(volume.encryption or "")
    try:
        return opener(medium, volume, secrets) if opener else None
    except FAILURES as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error

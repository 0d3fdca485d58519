"""Encrypted volumes and the secrets that a person gives for them: nothing is guessed, nothing is looked for in memory."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from evidence_desk.model import Range, Volume
from evidence_desk.source.media import Medium

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

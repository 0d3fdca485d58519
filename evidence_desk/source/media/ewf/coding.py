"""Whether every bit of a zlib stream is what its encoder writes.

A checksum vouches for what a stream decodes to, not for its bits: deflate can say the same in several ways, so a
changed bit may leave the data as they are (in a run of zeros "copy from 1 back" and "from 2 back" are one). Such a
change can only be seen by encoding the data again. zlib's encoder is deterministic and nearly all tools that write
EWF use it, so that is possible once the level is known; docs/decisions/0003-ewf-reader.md has the figures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from zlib_ng import zlib_ng

LEVELS = {0: (1, 0), 1: (5, 4, 3, 2), 2: (6,), 3: (9, 8, 7)}
"""Two bits of a stream's head (FLEVEL, RFC 1950) -> levels that zlib writes them for."""
REMEMBERED = 1024
"""Verdicts that are kept."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """zlib, or zlib-ng where `modern`. `window`: base-2 logarithm of its size, as the stream's head states it.

    At level 0 zlib cuts its blocks by the room that its caller gives it, so that there the stream is followed instead.
    """

    modern: bool
    level: int
    window: int

    def writes(self, coded: bytes, data: bytes | bytearray) -> bool:
        if self.level == 0:
            return _plain(coded)
        if self.modern:
            fresh = zlib_ng.compressobj(self.level, zlib_ng.DEFLATED, self.window)
            return fresh.compress(data) + fresh.flush() == coded
        classic = zlib.compressobj(self.level, zlib.DEFLATED, self.window)
        return classic.compress(data) + classic.flush() == coded


def writer(coded: bytes, data: bytes | bytearray, usual: Encoder | None = None) -> Encoder | None:
    """The encoder that writes exactly this stream for these data, `usual` being tried first; None where none is known."""
    window = 8 + (coded[0] >> 4)
    levels = LEVELS[coded[1] >> 6] if 9 <= window <= 15 else ()
    possible = [Encoder(modern, level, window) for modern in (False, True) for level in levels]
    first = [usual] if usual in possible else []
    return next((encoder for encoder in first + possible if encoder.writes(coded, data)), None)


class Coding:
    """Judges the streams of one image. Safe from several threads: a verdict never depends on what came before."""

    def __init__(self, samples: Iterable[tuple[bytes, bytes]], longest: int, repeating: int) -> None:
        """It judges streams of up to `longest` bytes, and remembers its verdict of those up to `repeating`.

        Where no encoder that is known here wrote even one of a few samples, it does not try the rest.
        """
        self._familiar = any(writer(coded, data) for coded, data in samples)
        self._longest = longest
        self._repeating = repeating
        self._usual: dict[bytes, Encoder] = {}
        self._seen: dict[bytes, bool] = {}

    def alike(self, stream: memoryview, data: bytes | bytearray) -> bool | None:
        """Whether an encoder that is known writes exactly this; None where that was not tried."""
        if not self._familiar or len(stream) > self._longest:
            return None
        coded = bytes(stream)
        verdict = self._seen.get(coded)
        if verdict is None:
            head = coded[:2]
            found = writer(coded, data, self._usual.get(head))
            verdict = found is not None
            if found:
                self._usual[head] = found
            if len(coded) <= self._repeating and len(self._seen) < REMEMBERED:
                self._seen[coded] = verdict
        return verdict


def _plain(coded: bytes) -> bool:
    """Whether a stream that decodes is nothing but stored blocks, with all that is unused in their heads zero (RFC 1951, 3.2.4)."""
    at = 2
    while at < len(coded) and coded[at] <= 1:
        last = coded[at]
        at += 5 + int.from_bytes(coded[at + 1 : at + 3], "little")
        if last:
            return at + 4 == len(coded)
    return False

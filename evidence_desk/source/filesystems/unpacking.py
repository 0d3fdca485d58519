"""Unpacking as a stream, in pieces that are bounded however little they came from."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

BLOCK = 1 << 18
MEMORY = 256 << 20
"""What unpacking LZMA may take."""

FAILURES = (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
"""What damaged data raise."""


class Machine(Protocol):
    """As bz2 and lzma have it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Inflate:
    """zlib's, in the manner of the others. `window` as zlib has it: -15 for plain deflate, 31 for gzip."""

    def __init__(self, window: int) -> None:
        self._machine = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def needs_input(self) -> bool:
        return not self._machine.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._machine.decompress(self._machine.unconsumed_tail + data, max_length)


def gzip() -> Machine:
    return Inflate(31)


def deflate() -> Machine:
    return Inflate(-15)


def zlib_stream() -> Machine:
    return Inflate(15)


def bzip2() -> Machine:
    return bz2.BZ2Decompressor()


def xz() -> Machine:
    return lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=MEMORY)


def lzma_alone() -> Machine:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MEMORY)


def unpacked(pieces: Iterable[bytes], fresh: Callable[[], Machine], *, several: bool = True) -> Iterator[bytes]:
    """What comes out of a packed stream, or of `several` one behind the other; EOFError where the last breaks off."""
    machine, whole = fresh(), False
    for piece in pieces:
        while piece or not machine.needs_input:
            whole = False
            yield machine.decompress(piece, BLOCK)
            piece = b""
            if machine.eof:
                if not several:
                    return
                piece, machine, whole = machine.unused_data.lstrip(b"\0"), fresh(), True
    while not whole and (rest := machine.decompress(b"", BLOCK)):
        yield rest
    if not whole and not machine.eof:
        raise EOFError("it ends too early")

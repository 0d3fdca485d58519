"""One chunk: stored with an Adler-32 behind it, or a zlib stream, which ends in one ("Data chunk" in Joachim Metz,
Expert Witness Compression Format specification, libyal/libewf; RFC 1950, RFC 1951).
"""

from __future__ import annotations

from dataclasses import dataclass

import deflate
from zlib_ng.zlib_ng import adler32

from evidence_desk.source.media.ewf.inflate import Broken, inflating

CHECKSUM = 4


@dataclass(frozen=True, slots=True)
class Chunk:
    """What a checksum vouches for. `surplus`: bytes behind the chunk that it does not use."""

    data: bytes | bytearray
    surplus: int = 0


def most(chunk_size: int) -> int:
    """Bytes that a chunk may take in the container; deflate's own worst case is far below."""
    return 2 * chunk_size + 1024


def stored(coded: memoryview, size: int) -> Chunk | None:
    """A chunk as it is. Where the checksum holds over another length than is due, that is what was acquired."""
    for length in (size, len(coded) - CHECKSUM):
        end = length + CHECKSUM
        if 0 < length <= len(coded) - CHECKSUM and adler32(coded[:length]) == int.from_bytes(coded[length:end], "little"):
            return Chunk(bytes(coded[:length]), len(coded) - end)
    return None


def inflated(coded: memoryview, largest: int) -> Chunk | None:
    """A deflated chunk of at most `largest` bytes; None where the stream or its checksum does not hold.

    libdeflate is quick and does not tell where a stream ends. Where the bytes end with the checksum of what they decode to,
    as they do in nearly every chunk, that is their end; all else is looked at with care.
    """
    try:
        whole = deflate.zlib_decompress(coded, largest)
    except deflate.DeflateError:
        return _inflated_with_care(coded, largest)
    if int.from_bytes(coded[-CHECKSUM:], "big") == adler32(whole):
        return Chunk(whole)
    return _inflated_with_care(coded, largest)


def _inflated_with_care(coded: memoryview, largest: int) -> Chunk | None:
    stream = inflating()
    try:
        data = stream.decompress(coded, largest + 1)
    except Broken:
        return None
    if not stream.eof or len(data) > largest:
        return None
    return Chunk(data, len(stream.unused_data))

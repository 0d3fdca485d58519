"""zlib-ng's decoder with its types: the package's own stubs call the error an instance."""

from __future__ import annotations

from typing import Protocol, cast

from zlib_ng import zlib_ng


class Inflating(Protocol):
    eof: bool
    unused_data: bytes

    def decompress(self, coded: bytes | memoryview, most: int, /) -> bytes:
        """At most `most` bytes, which must not be 0: that would mean any number."""
        ...


Broken = cast("type[Exception]", zlib_ng.error)
"""Raised where a stream or its checksum does not hold."""


def inflating() -> Inflating:
    """A decoder at the start of a zlib stream (RFC 1950)."""
    return cast("Inflating", zlib_ng.decompressobj())

"""Items and what is said of each: chains of records whose places count from behind the first segment header.

(Fields as in evidence_desk/source/media/ad1.py. Categories and keys of what is said: IPED, FileHeader.java.)
"""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence_desk.model import Instant
from evidence_desk.source.media import Medium
from evidence_desk.source.media.ad1 import MARGIN, segment_header

LOGICAL = struct.Struct("<16sIIIQQI4sQQ")
ITEM = struct.Struct("<QQQQQII")
SAID = struct.Struct("<QIII")
FOLDER = 5
HASH, TIME = 1, 5
MD5, SHA1 = 0x5001, 0x5002
ACCESSED, CREATED, MODIFIED, CHANGED = 7, 8, 9, 40962
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?")
LONGEST_NAME = 1 << 16
MOST_SAID = 1000
LONGEST_SAID = 1 << 16
MOST_CHUNKS = 1 << 24
LARGEST_CHUNK = 1 << 26


@dataclass(frozen=True, slots=True)
class Item:
    """Places of what follows and of what is in it, 0 where there is nothing. `size`: of its content in bytes."""

    address: int
    following: int
    child: int
    said: int
    chunks: int
    size: int
    folder: bool
    name: bytes


class Image:
    """Reads by place; ValueError for what is outside or cannot be."""

    def __init__(self, medium: Medium) -> None:
        head = segment_header(medium.read(0, MARGIN))
        raw = medium.read(MARGIN, LOGICAL.size)
        if head is None or len(raw) < LOGICAL.size or not raw.startswith(b"ADLOGICALIMAGE"):
            raise ValueError("ADLOGICALIMAGE")
        _, _version, _, self.chunk, _own, self.first, length, _, source, _ = LOGICAL.unpack(raw)
        if not 0 < self.chunk <= LARGEST_CHUNK:
            raise ValueError(f"chunk size {self.chunk}")
        self._medium, self._segment = medium, head.size
        self.source = self.read(source, length).decode("utf-8", "replace") if length <= LONGEST_NAME else ""

    def places(self, address: int, length: int) -> Iterator[tuple[int, int]]:
        """The stretches of the medium that a stretch of the image lies in."""
        span = self._segment - MARGIN
        while length > 0:
            number, within = divmod(address, span)
            piece = min(length, span - within)
            yield number * self._segment + MARGIN + within, piece
            address, length = address + piece, length - piece

    def read(self, address: int, length: int) -> bytes:
        """Exactly that many bytes."""
        if length > self._medium.size or address > self._medium.size:
            raise ValueError(f"{address:#x} + {length}")
        data = b"".join(self._medium.read(place, piece) for place, piece in self.places(address, length))
        if len(data) < length:
            raise ValueError(f"{address:#x} + {length}")
        return data

    def item(self, address: int) -> Item:
        following, child, said, chunks, size, kind, length = ITEM.unpack(self.read(address, ITEM.size))
        if length > LONGEST_NAME:
            raise ValueError(f"name of {length} bytes")
        name = self.read(address + ITEM.size, length)
        return Item(address, following, child, said, chunks, size, kind == FOLDER, name)

    def said(self, item: Item) -> dict[tuple[int, int], str]:
        """Texts by category and key, as far as the chain holds."""
        found: dict[tuple[int, int], str] = {}
        place = item.said
        try:
            for _ in range(MOST_SAID):
                if not place:
                    break
                place, category, key, length = SAID.unpack(self.read(at := place, SAID.size))
                if length <= LONGEST_SAID:
                    found.setdefault((category, key), self.read(at + SAID.size, length).decode("utf-8", "replace").strip("\0 "))
        except ValueError:
            pass
        return found

    def chunks(self, item: Item) -> list[tuple[int, int]]:
        """Place and length of the packed pieces of a content."""
        if not item.size or not item.chunks:
            return []
        count = int.from_bytes(self.read(item.chunks, 8), "little")
        if count != -(-item.size // self.chunk) or count > MOST_CHUNKS:
            raise ValueError(f"{count} chunks for {item.size} bytes")
        ends = struct.unpack(f"<{count + 1}Q", self.read(item.chunks + 8, 8 * (count + 1)))
        if any(end < start for start, end in itertools.pairwise(ends)):
            raise ValueError("chunk table")
        return [(start, end - start) for start, end in itertools.pairwise(ends)]

    def unpacked(self, place: int, length: int, size: int) -> bytes:
        """One piece of `size` bytes; ValueError where its stream or its checksum does not hold."""
        if length > 2 * size + 1024:
            raise ValueError(f"chunk of {length} bytes")
        stream = zlib.decompressobj()
        try:
            data = stream.decompress(self.read(place, length), size + 1)
        except zlib.error as fault:
            raise ValueError(f"zlib at {place:#x}") from fault
        if len(data) != size or not stream.eof:
            raise ValueError(f"chunk at {place:#x}: {len(data)} / {size} bytes")
        return data


def time_of(text: str | None) -> Instant | None:
    """20170331T180231.189682, in UTC; None for what is no time."""
    parts = STAMP.fullmatch(text or "")
    if parts is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in parts.groups()[:6])
    decimals = parts[7] or ""
    try:
        whole = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        return None
    return Instant(whole, int(decimals.ljust(9, "0") or 0), len(decimals))

"""Decoding chunks, and remembering what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evidence_desk.model import Gap, Range, Severity
from evidence_desk.source.media.ewf.chunks import Chunk, inflated, most, stored
from evidence_desk.source.media.ewf.coding import Coding
from evidence_desk.source.media.ewf.image import Image
from evidence_desk.source.media.ewf.tables import Extent, Table
from evidence_desk.source.media.ranges import Ranges

SAMPLES, LOOKED_AT = 32, 1024
"""Different deflated chunks that tell the encoder, and chunks that are looked at for them."""
SHORT, KEPT = 256, 32
"""Bytes of a stream that is short, such as one of nothing but zeros, and how many are kept with what they decode to: on a
disk that is half empty the same one comes by the thousand."""
WHOLE = 8
"""Chunks that are tried where the size of a chunk is in doubt."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Chunks that follow each other in one table, or in none: a hole."""

    first: int
    count: int
    table: Table | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """Of the deflated chunks: how many are bit for bit as their encoder writes them, which are not, how many were not tried."""

    data: bytes
    alike: int = 0
    unlike: tuple[int, ...] = ()
    untried: int = 0


class Decoder:
    """Safe from several threads: what it finds is the same in any order."""

    def __init__(self, image: Image) -> None:
        self._placement = image.placement
        self._medium_size = image.size
        self._size = image.volume.chunk_size
        self._sector = image.volume.bytes_per_sector
        self._damaged = Ranges()
        self._extra: dict[tuple[str, int], int] = {}
        self._long: dict[int, int] = {}
        self._short: dict[bytes, Chunk] = {}

    def chunk(self, number: int) -> bytes:
        """One chunk, as long as the medium has it; zeros where the container lacks it or it is damaged."""
        place = self._placement.find(number)
        if place is None:
            return bytes(self.span(number)[1])
        table, index = place
        extent = table.extent(index)
        coded = self._coded(table, extent)
        return bytes(self._kept(number, table, extent, len(coded), self._decoded(number, extent, coded)))

    def batch(self, batch: Batch, coding: Coding) -> Decoded:
        """Many chunks with one reading of the file."""
        table, numbers = batch.table, range(batch.first, batch.first + batch.count)
        if table is None:
            return Decoded(bytes(sum(self.span(number)[1] for number in numbers)))
        extents = [table.extent(index) for index in range(batch.index, batch.index + batch.count)]
        start, length = extents[0][0], extents[-1][1] - extents[0][0]
        block = memoryview(table.file.read(start, min(length, batch.count * most(self._size))))
        pieces, verdicts = [], list[tuple[int, bool | None]]()
        for number, extent in zip(numbers, extents, strict=True):
            coded = self._coded(table, extent, start, block)
            chunk = self._decoded(number, extent, coded)
            pieces.append(self._kept(number, table, extent, len(coded), chunk))
            if chunk and extent[2]:
                stream = coded[: len(coded) - chunk.surplus]
                verdicts.append((number, coding.alike(stream, chunk.data)))
        said = [alike for _, alike in verdicts]
        unlike = tuple(number for number, alike in verdicts if alike is False)
        return Decoded(b"".join(pieces), said.count(True), unlike, said.count(None))

    def fits(self) -> bool:
        """Whether chunks decode to the size that they should have: a wrong one would shift all that follows."""
        whole = range(min(WHOLE, self._placement.chunks - 1))
        places = [(number, place) for number in whole if (place := self._placement.find(number))]
        for number, (table, index) in places:
            extent = table.extent(index)
            chunk = self._decoded(number, extent, self._coded(table, extent))
            if chunk and len(chunk.data) == self._size:
                return True
        return not places

    def samples(self) -> Iterator[tuple[bytes, bytes]]:
        """Some deflated chunks, each another: as stored, and what they decode to."""
        seen = set[bytes]()
        for number in range(min(LOOKED_AT, self._placement.chunks)):
            place = self._placement.find(number)
            if place and (extent := place[0].extent(place[1]))[2]:
                coded = self._coded(place[0], extent)
                chunk = inflated(coded, self._size)
                stream = bytes(coded[: len(coded) - chunk.surplus]) if chunk else b""
                if chunk and stream not in seen:
                    seen.add(stream)
                    yield stream, bytes(chunk.data)
            if len(seen) == SAMPLES:
                return

    def span(self, number: int) -> Range:
        """The bytes of the medium that a chunk stands for."""
        offset = number * self._size
        return offset, max(0, min(self._size, self._medium_size - offset))

    def sectors(self, code: str, severity: Severity, offset: int, length: int) -> Gap:
        """A gap that names bytes of the medium by their sectors too."""
        last = (offset + length - 1) // self._sector
        parameters: dict[str, str | int] = {"first": offset // self._sector, "last": last, "offset": offset, "length": length}
        return Gap(code, parameters, severity)

    @property
    def damaged(self) -> list[Range]:
        return self._damaged.listed()

    def gaps(self) -> Iterator[Gap]:
        """What decoding has met until now."""
        for offset, length in self._damaged.listed():
            yield self.sectors("chunk-damaged", "error", offset, length)
        for number, excess in sorted(self._long.copy().items()):
            offset, length = self.span(number)
            yield Gap("chunk-long", {"first": offset // self._sector, "offset": offset, "length": length, "excess": excess})
        for (file, offset), length in sorted(self._extra.copy().items()):
            yield Gap("container-extra", {"file": file, "offset": offset, "length": length})

    def _decoded(self, number: int, extent: Extent, coded: memoryview) -> Chunk | None:
        if not extent[2]:
            return stored(coded, self.span(number)[1])
        if len(coded) > SHORT:
            return inflated(coded, self._size)
        stream = bytes(coded)
        chunk = self._short.get(stream) or inflated(coded, self._size)
        if chunk and len(self._short) < KEPT:
            self._short[stream] = chunk
        return chunk

    def _coded(self, table: Table, extent: Extent, start: int = 0, block: memoryview | None = None) -> memoryview:
        """A chunk as the container has it, from a block of the file that begins at `start` if it lies in there whole."""
        offset, end = extent[0], min(extent[1], extent[0] + most(self._size))
        if block is not None and start <= offset and end <= start + len(block):
            return block[offset - start : end - start]
        return memoryview(table.file.read(offset, end - offset))

    def _kept(self, number: int, table: Table, extent: Extent, length: int, chunk: Chunk | None) -> bytes | bytearray:
        """The chunk's bytes at their due length; whatever is odd about it is remembered."""
        offset, due = self.span(number)
        start, end, _ = extent
        surplus = chunk.surplus + end - start - length if chunk else 0
        if surplus:
            self._extra[table.file.path.name, end - surplus] = surplus
        if chunk is None or (surplus and not table.checked):  # an entry that is off may lead to another chunk
            self._damaged.add(offset, due)
            return bytes(due)
        if len(chunk.data) == due:
            return chunk.data
        if len(chunk.data) > due:
            self._long[number] = len(chunk.data) - due
        self._damaged.add(offset + len(chunk.data), due - len(chunk.data))
        return chunk.data[:due].ljust(due, b"\0")

"""The decoded bytes of an EWF image (E01, S01), each of them under a checksum that was looked at."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from evidence_desk.errors import ContainerDamaged
from evidence_desk.model import Gap, Range
from evidence_desk.source.media.ewf.chunks import most
from evidence_desk.source.media.ewf.coding import Coding
from evidence_desk.source.media.ewf.decoding import Batch, Decoded, Decoder
from evidence_desk.source.media.ewf.image import Image, read_image
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.ranges import Ranges

BATCH = 2 << 20
"""Decoded bytes that a thread takes at a time: 64 of the usual chunks."""
AHEAD = 4
"""Batches under way; the digests hold some more."""
CACHE = 32 << 20
"""Decoded bytes that are kept for random access."""
ACCOUNTED = 64 << 20
"""Where no more than this of a medium is deflated, all of it is encoded again to account for every bit of its streams."""
REPEATING = 64
"""A stream shorter than this fraction of its chunk is always accounted for: it is empty space, which repeats."""
FEW, SHARE = 4, 16
"""More streams than this, and than this fraction of all, that their encoder would not write: it is another encoder."""


class EwfMedium:
    """A chunk whose checksum does not hold is zeros, and named with its sectors."""

    format = "ewf"

    def __init__(self, image: Image) -> None:
        self.segments: tuple[Path, ...] = tuple(segment.file.path for segment in image.segments)
        self.size = image.size
        self.metadata = image.metadata
        self.stored = image.stored
        self._image = image
        self._chunk_size = image.volume.chunk_size
        self._decoder = Decoder(image)
        self._coding: list[Gap] = []
        self._cache = OrderedDict[int, bytes]()
        self._lock = Lock()

    @property
    def bad_ranges(self) -> list[Range]:
        return Ranges(self._decoder.damaged + self._image.holes.listed() + self._image.failed.listed()).listed()

    @property
    def gaps(self) -> list[Gap]:
        return [*self._image.gaps, *self._unreadable(), *self._decoder.gaps(), *self._coding]

    def read(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        if offset >= end:
            return b""
        first, last = offset // self._chunk_size, (end - 1) // self._chunk_size
        joined = b"".join(map(self._chunk, range(first, last + 1)))
        return joined[offset - first * self._chunk_size : end - first * self._chunk_size]

    def blocks(self) -> Iterator[bytes]:
        """Decodes ahead in threads of its own, and accounts for every bit of the container on the way."""
        repeating = self._chunk_size // REPEATING
        within = sum(table.deflated() for table in self._image.placement.tables) * self._chunk_size <= ACCOUNTED
        coding = Coding(self._decoder.samples(), most(self._chunk_size) if within else repeating, repeating)
        unlike, alike, untried = list[int](), 0, 0
        for decoded in self._decode_ahead(coding, 2 if within else 1):
            yield decoded.data
            alike, untried = alike + decoded.alike, untried + decoded.untried
            unlike += decoded.unlike
        self._coding = list(self._said(unlike, alike, untried))

    def close(self) -> None:
        self._image.within.close()

    def _decode_ahead(self, coding: Coding, threads: int) -> Iterator[Decoded]:
        """One thread keeps up with the digests; a second would only wait for the interpreter, unless it encodes too."""
        waiting = deque[Future[Decoded]]()
        with ThreadPoolExecutor(threads, "ewf") as pool:
            for batch in self._batches():
                waiting.append(pool.submit(self._decoder.batch, batch, coding))
                if len(waiting) > AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _batches(self) -> Iterator[Batch]:
        """All chunks of the medium in order."""
        largest = max(1, BATCH // self._chunk_size)
        chunks, number = -(-self.size // self._chunk_size), 0
        placement = self._image.placement
        while number < chunks:
            if place := placement.find(number):
                table, index = place
                count = min(largest, len(table) - index, chunks - number)
                yield Batch(number, count, table, index)
            else:
                count = min(largest, (placement.following(number) or chunks) - number)
                yield Batch(number, count)
            number += count

    def _said(self, unlike: list[int], alike: int, untried: int) -> Iterator[Gap]:
        """What is known of the bits that no checksum covers."""
        total = alike + len(unlike) + untried
        if (untried and not alike and not unlike) or len(unlike) > max(FEW, alike // SHARE):
            yield Gap("coding-unknown", {"count": untried + len(unlike), "total": total}, "info")
            return
        for offset, length in Ranges(self._decoder.span(number) for number in unlike).listed():
            yield self._decoder.sectors("chunk-coding", "warning", offset, length)
        if untried:
            yield Gap("coding-untried", {"count": untried, "total": total}, "info")

    def _chunk(self, number: int) -> bytes:
        with self._lock:
            if number in self._cache:
                self._cache.move_to_end(number)
                return self._cache[number]
        data = self._decoder.chunk(number)
        with self._lock:
            self._cache[number] = data
            while len(self._cache) > max(1, CACHE // self._chunk_size):
                self._cache.popitem(last=False)
        return data

    def _unreadable(self) -> Iterator[Gap]:
        """Where the system could not give the container's own bytes."""
        for segment in self._image.segments:
            for reason, ranges in tuple(segment.file.faults.items()):
                for offset, length in ranges.listed():
                    parameters: dict[str, str | int] = {"file": segment.file.path.name, "offset": offset, "length": length}
                    yield Gap("container-unreadable", parameters | {"reason": reason}, "error")


def open_ewf(path: Path, files: Files | None = None) -> EwfMedium:
    """From any of its segments. ContainerDamaged where nothing can be read, or its place on the medium cannot be told.

    It decodes no chunk yet, unless the size of a chunk is in doubt.
    """
    image = read_image(path, files)
    if not image.volume.sound and not Decoder(image).fits():
        raise ContainerDamaged(path=str(path), detail="volume")
    return EwfMedium(image)

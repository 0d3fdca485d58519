"""A medium whose bytes are found through a container's tables: virtual disks, and images in packed blocks."""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from evidence_desk.errors import MediumTooLarge
from evidence_desk.model import Gap, Range
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.ranges import Ranges
from evidence_desk.source.media.runs import Filled, Layer, Lost, Packed, Plain, Run, Undecodable, Zeros, cut
from evidence_desk.source.media.sums import Checking, Sum

BLOCK = 1 << 20
CACHE = 32 << 20
"""Decoded bytes of packed blocks that are kept."""
LARGEST_BLOCK = 64 << 20
"""Bytes of one packed block on the medium; a container that wants more is not decoded."""
LARGEST = 1 << 47
"""128 TiB: what is read from end to end. A sparse container of some kilobytes can claim a million times as much."""
LISTED = 1000
"""Ranges of one kind that are named one by one."""


@dataclass(slots=True)
class Contents:
    """What opening a container has found."""

    format: str
    layer: Layer
    files: Sequence[EvidenceFile]
    within: Files
    metadata: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    missing: list[Range] = field(default_factory=list)
    """Bytes of the medium that are known not to be there."""
    sums: Sequence[Sum] = ()
    """Checksums of the medium, looked at while all of it is read."""
    finish: Sequence[Callable[[], Iterator[Gap]]] = ()
    """What is compared when all of the medium was read."""
    coded_sum: tuple[EvidenceFile, int, int, int] | None = None
    """Of a file the offset, length and CRC-32 of all coded bytes."""


class MappedMedium:
    """What the tables place outside of the files, and blocks that do not decode, are zeros and named."""

    def __init__(self, contents: Contents) -> None:
        self.format = contents.format
        self.segments: tuple[Path, ...] = tuple(dict.fromkeys(file.path for file in contents.files))
        self.size = contents.layer.size
        self.metadata = contents.metadata
        self.stored = contents.stored
        self._contents = contents
        self._layer = contents.layer
        self._bad = Ranges(contents.missing)
        self._differing: list[Gap] = []
        self._lost = dict[tuple[str, str], Ranges]()
        self._cache = OrderedDict[tuple[Path, int, int], bytes]()
        self._cached = 0
        self._lock = Lock()

    @property
    def bad_ranges(self) -> list[Range]:
        return self._bad.listed()

    @property
    def gaps(self) -> list[Gap]:
        with self._lock:
            lost = tuple(self._lost.items())
        met = [gap for (code, detail), ranges in lost for gap in listed(code, detail, ranges.listed())]
        return [*self._contents.gaps, *met, *self._differing, *unreadable(self._contents.files)]

    def read(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        if not 0 <= offset < end:
            return b""
        return b"".join(self._bytes(at, run) for at, run in self._runs(offset, end))

    def hole(self, offset: int) -> int:
        """How many bytes from `offset` on the container has no data for because nobody wrote any."""
        run = self._layer.run(offset) if 0 <= offset < self.size else None
        return min(run.length, self.size - offset) if isinstance(run, Zeros) else 0

    def places(self, offset: int, length: int) -> list[tuple[Path, int, int]] | None:
        found = list[tuple[Path, int, int]]()
        for _, run in self._runs(offset, min(offset + length, self.size)):
            match run:
                case Plain(count, file, place):
                    found.append((file.path, place, count))
                case Zeros():
                    continue
                case _:
                    return None
        return found

    def blocks(self) -> Iterator[bytes]:
        """MediumTooLarge where reading it all would never end."""
        if self.size > LARGEST:
            raise MediumTooLarge(path=str(self.segments[0]), size=self.size)
        checking = Checking(self._contents.sums)
        for offset in range(0, self.size, BLOCK):
            block = self.read(offset, BLOCK)
            checking.add(offset, block)
            yield block
        self._differing = [*checking.differing(), *self._coded(), *(gap for one in self._contents.finish for gap in one())]

    def close(self) -> None:
        self._contents.within.close()

    def _coded(self) -> Iterator[Gap]:
        """Against the checksum of all coded bytes, which covers those too that no block uses."""
        if self._contents.coded_sum is None:
            return
        file, start, length, due = self._contents.coded_sum
        found = 0
        for offset in range(start, min(start + length, file.size), BLOCK):
            found = zlib.crc32(file.read(offset, min(BLOCK, start + length - offset)), found)
        if found != due:
            yield Gap("section-damaged", {"file": file.path.name, "offset": start, "section": "data fork", "detail": "CRC-32"}, "error")

    def _runs(self, offset: int, end: int) -> Iterator[tuple[int, Run]]:
        """The runs of a stretch with their places on the medium; plain ones that follow each other in a file are one."""
        held: tuple[int, Run] | None = None
        while offset < end:
            run = cut(self._layer.run(offset), end - offset)
            joined = _joined(held[1], run) if held else None
            if held and joined:
                held = held[0], joined
            else:
                if held:
                    yield held
                held = offset, run
            offset += run.length
        if held:
            yield held

    def _bytes(self, at: int, run: Run) -> bytes:
        match run:
            case Zeros(length):
                return bytes(length)
            case Filled(length, text, offset, code):
                if code:
                    self._lose(at, length, code, text.decode("ascii"))
                return _pattern(text, offset, length)
            case Plain(length, file, offset):
                return self._plain(at, length, file, offset)
            case Packed():
                return self._packed(at, run)
            case Lost(length, code, detail):
                self._lose(at, length, code, detail)
                return bytes(length)

    def _plain(self, at: int, length: int, file: EvidenceFile, offset: int) -> bytes:
        data = file.read(offset, length)
        for ranges in tuple(file.faults.values()):
            for start, count in ranges.listed():
                first, last = max(start, offset), min(start + count, offset + length)
                self._bad.add(at + first - offset, last - first)
        if len(data) < length:
            self._lose(at + len(data), length - len(data), "data-outside", file.path.name)
        return data.ljust(length, b"\0")

    def _packed(self, at: int, run: Packed) -> bytes:
        key = run.file.path, run.offset, run.size
        with self._lock:
            block = self._cache.get(key)
            if block is not None:
                self._cache.move_to_end(key)
        if block is None:
            block = self._decoded(at - run.skip, run)
        return block[run.skip : run.skip + run.length].ljust(run.length, b"\0")

    def _decoded(self, start: int, run: Packed) -> bytes:
        """A whole block, `start` being its place on the medium."""
        due = min(run.size, self.size - start)
        try:
            if run.size > LARGEST_BLOCK or run.stored > 2 * LARGEST_BLOCK:
                raise Undecodable(f"{run.size} bytes")
            block = run.decode(run.file.read(run.offset, run.stored))
        except Undecodable as fault:
            self._lose(start, due, "block-undecodable", str(fault))
            return b""
        self._lose(start + len(block), due - len(block), "block-undecodable", f"{len(block)} bytes")
        with self._lock:
            key = run.file.path, run.offset, run.size
            self._cached += len(block) - len(self._cache.get(key, b""))
            self._cache[key] = block
            while self._cached > CACHE:
                self._cached -= len(self._cache.popitem(last=False)[1])
        return block

    def _lose(self, offset: int, length: int, code: str | None, detail: str) -> None:
        if length <= 0:
            return
        self._bad.add(offset, length)
        if code:
            with self._lock:
                ranges = self._lost.setdefault((code, detail), Ranges())
            ranges.add(offset, length)


def listed(code: str, detail: str, ranges: list[Range]) -> Iterator[Gap]:
    """A gap for each range; where they are very many, the rest in one sentence."""
    for offset, length in ranges[:LISTED]:
        yield Gap(code, {"offset": offset, "length": length, "detail": detail}, "error")
    if rest := ranges[LISTED:]:
        yield Gap("ranges-more", {"count": len(rest), "length": sum(length for _, length in rest)}, "error")


def unreadable(files: Iterable[EvidenceFile]) -> Iterator[Gap]:
    """Where the system could not give the container's own bytes."""
    for file in files:
        for reason, ranges in tuple(file.faults.items()):
            for offset, length in ranges.listed()[:LISTED]:
                parameters: dict[str, str | int] = {"file": file.path.name, "offset": offset, "length": length, "reason": reason}
                yield Gap("container-unreadable", parameters, "error")


def inflate(coded: bytes, size: int, window: int = zlib.MAX_WBITS) -> bytes:
    """A zlib stream of at most `size` bytes, or a bare deflate stream for a negative window. Undecodable for any other."""
    stream = zlib.decompressobj(window)
    try:
        data = stream.decompress(coded, size + 1)
    except zlib.error as fault:
        raise Undecodable("zlib") from fault
    if not stream.eof and len(data) <= size and window > 0:
        raise Undecodable("zlib")
    if len(data) > size:
        raise Undecodable(f"more than {size} bytes")
    return data


def _pattern(text: bytes, offset: int, length: int) -> bytes:
    """A text over and over, cut at each MiB."""
    tile = (text * (BLOCK // len(text) + 1))[:BLOCK]
    start = offset % BLOCK
    return (tile * ((start + length) // BLOCK + 1))[start : start + length]


def _joined(one: Run, other: Run) -> Run | None:
    match one, other:
        case Plain(length, file, offset), Plain(more, second, following) if file is second and offset + length == following:
            return Plain(length + more, file, offset)
        case Zeros(length), Zeros(more):
            return Zeros(length + more)
    return None

"""The decoded bytes of a UDIF image."""

from __future__ import annotations

import bz2
import lzma
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, NotReadable
from evidence_desk.model import Gap, Range
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.dmg.adc import expand
from evidence_desk.source.media.dmg.trailer import STORED, Chunk, Table, Trailer, table, trailer
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium, inflate
from evidence_desk.source.media.runs import Lost, Packed, Plain, Run, Undecodable, Zeros
from evidence_desk.source.media.sums import Sum

ZERO, IGNORED = 0, 2
ADC, ZLIB, BZIP2, LZFSE, LZMA = range(0x80000004, 0x80000009)
NAMES = {ZERO: "zeros", STORED: "stored", IGNORED: "left out", ADC: "ADC", ZLIB: "zlib", BZIP2: "bzip2", LZFSE: "LZFSE", LZMA: "LZMA"}
MEMORY = 1 << 27
"""Bytes that an LZMA stream may make its decoder take."""


class Blocks:
    def __init__(self, file: EvidenceFile, size: int, chunks: Sequence[Chunk]) -> None:
        self.size = size
        self._file = file
        self._chunks = sorted((chunk for chunk in chunks if chunk.size), key=lambda chunk: chunk.start)
        self._starts = [chunk.start for chunk in self._chunks]

    def run(self, offset: int) -> Run:
        index = bisect_right(self._starts, offset) - 1
        following = self._starts[index + 1] if index + 1 < len(self._starts) else self.size
        if index < 0 or offset >= self._chunks[index].start + self._chunks[index].size:
            return Lost(following - offset, "block-undecodable", "blkx")
        chunk = self._chunks[index]
        within = offset - chunk.start
        left = min(chunk.size - within, following - offset)
        match chunk.kind:
            case 0 | 2:
                return Zeros(left)
            case 1:
                kept = chunk.stored - within
                return Plain(min(left, kept), self._file, chunk.offset + within) if kept > 0 else Lost(left, "block-undecodable", "blkx")
            case kind if kind in DECODERS:
                decode = partial(DECODERS[kind], size=chunk.size)
                return Packed(left, self._file, chunk.offset, chunk.stored, within, chunk.size, decode)
            case kind:
                return Lost(left, "block-undecodable", f"blkx {kind:#x}")


def open_dmg(path: Path, files: Files | None = None) -> MappedMedium:
    """NotReadable for an image with LZFSE blocks or in segments, ContainerDamaged where its tables cannot be read."""
    files, gaps = files or Descriptors(), list[Gap]()
    file = EvidenceFile(path, files)
    said = trailer(file, gaps)
    tables = [one for raw in said.tables if (one := table(raw, file, said.fork[0], gaps))]
    if not tables:
        raise ContainerDamaged(path=str(path), detail="blkx")
    chunks = [chunk for one in tables for chunk in one.chunks]
    if any(chunk.kind == LZFSE for chunk in chunks):
        raise NotReadable(path=str(path), format="Apple DMG (LZFSE)")
    size = max(one.start + one.size for one in tables)
    _compare(file, said, tables, size, gaps)
    described = {"compression": ", ".join(sorted({NAMES.get(chunk.kind, f"{chunk.kind:#x}") for chunk in chunks} - {"zeros", "left out"}))}
    sums = [Sum(spans, one.checksum, "blkx CRC-32") for one in tables if one.checksum is not None and (spans := _summed(one))]
    layer = Blocks(file, size, chunks)
    stretch = (file, *said.fork, said.fork_sum) if said.fork_sum is not None else None
    return MappedMedium(Contents("dmg", layer, [file], files, described, gaps=gaps, sums=sums, coded_sum=stretch))


def _compare(file: EvidenceFile, said: Trailer, tables: list[Table], size: int, gaps: list[Gap]) -> None:
    """The size, and the checksum of all checksums, against the tables."""
    if said.sectors * 512 != size:
        gaps.append(damaged(file, file.size - 512, "koly", f"sectors {said.sectors} / {size // 512}"))
    joined = b"".join((one.checksum or 0).to_bytes(4, "big") for one in tables)
    if said.master_sum is not None and zlib.crc32(joined) != said.master_sum:
        gaps.append(damaged(file, file.size - 512, "koly", "CRC-32 blkx"))


def _summed(one: Table) -> tuple[Range, ...]:
    """What the checksum of a table is of: what was left out of the image is left out of it, other zeros are not."""
    return tuple((chunk.start, chunk.size) for chunk in one.chunks if chunk.kind != IGNORED and chunk.size)


def _zlib(coded: bytes, *, size: int) -> bytes:
    return inflate(coded, size)


def _adc(coded: bytes, *, size: int) -> bytes:
    return expand(coded, size)


def _bzip2(coded: bytes, *, size: int) -> bytes:
    stream = bz2.BZ2Decompressor()
    try:
        data = stream.decompress(coded, size + 1)
    except (OSError, EOFError) as fault:
        raise Undecodable("bzip2") from fault
    return _whole(data, size, stream.eof, "bzip2")


def _lzma(coded: bytes, *, size: int) -> bytes:
    stream = lzma.LZMADecompressor(memlimit=MEMORY)
    try:
        data = stream.decompress(coded, size + 1)
    except (lzma.LZMAError, EOFError) as fault:
        raise Undecodable("LZMA") from fault
    return _whole(data, size, stream.eof, "LZMA")


def _whole(data: bytes, size: int, ended: bool, name: str) -> bytes:
    if not ended or len(data) > size:
        raise Undecodable(name)
    return data


DECODERS: dict[int, Callable[..., bytes]] = {ADC: _adc, ZLIB: _zlib, BZIP2: _bzip2, LZMA: _lzma}

"""A QCOW disk: its clusters by two levels of tables, over a backing file where it has one.

("Cluster mapping" and "Extended L2 Entries" in QEMU's docs/interop/qcow2.txt.)
"""

from __future__ import annotations

import zlib
from array import array
from functools import partial
from pathlib import Path

import zstandard

from evidence_desk.errors import NotReadable
from evidence_desk.model import Gap
from evidence_desk.source.media import beside, signatures
from evidence_desk.source.media.beside import Chain
from evidence_desk.source.media.bits import Kept, table
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged, truncated
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import Contents, MappedMedium, inflate
from evidence_desk.source.media.qcow.header import ZSTD, Header, header
from evidence_desk.source.media.runs import Flat, Layer, Lost, Packed, Plain, Run, Undecodable, Zeros, through

OFFSET = (1 << 56) - (1 << 9)
OWN, PACKED, ZERO = 1 << 63, 1 << 62, 1
PACKED_V1 = 1 << 63
SECTOR = 512
SUBCLUSTERS = 32


class Clusters:
    """`data` is the file that holds the clusters, another one where the disk says so."""

    def __init__(self, file: EvidenceFile, data: EvidenceFile, said: Header, parent: Layer | None, gaps: list[Gap]) -> None:
        self.size = said.size
        self._file, self._data, self._said, self._parent = file, data, said, parent
        self._cluster = 1 << said.cluster_bits
        needed = -(-said.size // (1 << said.cluster_bits + said.l2_bits))
        self._l1 = table(file, said.l1_offset, min(needed, said.l1_entries), "Q", big=True)
        self._l2 = Kept(self._read, most=16)
        if len(self._l1) < needed:
            gaps.append(damaged(file, said.l1_offset, "L1", f"{len(self._l1)} / {needed}"))

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self._cluster)
        left = self._cluster - within
        entries = self._l2[number >> self._said.l2_bits]
        if entries is None:
            return Lost(left, "data-outside", self._file.path.name)
        index = number & (1 << self._said.l2_bits) - 1
        if not entries:
            return through(self._parent, offset, left)
        if self._said.version == 1:
            return self._first(entries[index], offset, within)
        if self._said.extended:
            return self._extended(entries[2 * index], entries[2 * index + 1], offset, within)
        return self._second(entries[index], offset, within)

    def _first(self, entry: int, offset: int, within: int) -> Run:
        left = self._cluster - within
        if entry & PACKED_V1:
            shift = 63 - self._said.cluster_bits
            place, length = entry & (1 << shift) - 1, entry >> shift & self._cluster - 1
            return Packed(left, self._file, place, length, within, self._cluster, partial(_deflated, size=self._cluster))
        return Plain(left, self._file, entry + within) if entry else through(self._parent, offset, left)

    def _second(self, entry: int, offset: int, within: int) -> Run:
        left = self._cluster - within
        if entry & PACKED:
            return self._packed(entry, within)
        if entry & ZERO and self._said.version == 3:
            return Zeros(left)
        place = entry & OFFSET
        here = place or (entry & OWN and self._data is not self._file)  # a file of its own may begin with a cluster
        return self._plain(place, left, within) if here else through(self._parent, offset, left)

    def _extended(self, entry: int, bitmap: int, offset: int, within: int) -> Run:
        """Each cluster has 32 parts: allocated here (low bits), zero (high bits), or of the backing file."""
        if entry & PACKED:
            return self._packed(entry, within)
        size = self._cluster // SUBCLUSTERS
        part = within // size
        left = size - within % size
        if bitmap >> 32 + part & 1:
            return Zeros(left)
        if bitmap >> part & 1:
            return self._plain(entry & OFFSET, left, within)
        return through(self._parent, offset, left)

    def _plain(self, place: int, left: int, within: int) -> Run:
        if place % self._cluster:
            return Lost(left, "block-undecodable", f"L2 {place:#x}")
        return Plain(left, self._data, place + within)

    def _packed(self, entry: int, within: int) -> Run:
        """From any byte on, over whole sectors: what follows the stream in the last belongs to others."""
        bits = 62 - (self._said.cluster_bits - 8)
        place, sectors = entry & (1 << bits) - 1, (entry & PACKED - 1) >> bits
        stored = (sectors + 1) * SECTOR - place % SECTOR
        decode = partial(_zstd if self._said.compression == ZSTD else _deflated, size=self._cluster)
        return Packed(self._cluster - within, self._file, place, stored, within, self._cluster, decode)

    def _read(self, index: int) -> array[int] | None:
        """A table of the second level, empty where there is none; None where it is outside the file."""
        if index >= len(self._l1):
            return None
        place = self._l1[index] & (OFFSET if self._said.version > 1 else (1 << 63) - 1)
        if not place:
            return array("Q")
        count = 1 << self._said.l2_bits + self._said.extended
        entries = table(self._file, place, count, "Q", big=True)
        return entries if len(entries) == count and (place % self._cluster == 0 or self._said.version == 1) else None


def open_qcow(path: Path, files: Files | None = None) -> MappedMedium:
    """Known for what is encrypted, lies on a file that is not beside it, or cannot be read."""
    chain, gaps = Chain(files or Descriptors()), list[Gap]()
    layer, said = _layer(path, chain, gaps)
    described = {"version": str(said.version), "cluster_size": str(1 << said.cluster_bits)}
    if said.backing:
        described["backing_file"] = said.backing
    return MappedMedium(Contents("qcow2", layer, chain.files, chain.within, described, gaps=gaps))


def _layer(path: Path, chain: Chain, gaps: list[Gap]) -> tuple[Layer, Header]:
    file = chain.opened(path)
    said = header(file, gaps)
    data = chain.opened(beside.required(path, said.data_file, chain.within)) if said.data_file is not None else file
    if said.version > 1:
        _whole(file, said, gaps)
    below = _backing(path, said, chain, gaps) if said.backing else None
    return Clusters(file, data, said, below, gaps), said


def _backing(path: Path, said: Header, chain: Chain, gaps: list[Gap]) -> Layer:
    """A QCOW disk or a raw image. Nothing in the disk says which file of that name it was."""
    found = beside.required(path, said.backing or "", chain.within)
    file = EvidenceFile(found, chain.within)
    head, tail = file.read(0, signatures.HEAD), file.read(max(0, file.size - signatures.TAIL), signatures.TAIL)
    kind = signatures.container(head, tail, file.size)
    gaps.append(Gap("backing-unidentified", {"file": path.name, "parent": found.name}))
    if kind == "qcow2" and said.backing_format != "raw":
        return _layer(found, chain, gaps)[0]
    other = kind or signatures.foreign(head)
    if other and said.backing_format != "raw":
        raise NotReadable(path=str(found), format=other.upper())
    opened = chain.opened(found)
    return Flat(opened, 0, opened.size)


def _whole(file: EvidenceFile, said: Header, gaps: list[Gap]) -> None:
    """Names a file that ends before the last cluster that is counted as used: no other mark is at the end."""
    offset, clusters, order = said.refcounts
    cluster, width = 1 << said.cluster_bits, 1 << order
    blocks = table(file, offset, clusters * cluster // 8, "Q", big=True)
    used = next((index for index in range(len(blocks) - 1, -1, -1) if blocks[index] & OFFSET), None)
    if len(blocks) * 8 < clusters * cluster:
        gaps.append(truncated(file, "refcount table"))
    if used is None:
        return
    counts = file.read(blocks[used] & OFFSET, cluster)
    if len(counts) < cluster:
        gaps.append(truncated(file, "refcount block"))
    last = len(counts.rstrip(b"\0")) * 8 // width
    end = (used * (cluster * 8 // width) + max(0, last - 1)) * cluster
    if last and end >= file.size:
        gaps.append(truncated(file, f"{end + 1} bytes"))


def _deflated(coded: bytes, *, size: int) -> bytes:
    """A bare deflate stream of exactly a cluster: it has no checksum, only its length can tell."""
    data = inflate(coded, size, -zlib.MAX_WBITS)
    if len(data) != size:
        raise Undecodable(f"{len(data)} / {size} bytes")
    return data


def _zstd(coded: bytes, *, size: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(coded) as stream:
            data = stream.read(size + 1)
    except zstandard.ZstdError as fault:
        raise Undecodable("zstd") from fault
    if len(data) != size:
        raise Undecodable(f"{len(data)} / {size} bytes")
    return data

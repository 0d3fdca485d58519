"""A stream of chunks that are each packed on their own, some thousands of them a segment ("bevy"), with an index beside.

("Image Stream" in AFF4 Standard v1.0.) Beside a bevy there may be the digests of its chunks, each under one name a
digest; whether those are right a digest over all of them says.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from threading import Lock

import cramjam

from evidence_desk.model import Gap
from evidence_desk.source.media.aff4.volume import Member, Volume
from evidence_desk.source.media.bits import Kept
from evidence_desk.source.media.mapped import inflate
from evidence_desk.source.media.runs import Lost, Packed, Run, Undecodable

ENTRY = struct.Struct("<QI")
LARGEST_CHUNK = 1 << 26
LONGEST_DIGEST = 64
DIGESTS = ("md5", "sha1", "sha256", "sha512", "blake2b")


@dataclass(frozen=True, slots=True)
class Bevy:
    """A segment: where its bytes lie, its index, and the digests of its chunks by algorithm."""

    member: Member
    index: bytes
    digests: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Described:
    """What the turtle says of a stream. `method`: of compression. `hashes`: of the stream from end to end."""

    name: str
    size: int
    chunk: int
    per_bevy: int
    method: str
    hashes: tuple[tuple[str, str], ...]


class Stream:
    """Chunks are found and checked one by one; `finish` compares the digests of the whole."""

    def __init__(self, volume: Volume, said: Described) -> None:
        self.size, self.name = said.size, said.name
        self._volume, self._said = volume, said
        self._bevies = Kept(self._bevy, most=8)
        self._running = {name: hashlib.new(name) for name, _ in said.hashes}
        self._next = 0
        self._lock = Lock()

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self._said.chunk)
        left = min(self._said.chunk - within, self.size - offset)
        place, index = divmod(number, self._said.per_bevy)
        bevy = self._bevies[place]
        if bevy is None or len(bevy.index) < (index + 1) * ENTRY.size:
            return Lost(left, "data-outside", f"{self.name}/{place:08d}")
        start, stored = ENTRY.unpack_from(bevy.index, index * ENTRY.size)
        if start + stored > bevy.member.size:
            return Lost(left, "data-outside", f"{self.name}/{place:08d}")
        decode = partial(self._decode, number=number, bevy=bevy, index=index)
        due = min(self._said.chunk, self.size - number * self._said.chunk)
        return Packed(left, self._volume.file, bevy.member.offset + start, stored, within, due, decode)

    def finish(self) -> Iterator[Gap]:
        """Compares the digests of the whole stream; chunks that were not met in order are read now."""
        count = -(-self.size // self._said.chunk)
        while self._next < count:
            before = self._next
            run = self.run(before * self._said.chunk)
            if not isinstance(run, Packed):
                return
            try:
                run.decode(run.file.read(run.offset, run.stored))
            except Undecodable:
                return
            if self._next == before:
                return
        for name, stated in self._said.hashes:
            found = self._running[name].hexdigest()
            if found != stated.lower():
                detail = f"{name.upper()} {stated}"
                yield Gap("stream-differs", {"stream": self.name, "detail": detail, "found": found}, "error")

    def _decode(self, coded: bytes, *, number: int, bevy: Bevy, index: int) -> bytes:
        due = min(self._said.chunk, self.size - number * self._said.chunk)
        whole = coded if len(coded) == self._said.chunk else _unpacked(coded, self._said.method, self._said.chunk)
        for name, listed in bevy.digests.items():
            digest = hashlib.new(name, whole).digest()
            if listed[index * len(digest) : (index + 1) * len(digest)] != digest:
                digest = hashlib.new(name, whole[:due]).digest()  # of the last chunk some take what is padding, some do not
                if listed[index * len(digest) : (index + 1) * len(digest)] != digest:
                    raise Undecodable(f"blockHash.{name}")
        with self._lock:
            if number == self._next:
                self._next += 1
                for running in self._running.values():
                    running.update(whole[:due])
        return whole[:due]

    def _bevy(self, number: int) -> Bevy | None:
        part = f"{number:08d}"
        most = self._said.per_bevy * LONGEST_DIGEST
        member, index = self._volume.member(self.name, part), self._volume.read(self.name, f"{part}.index", most)
        older = self._volume.read(self.name, f"{part}/index", most) if index is None else None
        if member is None or (index is None and older is None):
            return None
        index = index if index is not None else _widened(older or b"", member.size)
        mark = "." if older is None else "/"
        digests = {name: self._volume.read(self.name, f"{part}{mark}blockHash.{name}", most) for name in DIGESTS}
        return Bevy(member, index, {name: listed for name, listed in digests.items() if listed})

    def block_hashes(self, algorithm: str) -> bytes | None:
        """The digests of all chunks by one algorithm, as the segments have them; None where one is missing."""
        bevies = -(-self.size // (self._said.chunk * self._said.per_bevy))
        parts = [self._volume.read(self.name, f"{number:08d}.blockHash.{algorithm}") for number in range(bevies)]
        return b"".join(part for part in parts if part is not None) if None not in parts else None


def _widened(raw: bytes, size: int) -> bytes:
    """An index from before the standard: 32 bits a chunk, where it ends (Evimetry), or begins where the first is 0 (Rekall)."""
    places = [place for (place,) in struct.iter_unpack("<I", raw[: len(raw) // 4 * 4])]
    bounds = places if places[:1] == [0] else [0, *places]
    bounds = bounds if bounds[-1] == size else [*bounds, size]
    return b"".join(ENTRY.pack(start, max(0, end - start)) for start, end in pairwise(bounds))


def _unpacked(coded: bytes, method: str, size: int) -> bytes:
    for mark, decode in METHODS.items():
        if mark in method:
            return decode(coded, size)
    raise Undecodable(method or "compressionMethod")


def _snappy(coded: bytes, size: int) -> bytes:
    try:
        if cramjam.snappy.decompress_raw_len(coded) > size:
            raise Undecodable("snappy")
        return bytes(cramjam.snappy.decompress_raw(coded))
    except cramjam.DecompressionError as fault:
        raise Undecodable("snappy") from fault


def _lz4(coded: bytes, size: int) -> bytes:
    target = bytearray(size)
    try:
        length = cramjam.lz4.decompress_block_into(coded, target, size)
    except cramjam.DecompressionError as fault:
        raise Undecodable("LZ4") from fault
    return bytes(target[:length])


def _zlib(coded: bytes, size: int) -> bytes:
    return inflate(coded, size)


def _deflate(coded: bytes, size: int) -> bytes:
    return inflate(coded, size, -zlib.MAX_WBITS)


def _stored(coded: bytes, size: int) -> bytes:
    return coded[:size]


METHODS: dict[str, Callable[[bytes, int], bytes]] = {
    "snappy": _snappy,
    "lz4": _lz4,
    "rfc1950": _zlib,
    "rfc1951": _deflate,
    "NullCompressor": _stored,
    "compression/stored": _stored,
}
"""By a part of the name that a stream states."""

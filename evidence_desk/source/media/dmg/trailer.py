"""The last 512 bytes of an image, and the tables of blocks that they lead to: `koly`, `blkx`, `mish`."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from evidence_desk.errors import ContainerDamaged, NotReadable
from evidence_desk.model import Gap
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile

KOLY = struct.Struct(">4sIIIQQQQQII16sII128sQQ120xII128sIQ12x")
MISH = struct.Struct(">4sIQQQII24xII128sI")
CHUNK = struct.Struct(">IIQQQQ")
CRC32 = 2
SECTOR = 512
LONGEST = 64 << 20
"""Bytes of the list of tables, or of the resource fork of the oldest images."""
STORED = 1
COMMENT, TERMINATOR = 0x7FFFFFFE, 0xFFFFFFFF
MOST_TABLES = 10_000


@dataclass(frozen=True, slots=True)
class Trailer:
    """`fork`: where the coded blocks lie in the file, and how many bytes of them. Checksums are None where there are none."""

    fork: tuple[int, int]
    sectors: int
    fork_sum: int | None
    master_sum: int | None
    tables: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """`start` and `size` in bytes of the medium, `offset` and `stored` in bytes of the file."""

    kind: int
    start: int
    size: int
    offset: int
    stored: int


@dataclass(frozen=True, slots=True)
class Table:
    """The blocks of one partition, in bytes of the medium. `checksum`: CRC-32, None where there is none."""

    start: int
    size: int
    checksum: int | None
    chunks: tuple[Chunk, ...]


def trailer(file: EvidenceFile, gaps: list[Gap]) -> Trailer:
    raw = file.read(max(0, file.size - SECTOR), SECTOR)
    if len(raw) < SECTOR or not raw.startswith(b"koly"):
        raise ContainerDamaged(path=str(file.path), detail="koly")
    fields = KOLY.unpack(raw)
    _, version, size, _flags, _running, at, length, rsrc, rsrc_length, _segment, segments, *rest = fields
    _identifier, kind, bits, fork_sum, xml, xml_length, master_kind, master_bits, master, _variant, sectors = rest
    if segments > 1:
        raise NotReadable(path=str(file.path), format=f"Apple DMG ({segments} segments)")
    if (version, size) != (4, SECTOR):
        gaps.append(damaged(file, file.size - SECTOR, "koly", f"version {version}, size {size}"))
    raw = file.read(xml, min(xml_length, LONGEST)) if xml_length else file.read(rsrc, min(rsrc_length, LONGEST))
    tables = _from_list(raw) if xml_length else tuple(_from_fork(raw))
    if not tables and not xml_length and not rsrc_length and length == sectors * SECTOR:
        tables = (_plain(sectors),)
    if not tables:
        raise ContainerDamaged(path=str(file.path), detail="blkx")
    return Trailer((at, length), sectors, _sum(kind, bits, fork_sum), _sum(master_kind, master_bits, master), tables[:MOST_TABLES])


def table(raw: bytes, file: EvidenceFile, fork: int, gaps: list[Gap]) -> Table | None:
    """None for one that is none. Chunks that reach out of their table, or are counted and not there, are named."""
    if len(raw) < MISH.size or not raw.startswith(b"mish"):
        gaps.append(damaged(file, 0, "blkx", "mish"))
        return None
    _, _version, first, sectors, offset, _buffers, _number, kind, bits, checksum, count = MISH.unpack_from(raw)
    if max(first, sectors) > 1 << 53:
        gaps.append(damaged(file, 0, "blkx", f"sectors {first} + {sectors}"))
        return None
    held = min(count, (len(raw) - MISH.size) // CHUNK.size)
    if held < count:
        gaps.append(damaged(file, 0, "blkx", f"{held} / {count}"))
    chunks = list[Chunk]()
    for kind_of, _comment, at, length, place, stored in CHUNK.iter_unpack(raw[MISH.size : MISH.size + held * CHUNK.size]):
        if kind_of in (COMMENT, TERMINATOR):
            continue
        if at + length > sectors:
            gaps.append(damaged(file, 0, "blkx", f"sectors {at} + {length} / {sectors}"))
            continue
        chunks.append(Chunk(kind_of, (first + at) * SECTOR, length * SECTOR, fork + offset + place, stored))
    return Table(first * SECTOR, sectors * SECTOR, _sum(kind, bits, checksum), tuple(chunks))


def _plain(sectors: int) -> bytes:
    """The table that an image which is not packed at all goes without: all of its fork as it is."""
    return MISH.pack(b"mish", 1, 0, sectors, 0, 0, 0, 0, 0, b"", 1) + CHUNK.pack(STORED, 0, 0, sectors, 0, sectors * SECTOR)


def _sum(kind: int, bits: int, raw: bytes) -> int | None:
    return int.from_bytes(raw[:4], "big") if (kind, bits) == (CRC32, 32) else None


def _from_list(raw: bytes) -> tuple[bytes, ...]:
    """Of a property list; empty where it is none."""
    try:
        forks = plistlib.loads(raw, fmt=plistlib.FMT_XML)["resource-fork"]["blkx"]
    except (ValueError, ExpatError, LookupError, TypeError, AttributeError, OverflowError):
        return ()
    found = [one.get("Data") for one in forks if isinstance(one, dict)] if isinstance(forks, list) else []
    return tuple(one for one in found if isinstance(one, bytes))


def _from_fork(raw: bytes) -> Iterator[bytes]:
    """Of a resource fork (Apple, "Inside Macintosh: More Macintosh Toolbox", 1-121)."""
    if len(raw) < 16:
        return
    data, listing, _, _ = struct.unpack_from(">IIII", raw)
    types = listing + _u16(raw, listing + 24)
    for index in range(_u16(raw, types) + 1):
        at = types + 2 + 8 * index
        if raw[at : at + 4] != b"blkx":
            continue
        for number in range(_u16(raw, at + 4) + 1):
            reference = types + _u16(raw, at + 6) + 12 * number
            start = data + int.from_bytes(raw[reference + 5 : reference + 8], "big")
            length = int.from_bytes(raw[start : start + 4], "big")
            yield raw[start + 4 : start + 4 + length]


def _u16(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 2], "big")

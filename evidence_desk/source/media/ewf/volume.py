"""The volume section: how the medium is divided into sectors and chunks. `disk` and `data` are copies of it.

1052 bytes by EnCase, FTK Imager, linen and libewf; 94 bytes by ASR Data's own specification and SMART ("Volume
section" in Joachim Metz, Expert Witness Compression Format specification, libyal/libewf). Adler-32 at the end.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from uuid import UUID

from zlib_ng.zlib_ng import adler32

SMART = struct.Struct("<IIIII70sI")
"""1, chunks, sectors a chunk, bytes a sector, sectors, reserved and signature, checksum."""
ENCASE = struct.Struct("<B3xIIIQ12xB3xI4xIB3xI4x16s968xI")
"""Media type, chunks, sectors a chunk, bytes a sector, sectors, media flags, PALM start, SMART logs, compression,
error granularity, set identifier, checksum."""

LARGEST_CHUNK = 1 << 27
"""32,768 sectors, the most that any tool offers, of 4,096 bytes."""
LARGEST_MEDIUM = 1 << 47
"""128 TiB: what 32 bits of chunks of the usual 32 KiB address."""

MEDIA_TYPES = {0x00: "removable", 0x01: "fixed", 0x03: "optical", 0x0E: "logical", 0x10: "memory"}
COMPRESSION = {0: "none", 1: "fast", 2: "best"}


@dataclass(frozen=True, slots=True)
class Volume:
    """Counts as the section has them; `sound` where its checksum holds."""

    chunks: int
    sectors_per_chunk: int
    bytes_per_sector: int
    sectors: int
    identifier: UUID | None
    metadata: tuple[tuple[str, str], ...]
    sound: bool

    @property
    def geometry(self) -> tuple[int, int, int, int]:
        return self.chunks, self.sectors_per_chunk, self.bytes_per_sector, self.sectors

    @property
    def chunk_size(self) -> int:
        return self.sectors_per_chunk * self.bytes_per_sector

    @property
    def size(self) -> int:
        """Of the medium in bytes, by the count of sectors."""
        return self.sectors * self.bytes_per_sector

    @property
    def plausible(self) -> bool:
        """Whether a medium of these counts can be; nothing is allocated for one that cannot."""
        if not 0 < self.chunk_size <= LARGEST_CHUNK or self.bytes_per_sector > 1 << 16:
            return False
        return max(self.size, self.chunks * self.chunk_size) <= LARGEST_MEDIUM

    @property
    def consistent(self) -> bool:
        """Whether the sectors fill the chunks that it counts."""
        return -(-self.sectors // self.sectors_per_chunk) == self.chunks


def parse(payload: bytes) -> Volume | None:
    """None where the payload has neither of the two lengths."""
    match len(payload):
        case ENCASE.size:
            return _encase(payload)
        case SMART.size:
            _one, chunks, per_chunk, per_sector, sectors, _reserved, checksum = SMART.unpack(payload)
            described = _described(per_sector, per_chunk, sectors)
            return Volume(chunks, per_chunk, per_sector, sectors, None, described, adler32(payload[:-4]) == checksum)
        case _:
            return None


def _encase(payload: bytes) -> Volume:
    kind, chunks, per_chunk, per_sector, sectors, flags, _palm, _logs, level, granularity, raw, checksum = ENCASE.unpack(payload)
    identifier = UUID(bytes_le=raw) if any(raw) else None
    blocker = [name for bit, name in ((0x04, "Fastbloc"), (0x08, "Tableau")) if flags & bit]
    described = (
        ("media_type", MEDIA_TYPES.get(kind, f"{kind:#04x}")),
        ("media_scope", "physical" if flags & 0x02 else "logical"),
        ("compression", COMPRESSION.get(level, f"{level:#04x}")),
        *((("write_blocker", ", ".join(blocker)),) if blocker else ()),
        *((("error_granularity", str(granularity)),) if granularity else ()),
        *((("set_identifier", str(identifier)),) if identifier else ()),
        *_described(per_sector, per_chunk, sectors),
    )
    return Volume(chunks, per_chunk, per_sector, sectors, identifier, described, adler32(payload[:-4]) == checksum)


def _described(per_sector: int, per_chunk: int, sectors: int) -> tuple[tuple[str, str], ...]:
    return ("bytes_per_sector", str(per_sector)), ("chunk_size", str(per_sector * per_chunk)), ("sectors", str(sectors))

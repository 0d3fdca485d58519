"""Sector tables: where each chunk lies, how it is coded, or what fills it ("Sector table", "Chunk data flags")."""

from __future__ import annotations

import bz2
import struct
import zlib
from dataclasses import dataclass
from functools import partial

from evidence_desk.model import Gap
from evidence_desk.source.media.ewf2.sections import Section, payload
from evidence_desk.source.media.faults import damaged
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.mapped import inflate
from evidence_desk.source.media.runs import Filled, Packed, Run, Undecodable

HEADER = struct.Struct("<QI4xI")
ENTRY = struct.Struct("<QII")
PADDED = 32
CHECKSUM = 4
COMPRESSED, CHECKSUMED, PATTERN = 1, 2, 4
BZIP2 = 2


@dataclass(frozen=True, slots=True)
class Table:
    """`first`: the number of its first chunk."""

    file: EvidenceFile
    first: int
    entries: bytes
    method: int

    def __len__(self) -> int:
        return len(self.entries) // ENTRY.size

    def run(self, number: int, within: int, due: int) -> Run:
        """What is left of a chunk, `due` being its bytes on the medium."""
        offset, stored, flags = ENTRY.unpack_from(self.entries, (number - self.first) * ENTRY.size)
        if flags & COMPRESSED and flags & PATTERN:
            return Filled(due - within, offset.to_bytes(8, "little"), within)
        decode = partial(_decoded, size=due, flags=flags, method=self.method)
        return Packed(due - within, self.file, offset, stored, within, due, decode)


def read(file: EvidenceFile, section: Section, method: int, gaps: list[Gap]) -> Table | None:
    """None where neither its count nor its entries can be believed."""
    raw = payload(file, section, gaps)
    if len(raw) < PADDED:
        gaps.append(damaged(file, section.offset, "sector table", "size"))
        return None
    first, count, checksum = HEADER.unpack_from(raw)
    end = PADDED + count * ENTRY.size
    if zlib.adler32(raw[: HEADER.size - CHECKSUM]) != checksum or end + CHECKSUM > len(raw):
        gaps.append(damaged(file, section.offset, "sector table", "Adler-32"))
        return None
    entries = raw[PADDED:end]
    if zlib.adler32(entries) != int.from_bytes(raw[end : end + CHECKSUM], "little"):
        gaps.append(damaged(file, section.offset, "sector table", "Adler-32"))
        return None
    return Table(file, first, entries, method)


def _decoded(coded: bytes, *, size: int, flags: int, method: int) -> bytes:
    """A chunk. The last of a medium may hold more than the medium has."""
    if not flags & COMPRESSED:
        data = coded[:-CHECKSUM] if flags & CHECKSUMED else coded
        if flags & CHECKSUMED and zlib.adler32(data) != int.from_bytes(coded[-CHECKSUM:], "little"):
            raise Undecodable("Adler-32")
        return data[:size]
    if method == BZIP2:
        stream = bz2.BZ2Decompressor()
        try:
            data = stream.decompress(coded, size + 1)
        except (OSError, EOFError) as fault:
            raise Undecodable("bzip2") from fault
        if not stream.eof:
            raise Undecodable("bzip2")
        return data[:size]
    return inflate(coded, size)

"""The log: changes of the tables that were safe on the disk before they were made. A disk that was not closed has some.

They are applied in memory, as Windows applies them to the file when it opens it ("Log", section 2.3 of [MS-VHDX]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.ranges import Ranges
from evidence_desk.source.media.vhdx.crc32c import holds

ENTRY = struct.Struct("<4sIIIQII16sQQ")
DESCRIPTOR = struct.Struct("<4s4s8sQQ")
SECTOR = 4096
LONGEST = 1 << 28
"""Bytes of a log that are looked at; Hyper-V makes it 1 MiB and a little more on large disks."""


@dataclass(frozen=True, slots=True)
class Entry:
    place: int
    sequence: int
    tail: int
    raw: bytes


@dataclass(slots=True)
class Changes:
    """What the log puts over the file: sectors, and stretches of zeros.

    `size`: how long the file becomes by its sectors. `due`: how long it was when the entries were written.
    """

    sectors: dict[int, bytes] = field(default_factory=dict)
    zeros: Ranges = field(default_factory=Ranges)
    entries: int = 0
    size: int = 0
    due: int = 0


class Patched(EvidenceFile):
    """A file with the changes of its log over it; what is on the disk is not touched."""

    def __init__(self, file: EvidenceFile, changes: Changes) -> None:
        self.path, self.faults = file.path, file.faults
        self.size = max(file.size, changes.size)
        self._file, self._changes = file, changes

    def read(self, offset: int, length: int) -> bytes:
        if length <= 0 or not 0 <= offset < self.size:
            return b""
        end = min(offset + length, self.size)
        data = bytearray(self._file.read(offset, end - offset).ljust(end - offset, b"\0"))
        for start, count in self._changes.zeros.listed():
            first, last = max(start, offset), min(start + count, end)
            if first < last:
                data[first - offset : last - offset] = bytes(last - first)
        for sector in self._touched(offset, end):
            first, last = max(sector, offset), min(sector + SECTOR, end)
            data[first - offset : last - offset] = self._changes.sectors[sector][first - sector : last - sector]
        return bytes(data)

    def _touched(self, offset: int, end: int) -> list[int]:
        first = offset // SECTOR * SECTOR
        if end - first < len(self._changes.sectors) * SECTOR:
            return [sector for sector in range(first, end, SECTOR) if sector in self._changes.sectors]
        return [sector for sector in self._changes.sectors if first <= sector < end]


def changes(file: EvidenceFile, offset: int, length: int, identifier: UUID) -> Changes | None:
    """What the newest whole sequence of entries says; None where there is none, so that changes may be lost."""
    length = min(length, LONGEST, max(0, file.size - offset)) // SECTOR * SECTOR
    entries = {entry.place: entry for entry in _entries(file, offset, length, identifier)}
    best: list[Entry] = []
    for entry in entries.values():
        sequence = _sequence(entry, entries, length)
        if sequence and (not best or sequence[-1].sequence > best[-1].sequence):
            best = sequence
    if not best:
        return None
    made = Changes()
    for entry in best:
        _apply(entry, made)
    return made


def _sequence(first: Entry, entries: dict[int, Entry], length: int) -> list[Entry]:
    """The entries that follow each other from one on, if its last says that it begins with this one."""
    found, place = [first], (first.place + len(first.raw)) % length
    while (following := entries.get(place)) and following.sequence == found[-1].sequence + 1 and len(found) <= len(entries):
        found.append(following)
        place = (place + len(following.raw)) % length
    while found and found[-1].tail != first.place:
        found.pop()
    return found


def _entries(file: EvidenceFile, offset: int, length: int, identifier: UUID) -> Iterator[Entry]:
    """All that hold, wherever in the log they begin: it goes round."""
    for place in range(0, length, SECTOR):
        head = file.read(offset + place, ENTRY.size)
        if len(head) < ENTRY.size or not head.startswith(b"loge"):
            continue
        _, _, size, tail, sequence, _count, _, log, *_ = ENTRY.unpack(head)
        if size % SECTOR or not 0 < size <= length or UUID(bytes_le=log) != identifier or sequence == 0:
            continue
        raw = file.read(offset + place, min(size, length - place))
        raw += file.read(offset, size - len(raw))
        if len(raw) == size and holds(raw):
            yield Entry(place, sequence, tail, raw)


def _apply(entry: Entry, made: Changes) -> None:
    """The descriptors of an entry: its changes, in their order. One that contradicts the entry ends it."""
    _, _, size, _, sequence, count, _, _, flushed, _ = ENTRY.unpack_from(entry.raw)
    made.entries, made.due = made.entries + 1, max(made.due, flushed)
    data = -(-(ENTRY.size + count * DESCRIPTOR.size) // SECTOR) * SECTOR
    for index in range(min(count, size // DESCRIPTOR.size)):
        kind, trailing, leading, offset, number = DESCRIPTOR.unpack_from(entry.raw, ENTRY.size + index * DESCRIPTOR.size)
        if number != sequence or offset % SECTOR:
            return
        if kind == b"zero":
            length = int.from_bytes(leading, "little")
            made.zeros.add(offset, length)
            for sector in [one for one in made.sectors if offset <= one < offset + length]:
                del made.sectors[sector]
        elif kind == b"desc":
            coded = entry.raw[data : data + SECTOR]
            if len(coded) < SECTOR or not coded.startswith(b"data"):
                return
            made.sectors[offset] = leading + coded[8:4092] + trailing
            made.size = max(made.size, offset + SECTOR)
            data += SECTOR

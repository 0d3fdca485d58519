"""Where the chunks lie: the table sections, and tables made anew where a container has lost them.

A table has a header of 24 bytes (count u32, 4 bytes, base offset u64, 4 bytes, Adler-32), an entry of 32 bits a chunk
(its offset from the base; the highest bit says that it is deflated) and the Adler-32 of the entries. `table2` is a
copy. By ASR Data's specification and SMART the chunks follow in the table section itself, without the second
checksum; from EnCase 2 on they are in the `sectors` section before it. In EnCase 6.7 a section may pass 2 GiB: from
there on all 32 bits are offset, and nothing is deflated ("Table section" and "Table entries offset overflow" in
Joachim Metz, Expert Witness Compression Format specification, libyal/libewf).
"""

from __future__ import annotations

import operator
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from zlib_ng.zlib_ng import adler32

from evidence_desk.model import Gap
from evidence_desk.source.media.ewf.chunks import inflated, most, stored
from evidence_desk.source.media.ewf.sections import Section
from evidence_desk.source.media.faults import damaged, extra
from evidence_desk.source.media.file import EvidenceFile

HEADER = struct.Struct("<I4xQ4xI")
DEFLATED = 1 << 31
OFFSET = DEFLATED - 1
ENTRY = 4
FOOTER = 4
MOST = 1 << 26
"""Entries of one table: 2 TiB of the usual chunks. EnCase stops at 65,534, EWF-X sets no limit."""


Extent = tuple[int, int, bool]
"""Where a chunk begins in the file, where it ends (not before that), and whether it is deflated."""


@dataclass(frozen=True, slots=True)
class Table:
    """`entries` as stored; those from `wide` on use all 32 bits. `end`: where the last chunk's bytes end.

    `checked`: a checksum vouches for the entries, so that each chunk is the one that it should be.
    """

    file: EvidenceFile
    base: int
    entries: array[int]
    wide: int
    end: int
    checked: bool

    def __len__(self) -> int:
        return len(self.entries)

    def extent(self, index: int) -> Extent:
        offset, following = self._offset(index), index + 1
        end = self._offset(following) if following < len(self.entries) else self.end
        return offset, max(offset, end), index < self.wide and bool(self.entries[index] & DEFLATED)

    def deflated(self) -> int:
        """How many of its chunks are."""
        return sum(map(DEFLATED.__le__, islice(self.entries, self.wide)))

    def _offset(self, index: int) -> int:
        entry = self.entries[index]
        return self.base + (entry & OFFSET if index < self.wide else entry)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A table section as it stands. `data`: where chunks would begin that follow in the section itself."""

    section: Section
    base: int
    entries: array[int]
    data: int
    sound: bool
    checked: bool


def read(file: EvidenceFile, sections: list[Section], table: Section, mirror: Section | None, gaps: list[Gap]) -> Table | None:
    """The table of one section and its copy. Where only one of the two holds, that one; all damage is named."""
    own = _copy(file, table, gaps)
    other = _copy(file, mirror, gaps) if mirror else None
    if own and other and own.sound and other.sound and (own.base, own.entries) != (other.base, other.entries):
        gaps.append(Gap("table-copies-differ", {"file": file.path.name, "offset": table.offset}, "error"))
    chosen = next((copy for copy in (own, other) if copy and copy.sound), own or other)
    if chosen is None or not chosen.entries:
        return None
    first = chosen.base + (chosen.entries[0] & OFFSET)
    home = _home(sections, first)
    gaps += _between(file, chosen, home, first)
    narrow = home is not None and home.end - chosen.base <= DEFLATED
    wide = len(chosen.entries) if narrow else _first_drop(chosen.entries)
    made = Table(file, chosen.base, chosen.entries, wide, file.size, chosen.checked)
    last = _home(sections, made.extent(len(made) - 1)[0])
    return replace(made, end=last.end) if last else made


def _between(file: EvidenceFile, copy: _Copy, home: Section | None, first: int) -> Iterator[Gap]:
    """Bytes before the first chunk, and behind the entries where the chunks are elsewhere."""
    start = copy.data if home == copy.section else home.start if home else first
    if first > start:
        yield extra(file, start, first - start)
    if home != copy.section and copy.section.end > copy.data:
        yield extra(file, copy.data, copy.section.end - copy.data)


def rebuilt(file: EvidenceFile, start: int, end: int, chunk_size: int) -> tuple[list[Table], int]:
    """Tables for chunks that have lost theirs, and where it stopped: each chunk proves by its checksum where it ends.

    Only whole chunks, and a shorter one if it closes the region.
    """
    tables, entries, base, at = [], array("I"), start, start
    while at < end:
        coded = memoryview(file.read(at, min(most(chunk_size), end - at)))
        deflated = False
        chunk = stored(coded, chunk_size)  # first: what was acquired may look like a stream itself
        if chunk is None:
            deflated, chunk = True, inflated(coded, chunk_size)
        if chunk is None or (len(chunk.data) < chunk_size and at + len(coded) - chunk.surplus < end):
            break
        if at - base > OFFSET:
            tables.append(Table(file, base, entries, len(entries), at, checked=True))
            entries, base = array("I"), at
        entries.append(at - base | (DEFLATED if deflated else 0))
        at += len(coded) - chunk.surplus
    if entries:
        tables.append(Table(file, base, entries, len(entries), at, checked=True))
    return tables, at


def _copy(file: EvidenceFile, section: Section, gaps: list[Gap]) -> _Copy | None:
    """A count that cannot be trusted gives way to the section's size, if that fits the checksum of the entries; else None."""
    head = file.read(section.start, HEADER.size)
    room = section.end - section.start - HEADER.size
    if len(head) < HEADER.size or room < 0:
        gaps.append(damaged(file, section.offset, section.kind, "size"))
        return None
    count, base, checksum = HEADER.unpack(head)
    fits = count * ENTRY <= room and count <= MOST
    trusted = fits and adler32(head[:-4]) == checksum
    if not trusted:
        gaps.append(damaged(file, section.offset, section.kind, "Adler-32" if fits else f"count {count}"))
        count = min(max(0, room - FOOTER) // ENTRY, MOST)
    at = section.start + HEADER.size
    raw = file.read(at, count * ENTRY + FOOTER)
    listed, footer = raw[: count * ENTRY], raw[count * ENTRY :]
    alone = room == len(listed) + FOOTER
    holds = adler32(listed).to_bytes(FOOTER, "little") == footer
    if not trusted and not holds:
        return None
    if alone and not holds:
        gaps.append(damaged(file, section.offset, section.kind, "Adler-32"))
    entries = array("I", listed)
    if sys.byteorder == "big":
        entries.byteswap()
    data = at + len(listed) + (FOOTER if holds else 0)
    return _Copy(section, base, entries, data, sound=trusted and (holds or not alone), checked=trusted and holds)


def _first_drop(entries: array[int]) -> int:
    """The index of the first entry whose 31-bit offset is below the one before it; their number where there is none."""
    offset = OFFSET.__and__
    rises = map(operator.le, map(offset, entries), map(offset, islice(entries, 1, None)))
    return next((index for index, rising in enumerate(rises, 1) if not rising), len(entries))


def _home(sections: list[Section], offset: int) -> Section | None:
    """The section that an offset lies in."""
    found = sections[max(0, bisect_right(sections, offset, key=attrgetter("offset")) - 1)]
    return found if found.start <= offset < found.end else None

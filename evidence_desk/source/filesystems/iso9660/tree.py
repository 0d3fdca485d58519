"""The directory records of one tree of an ISO 9660 volume (ECMA-119, section 9.1)."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evidence_desk.model import Instant
from evidence_desk.source.filesystems.iso9660 import rockridge
from evidence_desk.source.filesystems.iso9660.disc import SECTOR, Descriptor, Disc
from evidence_desk.source.filesystems.iso9660.rockridge import Posix
from evidence_desk.source.filesystems.walk import Kind

IS_FOLDER, IS_ASSOCIATED, GOES_ON = 0x02, 0x04, 0x80
DOTS = (b"\0", b"\1")
LEAST = 34
LARGEST_FOLDER = 1 << 28
KINDS: dict[int, Kind] = {0x8000: "file", 0x4000: "directory", 0xA000: "link"}


@dataclass(slots=True)
class Record:
    """One name. A file of several extents has a record for each, which are one here."""

    address: int
    raw: bytes
    """The name, in UTF-8 where the disc has it in UTF-16."""
    pieces: list[tuple[int, int]]
    """Block and bytes of each extent."""
    flags: int
    interleaved: bool
    stamp: bytes
    posix: Posix | None

    @property
    def kind(self) -> Kind:
        if self.posix and self.posix.moved_to is not None:
            return "directory"
        if self.posix and self.posix.mode is not None:
            return KINDS.get(self.posix.mode & 0xF000, "other")
        return "directory" if self.flags & IS_FOLDER else "file"

    @property
    def block(self) -> int:
        """Where it starts; for a folder that Rock Ridge moved, where it was moved to."""
        return self.posix.moved_to if self.posix and self.posix.moved_to is not None else self.pieces[0][0]

    @property
    def size(self) -> int:
        return sum(length for _, length in self.pieces)


@dataclass(slots=True)
class Tree:
    """All records of a descriptor, numbered as The Sleuth Kit numbers them: the root is 0, then folder by folder; each
    extent counts."""

    root: int
    """The block of the root folder."""
    folders: dict[int, list[Record]] = field(default_factory=dict)
    """What is in the folder that starts at a block."""
    cut: set[int] = field(default_factory=set)
    """Blocks of folders that the medium ends within."""
    last: int = 0
    """The highest number given."""


def read(disc: Disc, descriptor: Descriptor) -> Tree:
    """Each folder is read once, however often it is named."""
    block, size = struct.unpack_from("<I4xI", descriptor.root, 2)
    tree = Tree(block)
    skip = _skipped(disc, block)
    waiting = deque([(block, size)])
    while waiting:
        block, size = waiting.popleft()
        if block in tree.folders:
            continue
        records: list[Record] = []
        tree.folders[block] = records
        if size and len(disc.at(block, size - 1, 1)) == 0:
            tree.cut.add(block)
        for raw in _raw_records(disc, block, size):
            _add(raw, disc, descriptor.joliet, skip, tree, records)
        waiting += [(record.block, _folder_size(disc, record)) for record in records if record.kind == "directory"]
    return tree


def moment(stamp: bytes) -> Instant | None:
    """A recording time: years since 1900 to seconds, then the offset from UTC in quarters of an hour; zeros are none.

    ValueError where it names no moment.
    """
    if len(stamp) < 7 or not any(stamp[:6]):
        return None
    year, month, day, hour, minute, second, offset = struct.unpack("<6Bb", stamp[:7])
    local = datetime(1900 + year, month, day, hour, minute, second, tzinfo=UTC)
    return Instant.of(local - timedelta(minutes=15 * offset))


def _raw_records(disc: Disc, block: int, size: int) -> Iterator[bytes]:
    """Records do not cross sectors: a length of zero means that the rest of the sector is unused."""
    for offset in range(0, min(size, LARGEST_FOLDER), SECTOR):
        sector = disc.at(block, offset, min(SECTOR, size - offset))
        if not sector:
            return
        place = 0
        while place + LEAST <= len(sector) and (length := sector[place]) >= LEAST:
            yield sector[place : place + length]
            place += length


def _add(raw: bytes, disc: Disc, joliet: bool, skip: int, tree: Tree, records: list[Record]) -> None:
    length = raw[32]
    name = raw[33 : 33 + length]
    if name in DOTS or not name:
        return
    tree.last += 1
    block, size = struct.unpack_from("<I4xI", raw, 2)
    block += raw[1]  # an extended attribute record comes before the file
    before = records[-1] if records else None
    name = _joliet_name(name) if joliet else _plain_name(name)
    posix = None if joliet else rockridge.read(raw[33 + length + (length + 1) % 2 + skip :], disc.at)
    if posix and posix.name is not None:
        name = posix.name
    if before and before.flags & GOES_ON and before.raw == name:
        before.pieces.append((block, size))
        before.flags = raw[25]
        return
    records.append(Record(tree.last, name, [(block, size)], raw[25], bool(raw[26] or raw[27]), raw[18:25], posix))


def _plain_name(name: bytes) -> bytes:
    """Without the version, and without the dot of an empty extension."""
    return name.partition(b";")[0].removesuffix(b".") or name


def _joliet_name(name: bytes) -> bytes:
    text = name.decode("utf-16-be", "replace").rpartition(";")
    plain = text[0] if text[1] and text[2].isdigit() else "".join(text)
    return plain.encode()


def _folder_size(disc: Disc, record: Record) -> int:
    """Its own record says; for a folder that was moved, the record of itself that it starts with."""
    if record.posix is None or record.posix.moved_to is None:
        return record.size
    own = disc.at(record.block, 0, LEAST)
    return int(struct.unpack_from("<I", own, 10)[0]) if len(own) == LEAST else 0


def _skipped(disc: Disc, root: int) -> int:
    """How many bytes of each system use area are not Rock Ridge's: an entry SP in the root's own record says."""
    own = disc.at(root, 0, 256)
    place = 33 + own[32] + (own[32] + 1) % 2 if len(own) > 32 else 0
    entry = own[place : place + 7]
    return entry[6] if entry.startswith(b"SP\x07\x01\xbe\xef") and len(entry) == 7 else 0

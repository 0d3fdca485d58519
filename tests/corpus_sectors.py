"""Disks with sectors that cannot be read: how many volumes still open, and whether each file that one touches is marked."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import random
from dataclasses import dataclass
from pathlib import Path

from corpus_chats import Comparison

from evidence_desk.model import Entry
from evidence_desk.source import volumes
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.media import Medium
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.ranges import touches
from evidence_desk.source.media.raw import Part, RawMedium
from evidence_desk.source.source import Source

SECTOR = 512
IMAGES = 20
LEAST = {1: 20, 8: 18, 40: 15}
"""Sectors that are bad, and of 20 images how many must still open."""
SAMPLE = "images/ntfs/ntfs_dissect.bin.gz"
BLOCK = 1 << 20


class Worn(Descriptors):
    """A disk that answers EIO for some sectors."""

    def __init__(self, bad: frozenset[int]) -> None:
        super().__init__()
        self._bad = bad

    def read(self, path: Path, offset: int, length: int) -> bytes:
        if any(sector in self._bad for sector in range(offset // SECTOR, -(-(offset + length) // SECTOR))):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return super().read(path, offset, length)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its digest, and whether it is marked."""

    digest: str
    damaged: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """`missed`: files whose bytes differ from the whole disk's and that are not marked."""

    opened: bool
    listed: int
    marked: int
    missed: tuple[str, ...]


def sectors(corpus: Path, scratch: Path) -> list[Comparison]:
    path = scratch / "ntfs.raw"
    with gzip.open(corpus / SAMPLE) as packed:
        path.write_bytes(packed.read())
    return [_compared(path, count) for count in LEAST]


def _compared(path: Path, count: int) -> Comparison:
    whole = contents(medium(path, frozenset()))
    used = _used(path)
    outcomes = [examined(path, frozenset(random.Random(seed).sample(used, count)), whole) for seed in range(IMAGES)]
    opened = sum(one.opened for one in outcomes)
    missed = sum(len(one.missed) for one in outcomes)
    marked, listed = sum(one.marked for one in outcomes), sum(one.listed for one in outcomes)
    fields = {"opened": ("enough", "enough" if opened >= LEAST[count] else str(opened)), "missed": ("0", str(missed))}
    return Comparison(f"{count} bad sectors: {opened} of {IMAGES} open, {marked} files marked, {listed} listed", fields)


def examined(path: Path, bad: frozenset[int], whole: dict[tuple[int, int], Read]) -> Outcome:
    """What is read of a disk with these sectors bad, beside what it holds."""
    found = contents(medium(path, bad))
    missed = [str(key) for key, one in found.items() if key in whole and one.digest != whole[key].digest and not one.damaged]
    return Outcome(bool(found), len(found), sum(one.damaged for one in found.values()), tuple(missed))


def medium(path: Path, bad: frozenset[int]) -> Medium:
    descriptors = Worn(bad)
    file = EvidenceFile(path, descriptors)
    return RawMedium([Part(path.name, 0, file.size, file)], descriptors)


def contents(disk: Medium) -> dict[tuple[int, int], Read]:
    """Every file of the disk by its address and stream; what can be listed and not read has no digest and is marked."""
    for _ in disk.blocks():  # as when it is verified: that finds the bad sectors
        pass
    parts, _ = volumes.find(disk)
    source = Source("raw", disk, disk.segments, tuple(parts))
    found: dict[tuple[int, int], Read] = {}
    for volume in source.volumes:
        system = source.filesystem(volume.index)
        for entry in system.walk(1, frozenset(), lambda _: None):
            if isinstance(entry, Entry) and entry.kind == "file" and entry.attribute != -1:
                found[entry.address, entry.attribute] = _read(system, entry, disk)
    return found


def _read(system: FileSystem, entry: Entry, disk: Medium) -> Read:
    digest, offset = hashlib.md5(), 0
    try:
        content = system.open(entry.address, entry.attribute, entry.path)
        while block := content.read_at(offset, BLOCK):
            digest.update(block)
            offset += len(block)
    except OSError:
        return Read("", damaged=True)
    return Read(digest.hexdigest(), touches(content.runs(), disk.bad_ranges) or offset != content.size)


def _used(path: Path) -> list[int]:
    """Sectors with anything in them."""
    data = path.read_bytes()
    return [at // SECTOR for at in range(0, len(data), SECTOR) if any(data[at : at + SECTOR])]

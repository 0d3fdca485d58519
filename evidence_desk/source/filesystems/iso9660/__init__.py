"""ISO 9660 (ECMA-119), with Joliet or Rock Ridge.

Our own: The Sleuth Kit shows the extents of a large file as files of their own, overlooks the zone of the times, and
locks up for good on a disc whose folders lead back (sleuthkit issue 928). Addresses are the kit's all the same.

A disc may have several trees of names for the same files. The Joliet one is listed where there is one, else the
primary one, by its Rock Ridge names where it has them; files that only another tree names are in `$OrphanFiles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from evidence_desk.model import Entry, Gap, Instant, Volume
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held, Pieces
from evidence_desk.source.filesystems.iso9660 import tree
from evidence_desk.source.filesystems.iso9660.disc import Disc
from evidence_desk.source.filesystems.iso9660.tree import IS_ASSOCIATED, Record, Tree
from evidence_desk.source.filesystems.walk import NO_TIMES, Below, Found, Times, packed, walk
from evidence_desk.source.media import Medium

ORPHANS = "$OrphanFiles"
NOWHERE = 0
"""The block that stands for the folder of orphans: a disc has none of its own there."""


class IsoFileSystem:
    """One volume. OSError at its making where it has no descriptor."""

    name = "iso9660"

    def __init__(self, medium: Medium, volume: Volume) -> None:
        self._medium, self._volume = medium, volume
        self._disc = Disc(medium.read, volume.offset)

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(NOWHERE)
        missing = self._volume.offset + self._disc.blocks * self._disc.block - self._medium.size
        if missing > 0 and self._disc.plain:
            yield Gap("filesystem-cut", {"index": self._volume.index, "missing": missing})

        def listed(folder: Below, first: int) -> Found:
            if folder.address in poisoned:
                return Found(folder, self._volume.index, first, gaps=[Gap("directory-poisoned", {"address": folder.address})])
            mark(folder.address)
            return self._listed(folder, first)

        for found in walk(listed, self._trees[0].root, first):
            if isinstance(found, Gap):
                yield found
            else:
                yield from found.gaps
                yield from found.entries

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        record = self._records.get(address)
        if record is None:
            raise OSError("there is no such record")
        if record.posix and record.posix.target is not None:
            return Held(record.posix.target)
        if record.interleaved:
            raise OSError("its sectors are interleaved with those of another file")
        if self._disc.plain:
            places = tuple((self._disc.place(block), size) for block, size in record.pieces)
            return Pieces(self._medium.read, places, record.size)
        places = tuple((block * self._disc.block, size) for block, size in record.pieces)
        return Pieces(self._disc.read, places, record.size, mapped=False)

    def find(self, path: str) -> Entry | None:
        above, entry = Below(self._trees[0].root, "", None), None
        for part in path.strip("/").split("/"):
            entries = self._listed(above, 0).entries
            entry = next((one for one in entries if one.path == f"{above.path}/{part}" and one.stream is None), None)
            if entry is None:
                return None
            above = Below(self._block(entry), entry.path, 0)
        return entry

    @cached_property
    def _trees(self) -> list[Tree]:
        """The tree that is listed, then the others."""
        return [tree.read(self._disc, descriptor) for descriptor in sorted(self._disc.descriptors, key=lambda one: not one.joliet)]

    @cached_property
    def _orphans(self) -> list[Record]:
        """Files of the other trees that the listed one does not name: nothing starts at the same place with the same
        length. Empty files have no place to compare and count as such too. Their numbers follow the listed ones'."""
        listed, *others = self._trees
        known = {(record.block, record.size) for records in listed.folders.values() for record in records}
        found: list[Record] = []
        for record in (record for other in others for records in other.folders.values() for record in records):
            if record.kind != "directory" and (not record.size or (record.block, record.size) not in known):
                known.add((record.block, record.size))
                record.address = listed.last + 1 + len(found)
                found.append(record)
        return found

    @cached_property
    def _records(self) -> dict[int, Record]:
        listed = [record for records in self._trees[0].folders.values() for record in records]
        return {record.address: record for record in [*listed, *self._orphans]}

    def _block(self, entry: Entry) -> int:
        record = self._records.get(entry.address)
        return record.block if record else NOWHERE

    def _listed(self, folder: Below, first: int) -> Found:
        """A folder goes by the block that it starts at: two names for one are seen to be one."""
        found = Found(folder, self._volume.index, first)
        if folder.address == NOWHERE:
            for record in self._orphans:
                self._add(record, found)
            return found
        listed = self._trees[0]
        if folder.address in listed.cut:
            found.gaps.append(Gap("directory-cut", {"path": folder.path or "/"}))
        for record in listed.folders.get(folder.address, []):
            self._add(record, found)
        if folder.number is None:
            path, address = f"{folder.path}/{ORPHANS}", listed.last + len(self._orphans) + 1
            found.folders.append(Below(NOWHERE, path, found.add(path, "directory", [(None, None, 0)], True, address, NO_TIMES)))
        return found

    def _add(self, record: Record, found: Found) -> None:
        path = found.path(record.raw, record.address)
        stream = "rsrc" if record.flags & IS_ASSOCIATED else None
        size = len(record.posix.target) if record.posix and record.posix.target is not None else record.size
        number = found.add(path, record.kind, [(stream, None, size)], True, record.address, _times(record, path, found.gaps))
        if record.kind == "directory":
            found.folders.append(Below(record.block, path, number))


def _times(record: Record, path: str, gaps: list[Gap]) -> Times:
    """The recording time as created, as the kit has it; the others where Rock Ridge gives them."""
    stamps = {"created": record.stamp} | ((record.posix.times or {}) if record.posix else {})
    found: dict[str, Instant | None] = {}
    for field, stamp in stamps.items():
        try:
            found[field] = tree.moment(stamp)
        except (ValueError, OverflowError):
            gaps.append(Gap("time-out-of-range", {"path": path, "field": field, "raw": stamp.hex(" ")}))
    return packed(found.get("created"), found.get("modified"), found.get("accessed"), found.get("changed"))

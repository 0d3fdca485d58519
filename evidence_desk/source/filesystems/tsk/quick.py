"""The walk of an NTFS volume without the kit, wherever that gives the same (filesystems/ntfs); the kit for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from evidence_desk.model import Volume
from evidence_desk.source.filesystems import Mark
from evidence_desk.source.filesystems.ntfs.attributes import FILE_NAME
from evidence_desk.source.filesystems.ntfs.files import ENTRIES_A_STRETCH, Gathered
from evidence_desk.source.filesystems.ntfs.folders import ROOT, Folders, Listing
from evidence_desk.source.filesystems.ntfs.records import DOS, FOLDER, KNOWN, Name, Records
from evidence_desk.source.filesystems.ntfs.table import Table, Unusual
from evidence_desk.source.filesystems.tsk.folder import Lister
from evidence_desk.source.filesystems.tsk.library import FAILURES, Handle
from evidence_desk.source.filesystems.walk import Below, Found
from evidence_desk.source.media import Medium
from evidence_desk.stretch import Stretch

ORPHANS = "$OrphanFiles"


def quick(medium: Medium, volume: Volume, runs: list[tuple[int, int]], lister: Lister, mark: Mark) -> Quick | None:
    """Reads the whole table of files, which lies at `runs`; None where a volume is left to the kit as a whole."""
    try:
        table = Table(medium, volume.offset, runs)
        records = table.records(lambda record: _names(lister.handle, record), lambda: mark(ROOT))
    except Unusual:
        return None
    if table.count != lister.handle.info.last_inum:
        return None
    return Quick(lister, records, Folders(table, records), Gathered(volume.index), set(records.loose))


@dataclass(slots=True)
class Quick:
    lister: Lister
    records: Records
    folders: Folders
    gathered: Gathered
    loose: set[int]
    named: bool = False
    """Whether the kit found a name of a file that is gone: which files have none, is then its to say."""

    def listed(self, folder: Below, first: int, mark: Mark) -> Found | None:
        found = Found(folder, self.lister.volume, first)
        mark(folder.address)
        try:
            if folder.address == self.lister.handle.info.last_inum:
                return self._orphans(found)
            listing = self.folders.listing(folder.address, lambda: mark(folder.address))
            if listing is None:
                return None
            self._add(listing, found)
            if folder.number is None:
                self._one(self.lister.handle.info.last_inum, f"/{ORPHANS}", True, True, found)
        except (*FAILURES, Unusual):
            return None
        return found

    def stretches(self, found: Found | None) -> Iterator[Stretch]:
        """What of the folders until now is to be given out before the entries of this one; None after the last."""
        if found is not None and found.files is not None:
            self.gathered.add(found.first, found.folder.number, *found.files)
        if found is None or found.entries or found.gaps or len(self.gathered.paths) >= ENTRIES_A_STRETCH:
            stretch = self.gathered.taken()
            if stretch is not None:
                yield stretch

    def by_kit(self, found: Found) -> None:
        """Told of each folder that was left to the kit."""
        self.folders.expect([below.address for below in found.folders])
        self.named = self.named or any(entry.address in self.loose for entry in found.entries)

    def _add(self, listing: Listing, found: Found) -> None:
        prefix = f"{found.folder.path}/"
        paths = [prefix + name for name in listing.names]
        if listing.plain:
            found.files = (paths, listing.files)
            found.folders = [Below(record, paths[place], found.first + place) for place, record in listing.leading]
            return
        leading = {place for place, _ in listing.leading}
        gathered = Gathered(found.volume)
        gathered.add(0, found.folder.number, paths, listing.files)
        for place, (entry, plain) in enumerate(zip(gathered.entries(), listing.files.plain.tolist(), strict=True)):
            if not plain:
                self._one(entry.address, entry.path, True, place in leading, found)
                continue
            number = found.first + len(found)
            found.entries.append(replace(entry, number=number))
            if place in leading:
                found.folders.append(Below(entry.address, entry.path, number))

    def _one(self, record: int, path: str, allocated: bool, leads: bool, found: Found) -> None:
        """A file that the kit describes."""
        file = self.lister.handle.open_meta(inode=record)
        if file.info.meta is None:
            raise OSError("it has no metadata")
        self.lister.add(file, file.info.meta, record, path, allocated, leads, found)

    def _orphans(self, found: Found) -> Found | None:
        """Files that are gone and have no name at all. Where one may have a name, the kit says which of them are in no folder."""
        if self.named or not all(self._nameless(record) for record in self.records.loose):
            return None
        for record in self.records.loose:
            self._one(record, found.path(f"OrphanFile-{record}".encode(), record), False, False, found)
        return found

    def _nameless(self, record: int) -> bool:
        """Whether a record is one of a file, all of it is understood, and no name is in it. One without a sequence number the kit does
        not take for the file of the name that it makes up."""
        known = self.records.state[record] & (KNOWN | FOLDER) == KNOWN and self.records.sequence[record]
        return bool(known and not self.records.name[record] and record not in self.records.further)


def _names(handle: Handle, record: int) -> list[Name]:
    """The long names of a file as the kit finds them. Unusual where it cannot read the file."""
    names: list[Name] = []
    try:
        file = handle.open_meta(inode=record)
        for attribute in file:
            if attribute.info.type == FILE_NAME:
                raw = file.read_random(0, attribute.info.size, FILE_NAME, attribute.info.id)
                if len(raw) < 66 or len(raw) < 66 + 2 * raw[64]:
                    raise OSError("one of its names breaks off")
                if raw[65] != DOS:
                    names.append((int.from_bytes(raw[:6], "little"), int.from_bytes(raw[6:8], "little"), raw[66 : 66 + 2 * raw[64]]))
    except FAILURES as failure:
        raise Unusual(f"record {record} cannot be read") from failure
    return names

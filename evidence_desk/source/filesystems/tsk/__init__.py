"""The file systems that The Sleuth Kit reads: NTFS, FAT, exFAT, ext2/3/4, HFS+, UFS, YAFFS2."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from evidence_desk.model import Entry, Gap, Volume
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.filesystems.exfat import Entries
from evidence_desk.source.filesystems.ext import Ext
from evidence_desk.source.filesystems.tsk import bounded, library
from evidence_desk.source.filesystems.tsk.content import TskContent
from evidence_desk.source.filesystems.tsk.folder import GONE, Lister
from evidence_desk.source.filesystems.tsk.library import FAILURES, TYPES, File
from evidence_desk.source.filesystems.tsk.patience import Patience
from evidence_desk.source.filesystems.tsk.slack import leftovers
from evidence_desk.source.filesystems.tsk.times import clock
from evidence_desk.source.filesystems.walk import Below, Found, walk
from evidence_desk.source.media import Medium
from evidence_desk.source.volumes.signatures import Probe
from evidence_desk.spare import Leftover
from evidence_desk.stretch import Stretch

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.tsk.quick import Quick

__all__ = ["TYPES", "TskFileSystem"]

LOCAL = frozenset({"fat12", "fat16", "fat32"})
"""File systems whose times are those of a clock on a wall."""
KEPT_FOLDERS = 64
"""Listings that `find` keeps."""


class TskFileSystem:
    """One volume. OSError at its making where the kit cannot make sense of it.

    An entry's `address` is the kit's number of its metadata (inode, MFT number); its `attribute` is the kit's type
    and id of a stream, packed as type << 16 | id, None for the file itself, and -1 for a deleted name whose metadata
    belongs to another file now: its content is not to be had.
    """

    def __init__(self, medium: Medium, volume: Volume) -> None:
        if volume.filesystem is None:
            raise OSError("no file system")
        self.name = volume.filesystem
        self._volume = volume
        self._image = library.Image(medium)
        self._handle = library.opened(self._image, volume.offset, self.name)

        def at(place: int, length: int) -> bytes:
            return medium.read(volume.offset + place, length)

        self._ext = _ext(at) if self.name.startswith("ext") else None
        self._exfat = Entries(at) if self.name == "exfat" else None
        self._medium = medium
        self._quick: Quick | None = None
        self._lister = Lister(self._handle, self.name, volume.index, clock(self.name, self._ext, self._exfat), self._ext)
        self._poisoned: frozenset[int] = frozenset()
        self._kept: OrderedDict[str, dict[str, Entry]] = OrderedDict()

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        """As the protocol has it. A folder that hung the kit is listed and not entered; on ext it is read without the
        kit, loses nothing, and the file in it that caused the hang is named."""
        for one in self.walk_by_stretches(first, poisoned, mark):
            if isinstance(one, Stretch):
                yield from one.entries()
            else:
                yield one

    def walk_by_stretches(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Stretch | Entry | Gap]:
        """The same walk, of which much is given out in columns."""
        self._poisoned = poisoned
        self._quick = self._whole_table(mark) if self.name == "ntfs" else None
        yield from self._warnings()
        reused, patience = 0, Patience(self._handle, self.name, mark)
        for found in walk(lambda folder, first: self._listed(folder, first, patience), self._handle.info.root_inum, first):
            if isinstance(found, Gap):
                yield found
                continue
            if self._quick is not None:
                yield from self._quick.stretches(found)
            yield from found.gaps
            yield from found.entries
            reused += found.reused
        self._image.forget()
        if self._quick is not None:
            yield from self._quick.stretches(None)
        self._quick = None
        if reused:
            yield Gap("names-reused", {"index": self._volume.index, "count": reused}, severity="info")
        if self._exfat is not None and self._exfat.unzoned:
            yield self._local_times()

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        """OSError also for a file whose map of blocks does not end, which would hang the kit."""
        if attribute == GONE:
            raise OSError("its metadata is gone or belongs to another file now")
        if self._ext is not None:
            self._ext.check(self._ext.inode(address))
        try:
            file = self._handle.open_meta(inode=address)
            meta = file.info.meta
            if meta and meta.type == library.LINK and meta.link:
                return Held(meta.link if isinstance(meta.link, bytes) else meta.link.encode("utf-8", "surrogateescape"))
            if self.name == "ntfs" and meta and attribute is None and all(one.info.name for one in file if one.info.type == library.DATA):
                return Held(b"")  # it has named streams alone, and the kit would give the first of them
            size = meta.size if meta and attribute is None else _size(file, attribute)
        except FAILURES as failure:
            raise OSError(library.reason(failure)) from failure
        return TskContent(file, attribute, size, self._handle.info, self._volume.offset)

    def leftovers(self, address: int) -> list[Leftover]:
        """As the protocol has it; the root folder has the address 5."""
        return leftovers(self._handle, address, self._volume.offset)

    def find(self, path: str) -> Entry | None:
        """As the protocol has it, upper and lower case apart. Its number is 0: only a walk counts."""
        above, entry = Below(self._handle.info.root_inum, "", None), None
        for part in path.strip("/").split("/"):
            entry = self._names(above).get(f"{above.path}/{part}")
            if entry is None:
                return None
            above = Below(entry.address, entry.path, 0)
        return entry

    def _listed(self, folder: Below, first: int, patience: Patience) -> Found:
        """By the kit; by our own reading of ext where the kit hung on the folder, or finds nothing in it for damage."""
        orphans = self._handle.info.last_inum
        own = self._ext if folder.address != orphans else None
        if folder.address in self._poisoned:
            if own is None:
                return Found(folder, self._volume.index, first, gaps=[Gap("directory-poisoned", {"address": folder.address})])
            return bounded.listed(own, folder, self._volume.index, first, orphans, patience.mark)
        if self._quick is not None and (found := self._quick.listed(folder, first, patience.mark)) is not None:
            return found
        with self._image.short_fills(self._handle.info.block_size) if self.name == "ntfs" else nullcontext():
            found = self._lister.listed(folder, first, patience)
        if self._quick is not None:
            self._quick.by_kit(found)
        if own is None or found.entries or not found.gaps:
            return found
        salvaged = bounded.listed(own, folder, self._volume.index, first, orphans, patience.mark)
        if any(entry.address != orphans for entry in salvaged.entries):
            salvaged.gaps += [Gap("directory-salvaged", gap.params) for gap in found.gaps]
        else:
            salvaged.gaps = found.gaps
        return salvaged

    def _whole_table(self, mark: Mark) -> Quick | None:
        """What reads folders that are in order faster than the kit; None where this volume is none for it."""
        from evidence_desk.source.filesystems.tsk.quick import quick  # numpy takes its time to load, and only a walk needs it

        try:
            runs = self.open(0, None, "/$MFT").runs()
        except OSError:
            return None
        return quick(self._medium, self._volume, runs, self._lister, mark)

    def _names(self, folder: Below) -> dict[str, Entry]:
        kept = self._kept.pop(folder.path, None)
        if kept is None:
            entries = self._listed(folder, 0, Patience(self._handle, self.name, lambda _: None)).entries
            kept = {entry.path: replace(entry, number=0, parent=None) for entry in entries if entry.allocated and entry.stream is None}
        self._kept[folder.path] = kept
        if len(self._kept) > KEPT_FOLDERS:
            self._kept.popitem(last=False)
        return kept

    def _warnings(self) -> Iterator[Gap]:
        geometry = self._handle.info
        missing = (geometry.last_block - geometry.last_block_act) * geometry.block_size
        if missing > 0:
            yield Gap("filesystem-cut", {"index": self._volume.index, "missing": missing})
        if self.name in LOCAL:
            yield self._local_times()

    def _local_times(self) -> Gap:
        return Gap("times-local", {"index": self._volume.index, "filesystem": self.name}, severity="info")


def _ext(at: Probe) -> Ext | None:
    """The bounded reader, None where it cannot read this volume."""
    try:
        return Ext(at)
    except OSError:
        return None


def _size(file: File, attribute: int | None) -> int:
    for found in file:
        if attribute is not None and (found.info.type, found.info.id) == (attribute >> 16, attribute & 0xFFFF):
            return found.info.size
    raise OSError("it has no such stream" if attribute is not None else "it has no metadata")

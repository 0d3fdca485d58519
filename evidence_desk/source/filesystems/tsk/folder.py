"""One folder as The Sleuth Kit lists it: its names as entries, by the rules of the kit's own `fls`.

Which names lead on into a folder, and which attributes of an NTFS file are listed as its streams, is as there; what
differs, docs/formats.md explains.
"""

from __future__ import annotations

from dataclasses import dataclass

from evidence_desk.model import Gap
from evidence_desk.source.filesystems.ext import Endless, Ext
from evidence_desk.source.filesystems.tsk import library
from evidence_desk.source.filesystems.tsk.library import DATA, EXTENDED, FAILURES, INDEX, RESOURCE, File, Handle, Meta, Name
from evidence_desk.source.filesystems.tsk.patience import Patience
from evidence_desk.source.filesystems.tsk.times import Clock
from evidence_desk.source.filesystems.walk import NO_TIMES, Below, Found, Kind, Stream

KINDS: dict[int, Kind] = {
    library.REGULAR: "file",
    library.DIRECTORY: "directory",
    library.LINK: "link",
    library.VIRTUAL_DIRECTORY: "directory",
}
"""By the kit's type of metadata; devices, sockets and what the kit makes up, like $FAT1, are `other`."""

DOTS = (b".", b"..")
GONE = -1
"""The attribute of a deleted name whose metadata belongs to another file now: it has no content."""
BAD_CLUSTERS = 8
"""NTFS's $BadClus: its stream has the length of the volume and stands for the clusters that are bad; it is no file."""

STRIDE = 256
"""Entries between two marks."""


@dataclass(frozen=True, slots=True)
class Lister:
    """How the folders of one volume are listed."""

    handle: Handle
    name: str
    volume: int
    clock: Clock
    ext: Ext | None

    def listed(self, folder: Below, first: int, patience: Patience) -> Found:
        found = Found(folder, self.volume, first)
        try:
            with patience.over(folder.address):
                listing = self.handle.open_dir(inode=folder.address)
            for place, file in enumerate(listing, 1):
                self._add(file, found)
                if not place % STRIDE:
                    patience.mark(folder.address)
        except FAILURES as failure:
            found.gaps.append(Gap("directory-unreadable", {"path": folder.path or "/", "detail": library.reason(failure)}))
        return found

    def _add(self, file: File, found: Found) -> None:
        info = file.info
        name, meta = info.name, info.meta
        raw = name.name or b""
        if raw in DOTS:
            if raw == b"." and meta and found.folder.number is None:
                self._add_root_streams(file, meta, found)
            return
        address, allocated = name.meta_addr, bool(name.flags & library.ALLOCATED)
        path = found.path(raw, address)
        if meta is None and address:
            file, meta = self._deleted(file, name, path, found.gaps)
        if meta is None:
            found.reused += address != 0
            found.add(path, KINDS.get(library.NAME_TYPES.get(name.type, 0), "other"), [(None, GONE, 0)], allocated, address, NO_TIMES)
            return
        self.add(file, meta, address, path, allocated, leads_on(name, meta), found)

    def add(self, file: File, meta: Meta, address: int, path: str, allocated: bool, leads: bool, found: Found) -> None:
        """The entries of a name of which the metadata is there; `leads` where its folder, if it is one, is to be entered."""
        kind = "other" if self.name == "ntfs" and address == BAD_CLUSTERS else KINDS.get(meta.type, "other")
        streams = self._streams(file, meta, kind, path, found.gaps)
        if not allocated and meta.flags & library.ALLOCATED:
            found.reused += 1
            streams = [(stream, GONE, size) for stream, _, size in streams]
        number = found.add(path, kind, streams, allocated, address, self.clock(file, meta, path, found.gaps))
        if kind == "directory" and leads:
            found.folders.append(Below(address, path, number))

    def _deleted(self, file: File, name: Name, path: str, gaps: list[Gap]) -> tuple[File, Meta | None]:
        """The metadata of a deleted name, which the binding drops: it compares sequence numbers and overlooks that
        deleting a file raises that of its record by one. A record in use, or one used again since, is another file's.
        """
        try:
            if self.ext is not None:
                self.ext.check(self.ext.inode(name.meta_addr))
            opened = self.handle.open_meta(inode=name.meta_addr)
        except Endless:
            gaps.append(Gap("entry-endless", {"path": path, "address": name.meta_addr}))
            return file, None
        except FAILURES:
            return file, None
        meta = opened.info.meta
        if meta is None or meta.flags & library.ALLOCATED:
            return file, None
        if self.name == "ntfs" and meta.seq not in (name.meta_seq, name.meta_seq % 0xFFFF + 1):
            return file, None
        return opened, meta

    def _add_root_streams(self, file: File, meta: Meta, found: Found) -> None:
        """The root of an NTFS volume may have streams of its own."""
        if self.name == "ntfs":
            streams = [stream for stream in self._streams(file, meta, "directory", "/", found.gaps) if stream[0] is not None]
            found.add("/", "directory", streams, True, meta.addr, self.clock(file, meta, "/", found.gaps))

    def _streams(self, file: File, meta: Meta, kind: Kind, path: str, gaps: list[Gap]) -> list[Stream]:
        """The thing itself comes first, also where all that it has are named streams."""
        if self.name not in ("ntfs", "hfs+"):
            return [(None, None, meta.size)]
        try:
            streams = _ntfs_streams(file) if self.name == "ntfs" else [(None, None, meta.size), *_forks(file)]
        except FAILURES as failure:
            gaps.append(Gap("entry-unreadable", {"address": meta.addr, "detail": f"{path}: {library.reason(failure)}"}))
            streams = []
        if not streams or streams[0][0] is not None:
            streams.insert(0, (None, None, 0 if streams and kind == "file" else meta.size))
        return streams


def leads_on(name: Name, meta: Meta) -> bool:
    """Whether a name that stands for a folder is entered: not a deleted one whose folder belongs to another now."""
    named = name.type in (0, 3, 11)  # undefined, directory, virtual directory
    return named and bool(name.flags & library.ALLOCATED or not meta.flags & library.ALLOCATED)


def _ntfs_streams(file: File) -> list[Stream]:
    """$DATA and $INDEX_ROOT attributes; the unnamed $DATA of a file and the $I30 of a folder are the thing itself."""
    streams: list[Stream] = []
    for attribute in file:
        info = attribute.info
        kind = info.type
        if kind in (DATA, INDEX):
            name = info.name
            opened = kind << 16 | info.id
            if name is None or (kind == INDEX and name == b"$I30"):
                streams.insert(0, (None, opened, info.size))
            else:
                streams.append((name.decode("utf-8", "backslashreplace"), opened, info.size))
    return streams


def _forks(file: File) -> list[Stream]:
    """The resource fork, as `rsrc`, and the extended attributes of an HFS+ file."""
    streams: list[Stream] = []
    for attribute in file:
        info = attribute.info
        if info.type == RESOURCE and info.size:
            streams.append(("rsrc", RESOURCE << 16 | info.id, info.size))
        elif info.type == EXTENDED and info.name:
            streams.append((info.name.decode("utf-8", "backslashreplace"), EXTENDED << 16 | info.id, info.size))
    return streams

"""APFS and XFS, by libfsapfs and libfsxfs: two libraries of one family, with one manner.

They list what is allocated; names that were deleted are not given by either, which the walk says.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, cast

from msgspec.structs import replace

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, FileSystem, Mark
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.filesystems.unread import UnreadFileSystem
from evidence_desk.source.filesystems.walk import Below, Found, Kind, Stream, Times, packed, walk
from evidence_desk.source.media import Medium

KINDS: dict[int, Kind] = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}
FAILURES = (OSError, OverflowError, ValueError, MemoryError)
"""What the bindings raise."""
SPARSE = 1
ROOT = 0
"""The address that stands for the root, whose own the libraries give by another call."""
MOST_NAMES = 2_000_000
"""Names in one folder, streams of one file: more is taken for damage."""
NANOSECONDS = 1_000_000_000
STRIDE = 256
KEPT = 64
"""Files that stay open, and folders whose names are kept for `find`."""


class Attribute(Protocol):
    name: str | None
    size: int

    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...


class File(Protocol):
    """`inode_number` is XFS's, `identifier` that of APFS."""

    name: str | None
    inode_number: int
    identifier: int
    size: int
    file_mode: int
    number_of_sub_file_entries: int
    number_of_extended_attributes: int
    number_of_extents: int
    symbolic_link_target: str | None

    def get_sub_file_entry(self, index: int) -> File: ...
    def get_extended_attribute(self, index: int) -> Attribute: ...
    def get_extent(self, index: int) -> tuple[int, int, int]: ...
    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...
    def get_creation_time_as_integer(self) -> int | None: ...
    def get_modification_time_as_integer(self) -> int | None: ...
    def get_access_time_as_integer(self) -> int | None: ...
    def get_inode_change_time_as_integer(self) -> int | None: ...


class Apfs(Protocol):
    name: str | None

    def is_locked(self) -> bool: ...
    def set_password(self, password: str) -> object: ...
    def unlock(self) -> bool: ...
    def get_root_directory(self) -> File: ...
    def get_file_entry_by_identifier(self, identifier: int) -> File: ...


class View:
    """Part of a medium as the libraries read it: an open file. Damage arrives as zeros, never as an exception."""

    def __init__(self, medium: Medium, offset: int, size: int) -> None:
        self._medium, self._offset, self._size, self._place = medium, offset, max(0, min(size, medium.size - offset)), 0

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._place
        data = self._medium.read(self._offset + self._place, left if size < 0 else max(0, min(size, left)))
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def tell(self) -> int:
        return self._place

    def get_size(self) -> int:
        return self._size


class LibyalFileSystem:
    """One volume. `root` and `by_address` are the library's; `offset` is where its addresses of extents count from."""

    def __init__(
        self, name: str, index: int, root: File, by_address: Callable[[int], File], number: Callable[[File], int], offset: int
    ) -> None:
        self.name = name
        self._index, self._root, self._number, self._offset = index, root, number, offset
        self._by_address = lru_cache(KEPT)(by_address)
        self._names = lru_cache(KEPT)(self._named)

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        for found in walk(lambda folder, number: self._listed(folder, number, poisoned, mark), ROOT, first):
            if isinstance(found, Gap):
                yield found
                continue
            yield from found.gaps
            yield from found.entries
        yield Gap("deleted-not-listed", {"index": self._index, "filesystem": self.name}, "info")

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        try:
            file = self._file(address)
            if attribute is not None:
                return _AttributeContent(file.get_extended_attribute(attribute))
            if KINDS.get(stat.S_IFMT(file.file_mode)) == "link":
                return Held((file.symbolic_link_target or "").encode("utf-8", "surrogateescape"))
            return _FileContent(file, self._offset)
        except FAILURES as failure:
            raise OSError(_reason(failure)) from failure

    def find(self, path: str) -> Entry | None:
        """By the names that a walk lists: looking one up by the library fails on XFS for names that are there."""
        above, entry = Below(ROOT, "", None), None
        for part in path.strip("/").split("/"):
            entry = self._names(above).get(f"{above.path}/{part}")
            if entry is None:
                return None
            above = Below(entry.address, entry.path, 0)
        return entry

    def _named(self, folder: Below) -> dict[str, Entry]:
        """The files and folders in a folder, by their paths; its streams are left out."""
        listed = self._listed(folder, 0, frozenset(), lambda _: None).entries
        return {entry.path: replace(entry, number=0, parent=None) for entry in listed if entry.stream is None}

    def _file(self, address: int) -> File:
        return self._root if address == ROOT else self._by_address(address)

    def _listed(self, folder: Below, first: int, poisoned: frozenset[int], mark: Mark) -> Found:
        found = Found(folder, self._index, first)
        if folder.address in poisoned:
            found.gaps.append(Gap("directory-poisoned", {"address": folder.address}))
            return found
        mark(folder.address)
        path = folder.path or "/"
        try:
            parent = self._file(folder.address)
            count = parent.number_of_sub_file_entries
            if count > MOST_NAMES:
                raise ValueError(f"{count} names")
        except FAILURES as failure:
            found.gaps.append(Gap("directory-unreadable", {"path": path, "detail": _reason(failure)}))
            return found
        lost, reason = 0, ""
        for place in range(count):
            try:
                self._add(parent.get_sub_file_entry(place), found)
            except FAILURES as failure:
                lost, reason = lost + 1, _reason(failure)
            if not place % STRIDE:
                mark(folder.address)
        if lost:
            found.gaps.append(Gap("names-unreadable", {"path": path, "count": lost, "detail": reason}))
        return found

    def _add(self, file: File, found: Found) -> None:
        kind = KINDS.get(stat.S_IFMT(file.file_mode), "other")
        address = self._number(file)
        path = found.path((file.name or "").encode("utf-8", "surrogateescape"), address)
        size = file.size
        if kind == "link":
            size = len((file.symbolic_link_target or "").encode("utf-8", "surrogateescape"))
        streams: list[Stream] = [(None, None, size)]
        try:
            for place in range(min(file.number_of_extended_attributes, MOST_NAMES)):
                one = file.get_extended_attribute(place)
                streams.append((one.name or f"${place}", place, one.size))
        except FAILURES as failure:
            found.gaps.append(Gap("entry-unreadable", {"address": address, "detail": f"{path}: {_reason(failure)}"}))
        number = found.add(path, kind, streams, True, address, _times(file))
        if kind == "directory":
            found.folders.append(Below(address, path, number))


class ApfsVolume(NamedTuple):
    """A volume of an APFS container. `system` is None where it is locked and no secret fits."""

    label: str | None
    locked: bool
    system: FileSystem | None


class _AttributeContent:
    """An extended attribute: where it lies is not told."""

    def __init__(self, held: File | Attribute) -> None:
        self._held, self.size = held, held.size

    def read_at(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        try:
            return self._held.read_buffer_at_offset(length, offset)
        except FAILURES as failure:
            raise OSError(_reason(failure)) from failure

    def runs(self) -> list[tuple[int, int]]:
        return []


class _FileContent(_AttributeContent):
    """A file, `offset` being where its addresses count from."""

    def __init__(self, file: File, offset: int) -> None:
        super().__init__(file)
        self._file, self._offset = file, offset

    def runs(self) -> list[tuple[int, int]]:
        try:
            extents = [self._file.get_extent(place) for place in range(self._file.number_of_extents)]
        except FAILURES:
            return []
        return [(self._offset + place, length) for place, length, flags in extents if not flags & SPARSE]


def xfs(medium: Medium, index: int, offset: int, size: int) -> LibyalFileSystem:
    """The XFS volume at a byte of the medium; OSError where the library cannot make sense of it."""
    import pyfsxfs

    volume = pyfsxfs.volume()
    try:
        volume.open_file_object(View(medium, offset, size))
        root = cast(File, volume.get_root_directory())
    except FAILURES as failure:
        raise OSError(_reason(failure)) from failure
    return LibyalFileSystem("xfs", index, root, volume.get_file_entry_by_inode, lambda file: file.inode_number, offset)


def apfs(medium: Medium, numbers: Callable[[int], int], offset: int, size: int, secrets: Sequence[bytes]) -> list[ApfsVolume]:
    """The volumes of the APFS container at a byte of the medium; `numbers` gives the number that each has in the list of volumes.
    OSError where the library cannot make sense of it. A locked volume is tried with each secret."""
    import pyfsapfs

    container = pyfsapfs.container()
    try:
        container.open_file_object(View(medium, offset, size))
        places = range(container.number_of_volumes)
        return [_apfs_volume(container.get_volume(place), numbers(place), offset, secrets) for place in places]
    except FAILURES as failure:
        raise OSError(_reason(failure)) from failure


def _apfs_volume(volume: Apfs, index: int, offset: int, secrets: Sequence[bytes]) -> ApfsVolume:
    locked = volume.is_locked()
    if locked and not any(_fits(volume, secret) for secret in secrets):
        return ApfsVolume(volume.name, True, None)
    try:
        root = volume.get_root_directory()
    except FAILURES as failure:
        gap = Gap("filesystem-unreadable", {"index": index, "detail": _reason(failure)}, "error")
        return ApfsVolume(volume.name, locked, UnreadFileSystem("apfs", gap, said=False))
    system = LibyalFileSystem("apfs", index, root, volume.get_file_entry_by_identifier, lambda file: file.identifier, offset)
    return ApfsVolume(volume.name, locked, system)


def _fits(volume: Apfs, secret: bytes) -> bool:
    try:
        volume.set_password(secret.decode())
        return volume.unlock()
    except FAILURES:
        return False


def _times(file: File) -> Times:
    return packed(
        _moment(file.get_creation_time_as_integer), _moment(file.get_modification_time_as_integer),
        _moment(file.get_access_time_as_integer), _moment(file.get_inode_change_time_as_integer),
    )  # fmt: skip


def _moment(asked: Callable[[], int | None]) -> Instant | None:
    """Nanoseconds since 1970, signed; None where the source has none, and for zero, which both formats write for none."""
    try:
        nanos = asked()
        return Instant(nanos // NANOSECONDS, nanos % NANOSECONDS, 9) if nanos else None
    except FAILURES:
        return None


def _reason(failure: Exception) -> str:
    """What a library says last: the first cause."""
    return " ".join(str(failure).split()).rpartition(". ")[2][:200] or type(failure).__name__

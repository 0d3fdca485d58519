"""Shadow copies of NTFS volumes: each is the volume as it was, of which only what differs from today is listed.

libvshadow reads the stores. Layout: libyal's paper on the Volume Shadow Snapshot format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, FileSystem, Mark
from evidence_desk.source.filesystems.libyal import FAILURES, View
from evidence_desk.source.inner import Inner
from evidence_desk.source.media import Medium

HEADER_AT = 0x1E00
MARK = bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
"""The GUID 3808876b-c176-4e48-b7ae-04046e6cc752, as it begins the header of shadow copies."""
MOST_STORES = 512


class Store(Protocol):
    """What libvshadow gives of one shadow copy."""

    volume_size: int
    identifier: str

    def has_in_volume_data(self) -> bool: ...
    def get_creation_time_as_integer(self) -> int: ...
    def read_buffer_at_offset(self, size: int, offset: int) -> bytes: ...


class Shadow(NamedTuple):
    """`inner` is None where what it has kept lies on another volume."""

    name: str
    inner: Inner | None


def shadows(medium: Medium, offset: int, size: int) -> list[Shadow]:
    """The shadow copies of the NTFS volume at a byte of the medium, oldest first; OSError where they cannot be read."""
    if medium.read(offset + HEADER_AT, 16) != MARK:
        return []
    import pyvshadow

    try:
        volume = pyvshadow.volume()
        volume.open_file_object(View(medium, offset, size))
        return [_shadow(volume.get_store(place), place, medium, offset, size) for place in range(min(volume.number_of_stores, MOST_STORES))]
    except FAILURES as failure:
        raise OSError(str(failure)[:200]) from failure


def _shadow(store: Store, place: int, medium: Medium, offset: int, size: int) -> Shadow:
    ticks = store.get_creation_time_as_integer()
    made = Instant.since_1601(ticks)
    name = f"{place + 1} {made} {store.identifier}"
    if not store.has_in_volume_data():
        return Shadow(name, None)
    lost: list[tuple[int, int]] = []

    def read(at: int, length: int) -> bytes:
        try:
            data = store.read_buffer_at_offset(length, at)
        except FAILURES:
            lost.append((offset, size))
            data = b""
        return data + bytes(length - len(data))

    # Which blocks come from where is the library's knowledge: a file of a shadow copy counts as lying on the whole volume.
    return Shadow(name, Inner(medium, 0, store.volume_size, read, lost, lambda *_: [(offset, size)]))


class SnapshotFileSystem:
    """A file system as it was, of which the walk gives what is not the same today: by path, stream, address, size and times."""

    def __init__(self, then: FileSystem, now: FileSystem, index: int) -> None:
        self._then, self._now, self._index, self.name = then, now, index, then.name

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        """Folders that are the same are left out, so that what differs may have no folder above it; its path is whole."""
        today = {_likeness(one) for one in self._now.walk(0, poisoned, mark) if isinstance(one, Entry)}
        numbers: dict[int, int] = {}
        same = 0
        for one in self._then.walk(0, poisoned, mark):
            if isinstance(one, Gap):
                yield one
            elif _likeness(one) in today:
                same += 1
            else:
                numbers[one.number] = first
                parent = None if one.parent is None else numbers.get(one.parent)
                yield replace(one, number=first, parent=parent, volume=self._index)
                first += 1
        yield Gap("snapshot-same", {"index": self._index, "count": same}, "info")

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        return self._then.open(address, attribute, path)

    def find(self, path: str) -> Entry | None:
        return self._then.find(path)


def _likeness(one: Entry) -> int:
    return hash((one.path, one.stream, one.address, one.size, one.allocated, one.created, one.modified, one.changed, one.fine))

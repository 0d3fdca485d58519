"""Backups that iTunes and Finder make of Apple's devices, wherever they lie in a folder or an archive: each as the tree of its device.

The files of a backup lie under the digests of their names. They are listed by domain and path instead
(`/HomeDomain/Library/SMS/sms.db`), below the folder that the backup lies in; everything else there is listed as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content, FileSystem, Mark, Tick
from evidence_desk.source.filesystems.backup.keybag import Classes, unwrapped
from evidence_desk.source.filesystems.backup.locked import Locked, opened
from evidence_desk.source.filesystems.backup.manifest import About, Item, items, name_of
from evidence_desk.source.filesystems.backup.places import Place, of_files, of_folder
from evidence_desk.source.filesystems.ciphered import Deciphered
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.filesystems.zip import unsafe

ELSEWHERE = 1 << 32
"""From here on addresses are those of the folder or the archive itself."""
IMPLIED = About()
"""Of a folder that only the paths of its files name."""


@dataclass(slots=True)
class Backup:
    """One backup, its manifest read."""

    root: str
    listed: dict[str, Item] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    classes: Classes | None = None
    """The keys of an encrypted one that a password opened."""
    locked: bool = False


def find(
    inner: FileSystem, folder: Path | None, index: int, secrets: Sequence[bytes], tick: Tick = lambda: None
) -> BackupFileSystem | None:
    """The backups in a folder or an archive; None where there is none that could be read, or looked at."""
    places = of_folder(folder) if folder else of_files(inner, tick)
    backups = [_read(inner, place, index, secrets) for place in places]
    return BackupFileSystem(inner, index, backups) if backups else None


class BackupFileSystem:
    """`inner` as volume `index`, the files of its backups by their own names. An entry's address is its place in the manifests, from 1."""

    name = "ios-backup"

    def __init__(self, inner: FileSystem, index: int, backups: Sequence[Backup]) -> None:
        self._inner, self._index, self.backups = inner, index, backups
        self._items = [(one, path) for one in backups for path in one.listed]
        self._addresses = {path: address for address, (_, path) in enumerate(self._items, 1)}

    @property
    def about(self) -> dict[str, str]:
        """What the first of the backups says of its device."""
        return self.backups[0].about

    @property
    def encrypted(self) -> bool:
        return any(one.locked or one.classes for one in self.backups)

    @property
    def unlocked(self) -> bool:
        return self.encrypted and not any(one.locked for one in self.backups)

    @property
    def gaps(self) -> list[Gap]:
        return [gap for one in self.backups for gap in one.gaps]

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(0)
        lost, renamed = Counter[str](), Counter[str]()
        odd: dict[str, str] = {}
        for address, (backup, path) in enumerate(self._items, 1):
            if address in poisoned:
                yield Gap("entry-poisoned", {"address": address})
                continue
            mark(address)
            item = backup.listed[path]
            found, about = self._blob(backup, item), item.about
            yield from _remarks(path, about)
            yield self._entry(backup, item, about, found, address, first)
            if item.kind == "file" and found is None:
                lost[backup.root] += 1
                odd.setdefault(f"lost {backup.root}", path)
            if item.kind == "file" and item.blob != name_of(path, backup.root):
                renamed[backup.root] += 1
                odd.setdefault(f"renamed {backup.root}", path)
        for root, count in sorted(lost.items()):
            yield Gap("backup-files-missing", {"path": root or "/", "count": count, "first": odd[f"lost {root}"]})
        for root, count in sorted(renamed.items()):
            yield Gap("backup-names-differ", {"path": root or "/", "count": count, "first": odd[f"renamed {root}"]})
        yield from self._others(first, poisoned, mark)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if address >= ELSEWHERE:
            return self._inner.open(address - ELSEWHERE, attribute, path)
        if not 1 <= address <= len(self._items):
            raise OSError("there is no such file")
        backup, path = self._items[address - 1]
        return self._content(backup, backup.listed[path])

    def find(self, path: str) -> Entry | None:
        address = self._addresses.get(path)
        if address is None:
            found = self._inner.find(path)
            return _moved(found, found.number, found.parent) if found else None
        backup = self._items[address - 1][0]
        item = backup.listed[path]
        blob = self._blob(backup, item)
        there = item.kind != "file" or blob is not None
        return self._entry(backup, item, item.about, blob, address, 1) if there else None

    def _entry(self, backup: Backup, item: Item, about: About, found: Entry | None, address: int, first: int) -> Entry:
        above = self._addresses.get(item.path.rpartition("/")[0])
        parent = first + above - 1 if above else None
        size = about.size or 0
        if item.kind == "file" and backup.classes is None:
            size = found.size if found else size
        elif item.kind == "link":
            size = len(about.target or b"")
        return Entry(
            first + address - 1, parent, self._index, item.path, item.kind, None, size, True, address, None, *about.times
        )  # fmt: skip

    def _blob(self, backup: Backup, item: Item) -> Entry | None:
        """The file under which the bytes lie: in a folder of two digits, in older backups beside the manifest."""
        if not item.blob or item.kind != "file":
            return None
        for place in (f"{item.blob[:2]}/{item.blob}", item.blob):
            found = self._inner.find(f"{backup.root}/{place}")
            if found is not None and found.kind == "file":
                return found
        return None

    def _content(self, backup: Backup, item: Item) -> Content:
        about = item.about
        if item.kind == "link":
            return Held(about.target or b"")
        found = self._blob(backup, item)
        if found is None:
            raise OSError(f"the manifest lists it, but the backup has no file {item.blob or 'of that name'}")
        content = self._inner.open(found.address, found.attribute, found.path)
        if about.key is None:
            return content
        if backup.classes is None:
            raise OSError("it is encrypted, and no secret that was given opens the backup")
        return Deciphered(content, unwrapped(backup.classes, about.protection, about.key), about.size)

    def _others(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        """What no manifest lists, under the names that it has."""
        first += len(self._items)
        blobs = {path for one in self.backups for path in one.blobs}
        dropped: dict[int, int | None] = {}
        inner = frozenset(address - ELSEWHERE for address in poisoned if address >= ELSEWHERE)
        for found in self._inner.walk(first, inner, lambda address: mark(ELSEWHERE + address)):
            if isinstance(found, Gap):
                yield found
            elif found.kind == "directory" and (found.path in self._addresses or (found.path in blobs and found.path[-3] == "/")):
                address = self._addresses.get(found.path)
                dropped[found.number] = first - len(self._items) + address - 1 if address else None
            elif found.kind != "file" or found.path not in blobs:
                yield _moved(found, found.number, dropped.get(found.parent or 0, found.parent))


def _remarks(path: str, about: About) -> Iterator[Gap]:
    if unsafe(path):
        yield Gap("archive-member-unsafe", {"path": path})
    if not about.readable:
        yield Gap("backup-facts-unreadable", {"path": path})


def _moved(entry: Entry, number: int, parent: int | None) -> Entry:
    times = (entry.created, entry.modified, entry.accessed, entry.changed, entry.fine)
    address = ELSEWHERE + entry.address
    return Entry(
        number, parent, entry.volume, entry.path, entry.kind, entry.stream, entry.size, entry.allocated, address, entry.attribute, *times
    )  # fmt: skip


def _read(inner: FileSystem, place: Place, index: int, secrets: Sequence[bytes]) -> Backup:
    backup = Backup(place.root)
    try:
        unlocked: Locked = opened(inner, place, index, secrets)
        backup.about, backup.classes, backup.locked, backup.gaps = unlocked.about, unlocked.classes, unlocked.locked, unlocked.gaps
        for one in items(unlocked.manifest, unlocked.log) if unlocked.manifest else ():
            if isinstance(one, Gap):
                backup.gaps.append(one)
            else:
                _list(backup, one)
    except (OSError, ValueError) as error:
        backup.gaps.append(
            Gap("backup-manifest-unreadable", {"path": f"{place.root}/{place.manifest}", "detail": str(error)[:200]}, "error")
        )
    return backup


def _list(backup: Backup, item: Item) -> None:
    """Folders that the manifest does not list are those of what it lists in them."""
    path = backup.root + item.path
    parts = path.split("/")
    for depth in range(2, len(parts)):
        above = "/".join(parts[:depth])
        if above not in backup.listed:
            backup.listed[above] = Item(above, "directory", "", IMPLIED)
    if path in backup.listed and backup.listed[path].said is not IMPLIED:
        backup.gaps.append(Gap("backup-path-twice", {"path": path}))
        return
    backup.listed[path] = Item(path, item.kind, item.blob, item.said)
    if item.blob:
        backup.blobs |= {f"{backup.root}/{item.blob[:2]}/{item.blob}", f"{backup.root}/{item.blob[:2]}", f"{backup.root}/{item.blob}"}

"""A folder given as evidence: listed as it is, opened for reading only, and never left by a link.

Every step into it is taken from the folder above, one name at a time, and refuses links (O_NOFOLLOW); pipes, sockets
and devices are listed and never opened. An entry's address is its running number, in the order of the raw names.
"""

from __future__ import annotations

import os
import stat
import weakref
from collections.abc import Iterator
from pathlib import Path

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, Mark
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.filesystems.walk import Below, Found, Kind, Times, packed, walk

ROOT = 0
NANOSECONDS = 1_000_000_000
KINDS: dict[int, Kind] = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link"}
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
QUIET = getattr(os, "O_NOATIME", 0)
"""Reading leaves no new access time; only the owner of a file may ask for that."""
READ = os.O_RDONLY | NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
STEPS = os.open in os.supports_dir_fd
"""Whether this system opens a name within an open folder; Windows does not, and goes by whole paths."""

Parts = tuple[str, ...]
"""Names as the system gives them: what is no UTF-8 in them is kept as lone surrogates (PEP 383)."""


class FolderFileSystem:
    """The folder at `root`, which is volume `index`."""

    name = "folder"

    def __init__(self, root: Path, index: int) -> None:
        self._root, self._index = root, index

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        waiting: dict[int, Parts] = {ROOT: ()}
        seen: set[tuple[int, int]] = set()

        def listed(folder: Below, number: int) -> Found:
            found = Found(folder, self._index, number)
            parts = waiting.pop(folder.address)
            if folder.address in poisoned:
                found.gaps.append(Gap("directory-poisoned", {"address": folder.address}))
                return found
            mark(folder.address)
            try:
                self._list(parts, found, first, waiting, seen)
            except OSError as failure:
                found.gaps.append(Gap("directory-unreadable", {"path": folder.path or "/", "detail": str(failure.strerror)}))
            return found

        for found in walk(listed, ROOT, first):
            if isinstance(found, Gap):
                yield found
            else:
                yield from found.gaps
                yield from found.entries

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        """By the path, as the walk wrote it. OSError for what is neither a file nor a link."""
        parts = self._parts(path)
        with _Folder(self._root, parts[:-1]) as folder:
            kind = KINDS.get(stat.S_IFMT(folder.stat(parts[-1]).st_mode), "other")
            if kind == "link":
                return Held(folder.target(parts[-1]))
            if kind != "file":
                raise OSError("it is neither a file nor a link")
            return OpenFile(folder.open(parts[-1]))

    def find(self, path: str) -> Entry | None:
        try:
            parts = self._parts(path)
            with _Folder(self._root, parts[:-1]) as folder:
                found = Found(Below(ROOT, path.rpartition("/")[0], None), self._index, 0)
                self._add(parts[-1], folder.stat(parts[-1]), ROOT, found)
        except (OSError, ValueError):  # the latter for a name with a zero in it, or half a character
            return None
        return found.entries[0]

    def _list(self, parts: Parts, found: Found, first: int, waiting: dict[int, Parts], seen: set[tuple[int, int]]) -> None:
        with _Folder(self._root, parts) as folder:
            if folder.identity in seen:
                found.gaps.append(Gap("directory-loop", {"path": found.folder.path}))
                return
            seen.add(folder.identity)
            for name in folder.names():
                try:
                    status = folder.stat(name)
                except OSError as failure:
                    found.gaps.append(Gap("name-unreadable", {"path": found.path(os.fsencode(name), 0), "detail": str(failure.strerror)}))
                    continue
                address = found.first + len(found.entries) - first + 1
                path, number = self._add(name, status, address, found)
                if stat.S_ISDIR(status.st_mode):
                    waiting[address] = (*parts, name)
                    found.folders.append(Below(address, path, number))

    def _add(self, name: str, status: os.stat_result, address: int, found: Found) -> tuple[str, int]:
        kind = KINDS.get(stat.S_IFMT(status.st_mode), "other")
        path = found.path(os.fsencode(name), address)
        return path, found.add(path, kind, [(None, None, status.st_size)], True, address, times_of(status))

    def _parts(self, path: str) -> Parts:
        """The names of a path as the walk writes it; OSError where there is none."""
        parts: Parts = ()
        for shown in path.strip("/").split("/"):
            name = shown
            if "\\x" in shown:
                with _Folder(self._root, parts) as folder:
                    name = next((one for one in folder.names() if os.fsencode(one).decode("utf-8", "backslashreplace") == shown), shown)
            if name in ("", ".", ".."):
                raise FileNotFoundError(path)
            parts = (*parts, name)
        return parts


class OpenFile:
    """A file that is open for reading; it is closed when nobody holds it any more."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        weakref.finalize(self, os.close, descriptor)
        self.size = os.fstat(descriptor).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._descriptor, max(0, length), offset)
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        return os.read(self._descriptor, max(0, length))

    def runs(self) -> list[tuple[int, int]]:
        return []


class _Folder:
    """A folder below the root, open while it is used. OSError where a step into it is a link, or not possible."""

    def __init__(self, root: Path, parts: Parts) -> None:
        self._path = root.joinpath(*parts)
        self._descriptor: int | None = _opened(str(root), (READ & ~NO_FOLLOW) | os.O_DIRECTORY, None) if STEPS else None
        step = root
        for part in parts:
            step = step / part
            if self._descriptor is None:
                _refuse_link(step)
                continue
            above = self._descriptor
            try:
                self._descriptor = _opened(part, READ | os.O_DIRECTORY, above)
            finally:
                os.close(above)

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    @property
    def identity(self) -> tuple[int, int]:
        status = self._path.stat() if self._descriptor is None else os.fstat(self._descriptor)
        return status.st_dev, status.st_ino

    def names(self) -> list[str]:
        """In the order of their raw bytes."""
        with os.scandir(self._path if self._descriptor is None else self._descriptor) as found:
            return sorted((entry.name for entry in found), key=os.fsencode)

    def stat(self, name: str) -> os.stat_result:
        """Of the name itself, not of what a link points to."""
        return os.stat(self._place(name), dir_fd=self._descriptor, follow_symlinks=False)

    def target(self, name: str) -> bytes:
        """Where a link points."""
        return os.fsencode(os.readlink(self._place(name), dir_fd=self._descriptor))

    def open(self, name: str) -> int:
        return _opened(self._place(name), READ, self._descriptor)

    def _place(self, name: str) -> str:
        return str(self._path / name) if self._descriptor is None else name


def _opened(name: str, flags: int, folder: int | None) -> int:
    try:
        return os.open(name, flags | QUIET, dir_fd=folder)
    except PermissionError:
        return os.open(name, flags, dir_fd=folder)


def _refuse_link(path: Path) -> None:
    """For systems that cannot refuse one while opening."""
    if not stat.S_ISDIR(path.lstat().st_mode):
        raise NotADirectoryError(str(path))


def times_of(status: os.stat_result) -> Times:
    """The time of birth only where the system gives one; on Windows it stands in the place of the change."""
    birth = getattr(status, "st_birthtime_ns", None) or _nanos(getattr(status, "st_birthtime", None))
    changed: int | None = status.st_ctime_ns
    if os.name == "nt":
        birth, changed = birth or changed, None
    return packed(_moment(birth), _moment(status.st_mtime_ns), _moment(status.st_atime_ns), _moment(changed))


def _nanos(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * NANOSECONDS)


def _moment(nanos: int | None) -> Instant | None:
    if nanos is None:
        return None
    try:
        return Instant(nanos // NANOSECONDS, nanos % NANOSECONDS, 9)
    except ValueError:
        return None

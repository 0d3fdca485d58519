"""What a file system is, and the readers of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, runtime_checkable

from evidence_desk.model import Entry, Gap
from evidence_desk.spare import Leftover
from evidence_desk.stretch import Stretch

Mark = Callable[[int], None]
"""Told the address that is about to be read, so that a reading that never ends can be named and left out."""
Tick = Callable[[], None]
"""Told that a reading which takes long moves on, wherever it is."""


class Content(Protocol):
    """The bytes of one entry."""

    @property
    def size(self) -> int:
        """What the file system declares."""
        ...

    def read_at(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes; OSError where the file system cannot give them."""
        ...

    def runs(self) -> list[tuple[int, int]]:
        """Where it lies on the medium, (offset, length) in bytes; empty where that is not known."""
        ...


class Vouched(Content, Protocol):
    """A content with digests that its container stores, in hex by algorithm."""

    stored: dict[str, str]


@runtime_checkable
class Leaving(Protocol):
    """A file system whose folders keep names that they no longer list."""

    def leftovers(self, address: int) -> list[Leftover]:
        """Names in the unused part of a folder's index that it does not list; OSError where it cannot be read."""
        ...


class FileSystem(Protocol):
    name: str
    """As in the contract: ntfs, fat12, fat16, fat32, exfat, ext2, ext3, ext4, hfs+, iso9660, zip, tar, folder, file."""

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        """Every name, deleted ones and named streams too, numbered from `first` in an order that never varies.

        A folder comes before what is in it. Addresses in `poisoned` are not touched; each yields a Gap instead.
        Recursion is the caller's stack never: depth is bounded by memory alone, and loops are named, not followed.
        """
        ...

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        """The content of an entry that the walk gave; OSError where it cannot be opened."""
        ...

    def find(self, path: str) -> Entry | None:
        """The allocated file at a path of this volume (as the walk writes it), or None; never leaves the volume."""
        ...


@runtime_checkable
class ByStretches(Protocol):
    """A file system whose walk can be had with much of it in columns, which costs a third."""

    def walk_by_stretches(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Stretch | Entry | Gap]: ...

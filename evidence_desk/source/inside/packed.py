"""One file packed with gzip (RFC 1952), bzip2, xz or Zstandard (RFC 8878): a container with one member."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

import zstandard

from evidence_desk.model import Entry, Gap, Instant
from evidence_desk.source.filesystems import Content, Mark, unpacking
from evidence_desk.source.filesystems.contents import Salvage
from evidence_desk.source.filesystems.walk import NO_TIMES, Times, packed
from evidence_desk.source.filesystems.zip import LARGEST_MEMBER, STEEP_FROM, STEEPEST, path_of, unsafe
from evidence_desk.source.media import Medium

Packing = Literal["gz", "bz2", "xz", "zst"]
ADDRESS = 1
PIECE = 4096
"""Zstandard unpacks a block of 128 KiB from as little as four bytes: what it is given at once is kept small."""
WINDOW = 128 << 20
SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".svgz": ".svg", ".emz": ".emf"}


class Zstandard:
    """zstandard's, in the manner of the others."""

    def __init__(self) -> None:
        self._machine = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()

    needs_input = True

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        try:
            return self._machine.decompress(data) if data else b""
        except zstandard.ZstdError as error:
            raise OSError(str(error)) from error


MACHINES = {"gz": unpacking.gzip, "bz2": unpacking.bzip2, "xz": unpacking.xz, "zst": Zstandard}

MARKS: dict[Packing, bytes | tuple[bytes, ...]] = {
    "gz": b"\x1f\x8b\x08",
    "bz2": b"BZh",
    "xz": b"\xfd7zX",
    "zst": (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n]) + b"\x2a\x4d\x18" for n in range(16))),
}
"""How a packed stream begins, one behind another too."""


class PackedFileSystem:
    """What `medium` unpacks to, as the one entry of volume `index`. Where packing is damaged, the entry has what came before."""

    def __init__(self, medium: Medium, index: int, packing: Packing) -> None:
        self.name: str = packing
        self._medium, self._index, self._packing = medium, index, packing
        self._title = medium.segments[0].name
        self._behind = 0

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        mark(ADDRESS)
        entry, content = self._entry, self._content
        if unsafe(entry.path):
            yield Gap("archive-member-unsafe", {"path": entry.path})
        if limit := self._over(content.size):
            yield Gap("archive-members-refused", {"path": self._title, "count": 1, "limit": limit})
        elif content.failure is not None:
            yield Gap("archive-damaged", {"path": self._title, "detail": content.failure})
        if self._behind:
            yield Gap("archive-trailing", {"path": self._title, "count": self._behind}, "info")
        yield Entry(first, None, self._index, entry.path, "file", None, content.size, True, ADDRESS, None, *self._times)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        if address != ADDRESS:
            raise OSError("there is no such member")
        if limit := self._over(self._content.size):
            raise OSError(limit)
        return self._content

    def find(self, path: str) -> Entry | None:
        return self._entry if path == self._entry.path else None

    @cached_property
    def _content(self) -> Salvage:
        return Salvage(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        """What comes out, up to a limit. OSError where the packing is damaged."""
        place, size = 0, 0
        try:
            while place < self._medium.size:
                machine = MACHINES[self._packing]()
                while not machine.eof:
                    data = self._medium.read(place, PIECE if self._packing == "zst" else unpacking.BLOCK) if machine.needs_input else b""
                    if not data and machine.needs_input:
                        raise EOFError("it ends too early")
                    place += len(data)
                    yield (piece := machine.decompress(data, unpacking.BLOCK))
                    size += len(piece)
                    if self._over(size):
                        return
                place = self._next(place - len(machine.unused_data))
        except unpacking.FAILURES as failure:
            raise OSError(f"after {size} bytes: {failure}") from failure

    def _next(self, place: int) -> int:
        """Where the next packed stream begins, behind zeros; the end where what follows a whole stream is something else."""
        while place < self._medium.size:
            found = self._medium.read(place, PIECE)
            if data := found.lstrip(b"\0"):
                place += len(found) - len(data)
                if self._medium.read(place, 4).startswith(MARKS[self._packing]):
                    return place
                self._behind = self._medium.size - place
                break
            place += len(found)
        return self._medium.size

    def _over(self, size: int) -> str | None:
        """The limit that so many unpacked bytes are over: those of a zip's members, for the same reasons."""
        if size > LARGEST_MEMBER:
            return f"> {LARGEST_MEMBER >> 30} GiB"
        return f"> {STEEPEST}:1" if size > STEEP_FROM and size > STEEPEST * self._medium.size else None

    @cached_property
    def _entry(self) -> Entry:
        return Entry(0, None, self._index, path_of(self._name, ADDRESS), "file", None, 0, True, ADDRESS, None, *self._times)

    @cached_property
    def _name(self) -> str:
        """As gzip stores it, otherwise the container's own without what was added for the packing."""
        stored = _stored_name(self._medium.read(0, 65536)) if self._packing == "gz" else ""
        if stored:
            return stored
        stem, dot, suffix = self._title.rpartition(".")
        short = SHORT.get(f".{suffix}".lower())
        return stem + short if short else stem if f"{dot}{suffix}".lower() in SUFFIXES and stem else self._title

    @cached_property
    def _times(self) -> Times:
        """gzip may store when the file was modified, in seconds since 1970; zero is no time."""
        header = self._medium.read(0, 8) if self._packing == "gz" else b""
        seconds = int.from_bytes(header[4:8], "little")
        return packed(None, Instant(seconds), None, None) if seconds else NO_TIMES


def _stored_name(head: bytes) -> str:
    """The field FNAME of a gzip header; by the standard in Latin-1, by habit in UTF-8."""
    if len(head) < 10 or not head[3] & 0x08:
        return ""
    place = 10
    if head[3] & 0x04:
        place += 2 + int.from_bytes(head[10:12], "little")
    raw = head[place:].partition(b"\0")[0]
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

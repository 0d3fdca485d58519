"""Files found by their signatures where no file system says that they are: each bounded by what its own structure tells.

A signature counts where a sector begins. What a structure ends is passed over; what breaks off, or reaches to a limit, is
not, so that nothing can hide behind a header that claims too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from evidence_desk.source.carving import gif, jpeg, ole, pdf, png, sqlite, zip
from evidence_desk.source.carving.window import Bounded, Finds, Read, Window
from evidence_desk.spare import Carved

SECTOR = 512
BLOCK = 1 << 20
MIB = 1 << 20


def attribute(length: int) -> int:
    """What stands for a carved file's length where an entry of a file system has its attribute: below all that these have."""
    return -1 - length


def length(attribute: int | None) -> int | None:
    """The length of a carved file, None for any other entry."""
    return -1 - attribute if attribute is not None and attribute < -1 else None


@dataclass(frozen=True, slots=True)
class Kind:
    """`most`: bytes that one of it may have; what is larger is cut there and says so."""

    name: str
    mark: bytes
    most: int
    bound: Callable[[Window], Bounded | None]
    open: bool = False
    """What lies within one is looked at too: its header alone says how long it is."""


KINDS = (
    Kind("jpeg", b"\xff\xd8\xff", 64 * MIB, jpeg.bound),
    Kind("png", b"\x89PNG\r\n\x1a\n", 64 * MIB, png.bound),
    Kind("gif", b"GIF8", 64 * MIB, gif.bound),
    Kind("pdf", b"%PDF-", 256 * MIB, pdf.bound),
    Kind("zip", b"PK\x03\x04", 1024 * MIB, zip.bound),
    Kind("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1024 * MIB, ole.bound),
    Kind("sqlite", b"SQLite format 3\0", 4096 * MIB, sqlite.bound, open=True),
)
BY_HEAD = {kind.mark[:3]: kind for kind in KINDS}


@dataclass(slots=True)
class Allowance:
    """What may still be found, kept and read; all three are numbers of the evidence and of what was found before, never of a clock."""

    count: int
    bytes: int
    work: int

    @property
    def spent(self) -> str | None:
        """Which of them is used up."""
        return "count" if self.count <= 0 else "bytes" if self.bytes <= 0 else "work" if self.work <= 0 else None


@dataclass(slots=True)
class Search:
    """A search through ranges of one volume, in order. `read` counts as the ranges do."""

    read: Read
    allowance: Allowance
    mark: Callable[[int], None]
    hole: Callable[[int], int] = lambda _: 0
    """How many bytes from a place on are known to be zeros."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Signatures whose structure does not hold, by kind."""
    at: int = 0
    """Where the search goes on: behind the last file that its structure ends, or where it had to stop."""
    _finds: Finds = field(default_factory=Finds)

    def through(self, begin: int, until: int, origin: int, end: int) -> Iterator[Carved]:
        """What begins from `begin` up to `until` in the range from `origin` to `end`, whose sectors count from `origin`."""
        self.at = max(self.at, begin)
        while self.at < until and not self.allowance.spent:
            self.mark(self.at)
            first = origin + -(-(self.at - origin) // SECTOR) * SECTOR
            if (hole := self.hole(first)) >= BLOCK:
                self.at = min(until, first + hole // SECTOR * SECTOR)
                continue
            block = self.read(first, min(BLOCK, until - first + SECTOR, end - first))
            if not block:
                break
            yield from self._block(block, first, until, end)
        if not self.allowance.spent:
            self.at = max(self.at, until)

    def _block(self, block: bytes, first: int, until: int, end: int) -> Iterator[Carved]:
        for place in range(0, min(len(block), until - first), SECTOR):
            kind = BY_HEAD.get(block[place : place + 3])
            self.at = max(self.at, first + place)
            if kind is None or first + place < self.at or not block.startswith(kind.mark, place):
                continue
            if self.allowance.spent:
                return
            found = self._bounded(kind, first + place, end)
            if found is None:
                self.rejected[kind.name] = self.rejected.get(kind.name, 0) + 1
                continue
            self.allowance.count -= 1
            self.allowance.bytes -= found.length
            if found.how == "structure" and not kind.open:
                self.at = first + place + found.length
            yield Carved(first + place, found.length, kind.name, found.ending, found.how)
        self.at = max(self.at, first + min(len(block), until - first))

    def _bounded(self, kind: Kind, start: int, end: int) -> Bounded | None:
        window = Window(self.read, start, min(end - start, kind.most), self._finds, lambda: self.mark(start))
        try:
            return kind.bound(window)
        finally:
            self.allowance.work -= window.work

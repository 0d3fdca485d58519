"""The rows of a database's tables that are in none of them any more, from every place where one can be told for sure.

Which table a page that no tree has any more belonged to is told by its rows: all of them must have the shape of one table and of no other, or be
among the rows that one table has now on that page.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evidence_desk.source.deleted import page as leaf
from evidence_desk.source.deleted.page import Cell
from evidence_desk.source.deleted.shape import MOST_COLUMNS, Shape, Value, varint
from evidence_desk.source.deleted.versions import Beside, Origin, Pages, Version

MOST_ROWS = 200_000
"""Of one table."""
MOST_WORK = 1 << 32
"""Bytes of free space times columns of the table that are searched in one database."""
CELL_WORK = 1 << 12
MOST_LENGTHS = 8
"""How many lengths of records of one table are looked for."""
PAGES_A_BREATH = 1000


class Root(NamedTuple):
    """A table: its shape, and the page on which its tree begins."""

    shape: Shape
    page: int


class Remains(NamedTuple):
    """A row that was found: `chain` are the pages on which its payload goes on; its bytes lie at `at` in the file or one `beside`."""

    rowid: int | None
    values: tuple[Value, ...]
    origin: Origin
    page: int
    beside: Beside
    at: int
    length: int
    chain: tuple[int, ...] = ()


@dataclass
class Told:
    """What is to be said of the recovery: `damaged`, pointers and pages that fit nothing; `untold`, pages whose table cannot be told."""

    damaged: int = 0
    untold: int = 0
    cut: bool = False


@dataclass
class _Tree:
    root: Root
    leaves: list[int] = field(default_factory=list)
    interiors: list[int] = field(default_factory=list)
    counts: set[int] = field(default_factory=set)

    def note(self, data: bytes, page: leaf.Page) -> None:
        """How many values the first record of a leaf has."""
        at = page.cells[0] if page.cells else len(data)
        for _ in range(2):
            number = varint(data, at, len(data))
            if number is None:
                return
            at = number[1]
        length = varint(data, at, len(data))
        if length is None or not at < at + length[0] <= len(data):
            return
        count = sum(byte < 0x80 for byte in data[length[1] : at + length[0]])
        if 0 < count <= len(self.root.shape.columns) and (count in self.counts or len(self.counts) < MOST_LENGTHS):
            self.counts.add(count)

    @property
    def lengths(self) -> list[int]:
        """How many values its records have, as seen, the most first: a column that was added later is not in older ones."""
        return sorted(self.counts | {len(self.root.shape.columns)}, reverse=True)


class Recovery:
    """`rows` of each table; OSError where the evidence fails."""

    def __init__(self, pages: Pages, roots: Sequence[Root], breathe: Callable[[], None]) -> None:
        self._pages = pages
        self._breathe, self._count, self._work = breathe, 0, MOST_WORK
        self.told = Told()
        self._owner: dict[int, _Tree] = {}
        self._trees = {root.shape.table: self._tree(root) for root in roots if len(root.shape.columns) <= MOST_COLUMNS}
        self._free, self._trunks = self._freelist()
        self._apart: dict[str, list[Version]] = {name: [] for name in self._trees}
        self._last: tuple[int, frozenset[bytes]] = 0, frozenset()
        self._sort_out()

    @property
    def unfinished(self) -> int:
        """Frames of the log that no transaction finished, and frames and pages left over whose checksum cannot be tested."""
        return self._pages.frames.unfinished + self._pages.frames.untold + self._pages.images.untold

    def rows(self, table: str) -> list[Remains]:
        """Rows of the table that free space and earlier versions of pages hold, the same row once; among them rows that it still has."""
        tree = self._trees.get(table)
        if tree is None:
            return []
        found: dict[tuple[int | None, tuple[Value, ...]], Remains] = {}
        for one in self._found(tree):
            found.setdefault((one.rowid, one.values), one)
            if len(found) >= MOST_ROWS:
                self.told.cut = True
                break
        return _of_one_chain(list(found.values()))

    def _found(self, tree: _Tree) -> Iterator[Remains]:
        for number in [*tree.leaves, *tree.interiors]:
            data = self._now(number)
            page = leaf.read(data, number, self._pages.usable)
            if page is not None:
                yield from self._in_free_space(tree, page, data, Version(number, "unallocated", *self._pages.place(number)), fixed=False)
        for version in self._apart[tree.root.shape.table]:
            yield from self._in_version(tree, version)

    def _in_version(self, tree: _Tree, version: Version) -> Iterator[Remains]:
        """The rows of a page as it was, but for those that it still has, and those in its free space."""
        usable, shape = self._pages.usable, tree.root.shape
        data = self._pages.read(version)
        page = leaf.read(data, version.number, usable)
        if page is None or version.number in self._trunks:
            for cell in self._in_trunk(tree, version.number, data):
                yield from self._remains(shape, cell, version, data, version.origin)
            return
        now = self._cells_now(version.number)
        for at in dict.fromkeys(page.cells):
            one = leaf.whole(shape, tree.lengths, data, at, usable, usable)
            if one is not None and data[one.start : one.end] not in now:
                yield from self._remains(shape, one, version, data, version.origin)
        yield from self._in_free_space(tree, page, data, version, fixed=True)

    def _in_free_space(self, tree: _Tree, page: leaf.Page, data: bytes, version: Version, *, fixed: bool) -> Iterator[Remains]:
        if self._afford(tree, page.gap[1] - page.gap[0] + sum(end - start for start, end in page.freeblocks)):
            for where, cell in leaf.earlier(tree.root.shape, tree.lengths, data, page, self._pages.usable):
                yield from self._remains(tree.root.shape, cell, version, data, version.origin if fixed else where)

    def _in_trunk(self, tree: _Tree, number: int, data: bytes) -> list[Cell]:
        """Rows in what the list of free pages did not overwrite of one of its own pages."""
        usable = self._pages.usable
        start = 8 + 4 * self._trunks.get(number, 0)
        if len(data) < usable or not self._afford(tree, usable - start):
            return []
        return leaf.scanned(tree.root.shape, tree.lengths, data, start, usable, usable)

    def _remains(self, shape: Shape, cell: Cell, version: Version, data: bytes, origin: Origin) -> Iterator[Remains]:
        self._work -= CELL_WORK
        payload = data[cell.header.at : cell.header.at + cell.local]
        chain: tuple[int, ...] = ()
        if cell.local < cell.header.payload:
            chain = self._chain(cell.overflow, cell.header.payload - cell.local)
            room = self._pages.usable - 4
            payload = (payload + b"".join(self._pages.now(one)[4 : 4 + room] for one in chain))[: cell.header.payload]
        values = shape.values(cell.header, payload) if len(payload) == cell.header.payload else None
        if values is not None:
            yield Remains(cell.rowid, values, origin, version.number, version.beside, version.at + cell.start, cell.end - cell.start, chain)

    def _chain(self, number: int, length: int) -> tuple[int, ...]:
        """The free pages on which a payload goes on, none where the chain is not whole: others write into free pages."""
        room, found = self._pages.usable - 4, list[int]()
        while length > 0:
            if number not in self._free or number in found:
                return ()
            found.append(number)
            length -= room
            number = int.from_bytes(self._pages.now(number)[:4], "big")
        return tuple(found) if number == 0 else ()

    def _cells_now(self, number: int) -> frozenset[bytes]:
        """The cells of the page as they are now, byte by byte, where it is a leaf of a table."""
        tree = self._owner.get(number)
        if tree is None:
            return frozenset()
        if self._last[0] != number:
            data, usable = self._pages.now(number), self._pages.usable
            page = leaf.read(data, number, usable)
            starts = page.cells if page and page.kind == leaf.LEAF else ()
            cells = (leaf.whole(tree.root.shape, tree.lengths, data, at, usable, usable) for at in starts)
            self._last = number, frozenset(data[cell.start : cell.end] for cell in cells if cell is not None)
        return self._last[1]

    def _tree(self, root: Root) -> _Tree:
        tree, waiting = _Tree(root), [root.page]
        while waiting:
            number = waiting.pop()
            if not 1 < number <= self._pages.count or number in self._owner:
                self.told.damaged += 1
                continue
            self._owner[number] = tree
            data = self._now(number)
            page = leaf.read(data, number, self._pages.usable)
            if page is None:
                self.told.damaged += 1
            elif page.kind == leaf.INTERIOR:
                tree.interiors.append(number)
                waiting += [page.right, *(int.from_bytes(data[at : at + 4], "big") for at in reversed(page.cells))]
            else:
                tree.leaves.append(number)
                tree.note(data, page)
        return tree

    def _freelist(self) -> tuple[frozenset[int], dict[int, int]]:
        """The free pages that still hold what they held, and those that the list itself is on, with how many it names there."""
        leaves, trunks = set[int](), dict[int, int]()
        number = int.from_bytes(self._pages.now(1)[32:36], "big")
        while number:
            if not 1 < number <= self._pages.count or number in trunks or number in self._owner:
                self.told.damaged += 1
                break
            data = self._now(number)
            count = int.from_bytes(data[4:8], "big")
            if len(data) < self._pages.usable or count > self._pages.usable // 4 - 2:
                self.told.damaged += 1
                break
            trunks[number] = count
            for at in range(8, 8 + 4 * count, 4):
                page = int.from_bytes(data[at : at + 4], "big")
                if 1 < page <= self._pages.count and page not in self._owner:
                    leaves.add(page)
                else:
                    self.told.damaged += 1
            number = int.from_bytes(data[:4], "big")
        return frozenset(leaves - trunks.keys()), trunks

    def _sort_out(self) -> None:
        """Gives each free page and each earlier version of a page to the table that it belonged to."""
        seen = set[bytes]()
        free = [Version(number, "freelist", *self._pages.place(number)) for number in sorted({*self._free, *self._trunks})]
        for version in [*free, *self._pages.earlier()]:
            data = self._read(version)
            digest = hashlib.blake2b(data, digest_size=16).digest()
            if digest in seen or (version.origin != "freelist" and data == self._pages.now(version.number)):
                continue
            seen.add(digest)
            tree = self._belonging(version, data)
            if tree is not None:
                self._apart[tree.root.shape.table].append(version)

    def _belonging(self, version: Version, data: bytes) -> _Tree | None:
        page = leaf.read(data, version.number, self._pages.usable)
        if version.number in self._trunks and version.origin == "freelist":
            fitting = [tree for tree in self._trees.values() if self._in_trunk(tree, version.number, data)]
        elif page is None or page.kind != leaf.LEAF or version.number == 1:  # the first page is of the schema
            return None
        elif page.cells:
            fitting = [tree for tree in self._trees.values() if self._all_fit(tree, page, data)]
        else:
            fitting = [tree for tree in self._trees.values() if self._any_fits(tree, page, data)]
        if len(fitting) > 1 and page is not None:
            owner = self._owner.get(version.number)
            fitting = [owner] if owner in fitting and self._shares(owner, page, data, version.number) else fitting
        if len(fitting) == 1:
            return fitting[0]
        self.told.untold += bool(fitting) or (page is not None and bool(page.cells))
        return None

    def _all_fit(self, tree: _Tree, page: leaf.Page, data: bytes) -> bool:
        usable = self._pages.usable
        return all(leaf.whole(tree.root.shape, tree.lengths, data, at, usable, usable) for at in page.cells)

    def _any_fits(self, tree: _Tree, page: leaf.Page, data: bytes) -> bool:
        if not self._afford(tree, self._pages.usable):
            return False
        return next(leaf.earlier(tree.root.shape, tree.lengths, data, page, self._pages.usable), None) is not None

    def _shares(self, tree: _Tree, page: leaf.Page, data: bytes, number: int) -> bool:
        """Whether one of its rows stands on the page now, unchanged."""
        usable, now = self._pages.usable, self._cells_now(number)
        cells = (leaf.whole(tree.root.shape, tree.lengths, data, at, usable, usable) for at in page.cells)
        return any(data[cell.start : cell.end] in now for cell in cells if cell is not None)

    def _afford(self, tree: _Tree, size: int) -> bool:
        self._work -= size * len(tree.root.shape.columns)
        if self._work < 0:
            self.told.cut = True
        return self._work >= 0

    def _now(self, number: int) -> bytes:
        self._breathed()
        return self._pages.now(number)

    def _read(self, version: Version) -> bytes:
        self._breathed()
        return self._pages.read(version)

    def _breathed(self) -> None:
        self._count += 1
        if self._count % PAGES_A_BREATH == 0:
            self._breathe()


def _of_one_chain(found: list[Remains]) -> list[Remains]:
    """Without those rows of which two claim the same page: one of them has been written over."""
    claims = Counter(page for one in found for page in set(one.chain))
    return [one for one in found if all(claims[page] == 1 for page in one.chain)]

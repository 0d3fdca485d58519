"""Pages of b-trees: the cells that a leaf has, and the cells of earlier rows in the space that it does not use.

https://www.sqlite.org/fileformat2.html#b_tree_pages. When a row is deleted, its cell joins the free space of its page: a freeblock, whose list
overwrites the first four bytes (length and row number, sometimes the beginning of the header), or the gap between the cell pointers and
the first cell, which takes in the freeblocks that it reaches. Neighbouring freeblocks become one, and only the first of them is written to again;
what stood in a page when it was put in order anew stays whole. A cell is taken for sure where all of it lies in free space and nothing later was written into it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from evidence_desk.source.deleted.shape import Header, Shape, varint, written

LEAF, INTERIOR = 13, 5
FIRST_HEADER = 100
"""Bytes of the database's header on its first page."""
LOST = 4
"""Bytes of a cell that the list of freeblocks overwrites."""
FRAGMENT = 3
"""Bytes between cells that are too few for a freeblock."""
LONGEST_PREFIX = 18
PRINTED = re.compile(rb"[ -~]{4}")


class Cell(NamedTuple):
    """A cell from `start` to `end` of its page. `rowid` None: overwritten. `overflow`: the page where the payload goes on after `local` bytes."""

    start: int
    end: int
    rowid: int | None
    header: Header
    local: int
    overflow: int


class Page(NamedTuple):
    kind: int
    cells: tuple[int, ...]
    """Where they begin, in the order of the rows."""
    right: int
    gap: tuple[int, int]
    freeblocks: tuple[tuple[int, int], ...]


def read(data: bytes, number: int, usable: int) -> Page | None:
    """The page of a table's b-tree; None where it is none. Pointers that lead out of it, and lists that go back, end where they do."""
    base = FIRST_HEADER if number == 1 else 0
    if len(data) < usable or data[base] not in (LEAF, INTERIOR):
        return None
    kind = data[base]
    first, count, content = (int.from_bytes(data[base + at : base + at + 2], "big") for at in (1, 3, 5))
    pointers = base + (8 if kind == LEAF else 12)
    content = content or 65536
    end = pointers + 2 * count
    if not end <= content <= usable:
        return None
    cells = tuple(int.from_bytes(data[at : at + 2], "big") for at in range(pointers, end, 2))
    if any(not content <= cell < usable for cell in cells):
        return None
    right = int.from_bytes(data[base + 8 : base + 12], "big") if kind == INTERIOR else 0
    return Page(kind, cells, right, (end, content), tuple(_freeblocks(data, first, content, usable)))


def _freeblocks(data: bytes, at: int, content: int, usable: int) -> Iterator[tuple[int, int]]:
    low = content
    while low <= at <= usable - LOST:
        following, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        if size < LOST or at + size > usable:
            return
        yield at, at + size
        low, at = at + size, following


def whole(shape: Shape, counts: Sequence[int], data: bytes, at: int, end: int, usable: int) -> Cell | None:
    """The cell that begins there and ends before `end`."""
    found = _begins(shape, counts, data, at, end, usable)
    return found if found is not None and found.end <= end else None


def earlier(
    shape: Shape, counts: Sequence[int], data: bytes, page: Page, usable: int
) -> Iterator[tuple[Literal["unallocated", "freeblock"], Cell]]:
    """What stands in the free space of a page: (`unallocated` or `freeblock`, cell)."""
    first, end = page.gap
    once = [cell for start, stop in _freed(data, first, end, usable) for cell in _tiles(shape, counts, data, start, stop, usable)]
    for cell in _undisturbed([*once, *_scan(shape, counts, data, first, end, usable)], data, end, usable):
        yield "unallocated", cell
    if page.kind != LEAF:
        return
    for start, end in page.freeblocks:
        inside = _scan(shape, counts, data, start + LOST, end, usable)
        for cell in _undisturbed([*_tiles(shape, counts, data, start, end, usable), *inside], data, end, usable):
            yield "freeblock", cell


def _freed(data: bytes, first: int, end: int, usable: int) -> Iterator[tuple[int, int]]:
    """Freeblocks that have become part of the gap."""
    for found in _freeblock_pattern(usable >> 8).finditer(data, first, end):
        at = found.start()
        if (size := _freeblock(data, at, usable)) and at + size <= end:
            yield at, at + size


def scanned(shape: Shape, counts: Sequence[int], data: bytes, first: int, end: int, usable: int) -> list[Cell]:
    """Whole cells anywhere in free space."""
    return _undisturbed(_scan(shape, counts, data, first, end, usable), data, end, usable)


def _scan(shape: Shape, counts: Sequence[int], data: bytes, first: int, end: int, usable: int) -> list[Cell]:
    found = []
    for count in counts:
        for header in shape.headers(data, first, end, count):
            cell = _before(header, data, first, usable)
            if cell is not None:
                found.append(cell)
    return found


def _before(header: Header, data: bytes, first: int, usable: int) -> Cell | None:
    """The cell whose header this is: before it stand the length of its payload and the number of its row."""
    length = written(header.payload)
    for size in range(1, 10):
        start = header.at - size - len(length)
        if start < first:
            return None
        rowid = varint(data, header.at - size, header.at)
        if rowid is not None and rowid[1] == header.at and data[start : header.at - size] == length:
            return _cell(start, rowid[0], header, data, usable)
    return None


def _begins(shape: Shape, counts: Sequence[int], data: bytes, at: int, end: int, usable: int) -> Cell | None:
    """The cell that begins there; it may end farther than `end`."""
    length = varint(data, at, end)
    rowid = varint(data, length[1], end) if length else None
    if length is None or rowid is None:
        return None
    for count in counts:
        header = shape.header(data, rowid[1], count)
        if header is not None and header.payload == length[0] and header.body <= end:
            return _cell(at, rowid[0], header, data, usable)
    return None


def _cell(start: int, rowid: int | None, header: Header, data: bytes, usable: int) -> Cell:
    """https://www.sqlite.org/fileformat2.html#b_tree_pages: how much of a payload stays on its page."""
    most, payload = usable - 35, header.payload
    if payload <= most:
        return Cell(start, max(header.at + payload, start + LOST), rowid, header, payload, 0)
    least = (usable - 12) * 32 // 255 - 23
    local = least + (payload - least) % (usable - 4)
    local = local if local <= most else least
    end = header.at + local + 4
    return Cell(start, end, rowid, header, local, int.from_bytes(data[end - 4 : end], "big"))


def _tiles(shape: Shape, counts: Sequence[int], data: bytes, start: int, end: int, usable: int) -> list[Cell]:
    """The cells of a freeblock one after the other, as far as each is followed by another or by the end."""
    found: list[Cell] = []
    at = start
    while True:
        known = whole(shape, counts, data, at, end, usable) if at > start else None
        cell = known or _overwritten(shape, counts, data, at, end, usable)
        if cell is None or not any(_follows(shape, counts, data, cell.end + spare, end, usable) for spare in range(FRAGMENT + 1)):
            return found
        found.append(cell)
        at = next(
            (
                cell.end + spare
                for spare in range(FRAGMENT + 1)
                if _begins(shape, counts, data, cell.end + spare, end, usable)
                or _overwritten(shape, counts, data, cell.end + spare, end, usable)
            ),
            end,
        )
        if at >= end:
            return found


def _follows(shape: Shape, counts: Sequence[int], data: bytes, at: int, end: int, usable: int) -> bool:
    """Whether the free space ends there, or another cell begins."""
    if at >= end:
        return at == end
    return _begins(shape, counts, data, at, end, usable) is not None or _overwritten(shape, counts, data, at, end, usable) is not None


def _overwritten(shape: Shape, counts: Sequence[int], data: bytes, start: int, end: int, usable: int) -> Cell | None:
    """The one cell that can have begun there before its first four bytes were overwritten; None where several can.

    Values of less than four bytes tell nothing: zeros look like a row of nothing.
    """
    found = set()
    for count in counts:
        for prefix in range(2, LONGEST_PREFIX + 1):
            at = start + prefix
            if at >= end:
                break
            header = shape.header(data, at, count) if prefix >= LOST else shape.without_length(data, start + LOST, count, LOST - 1 - prefix)
            if header is None or header.at + header.payload - header.body < LOST or not _could_precede(data[start:at], header):
                continue
            cell = _cell(start, None, header, data, usable)
            if cell.end <= end:
                found.add(cell)
    return found.pop() if len(found) == 1 else None


def _could_precede(prefix: bytes, header: Header) -> bool:
    """Whether length and row number of that many bytes can stand before the header, by those of them that were not overwritten."""
    length = written(header.payload)
    number = prefix[len(length) :]
    if not 1 <= len(number) <= 9 or length[LOST:] != prefix[LOST : len(length)]:
        return False
    left = number[max(0, LOST - len(length)) :]
    if len(number) == 9:
        return all(byte >= 0x80 for byte in left[:-1])
    return all(byte >= 0x80 for byte in left[:-1]) and (not left or left[-1] < 0x80)


def _undisturbed(found: list[Cell], data: bytes, end: int, usable: int) -> list[Cell]:
    """Cells into which nothing was written later. Whatever is written last within one leaves its own beginning there: a cell, or a freeblock.

    Of two readings of one header that which tells the row's number goes before the other.
    """
    by_header = {cell.header.at: cell for cell in sorted(found, key=lambda cell: cell.rowid is not None)}
    cells = sorted(by_header.values())
    starts = Counter(cell.start for cell in cells)
    return [
        cell
        for cell, following in zip(cells, [*cells[1:], None], strict=False)
        if cell.end <= end
        and starts[cell.start] == 1
        and (following is None or following.start >= cell.end)
        and not _holds_freeblock(data, cell, usable, known=cell.end in starts or cell.end == end)
    ]


def _holds_freeblock(data: bytes, cell: Cell, usable: int, *, known: bool) -> bool:
    """Whether something among its values may be the beginning of a freeblock: where the next one is, if any, and how long it is itself.

    Before the values its header would not have come out right. `known`: what follows the cell is known, and no freeblock that reaches into it.
    """
    for found in _freeblock_pattern(usable >> 8).finditer(data, cell.header.body):
        at = found.start()
        if at >= cell.end - (LOST - 1 if known else 0):
            return False
        if _freeblock(data, at, usable) and not PRINTED.fullmatch(data, at, at + LOST):  # or letters are one of more than 8 kilobytes
            return True
    return False


def _freeblock(data: bytes, at: int, usable: int) -> int:
    """The size of the freeblock that may have begun there, 0 where none can have."""
    following, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
    fits = size >= LOST and at + size <= usable and (following == 0 or at + size + LOST <= following <= usable - LOST)
    return size if fits else 0


@cache
def _freeblock_pattern(most: int) -> re.Pattern[bytes]:
    """Two numbers of two bytes that are places in a page, the second not below 4."""
    high = rb"[\x00-" + re.escape(bytes([min(most, 255)])) + b"]"
    return re.compile(b"(?=" + high + rb".(?:\x00[\x04-\xff]|(?!\x00)" + high + b".))", re.DOTALL)

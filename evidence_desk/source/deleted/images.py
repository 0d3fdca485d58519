"""The pages that a rollback journal holds as they were before a transaction changed them.

https://www.sqlite.org/fileformat2.html#rollbackjournal. A journal is made of segments: a header on a sector of its own, and records of a page's
number, its bytes and a checksum, which begins with a number of chance from the header and adds every two hundredth byte. Where a transaction was
not finished, SQLite puts these pages back: they are the database. Where it was, an app may leave the file with zeros for its first header
(journal_mode PERSIST), and behind the last transaction's records those of a longer one from before. A record without a header is taken where
the one before or behind it leads to the same number of chance; one alone follows from nothing and is counted.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from evidence_desk.source.filesystems import Content
from evidence_desk.source.journal import MAGIC

HEADER = struct.Struct(">8s5I")
TO_THE_END = 0xFFFFFFFF
LOCKED = 1 << 30
"""The byte of a database on whose page nothing is ever written."""
SECTORS = (512, 4096, 1024, 2048, 8192, 16384, 32768, 65536)
"""How long a header may be that is not there any more, the usual first."""
STEP = 200
RECORDS_A_BREATH = 1000


class Image(NamedTuple):
    """A record: `at` is where its page's bytes begin, `chance` the number that its checksum began with."""

    number: int
    at: int
    chance: int


@dataclass
class Images:
    """`now`: pages that stand for those of the file, and `pages`, how many the database has then; `earlier`, the latest first."""

    now: dict[int, int] = field(default_factory=dict)
    pages: int = 0
    earlier: list[tuple[int, int]] = field(default_factory=list)
    untold: int = 0


def read(journal: Content, size: int, applied: bool, breathe: Callable[[], None]) -> Images | None:
    """`size` of a page; `applied`: that the transaction was not finished. None where the journal is of other pages."""
    found, at, sector = Images(), 0, SECTORS[0]
    first = _header(journal, 0)
    if first is not None:
        _, _, _, sector, page = first
        if page != size or sector not in SECTORS:
            return None
        at = _segments(journal, size, sector, applied, found, breathe)
    else:
        begun = next((one for one in SECTORS if _agrees(journal, one, size)), None)
        if begun is None:
            return found
        at = sector = begun
    _left_over(journal, size, sector, at, found, breathe)
    return found


def _segments(journal: Content, size: int, sector: int, applied: bool, found: Images, breathe: Callable[[], None]) -> int:
    """What SQLite would put back, up to the first record that does not hold; where that ends."""
    at, end = 0, 0
    while (header := _header(journal, at)) is not None:
        count, chance, pages, _, _ = header
        if at == 0:
            found.pages = pages
        end = at + sector
        room = max(0, journal.size - end) // (size + 8)
        for place in range(room if count == TO_THE_END else min(count, room)):
            image = _image(journal, end, size)
            if image is None or image.chance != chance or image.number in (0, LOCKED // size + 1):
                return end
            if not applied:
                found.earlier.append(image[:2])
            elif image.number <= found.pages:
                found.now.setdefault(image.number, image.at)
            end += size + 8
            if place % RECORDS_A_BREATH == 0:
                breathe()
        if count == TO_THE_END:
            return end
        at = -(-end // sector) * sector
    return end


def _left_over(journal: Content, size: int, sector: int, at: int, found: Images, breathe: Callable[[], None]) -> None:
    """Records without a header, each held against its neighbours; and segments behind them that have theirs still."""
    run, told = list[Image](), False
    for number, (image, chance) in enumerate(_images(journal, size, sector, at)):
        if run and image.chance != run[-1].chance:
            _keep(run, told, found)
            run, told = [], False
        run.append(image)
        told = told or len(run) > 1 or image.chance == chance
        if number % RECORDS_A_BREATH == 0:
            breathe()
    _keep(run, told, found)


def _images(journal: Content, size: int, sector: int, at: int) -> Iterator[tuple[Image, int | None]]:
    """Each record, and the number of chance of the header that it stands behind, where that is there still."""
    chance = None
    while True:
        begin = -(-at // sector) * sector
        header = _header(journal, begin)
        if header is not None:
            at, chance = begin + sector, header[1]
        image = _image(journal, at, size)
        if image is None:
            return
        yield image, chance
        at += size + 8


def _keep(run: list[Image], told: bool, found: Images) -> None:
    if told:
        found.earlier += [image[:2] for image in run]
    else:
        found.untold += len(run)


def _agrees(journal: Content, sector: int, size: int) -> bool:
    """Whether records that begin there follow from each other: of the first three, two neighbours; or a header of this form follows the first."""
    second = _header(journal, -(-(sector + size + 8) // sector) * sector)
    if second is not None and second[3:] == (sector, size):
        return True
    images = [_image(journal, sector + place * (size + 8), size) for place in range(3)]
    return any(one is not None and two is not None and one.chance == two.chance for one, two in pairwise(images))


def _header(journal: Content, at: int) -> tuple[int, int, int, int, int] | None:
    """Records, chance, pages, sector, size of a page."""
    raw = journal.read_at(at, HEADER.size)
    if len(raw) < HEADER.size or not raw.startswith(MAGIC):
        return None
    _, count, chance, pages, sector, page = HEADER.unpack(raw)
    return count, chance, pages, sector, page


def _image(journal: Content, at: int, size: int) -> Image | None:
    raw = journal.read_at(at, size + 8)
    if len(raw) < size + 8:
        return None
    number, stored = int.from_bytes(raw[:4], "big"), int.from_bytes(raw[-4:], "big")
    return Image(number, at + 4, (stored - sum(raw[4 + size - STEP : 4 : -STEP])) & 0xFFFFFFFF)

"""Folders of an NTFS volume by the thousand: each that is in order, as the kit would list it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evidence_desk.source.filesystems.ntfs import attributes
from evidence_desk.source.filesystems.ntfs.attributes import Attributes, followed
from evidence_desk.source.filesystems.ntfs.columns import SECTOR, Block, mended, sums
from evidence_desk.source.filesystems.ntfs.files import Files, Part
from evidence_desk.source.filesystems.ntfs.nodes import FOLDER_NAME, STREAM, Names, Nodes, names
from evidence_desk.source.filesystems.ntfs.records import BASE, FOLDER, IN_USE, INDEXED, KNOWN, PLAIN, SOUND, Records
from evidence_desk.source.filesystems.ntfs.table import Table

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.ntfs.columns import Bytes, Flags, Places, Words

MOST_FOLDERS = 4096
MOST_NAMES = 1 << 17
"""So many are read ahead, some 60 MB."""
MOST_READY = 1 << 18
"""Folders that may wait, some of them for ever where the kit does not enter what an index named: beyond, all are read again."""
ROOT = 5
INDX = 0x58444E49
LARGEST_INDEX, MOST_INDEXES = 32 << 20, 32 << 20
"""Bytes of the index of one folder, of a larger one the kit takes care; and of those that are read together."""
FIRST_SURROGATE, LAST_SURROGATE = 0xD800, 0xDFFF
LIST_OF_ROOT, LIST_OF_BLOCK = 16, 24
HAS_BLOCKS = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """The names of one folder, what is listed of each, and which of them lead on into folders: place and record."""

    names: list[str]
    files: Part
    leading: list[tuple[int, int]]
    plain: bool
    """Whether the columns tell all of each file."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Names of many folders, one after the other; `total` is their sum (columns.sums)."""

    owner: Places
    at: Places
    record: Places
    total: Words
    folder: Flags

    def of(self, which: Flags) -> _Found:
        return _Found(self.owner[which], self.at[which], self.record[which], self.total[which], self.folder[which])


_Read = tuple[Listing | None, int, list[int]]
"""The listing of a folder (None: it is left to the kit), how many names it has, and which of them lead on."""


class Folders:
    """What the index of each folder says, read ahead; None for a folder that the kit has to list."""

    def __init__(self, table: Table, records: Records) -> None:
        self._table, self._records = table, records
        self._ready: dict[int, Listing | None] = {}
        self._seen: dict[int, None] = {}

    def listing(self, folder: int, mark: Callable[[], None]) -> Listing | None:
        if folder not in self._ready:
            self._seen.pop(folder, None)
            if len(self._ready) > MOST_READY:
                self._ready.clear()
            latest = [self._seen.popitem()[0] for _ in range(min(MOST_FOLDERS, len(self._seen)))]
            self._ahead([folder, *latest], mark)
        return self._ready.pop(folder)

    def expect(self, folders: list[int]) -> None:
        """Told of folders that are asked for soon, the first of them next."""
        self._seen.update(dict.fromkeys(one for one in reversed(folders) if one not in self._ready))

    def _ahead(self, folders: list[int], mark: Callable[[], None]) -> None:
        """Reads these folders and those in them, level by level, until it is enough for now."""
        enough = 0
        while folders and enough < MOST_NAMES:
            mark()
            few = self._few(folders)
            now, later, below = folders[:few], folders[few:], []
            for folder, (listing, many, leading) in zip(now, self._read(np.array(now, np.int64)), strict=True):
                self._ready[folder] = listing
                enough += many
                below += leading
            folders = [one for one in dict.fromkeys(below + later) if one not in self._ready]
        self.expect(folders)

    def _few(self, folders: list[int]) -> int:
        """How many of these are read together: one at least, however large its index."""
        some = np.array(folders[:MOST_FOLDERS], np.int64)
        bytes_each = self._records.index[np.minimum(some, self._table.count - 1)].astype(np.int64) * SECTOR
        return max(1, int(np.searchsorted(np.cumsum(bytes_each), MOST_INDEXES)))

    def _read(self, folders: Places) -> list[_Read]:
        """The listings of these folders, and what is in those that are left to the kit, so that it can be read ahead."""
        refused = ~self._indexed(folders)
        block, nodes, odd = self._nodes(np.flatnonzero(~refused), folders)
        refused[odd] = True
        listed, odd = names(block, nodes, self._table.count)
        refused[odd] = True
        found, odd = self._once(block, listed, folders)
        refused[odd] = True
        refused[np.unique(found.owner[~self._agreeing(block, found)])] = True
        refused |= np.bincount(found.owner, minlength=len(folders)) != self._records.children[np.minimum(folders, self._table.count - 1)]
        found = found.of((found.record != ROOT) | (folders[found.owner] != ROOT))  # the root's index has the root, as a dot
        texts, odd = _texts(block, found)
        refused[odd] = True
        return self._listings(refused, found, texts)

    def _indexed(self, folders: Places) -> Flags:
        wanted = IN_USE | FOLDER | BASE | KNOWN | INDEXED
        fits = (folders < self._table.count) & (folders >= 0)
        fits[fits] = self._records.state[folders[fits]] & wanted == wanted
        root = folders == ROOT
        fits[root & fits] = self._records.state[ROOT] & PLAIN > 0  # with streams of its own the kit lists it
        return fits

    def _nodes(self, owners: Places, folders: Places) -> tuple[Block, Nodes, Places]:
        """The index nodes of folders, and the owners of those that are not in order."""
        size = self._table.geometry.record
        roots = self._table.rows(folders[owners]) if len(owners) else np.zeros((0, size), np.uint8)
        block = Block(roots.reshape(-1))
        found, _ = followed(block, np.arange(len(owners)) * size, size, self._table.geometry.extent)
        root = found.of(found.kind == attributes.INDEX_ROOT)
        further = found.of(found.kind == attributes.INDEX_BLOCKS)
        begin, used, end, fits = _lists(block, root.content + LIST_OF_ROOT, root.content + root.size)
        has = np.zeros(len(owners), np.bool_)
        has[further.row] = True
        fits &= block.four(root.content + 8) == self._table.geometry.index
        fits &= has[root.row] | (block.four(root.content + LIST_OF_ROOT + 12) & HAS_BLOCKS == 0)
        odd = owners[root.row[~fits]]
        data, owner, wrong = self._further(block, further, owners)
        first = len(block.bytes)
        block = Block(np.concatenate([block.bytes, data]))
        starts = first + np.arange(len(owner)) * self._table.geometry.index
        more = _lists(block, starts + LIST_OF_BLOCK, starts + self._table.geometry.index)
        odd = np.concatenate([odd, wrong, owner[~more[3]]])
        every = np.concatenate([owners[root.row], owner])
        begin, used = np.concatenate([begin, more[0]]), np.concatenate([used, more[1]])
        end = np.concatenate([end, starts + self._table.geometry.index])
        return block, Nodes(every, folders[every], begin, used, end, len(owners), size, self._table.geometry.index), odd

    def _further(self, block: Block, found: Attributes, owners: Places) -> tuple[Bytes, Places, Places]:
        """The index blocks of folders one after the other, the owner of each, and owners of which some are not in order."""
        size, data = self._table.geometry.index, block.bytes.tobytes()
        read: list[bytes] = []
        told = [block.eight(found.at + place).tolist() for place in (40, 48, 56)]
        for at, outside, *lengths in zip(found.content.tolist(), (~found.resident).tolist(), *told, strict=True):
            read.append(self._allocation(data, at, *lengths) if outside else b"")
        counts = np.array([len(one) // size for one in read], np.int64)
        owned = np.repeat(owners[found.row], counts)
        rows = np.array(np.frombuffer(b"".join(read), np.uint8)).reshape(-1, size)
        fits = mended(rows, size)
        marks = rows.view("<u4")[:, :: self._table.geometry.cluster // 4]
        fits &= (marks[:, 0] == INDX) & (marks[:, 1:] != INDX).all(axis=1)
        return rows.reshape(-1), owned, np.concatenate([owners[found.row[counts == 0]], owned[~fits]])

    def _allocation(self, data: bytes, at: int, allocated: int, size: int, valid: int) -> bytes:
        """All that is allocated to an index, whole blocks; empty where the kit would not read it, or not all of it."""
        pieces = _runs(data, at)
        whole = sum(count for _, count in pieces) * self._table.geometry.cluster
        if not 0 < allocated <= LARGEST_INDEX or whole != allocated or size != valid or size > allocated:
            return b""
        raw = b"".join([self._table.clusters(cluster, count) for cluster, count in pieces if cluster is not None])
        return raw if len(raw) == allocated and not allocated % self._table.geometry.index else b""

    def _once(self, block: Block, listed: Names, folders: Places) -> tuple[_Found, Places]:
        """Each name of a folder once, where it comes first; owners of folders with a name that is only left behind."""
        record, lengths = block.six(listed.at), block.one(listed.at + STREAM + 64)
        folder = folders[listed.owner]
        sequence = self._records.sequence[np.minimum(folder, self._table.count - 1)].astype(np.int64)
        total = sums(*block.texts(listed.at + STREAM + 66, lengths), lengths, folder, sequence)
        place = np.arange(len(record))
        single = np.bincount(record, minlength=1).max(initial=0) <= 1 and bool(listed.live.all())
        order = place if single else np.lexsort((place, ~listed.live, total, record, listed.owner))
        same = np.ones(len(order), np.bool_)
        for column in (listed.owner, record, total):
            same[1:] &= column[order[1:]] == column[order[:-1]]
        same[:1] = False
        groups = np.flatnonzero(~same)
        best = order[groups]
        first = np.minimum.reduceat(order, groups) if len(groups) else groups
        best = best[np.argsort(first)]
        odd = np.unique(listed.owner[best[~listed.live[best]]])
        folder_name = block.four(listed.at[best] + STREAM + 56) & FOLDER_NAME > 0
        return _Found(listed.owner[best], listed.at[best], record[best], total[best], folder_name), odd

    def _agreeing(self, block: Block, found: _Found) -> Flags:
        """Names whose record is in use, of the same writing, and says the same of its name and its folder."""
        record = np.minimum(found.record, self._table.count - 1)
        state = self._records.state[record]
        fits: Flags = (state & (IN_USE | SOUND | BASE) == IN_USE | SOUND | BASE) & (found.record < self._table.count)
        fits &= self._records.sequence[record] == block.two(found.at + 6)
        fits &= (state & FOLDER > 0) == found.folder
        same = self._records.name[record] == found.total
        for place in np.flatnonzero(~same & fits).tolist():
            same[place] = self._records.named(int(record[place]), int(found.total[place]))
        fits &= same
        return fits

    def _listings(self, refused: Flags, found: _Found, texts: list[str]) -> list[_Read]:
        files, count = Files.of(self._records, found.record), len(refused)
        leads = np.flatnonzero(found.folder)
        leading = list(zip(leads.tolist(), found.record[leads].tolist(), strict=True))
        begin = turn = 0
        listings: list[_Read] = []
        for no, many, folders, odd in zip(
            refused.tolist(),
            _counts(found.owner, count),
            _counts(found.owner[leads], count),
            _counts(found.owner[~files.plain], count),
            strict=True,
        ):
            end, until = begin + many, turn + folders
            below = [(place - begin, record) for place, record in leading[turn:until]]
            listing = None if no else Listing(texts[begin:end], Part(files, begin, end), below, not odd)
            listings.append((listing, many, [record for _, record in below]))
            begin, turn = end, until
        return listings


def _counts(owners: Places, count: int) -> list[int]:
    found: list[int] = np.bincount(owners, minlength=count).tolist()
    return found


def _lists(block: Block, at: Places, limit: Places) -> tuple[Places, Places, Places, Flags]:
    """Where lists of names begin, end in use, and end, and which of them lie as they should."""
    begin, used, end = (at + block.four(at + place) for place in (0, 4, 8))
    fits = (begin >= at + 16) & (begin % 8 == 0) & (begin <= used) & (used <= end) & (end <= limit)
    return begin, used, end, fits


def _runs(data: bytes, at: int) -> list[tuple[int | None, int]]:
    """First cluster (None: it lies nowhere) and number of clusters of each run; they were found to be in order."""
    found: list[tuple[int | None, int]] = []
    cluster = 0
    while head := data[at]:
        middle = at + 1 + (head & 15)
        end = middle + (head >> 4)
        cluster += int.from_bytes(data[middle:end], "little", signed=True)
        found.append((cluster if end > middle else None, int.from_bytes(data[at + 1 : middle], "little")))
        at = end
    return found


def _texts(block: Block, found: _Found) -> tuple[list[str], Places]:
    """Names as text, and owners of folders with one that the kit, or a path, would write in another way."""
    lengths = block.one(found.at + STREAM + 64)
    characters, starts = block.texts(found.at + STREAM + 66, lengths)
    odd = (characters == 0) | (characters == ord("/"))
    surrogate = (characters >= FIRST_SURROGATE) & (characters <= LAST_SURROGATE)
    which = np.repeat(np.arange(len(lengths)), lengths)
    owners = found.owner[which[odd]].tolist()
    spaced = np.insert(np.where(odd, np.uint16(0x20), characters), starts[1:], 0)
    texts = spaced.astype("<u2").tobytes().decode("utf-16-le", "surrogatepass").split("\0") if len(lengths) else []
    for place in np.unique(which[surrogate]).tolist():
        if any(FIRST_SURROGATE <= ord(character) <= LAST_SURROGATE for character in texts[place]):
            owners.append(int(found.owner[place]))
    for place in np.flatnonzero((lengths <= 2) & (characters[starts] == ord("."))).tolist() if len(lengths) else ():
        if texts[place] in (".", ".."):
            owners.append(int(found.owner[place]))
    return texts, np.unique(np.array(owners, np.int64))

"""Names that folders no longer list, as the case keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from evidence_desk.errors import Language
from evidence_desk.model import Instant, pack_fine, unpack_time
from evidence_desk.spare import Leftover
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.table import Shown, Table, number, row_of

LEFTOVER = """
INSERT INTO leftovers (id, volume, folder, path, file, sequence, created, modified, changed, accessed, fine, size, space, at, length, place)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
FORGET = "DELETE FROM leftovers WHERE id BETWEEN ? AND ?"
FOLDERS = """
SELECT id, path, address FROM entries
WHERE id BETWEEN ? AND ? AND volume = ? AND kind = 'directory' AND stream IS NULL AND coalesce(attribute, 0) >= 0 AND path != '/'
AND NOT EXISTS (SELECT 1 FROM members m WHERE m.entry = entries.id) ORDER BY id
"""
SPACES = ("posix", "win32", "dos", "win32+dos")
DOS = 2


def folders(case: Case, evidence: int, volume: int) -> list[tuple[int, str, int]]:
    """Number, path and address of each folder that the walk listed in a volume."""
    rows = case.db.execute(FOLDERS, (*ids.listed_range(evidence), volume))
    return [(row["id"] & ids.MOST_ENTRIES, row["path"], row["address"]) for row in rows]


def forget(case: Case, evidence: int) -> None:
    case.db.execute(FORGET, ids.entry_range(evidence))


def keep(case: Case, evidence: int, first: int, volume: int, folder: tuple[int, str], found: Iterable[Leftover]) -> None:
    """Of one folder (number 0: the root), numbered from `first` on."""
    number, path = folder
    above = ids.entry_id(evidence, number) if number else None
    rows = []
    for place, one in enumerate(found, first):
        created, modified, changed, accessed = (_moment(ticks) for ticks in one.times)
        times = tuple(time.micros for time in (created, modified, changed, accessed))
        fine = pack_fine((created, modified, changed, accessed))
        rows.append(
            (ids.entry_id(evidence, place), volume, above, f"{path}/{one.name}", one.file, one.sequence, *times, fine, one.size, one.space, one.at,
             one.length, one.place)
        )  # fmt: skip
    case.db.executemany(LEFTOVER, rows)


def _moment(ticks: int) -> Instant:
    return Instant.since_1601(ticks)


def _leftover(row: sqlite3.Row, _: Language) -> Shown:
    names = ("created", "modified", "changed", "accessed")
    times = {name: str(unpack_time(row[name], row["fine"], place)) for place, name in enumerate(names)}
    return {
        "id": ids.written("leftovers", row["id"]), "evidence": ids.evidence_of_entry(row["id"]), "volume": row["volume"],
        "folder": None if row["folder"] is None else ids.written("entries", row["folder"]), "path": row["path"], "file": row["file"],
        "sequence": row["sequence"], **times, "size": row["size"], "space": SPACES[row["space"]], "offset": row["place"],
        "index_offset": row["at"], "length": row["length"],
    }  # fmt: skip


LEFTOVERS = """
SELECT * FROM leftovers WHERE (:id IS NULL OR id = :id) AND (:evidence IS NULL OR id >> 27 = :evidence) AND (:path IS NULL OR path = :path) ORDER BY id
"""
LEFTOVER_TABLES = {
    "leftovers": Table(
        LEFTOVERS,
        ("id", "evidence", "volume", "folder", "path", "file", "sequence", "created", "modified", "changed", "accessed", "size", "space", "offset",
         "index_offset", "length"),
        _leftover, {"id": row_of("leftovers"), "evidence": number, "path": str},
    ),
}  # fmt: skip

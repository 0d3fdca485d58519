"""What was carved out of unallocated space, and how far the search for it got."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from evidence_desk.errors import Language
from evidence_desk.model import Entry
from evidence_desk.spare import Carved, Space
from evidence_desk.store import ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.table import Shown, Table, number, row_of

FOLDERS = 1000
"""Numbers that are kept for the folders of what was carved, one a volume."""
FOLDER = "/$Carved"
STATE = "SELECT * FROM carving WHERE evidence=?"
KEEP_STATE = (
    "INSERT OR REPLACE INTO carving (evidence, space, at, found, count, bytes, work, searched, rejected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CARVED = "INSERT INTO carved (entry, format, bounded, space) VALUES (?, ?, ?, ?)"
EXISTS = "SELECT 1 FROM entries WHERE id=?"
TOTALS = (
    "SELECT format, bounded, count(*) AS files FROM carved WHERE entry BETWEEN ? AND ? GROUP BY format, bounded ORDER BY format, bounded"
)


@dataclass(slots=True)
class State:
    """How far a search got: the range and the place in it that come next, how many files were found, and what may still be found,
    kept and read."""

    space: int
    at: int
    found: int
    count: int
    bytes: int
    work: int
    searched: int = 0
    rejected: dict[str, int] = field(default_factory=dict)


def state(case: Case, evidence: int) -> State | None:
    row = case.db.execute(STATE, (evidence,)).fetchone()
    if row is None:
        return None
    return State(
        row["space"], row["at"], row["found"], row["count"], row["bytes"], row["work"], row["searched"], json.loads(row["rejected"])
    )


def keep_state(case: Case, evidence: int, now: State) -> None:
    values = (
        evidence,
        now.space,
        now.at,
        now.found,
        now.count,
        now.bytes,
        now.work,
        now.searched,
        json.dumps(now.rejected, sort_keys=True),
    )
    case.db.execute(KEEP_STATE, values)


def keep_file(case: Case, evidence: int, ordinal: int, space: tuple[int, Space], one: Carved, attribute: int) -> None:
    """A carved file as an entry in the folder of its volume; `ordinal` counts them from 0 within the evidence."""
    place, (volume, *_) = space[0], (space[1].volume,)
    parent = ids.FIRST_CARVED + min(volume, FOLDERS - 1)
    if case.db.execute(EXISTS, (ids.entry_id(evidence, parent),)).fetchone() is None:
        keep.entries(case, evidence, [_entry(parent, None, volume, FOLDER, None)])
    entry = ids.FIRST_CARVED + FOLDERS + ordinal
    path = f"{FOLDER}/{one.offset:012}.{one.ending}"
    keep.entries(case, evidence, [_entry(entry, parent, volume, path, one, attribute)])
    case.db.execute(CARVED, (ids.entry_id(evidence, entry), one.format, one.bounded, ids.entry_id(evidence, place)))


def totals(case: Case, evidence: int) -> list[tuple[str, str, int]]:
    """Format, how it was bounded, and how many files."""
    return [tuple(row) for row in case.db.execute(TOTALS, ids.carved_range(evidence))]


def _entry(number: int, parent: int | None, volume: int, path: str, one: Carved | None, attribute: int | None = None) -> Entry:
    length, address = (one.length, one.offset) if one else (0, 0)
    return Entry(
        number, parent, volume, path, "file" if one else "directory", None, length, False, address, attribute, None, None, None, None, 0
    )


def _carved(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("entries", row["entry"]), "evidence": ids.evidence_of_entry(row["entry"]), "volume": row["volume"] or None,
        "path": row["path"], "format": row["format"], "bounded": row["bounded"], "offset": row["address"], "length": row["size"],
        "on": "volume" if row["inner"] else "medium", "space": ids.written("unallocated", row["space"]), "what": row["what"],
        "same_as": None if row["same"] is None else ids.written("entries", row["same"]),
    }  # fmt: skip


FILES = """
SELECT c.*, e.volume, e.path, e.address, e.size, u.what, u.inner,
       (SELECT min(o.id) FROM entries o WHERE o.sha256 = e.sha256 AND o.id >> 27 = c.entry >> 27 AND o.id < e.id) AS same
FROM carved c JOIN entries e ON e.id = c.entry JOIN unallocated u ON u.id = c.space
WHERE (:id IS NULL OR c.entry = :id) AND (:evidence IS NULL OR c.entry >> 27 = :evidence) AND (:format IS NULL OR c.format = :format) ORDER BY c.entry
"""
CARVED_TABLES = {
    "carved": Table(
        FILES, ("id", "evidence", "volume", "path", "format", "bounded", "offset", "length", "on", "space", "what", "same_as"), _carved,
        {"id": row_of("entries"), "evidence": number, "format": str},
    ),
}  # fmt: skip

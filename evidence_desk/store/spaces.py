"""Unallocated space as the case keeps it: ranges, numbered in the order of the volumes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from evidence_desk.errors import Language
from evidence_desk.spare import Space
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from evidence_desk.store.table import Shown, Table, number, row_of

FOLDER = "/$Unallocated"
"""In place of a path, for what has none."""
SPACE = "INSERT INTO unallocated (id, volume, offset, length, what, inner) VALUES (?, ?, ?, ?, ?, ?)"
FORGET = "DELETE FROM unallocated WHERE id BETWEEN ? AND ?"
SPACES = "SELECT * FROM unallocated WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"
TOTAL = "SELECT count(*) AS ranges, coalesce(sum(length), 0) AS bytes FROM unallocated WHERE id BETWEEN ? AND ?"


def keep(case: Case, evidence: int, spaces: Iterable[Space], first: int) -> None:
    """Numbered from `first` on."""
    rows = [
        (ids.entry_id(evidence, place), one.volume, one.offset, one.length, one.what, int(one.inner))
        for place, one in enumerate(spaces, first)
    ]
    case.db.executemany(SPACE, rows)


def forget(case: Case, evidence: int) -> None:
    forget_from(case, evidence, 0)


def forget_from(case: Case, evidence: int, first: int) -> None:
    """Takes back the ranges numbered from `first` on."""
    case.db.execute(FORGET, (ids.entry_id(evidence, first), ids.entry_id(evidence, ids.MOST_ENTRIES)))


def listed(case: Case, evidence: int, first: int, limit: int) -> list[tuple[int, Space]]:
    """Ranges and their numbers, from the one numbered `first` on."""
    rows = case.db.execute(SPACES, (ids.entry_id(evidence, first), ids.entry_id(evidence, ids.MOST_ENTRIES), limit))
    return [(r["id"] & ids.MOST_ENTRIES, Space(r["volume"], r["offset"], r["length"], r["what"], bool(r["inner"]))) for r in rows]


def total(case: Case, evidence: int) -> tuple[int, int]:
    """How many ranges, and how many bytes."""
    ranges, size = case.db.execute(TOTAL, ids.entry_range(evidence)).fetchone()
    return int(ranges), int(size)


def _space(row: sqlite3.Row, _: Language) -> Shown:
    return {
        "id": ids.written("unallocated", row["id"]), "evidence": ids.evidence_of_entry(row["id"]), "volume": row["volume"] or None,
        "path": f"{FOLDER}/{row['offset']:012}", "offset": row["offset"], "length": row["length"], "on": "volume" if row["inner"] else "medium", "what": row["what"],
        "source": {"path": f"{FOLDER}/{row['offset']:012}", "offset": row["offset"], "length": row["length"]},
    }  # fmt: skip


UNALLOCATED = """
SELECT * FROM unallocated
WHERE (:id IS NULL OR id = :id) AND (:evidence IS NULL OR id >> 27 = :evidence) AND (:volume IS NULL OR volume = :volume) ORDER BY id
"""
SPACE_TABLES = {
    "unallocated": Table(
        UNALLOCATED, ("id", "evidence", "volume", "path", "offset", "length", "on", "what", "source"), _space,
        {"id": row_of("unallocated"), "evidence": number, "volume": number},
    ),
}  # fmt: skip

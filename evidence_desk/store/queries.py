"""Small questions that the broker and the windows put to a case."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from evidence_desk.errors import NoSuchItem
from evidence_desk.model import Range
from evidence_desk.store import ids
from evidence_desk.store.case import Case

STAGES_DONE = "SELECT stage FROM stages WHERE evidence=?"
BATCHES_DONE = "SELECT first FROM batches WHERE first BETWEEN ? AND ?"
BAD_RANGES = "SELECT bad_ranges FROM evidence WHERE number=?"
COUNT_ENTRIES = "SELECT count(*) FROM entries"
COUNT_FILES = "SELECT count(*) FROM entries WHERE id BETWEEN ? AND ? AND kind='file'"
PICTURES = """
SELECT e.id, e.volume, e.path, e.address, e.attribute, e.size, p.entry IS NOT NULL AS read
FROM entries e LEFT JOIN pictures p ON p.entry = e.id
WHERE e.id BETWEEN ? AND ? AND e.kind = 'file' AND instr(?, ' ' || e.mime || ' ') ORDER BY e.id
"""
TOTALS = """
SELECT (SELECT count(*) FROM evidence) AS evidence, (SELECT count(*) FROM entries) AS entries,
       (SELECT count(*) FROM entries WHERE allocated=0) AS deleted, (SELECT count(*) FROM conversations WHERE apart IS NULL) AS conversations,
       (SELECT count(*) FROM messages WHERE recovered IS NULL AND apart IS NULL) AS messages,
       (SELECT count(*) FROM artifacts WHERE recovered IS NULL AND apart IS NULL) AS artifacts,
       (SELECT count(*) FROM messages WHERE recovered IS NOT NULL AND apart IS NULL)
           + (SELECT count(*) FROM artifacts WHERE recovered IS NOT NULL AND apart IS NULL) AS recovered,
       (SELECT count(*) FROM messages WHERE apart IS NOT NULL) + (SELECT count(*) FROM artifacts WHERE apart IS NOT NULL) AS apart,
       (SELECT count(*) FROM problems) AS problems, (SELECT count(*) FROM tags) AS tags, (SELECT count(*) FROM findings) AS findings
"""
EXISTS = {
    "entries": "SELECT 1 FROM entries WHERE id=?",
    "messages": "SELECT 1 FROM messages WHERE id=?",
    "artifacts": "SELECT 1 FROM artifacts WHERE id=?",
    "conversations": "SELECT 1 FROM conversations WHERE id=?",
    "participants": "SELECT 1 FROM participants WHERE id=?",
    "problems": "SELECT 1 FROM problems WHERE id=?",
    "evidence": "SELECT 1 FROM evidence WHERE number=?",
    "volumes": "SELECT 1 FROM volumes WHERE id=?",
    "facts": "SELECT 1 FROM facts WHERE id=?",
    "findings": "SELECT 1 FROM findings WHERE id=?",
    "tags": "SELECT 1 FROM tags WHERE id=?",
    "identifiers": "SELECT 1 FROM identifiers WHERE id=?",
    "coverage": "SELECT 1 FROM coverage WHERE id=?",
    "audit": "SELECT 1 FROM audit WHERE seq=?",
    "intake": "SELECT 1 FROM requests WHERE id=?",
    "exhibits": "SELECT 1 FROM exhibits WHERE id=?",
    "custody": "SELECT 1 FROM custody WHERE id=?",
    "conclusions": "SELECT 1 FROM conclusions WHERE id=?",
    "samples": "SELECT 1 FROM samples WHERE id=?",
    "leftovers": "SELECT 1 FROM leftovers WHERE id=?",
    "fragments": "SELECT 1 FROM fragments WHERE id=?",
    "unallocated": "SELECT 1 FROM unallocated WHERE id=?",
    "counsel": "SELECT 1 FROM counsel WHERE id=?",
}


def stages_done(case: Case, evidence: int) -> set[str]:
    return {row["stage"] for row in case.db.execute(STAGES_DONE, (evidence,))}


RECOVERED = {name: f"SELECT count(*) FROM {name} WHERE recovered IS NOT NULL AND apart IS NULL" for name in ("messages", "artifacts")}


def batches_done(case: Case, evidence: int) -> set[int]:
    """First entry ids of the batches whose contents are kept."""
    return {row["first"] for row in case.db.execute(BATCHES_DONE, ids.entry_range(evidence))}


def bad_ranges(case: Case, evidence: int) -> list[Range]:
    row = case.db.execute(BAD_RANGES, (evidence,)).fetchone()
    return [(offset, length) for offset, length in json.loads(row["bad_ranges"])]


def count_entries(case: Case) -> int:
    return int(case.db.execute(COUNT_ENTRIES).fetchone()[0])


def count_files(case: Case, first: int, last: int) -> int:
    """Files among these entry ids."""
    return int(case.db.execute(COUNT_FILES, (first, last)).fetchone()[0])


def pictures(case: Case, evidence: int, mimes: tuple[str, ...]) -> tuple[list[sqlite3.Row], int]:
    """The pictures on which no writing was looked for yet, and how many there are in all."""
    found = case.db.execute(PICTURES, (*ids.entry_range(evidence), f" {' '.join(mimes)} ")).fetchall()
    return [row for row in found if not row["read"]], len(found)


def totals(case: Case) -> dict[str, int]:
    """How many rows of each kind the case holds; but for `apart`, none that is set apart as a communication with counsel."""
    return dict(case.db.execute(TOTALS).fetchone())


def require(case: Case, item: str, *tables: str) -> tuple[str, int]:
    """(table, row) of a written id that exists, in one of the tables if any are named; NoSuchItem otherwise."""
    table, row = ids.read(item)
    if (tables and table not in tables) or case.db.execute(EXISTS[table], (row,)).fetchone() is None:
        raise NoSuchItem(id=item)
    return table, row


def count_recovered(case: Case, names: Iterable[str]) -> int:
    """Rows of these tables that were recovered after deletion and may be shown."""
    return sum(int(case.db.execute(RECOVERED[name]).fetchone()[0]) for name in names)

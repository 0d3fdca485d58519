"""Releasing what was set apart: its rows say again what they said, the search finds them, and their identifiers are known."""

from __future__ import annotations

from evidence_desk.review import counsel
from evidence_desk.search import index
from evidence_desk.store import identifiers, ids, queries
from evidence_desk.store.case import Case


def release(case: Case, items: list[str], by: str, reason: str) -> int:
    """How many rows a second person released; Known where that may not be."""
    shown = counsel.release(case, items, by, reason)
    index.index_rows(case, shown)
    for evidence in {ids.evidence_of(table, row) for table, row in shown}:
        if "identifiers" in queries.stages_done(case, evidence):
            identifiers.find(case, evidence, lambda done, total: None)
    return len(shown)

"""Items in a few words each, for lists that would otherwise show bare ids."""

from __future__ import annotations

from collections.abc import Iterable

from evidence_desk.store import browse, ids
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.desktop import shown

FIELDS = {
    "entries": ("path",), "messages": ("sender", "text"), "conversations": ("app", "title", "people"), "participants": ("name", "identifier"),
    "artifacts": ("summary",), "evidence": ("label",), "findings": ("text",), "audit": ("act",), "volumes": ("filesystem", "label"), "problems": ("message",), "coverage": ("parser", "path"),
    "identifiers": ("kind", "value"), "custody": ("exhibit", "start_local", "document"),
}  # fmt: skip
"""What stands for a row of each table."""


def briefs(case: Case, items: Iterable[str]) -> dict[str, str]:
    """Each item with its words; those that are not in the case are left out."""
    tables: dict[str, list[int]] = {}
    for item in items:
        table, row = ids.read(item)
        tables.setdefault(table, []).append(row)
    return {
        ids.written(table, row): _words(table, found)
        for table, wanted in tables.items()
        for row, found in browse.rows(case, table, wanted, "en").items()
    }


def _words(table: str, row: Shown) -> str:
    said = (row[field] for field in FIELDS.get(table, ("path",)) if field in row)
    return shown.line(": ".join(", ".join(map(str, one)) if isinstance(one, list) else str(one) for one in said if one))

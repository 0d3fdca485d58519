"""What a worker is told of entries that it is to open: where each lies, and in which containers."""

from __future__ import annotations

import sqlite3

from evidence_desk.ingest import wire
from evidence_desk.store import ids, inside
from evidence_desk.store.case import Case


class Items:
    """Rows of entries (id, volume, path, address, attribute, size) as a worker takes them."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._containers: dict[int, wire.Container | None] = {}

    def wanted(self, row: sqlite3.Row, *, parse: bool = True) -> wire.Wanted:
        number = row["id"] & ids.MOST_ENTRIES
        within = self._around(row["id"])
        return wire.Wanted(number, row["volume"], row["path"], row["address"], row["attribute"], row["size"], parse, within)

    def _around(self, entry: int) -> wire.Container | None:
        """The container that an entry lies in, itself with those around it; they are no deeper than a few."""
        found = inside.container_of(self._case, entry)
        if found is None:
            return None
        if found["id"] not in self._containers:
            self._containers[found["id"]] = wire.Container(self.wanted(found), found["mime"])
        return self._containers[found["id"]]

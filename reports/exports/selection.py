"""Which rows of a case an export holds: all, or the items that have one of some tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence_desk.review.withheld import Withheld
from evidence_desk.store import browse, ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

EXPORTED = tuple(name for name in tables.TABLES if name not in ("timeline", "audit"))
"""The timeline repeats what the other tables hold; the log has an export of its own (audit --format jsonl)."""
PAGE = 256


@dataclass(frozen=True)
class Selection:
    case: Case
    tags: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
    """Items that go with those of the tags."""

    def rows(self, table: str) -> Iterator[Shown]:
        """In the order of the evidence, some at a time."""
        if not self.tags:
            yield from self.withheld.rows(table)
        elif table == "tags":
            yield from (row for row in tables.rows(self.case, "tags") if row["tag"] in self.tags or row["item"] in self.also)
        else:
            wanted = sorted(self.marked.get(table, ()))
            for at in range(0, len(wanted), PAGE):
                found = self.withheld.some(table, wanted[at : at + PAGE])
                yield from (found[row] for row in wanted[at : at + PAGE] if row in found)

    def all(self) -> Iterator[tuple[str, Shown]]:
        """(table, row) of every exported table."""
        for table in EXPORTED:
            for row in self.rows(table):
                yield table, row

    def holds(self, table: str, row: int) -> bool:
        return not self.tags or row in self.marked.get(table, ())

    @cached_property
    def withheld(self) -> Withheld:
        """What of the rows stays in the case."""
        return Withheld(self.case)

    @cached_property
    def marked(self) -> dict[str, set[int]]:
        """Row numbers by table."""
        found: dict[str, set[int]] = {}
        tagged = (str(row["item"]) for row in tables.rows(self.case, "tags") if row["tag"] in self.tags)
        for item in (*tagged, *self.also):
            table, number = ids.read(item)
            found.setdefault(table, set()).add(number)
        return found

    def tags_of(self, items: list[str]) -> dict[str, list[str]]:
        """The names of the tags on items; those without any are left out."""
        return browse.tagged(self.case, items)

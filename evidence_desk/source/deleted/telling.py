"""Which of the rows that were found are gone, and which their table still has.

A row is told by what the table itself says makes it one: the columns of a unique index, which stay its own when an app writes it anew under
another number; where it has none, by its number; where that was overwritten, by all of its values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from evidence_desk.model import Recovered
from evidence_desk.source.deleted.recovery import Remains
from evidence_desk.source.deleted.shape import Shape, Value

UNNUMBERED = -(1 << 62)
"""Rows without a number of their own are numbered from here, where no app numbers any."""
NUMBERED = UNNUMBERED + (1 << 40)
UNIQUE = 'SELECT name FROM pragma_index_list(?) WHERE "unique" AND NOT partial ORDER BY seq'
INDEXED = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
Values = tuple[Value, ...]


class Row(NamedTuple):
    """A recovered row, and the number by which it is read."""

    number: int
    state: Recovered
    remains: Remains


@dataclass
class Table:
    """A table as it is now."""

    connection: sqlite3.Connection
    shape: Shape

    @cached_property
    def keys(self) -> tuple[tuple[int, ...], ...]:
        """The columns of each unique index."""
        places = {column.name: place for place, column in enumerate(self.shape.columns) if not column.alias}
        found = []
        for (index,) in self.connection.execute(UNIQUE, (self.shape.table,)).fetchall():
            names = [row[0] for row in self.connection.execute(INDEXED, (index,))]
            if names and all(name in places for name in names):
                found.append(tuple(places[name] for name in names))
        return tuple(found)

    def by_number(self, number: int) -> Values | None:
        row = self.connection.execute(f"{self._select} WHERE rowid = ?", (number,)).fetchone()
        return None if row is None else tuple(row)

    def by_key(self, key: tuple[int, ...], values: Values) -> Values | None:
        condition = " AND ".join(f"{_quoted(self.shape.columns[place].name)} = ?" for place in key)
        row = self.connection.execute(f"{self._select} WHERE {condition}", [values[place] for place in key]).fetchone()
        return None if row is None else tuple(row)

    def among(self, wanted: set[Values]) -> set[Values]:
        """Which of some rows it has, under whatever number."""
        if not wanted:
            return set()
        return {values for row in self.connection.execute(self._select) if (values := tuple(row)) in wanted}

    @cached_property
    def _select(self) -> str:
        """Its columns in the order of its records; one that stands for the row's number as nothing."""
        columns = ", ".join("NULL" if one.alias else _quoted(one.name) for one in self.shape.columns)
        return f'SELECT {columns} FROM main."{self.shape.table}"'


class Telling:
    """Takes the rows that were found, the likeliest place first; `live` counts those that the table still has."""

    def __init__(self, table: Table) -> None:
        self._table, self._shape = table, table.shape
        self._said = dict[object, list[Values]]()
        self._numbers = set[int]()
        self.live = 0

    def rows(self, found: list[Remains]) -> Iterator[Row]:
        numbered = {self._nameless(one.values) for one in found if one.rowid is not None}
        unknown = {values for one in found if self._is_unknown(one) and (values := self._nameless(one.values)) not in numbered}
        still = self._table.among(unknown)
        self.live += len(still)
        for spare, one in enumerate(found, UNNUMBERED):
            if self._is_unknown(one) and ((values := self._nameless(one.values)) in still or values in numbered):
                continue
            state = self._state(one)
            if state is not None:
                yield Row(self._number(one, state, spare), state, one)

    def _state(self, one: Remains) -> Recovered | None:
        """None for a row that the table has, and for one that says the same as one before."""
        who, now = self._identity(one)
        others = self._said.setdefault(who, [])
        if any(self._says_the_same(one.values, other) for other in others):
            return None
        others.append(one.values)
        if now is None:
            return "undetermined" if who == self._nameless(one.values) else "deleted"
        if self._says_the_same(one.values, now):
            self.live += 1
            return None
        return "earlier"

    def _identity(self, one: Remains) -> tuple[object, Values | None]:
        """What tells the row from others, and the row of the table that is the same by it."""
        keys = self._keys(one)
        for key in keys:
            if (now := self._table.by_key(key, one.values)) is not None:
                return (key, *(one.values[place] for place in key)), now
        if keys:
            return (keys[0], *(one.values[place] for place in keys[0])), None
        if one.rowid is None:
            return self._nameless(one.values), None
        return one.rowid, self._table.by_number(one.rowid)

    def _keys(self, one: Remains) -> list[tuple[int, ...]]:
        return [key for key in self._table.keys if all(one.values[place] is not None for place in key)]

    def _is_unknown(self, one: Remains) -> bool:
        return one.rowid is None and not self._keys(one)

    def _number(self, one: Remains, state: Recovered, spare: int) -> int:
        """Its own number, where that tells it from every other row."""
        free = one.rowid is not None and one.rowid >= NUMBERED and one.rowid not in self._numbers
        if state != "deleted" or one.rowid is None or not free or self._table.by_number(one.rowid) is not None:
            return spare
        self._numbers.add(one.rowid)
        return one.rowid

    def _nameless(self, values: Values) -> Values:
        return tuple(None if place in self._shape.aliases else value for place, value in enumerate(values))

    def _says_the_same(self, values: Values, other: Values) -> bool:
        """Whether two forms of one row agree in every text; in every value where they have none.

        An app notes in the row itself that a message was delivered or read: that makes no other message of it.
        """
        texts = [pair for pair in zip(values, other, strict=True) if any(isinstance(one, str | bytes) for one in pair)]
        return all(one == two for one, two in texts) if texts else self._nameless(values) == self._nameless(other)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

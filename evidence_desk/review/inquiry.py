"""Asking a public table, kept or worked out: its fields, its rows under conditions, and how many are not listed with the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from evidence_desk.errors import BadUse, Language, NoSuchField
from evidence_desk.review import chain, changes, checklist, counsel, identity, protected, recomputed, sampling
from evidence_desk.store import queries, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown

WORKED_OUT: dict[str, tuple[tuple[str, ...], Callable[[Case, Language], list[Shown]]]] = {
    "changes": (changes.FIELDS, changes.rows),
    "checks": (checklist.FIELDS, checklist.rows),
    "counsel": (counsel.FIELDS, counsel.rows),
    "digests": (recomputed.FIELDS, recomputed.rows),
    "discrepancies": (chain.FIELDS, chain.rows),
    "identity": (identity.FIELDS, identity.rows),
    "minors": (protected.FIELDS, protected.rows),
    "sampled": (sampling.ITEM_FIELDS, sampling.item_rows),
    "samples": (sampling.FIELDS, sampling.rows),
}
"""Tables that are worked out when they are asked for, from the case and what people recorded."""
FIELDS: dict[str, tuple[str, ...]] = {name: table.fields for name, table in tables.TABLES.items()} | {
    name: fields for name, (fields, _) in WORKED_OUT.items()
}
"""Every table with its fields."""
WITH_RECOVERED = {"messages": ("messages",), "artifacts": ("artifacts",), "timeline": ("messages", "artifacts")}
"""Public tables with rows that were recovered, and the tables that these are in."""
ANY = ("recovered", "any")
"""The condition that asks for all recovered rows, however they were come by."""


def require(table: str, fields: Iterable[str]) -> None:
    """BadUse where there is no such table, NoSuchField where it has no such field."""
    if table not in FIELDS:
        raise BadUse(detail=f"there is no table '{table}'; there are {', '.join(FIELDS)}")
    for field in fields:
        if field not in FIELDS[table]:
            raise NoSuchField(table=table, field=field, fields=", ".join(FIELDS[table]))


def condition(text: str) -> tuple[str, str]:
    """Of FIELD=VALUE; BadUse where it is none."""
    field, equals, value = text.partition("=")
    if not equals:
        raise BadUse(detail=f"--where takes FIELD=VALUE, not '{text}'")
    return field, value


def rows(case: Case, table: str, where: Mapping[str, str], language: Language) -> Iterator[Shown]:
    """Rows of a table that is known, under conditions on fields that it has."""
    if table in WORKED_OUT:
        worked_out = WORKED_OUT[table][1](case, language)
        found: Iterable[Shown] = (row for row in worked_out if all(tables.as_text(row[one]) == value for one, value in where.items()))
    else:
        found = tables.rows(case, table, {name: value for name, value in where.items() if (name, value) != ANY}, language)
    return listed(found, table, where)


def listed(rows: Iterable[Shown], table: str, where: Mapping[str, str]) -> Iterator[Shown]:
    """Rows that were recovered stand in the tables of the others and are never counted with them: so they are listed alone, where
    they are asked for."""
    alone = "recovered" in where
    return (row for row in rows if not divides(table, where) or bool(row["recovered"]) == alone)


def divides(table: str, where: Mapping[str, str]) -> bool:
    """Whether recovered rows are kept from the others: not where a row is named."""
    return table in WITH_RECOVERED and "id" not in where


def unlisted(case: Case, table: str, where: Mapping[str, str]) -> int:
    """How many recovered rows are not listed with the others, where nobody asked for them."""
    if "recovered" in where or not divides(table, where):
        return 0
    return queries.count_recovered(case, WITH_RECOVERED[table])

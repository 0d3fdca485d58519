"""query, search and audit: reading the case. Every reading is an act in the log."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Language, NoSuchField
from evidence_desk.review import chain, changes, checklist, counsel, identity, protected, recomputed, sampling
from evidence_desk.search import find
from evidence_desk.store import queries, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from ui.terminal import output
from ui.terminal.words import say

HIT_FIELDS = ("id", "evidence", "table", "part", "path", "time", "text")
AUDIT_FIELDS = ("seq", "time", "actor", "act", "details", "hash")
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
WITH_RECOVERED = {"messages": ("messages",), "artifacts": ("artifacts",), "timeline": ("messages", "artifacts")}
"""Public tables with rows that were recovered, and the tables that these are in."""
ANY = ("recovered", "any")
"""The condition that asks for all recovered rows, however they were come by."""
RAW_AUDIT = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"


def query(options: Namespace, language: Language) -> int:
    known = {name: table.fields for name, table in tables.TABLES.items()} | {name: fields for name, (fields, _) in WORKED_OUT.items()}
    if options.table not in known:
        raise BadUse(detail=f"there is no table '{options.table}'; there are {', '.join(known)}")
    fields = tuple(one.strip() for one in options.fields.split(",")) if options.fields else known[options.table]
    where = dict(_condition(one) for one in options.where)
    for field in (*fields, *where):
        if field not in known[options.table]:
            raise NoSuchField(table=options.table, field=field, fields=", ".join(known[options.table]))
    with Case.open(options.case) as case:
        if options.table in WORKED_OUT:
            worked_out = WORKED_OUT[options.table][1](case, language)
            rows: Iterator[Shown] = (row for row in worked_out if all(tables.as_text(row[one]) == value for one, value in where.items()))
        else:
            rows = tables.rows(case, options.table, {name: value for name, value in where.items() if (name, value) != ANY}, language)
        found = _limited(listed(rows, options.table, where), options.limit)
        count = output.write(found, fields, output.chosen(options.format), sys.stdout)
        apart = queries.count_recovered(case, WITH_RECOVERED.get(options.table, ())) if divides(options.table, where) else 0
        case.log("query", table=options.table, where=where, rows=count)
    if apart and "recovered" not in where:
        print(say("recovered-apart", language, count=apart), file=sys.stderr)
    return 0


def listed(rows: Iterable[Shown], table: str, where: Mapping[str, str]) -> Iterator[Shown]:
    """Rows that were recovered stand in the tables of the others and are never counted with them: so they are listed alone, where
    they are asked for."""
    alone = "recovered" in where
    return (row for row in rows if not divides(table, where) or bool(row["recovered"]) == alone)


def divides(table: str, where: Mapping[str, str]) -> bool:
    """Whether recovered rows are kept from the others: not where a row is named."""
    return table in WITH_RECOVERED and "id" not in where


def search(options: Namespace, language: Language) -> int:
    parts = tuple(one.strip() for one in options.parts.split(",")) if options.parts else find.EVERYWHERE
    for part in parts:
        if part not in find.EVERYWHERE:
            raise BadUse(detail=f"'{part}' is nothing that is searched; there are {', '.join(find.EVERYWHERE)}")
    with Case.open(options.case) as case:
        hits = find.count(case, options.text, parts)
        rows: Iterable[Shown] = (
            {**asdict(hit)} for hit in find.search(case, options.text, parts, -1 if options.limit is None else options.limit)
        )
        style = output.chosen(options.format)
        output.write(rows, HIT_FIELDS, style, sys.stdout)
        case.log("search", text=options.text, parts=list(parts), hits=hits)
    if style == "table":
        print(say("hits", language, count=hits))
    return 0


def audit(options: Namespace, language: Language) -> int:
    """Shows the log, or proves that it is whole: 1 where it is not. JSON lines are what verify.py takes."""
    with Case.open(options.case) as case:
        if not options.verify:
            style = output.chosen(options.format)
            if style == "jsonl":
                rows: Iterable[Shown] = (
                    {"seq": r["seq"], "body": r["body"].decode(), "previous": r["previous"].hex(), "hash": r["hash"].hex()}
                    for r in case.db.execute(RAW_AUDIT)
                )
                output.write(rows, ("seq", "body", "previous", "hash"), style, sys.stdout)
            else:
                output.write(tables.rows(case, "audit", None, language), AUDIT_FIELDS, style, sys.stdout)
            return 0
        breaks = log.verify(case.db)
        head = log.head(case.db)
        case.log("audit.verify", entries=head.entries, breaks=len(breaks))
    for seq, reason in breaks:
        print(say("audit-broken", language, seq=seq, reason=reason))
    if not breaks:
        print(say("audit-whole", language, entries=head.entries, hash=head.hash))
        print(say("audit-limit", language))
    return 1 if breaks else 0


def _condition(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals:
        raise BadUse(detail=f"--where takes FIELD=VALUE, not '{text}'")
    return field, value


def _limited(rows: Iterable[Shown], limit: int | None) -> Iterable[Shown]:
    return rows if limit is None else islice(rows, max(0, limit))

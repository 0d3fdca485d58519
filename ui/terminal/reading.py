"""query, search and audit: reading the case. Every reading is an act in the log."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Language
from evidence_desk.review import inquiry
from evidence_desk.review.withheld import Withheld
from evidence_desk.search import find
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.output import new_file, sha256_of
from ui.terminal import output
from ui.terminal.words import say

HIT_FIELDS = ("id", "evidence", "table", "part", "path", "time", "text")
AUDIT_FIELDS = ("seq", "time", "actor", "act", "details", "hash")
RAW_AUDIT = "SELECT seq, body, previous, hash FROM audit ORDER BY seq"


def query(options: Namespace, language: Language) -> int:
    inquiry.require(options.table, ())
    fields = tuple(one.strip() for one in options.fields.split(",")) if options.fields else inquiry.FIELDS[options.table]
    where = dict(map(inquiry.condition, options.where))
    inquiry.require(options.table, (*fields, *where))
    with Case.open(options.case) as case:
        found = _limited(inquiry.rows(case, options.table, where, language), options.limit)
        count, written = _write(case, options.table, found, fields, options, language)
        case.log("query", table=options.table, where=where, rows=count, **written)
        apart = inquiry.unlisted(case, options.table, where)
    if apart:
        print(say("recovered-apart", language, count=apart), file=sys.stderr)
    return 0


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
        _, written = _write(case, "", rows, HIT_FIELDS, options, language)
        case.log("search", text=options.text, parts=list(parts), hits=hits, **written)
    if not options.out and output.chosen(options.format) == "table":
        print(say("hits", language, count=hits))
    return 0


def audit(options: Namespace, language: Language) -> int:
    """Shows the log, or proves that it is whole: 1 where it is not. JSON lines are what verify.py takes."""
    with Case.open(options.case) as case:
        if not options.verify:
            if _style(options) == "jsonl":
                rows: Iterable[Shown] = (
                    {"seq": r["seq"], "body": r["body"].decode(), "previous": r["previous"].hex(), "hash": r["hash"].hex()}
                    for r in case.db.execute(RAW_AUDIT)
                )
                _, written = _write(case, "audit", rows, ("seq", "body", "previous", "hash"), options, language)
            else:
                _, written = _write(case, "audit", tables.rows(case, "audit", None, language), AUDIT_FIELDS, options, language)
            if written:
                case.log("audit.write", **written)
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


def _style(options: Namespace) -> output.Format:
    """As asked for; of a file by its ending."""
    if options.out is None or options.format:
        return output.chosen(options.format)
    return "csv" if options.out.suffix.lower() == ".csv" else "jsonl"


def _write(
    case: Case, table: str, rows: Iterable[Shown], fields: Sequence[str], options: Namespace, language: Language
) -> tuple[int, dict[str, str]]:
    """To the terminal, or into a new file that a spreadsheet reads too, as it may leave the case; how many rows, and what the log says of the file.
    Hits of a search, which are of no table, say of which their item is."""
    if options.out is None:
        return output.write(rows, fields, _style(options), sys.stdout), {}
    withheld = Withheld(case)
    rows = (withheld.row(table or str(row["table"]), row) for row in rows)
    with new_file(case, options.out) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)
        text.write("\ufeff" if _style(options) == "csv" else "")
        count = output.write(rows, fields, _style(options), text)
        text.detach()
    print(say("rows-written", language, count=count, path=options.out), file=sys.stderr)
    return count, {"path": str(options.out.absolute()), "sha256": sha256_of(options.out)}


def _limited(rows: Iterable[Shown], limit: int | None) -> Iterable[Shown]:
    return rows if limit is None else islice(rows, limit)

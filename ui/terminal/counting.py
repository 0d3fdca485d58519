"""count: numbers by a declared rule, and each row with what became of it."""

from __future__ import annotations

import csv
import io
import sys
from argparse import Namespace

from evidence_desk.errors import Language
from evidence_desk.review.counting import count as counted
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.exports.cells import cell
from reports.output import new_file, sha256_of
from ui.terminal import output
from ui.terminal.words import say

FIELDS = ("rule", "group", "raw", "invalid", "duplicate", "unique", "amount", "article", "threshold", "to_be_confirmed")
LISTED = ("item", "group", "status", "reason", "key", "amount")


def count(options: Namespace, language: Language) -> int:
    """One row a group; `--list` writes every source record beside. What the numbers mean in law is not said."""
    with Case.open(options.case) as case:
        rule, groups, rows = counted(case, options.rule)
        shown: list[Shown] = [
            {
                "rule": rule.name, "group": one.group, "raw": one.raw, "invalid": one.invalid, "duplicate": one.duplicate, "unique": one.unique,
                "amount": None if one.amount is None else str(one.amount), "article": rule.article, "threshold": rule.threshold,
                "to_be_confirmed": rule.confirm and bool(rule.article),
            }
            for one in groups
        ]  # fmt: skip
        digest = None
        if options.out:
            with new_file(case, options.out) as file:
                text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
                text.write("\ufeff")
                writer = csv.writer(text, quoting=csv.QUOTE_ALL)
                writer.writerow(LISTED)
                for row in rows:
                    amount = "" if row.amount is None else str(row.amount)
                    writer.writerow([cell(value) for value in (row.item, row.group, row.status, row.reason, row.key, amount)])
                text.detach()
            digest = sha256_of(options.out)
        case.log("count", rule=rule.name, rows=len(rows), unique=sum(one.unique for one in groups), sha256=digest)
    output.write(iter(shown), FIELDS, output.chosen(options.format), sys.stdout)
    if options.out:
        print(say("count-listed", language, count=len(rows), path=options.out), file=sys.stderr)
    return 0

"""count: numbers by a declared rule, and each row with what became of it."""

from __future__ import annotations

import csv
import io
import sys
from argparse import Namespace
from pathlib import Path

from evidence_desk.errors import Language
from evidence_desk.review.counting import RULES, Counted, Row, Rule, decimal, reason, together
from evidence_desk.review.counting import count as counted
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.exports.cells import cell
from reports.output import new_file, sha256_of
from ui.terminal import output
from ui.terminal.words import say

FIELDS = (
    "rule", "group", "raw", "invalid", "duplicate", "unique", "amount", "cumulated", "article", "threshold", "share", "to_be_confirmed",
)  # fmt: skip
LAW = ("article", "threshold", "share", "to_be_confirmed")
LISTED = ("item", "group", "status", "reason", "key", "amount")
RULE = ("rule", "title", "article", "threshold", "to_be_confirmed")


def count(options: Namespace, language: Language) -> int:
    """One row a group; `--list` writes every source record beside. What the numbers mean in law is not said."""
    if options.rule is None:
        return _rules(options, language)
    fields = tuple(name for name in FIELDS if options.threshold or name not in LAW)
    with Case.open(options.case) as case:
        rule, groups, rows = counted(case, options.rule)
        shown = [_shown(rule, one) for one in groups]
        if options.threshold and (whole := together(groups)) is not None:
            blank: Shown = dict.fromkeys(FIELDS)
            shown.append(blank | {"rule": rule.name, "group": "Σ", "article": rule.article, "threshold": "1", "share": decimal(whole)})
        digest = _list(case, options.out, rows, language) if options.out else None
        case.log(
            "count", rule=rule.name, rows=len(rows), unique=sum(one.unique for one in groups), threshold=options.threshold, sha256=digest
        )
    output.write(iter(shown), fields, output.chosen(options.format), sys.stdout)
    if options.out:
        print(say("count-listed", language, count=len(rows), path=options.out), file=sys.stderr)
    return 0


def _rules(options: Namespace, language: Language) -> int:
    """The rules there are."""
    shown: list[Shown] = [
        {
            "rule": rule.name, "title": rule.zh if language == "zh" else rule.en, "article": rule.article or None, "threshold": rule.threshold or None,
            "to_be_confirmed": rule.confirm and bool(rule.article),
        }
        for rule in RULES.values()
    ]  # fmt: skip
    output.write(iter(shown), RULE if options.threshold else RULE[:2], output.chosen(options.format), sys.stdout)
    return 0


def _shown(rule: Rule, one: Counted) -> Shown:
    return {
        "rule": rule.name, "group": one.group, "raw": one.raw, "invalid": one.invalid, "duplicate": one.duplicate, "unique": one.unique,
        "amount": None if one.amount is None else str(one.amount), "cumulated": one.cumulated, "article": rule.article,
        "threshold": rule.threshold, "share": None if one.share is None else decimal(one.share),
        "to_be_confirmed": rule.confirm and bool(rule.article),
    }  # fmt: skip


def _list(case: Case, out: Path, rows: list[Row], language: Language) -> str:
    """Every row with what became of it, as CSV; its SHA-256."""
    with new_file(case, out) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write("\ufeff")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(LISTED)
        for row in rows:
            amount = "" if row.amount is None else str(row.amount)
            writer.writerow([cell(value) for value in (row.item, row.group, row.status, reason(row.reason, language), row.key, amount)])
        text.detach()
    return sha256_of(out)

"""sample: a population is frozen, a sample drawn, a sheet written, results recorded, bounds told."""

from __future__ import annotations

import csv
import io
import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language
from evidence_desk.review import sampling
from evidence_desk.store import ids
from evidence_desk.store.case import Case
from reports.exports.cells import cell
from reports.output import new_file
from ui.terminal import output
from ui.terminal.words import say


def sample(options: Namespace, language: Language) -> int:
    if not 0 < options.confidence < 1:
        raise BadUse(detail="--confidence lies between 0 and 1, such as 0.95")
    with Case.open(options.case) as case:
        match options.act:
            case None:
                rows = sampling.rows(case, language, None, options.confidence)
                output.write(iter(rows), sampling.FIELDS, output.chosen(options.format), sys.stdout)
                case.log("query", table="samples", rows=len(rows))
            case "draw":
                _draw(case, options, language)
            case "sheet":
                _sheet(case, options, language)
            case _:
                _record(case, options, language)
    return 0


def _draw(case: Case, options: Namespace, language: Language) -> None:
    if (options.rule is None) == (options.table is None) or options.size is None:
        raise BadUse(detail="sample CASE draw --rule RULE | --table TABLE [--where FIELD=VALUE] --size N --reason TEXT")
    if options.rule:
        population = sampling.of_rule(case, options.rule)
    else:
        conditions = (one.partition("=") for one in options.where)
        population = sampling.of_table(case, options.table, {name: value for name, _, value in conditions})
    number = sampling.draw(case, population, options.size, options.reason, options.stratified)
    [row] = sampling.rows(case, language, number)
    print(say("sample-drawn", language, **{name: row[name] for name in ("id", "size", "drawn", "manifest", "seed")}))


def _sheet(case: Case, options: Namespace, language: Language) -> None:
    if not options.id or not options.out:
        raise BadUse(detail="sample CASE sheet ID -o SHEET.csv")
    rows = list(sampling.sheet(case, options.id, language))
    with new_file(case, options.out) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write("\ufeff")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(sampling.SHEET)
        writer.writerows([cell(row[name]) for name in sampling.SHEET] for row in rows)
        text.detach()
    case.log("sample.sheet", sample=options.id, rows=len(rows))
    print(say("sample-sheet", language, path=options.out))


def _record(case: Case, options: Namespace, language: Language) -> None:
    if not options.id or not (options.source or (options.item and options.result)):
        raise BadUse(detail="sample CASE result ID ITEM right|wrong|undecided|refused, or sample CASE result ID --from SHEET.csv")
    ids.read(options.id)
    results = sampling.filled(options.source) if options.source else [(options.item, options.result, options.note)]
    print(say("sample-kept", language, count=sampling.record(case, options.id, results)))

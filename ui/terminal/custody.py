"""intake and custody: what the record of the case says of the request, the exhibits, and the steps of their custody."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language
from evidence_desk.review import chain as steps
from evidence_desk.review import custody as record
from evidence_desk.review import forms
from evidence_desk.review.custody import Taken
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from evidence_desk.visible import visible_line
from ui.terminal import output
from ui.terminal.words import say

STEP = (
    "id",
    "exhibit",
    "kind",
    "start_local",
    "end_local",
    "zone_basis",
    "place",
    "people",
    "handed_by",
    "handed_to",
    "seal",
    "document",
    "page",
)


def take_in(options: Namespace, language: Language) -> int:
    """Shows the request and the exhibits, or keeps what a form or the fields say."""
    fields = _fields(options.fields)
    with Case.open(options.case) as case:
        if options.source:
            if fields:
                raise BadUse(detail="either --from FILE or --set FIELD=VALUE, not both")
            _say_taken(record.take(case, forms.read(options.source)), language)
        elif options.exhibit:
            record.change_exhibit(case, options.exhibit, fields)
            print(say("exhibit-kept", language, number=options.exhibit))
        elif fields:
            record.change_request(case, fields)
            print(say("request-kept", language))
        else:
            _show_intake(case, options, language)
    return 0


def custody(options: Namespace, language: Language) -> int:
    """Shows the steps and what does not fit, or adds and withdraws steps."""
    with Case.open(options.case) as case:
        match options.act:
            case None if options.source:
                _say_taken(record.take(case, forms.read(options.source)), language)
            case None:
                _show_custody(case, options, language)
            case "add":
                _say_taken(record.add_event(case, _fields(options.fields)), language)
            case _:
                if not options.id:
                    raise BadUse(detail="custody CASE withdraw ID --reason TEXT")
                record.withdraw(case, options.id, options.reason)
                print(say("step-withdrawn", language, id=options.id))
    return 0


def _fields(given: list[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise BadUse(detail=f"--set takes FIELD=VALUE, not '{one}'")
        fields[name] = value
    return fields


def _say_taken(taken: Taken, language: Language) -> None:
    if taken.request:
        print(say("request-kept", language))
    print(say("record-taken", language, exhibits=taken.exhibits, events=taken.events))
    if taken.repeated:
        print(say("record-repeated", language, count=taken.repeated))
    for number in taken.bare:
        print(say("exhibit-bare", language, number=visible_line(number)))


def _show_intake(case: Case, options: Namespace, language: Language) -> None:
    style = output.chosen(options.format)
    request = list(tables.rows(case, "intake", None, language))
    exhibits = list(tables.rows(case, "exhibits", None, language))
    if style == "table":
        said: list[Shown] = [
            {"field": name, "value": value} for row in (*request, *exhibits) for name, value in row.items() if value not in (None, [], "")
        ]
        output.write(iter(said), ("field", "value"), style, sys.stdout)
    else:
        output.write(request, tables.TABLES["intake"].fields, style, sys.stdout)
        output.write(exhibits, tables.TABLES["exhibits"].fields, style, sys.stdout)
    case.log("query", table="intake", rows=len(request) + len(exhibits))


def _show_custody(case: Case, options: Namespace, language: Language) -> None:
    style = output.chosen(options.format)
    rows = [row for row in tables.rows(case, "custody", None, language) if row["withdrawn"] is None]
    output.write(iter(rows), STEP if style == "table" else tables.TABLES["custody"].fields, style, sys.stdout)
    found = steps.discrepancies(case)
    if style == "table":
        for one in found:
            where = " ".join(ids.written("custody", step.id) for step in one.steps)
            print(say("discrepancy", language, exhibit=visible_line(one.exhibit), where=where, text=visible_line(one.sentence(language))))
    print(say("discrepancies", language, count=len(found)), file=sys.stderr)
    case.log("query", table="custody", rows=len(rows))

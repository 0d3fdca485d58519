"""tag, fact, finding and checklist: what a person says of the evidence."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language
from evidence_desk.review import checklist as points
from evidence_desk.review import marks
from evidence_desk.store.case import Case
from ui.terminal import output
from ui.terminal.words import say


def tag(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.tag(case, options.id, options.tag, options.note, options.fact, options.bearing)
    print(say("tagged", language, count=len(made), ids=" ".join(made)))
    return 0


def fact(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.add_fact(case, options.text)
    print(say("fact-made", language, id=made))
    return 0


def finding(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.add_finding(case, options.text, options.cite, options.fact, options.bearing or "neutral")
    print(say("finding-made", language, id=made))
    return 0


def checklist(options: Namespace, language: Language) -> int:
    """The points, what the program found for each and what was answered; or keeps an answer."""
    with Case.open(options.case) as case:
        if options.act is None:
            rows = points.rows(case, language, options.pack)
            style = output.chosen(options.format)
            fields = ("point", "question", "mode", "result", "detail", "answer", "basis") if style == "table" else points.FIELDS
            count = output.write(iter(rows), fields, style, sys.stdout)
            case.log("checklist", pack=options.pack or points.usual(case), points=count)
            return 0
        if not options.point or not options.value:
            raise BadUse(detail="checklist CASE answer POINT VALUE --basis TEXT")
        kept = points.answer(case, options.point, options.value, options.basis, options.consequence, options.pack, options.restorable)
    answer, consequence = say(f"answer-{options.value}", language), say(f"consequence-{kept}", language)
    print(say("check-answered", language, point=options.point, answer=answer, consequence=consequence))
    return 0

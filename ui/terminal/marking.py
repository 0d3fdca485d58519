"""tag, fact, finding, leave-out, conclude and checklist: what a person says of the evidence."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language
from evidence_desk.review import checklist as points
from evidence_desk.review import marks, opinions
from evidence_desk.review.wording import forbidden
from evidence_desk.store.case import Case
from evidence_desk.visible import visible_line
from ui.terminal import output
from ui.terminal.words import say


def tag(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.tag(case, options.id, options.tag, options.note, options.fact, options.bearing)
    _warn(language, options.tag, options.note or "")
    print(say("tagged", language, count=len(made), ids=" ".join(made)))
    return 0


def fact(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.add_fact(case, options.text)
    _warn(language, options.text)
    print(say("fact-made", language, id=made))
    return 0


def finding(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = marks.add_finding(
            case, options.text, options.cite, options.fact, options.bearing or "neutral", options.strength, options.alternative
        )
    _warn(language, options.text, *options.alternative)
    print(say("finding-made", language, id=made))
    return 0


def leave_out(options: Namespace, language: Language) -> int:
    """All or none of the marks: each is looked for before the first is left out."""
    with Case.open(options.case) as case, case.transaction():
        for mark in options.id:
            if options.undo:
                marks.take_back(case, mark)
            else:
                marks.leave_out(case, mark, options.reason)
    _warn(language, options.reason)
    print(say("taken-back" if options.undo else "left-out", language, ids=" ".join(options.id)))
    return 0


def conclude(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        made = opinions.conclude(case, options.question, options.kind, options.text, options.cite)
    _warn(language, options.text)
    print(say("concluded", language, id=made, question=options.question.upper()))
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
    _warn(language, options.basis, options.restorable)
    answer, consequence = say(f"answer-{options.value}", language), say(f"consequence-{kept}", language)
    print(say("check-answered", language, point=options.point, answer=answer, consequence=consequence))
    return 0


def _warn(language: Language, *typed: str) -> None:
    """Words that a review avoids are said, never refused: a quotation may hold them."""
    if found := list(dict.fromkeys(word for text in typed for word in forbidden(text))):
        print(say("typed-words", language, words=visible_line("、".join(found))), file=sys.stderr)

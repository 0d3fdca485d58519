"""tag, fact and finding: what a person says of the evidence."""

from __future__ import annotations

from argparse import Namespace

from evidence_desk.errors import Language
from evidence_desk.review import marks
from evidence_desk.store.case import Case
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

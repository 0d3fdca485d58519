"""counsel and merge: what is set apart and released, and what another review of the case recorded."""

from __future__ import annotations

import sys
from argparse import Namespace

from evidence_desk.errors import BadUse, Language
from evidence_desk.ingest import apart
from evidence_desk.review import counsel as rules
from evidence_desk.review import merge as merging
from evidence_desk.store.case import Case
from evidence_desk.visible import visible_line
from ui.terminal import output
from ui.terminal.words import say


def counsel(options: Namespace, language: Language) -> int:
    with Case.open(options.case) as case:
        match options.act:
            case None:
                rows = rules.rows(case, language)
                output.write(iter(rows), rules.FIELDS, output.chosen(options.format), sys.stdout)
                case.log("query", table="counsel", rows=len(rows))
            case "add":
                _add(case, options, language)
            case _:
                if not options.id:
                    raise BadUse(detail="counsel CASE release ID... --by NAME --reason TEXT")
                count = apart.release(case, options.id, options.by, options.reason)
                print(say("counsel-released", language, by=visible_line(options.by), count=count))
    return 0


def merge(options: Namespace, language: Language) -> int:
    """1 where something of the other review could not be taken over; it is named."""
    with Case.open(options.case) as case, Case.open(options.other) as other:
        found = merging.merge(case, other)
    taken = ", ".join(f"{name} {count}" for name, count in sorted(found.taken.items())) or "0"
    print(say("merged", language, taken=taken, repeated=found.repeated))
    for point in found.differing:
        print(say("merge-differs", language, point=point))
    for mark, items in found.left:
        print(say("merge-left", language, mark=mark, items=items or "—"), file=sys.stderr)
    return 1 if found.left else 0


def _add(case: Case, options: Namespace, language: Language) -> None:
    given = [(kind, value) for kind in rules.KINDS for value in getattr(options, kind)]
    if not given:
        raise BadUse(detail="counsel CASE add --contact ID | --domain NAME | --word TEXT, with --by NAME")
    with case.transaction():
        made = [rules.add(case, kind, value, options.by) for kind, value in given]
    for row in rules.rows(case, language):
        if row["id"] in made:
            shown = {name: visible_line(str(row[name])) for name in ("id", "value", "messages", "artifacts", "files")}
            print(say("counsel-added", language, **shown))

"""The opinion on each question of the request: a class, a sentence, and what it rests on. It is a person's."""

from __future__ import annotations

import json
import re
from typing import Literal, get_args

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known, NoCitation
from evidence_desk.review.marks import CITABLE
from evidence_desk.store import ids, intake, queries
from evidence_desk.store.case import Case, now_micros

Class = Literal["confirmed", "not-confirmed", "partly", "insufficient", "out-of-scope"]
CLASSES: tuple[Class, ...] = get_args(Class)
RESTING = ("confirmed", "partly")
"""Classes that rest on something."""
KEEP = """
INSERT INTO conclusions (question, asked, class, text, citations, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""


class NoSuchQuestion(Known):
    code = "no-such-question"
    zh = "委托中没有审查要求“{question}”，共 {count} 项，编号为 Q1、Q2 等。"
    en = "The request has no question '{question}': it has {count}, numbered Q1, Q2 and so on."


def conclude(case: Case, question: str, kind: Class, text: str, citations: list[str]) -> str:
    """Keeps the opinion on a question, with the question's own words; an earlier one stays in the log. Its id.

    NoSuchQuestion, BadUse; NoCitation where the class rests on something and nothing is cited.
    """
    said = intake.request(case)
    questions = said.questions if said else ()
    number = re.fullmatch(r"[Qq]?(\d{1,4})", question.strip())
    if number is None or not 1 <= int(number[1]) <= len(questions):
        raise NoSuchQuestion(question=question, count=len(questions))
    if kind not in CLASSES:
        raise BadUse(detail=f"'{kind}' is no class; there are {', '.join(CLASSES)}")
    text = " ".join(text.split())
    if not text:
        raise BadUse(detail="an opinion needs words")
    if kind in RESTING and not citations:
        raise NoCitation()
    at = int(number[1])
    with case.transaction():
        for item in citations:
            queries.require(case, item, *CITABLE, "findings", "tags")
        entry = case.log("conclude", question=f"Q{at}", asked=questions[at - 1], kind=kind, text=text, citations=citations)
        values = (at, questions[at - 1], kind, text, json.dumps(citations), log.actor(), now_micros(), entry)
        row = case.db.execute(KEEP, values).fetchone()
    return ids.written("conclusions", row["id"])

"""Tags, facts and findings. Nothing here judges: a bearing is what a person says a record has on a fact."""

from __future__ import annotations

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, NoCitation
from evidence_desk.model import Bearing
from evidence_desk.store import ids, queries
from evidence_desk.store.case import Case, now_micros

TAG = "INSERT INTO tags (item, tag, note, fact, bearing, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
FACT = "INSERT INTO facts (text, actor, time, entry_of_log) VALUES (?, ?, ?, ?) RETURNING id"
FINDING = "INSERT INTO findings (text, fact, bearing, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
CITATION = "INSERT INTO citations (finding, ordinal, item) VALUES (?, ?, ?)"
CITABLE = ("entries", "messages", "artifacts", "conversations", "participants", "problems", "evidence", "volumes", "coverage")


def tag(
    case: Case, items: list[str], name: str, note: str | None = None, fact: str | None = None, bearing: Bearing | None = None
) -> list[str]:
    """Marks items of the case; NoSuchItem, and nothing marked, where one of them is not there. The ids of the tags."""
    name, note = _sentence(name), _sentence(note) if note else None
    if not name:
        raise BadUse(detail="a tag needs a name")
    with case.transaction():
        for item in items:
            queries.require(case, item, *CITABLE)
        fact_row = queries.require(case, fact, "facts")[1] if fact else None
        entry = case.log("tag", items=items, tag=name, note=note, fact=fact, bearing=bearing)
        made = []
        for item in items:
            row = case.db.execute(TAG, (item, name, note, fact_row, bearing, log.actor(), now_micros(), entry)).fetchone()
            made.append(ids.written("tags", row["id"]))
    return made


def add_fact(case: Case, text: str) -> str:
    """A fact that the case is to show or to refute, in a person's words. Its id."""
    text = _sentence(text)
    if not text:
        raise BadUse(detail="a fact needs words")
    with case.transaction():
        entry = case.log("fact", text=text)
        row = case.db.execute(FACT, (text, log.actor(), now_micros(), entry)).fetchone()
    return ids.written("facts", row["id"])


def add_finding(case: Case, text: str, citations: list[str], fact: str | None = None, bearing: Bearing = "neutral") -> str:
    """A reviewer's sentence and the records that it rests on; NoCitation without any. Its id."""
    text = _sentence(text)
    if not text:
        raise BadUse(detail="a finding needs words")
    if not citations:
        raise NoCitation()
    with case.transaction():
        for item in citations:
            queries.require(case, item, *CITABLE)
        fact_row = queries.require(case, fact, "facts")[1] if fact else None
        entry = case.log("finding", text=text, citations=citations, fact=fact, bearing=bearing)
        row = case.db.execute(FINDING, (text, fact_row, bearing, log.actor(), now_micros(), entry)).fetchone()
        case.db.executemany(CITATION, [(row["id"], ordinal, item) for ordinal, item in enumerate(dict.fromkeys(citations))])
    return ids.written("findings", row["id"])


def _sentence(text: str) -> str:
    """What a person typed, as one paragraph: line breaks and runs of blanks are of the keyboard, not of the sentence."""
    return " ".join(text.split())

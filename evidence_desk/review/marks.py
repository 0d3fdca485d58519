"""Tags, facts and findings. Nothing here judges: a bearing is what a person says a record has on a fact."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evidence_desk.audit import log
from evidence_desk.errors import BadUse, Known, NoCitation
from evidence_desk.model import Bearing, Strength
from evidence_desk.store import ids, queries
from evidence_desk.store.case import Case, now_micros

TAG = "INSERT INTO tags (item, tag, note, fact, bearing, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
FACT = "INSERT INTO facts (text, actor, time, entry_of_log) VALUES (?, ?, ?, ?) RETURNING id"
FINDING = """
INSERT INTO findings (text, fact, bearing, strength, alternatives, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
CITATION = "INSERT INTO citations (finding, ordinal, item) VALUES (?, ?, ?)"
LEAVE_OUT = "INSERT INTO left_out (mark, reason, actor, time, entry_of_log) VALUES (?, ?, ?, ?, ?)"
LEFT_OUT = "SELECT reason FROM left_out WHERE mark = ? ORDER BY time DESC, id DESC LIMIT 1"
FAVOURABLE = ("有利", "无罪", "罪轻", "exculpat", "mitigat", "favourable", "favorable")
"""What in the name of a mark says that it speaks for the suspect, besides a bearing that contradicts."""
CITABLE = (
    "entries",
    "messages",
    "artifacts",
    "conversations",
    "participants",
    "problems",
    "evidence",
    "volumes",
    "coverage",
    "unallocated",
    "fragments",
    "leftovers",
)


def favours(bearing: str | None, tag: str = "") -> bool:
    """Whether the reviewer marked something as speaking for the suspect."""
    return bearing == "contradicts" or any(name in tag.lower() for name in FAVOURABLE)


class NoReason(Known):
    code = "no-reason"
    zh = "不写入意见书须说明理由，请用 --reason 写明。"
    en = "What is left out of the memo needs its reason: give it with --reason."


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


def add_finding(
    case: Case,
    text: str,
    citations: list[str],
    fact: str | None = None,
    bearing: Bearing = "neutral",
    strength: Strength | None = None,
    alternatives: Sequence[str] = (),
) -> str:
    """A reviewer's sentence and the records that it rests on; NoCitation without any. `alternatives`: what else the records may mean. Its id."""
    text = _sentence(text)
    if not text:
        raise BadUse(detail="a finding needs words")
    if not citations:
        raise NoCitation()
    others = [one for one in map(_sentence, alternatives) if one]
    with case.transaction():
        for item in citations:
            queries.require(case, item, *CITABLE)
        fact_row = queries.require(case, fact, "facts")[1] if fact else None
        entry = case.log("finding", text=text, citations=citations, fact=fact, bearing=bearing, strength=strength, alternatives=others)
        values = (text, fact_row, bearing, strength, json.dumps(others, ensure_ascii=False), log.actor(), now_micros(), entry)
        row = case.db.execute(FINDING, values).fetchone()
        case.db.executemany(CITATION, [(row["id"], ordinal, item) for ordinal, item in enumerate(dict.fromkeys(citations))])
    return ids.written("findings", row["id"])


def leave_out(case: Case, mark: str, reason: str) -> None:
    """Leaves a tag or a finding out of the memo, which prints the reason in its place; NoReason without one."""
    reason = _sentence(reason)
    if not reason:
        raise NoReason()
    queries.require(case, mark, "tags", "findings")
    _leave(case, "leave-out", mark, reason)


def take_back(case: Case, mark: str) -> None:
    """Puts what was left out into the memo again."""
    queries.require(case, mark, "tags", "findings")
    found = case.db.execute(LEFT_OUT, (mark,)).fetchone()
    if found is None or found["reason"] is None:
        raise BadUse(detail=f"{mark} is not left out")
    _leave(case, "take-back", mark, None)


def _leave(case: Case, act: str, mark: str, reason: str | None) -> None:
    with case.transaction():
        entry = case.log(act, mark=mark, reason=reason)
        case.db.execute(LEAVE_OUT, (mark, reason, log.actor(), now_micros(), entry))


def _sentence(text: str) -> str:
    """What a person typed, as one paragraph: line breaks and runs of blanks are of the keyboard, not of the sentence."""
    return " ".join(text.split())

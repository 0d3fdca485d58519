"""11. Issues and recommendations: each with its rule, its class where a reviewer gave one, and what could be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_desk.review.pack import Rule, pack
from evidence_desk.store import ids
from evidence_desk.store.tables import Shown
from reports.memo import counts, rows
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Sentence, Table

ACTS = {"mismatch": "explain", "unreadable": "again", "nothing-to-compare": "transfer"}
BY_CLASS = {"none": "decide", "defect": "correct", "authenticity": "restore", "exclusion": "legality"}
WRONG = ("not-satisfied", "doubtful", "not-transferred")
CONSEQUENCES = ("none", "defect", "authenticity", "exclusion")
DIGESTS, CONTAINER, TRANSFER = ("interpretation", "111(3)"), ("interpretation", "111(6)"), ("provisions", "20")
"""Articles of sources of the pack that has them."""


@dataclass(frozen=True, slots=True)
class Issue:
    text: str
    rule: str
    class_: str
    act: str
    items: tuple[str, ...] = ()
    typed: bool = False


def issues(draft: Draft) -> tuple[Block, ...]:
    found = listed(draft)
    if not found:
        return (Paragraph((Sentence(draft.say("issues.none"), tables=("evidence", "checks")),)),)
    columns = (
        Column(draft.say("column.number"), 0.6, "centre"),
        Column(draft.say("column.issue"), 4),
        Column(draft.say("column.rule"), 1.9),
        Column(draft.say("column.class"), 1.9),
        Column(draft.say("column.act"), 2.6),
    )
    table = tuple(
        (
            Cell(str(number)),
            Cell(one.text, cites=draft.cite(*one.items), typed=one.typed),
            Cell(one.rule),
            Cell(draft.say(f"class.{one.class_}")),
            Cell(draft.say(f"act.{one.act}")),
        )
        for number, one in enumerate(found, 1)
    )
    return (Paragraph((Sentence(draft.say("issues.intro")),)), Table(columns, table, draft.table("table.issues"), ("evidence", "checks")))


def listed(draft: Draft) -> list[Issue]:
    """What reviewers answered first, then what the program found; each once."""
    answered = [_answered(draft, row) for row in draft.checks if row["answer"] in WRONG or row["consequence"] in CONSEQUENCES[1:]]
    return [*answered, *(issue for one in draft.evidence for issue in _of_evidence(draft, one)), *_attachments(draft), *_unread(draft)]


def classes(draft: Draft) -> dict[str, int]:
    """How many points were answered with each class, and how many not at all."""
    given = [row["consequence"] for row in draft.checks if row["answer"] is not None]
    return {one: given.count(one) for one in CONSEQUENCES} | {"open": len(draft.checks) - len(given)}


def _answered(draft: Draft, row: Shown) -> Issue:
    """With the reviewer's own basis."""
    class_ = str(row["consequence"])
    act = "transfer" if row["answer"] == "not-transferred" else BY_CLASS[class_]
    rule = str(row["article" if draft.language == "zh" else "article_en"])
    text = (
        f"{row['point']} {draft.say('answer.' + str(row['answer']))}：{row['basis']}"
        if draft.language == "zh"
        else (f"{row['point']} {draft.say('answer.' + str(row['answer']))}: {row['basis']}")
    )
    return Issue(text, rule, class_, act, typed=True)


def _of_evidence(draft: Draft, one: rows.Evidence) -> list[Issue]:
    item = (ids.written("evidence", one.number),)
    found = []
    if one.verdict in ACTS:
        text = draft.say(f"issue.{one.verdict}", number=one.number, label=one.label)
        found.append(Issue(text, _rule(draft, DIGESTS), "open", ACTS[one.verdict], item))
    if one.bad_ranges:
        text = draft.say("issue.damaged", number=one.number, label=one.label, count=len(one.bad_ranges))
        found.append(Issue(text, _rule(draft, CONTAINER), "open", "again", item))
    for volume in draft.locked:
        if volume.evidence == one.number:
            text = draft.say("issue.locked", number=one.number, volume=volume.index, encryption=volume.encryption or "")
            found.append(Issue(text, _rule(draft, TRANSFER), "open", "key", (volume.id,)))
    return found


def _attachments(draft: Draft) -> list[Issue]:
    states = counts.attachments(draft.case)
    missing, omitted = states.get("missing", 0), states.get("omitted", 0)
    lacking = missing + omitted
    return (
        [Issue(draft.say("issue.attachments", count=lacking, missing=missing, omitted=omitted), _rule(draft, TRANSFER), "open", "transfer")]
        if lacking
        else []
    )


def _unread(draft: Draft) -> list[Issue]:
    """What could not be read or parsed, in one line; part 13 has its kinds."""
    failed = [one for one in counts.problems(draft.case) if one.severity == "error"]
    if not failed:
        return []
    text = draft.say("issue.unread", count=sum(one.times for one in failed))
    return [Issue(text, _rule(draft, CONTAINER), "open", "again", (ids.written("problems", failed[0].first),))]


def _rule(draft: Draft, article: tuple[str, str]) -> str:
    source, number = article
    return pack("cn-penal").article([Rule(source, number, "V")], draft.language)

"""The checklist: each review point, what the program found for it, and what a person answered; nothing is answered by the program."""

from __future__ import annotations

from evidence_desk.review import checklist
from evidence_desk.review.detail_words import named, valued
from evidence_desk.store.tables import Shown
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Sentence, Table
from reports.memo.words import WORDS

CITED = 3
"""Items of a point that are cited one by one; `query checks` has them all."""
DETAILS = 6


def points(draft: Draft, *groups: str) -> list[Block]:
    """The points of these groups of the pack, each with what was found and answered."""
    columns = (
        Column(draft.say("column.number"), 0.7),
        Column(draft.say("column.question"), 4.2),
        Column(draft.say("column.found"), 2.8),
        Column(draft.say("column.answer"), 2.6),
    )
    rows = tuple(
        (Cell(str(row["point"])), Cell(_question(draft, row)), _found(draft, row), _answer(draft, row))
        for row in draft.checks
        if row["group"] in groups
    )
    return [Table(columns, rows, draft.table("table.points"), ("checks",))] if rows else []


def intro(draft: Draft) -> Paragraph:
    """Which edition of the points was used."""
    rules = checklist.pack()
    return Paragraph(
        (Sentence(draft.say("points.intro", pack=f"{rules.name}@{rules.version}", digest=rules.digest[:16]), tables=("checks",)),)
    )


def unanswered(draft: Draft, *wanted: str) -> list[str]:
    """Those of the points to which nobody has given an answer."""
    return [str(row["point"]) for row in draft.checks if row["point"] in wanted and row["answer"] is None]


def _question(draft: Draft, row: Shown) -> str:
    """With its article; in the reference translation under its English name of reference."""
    confirm = draft.say("points.confirm") if row["to_be_confirmed"] else ""
    return (
        f"{row['question']}（{row['article']}{confirm}）" if draft.language == "zh" else f"{row['question']} ({row['article_en']}{confirm})"
    )


def _found(draft: Draft, row: Shown) -> Cell:
    found, items = row["detail"], row["items"]
    pairs = list(found.items()) if isinstance(found, dict) else []
    details = [
        draft.say("detail.one", name=_name(draft, name), value=valued(name, value, draft.language)) for name, value in pairs[:DETAILS]
    ]
    more = [draft.say("more", count=len(pairs))] if len(pairs) > DETAILS else []
    cited = [str(item) for item in items[:CITED]] if isinstance(items, list) else []
    text = draft.say("list.comma").join([draft.say(f"result.{row['result']}"), *details, *more])
    return Cell(text, cites=draft.cite(*cited))


def _name(draft: Draft, name: str) -> str:
    key = f"detail.{name}"
    return draft.say(key) if key in WORDS else named(name, draft.language)


def _answer(draft: Draft, row: Shown) -> Cell:
    if row["answer"] is None:
        return Cell(draft.say("points.unanswered"))
    said, effect = draft.say(f"answer.{row['answer']}"), draft.say(f"class.{row['consequence']}")
    return Cell(f"{said} · {effect} · {row['basis']} · {draft.author(str(row['actor']))}", typed=True)

"""9. Countings by declared rules that a reviewer ran, and Annex E: what was left out, and why."""

from __future__ import annotations

from collections import Counter

from evidence_desk.review import counting
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Points, Sentence, Table


def countings(draft: Draft) -> list[Block]:
    """The numbers are counted anew from the case as it stands, never taken from what somebody typed."""
    if not draft.countings:
        return [Paragraph((Sentence(draft.say("rules.none"), tables=("audit",)),))]
    columns = (
        Column(draft.say("column.rule"), 3.6),
        Column(draft.say("column.group"), 1.6),
        *(Column(draft.say(f"column.{name}"), 1, "right") for name in ("raw", "invalid", "duplicate", "unique")),
        Column(draft.say("column.amount"), 1.4, "right"),
    )
    rows = tuple(
        (
            Cell(_title(draft, rule)),
            Cell(one.group),
            *(Cell(f"{number:,}") for number in (one.raw, one.invalid, one.duplicate, one.unique)),
            Cell("—" if one.amount is None else f"{one.amount:,}"),
        )
        for rule, groups, _ in draft.countings
        for one in groups
    )
    return [Paragraph((Sentence(draft.say("rules.intro")),)), Table(columns, rows, draft.table("table.rules"), _tables(draft))]


def in_detail(draft: Draft) -> tuple[Block, ...]:
    """Why records were left out, with the first of each reason cited."""
    sentences = []
    for rule, _, rows in draft.countings:
        reasons = Counter(row.reason for row in rows if row.status != "counted")
        for reason, count in sorted(reasons.items()):
            first = next(row.item for row in rows if row.reason == reason and row.status != "counted")
            sentences.append(
                Sentence(
                    draft.say("rules.reason", rule=rule.name, reason=counting.reason(reason, draft.language), count=count),
                    draft.cite(first),
                )
            )
    if not draft.countings:
        return (Paragraph((Sentence(draft.say("rules.none"), tables=("audit",)),)),)
    return (Paragraph((Sentence(draft.say("rules.detail")),)), *([Points(tuple(sentences))] if sentences else []))


def _title(draft: Draft, rule: counting.Rule) -> str:
    name = draft.say("rules.title", name=rule.zh if draft.language == "zh" else rule.en, rule=rule.name)
    if not rule.article:
        return name
    confirm = draft.say("points.confirm") if rule.confirm else ""
    article = rule.article if draft.language == "zh" else rule.name
    return f"{name} · {draft.say('rules.article', article=article, threshold=rule.threshold, confirm=confirm)}"


def _tables(draft: Draft) -> tuple[str, ...]:
    """The public tables that the rules count from."""
    sources = {
        "messages": "messages", "payments": "messages", "accounts": "messages", "personal-information": "identifiers", "cards": "identifiers",
        "group-members": "participants", "marked-files": "tags",
    }  # fmt: skip
    return tuple(dict.fromkeys(sources.get(rule.name, "artifacts") for rule, _, _ in draft.countings))

"""9. Countings by declared rules that a reviewer ran, and Annex E: what was left out, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evidence_desk.review import counting
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Points, Sentence, Table
from reports.memo.parts.samples import drawn_again
from reports.memo.words import WORDS

LISTED = 30
"""Records of a rule that annex E names one by one; the package has all of them."""
SOURCES = {
    "messages": "messages", "payments": "messages", "accounts": "messages", "personal-information": "identifiers", "cards": "identifiers",
    "group-members": "participants", "marked-files": "tags",
}  # fmt: skip
"""The public tables that rules count from, where that is not artifacts."""


def countings(draft: Draft) -> list[Block]:
    """The numbers are counted anew from the case as it stands, never taken from what somebody typed."""
    if not draft.countings:
        return [Paragraph((Sentence(draft.say("rules.none"), tables=("audit",)),))]
    each = [block for rule, groups, _ in draft.countings for block in _counting(draft, rule, groups)]
    return [Paragraph((Sentence(draft.say("rules.intro")),)), *each]


def in_detail(draft: Draft) -> tuple[Block, ...]:
    """Why records were left out, with the first of each reason cited, then the records; and how to draw the samples again."""
    if not draft.countings:
        return (Paragraph((Sentence(draft.say("rules.none"), tables=("audit",)),)), *drawn_again(draft))
    reasons = [sentence for rule, _, rows in draft.countings for sentence in _reasons(draft, rule, rows)]
    lists = [block for rule, _, rows in draft.countings for block in _excluded(draft, rule, rows)]
    return (
        Paragraph((Sentence(draft.say("rules.detail")),)),
        *([Points(tuple(reasons))] if reasons else []),
        *lists,
        *drawn_again(draft),
    )


def _counting(draft: Draft, rule: counting.Rule, groups: list[counting.Counted]) -> Iterator[Block]:
    beside = _beside(draft, rule)
    amounts, shares = any(one.amount is not None for one in groups), beside and any(one.share is not None for one in groups)
    names = ("raw", "invalid", "duplicate", "unique", "cumulated", *(["amount"] if amounts else []), *(["share"] if shares else []))
    columns = (Column(draft.say("column.group"), 2.4), *(Column(draft.say(f"column.{name}"), 1.2, "right") for name in names))
    rows = [(Cell(_group(draft, one.group)), *(Cell(_number(one, name)) for name in names)) for one in groups]
    if shares and (whole := counting.together(groups)) is not None:
        blank = (Cell("—"),) * (len(names) - 1)
        rows.append((Cell(draft.say("group.sum")), *blank, Cell(counting.decimal(whole))))
    yield Paragraph((Sentence(_article(draft, rule, beside), tables=("audit",)),))
    if not rows:
        yield Paragraph((Sentence(draft.say("rules.empty", rule=rule.name), tables=(SOURCES.get(rule.name, "artifacts"),)),))
        return
    title = draft.table_of("rules.title", name=_name(draft, rule), rule=rule.name)
    yield Table(columns, tuple(rows), title, (SOURCES.get(rule.name, "artifacts"),))


def _number(one: counting.Counted, name: str) -> str:
    match name:
        case "amount":
            return "—" if one.amount is None else f"{one.amount:,}"
        case "share":
            return "—" if one.share is None else counting.decimal(one.share)
        case _:
            return f"{getattr(one, name):,}"


def _beside(draft: Draft, rule: counting.Rule) -> bool:
    """Whether the numbers of the article stand beside: not where every counting of the rule was made without them."""
    return any(
        one.details.get("threshold") is not False for one in draft.acts if one.act == "count" and one.details.get("rule") == rule.name
    )


def _article(draft: Draft, rule: counting.Rule, beside: bool) -> str:
    if not rule.article:
        return draft.say("rules.no-article", rule=rule.name)
    if not beside:
        return draft.say("rules.no-threshold", rule=rule.name)
    confirm = draft.say("points.confirm") if rule.confirm else ""
    return draft.say("rules.article", rule=rule.name, article=rule.article_in(draft.language), threshold=rule.threshold, confirm=confirm)


def _reasons(draft: Draft, rule: counting.Rule, rows: list[counting.Row]) -> Iterator[Sentence]:
    reasons = Counter(row.reason for row in rows if row.status != "counted")
    for reason, count in sorted(reasons.items()):
        first = next(row.item for row in rows if row.reason == reason and row.status != "counted")
        said = draft.say("rules.reason", rule=rule.name, reason=counting.reason(reason, draft.language), count=count)
        yield Sentence(said, draft.cite(first))


def _excluded(draft: Draft, rule: counting.Rule, rows: list[counting.Row]) -> Iterator[Block]:
    """By their ids, which lead to the records; what they say is nobody's business here."""
    found = [row for row in rows if row.status != "counted"]
    if not found:
        return
    columns = (
        Column(draft.say("column.record"), 1.6), Column(draft.say("column.group"), 2), Column(draft.say("column.kind"), 1),
        Column(draft.say("column.reason"), 4.4),
    )  # fmt: skip
    cells = tuple(
        (
            Cell(row.item),
            Cell(_group(draft, row.group)),
            Cell(draft.say(f"status.{row.status}")),
            Cell(counting.reason(row.reason, draft.language)),
        )
        for row in found[:LISTED]
    )
    yield Table(
        columns, cells, draft.table_of("rules.excluded", name=_name(draft, rule), rule=rule.name), (SOURCES.get(rule.name, "artifacts"),)
    )
    if len(found) > LISTED:
        yield Paragraph((Sentence(draft.say("rules.cut", rule=rule.name, count=len(found) - LISTED), tables=("audit",)),))


def _name(draft: Draft, rule: counting.Rule) -> str:
    return rule.zh if draft.language == "zh" else rule.en


def _group(draft: Draft, group: str) -> str:
    """The words in a group's name that are the program's own, in the language of the memo; names and apps as they are."""
    return " ".join(draft.say(f"group.{part}") if f"group.{part}" in WORDS else part for part in group.split(" "))

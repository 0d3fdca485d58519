"""13. Communications with counsel: how many are set apart and who released what, never what they say; and reviews that were merged into this one."""

from __future__ import annotations

from evidence_desk.review import counsel
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Heading, Paragraph, Points, Sentence, Table

HELD = ("messages", "conversations", "artifacts", "fragments", "files", "released")


def apart(draft: Draft) -> list[Block]:
    """By the rules' ids: what a rule names would tell who counsel is."""
    rules = counsel.rows(draft.case, draft.language)
    if not rules:
        return [Heading(draft.say("counsel"), 3), Paragraph((Sentence(draft.say("counsel.none"), tables=("counsel",)),))]
    names = (
        "column.mark",
        "column.given-by",
        "column.messages",
        "column.talks",
        "column.artifacts",
        "column.fragments",
        "column.held-files",
        "column.released",
    )
    columns = tuple(
        Column(draft.say(name), 1.6 if name == "column.given-by" else 1, "left" if at < 2 else "right") for at, name in enumerate(names)
    )
    rows = tuple((Cell(str(one["id"])), Cell(str(one["given_by"])), *(Cell(str(one[name])) for name in HELD)) for one in rules)
    return [
        Heading(draft.say("counsel"), 3),
        Paragraph((Sentence(draft.say("counsel.intro")),)),
        Table(columns, rows, draft.table("table.counsel"), ("counsel",)),
        _releases(draft),
    ]


def merged(draft: Draft) -> list[Sentence]:
    """Each review that was taken over, as the log has it, and what was not taken over of it."""
    told = []
    for one in draft.acts:
        if one.act == "merge":
            given = {"entries": str(one.details.get("entries")), "head": str(one.details.get("head"))[:16]}
            told.append(draft.say("merged", time=one.time, author=draft.author(one.actor), **given))
        elif one.act == "merge.end" and (left := one.details.get("left")):
            marks = [str(mark) for mark in left] if isinstance(left, list) else []
            items = draft.say("list.comma").join(marks) or draft.say("merged.unnamed")
            told.append(draft.say("merged.left", count=str(len(marks) or left), items=items))
    return [Sentence(text, tables=("audit",)) for text in told]


def _releases(draft: Draft) -> Block:
    done = [one for one in draft.acts if one.act == "counsel.release"]
    if not done:
        return Paragraph((Sentence(draft.say("counsel.no-release"), tables=("audit",)),))
    said = []
    for one in done:
        items = one.details.get("items")
        listed = draft.say("list.comma").join(map(str, items)) if isinstance(items, list) else ""
        given = {name: str(one.details.get(name)) for name in ("by", "rows", "reason")}
        text = draft.say("counsel.release", time=one.time, items=listed, author=draft.author(one.actor), **given)
        said.append(Sentence(text, tables=("audit",)))
    return Points(tuple(said))

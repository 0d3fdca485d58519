"""The checklist: each review point, what the program found for it, and what a person answered; nothing is answered by the program."""

from __future__ import annotations

from evidence_desk.review import checklist
from evidence_desk.store.tables import Shown
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Sentence, Table


def points(draft: Draft) -> tuple[Block, ...]:
    rules = checklist.pack()
    columns = (
        Column(draft.say("column.number"), 0.7),
        Column(draft.say("column.question"), 4.4),
        Column(draft.say("column.verdict"), 2.4),
        Column(draft.say("column.answer"), 2.5),
    )
    rows = tuple(
        (
            Cell(str(row["point"])),
            Cell(_question(draft, row)),
            Cell("—" if row["result"] == "asked" else draft.say(f"result.{row['result']}")),
            Cell(_answer(draft, row)),
        )
        for row in checklist.rows(draft.case, draft.language)
    )
    intro = Sentence(draft.say("points.intro", pack=f"{rules.name}@{rules.version}", digest=rules.digest[:16]))
    return (Paragraph((intro,)), Table(columns, rows, draft.table("table.points")))


def _question(draft: Draft, row: Shown) -> str:
    """With its article, which has its name in Chinese alone: the reference translation leads there by the point's number."""
    confirm = draft.say("points.confirm") if row["to_be_confirmed"] else ""
    return f"{row['question']}（{row['article']}{confirm}）" if draft.language == "zh" else f"{row['question']}{confirm}"


def _answer(draft: Draft, row: Shown) -> str:
    if row["answer"] is None:
        return "—"
    said = draft.say(f"answer.{row['answer']}")
    return f"{said} · {row['basis']} · {row['actor']}"

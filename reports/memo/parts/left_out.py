"""What reviewers chose not to put into the memo: nothing of it is printed but its ids, who decided, and why. It cannot be left out unseen."""

from __future__ import annotations

from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Sentence, Table


def left_out(draft: Draft, favours: bool) -> list[Block]:
    """Of what speaks for the suspect, or of the rest; nothing where nothing was left out."""
    found = [one for one in draft.left_out if one.favours == favours]
    if not found:
        return []
    said = draft.say("favourable.left-out" if favours else "limits.left-out", count=len(found))
    columns = (
        Column(draft.say("column.mark"), 0.8),
        Column(draft.say("column.records"), 2.2),
        Column(draft.say("column.why"), 4),
        Column(draft.say("column.decided"), 1.6),
    )
    cells = tuple(
        (
            Cell(one.id),
            Cell(draft.say("list.comma").join(one.items), cites=draft.cite(*one.items)),
            Cell(one.left_out or "", typed=True),
            Cell(draft.author(one.left_out_by or "")),
        )
        for one in found
    )
    return [
        Paragraph((Sentence(said, tables=("tags", "findings")),)),
        Table(columns, cells, draft.table("table.left-out"), ("tags", "findings")),
    ]


def favourable_left_out(draft: Draft) -> int:
    return sum(one.favours for one in draft.left_out)

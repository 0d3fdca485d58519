"""10. What speaks for the suspect: always there, also where nobody marked anything (CPL art. 52; rules of procedure of the procuratorates, art. 61)."""

from __future__ import annotations

from reports.memo import rows
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Sentence, Table
from reports.memo.parts.findings import excerpt
from reports.memo.parts.left_out import left_out


def favourable(draft: Draft) -> tuple[Block, ...]:
    apart = left_out(draft, favours=True)
    count = favourable_count(draft)
    if not count:
        return tuple(apart) or (Paragraph((Sentence(draft.say("favourable.none"), tables=("tags", "findings")),)),)
    columns = (
        Column(draft.say("column.kind"), 1),
        Column(draft.say("column.says"), 5.5),
        Column(draft.say("column.note"), 3),
    )
    stated = [
        (Cell(draft.say("favourable.finding")), Cell(one.text, cites=draft.cite(*one.citations), typed=True), Cell(draft.author(one.actor)))
        for one in _findings(draft)
    ]
    marked = [
        (
            Cell(draft.say("favourable.tag")),
            Cell(excerpt(draft, one.item), cites=draft.cite(one.item)),
            Cell(" · ".join(part for part in (one.tag, one.note, draft.author(one.actor)) if part), typed=True),
        )
        for one in _tags(draft)
    ]
    return (
        Paragraph((Sentence(draft.say("favourable.intro", marks=favourable_marks(draft), count=count), tables=("tags", "findings")),)),
        Table(columns, (*stated, *marked)),
        *apart,
    )


def favourable_count(draft: Draft) -> int:
    """Records, each once, however many findings and marks name it."""
    return len({item for one in _findings(draft) for item in one.citations} | {one.item for one in _tags(draft)})


def favourable_marks(draft: Draft) -> int:
    """Findings and tags that the memo has; those that were left out of it are counted by themselves."""
    return len(_findings(draft)) + len(_tags(draft))


def _findings(draft: Draft) -> list[rows.Finding]:
    return [one for one in draft.findings if one.favours]


def _tags(draft: Draft) -> list[rows.Tag]:
    return [one for one in draft.tags if one.favours]

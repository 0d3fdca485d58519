"""What the record of the case says, as it was taken in: the request, the steps of custody, and what does not fit in them."""

from __future__ import annotations

from evidence_desk.review import chain, form_words
from evidence_desk.store import intake, tables
from evidence_desk.store.tables import Shown, Value
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Paragraph, Points, Sentence, Table

LEFT_TO_OTHERS = ("background", "background_source")
"""Fields of the request that have a section of their own."""
STEP = {"exhibit": 1, "kind": 1, "start_local": 1.9, "place": 1.3, "people": 1.3, "document": 1.4, "page": 0.7}
"""Fields of a step and how wide each stands."""


def request(draft: Draft) -> list[Block]:
    """Each field that somebody filled in; nothing where no request was recorded."""
    row = next(tables.rows(draft.case, "intake", None, draft.language), None)
    names = form_words.REQUEST
    said = [(name, _text(draft, row[name], ("request", name))) for name in names if name not in LEFT_TO_OTHERS] if row else []
    filled = tuple((Cell(_name(draft, names, name)), Cell(text, typed=True)) for name, text in said if text)
    columns = (Column(draft.say("column.field"), 1.2), Column(draft.say("column.recorded"), 4))
    return [Table(columns, filled, draft.table("table.request"), ("intake",))] if filled else []


def background(draft: Draft) -> list[Block]:
    """In the words of the record, with where these come from."""
    said = intake.request(draft.case)
    if said is None or not said.background:
        return []
    source = said.background_source or draft.say("unrecorded")
    return [Paragraph((Sentence(draft.say("background.said", text=said.background, source=source), tables=("intake",)),))]


def custody(draft: Draft) -> list[Block]:
    """Every step that was not withdrawn, and below them what does not fit, each with its point."""
    rows = [row for row in tables.rows(draft.case, "custody", None, draft.language) if row["withdrawn"] is None]
    if not rows:
        return []
    columns = tuple(Column(_name(draft, form_words.EVENT, name.removesuffix("_local")), share) for name, share in STEP.items())
    steps = tuple(tuple(Cell(_text(draft, row[name], ("event", name)) or "—", typed=True) for name in STEP) for row in rows)
    table = Table(columns, steps, draft.table("table.custody"), ("custody",))
    return [table, *_discrepancies(draft)]


def _discrepancies(draft: Draft) -> list[Block]:
    found: list[Shown] = chain.rows(draft.case, draft.language)
    if not found:
        return [Paragraph((Sentence(draft.say("custody.fits"), tables=("discrepancies",)),))]
    said = tuple(
        Sentence(draft.say("custody.found", exhibit=str(one["exhibit"]), message=str(one["message"])), tables=("discrepancies",))
        for one in found
    )
    return [Points(said)]


def _name(draft: Draft, names: form_words.Words, field: str) -> str:
    zh, en = names[field]
    return zh if draft.language == "zh" else en


def _text(draft: Draft, value: Value, field: tuple[str, str]) -> str:
    """As it was written; a field that takes one of some words, in the language of the memo."""
    match value:
        case None:
            return ""
        case list():
            parts = [f"{one['number']} {one['text']}" if isinstance(one, dict) else str(one) for one in value]
            return draft.say("list.comma").join(parts)
        case str() if value in form_words.CHOICES.get(field, {}):
            return _name(draft, form_words.CHOICES[field], value)
        case _:
            return str(value)

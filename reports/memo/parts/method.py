"""5. Method and environment: with what, by which rules, and what was searched for."""

from __future__ import annotations

from evidence_desk import __version__
from evidence_desk.review import counsel
from reports.memo import counts
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Facts, Paragraph, Sentence, Table
from reports.memo.parts.limits import coverage
from reports.memo.rows import Act
from reports.memo.words import WORDS

PROGRAM = f"Evidence Desk {__version__}"
LISTED = 200
"""Searches that are listed; the log has them all."""


def method(draft: Draft) -> tuple[Block, ...]:
    return (
        Paragraph((Sentence(draft.say("method.read-only")), Sentence(draft.say("method.zone")))),
        Paragraph((Sentence(draft.say("method.validation")), Sentence(draft.say("method.marks")))),
        Facts(((draft.say("method.program"), PROGRAM), (draft.say("zone"), draft.case.particulars.timezone or draft.say("zone.none")))),
        *_searches(draft),
    )


def tools(draft: Draft) -> tuple[Block, ...]:
    """Annex F: with what, in which runs, and how much of each kind of file was parsed."""
    parsers = [one.parser for one in counts.coverage(draft.case)]
    return (
        Facts(
            (
                (draft.say("method.program"), PROGRAM),
                (draft.say("method.parsers"), " · ".join(parsers) or draft.say("none")),
                (draft.say("method.libraries"), " · ".join(_libraries(draft)) or draft.say("unrecorded")),
            )
        ),
        _runs(draft),
        coverage(draft),
    )


def _runs(draft: Draft) -> Block:
    runs = [act for act in draft.acts if act.act == "process.begin"]
    if not runs:
        return Paragraph((Sentence(draft.say("runs.none"), tables=("audit",)),))
    columns = (Column(draft.say("column.time"), 3), Column(draft.say("column.profile"), 3), Column(draft.say("column.evidence"), 4))
    rows = tuple((Cell(act.time[:19] + "Z"), Cell(_profile(draft, act)), Cell(_pieces(draft, act))) for act in runs[:LISTED])
    return Table(columns, rows, draft.table("table.runs"), ("audit",))


def _profile(draft: Draft, act: Act) -> str:
    key = f"profile.{act.details.get('profile')}"
    return draft.say(key) if key in WORDS else str(act.details.get("profile", "—"))


def _pieces(draft: Draft, act: Act) -> str:
    pieces = act.details.get("evidence")
    return draft.say("list.comma").join(str(one) for one in pieces) if isinstance(pieces, list) else "—"


def _libraries(draft: Draft) -> list[str]:
    """What evidence was read with, as the log says of each run: this machine's own may be others."""
    runs = [act.details.get("tools") for act in draft.acts if act.act == "process.begin"]
    return list(dict.fromkeys(str(name) for tools in runs if isinstance(tools, list) for name in tools))


def _searches(draft: Draft) -> list[Block]:
    searches = [act for act in draft.acts if act.act == "search"]
    if not searches:
        return [Paragraph((Sentence(draft.say("searches.none"), tables=("audit",)),))]
    columns = (
        Column(draft.say("column.query"), 3),
        Column(draft.say("column.scope"), 4),
        Column(draft.say("column.time"), 2.4),
        Column(draft.say("column.hits"), 1, "right"),
    )
    rows = tuple(_search(draft, act) for act in searches[:LISTED])
    blocks: list[Block] = [Table(columns, rows, draft.table("table.searches"), ("audit",))]
    if len(searches) > LISTED:
        blocks.append(Paragraph((Sentence(draft.say("searches.more", count=len(searches) - LISTED), tables=("audit",)),)))
    return blocks


def _search(draft: Draft, act: Act) -> tuple[Cell, ...]:
    parts, hits = act.details.get("parts"), act.details.get("hits")
    scope = draft.say("list.comma").join(draft.say(f"part.{part}") for part in parts) if isinstance(parts, list) else "—"
    text = str(act.details.get("text", ""))
    return (
        Cell(draft.say("searches.apart") if counsel.is_named(draft.case, text) else text),
        Cell(scope),
        Cell(act.time[:19] + "Z"),
        Cell(f"{hits:,}" if isinstance(hits, int) else "—"),
    )

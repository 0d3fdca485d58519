"""8. What was not read, and limits: every gap counted, and what nobody looked at said in so many words."""

from __future__ import annotations

from evidence_desk.store import ids, queries
from reports.memo import counts
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Heading, Paragraph, Points, Sentence, Table, Undrawable
from reports.memo.parts.statistics import attachments

STAGES = ("open", "verify", "walk", "content", "index")
FIXED = ("limits.scope", "limits.unallocated", "limits.media", "limits.actor", "limits.absence", "limits.clock")


def limits(draft: Draft) -> tuple[Block, ...]:
    return (
        *([_scope(draft)] if draft.evidence else []),
        *_problems(draft),
        _coverage(draft),
        Points(tuple(_sentences(draft))),
        Heading(draft.say("undrawable.caption"), 3),
        Undrawable(),
    )


def _scope(draft: Draft) -> Table:
    columns = (Column(draft.say("column.evidence"), 1, "centre"), *(Column(draft.say(f"stage.{stage}"), 2) for stage in STAGES))
    done, waiting = Cell(draft.say("stage.done"), "holds"), Cell(draft.say("stage.open-yet"), "open")
    rows_ = []
    for one in draft.evidence:
        finished = queries.stages_done(draft.case, one.number)
        cells = {stage: done if stage in finished else waiting for stage in STAGES}
        if one.is_folder:  # it has no digest of its own, so that nothing was verified
            cells["verify"] = Cell(draft.say("stage.not-applicable"), "open")
        rows_.append((Cell(str(one.number)), *cells.values()))
    return Table(columns, tuple(rows_), draft.table("table.scope"))


def _problems(draft: Draft) -> list[Block]:
    """What was not read, and apart from it what is only of note."""
    kinds = counts.problems(draft.case)
    unread = [one for one in kinds if one.severity != "info"]
    notes = [one for one in kinds if one.severity == "info"]
    none = Paragraph((Sentence(draft.say("problems.none")),))
    return [
        _kinds(draft, unread, "table.problems") if unread else none,
        *([_kinds(draft, notes, "table.notes")] if notes else []),
    ]


def _kinds(draft: Draft, kinds: list[counts.Problems], caption: str) -> Table:
    """One row for all problems of a kind, with the first of them as it was recorded."""
    columns = (
        Column(draft.say("column.severity"), 1),
        Column(draft.say("column.count"), 1, "right"),
        Column(draft.say("column.rows"), 1.2, "right"),
        Column(draft.say("column.example"), 7),
    )
    table = tuple(
        (
            Cell(draft.say(f"severity.{one.severity}")),
            Cell(f"{one.times:,}"),
            Cell(f"{one.rows:,}" if one.rows else "—"),
            _example(draft, one.first),
        )
        for one in kinds
    )
    return Table(columns, table, draft.table(caption))


def _example(draft: Draft, row: int) -> Cell:
    written = ids.written("problems", row)
    item = draft.item(written)
    message = item.message or ""
    if item.path and item.path not in message:
        message = f"{item.path} · {message}"
    return Cell(draft.say("problems.example", evidence=item.evidence, message=message), cites=draft.cite(written))


def _coverage(draft: Draft) -> Block:
    found = counts.coverage(draft.case)
    if not found:
        return Paragraph((Sentence(draft.say("coverage.none")),))
    columns = (
        Column(draft.say("column.parser"), 3),
        *(Column(draft.say(f"column.{name}"), 1.2, "right") for name in ("files", "seen", "parsed", "rejected")),
    )
    table = tuple((Cell(one.parser), *(Cell(f"{number:,}") for number in (one.files, one.seen, one.parsed, one.rejected))) for one in found)
    return Table(columns, table, draft.table("table.coverage"))


def _sentences(draft: Draft) -> list[Sentence]:
    locked = [
        Sentence(draft.say("limits.encrypted", evidence=one.evidence, volume=one.index, encryption=one.encryption))
        for one in draft.volumes.values()
        if one.encryption and not one.unlocked
    ]
    unparsed = counts.unparsed(draft.case)
    untouched = [Sentence(draft.say("limits.unparsed", count=unparsed))] if unparsed else []
    deleted = [Sentence(draft.say("limits.deleted"))] if draft.totals["deleted"] else []
    return [*locked, *untouched, *deleted, *attachments(draft), *(Sentence(draft.say(key)) for key in FIXED)]

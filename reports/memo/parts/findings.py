"""8. Relevance and content: what reviewers state on each fact, in both directions, with the records that they cite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evidence_desk.model import Instant
from reports.memo import memo, rows
from reports.memo.draft import Draft
from reports.memo.memo import Block, Cell, Column, Event, Heading, Paragraph, Sentence, Table, Timeline
from reports.memo.parts.points import points

EXCERPT = 160
"""Characters of a record in a table."""
ON_AXIS = 60
"""Cited records that the timeline shows, the earliest first."""


def relevance(draft: Draft) -> tuple[Block, ...]:
    """The findings, and the review points on relevance and on what was left out."""
    return (*findings(draft), *points(draft, "relevance"))


def findings(draft: Draft) -> tuple[Block, ...]:
    facts = list(rows.read(draft.case, rows.Fact, draft.language))
    marked = [tag for tag in draft.tags if tag.fact is None and not tag.favours]
    if not facts and not draft.findings and not marked:
        return (Paragraph((Sentence(draft.say("findings.none"), tables=("findings", "tags")),)),)
    quoted: set[str] = set()
    blocks: list[Block] = [Paragraph((Sentence(draft.say("findings.intro")),))]
    for number, fact in enumerate(facts, 1):
        blocks.append(Heading(f"{number}. {fact.text}"))
        blocks += _of_fact(draft, fact.id, quoted)
    loose = [one for one in draft.findings if one.fact is None]
    if loose:
        blocks += [Heading(draft.say("findings.no-fact"))] if facts else []
        blocks += [block for one in loose for block in _stated(draft, one, quoted)]
    if marked:
        blocks.append(tag_table(draft, marked, "table.loose-tags"))
    return (*blocks, *_timeline(draft))


def excerpt(draft: Draft, item: str) -> str:
    """The beginning of a record, in one line."""
    text = " ".join(draft.words(draft.item(item)).split())
    return text if len(text) <= EXCERPT else text[:EXCERPT] + "…"


def tag_table(draft: Draft, tags: list[rows.Tag], caption: str) -> Table:
    columns = (
        Column(draft.say("column.tag"), 1.3),
        Column(draft.say("column.bearing"), 1.3),
        Column(draft.say("column.says"), 3.6),
        Column(draft.say("column.note"), 3.4),
    )
    return Table(columns, tuple(_tag_row(draft, tag) for tag in tags), draft.table(caption), ("tags",))


def _tag_row(draft: Draft, tag: rows.Tag) -> tuple[Cell, ...]:
    bearing = draft.say(f"bearing.{tag.bearing}") if tag.bearing else "—"
    note = Cell(" · ".join([*([tag.note] if tag.note else []), draft.author(tag.actor)]), typed=True)
    return Cell(tag.tag, typed=True), Cell(bearing), Cell(excerpt(draft, tag.item), cites=draft.cite(tag.item)), note


def _left(draft: Draft, fact: str) -> tuple[Sentence, ...]:
    """How many findings on a fact are not in the memo: what is printed must not be taken for all."""
    count = sum(isinstance(one, rows.Finding) and one.fact == fact for one in draft.left_out)
    return (Sentence(draft.say("findings.left-out", count=count), tables=("findings",)),) if count else ()


def _of_fact(draft: Draft, fact: str, quoted: set[str]) -> Iterator[Block]:
    stated = [one for one in draft.findings if one.fact == fact]
    bearings = [one.bearing for one in stated]
    if stated:
        counts = {bearing: bearings.count(bearing) for bearing in ("supports", "contradicts", "neutral")}
        yield Paragraph((Sentence(draft.say("findings.of-fact", **counts), tables=("findings",)), *_left(draft, fact)))
    elif left := _left(draft, fact):
        yield Paragraph(left)
    else:
        yield Paragraph((Sentence(draft.say("findings.none"), tables=("findings",)),))
    for one in stated:
        yield from _stated(draft, one, quoted)
    marked = [tag for tag in draft.tags if tag.fact == fact]
    if marked:
        yield tag_table(draft, marked, "table.tags")


def _stated(draft: Draft, finding: rows.Finding, quoted: set[str]) -> Iterator[Block]:
    """The finding, then each record that it cites, once in the memo."""
    cites = draft.cite(*finding.citations)
    yield memo.Finding(
        draft.author(finding.actor),
        (Sentence(finding.text, cites),),
        finding.bearing,
        finding.strength or "open",
        tuple(finding.alternatives),
    )
    if any(draft.item(item).set_apart for item in finding.citations):
        yield memo.Notice(draft.say("findings.apart"), "caution")
    yield from (draft.quotation(item) for item in finding.citations if item not in quoted)
    quoted.update(finding.citations)


def _timeline(draft: Draft) -> list[Block]:
    cited = dict.fromkeys(item for finding in draft.findings for item in finding.citations)
    events = [event for event in (_event(draft, item) for item in cited) if event is not None]
    if len(events) < 2:
        return []
    return [Timeline(draft.figure("findings.timeline"), tuple(sorted(events, key=lambda event: event.when)[:ON_AXIS]))]


def _event(draft: Draft, written: str) -> Event | None:
    """Where the record has a time in UTC, and is not apart."""
    item = draft.item(written)
    utc = item.sent or item.time
    if utc is None or item.set_apart:
        return None
    return Event(Instant.of(datetime.fromisoformat(utc)), utc, f"{draft.speaker(item)} · {excerpt(draft, written)}", draft.cite(written))

"""1. Summary: what a reader needs in order to act, on one page; nothing on guilt."""

from __future__ import annotations

from reports.memo.draft import Draft
from reports.memo.memo import Block, Figure, FindingList, Mark, Notice, Paragraph, Points, Sentence, Tally
from reports.memo.parts.favourable import favourable_count
from reports.memo.rows import Evidence

SHOWN = 8
"""Pieces of evidence, and findings, that the summary names; the parts below have them all."""

MARKS: dict[str, Mark] = {"match": "holds", "mismatch": "fails", "nothing-to-compare": "open", "unreadable": "fails", "open": "open"}


def summary(draft: Draft) -> tuple[Block, ...]:
    blocks: list[Block] = [_tally(draft)]
    if not any(one.status == "processed" for one in draft.evidence):
        blocks.append(Notice(draft.say("summary.nothing-processed"), "caution"))
    if draft.evidence:
        blocks.append(Points(tuple(_evidence_sentences(draft))))
    if draft.findings:
        blocks.append(FindingList(tuple(Sentence(one.text, draft.cite(*one.citations)) for one in draft.findings[:SHOWN])))
        if more := _more(draft, len(draft.findings)):
            blocks.append(Paragraph(more))
    else:
        blocks.append(Paragraph((Sentence(draft.say("summary.no-findings")),)))
    if count := draft.gaps:
        blocks.append(Notice(draft.say("summary.problems", count=count), "caution"))
    return tuple(blocks)


def verdict_of(evidence: Evidence) -> str:
    """`open` where it was not verified yet."""
    return evidence.verdict or "open"


def _tally(draft: Draft) -> Tally:
    verdicts = [verdict_of(one) for one in draft.evidence]
    waiting = verdicts.count("nothing-to-compare") + verdicts.count("open")
    figures = [
        Figure(draft.say("tally.evidence"), str(len(verdicts))),
        Figure(draft.say("tally.match"), str(verdicts.count("match")), "holds" if "match" in verdicts else None),
        Figure(draft.say("tally.mismatch"), str(verdicts.count("mismatch")), "fails" if "mismatch" in verdicts else None),
        Figure(draft.say("tally.open"), str(waiting), "open" if waiting else None),
        Figure(draft.say("tally.messages"), f"{draft.totals['messages']:,}"),
        Figure(draft.say("tally.findings"), str(len(draft.findings))),
        Figure(draft.say("tally.favourable"), str(favourable_count(draft))),
        Figure(draft.say("tally.problems"), f"{draft.gaps:,}", "open" if draft.gaps else None),
    ]
    if "unreadable" in verdicts:
        figures.insert(4, Figure(draft.say("tally.unreadable"), str(verdicts.count("unreadable")), "fails"))
    return Tally(tuple(figures))


def _evidence_sentences(draft: Draft) -> list[Sentence]:
    """Those that need attention first."""
    order = ("mismatch", "unreadable", "open", "nothing-to-compare", "match")
    sentences = []
    for one in sorted(draft.evidence, key=lambda one: order.index(verdict_of(one)))[:SHOWN]:
        sentences.append(Sentence(draft.say(f"summary.{verdict_of(one)}", number=one.number, label=one.label)))
        if one.bad_ranges:
            sentences.append(Sentence(draft.say("summary.damaged", number=one.number, count=len(one.bad_ranges))))
    return [*sentences, *_more(draft, len(draft.evidence))]


def _more(draft: Draft, count: int) -> tuple[Sentence, ...]:
    return (Sentence(draft.say("summary.more", count=count - SHOWN)),) if count > SHOWN else ()

"""7. Counts of what was parsed; numbers only, never what they would mean."""

from __future__ import annotations

from reports.memo import counts
from reports.memo.draft import Draft
from reports.memo.memo import Block, Paragraph, Plot, Sentence

PERIODS = 62
"""Columns of the course of messages."""
KINDS = 12
"""Bars of a plot by kind; what is less is put together."""


def statistics(draft: Draft) -> tuple[Block, ...]:
    entries = counts.entries(draft.case)
    intro = [Sentence(draft.say("counts.intro")), Sentence(draft.say("counts.entries", **entries._asdict()))]
    intro += attachments(draft)
    plots = [
        *_course(draft),
        *_bars(draft, "figure.apps", counts.apps(draft.case), draft.say("unit.messages")),
        *_bars(draft, "figure.artifacts", [(draft.type_name(kind), count) for kind, count in counts.artifacts(draft.case)]),
        *_bars(draft, "figure.files", [(mime or draft.say("counts.untyped"), count) for mime, count in counts.files(draft.case)]),
    ]
    return (Paragraph(tuple(intro)), *plots)


def attachments(draft: Draft) -> list[Sentence]:
    """What became of the files that messages came with; nothing where they came with none."""
    states = counts.attachments(draft.case)
    if not states:
        return []
    known = {state: states.get(state, 0) for state in ("present", "missing", "omitted")}
    sentences = [Sentence(draft.say("counts.attachments", count=sum(states.values()), **known))]
    if locked := states.get("undecryptable"):
        sentences.append(Sentence(draft.say("counts.undecryptable", count=locked)))
    return sentences


def _course(draft: Draft) -> list[Block]:
    course = counts.course(draft.case, draft.zone, PERIODS)
    notes = []
    if undated := counts.undated(draft.case):
        notes.append(Sentence(draft.say("counts.undated", count=undated)))
    if course.periods > PERIODS:
        notes.append(Sentence(draft.say("counts.out-of-figure", shown=PERIODS, count=course.periods)))
    blocks: list[Block] = [Paragraph(tuple(notes))] if notes else []
    if course.points:
        caption = draft.figure(f"figure.messages.{course.step}", zone=draft.zone_name)
        blocks.append(Plot(caption, course.points, "columns", draft.say("unit.messages")))
    return blocks


def _bars(draft: Draft, caption: str, kinds: list[tuple[str, int]], unit: str = "") -> list[Block]:
    """The most frequent kinds; nothing where there are none."""
    if not kinds:
        return []
    shown, rest = (kinds, []) if len(kinds) <= KINDS else (kinds[: KINDS - 1], kinds[KINDS - 1 :])
    other = [(draft.say("counts.other", kinds=len(rest)), sum(count for _, count in rest))] if rest else []
    return [Plot(draft.figure(caption), (*shown, *other), "bars", unit)]

"""Annex B: the times that are known of each piece of evidence. What happened before it came here is only what its container states."""

from __future__ import annotations

from datetime import datetime

from evidence_desk.model import Instant
from evidence_desk.store import ids
from reports.memo.draft import Draft
from reports.memo.memo import Block, Event, Paragraph, Sentence, Timeline
from reports.memo.parts import recorded
from reports.memo.rows import Act, Evidence

ACTS = ("evidence.add", "evidence.verify")
"""Acts of the log that are a step of a piece of evidence in this office."""
SHOWN = 60
"""Steps on the axis, the earliest first; the log has the rest."""


def custody(draft: Draft) -> tuple[Block, ...]:
    stated = [event for one in draft.evidence if (event := _acquired(draft, one))]
    acts = [act for act in draft.acts if act.act in ACTS]
    events = sorted([*stated, *(_done(draft, act) for act in acts)], key=lambda event: event.when)
    steps = recorded.custody(draft) or [Paragraph((Sentence(draft.say("custody.none")),))]
    if not events:
        return tuple(steps)
    said = [Sentence(draft.say("custody.timeline"), tables=("evidence", "audit"))]
    if len(events) > SHOWN:
        said.append(Sentence(draft.say("custody.more", count=len(events) - SHOWN), tables=("audit",)))
    return (*steps, Paragraph(tuple(said)), Timeline(draft.figure("figure.custody"), tuple(events[:SHOWN])))


def _acquired(draft: Draft, one: Evidence) -> Event | None:
    """When the container says that it was made; nothing where that is no time with a zone."""
    text = one.metadata.get("acquired", "")
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return None
        when = Instant.of(moment)
    except (ValueError, OverflowError):
        return None
    return Event(when, text, draft.say("custody.acquired", number=one.number), draft.cite(one.id))


def _done(draft: Draft, act: Act) -> Event:
    number = act.details.get("evidence")
    key = "custody.added" if act.act == "evidence.add" else "custody.verified"
    cites = draft.cite(ids.written("evidence", number)) if isinstance(number, int) else ()
    return Event(Instant.of(datetime.fromisoformat(act.time)), act.time[:19] + "Z", draft.say(key, number=str(number)), cites)

"""A case as a Memo: every number is read from the case, every statement of a fact leads to a record.

The memo is dated by the last entry of the audit log, not by the clock: the same case gives the same memo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Instant
from evidence_desk.store.case import Case
from reports.memo.draft import Draft
from reports.memo.memo import Block, Memo, Section
from reports.memo.parts import annexes
from reports.memo.parts.answers import conclusion
from reports.memo.parts.custody import custody
from reports.memo.parts.favourable import favourable
from reports.memo.parts.findings import relevance
from reports.memo.parts.issues import issues
from reports.memo.parts.limits import limits
from reports.memo.parts.materials import digests, integrity, materials
from reports.memo.parts.method import PROGRAM, method, tools
from reports.memo.parts.request import background, procedure, request
from reports.memo.parts.rules import in_detail
from reports.memo.parts.statistics import statistics
from reports.memo.parts.summary import summary

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


PARTS: tuple[tuple[str, Callable[[Draft], tuple[Block, ...]]], ...] = (
    ("summary", summary), ("request", request), ("materials", materials), ("background", background), ("method", method),
    ("integrity", integrity), ("procedure", procedure), ("findings", relevance), ("statistics", statistics), ("favourable", favourable),
    ("issues", issues), ("conclusion", conclusion), ("limits", limits), ("signatures", annexes.signatures), ("annex.a", digests),
    ("annex.b", custody), ("annex.c", annexes.citations), ("annex.d", annexes.transcripts), ("annex.e", in_detail), ("annex.f", tools),
    ("annex.g", annexes.log_and_check), ("annex.h", annexes.glossary),
)  # fmt: skip
NEW_PAGE = ("summary", "request", "signatures", "annex.a")


def compose(case: Case, language: Language, mask: Callable[[str], str] = str) -> Memo:
    """The memo of the case as it stands; a draft, since nobody can have signed what is only being made."""
    draft = Draft(case, language, mask)
    made = _made(draft)
    sections = [Section(draft.say(key), part(draft), new_page=key in NEW_PAGE) for key, part in PARTS]
    particulars = case.particulars
    return Memo(
        language=language,
        case_number=particulars.number,
        case_title=particulars.title,
        examiners=particulars.examiners,
        date=_printed(made, draft),
        made=Instant.of(made),
        program=PROGRAM,
        sections=tuple(sections),
        citations=draft.citations(),
        facts=(
            (draft.say("nature"), draft.say("nature.review")),
            (draft.say("secrecy"), draft.say("unrecorded")),
            (draft.say("evidence"), draft.say("evidence.count", count=len(draft.evidence))),
            (draft.say("zone"), particulars.timezone or draft.say("zone.none")),
        ),
        entry=len(draft.acts),
    )


def _made(draft: Draft) -> datetime:
    if not draft.acts:
        raise Bug("a case without a log: its making is its first entry")
    return datetime.fromisoformat(draft.acts[-1].time)


def _printed(made: datetime, draft: Draft) -> str:
    day = made.astimezone(draft.zone).date()
    if draft.language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

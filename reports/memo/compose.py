"""A case as a Memo: every number is read from the case, every statement of a fact leads to a record.

The memo is dated by the last entry of the audit log, not by the clock: the same case gives the same memo.
"""

from __future__ import annotations

from datetime import datetime

from evidence_desk.errors import Bug, Language
from evidence_desk.model import Instant
from evidence_desk.store.case import Case
from reports.memo.draft import Draft
from reports.memo.memo import Citations, Memo, Section
from reports.memo.parts import annexes
from reports.memo.parts.favourable import favourable
from reports.memo.parts.findings import findings
from reports.memo.parts.limits import limits
from reports.memo.parts.materials import integrity, materials
from reports.memo.parts.method import PROGRAM, method
from reports.memo.parts.points import points
from reports.memo.parts.statistics import statistics
from reports.memo.parts.summary import summary

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def compose(case: Case, language: Language) -> Memo:
    """The memo of the case as it stands; a draft, since nobody can have signed what is only being made."""
    draft = Draft(case, language)
    made = _made(draft)
    parts = (
        ("summary", summary), ("materials", materials), ("integrity", integrity), ("method", method), ("findings", findings),
        ("favourable", favourable), ("statistics", statistics), ("limits", limits),
    )  # fmt: skip
    sections = [Section(draft.say(key), part(draft), new_page=key == "summary") for key, part in parts]
    sections += [
        Section(draft.say("annex.citations"), (Citations(),)),
        Section(draft.say("annex.audit"), annexes.audit(draft)),
        Section(draft.say("annex.check"), annexes.check(draft)),
        Section(draft.say("annex.points"), points(draft)),
        Section(draft.say("signatures"), annexes.signatures(draft)),
    ]
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
            (draft.say("evidence"), draft.say("evidence.count", count=len(draft.evidence))),
            (draft.say("audit"), draft.say("audit.count", count=len(draft.acts))),
            (draft.say("zone"), particulars.timezone or draft.say("zone.none")),
        ),
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

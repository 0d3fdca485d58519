"""What else the records of a finding may mean, as a line below it."""

from __future__ import annotations

from evidence_desk.errors import Language
from reports.memo.words import say


def other_meanings(given: tuple[str, ...], language: Language) -> str:
    """What else the records of a finding may mean, or that nobody wrote down anything of that."""
    if not given:
        return say("alternatives.none", language)
    return say("alternatives", language, text=say("list.semicolon", language).join(given))

"""How much room a text takes in a line, a Han character being two columns."""

from __future__ import annotations

from itertools import accumulate
from unicodedata import east_asian_width

from reports.memo.draft import Draft


def columns_of(text: str) -> int:
    return sum(map(_width, text))


def cut(draft: Draft, text: str, most: int) -> str:
    """The beginning of a text, masked before it is cut so that no half of a number is left over."""
    text = draft.mask(text)
    kept = sum(used <= most for used in accumulate(map(_width, text)))
    return text if kept == len(text) else text[:kept] + draft.say("summary.cut")


def _width(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1

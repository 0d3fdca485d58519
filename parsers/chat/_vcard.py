"""Somebody's contact as a vCard (RFC 6350, RFC 2426), which messengers send whole: the name that is shown and the numbers."""

from __future__ import annotations

import re

from evidence_desk.api import Card, clean

LONGEST = 1 << 20
FOLDED, NAME, NUMBER = (
    re.compile(r"\r?\n[ \t]"),
    re.compile(r"(?:\w+\.)?FN[^:\n]*:(.*)", re.IGNORECASE),
    re.compile(r"(?:\w+\.)?TEL[^:\n]*:(.*)", re.IGNORECASE),
)


def card_of(written: str | None, name: str | None = None) -> Card | None:
    """`name` where the vCard has none; None where there is neither."""
    lines = FOLDED.sub("", (written or "")[:LONGEST]).splitlines()
    shown = next((found[1].strip() for line in lines if (found := NAME.match(line))), None)
    numbers = tuple(dict.fromkeys(clean(found[1].strip().removeprefix("tel:")) for line in lines if (found := NUMBER.match(line))))
    if not (shown or name or numbers):
        return None
    return Card(name=clean(shown) if shown else name, numbers=tuple(one for one in numbers if one))

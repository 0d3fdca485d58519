"""The header of a message in a WhatsApp text export.

    3/5/24, 3:04 PM - Alice: ...            Android: date, time, dash
    [2024/3/5 15:04:05] Alice: ...          iOS: brackets, seconds, marks of direction before and inside
    13.06.18 21.25.15: Alice: ...           and what other versions wrote

Date and time are those of the phone's language and region (Unicode CLDR, short date and time), so an export writes
them all in one form; a line in another form is no header but part of a message.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

MARK = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
SPACE = "[ \u00a0\u2009\u202f]"
MORNING = {"am", "上午", "凌晨", "清晨", "早上", "午前", "오전", "πμ", "ص", "قظ", "sa", "öö"}
EVENING = {"pm", "下午", "中午", "晚上", "午後", "오후", "μμ", "م", "بظ", "ch", "ös"}
"""Halves of the day as languages write them, without points and spaces."""
HALF = rf"(?:[ap]\.?{SPACE}?m\.?|π\.?μ\.?|μ\.?μ\.?|[قب]\.?ظ\.?|{'|'.join(sorted(MORNING | EVENING))})"

HEADER = re.compile(
    rf"{MARK}(?P<open>\[?){MARK}"
    rf"(?P<inner>\d{{1,4}}{MARK}(?P<point>[./-]|\.{SPACE}){MARK}\d{{1,4}}{MARK}(?P=point){MARK}\d{{1,4}}\.?{MARK}"
    rf"(?P<comma>[,،]?){SPACE}{{1,3}}(?:(?P<word>klo|kl\.?|um|at|à|às|a las){SPACE})?{MARK}"
    rf"(?:(?P<early>{HALF}){SPACE}?)?\d{{1,2}}(?P<colon>[:.])\d\d(?P<seconds>(?P=colon)\d\d)?(?:{SPACE}?(?P<late>{HALF}))?{MARK})"
    rf"(?P<close>\]|{SPACE}-{SPACE}|:{SPACE}|{SPACE})",
    re.IGNORECASE,
)
"""Any form. Every part is bounded, so that a line takes no longer than its first hundred characters."""


class Form(NamedTuple):
    """The way in which an export writes its headers."""

    bracket: bool
    marks: bool
    point: str
    comma: bool
    word: str
    half: Literal["", "early", "late"]
    colon: str
    seconds: bool
    close: str

    def pattern(self) -> re.Pattern[str]:
        """Matches headers of this form and no other.

        Groups: 1 date and time as written, 2 the date, 3 or 7 the half of the day, 4 hour, 5 minute, 6 second.
        """
        mark = MARK if self.marks else ""
        point = mark + re.escape(self.point[0]) + (SPACE if len(self.point) > 1 else "") + mark
        glue = mark + ("[,،]" if self.comma else "") + SPACE + "{1,3}" + (re.escape(self.word) + SPACE if self.word else "") + mark
        early, late = f"({HALF}){SPACE}?" if self.half == "early" else "()", f"{SPACE}?({HALF})" if self.half == "late" else "()"
        colon = re.escape(self.colon)
        second = colon + r"(\d\d)" if self.seconds else "()"
        end = {"]": rf"\]{SPACE}?", "-": f"{SPACE}-{SPACE}", ":": f":{SPACE}", "": SPACE}[self.close]
        start = rf"{MARK}\[{MARK}" if self.bracket else MARK
        date, time = rf"(\d{{1,4}}{point}\d{{1,4}}{point}\d{{1,4}}\.?)", rf"{early}(\d{{1,2}}){colon}(\d\d){second}{late}"
        return re.compile(f"{start}({date}{glue}{time}){mark}{end}", re.IGNORECASE)


def form_of(line: str) -> Form | None:
    """The form of a line that begins as a message does; None for any other line."""
    match = HEADER.match(line)
    if match is None:
        return None
    bracket, point, close = bool(match["open"]), match["point"], match["close"].strip()
    if bracket != (close == "]") or (close in ("", ":") and point[0] != "."):
        return None  # without bracket and dash only dates with points: others are as often those of a log
    half: Literal["", "early", "late"] = "early" if match["early"] else "late" if match["late"] else ""
    word = (match["word"] or "").lower()
    marks = re.search(MARK[:-1], match["inner"]) is not None
    return Form(bracket, marks, point, bool(match["comma"]), word, half, match["colon"], bool(match["seconds"]), close)


def usual_form(lines: Iterable[str]) -> Form | None:
    """The form of most headers among these lines; of two that are as frequent, the one that comes first."""
    forms = Counter(form for line in lines if (form := form_of(line)))
    return forms.most_common(1)[0][0] if forms else None


@lru_cache(4096)
def second_of(hour: str, minute: str, second: str, early: str, late: str) -> int:
    """Seconds since midnight; ValueError for a time that no clock shows."""
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    half = re.sub(r"[.\s]", "", early or late).lower()
    if half in EVENING and hours < 12 and not (half == "中午" and hours > 10):
        hours += 12
    elif half in MORNING and hours == 12:
        hours = 0
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(f"no time: {early}{hour}:{minute}:{second}{late}")
    return hours * 3600 + minutes * 60 + seconds

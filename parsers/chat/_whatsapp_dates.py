"""In which order a WhatsApp export writes day, month and year.

The form of a date often leaves it open: 3/5/24 is a day in March or in May. It is decided, in this order, by

1. a number above 12 somewhere in the file, which only one order can read;
2. the sequence of the file, where one order reads it forwards and the other goes back by weeks;
3. the form, where every locale of Unicode CLDR (release 47, 1,100 locales) that writes so has one order:
   a year of four digits in front comes before month and day; dates with points or hyphens never begin with the
   month, nor do Chinese, Japanese and Korean ones; M/d/yy with U+202F before AM or PM is English (United States)
   and its kin, with Hawaiian the only one to write d/M/yy so.

Otherwise it stays open, and each message keeps both readings.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import Literal, NamedTuple

Numbers = tuple[str, str, str]
"""The three numbers of a date as they are written."""
Sequence = Literal["Y/M/D", "M/Y/D", "D/M/Y", "M/D/Y"]
PLACES: dict[Sequence, tuple[int, int, int]] = {"Y/M/D": (0, 1, 2), "M/Y/D": (1, 0, 2), "D/M/Y": (2, 1, 0), "M/D/Y": (2, 0, 1)}
"""Where year, month and day stand."""
DAY: Sequence = "D/M/Y"
MONTH: Sequence = "M/D/Y"
YEAR: Sequence = "Y/M/D"

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""A year outside is of another calendar (Buddhist, Persian) or wrong: the date is not read."""
WHATSAPP_BEGAN = 2009
LATE = timedelta(days=2)
"""Messages that were delivered late stand so far out of order; the wrong order of day and month goes back by weeks."""
FEW = 100
"""One date in so many that contradicts the others is damage or a quotation, not the order of the file."""

EAST_ASIAN = re.compile("[上下中]午|凌晨|清晨|早上|晚上|午[前後]|오[전후]")
FOUR_DIGITS_BEFORE_THE_END = re.compile(r"\D*(?:\d{1,2}\D+)?\d{4}[^\d\s]+\s?\d")
AMERICAN = re.compile(r"[1-9]\d?/[1-9]\d?/\d\d, [1-9]\d?:\d\d(?::\d\d)?\u202f[AP]M")


def numbers_of(date: str) -> Numbers:
    first, second, third = re.findall(r"\d+", date)
    return first, second, third


class Order(NamedTuple):
    """None where it stays open. `basis`: `dates` show it by themselves, `sequence` and `form` are inferences."""

    sequence: Sequence | None
    basis: Literal["dates", "sequence", "form"]


def read(numbers: Numbers, sequence: Sequence) -> date | None:
    """The day that the numbers mean in this order; None where they mean none."""
    if len(numbers[0]) == 4:
        sequence = "Y/M/D"
    elif len(numbers[1]) == 4:
        sequence = "M/Y/D"
    year, month, day = (int(numbers[place]) for place in PLACES[sequence])
    year += 2000 if year < 100 else 0
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def meanings(numbers: Numbers, sequence: Sequence | None) -> tuple[date, ...]:
    """The day; or, where the order is open, the days that it may be; none where the numbers mean no day."""
    if sequence:
        day = read(numbers, sequence)
        return (day,) if day else ()
    return tuple(dict.fromkeys(day for order in (DAY, MONTH) if (day := read(numbers, order))))


class Dates:
    """What the dates of a whole file show of their order; to be told each date as it comes."""

    def __init__(self) -> None:
        self._read: Counter[Sequence] = Counter()
        self._alone: Counter[Sequence] = Counter()
        self._back: Counter[Sequence] = Counter()
        self._last: dict[Sequence, date] = {}
        self._first = ""
        self._american = True

    def add(self, numbers: Numbers, written: str) -> None:
        """`written`: the whole date and time."""
        self._first = self._first or written
        self._american = self._american and AMERICAN.fullmatch(written) is not None
        days = {order: day for order in (DAY, MONTH, YEAR) if (day := read(numbers, order)) and day.year >= WHATSAPP_BEGAN}
        self._read.update(days.keys())
        either = days.keys() - {YEAR}
        if len(either) == 1:
            self._alone.update(either)
        for order in either:
            day = days[order]
            self._back[order] += day < self._last.get(order, day) - LATE
            self._last[order] = day

    def order(self) -> Order:
        if FOUR_DIGITS_BEFORE_THE_END.match(self._first):
            return Order(YEAR, "dates")
        most = max(self._read.values(), default=0)
        if self._read[YEAR] == most > max(self._read[DAY], self._read[MONTH]):
            return Order(YEAR, "dates")
        for order, other in ((DAY, MONTH), (MONTH, DAY)):
            if self._alone[order] and self._alone[other] * FEW <= self._alone[order]:
                return Order(order, "dates")
        if self._alone:
            return Order(None, "dates")  # the file contradicts itself
        for order, other in ((DAY, MONTH), (MONTH, DAY)):
            if self._back[other] and not self._back[order]:
                return Order(order, "sequence")
        return Order(self._by_form(), "form")

    def _by_form(self) -> Sequence | None:
        east_asian = EAST_ASIAN.search(self._first)
        if east_asian and re.match(r"\D*\d+\.\s", self._first):
            return YEAR  # Korean writes yy. M. d.
        if east_asian or re.match(r"\D*\d+[^\d/]*[.-]", self._first):
            return DAY
        return MONTH if self._first and self._american else None

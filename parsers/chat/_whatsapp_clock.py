"""What the times of a WhatsApp export mean in UTC, as far as its zone and its order of day and month are known."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from evidence_desk.api import Instant, OpenEntry, ZoneBasis
from parsers.chat._whatsapp_dates import Sequence, meanings, numbers_of
from parsers.chat._whatsapp_header import second_of

Time = tuple[Instant | None, ZoneBasis, tuple[str, ...]]
"""UTC and how its zone is known; where UTC is not known for the order of day and month, the wall times that it may be."""
UNKNOWN: Time = None, "unknown", ()
LAST_SECOND = 86_399


class Clock:
    """Remembers a day: messages of one day follow each other."""

    def __init__(self, entry: OpenEntry, sequence: Sequence | None) -> None:
        self._entry, self._sequence = entry, sequence
        self._date, self._days = "", tuple[date, ...]()
        self._midnight: int | None = None
        self._nowhere = False
        self._basis: ZoneBasis = "unknown"
        self.open = 0
        """Times so far that have two readings."""
        self.unread = 0
        self.unreadable = ""
        """Times so far that have none, and the first of them as it is written."""

    def read(self, header: re.Match[str]) -> Time:
        if header[2] != self._date:
            self._turn_to(header[2])
        try:
            second = second_of(*header.group(4, 5, 6, 3, 7))
        except ValueError:
            return self._none(header[1])
        if self._midnight is not None:
            return Instant(self._midnight + second), self._basis, ()
        if self._nowhere:
            return UNKNOWN
        walls = [datetime.combine(day, time.min) + timedelta(seconds=second) for day in self._days]
        if len(walls) == 1:
            return *self._entry.local(walls[0]), ()
        self.open += bool(walls)
        return (None, "unknown", tuple(wall.isoformat() for wall in walls)) if walls else self._none(header[1])

    def _turn_to(self, written: str) -> None:
        self._date, self._days, self._midnight = written, meanings(numbers_of(written), self._sequence), None
        self._nowhere = len(self._days) == 1 and self._entry.zone is None
        if len(self._days) == 1 and not self._nowhere:
            morning, self._basis = self._entry.local(datetime.combine(self._days[0], time.min))
            evening, _ = self._entry.local(datetime.combine(self._days[0], time(23, 59, 59)))
            if morning and evening and evening.seconds - morning.seconds == LAST_SECOND:  # no clock was changed on it
                self._midnight = morning.seconds

    def _none(self, written: str) -> Time:
        self.unread += 1
        self.unreadable = self.unreadable or written
        return UNKNOWN

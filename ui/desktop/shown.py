"""How values are written on the screen: sizes, times, text from evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from evidence_desk.visible import visible, visible_line

LONGEST_LINE = 300
"""Characters of a text from evidence that a cell or a label shows; the inspector shows more."""
LONGEST_TEXT = 20_000
UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
WAITING, NOTHING = "…", "—"


def line(text: str | None) -> str:
    """Text from evidence in one line, what hides in it made visible."""
    if text is None:
        return NOTHING
    return visible_line(text[:LONGEST_LINE]) + ("…" if len(text) > LONGEST_LINE else "")


def paragraph(text: str) -> str:
    """Text from evidence with its line breaks, cut where a window would stand still over it."""
    return visible(text[:LONGEST_TEXT]) + ("…" if len(text) > LONGEST_TEXT else "")


def number(value: int) -> str:
    return f"{value:,}"


def size(value: int | float | None) -> str:
    """Three digits of a count of bytes, by powers of 1024."""
    if value is None:
        return NOTHING
    amount, unit = float(value), 0
    while amount >= 1000 and unit < len(UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {UNITS[unit]}" if unit == 0 or amount >= 100 else f"{amount:.3g} {UNITS[unit]}"


def span(seconds: float) -> str:
    """How long something takes: 4 s, 3:05, 2:10:00."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


class Clock:
    """Shows moments in the zone that the case states, in UTC where it states none; never in the workstation's."""

    def __init__(self, zone: str | None) -> None:
        self.zone = zone
        self.info = ZoneInfo(zone) if zone else UTC

    @property
    def name(self) -> str:
        return self.zone or "UTC"

    def at(self, rfc3339: str | None) -> str:
        """To the second; what is finer stands in the inspector."""
        moment = self._moment(rfc3339)
        return NOTHING if moment is None else moment.isoformat(" ", "seconds")[:19]

    def day(self, rfc3339: str) -> str:
        moment = self._moment(rfc3339)
        return NOTHING if moment is None else moment.date().isoformat()

    def _moment(self, rfc3339: str | None) -> datetime | None:
        """None also where the zone's offset leads out of the years 1 to 9999."""
        if rfc3339 is None:
            return None
        try:
            return datetime.fromisoformat(f"{rfc3339[:19]}+00:00").astimezone(self.info)
        except OverflowError:
            return None

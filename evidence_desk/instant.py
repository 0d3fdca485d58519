"""A moment in UTC, as exact as its source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SECOND = -62_135_596_800  # 0001-01-01T00:00:00Z
LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z
SECONDS_1601_TO_1970, TICKS = 11_644_473_600, 10_000_000


class Instant(msgspec.Struct, frozen=True, gc=False, array_like=True, order=True):
    """A moment in UTC, as exact as its source: `digits` decimals of a second were stored there."""

    seconds: int
    nanos: int = 0
    digits: int = 0

    def __post_init__(self) -> None:
        if not FIRST_SECOND <= self.seconds <= LAST_SECOND or not 0 <= self.nanos < 1_000_000_000:
            raise ValueError(f"not a moment between the years 1 and 9999: {self.seconds} s, {self.nanos} ns")

    @property
    def micros(self) -> int:
        return self.seconds * 1_000_000 + self.nanos // 1000

    def __str__(self) -> str:
        """RFC 3339 in UTC, with the decimals that the source has."""
        whole = (EPOCH + timedelta(seconds=self.seconds)).isoformat()[:19]
        return f"{whole}.{self.nanos:09d}"[: 20 + self.digits] + "Z" if self.digits else f"{whole}Z"

    @staticmethod
    def since_1970(count: int, per_second: int = 1) -> Instant:
        """From a count of seconds, milliseconds (per_second=1000), ... since 1970; ValueError out of range."""
        if per_second == 1:
            return Instant(count)
        seconds, rest = divmod(count, per_second)
        return Instant(seconds, rest * 1_000_000_000 // per_second, len(str(per_second)) - 1)

    @staticmethod
    def since_1601(ticks: int) -> Instant:
        """From ticks of 100 ns since 1601, as Windows counts; ValueError out of range."""
        return Instant(ticks // TICKS - SECONDS_1601_TO_1970, ticks % TICKS * 100, 7)

    @staticmethod
    def of(moment: datetime, digits: int = 0) -> Instant:
        """From an aware datetime."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        past = moment - EPOCH
        return Instant(past.days * 86400 + past.seconds, past.microseconds * 1000, digits)


def offset_at(wall: datetime, zone: ZoneInfo) -> int | None:
    """Seconds east of UTC at a wall time; none where the clock shows it twice or never."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return int(first.total_seconds()) if first is not None and first == second else None


def offset_of_day(wall: datetime, zone: ZoneInfo) -> int | None:
    """The one offset of a day on which no clock changes: to ask the zone for every message would be slow."""
    morning, evening = wall.replace(hour=0, minute=0, second=0), wall.replace(hour=23, minute=59, second=59)
    offset = offset_at(morning, zone)
    return offset if offset == offset_at(evening, zone) else None

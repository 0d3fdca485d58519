"""Times that a source stores as seconds with a fraction, since 1970 or since 2001."""

from __future__ import annotations

import math
from collections.abc import Generator

from evidence_desk.api import Found, Gap, Instant, Locus, clean, moment, whole

SINCE_2001 = 978_307_200
MICROS = 1_000_000


def cocoa(field: str, value: object, locus: Locus) -> Generator[Found, None, Instant | None]:
    """Seconds since 2001 in UTC, as Core Data stores them."""
    return seconds(field, value, locus, SINCE_2001)


def seconds(field: str, value: object, locus: Locus, epoch: int = 0) -> Generator[Found, None, Instant | None]:
    """Used as `moment` is; to the microsecond, finer than which a double of today's count is not."""
    if not isinstance(value, float) or value.is_integer():
        return (yield from moment(field, value, lambda count: Instant.since_1970(epoch + count), locus))
    try:
        if not math.isfinite(value):
            raise ValueError("no number")
        return Instant.since_1970(epoch * MICROS + round(value * MICROS), MICROS)
    except ValueError:
        yield Gap("value-out-of-range", {"field": field, "raw": clean(str(value)[:100])}, place=locus.place)
        return None


def length(value: object) -> int | None:
    """A duration in whole seconds."""
    return round(value) if isinstance(value, float) and math.isfinite(value) and abs(value) < 1 << 40 else whole(value)

"""Times of DOS: a date and a time of 16 bits each, in steps of two seconds, without a zone (Microsoft, FAT 1.03)."""

from __future__ import annotations

from datetime import UTC, datetime

from evidence_desk.model import EPOCH


def seconds(stamp: int) -> int | None:
    """Seconds since 1970 as if the clock had shown UTC, of a date (high 16 bits) and a time; None for no date.

    ValueError where it names no moment, like the 31st of February.
    """
    date, time = stamp >> 16, stamp & 0xFFFF
    if not date:
        return None
    moment = datetime(1980 + (date >> 9), date >> 5 & 0xF, date & 0x1F, time >> 11, time >> 5 & 0x3F, (time & 0x1F) * 2, tzinfo=UTC)
    past = moment - EPOCH
    return past.days * 86400 + past.seconds

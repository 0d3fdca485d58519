"""Times as a record writes them: which moments one may mean, and on what the zone rests. No zone is ever supposed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from evidence_desk.errors import Known
from evidence_desk.instant import Instant
from evidence_desk.model import ZoneBasis
from evidence_desk.store.case import zone_of
from evidence_desk.store.intake import Span

WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})\s*(?:[:：时]\s*(?:(?P<minute>\d{1,2})\s*分?\s*)?(?:(?<=分)\s*(?P<spoken>\d{1,2})\s*秒|[:：](?P<second>\d{1,2})(?:\.(?P<part>\d{1,9}))?)?)"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
)
OFFSET = re.compile(r"(?P<sign>[+-]?)(?:(?P<hours>\d{1,3}):(?P<minutes>[0-5]?\d)(?::(?P<seconds>[0-5]?\d))?|(?P<count>\d{1,9})\s*s?)")


class BadTime(Known):
    code = "bad-time"
    zh = "“{text}”不是有效的时间，请写成 2026-03-01 10:05，可带时区，如 2026-03-01T10:05:00+08:00。"
    en = "'{text}' is not a time: write 2026-03-01 10:05, with a zone if the record has one, as in 2026-03-01T10:05:00+08:00."


class BadOffset(Known):
    code = "bad-clock-offset"
    zh = "“{text}”不是有效的时钟偏差，设备时钟快 3 分 20 秒写作 +00:03:20，慢则写负号。"
    en = "'{text}' is not an offset of a clock: 3 minutes 20 ahead is +00:03:20, behind has a minus."


@dataclass(frozen=True, slots=True)
class Moment:
    span: Span
    basis: ZoneBasis


def moment(text: str, zone: str, case_zone: str | None) -> Moment:
    """What a written time may mean: a day, an hour, a minute or a second. `zone`: as the record states it; else the case's."""
    if not text:
        return Moment(Span(), "unknown")
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise BadTime(text=text)
    try:
        return _moment(found, zone, case_zone)
    except (ValueError, OverflowError) as error:
        raise BadTime(text=text) from error


def day(text: str) -> str:
    """A calendar day as `2026-03-01`."""
    found = WRITTEN.fullmatch(text.strip())
    try:
        if found is None or found["hour"]:
            raise BadTime(text=text)
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError as error:
        raise BadTime(text=text) from error


def written_day(text: str) -> date:
    """The calendar day of a time that was taken in, as it is written."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise BadTime(text=text)
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def offset(text: str) -> int:
    """Seconds by which a clock was ahead."""
    found = OFFSET.fullmatch(text.strip().replace("：", ":"))
    if found is None:
        raise BadOffset(text=text)
    if found["count"]:
        seconds = int(found["count"])
    else:
        seconds = int(found["hours"]) * 3600 + int(found["minutes"]) * 60 + int(found["seconds"] or 0)
    return -seconds if found["sign"] == "-" else seconds


def _moment(found: re.Match[str], zone: str, case_zone: str | None) -> Moment:
    second = found["second"] or found["spoken"]
    local = datetime(
        int(found["year"]), int(found["month"]), int(found["day"]), int(found["hour"] or 0), int(found["minute"] or 0), int(second or 0),
        int((found["part"] or "").ljust(6, "0")[:6]), tzinfo=UTC,
    )  # fmt: skip
    width = (
        timedelta(seconds=1)
        if second
        else timedelta(minutes=1)
        if found["minute"]
        else timedelta(hours=1)
        if found["hour"]
        else timedelta(days=1)
    )
    if found["part"]:
        width = timedelta(microseconds=10 ** max(0, 6 - len(found["part"])))
    basis: ZoneBasis = "source" if found["zone"] or zone else "case" if case_zone else "unknown"
    if basis == "unknown":
        return Moment(Span(), basis)
    last = local + width - timedelta(microseconds=1)
    if found["zone"]:
        ahead = _ahead(found["zone"])
        return Moment(Span(_micros(local - ahead), _micros(last - ahead)), basis)
    named = zone_of(zone or str(case_zone))
    read = [one.replace(tzinfo=named, fold=fold) for fold in (0, 1) for one in (local, last)]  # an hour that the clocks had twice
    moments = [_micros(one) for one in read]
    return Moment(Span(min(moments), max(moments)), basis)


def _ahead(written: str) -> timedelta:
    if written == "Z":
        return timedelta()
    sign = -1 if written[0] == "-" else 1
    ahead = sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    timezone(ahead)  # ValueError for a day and more
    return ahead


def _micros(moment: datetime) -> int:
    return Instant.of(moment).micros

"""Times as a record writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evidence_desk.review.moments import BadOffset, BadTime, day, moment, offset


def micros(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-01", "2026-02-28T16:00:00", "2026-03-01T15:59:59.999999"),
        ("2026年3月1日 10时", "2026-03-01T02:00:00", "2026-03-01T02:59:59.999999"),
        ("2026/3/1 10:05", "2026-03-01T02:05:00", "2026-03-01T02:05:59.999999"),
        ("2026年3月1日10时5分", "2026-03-01T02:05:00", "2026-03-01T02:05:59.999999"),
        ("2026年3月1日10时05分07秒", "2026-03-01T02:05:07", "2026-03-01T02:05:07.999999"),
        ("2026-03-01T10:05:07.25", "2026-03-01T02:05:07.250000", "2026-03-01T02:05:07.259999"),
        ("2026-03-01T10:05:07+03:00", "2026-03-01T07:05:07", "2026-03-01T07:05:07.999999"),
        ("2026-03-01T10:05:07Z", "2026-03-01T10:05:07", "2026-03-01T10:05:07.999999"),
    ],
)
def test_a_written_time_means_all_moments_between_two(text: str, first: str, last: str) -> None:
    span = moment(text, "Asia/Shanghai", None).span
    assert (span.first, span.last) == (micros(first), micros(last))


def test_without_a_zone_no_moment_is_supposed() -> None:
    found = moment("2026-03-01 10:05", "", None)
    assert (found.span.first, found.span.last, found.basis) == (None, None, "unknown")
    assert moment("2026-03-01 10:05", "", "Asia/Shanghai").basis == "case"
    assert moment("2026-03-01 10:05+08:00", "", None).basis == "source"


def test_an_hour_that_the_clocks_had_twice_may_mean_both() -> None:
    span = moment("2026-11-01 01:30", "America/New_York", None).span
    assert (span.first, span.last) == (micros("2026-11-01T05:30:00"), micros("2026-11-01T06:30:59.999999"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-03-01 25:00",
        "2026-03-01 10:61",
        "昨天",
        "10:05",
        "2026-03-01T10:05+25:00",
        "9999-12-31 23:59-12:00",
    ],
)
def test_what_the_calendar_has_not_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        moment(text, "UTC", None)


def test_a_deadline_is_a_day() -> None:
    assert day("2026年3月1日") == day("2026/3/1") == "2026-03-01"
    for text in ("2026-03-01 10:00", "2026-02-29", "soon"):
        with pytest.raises(BadTime):
            day(text)


def test_a_clock_is_ahead_or_behind() -> None:
    assert [offset(text) for text in ("+00:03:20", "-00:03:20", "00:01", "-90", "15s")] == [200, -200, 60, -90, 15]
    for text in ("3分", "fast", "00:99"):
        with pytest.raises(BadOffset):
            offset(text)

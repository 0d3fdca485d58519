"""Values as a person reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.desktop import shown
from ui.desktop.shown import Clock


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0 B"), (999, "999 B"), (1000, "0.977 KB"), (1536, "1.5 KB"), (10_240, "10 KB"), (741 << 20, "741 MB"), (5 << 40, "5 TB"), (1 << 60, "1024 PB")],
)  # fmt: skip
def test_sizes_have_three_digits(count: int, written: str) -> None:
    assert shown.size(count) == written


@pytest.mark.parametrize(("seconds", "written"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (185, "3:05"), (7800, "2:10:00")])
def test_spans_are_short(seconds: float, written: str) -> None:
    assert shown.span(seconds) == written


def test_a_case_without_a_zone_shows_utc() -> None:
    assert Clock(None).at("2025-04-08T02:21:00.123Z") == "2025-04-08 02:21:00"
    assert Clock(None).name == "UTC"


def test_a_case_with_a_zone_shows_its_clock() -> None:
    clock = Clock("Asia/Shanghai")
    assert clock.at("2025-04-08T18:21:00.1234567Z") == "2025-04-09 02:21:00"
    assert clock.day("2025-04-08T18:21:00Z") == "2025-04-09"


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", None])
def test_a_moment_at_the_edge_of_the_calendar_is_shown_or_left_out(edge: str, zone: str | None) -> None:
    for written in (Clock(zone).at(edge), Clock(zone).day(edge)):
        assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d( \d\d:\d\d:\d\d)?|{shown.NOTHING}", written)
    assert Clock(None).at(edge) == edge[:19].replace("T", " ")


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_a_line_is_one_line_and_hides_nothing(text: str) -> None:
    line = shown.line(text)
    assert not set(line) & set("\n\r\u202e\u200b\u2066\x00")
    assert len(shown.line("a" * 10_000)) == shown.LONGEST_LINE + 1

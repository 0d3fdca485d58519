from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from evidence_desk.model import Instant
from reports.memo.memo import Event, Plot, Timeline
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Box, Dot, Glyphs, Rule, Strip
from reports.memo.paper.plots import HEIGHT, plot_strips, timeline_strips

MEASURE = 455.0
DAYS = tuple((f"10-{day:02d}", day * 3 % 17) for day in range(1, 31))


def words(strips: list[Strip]) -> list[str]:
    return [ink.text for strip in strips for ink in strip.inks if isinstance(ink, Glyphs)]


def drawn(strips: list[Strip], kind: type) -> list[object]:
    return [ink for strip in strips for ink in strip.inks if isinstance(ink, kind)]


@pytest.mark.parametrize("form", ["bars", "columns", "line"])
def test_every_number_of_a_plot_is_in_print(letters: Letters, form: str) -> None:
    strips = plot_strips(Plot("每日消息数", DAYS, form, "条"), MEASURE, letters, "zh")  # type: ignore[arg-type]
    printed = words(strips)
    assert printed[0] == "每日消息数（单位：条）"
    assert all(label in printed for label, _ in DAYS)
    assert not Counter(str(count) for _, count in DAYS) - Counter(printed)


def test_the_length_of_a_bar_is_in_proportion_to_its_count(letters: Letters) -> None:
    boxes = drawn(plot_strips(Plot("类型", (("图片", 400), ("文档", 100), ("其他", 0))), MEASURE, letters, "zh"), Box)
    widths = [box.width for box in boxes if isinstance(box, Box)]
    assert widths[0] == pytest.approx(4 * widths[1])
    assert widths[2] < 1


def test_columns_stand_on_the_axis_and_below_its_top(letters: Letters) -> None:
    boxes = [box for box in drawn(plot_strips(Plot("日", DAYS, "columns"), MEASURE, letters, "zh"), Box) if isinstance(box, Box)]
    assert len(boxes) == sum(1 for _, count in DAYS if count)
    assert all(box.y + box.height == pytest.approx(6 + HEIGHT) and box.y >= 6 for box in boxes)
    assert all(one.x >= 0 and one.x + one.width <= two.x <= MEASURE for one, two in pairwise(boxes))


def test_labels_that_have_no_room_are_left_to_the_numbers_below(letters: Letters) -> None:
    many = tuple((f"2025-{month:02d}-{day:02d}", 1) for month in range(1, 13) for day in range(1, 29))
    drawing = next(strip for strip in plot_strips(Plot("日", many, "columns"), MEASURE, letters, "zh") if strip.height > HEIGHT)
    labels = [ink for ink in drawing.inks if isinstance(ink, Glyphs) and ink.text.startswith("2025")]
    assert 3 < len(labels) < 12
    assert all(one.x + 45 < two.x for one, two in pairwise(labels))


@pytest.mark.parametrize("points", [(), (("一", 0),), (("一", 0), ("二", 0)), (("x" * 3000, 10**12),)])
@pytest.mark.parametrize("form", ["bars", "columns", "line"])
def test_nothing_none_and_much_can_be_plotted(letters: Letters, form: str, points: tuple[tuple[str, int], ...]) -> None:
    strips = plot_strips(Plot("数", points, form), MEASURE, letters, "en")  # type: ignore[arg-type]
    assert ("There is nothing to count." in words(strips)) == (not points)


def test_events_lie_on_the_axis_by_their_time_and_are_told_below(letters: Letters) -> None:
    events = tuple(Event(Instant(second), f"第{second}秒", f"事{second}") for second in (300, 0, 100))
    strips = timeline_strips(Timeline("时间", events), MEASURE, letters, "zh")
    places = [dot.x for dot in drawn(strips, Dot) if isinstance(dot, Dot)]
    assert places[1] - places[0] == pytest.approx((places[2] - places[0]) / 3)
    told = [word for word in words(strips) if word.startswith("事")]
    assert told == ["事项", "事0", "事100", "事300"]


def test_a_crowd_of_events_is_drawn_and_each_is_in_the_table(letters: Letters) -> None:
    events = tuple(Event(Instant(second % 7), "此时", f"事{second}") for second in range(120))
    strips = timeline_strips(Timeline("时间", events), MEASURE, letters, "zh")
    assert len(drawn(strips, Dot)) == 120
    assert sum(word.startswith("事") for word in words(strips)) == 121


def test_a_timeline_of_one_moment_or_of_none_is_drawn(letters: Letters) -> None:
    one = timeline_strips(Timeline("时间", (Event(Instant(5), "此时", "事"),)), MEASURE, letters, "zh")
    assert len(drawn(one, Dot)) == 1
    none = timeline_strips(Timeline("时间", ()), MEASURE, letters, "zh")
    assert not drawn(none, Rule)
    assert "没有可统计的数据。" in words(none)

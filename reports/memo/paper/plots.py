"""Drawings of counts and of events in time. Each has its numbers in print beside or below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from evidence_desk.errors import Language
from reports.memo.memo import Cell, Column, Event, Plot, Table, Timeline
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Box, Dot, Ink, Rule, Strip, gap, moved
from reports.memo.paper.lines import Align, Run, cut_short, set_lines, text_width
from reports.memo.paper.style import ACCENT, HAIRLINE, INK, NOTE, SMALL, Type
from reports.memo.paper.tables import caption_strips, table_strips
from reports.memo.words import say

HEIGHT = 120.0
"""Of the field that columns and courses are drawn in."""
AXIS = 34.0
"""Width left of that field, for the numbers of its lines."""
GRID = 5
"""Pairs of label and number in a row below a drawing."""
LEVELS = 3
"""Rows of numbers above a timeline; an event that finds no place there has its number in the table only."""


def plot_strips(plot: Plot, measure: float, letters: Letters, language: Language) -> list[Strip]:
    words = say("plot.unit", language, caption=plot.caption, unit=plot.unit) if plot.unit else plot.caption
    caption = caption_strips(words, measure, letters, plot.tables)
    if not plot.points:
        return [*caption, *_note(say("plot.empty", language), measure, letters), gap(10)]
    if plot.form == "bars":
        return [*caption, *_bars(plot, measure, letters), gap(10)]
    field = _columns if plot.form == "columns" else _course
    top = _top(max(count for _, count in plot.points))
    inks = [*_scale(top, measure, letters), *field(plot.points, top, measure), *_labels(plot.points, measure, letters)]
    return [*caption, Strip(HEIGHT + 24, tuple(inks), keep=True), *_numbers(plot.points, measure, letters), gap(10)]


def timeline_strips(timeline: Timeline, measure: float, letters: Letters, language: Language) -> list[Strip]:
    caption = caption_strips(timeline.caption, measure, letters)
    if not timeline.events:
        return [*caption, *_note(say("plot.empty", language), measure, letters), gap(10)]
    events = sorted(timeline.events, key=lambda event: event.when)
    columns = (
        Column(say("timeline.number", language), 0.6, "right"),
        Column(say("timeline.time", language), 2.6),
        Column(say("timeline.event", language), 6),
    )
    rows = tuple((Cell(str(number)), Cell(event.printed), Cell(event.text, cites=event.cites)) for number, event in enumerate(events, 1))
    return [*caption, _axis(events, measure, letters), gap(4, keep=True), *table_strips(Table(columns, rows), measure, letters)]


def _note(text: str, measure: float, letters: Letters) -> list[Strip]:
    return [Strip(line.height, line.inks) for line in set_lines([Run(text, NOTE)], measure, letters)]


def _word(text: str, x: float, y: float, width: float, type_: Type, letters: Letters, align: Align = "left") -> list[Ink]:
    """One line, cut short where it is wider than its place."""
    line = set_lines([Run(cut_short(text, type_, letters, width), type_)], width + 1, letters, align=align)[0]
    return [moved(ink, x, y) for ink in line.inks]


def _bars(plot: Plot, measure: float, letters: Letters) -> list[Strip]:
    """One bar a strip: its label, as many lines as it needs, and its number at the end of the bar."""
    most = max(1, *(count for _, count in plot.points))
    label, number = measure * 0.34, 60.0
    strips = []
    for at, (text, count) in enumerate(plot.points):
        lines = set_lines([Run(text, SMALL)], label - 8, letters)
        inks = [moved(ink, 0, SMALL.leading * row + 1) for row, line in enumerate(lines) for ink in line.inks]
        length = (measure - label - number) * count / most
        inks.append(Box(label, 4, max(length, 0.6), SMALL.leading - 6, ACCENT))
        inks += _word(f"{count:,}", label + max(length, 0.6) + 5, 1, number, SMALL, letters)
        strips.append(Strip(SMALL.leading * len(lines) + 2, tuple(inks), keep=at in {0, len(plot.points) - 2} and len(plot.points) > 1))
    return strips


def _top(most: int) -> int:
    """The upper end of a scale of whole numbers: four steps of 1, 2 or 5 times a power of ten."""
    step = 1
    while step * 4 < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step * 4


def _scale(top: int, measure: float, letters: Letters) -> list[Ink]:
    inks: list[Ink] = []
    for quarter in range(5):
        y = 6 + HEIGHT * (1 - quarter / 4)
        inks.append(Rule(AXIS, y, measure, y, INK if quarter == 0 else HAIRLINE, 0.6 if quarter == 0 else 0.4))
        inks += _word(f"{top * quarter // 4:,}", 0, y - 6.3, AXIS - 5, NOTE, letters, "right")
    return inks


def _columns(points: Sequence[tuple[str, int]], top: int, measure: float) -> list[Ink]:
    each = (measure - AXIS) / len(points)
    width = min(each * 0.7, 26.0)
    return [
        Box(AXIS + each * (at + 0.5) - width / 2, 6 + HEIGHT * (1 - count / top), width, HEIGHT * count / top, ACCENT)
        for at, (_, count) in enumerate(points)
        if count
    ]


def _course(points: Sequence[tuple[str, int]], top: int, measure: float) -> list[Ink]:
    each = (measure - AXIS) / len(points)
    places = [(AXIS + each * (at + 0.5), 6 + HEIGHT * (1 - count / top)) for at, (_, count) in enumerate(points)]
    inks: list[Ink] = [Rule(*one, *two, ACCENT, 1.1) for one, two in pairwise(places)]
    return [*inks, *(Dot(x, y, 1.6, ACCENT) for x, y in places if each > 6)]


def _labels(points: Sequence[tuple[str, int]], measure: float, letters: Letters) -> list[Ink]:
    """Labels below the field: every one where they have room, else every second, third, ..."""
    each = (measure - AXIS) / len(points)
    widest = min(110.0, 8 + max(text_width(label[:40], NOTE, letters) for label, _ in points))
    step = max(1, -int(-widest // each))
    inks: list[Ink] = []
    for at in range(0, len(points), step):
        middle = AXIS + each * (at + 0.5)
        left = max(0.0, middle - widest / 2)
        if at and left + widest > measure:
            break  # moved in, it would run into the label before
        inks.append(Rule(middle, 6 + HEIGHT, middle, 9 + HEIGHT, INK, 0.4))
        inks += _word(points[at][0], left, HEIGHT + 9, widest, NOTE, letters, "centre")
    return inks


def _numbers(points: Sequence[tuple[str, int]], measure: float, letters: Letters) -> list[Strip]:
    """The drawing's numbers, label and count in pairs."""
    each = measure / GRID
    strips = []
    for first in range(0, len(points), GRID):
        inks: list[Ink] = [Rule(0, 0, measure, 0, HAIRLINE, 0.4)]
        for at, (label, count) in enumerate(points[first : first + GRID]):
            inks += _word(label, each * at, 2, each * 0.6, NOTE, letters)
            inks += _word(f"{count:,}", each * at, 2, each - 16, NOTE.inked(INK), letters, "right")
        strips.append(Strip(NOTE.leading + 4, tuple(inks), keep=first == 0 and len(points) > GRID))
    return strips


def _axis(events: Sequence[Event], measure: float, letters: Letters) -> Strip:
    first, last = events[0].when.micros, events[-1].when.micros
    y = 12.0 * LEVELS + 8
    inks: list[Ink] = [Rule(0, y, measure, y, INK, 0.6)]
    taken = [-1e9] * LEVELS
    for number, event in enumerate(events, 1):
        x = 6 + (measure - 12) * ((event.when.micros - first) / (last - first) if last > first else 0.5)
        inks.append(Dot(x, y, 2.2, ACCENT))
        width = text_width(str(number), NOTE, letters)
        level = next((at for at in range(LEVELS) if taken[at] + 4 < x - width / 2), None)
        if level is not None:
            taken[level] = x + width / 2
            inks += _word(str(number), x - width / 2, y - 16 - 11 * level, width, NOTE.inked(ACCENT), letters)
    inks += _word(events[0].printed, 0, y + 4, measure / 2 - 6, NOTE, letters)
    inks += _word(events[-1].printed, measure / 2 + 6, y + 4, measure / 2 - 6, NOTE, letters, "right")
    return Strip(y + 20, tuple(inks), keep=True)

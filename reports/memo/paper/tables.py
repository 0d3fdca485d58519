"""Tables as strips: the head comes again on each page, and a row longer than a page goes on on the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.memo.memo import Cell, Column, Mark, Table
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Box, Ink, Rule, Strip, gap, moved
from reports.memo.paper.lines import Line, Run, set_lines, text_width
from reports.memo.paper.style import ACCENT, EVEN, FAILS, HAIRLINE, HOLDS, OPEN, QUIET, SMALL, SMALL_STRONG, TINT, WHOLE, Type

PAD = 5.0
GUTTER = 10.0
SIGNS: dict[Mark, tuple[str, str]] = {"holds": ("✓", HOLDS), "fails": ("✗", FAILS), "open": ("—", OPEN)}


def table_strips(table: Table, measure: float, letters: Letters) -> list[Strip]:
    widths = _widths(table.columns, measure, letters)
    head = _head(table.columns, widths, measure, letters)
    body = [strip for row in table.rows for strip in _row(table.columns, row, widths, measure, letters)]
    if body:
        head[-1] = replace(head[-1], keep=True)
    body = [replace(strip, head=tuple(head)) for strip in body]
    return [*caption_strips(table.caption, measure, letters, table.tables), *head, *body, gap(10)]


def caption_strips(caption: str, measure: float, letters: Letters, tables: Sequence[str] = ()) -> list[Strip]:
    if not caption:
        return []
    lines = set_lines([Run(caption, SMALL_STRONG.inked(QUIET)), *table_runs(tables, SMALL_STRONG)], measure, letters)
    return [*(Strip(line.height, line.inks, keep=True) for line in lines), gap(3, keep=True)]


def sign_runs(mark: Mark | None, type_: Type) -> list[Run]:
    """The sign of a check's outcome, to stand before its word."""
    if mark is None:
        return []
    sign, colour = SIGNS[mark]
    return [Run(f"{sign} ", replace(type_, cut="bold", colour=colour))]


def cell_runs(cell: Cell, type_: Type) -> list[Run]:
    text = type_ if cell.mark is None else replace(type_, cut="bold", colour=SIGNS[cell.mark][1])
    return [*sign_runs(cell.mark, type_), Run(cell.text, text), *cite_runs(cell.cites, type_)]


def cite_runs(cites: Sequence[int], beside: Type) -> list[Run]:
    """Marks such as [3], small and raised, that lead to the annex."""
    small = replace(beside, cut="regular", size=beside.size * 0.72, colour=ACCENT)
    return [Run(f"[{number}]", small, to=cite_anchor(number), rise=beside.size * 0.3) for number in cites]


def table_runs(tables: Sequence[str], beside: Type) -> list[Run]:
    """Marks such as [messages]: the public table that a number was counted from."""
    small = replace(beside, cut="regular", size=beside.size * 0.72, colour=QUIET)
    return [Run(f"[{table}]", small, rise=beside.size * 0.3) for table in tables]


def cite_anchor(number: int) -> str:
    return f"cite-{number}"


def _widths(columns: Sequence[Column], measure: float, letters: Letters) -> list[float]:
    """By the columns' shares, but none narrower than the longest word of its title where the others can give way."""
    least = [max(text_width(word, SMALL_STRONG, letters) for word in (column.title.split() or [""])) + GUTTER + 1 for column in columns]
    total = sum(column.share for column in columns)
    widths = [measure * column.share / total for column in columns]
    short = sum(max(0.0, need - width) for need, width in zip(least, widths, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(least, widths, strict=True))
    if short > spare:
        return widths
    return [need if width < need else width - (width - need) * short / spare for need, width in zip(least, widths, strict=True)]


def _head(columns: Sequence[Column], widths: Sequence[float], measure: float, letters: Letters) -> list[Strip]:
    cells = [
        set_lines([Run(column.title, SMALL_STRONG)], width - GUTTER, letters, align=column.align)
        for column, width in zip(columns, widths, strict=True)
    ]
    strips = _stacked(cells, widths, measure)
    return [replace(strip, inks=(Box(0, 0, measure, strip.height, TINT), *strip.inks), keep=True) for strip in strips]


def _row(columns: Sequence[Column], row: Sequence[Cell], widths: Sequence[float], measure: float, letters: Letters) -> list[Strip]:
    cells = [
        set_lines(cell_runs(cell, EVEN if column.digits else SMALL), width - GUTTER, letters, align=column.align)
        for cell, column, width in zip(row, columns, widths, strict=True)
    ]
    strips = _stacked(cells, widths, measure, [cell.typed for cell in row])
    last = len(strips) - 1
    return [replace(strip, keep=at < last and (last < WHOLE or at in {0, last - 1})) for at, strip in enumerate(strips)]


def _stacked(cells: Sequence[Sequence[Line]], widths: Sequence[float], measure: float, typed: Sequence[bool] = ()) -> list[Strip]:
    """The n-th strip holds the n-th line of each cell; the first and last are padded, and a hairline ends the row. What a person
    wrote has the bar of a person's words at its left."""
    count = max(len(lines) for lines in cells)
    strips = []
    for at in range(count):
        above, below = (PAD if at == 0 else 0.0), (PAD if at == count - 1 else 0.0)
        height = max(lines[at].height for lines in cells if at < len(lines))
        inks: list[Ink] = []
        left = GUTTER / 2
        for lines, width, by_a_person in zip(cells, widths, typed or [False] * len(cells), strict=True):
            if at < len(lines):
                inks += [Box(left - 6, above, 2, height, ACCENT)] if by_a_person else []
                inks += [moved(ink, left, above) for ink in lines[at].inks]
            left += width
        if below:
            inks.append(Rule(0, above + height + below, measure, above + height + below, HAIRLINE))
        strips.append(Strip(above + height + below, tuple(inks)))
    return strips

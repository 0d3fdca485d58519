from __future__ import annotations

import pytest

from reports.memo.memo import Cell, Column, Table
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Box, Glyphs, Link, Rule, Strip
from reports.memo.paper.pages import Page, paginate
from reports.memo.paper.tables import GUTTER, table_strips

COLUMNS = (Column("编号", 1, "right"), Column("路径", 4), Column("SHA-256", 3, digits=True))


def said(strips: list[Strip]) -> list[str]:
    return ["".join(ink.text for ink in strip.inks if isinstance(ink, Glyphs)) for strip in strips]


def words(page: Page) -> list[str]:
    return [ink.text for ink in page.inks if isinstance(ink, Glyphs)]


def rows(count: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Cell(str(n)), Cell(f"/路径/{n}.db"), Cell("0a" * 8)) for n in range(count))


def test_a_hundred_rows_break_over_pages_with_the_head_on_each(letters: Letters) -> None:
    pages = paginate(table_strips(Table(COLUMNS, rows(100)), 455, letters), 600)
    assert len(pages) > 3
    assert all(words(page)[:3] == ["编号", "路径", "SHA-256"] for page in pages)
    numbers = [word for page in pages for word in words(page) if word.isdecimal() and len(word) < 4]
    assert numbers == [str(n) for n in range(100)]


def test_a_row_of_a_few_lines_is_not_broken(letters: Letters) -> None:
    strips = table_strips(Table(COLUMNS, ((Cell("1"), Cell("很长的路径/" * 12), Cell("")),)), 455, letters)
    body = [strip for strip in strips if strip.head]
    assert len(body) > 2
    assert [strip.keep for strip in body] == [True] * (len(body) - 1) + [False]


def test_a_cell_longer_than_a_page_goes_on_below_the_head_of_the_next(letters: Letters) -> None:
    table = Table(COLUMNS, ((Cell("1"), Cell("x" * 20_000), Cell("")),))
    pages = paginate(table_strips(table, 455, letters), 600)
    assert len(pages) > 5
    assert sum(strip.keep for strip in table_strips(table, 455, letters)) < 10
    assert all(page.filled <= 600 for page in pages)
    assert sum(word.count("x") for page in pages for word in words(page)) == 20_000
    assert all("路径" in words(page) for page in pages)


def test_no_text_leaves_its_column(letters: Letters) -> None:
    table = Table(COLUMNS, ((Cell("9" * 40), Cell("很长的路径" * 9), Cell("f" * 64)),))
    edges = [455 / 8, 455 * 5 / 8, 455.0]
    for strip in table_strips(table, 455, letters):
        for ink in strip.inks:
            if isinstance(ink, Glyphs):
                right = ink.x + sum(letters.width(char, ink.type.cut) for char in ink.text) * ink.type.size
                assert right <= next(edge for edge in edges if ink.x < edge) + 0.1


def test_a_title_is_not_broken_where_the_other_columns_can_give_way(letters: Letters) -> None:
    columns = (Column("Evidence", 0.1), Column("Path", 5, "right"))
    strips = table_strips(Table(columns, rows(0)), 300, letters)
    assert said(strips)[0] == "EvidencePath"
    [evidence, path] = [ink for ink in strips[0].inks if isinstance(ink, Glyphs)]
    assert path.x + sum(letters.width(char, "bold") for char in path.text) * path.type.size == pytest.approx(300 - GUTTER / 2)
    assert evidence.x < path.x


def test_a_verdict_is_a_sign_and_a_word(letters: Letters) -> None:
    table = Table((Column("结论"),), ((Cell("一致", "holds"),), (Cell("不一致", "fails"),), (Cell("无可比值", "open"),)))
    assert said(table_strips(table, 200, letters))[1:4] == ["✓ 一致", "✗ 不一致", "— 无可比值"]


def test_a_citation_in_a_cell_leads_to_the_annex(letters: Letters) -> None:
    strips = table_strips(Table((Column("事项"),), ((Cell("发送账户", cites=(7,)),),)), 200, letters)
    assert [ink.to for strip in strips for ink in strip.inks if isinstance(ink, Link)] == ["cite-7"]


def test_the_head_is_light_and_each_row_ends_in_a_hairline(letters: Letters) -> None:
    strips = table_strips(Table(COLUMNS, rows(3)), 455, letters)
    assert isinstance(strips[0].inks[0], Box)
    assert all(any(isinstance(ink, Rule) for ink in strip.inks) for strip in strips[:4])


def test_a_table_without_rows_keeps_its_head(letters: Letters) -> None:
    assert said(table_strips(Table(COLUMNS, ()), 455, letters))[0] == "编号路径SHA-256"

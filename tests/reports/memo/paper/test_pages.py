from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.memo.paper.ink import Box, Rule, Strip, gap
from reports.memo.paper.pages import Page, paginate


def strip(name: int, height: float = 10, **how: object) -> Strip:
    """A strip that can be told apart by the width of its box."""
    return Strip(height, (Box(0, 0, name, height, "#000000"),), **how)  # type: ignore[arg-type]


def names(page: Page) -> list[int]:
    return [int(ink.width) for ink in page.inks if isinstance(ink, Box)]


def test_strips_fill_a_page_and_then_the_next() -> None:
    pages = paginate([strip(n) for n in range(7)], 30)
    assert [names(page) for page in pages] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [ink.y for ink in pages[0].inks if isinstance(ink, Box)] == [0, 10, 20]


def test_a_heading_goes_along_with_what_follows_it() -> None:
    pages = paginate([strip(1), strip(2), strip(3, keep=True), strip(4)], 30)
    assert [names(page) for page in pages] == [[1, 2], [3, 4]]


def test_what_keeps_together_but_is_taller_than_a_page_breaks() -> None:
    pages = paginate([strip(0), *(strip(n, keep=True) for n in range(1, 6)), strip(6)], 30)
    assert [names(page) for page in pages] == [[0, 1, 2], [3, 4, 5], [6]]


def test_the_head_of_a_table_comes_again_on_each_page() -> None:
    head = strip(99)
    pages = paginate([head, *(strip(n, head=(head,)) for n in range(5))], 30)
    assert [names(page) for page in pages] == [[99, 0, 1], [99, 2, 3], [99, 4]]


def test_white_space_is_dropped_at_the_top_and_makes_no_page_of_its_own() -> None:
    pages = paginate([gap(5), strip(1), gap(25), strip(2), gap(30)], 30)
    assert [names(page) for page in pages] == [[1], [2]]
    assert isinstance(pages[1].inks[0], Box) and pages[1].inks[0].y == 0


def test_a_section_can_ask_for_a_new_page_but_not_for_an_empty_one() -> None:
    pages = paginate([strip(1, new_page=True), strip(2, new_page=True)], 30)
    assert [names(page) for page in pages] == [[1], [2]]


def test_nothing_makes_one_empty_page() -> None:
    assert [page.inks for page in paginate([], 30)] == [[]]


@given(st.lists(st.tuples(st.floats(1, 40), st.booleans(), st.booleans()), max_size=40))
@settings(max_examples=200, deadline=None)
def test_every_strip_is_on_one_page_in_order_and_inside_it(shapes: list[tuple[float, bool, bool]]) -> None:
    strips = [strip(at, height, keep=keep, new_page=new) for at, (height, keep, new) in enumerate(shapes)]
    pages = paginate(strips, 50)
    assert [name for page in pages for name in names(page)] == list(range(len(shapes)))
    assert all(page.filled <= 50 for page in pages)


def test_rules_move_with_their_strip() -> None:
    page = paginate([strip(1), Strip(5, (Rule(0, 1, 9, 4, "#000000"),))], 50)[0]
    assert [(ink.y, ink.to_y) for ink in page.inks if isinstance(ink, Rule)] == [(11, 14)]

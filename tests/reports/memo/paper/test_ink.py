from __future__ import annotations

import pytest

from reports.memo.paper.ink import Anchor, Box, Dot, Glyphs, Ink, Link, Rule, Stamp, Strip, gap, moved
from reports.memo.paper.style import BODY


@pytest.mark.parametrize(
    ("ink", "there"),
    [
        (Glyphs(1, 2, "检", BODY), Glyphs(11, 22, "检", BODY)),
        (Rule(1, 2, 3, 4, "#000000"), Rule(11, 22, 13, 24, "#000000")),
        (Box(1, 2, 3, 4, "#000000"), Box(11, 22, 3, 4, "#000000")),
        (Dot(1, 2, 3, "#000000"), Dot(11, 22, 3, "#000000")),
        (Link(1, 2, 3, 4, "cite-1"), Link(11, 22, 3, 4, "cite-1")),
        (Anchor(2, "cite-1"), Anchor(22, "cite-1")),
        (Stamp(1, 2, "草稿", BODY), Stamp(11, 22, "草稿", BODY)),
    ],
)
def test_ink_moves_whole(ink: Ink, there: Ink) -> None:
    assert moved(ink, 10, 20) == there


def test_a_gap_is_blank_and_a_strip_with_ink_is_not() -> None:
    assert gap(5).blank
    assert not Strip(5, (Anchor(0, "a"),)).blank

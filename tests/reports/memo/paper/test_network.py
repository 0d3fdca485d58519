from itertools import pairwise

import pytest

from reports.memo.paper.network import RADIUS, _places

NAME = 9.0
"""Points that a line of a name is high."""


@pytest.mark.parametrize("count", [2, 3, 13, 18, 40])
def test_names_on_one_side_do_not_cover_each_other(count):
    places = _places(count, 200.0, 100.0)
    assert len(set(places)) == count
    for side in (1, -1):
        heights = sorted(y for x, y in places if (x - 200.0) * side > 0)
        assert all(below - above >= NAME for above, below in pairwise(heights))
        assert all(abs(y - 100.0) <= RADIUS for y in heights)

"""Ranges against a plain set of numbers."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.ranges import Ranges


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(-2, 12)), max_size=25))
def test_ranges_hold_the_same_bytes_as_a_set_and_never_touch(added: list[tuple[int, int]]) -> None:
    ranges, plain = Ranges(), set[int]()
    for offset, length in added:
        ranges.add(offset, length)
        plain |= set(range(offset, offset + length))
    listed = ranges.listed()
    assert {byte for offset, length in listed for byte in range(offset, offset + length)} == plain
    assert all(one + length < other for (one, length), (other, _) in pairwise(listed))

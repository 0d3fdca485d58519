"""How the segments of an Ex01 image are numbered."""

from __future__ import annotations

import pytest

from evidence_desk.source.media.ewf2.segments import Endings


@pytest.mark.parametrize(
    ("ending", "number"), [("Ex01", 1), ("Ex99", 99), ("ExAA", 100), ("ExAZ", 125), ("ExZZ", 775), ("EyAA", 776), ("EzZZ", 2127)]
)
def test_endings_go_from_digits_to_letters_and_on(ending: str, number: int) -> None:
    assert Endings("Ex").number(ending) == number
    assert Endings("Ex").number(ending.lower()) == number
    assert Endings("Ex").ending(number) == ending


@pytest.mark.parametrize("ending", ["Ex00", "Ey01", "exe", "Ex1A", "E01", "Lx01", "Ex٠١"])
def test_what_numbers_no_segment_has_no_number(ending: str) -> None:
    assert Endings("Ex").number(ending) is None

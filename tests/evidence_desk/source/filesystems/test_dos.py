"""DOS dates."""

from __future__ import annotations

import pytest

from evidence_desk.source.filesystems import dos


def test_a_stamp_is_read_as_if_the_clock_had_shown_utc() -> None:
    assert dos.seconds((39 << 9 | 4 << 5 | 17) << 16 | 10 << 11 | 30 << 5 | 26) == 1_555_497_052
    assert dos.seconds(0) is None
    assert dos.seconds(0x1234) is None, "a time without a date"


@pytest.mark.parametrize(
    "stamp", [0xFFFFFFFF, (39 << 9 | 13 << 5 | 1) << 16, (39 << 9 | 2 << 5 | 31) << 16, (39 << 9 | 1 << 5 | 1) << 16 | 31 << 11]
)
def test_what_is_no_moment_is_refused(stamp: int) -> None:
    with pytest.raises(ValueError):
        dos.seconds(stamp)

"""An amount is read where it can be read in one way only."""

from __future__ import annotations

import pytest

from evidence_desk.money import money


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("￥1,234.50", ("1234.50", "CNY")), ("100元", ("100", "CNY")), ("￥５０", ("50", "CNY")), ("12.5 USDT", ("12.5", "USDT")), ("20", ("20", "CNY")),
        ("$5", ("5", None)), ("HKD 3", ("3", "HKD")), ("2万", (None, None)), ("1,50", (None, None)), ("1.2.3", (None, None)), ("100k", (None, None)),
        ("", (None, None)), (None, (None, None)),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_no_amount(written: str | None, found: tuple[str | None, str | None]) -> None:
    assert money(written, "CNY") == found


def test_a_sign_that_currencies_share_is_none_of_them_unless_the_app_has_one() -> None:
    assert (money("¥5"), money("¥5", "JPY"), money("5")) == (("5", None), ("5", "JPY"), ("5", None))

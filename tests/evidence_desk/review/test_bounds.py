"""Bounds on the whole: against published values, and against every case of small populations."""

from __future__ import annotations

from math import comb

import pytest

from evidence_desk.review.bounds import clopper_pearson, hypergeometric


@pytest.mark.parametrize(
    ("wrong", "sample", "low", "high"),
    [
        (3, 10, 0.06673951, 0.65245285), (10, 100, 0.04900469, 0.17622260), (5, 20, 0.08657147, 0.49104587), (0, 300, 0.0, 0.01222097), (1, 1, 0.025, 1.0),
    ],
)  # fmt: skip
def test_the_interval_of_clopper_and_pearson_is_the_published_one(wrong: int, sample: int, low: float, high: float) -> None:
    assert clopper_pearson(wrong, sample, 0.95) == pytest.approx((low, high), abs=5e-9)


def test_no_error_in_a_sample_bounds_the_share_as_the_rule_of_three_says() -> None:
    assert clopper_pearson(0, 300, 0.90)[1] == pytest.approx(1 - 0.05 ** (1 / 300), abs=1e-12)


def test_what_is_wrong_from_the_other_end_is_right_from_this_one() -> None:
    low, high = clopper_pearson(3, 10, 0.95)
    assert clopper_pearson(7, 10, 0.95) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize("population", [1, 7, 20, 33])
def test_the_bounds_of_a_finite_whole_are_those_that_counting_every_case_gives(population: int) -> None:
    for sample in {1, population // 3 or 1, population}:
        for wrong in range(sample + 1):
            possible = [
                total
                for total in range(wrong, population - (sample - wrong) + 1)
                if min(sum(_ways(total, one, sample, population) for one in some) for some in (range(wrong + 1), range(wrong, sample + 1)))
                > 0.025 * comb(population, sample)
            ]
            assert hypergeometric(wrong, sample, population, 0.95) == (possible[0], possible[-1]), (wrong, sample)


def _ways(total: int, wrong: int, sample: int, population: int) -> int:
    return comb(total, wrong) * comb(population - total, sample - wrong) if sample - wrong >= 0 else 0


def test_a_whole_that_was_examined_is_known() -> None:
    assert hypergeometric(4, 50, 50, 0.99) == (4, 4)


@pytest.mark.parametrize("given", [(2, 1, 0.95), (0, 0, 0.95), (-1, 5, 0.95), (1, 5, 1.0), (1, 5, 0.0)])
def test_what_is_no_sample_is_refused(given: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError):
        clopper_pearson(*given)
    with pytest.raises(ValueError):
        hypergeometric(1, 10, 5, 0.95)

"""Bounds on the whole: against published values, and against every case of small populations."""

from __future__ import annotations

from math import comb

import pytest

from evidence_desk.review.bounds import hypergeometric


def test_what_is_wrong_from_the_other_end_is_right_from_this_one() -> None:
    low, high = hypergeometric(3, 10, 40, 0.95)
    assert hypergeometric(7, 10, 40, 0.95) == (40 - high, 40 - low)


def test_in_a_whole_that_is_large_the_share_is_that_of_the_rule_of_three() -> None:
    assert hypergeometric(0, 300, 1_000_000, 0.90)[1] / 1_000_000 == pytest.approx(1 - 0.05 ** (1 / 300), abs=2e-5)
    assert hypergeometric(3, 10, 10_000_000, 0.95)[0] / 10_000_000 == pytest.approx(0.06673951, abs=1e-5), "Clopper and Pearson's"


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
    wrong, sample, confidence = given
    with pytest.raises(ValueError):
        hypergeometric(wrong, sample, 50, confidence)
    with pytest.raises(ValueError):
        hypergeometric(1, 10, 5, 0.95)

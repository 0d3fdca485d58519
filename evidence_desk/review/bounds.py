"""How many of a whole are wrong, from how many of a sample were: an exact interval, by arithmetic that anyone can repeat.

The inverted hypergeometric test for a number of a finite population (Buonaccorsi, The American Statistician 41, 1987): what Clopper and Pearson's is for
one without end. It keeps its confidence whatever the truth is and is no estimate by a normal curve. Its ends are whole units of the population; a share
is one of these numbers divided by the population's, so that number and share never say different things.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

CLOSE = 1e-9
"""A probability as near to the limit as this is computed again in whole numbers."""


def hypergeometric(wrong: int, sample: int, population: int, confidence: float) -> tuple[int, int]:
    """The smallest and the largest number of wrong ones in the whole that the sample does not contradict at this confidence."""
    _check(wrong, sample, confidence)
    if sample > population:
        raise ValueError(f"a sample of {sample} from {population}")
    limit = Fraction(str(round(1 - confidence, 12))) / 2
    first, last = wrong, population - (sample - wrong)
    low = _first(first, last, lambda total: _exceeds(population - total, sample - wrong, sample, population, limit))
    high = population - _first(
        population - last, population - first, lambda right: _exceeds(population - right, wrong, sample, population, limit)
    )
    return low, high


def _exceeds(total: int, most: int, sample: int, population: int, limit: Fraction) -> bool:
    """Whether at most so many of a sample are of the `total` with a probability above the limit."""
    probability = _at_most(total, most, sample, population)
    if abs(probability - float(limit)) > CLOSE:
        return probability > limit
    return Fraction(_ways(total, most, sample, population), math.comb(population, sample)) > limit


def _at_most(total: int, most: int, sample: int, population: int) -> float:
    least = max(0, sample - (population - total))
    whole = _log_comb(population, sample)
    terms = [
        _log_comb(total, one) + _log_comb(population - total, sample - one) - whole for one in range(least, min(most, total, sample) + 1)
    ]
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _ways(total: int, most: int, sample: int, population: int) -> int:
    least = max(0, sample - (population - total))
    return sum(math.comb(total, one) * math.comb(population - total, sample - one) for one in range(least, min(most, total, sample) + 1))


def _log_comb(total: int, chosen: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first number of a range from which on a condition holds; the last one where it holds for no other."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _check(wrong: int, sample: int, confidence: float) -> None:
    if not (0 <= wrong <= sample and sample > 0 and 0 < confidence < 1):
        raise ValueError(f"{wrong} of {sample} at {confidence}")

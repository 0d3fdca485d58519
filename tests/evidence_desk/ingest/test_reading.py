"""What a worker says of a file that it reads."""

from __future__ import annotations

import random

from evidence_desk.ingest.reading import touches


def test_a_run_that_shares_one_byte_with_a_bad_range_is_damaged_and_no_other() -> None:
    bad = [(100, 10), (500, 1), (900, 100)]
    assert touches([(0, 101)], bad)
    assert touches([(109, 1)], bad)
    assert touches([(0, 5), (500, 1)], bad)
    assert touches([(0, 5000)], bad)
    assert touches([(999, 1)], bad)
    assert not touches([(0, 100), (110, 390), (501, 399), (1000, 9)], bad)
    assert not touches([(0, 100)], [])
    assert not touches([], bad)


def test_it_agrees_with_looking_at_every_byte() -> None:
    noise = random.Random(4)
    for _ in range(500):
        bad = [(at * 20, noise.randrange(1, 20)) for at in sorted(noise.sample(range(30), 6))]
        run = noise.randrange(620), noise.randrange(1, 60)
        lost = {byte for offset, length in bad for byte in range(offset, offset + length)}
        assert touches([run], bad) == bool(lost & set(range(run[0], run[0] + run[1])))

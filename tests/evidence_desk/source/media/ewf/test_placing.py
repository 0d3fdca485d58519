"""Which chunk a table begins with, where some are missing."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf.placing import place
from evidence_desk.source.media.ewf.tables import Table
from evidence_desk.source.media.file import EvidenceFile


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> EvidenceFile:
    path = tmp_path_factory.mktemp("placing") / "a"
    path.write_bytes(b"x")
    return EvidenceFile(path, Descriptors())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5)), min_size=1, max_size=8), st.booleans())
def test_a_table_has_its_own_place_or_none(file: EvidenceFile, plan: list[tuple[bool, int]], known: bool) -> None:
    """Of tables of which some are lost, whatever the order: never is one put where another belongs."""
    pieces, truth, first = [], {}, 0
    for number, (lost, count) in enumerate(plan):
        table = Table(file, number, array("I", [0] * count), count, 0, checked=True)
        truth[number] = first
        first += count
        pieces.append(None if lost else table)
    placement = place(pieces, first if known else None)
    assert [truth[table.base] for table in placement.tables] == placement.firsts
    placed, unplaced = {table.base for table in placement.tables}, {table.base for table in placement.unplaced}
    assert placed | unplaced == {number for number, (lost, _) in enumerate(plan) if not lost}
    if sum(lost for lost, _ in plan) <= 1 and known:
        assert not unplaced
    for chunk in range(first):
        found = placement.find(chunk)
        if found:
            assert truth[found[0].base] + found[1] == chunk


def test_more_chunks_than_are_counted_are_not_placed_from_the_end(file: EvidenceFile) -> None:
    one, two = (Table(file, 0, array("I", [0] * 4), 4, 0, checked=True) for _ in range(2))
    placement = place([one, None, two], 5)
    assert (placement.tables, placement.unplaced, placement.chunks) == ([one], [two], 5)

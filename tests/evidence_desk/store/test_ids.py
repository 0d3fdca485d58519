"""Ids of rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_desk.errors import NoSuchItem
from evidence_desk.store import ids


@given(st.integers(1, ids.MOST_EVIDENCE), st.integers(0, ids.MOST_ENTRIES), st.integers(0, ids.MOST_RECORDS))
def test_every_id_is_read_as_it_was_written_and_fits_a_row(evidence: int, number: int, index: int) -> None:
    entry = ids.entry_id(evidence, number)
    record = ids.record_id(entry, index)
    assert record < 1 << 63
    assert ids.read(ids.written("entries", entry)) == ("entries", entry)
    assert ids.read(ids.written("messages", record)) == ("messages", record)
    assert ids.entry_of(record) == entry
    assert ids.evidence_of_record(record) == evidence == ids.evidence_of_entry(entry)


def test_an_id_says_where_its_row_is() -> None:
    assert ids.written("messages", ids.record_id(ids.entry_id(2, 31), 7)) == "m2.31.7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e",
        "e1",
        "e1.2.3",
        "m1.2",
        "y1",
        "e1.x",
        "e١.2",
        "e-1.2",
        "t",
        "m1..2",
        "e1.999999999999999",
        "e4096.1",
        "e1.134217729",
        "m1.1.16777216",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(NoSuchItem):
        ids.read(text)

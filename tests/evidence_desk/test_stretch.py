"""Entries in columns: what is in them, and what is refused."""

from __future__ import annotations

import struct

import msgspec
import pytest

from evidence_desk.ingest import wire
from evidence_desk.model import Entry
from evidence_desk.stretch import Stretch

COLUMNS = {
    "first": 7, "volume": 2, "paths": ["/a", "/a/文件.txt"], "parents": struct.pack("2q", 0, 7), "kinds": b"\1\0",
    "sizes": struct.pack("2q", 56, 9), "addresses": struct.pack("2q", 40, 41), "attributes": struct.pack("2q", 144 << 16, 128 << 16 | 3),
    "times": struct.pack("8q", 1, 2, 3, 4, 5, 6, 7, 8), "fine": struct.pack("2q", 10, 11),
}  # fmt: skip


def test_columns_are_entries_again() -> None:
    assert list(Stretch(**COLUMNS).entries()) == [
        Entry(7, None, 2, "/a", "directory", None, 56, True, 40, 144 << 16, 1, 2, 3, 4, 10),
        Entry(8, 7, 2, "/a/文件.txt", "file", None, 9, True, 41, 128 << 16 | 3, 5, 6, 7, 8, 11),
    ]


@pytest.mark.parametrize("column", ["parents", "kinds", "sizes", "addresses", "attributes", "times", "fine"])
def test_a_frame_with_a_column_too_short_is_no_answer(column: str) -> None:
    whole = msgspec.msgpack.encode(wire.Stretches([Stretch(**COLUMNS)]))
    assert isinstance(wire._replies.decode(whole), wire.Stretches)
    rows = [value[:-1] if name == column else value for name, value in COLUMNS.items()]
    with pytest.raises(msgspec.DecodeError):
        wire._replies.decode(msgspec.msgpack.encode({"type": "stretches", "batch": [rows]}))


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        Stretch(**{**COLUMNS, "kinds": b"\1\4"})

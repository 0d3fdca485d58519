"""Contents that need no library."""

from __future__ import annotations

import pytest

from evidence_desk.source.filesystems.contents import Held, Pieces, Scratch

DATA = bytes(range(100))


def test_pieces_are_read_across_their_borders() -> None:
    pieces = Pieces(lambda offset, length: DATA[offset : offset + length], ((10, 5), (None, 3), (50, 4)), 12)
    whole = DATA[10:15] + bytes(3) + DATA[50:54]
    for offset in range(13):
        for length in range(14):
            assert pieces.read_at(offset, length) == whole[offset : offset + length]
    assert pieces.runs() == [(10, 5), (50, 4)]


def test_where_the_medium_ends_the_rest_is_an_error() -> None:
    pieces = Pieces(lambda offset, length: DATA[offset : offset + length], ((95, 20),), 20)
    assert pieces.read_at(0, 20) == DATA[95:]
    with pytest.raises(OSError):
        pieces.read_at(5, 10)


def test_held_and_unpacked_bytes_are_read_anywhere() -> None:
    for content in (Held(DATA), Scratch([DATA[:40], DATA[40:]])):
        assert content.size == 100
        assert content.read_at(90, 20) == DATA[90:]
        assert content.read_at(200, 5) == b"" and content.read_at(0, -1) == b""
        assert content.runs() == []

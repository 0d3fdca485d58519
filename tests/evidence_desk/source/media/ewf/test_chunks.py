"""One chunk by itself: what its checksum vouches for, and nothing else."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.ewf.chunks import Chunk, inflated, stored


def view(data: bytes) -> memoryview:
    return memoryview(data)


def sealed(data: bytes) -> bytes:
    return data + zlib.adler32(data).to_bytes(4, "little")


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.binary(max_size=20), st.integers(0, 9))
def test_what_was_written_is_read_and_bytes_behind_it_are_counted(data: bytes, behind: bytes, level: int) -> None:
    assert stored(view(sealed(data) + behind), len(data)) == Chunk(data, len(behind))
    assert inflated(view(zlib.compress(data, level) + behind), 300) == Chunk(data, len(behind))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_chunk_or_none(coded: bytes) -> None:
    stored(view(coded), 64)
    inflated(view(coded), 64)


def test_every_bit_of_a_stored_chunk_counts() -> None:
    coded = sealed(bytes(range(64)) * 2)
    for bit in range(len(coded) * 8):
        bad = bytearray(coded)
        bad[bit // 8] ^= 1 << bit % 8
        assert stored(view(bytes(bad)), 128) is None


def test_a_stream_longer_than_the_chunk_or_cut_short_is_none() -> None:
    coded = zlib.compress(bytes(1000))
    assert inflated(view(coded), 999) is None
    assert all(inflated(view(coded[:end]), 1000) is None for end in range(len(coded)))


@pytest.mark.parametrize("length", [100, 513])
def test_a_stored_chunk_of_another_length_is_what_its_checksum_says(length: int) -> None:
    assert stored(view(sealed(b"a" * length)), 512) == Chunk(b"a" * length)

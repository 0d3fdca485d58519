"""Whether each bit of a stream is as its encoder writes it, also those that do not matter to the data."""

from __future__ import annotations

import zlib

import pytest
from zlib_ng import zlib_ng

from evidence_desk.source.media.ewf.coding import Coding, writer


def flips(coded: bytes) -> list[bytes]:
    return [coded[: bit // 8] + bytes([coded[bit // 8] ^ 1 << bit % 8]) + coded[bit // 8 + 1 :] for bit in range(len(coded) * 8)]


def same(coded: bytes, data: bytes) -> bool:
    """Whether a stream still decodes to the data, to its last byte and under its checksum."""
    stream = zlib.decompressobj()
    try:
        return stream.decompress(coded) == data and stream.eof and not stream.unused_data
    except zlib.error:
        return False


@pytest.mark.parametrize("level", range(10))
def test_a_changed_bit_that_leaves_the_data_as_they_are_is_still_seen(disk: bytes, level: int) -> None:
    unseen = 0
    for data in (bytes(4096), disk[3000:5000], disk[:1024]):
        coded = zlib.compress(data, level)
        assert writer(coded, data)
        harmless = [flip for flip in flips(coded) if same(flip, data)]
        unseen += len(harmless)
        assert not any(writer(flip, data) for flip in harmless)
    assert unseen  # there are such bits: else all of this would be for nothing


def test_zlib_ng_is_known_too(disk: bytes) -> None:
    coded = zlib_ng.compress(disk, 6)
    found = writer(coded, disk)
    assert found is not None
    assert found.modern


def test_an_encoder_that_is_not_known_is_not_tried_further(disk: bytes) -> None:
    def foreign(data: bytes) -> bytes:
        fresh = zlib.compressobj(6, zlib.DEFLATED, 15, 8, zlib.Z_HUFFMAN_ONLY)
        return fresh.compress(data) + fresh.flush()

    coding = Coding([(foreign(disk[:512]), disk[:512])], 1 << 20, 0)
    assert coding.alike(memoryview(zlib.compress(disk)), disk) is None


def test_streams_beyond_the_longest_are_not_judged_and_repeating_ones_once() -> None:
    coded = zlib.compress(bytes(1024), 1)
    coding = Coding([(coded, bytes(1024))], len(coded), len(coded))
    assert coding.alike(memoryview(coded), bytes(1024)) is True
    assert coding.alike(memoryview(coded), b"not looked at again") is True
    assert coding.alike(memoryview(coded + b"\0"), bytes(1024)) is None

"""Flip any single bit of an E01: it is never verified without naming what is damaged."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.errors import Known
from evidence_desk.model import Gap
from evidence_desk.source.media.detect import open_medium
from evidence_desk.source.media.ewf import open_ewf

FLIPS = 400
LAYOUTS: dict[str, dict[str, object]] = {
    "fast": {"level": 1},
    "best, two segments": {"level": 9, "segments": (5,)},
    "stored": {"level": None},
    "empty space in large chunks": {"level": 1, "sectors_per_chunk": 64},
    "encase 1": {"style": "encase1"},
    "smart, two segments": {"style": "smart", "segments": (5,)},
    "smart, not compressed": {"style": "smart", "level": None},
    "errors and sessions": {"errors": [(3, 2), (9, 1)], "sessions": [(0, 0), (1, 9)]},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_no_flipped_bit_goes_unnamed_and_no_wrong_byte_outside_what_is_named(
    tmp_path: Path, disk: bytes, ewf: ModuleType, layout: dict[str, object]
) -> None:
    data = disk if "sectors_per_chunk" not in layout else bytes(60_000) + disk
    data = data[: len(data) // 512 * 512]
    files = ewf.write(data, ewf.Layout(**layout))
    paths = ewf.save(tmp_path, files)
    expected = open_ewf(paths[0]).gaps
    bits = [(number, bit) for number, content in enumerate(files) for bit in range(len(content) * 8)]
    for number, bit in random.Random(2026).sample(bits, FLIPS):
        bad = bytearray(files[number])
        bad[bit // 8] ^= 1 << bit % 8
        paths[number].write_bytes(bad)
        assert_named(paths[0], data, expected, (number, bit))
        paths[number].write_bytes(files[number])


def assert_named(path: Path, data: bytes, expected: list[Gap], flip: tuple[int, int]) -> None:
    try:
        medium = open_ewf(path)
    except Known:
        return
    read = b"".join(medium.blocks())
    assert any(gap not in expected for gap in medium.gaps), flip
    for offset, length in medium.bad_ranges:
        read = read[:offset] + data[offset : offset + length] + read[offset + length :]
    assert read[: len(data)] == data[: len(read)], flip
    medium.close()


@pytest.mark.parametrize(
    ("kind", "layout"),
    [
        ("aff4", "linear"),
        ("aff4", "image_stream"),
        ("dmg", "zlib_blocks"),
        ("dmg", "bzip2_blocks"),
        ("dmg", "lzma_blocks"),
        ("dmg", "adc_blocks"),
    ],
)
def test_no_flipped_bit_of_a_container_with_checksums_gives_a_wrong_byte_in_silence(
    tmp_path: Path, disk: bytes, writers: Callable[[str], ModuleType], kind: str, layout: str
) -> None:
    (path,) = getattr(writers(kind), layout)(tmp_path, disk)
    whole = path.read_bytes()
    for bit in random.Random(2026).sample(range(len(whole) * 8), FLIPS):
        bad = bytearray(whole)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        try:
            medium = open_medium(path, kind)
        except Known:
            continue
        assert b"".join(medium.blocks()) == disk or medium.gaps, bit
        medium.close()

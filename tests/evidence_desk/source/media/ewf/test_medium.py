"""The decoded bytes, damaged chunks among them."""

from __future__ import annotations

import random
import zlib
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.errors import ContainerDamaged, Known
from evidence_desk.model import Gap
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf import EwfMedium, medium, open_ewf
from evidence_desk.words import GAPS, gap_text


def made(tmp_path: Path, content: bytes) -> EwfMedium:
    (tmp_path / "a.E01").write_bytes(content)
    return open_ewf(tmp_path / "a.E01")


def chunk_at(ewf: ModuleType, content: bytes, number: int) -> int:
    """Where a chunk's bytes begin in the file."""
    at = ewf.sections(content)["table"][0] + 76
    base = int.from_bytes(content[at + 8 : at + 16], "little")
    return base + (int.from_bytes(content[at + 24 + 4 * number : at + 28 + 4 * number], "little") & 0x7FFFFFFF)


@pytest.mark.parametrize("level", [None, 9])
def test_a_flipped_bit_in_a_chunk_is_named_with_its_sectors(tmp_path: Path, disk: bytes, ewf: ModuleType, level: int | None) -> None:
    (content,) = ewf.write(disk, ewf.Layout(level=level))
    at = chunk_at(ewf, content, 2) + 30
    found = made(tmp_path, content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])
    assert found.gaps == []  # opening decodes nothing
    assert b"".join(found.blocks()) == disk[:2048] + bytes(1024) + disk[3072:]
    assert found.bad_ranges == [(2048, 1024)]
    assert found.gaps == [Gap("chunk-damaged", {"first": 4, "last": 5, "offset": 2048, "length": 1024}, "error")]


def test_damaged_chunks_side_by_side_are_one_finding(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    start, end = chunk_at(ewf, content, 3), chunk_at(ewf, content, 6)
    found = made(tmp_path, content[:start] + bytes(end - start) + content[end:])
    assert b"".join(found.blocks()) == disk[:3072] + bytes(3072) + disk[6144:]
    assert [(gap.code, gap.params["first"], gap.params["last"]) for gap in found.gaps] == [("chunk-damaged", 6, 11)]


def test_random_access_names_the_damage_that_it_meets(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at = chunk_at(ewf, content, 5)
    found = made(tmp_path, content[:at] + b"\0" + content[at + 1 :])
    assert found.read(0, 5120) == disk[:5120]
    assert found.gaps == []
    assert found.read(5119, 3) == disk[5119:5120] + bytes(2)
    assert found.bad_ranges == [(5120, 1024)]


def test_bits_that_do_not_matter_to_the_data_are_named_too(tmp_path: Path, ewf: ModuleType) -> None:
    data = b"\x07" * 40_000 + b"x" * 960
    (content,) = ewf.write(data, ewf.Layout(sectors_per_chunk=16))
    start, end = chunk_at(ewf, content, 1), chunk_at(ewf, content, 2)
    harmless = 0
    for bit in range(start * 8, end * 8):
        bad = content[: bit // 8] + bytes([content[bit // 8] ^ 1 << bit % 8]) + content[bit // 8 + 1 :]
        found = made(tmp_path, bad)
        if b"".join(found.blocks()) == data:
            harmless += 1
            assert found.bad_ranges == []
            assert [(gap.code, gap.params["first"], gap.params["last"]) for gap in found.gaps] == [("chunk-coding", 16, 31)]
        found.close()
    assert harmless > 10


def test_an_encoder_that_is_not_known_is_said_once(tmp_path: Path, disk: bytes, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def foreign(chunk: bytes, _layout: object) -> tuple[bytes, bool]:
        fresh = zlib.compressobj(6, zlib.DEFLATED, 15, 8, zlib.Z_HUFFMAN_ONLY)
        return fresh.compress(chunk) + fresh.flush(), True

    monkeypatch.setattr(ewf, "coded", foreign)
    found = made(tmp_path, ewf.write(disk)[0])
    assert b"".join(found.blocks()) == disk
    assert [(gap.code, gap.severity, gap.params["total"]) for gap in found.gaps] == [("coding-unknown", "info", 12)]


def test_of_a_large_image_only_what_repeats_is_accounted_for_and_that_is_said(
    tmp_path: Path, disk: bytes, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(medium, "ACCOUNTED", 4096)
    data = disk[:8192] + bytes(8192 * 20)
    found = made(tmp_path, ewf.write(data, ewf.Layout(sectors_per_chunk=16))[0])
    assert b"".join(found.blocks()) == data
    assert [(gap.code, gap.severity, gap.params) for gap in found.gaps] == [("coding-untried", "info", {"count": 1, "total": 21})]


def test_a_second_pass_says_the_same(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at = chunk_at(ewf, content, 2)
    found = made(tmp_path, content[:at] + bytes(30) + content[at + 30 :])
    first, gaps, bad = b"".join(found.blocks()), found.gaps, found.bad_ranges
    assert (b"".join(found.blocks()), found.gaps, found.bad_ranges) == (first, gaps, bad)


def test_a_pass_that_is_given_up_leaves_nothing_behind(tmp_path: Path, ewf: ModuleType) -> None:
    found = made(tmp_path, ewf.write(random.Random(1).randbytes(8 << 20), ewf.Layout(sectors_per_chunk=64))[0])
    blocks = found.blocks()
    assert next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert len(b"".join(found.blocks())) == 8 << 20


def test_blocks_are_of_a_megabyte_or_more_and_the_cache_is_bounded(
    tmp_path: Path, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(medium, "CACHE", 1 << 20)
    data = random.Random(1).randbytes(5 << 20)
    found = made(tmp_path, ewf.write(data, ewf.Layout(sectors_per_chunk=64))[0])
    assert [len(block) for block in found.blocks()] == [2 << 20, 2 << 20, 1 << 20]
    assert found.read(0, len(data)) == data
    assert sum(map(len, found._cache.values())) == 1 << 20


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({"sectors": 24}, None),
        ({"sectors": 21}, "volume-inconsistent"),
        ({"sectors": 100}, "volume-inconsistent"),
        ({"chunks": 11}, "chunk-count"),
        ({"chunks": 2**31, "sectors": 23}, "chunk-count"),
        ({"sectors": 0}, "volume-inconsistent"),
    ],
)
def test_counts_that_do_not_fit_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType, counted: dict[str, int], code: str | None) -> None:
    found = made(tmp_path, ewf.write(disk, ewf.Layout(counted=counted))[0])
    data = b"".join(found.blocks())
    assert len(data) == found.size <= 12 * 1024
    assert data[: len(disk)] == disk[: len(data)]
    if code:
        assert code in {gap.code for gap in found.gaps}
    if found.size > len(disk):
        assert found.bad_ranges == [(len(disk), found.size - len(disk))]


def test_a_last_chunk_that_is_longer_than_the_medium_is_named_and_cut(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    found = made(tmp_path, ewf.write(disk[:10240], ewf.Layout(counted={"sectors": 19}))[0])
    assert b"".join(found.blocks()) == disk[: 19 * 512]
    assert [(gap.code, gap.params) for gap in found.gaps] == [("chunk-long", {"first": 18, "offset": 9216, "length": 512, "excess": 512})]


@pytest.mark.parametrize(
    "counted",
    [
        {"sectors_per_chunk": 0},
        {"bytes_per_sector": 0},
        {"sectors_per_chunk": 2**21},
        {"bytes_per_sector": 2**31},
        {"sectors": 2**60},
        {"chunks": 2**32 - 1, "sectors_per_chunk": 32768, "bytes_per_sector": 4096},
    ],
)
def test_impossible_counts_are_refused_before_anything_is_allocated(
    tmp_path: Path, disk: bytes, ewf: ModuleType, counted: dict[str, int]
) -> None:
    with pytest.raises(ContainerDamaged):
        made(tmp_path, ewf.write(disk, ewf.Layout(counted=counted))[0])


def test_a_chunk_that_unpacks_without_end_is_damaged_and_bounded(tmp_path: Path, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compress(bytes(50 << 20), 9)
    monkeypatch.setattr(ewf, "coded", lambda _chunk, _layout: (bomb, True))
    found = made(tmp_path, ewf.write(bytes(3072))[0])
    assert b"".join(found.blocks()) == bytes(3072)
    assert found.bad_ranges == [(0, 3072)]


def test_a_wrong_size_of_chunks_without_a_checksum_is_refused_as_it_would_shift_all(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk, ewf.Layout(style="smart"))
    at = ewf.sections(content)["volume"][0] + 76 + 8
    with pytest.raises(ContainerDamaged):
        made(tmp_path, content[:at] + b"\x04" + content[at + 1 :])
    found = made(tmp_path, content[: at + 40] + b"\x04" + content[at + 41 :])
    assert b"".join(found.blocks()) == disk
    assert [gap.code for gap in found.gaps] == ["section-damaged"]


def test_where_the_containers_own_file_is_unreadable_the_sectors_are_named(
    tmp_path: Path, disk: bytes, ewf: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    (content,) = ewf.write(disk, ewf.Layout(level=None))
    bad = chunk_at(ewf, content, 7) // 512 * 512 + 512
    true_read = Descriptors.read

    def failing(self: Descriptors, path: Path, offset: int, length: int) -> bytes:
        if offset < bad + 512 and bad < offset + length:
            raise OSError(5, "Input/output error")
        return true_read(self, path, offset, length)

    monkeypatch.setattr(Descriptors, "read", failing)
    found = made(tmp_path, content)
    assert b"".join(found.blocks()) == disk[:7168] + bytes(1024) + disk[8192:]
    assert [(gap.code, gap.params) for gap in found.gaps] == [
        ("container-unreadable", {"file": "a.E01", "offset": bad, "length": 512, "reason": "EIO"}),
        ("chunk-damaged", {"first": 14, "last": 15, "offset": 7168, "length": 1024}),
    ]


def test_every_finding_is_said_in_both_languages(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    """Over many ways to break an image: each gap has its sentence, and all that the sentence needs."""
    noise, files = random.Random(3), ewf.write(disk, ewf.Layout(segments=(4, 4), errors=[(1, 1)]))
    for _ in range(150):
        broken = [bytearray(content) for content in files]
        victim = noise.choice(broken)
        start = noise.randrange(len(victim))
        match noise.randrange(3):
            case 0:
                del victim[start:]
            case 1:
                victim[start : start + noise.randrange(1, 200)] = noise.randbytes(60)
            case _:
                victim[start : start + 100] = bytes(100)
        paths = ewf.save(tmp_path, [bytes(content) for content in broken])
        try:
            found = open_ewf(paths[0])
        except Known as known:
            assert known.sentence("zh")
            continue
        assert len(b"".join(found.blocks())) == found.size
        assert found.gaps
        for gap in found.gaps:
            assert gap.code in GAPS
            for language in ("zh", "en"):
                assert not gap_text(gap.code, gap.params, language).startswith(f"{gap.code}:")
        found.close()

"""Segment files: their names, their numbers, the header of each."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.ewf import open_ewf
from evidence_desk.source.media.ewf.segments import Endings


@pytest.mark.parametrize(
    ("number", "ending"),
    [(1, "E01"), (99, "E99"), (100, "EAA"), (125, "EAZ"), (126, "EBA"), (775, "EZZ"), (776, "FAA"), (14971, "ZZZ")],
)
def test_segments_are_numbered_as_encase_does(number: int, ending: str) -> None:
    assert Endings("E").ending(number) == ending
    assert Endings("E").number(ending) == number
    assert Endings("E").number(ending.lower()) == number
    assert Endings("e").ending(number) == ending.lower()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=4), st.integers(1, 5507))
def test_any_ending_is_a_number_or_none(text: str, number: int) -> None:
    found = Endings("S").number(text)
    assert found is None or found >= 1
    assert Endings("S").number(Endings("S").ending(number)) == number


def test_all_segments_are_found_from_each_of_them_and_strays_are_not(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    paths = ewf.save(tmp_path, ewf.write(disk, ewf.Layout(segments=(4, 4))))
    for stray in ("image.txt", "image.EXE", "image.log", "image2.E04", "image.E0x", "image"):
        (tmp_path / stray).write_bytes(b"no segment")
    for path in paths:
        medium = open_ewf(path)
        assert medium.segments == tuple(paths)
        assert (b"".join(medium.blocks()), medium.gaps) == (disk, [])


def test_a_set_of_more_than_ninety_nine_goes_on_with_letters(tmp_path: Path, ewf: ModuleType) -> None:
    data = bytes(range(256)) * 4 * 103
    files = ewf.write(data, ewf.Layout(style="smart", segments=(1,) * 101))
    for number, content in enumerate(files, 1):
        (tmp_path / f"image.{Endings('s').ending(number)}").write_bytes(content)
    medium = open_ewf(tmp_path / "image.sab")
    assert (b"".join(medium.blocks()), medium.gaps, len(medium.segments)) == (data, [], 102)


def test_one_number_in_a_header_that_differs_from_the_name_is_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    first, second, third = ewf.write(disk, ewf.Layout(segments=(4, 4)))
    ewf.save(tmp_path, [first, second[:9] + b"\x07" + second[10:], third])
    medium = open_ewf(tmp_path / "image.E01")
    assert b"".join(medium.blocks()) == disk
    assert [(gap.code, gap.params) for gap in medium.gaps] == [("segment-number", {"file": "image.E02", "found": 7, "expected": 2})]


def test_exchanged_names_are_seen_through_and_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    first, second, third, fourth = ewf.write(disk, ewf.Layout(segments=(3, 3, 3)))
    ewf.save(tmp_path, [first, third, second, fourth])
    medium = open_ewf(tmp_path / "image.E01")
    assert b"".join(medium.blocks()) == disk
    assert [gap.code for gap in medium.gaps] == ["segment-number", "segment-number"]


def test_a_segment_of_another_image_is_not_used(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    first, _, third = ewf.write(disk, ewf.Layout(segments=(4, 4)))
    other = ewf.write(disk[::-1], ewf.Layout(segments=(4, 4), identifier=b"\x77" * 16))
    ewf.save(tmp_path, [first, other[1], third])
    medium = open_ewf(tmp_path / "image.E01")
    assert b"".join(medium.blocks()) == disk[:4096] + bytes(4096) + disk[8192:]
    assert [gap.code for gap in medium.gaps] == ["segment-foreign", "segment-missing"]


def test_a_segment_behind_the_end_of_the_image_is_named_and_not_used(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    first, second = ewf.write(disk, ewf.Layout(segments=(4,)))
    ewf.save(tmp_path, [first, second, second])
    medium = open_ewf(tmp_path / "image.E03")
    assert b"".join(medium.blocks()) == disk
    assert [gap.code for gap in medium.gaps] == ["segment-number", "segment-surplus"]


@pytest.mark.parametrize(
    ("missing", "known", "label"),
    [(1, (4096, 4096 * 2), "image.E01 (1/3)"), (2, (0, 4096), "image.E02 (2/3)"), (3, (0, 8192), "image.E03 (3/?)")],
)
def test_a_missing_segment_is_named_and_the_others_stay_in_their_place(
    tmp_path: Path, disk: bytes, ewf: ModuleType, missing: int, known: tuple[int, int], label: str
) -> None:
    paths = ewf.save(tmp_path, ewf.write(disk, ewf.Layout(segments=(4, 4))))
    paths.pop(missing - 1).unlink()
    medium = open_ewf(paths[0])
    start = (missing - 1) * 4096
    length = min(4096, len(disk) - start)
    assert b"".join(medium.blocks()) == disk[:start] + bytes(length) + disk[start + length :]
    assert medium.bad_ranges == [(start, length)]
    assert [(gap.code, gap.params) for gap in medium.gaps] == [("segment-missing", {"segment": label, "offset": start, "length": length})]
    assert medium.read(*known) == disk[known[0] : sum(known)]


def test_what_lies_between_two_missing_segments_is_not_guessed_at(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    paths = ewf.save(tmp_path, ewf.write(disk, ewf.Layout(segments=(2, 2, 2, 2))))
    paths[1].unlink()
    paths[3].unlink()
    medium = open_ewf(paths[4])
    assert b"".join(medium.blocks()) == disk[:2048] + bytes(6144) + disk[8192:]
    assert medium.bad_ranges == [(2048, 6144)]
    assert [(gap.code, gap.params.get("segment", gap.params.get("file"))) for gap in medium.gaps] == [
        ("segment-missing", "image.E02 (2/5)"),
        ("segment-missing", "image.E04 (4/5)"),
        ("segment-unplaced", "image.E03"),
    ]

"""Finding the files of a split image from any of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.numbering import Digits, Letters, raw_family


@pytest.mark.parametrize(
    "names",
    [
        ["a.000", "a.001", "a.002"],
        ["a.001", "a.002"],
        ["a.dd.001", "a.dd.002", "a.dd.003"],
        ["镜像.aa", "镜像.ab"],
        ["a.aaa", "a.aab", "a.aac"],
        ["a.AA", "a.AB"],
        ["a.0001", "a.0002"],
    ],
)
def test_all_files_of_a_set_are_found_from_each_of_them(tmp_path: Path, names: list[str]) -> None:
    for name in [*names, "b.001", "a.txt", "a.00x", "a.1"]:
        (tmp_path / name).write_bytes(b"x")
    for name in names:
        found = raw_family(tmp_path / name, Descriptors())
        assert found is not None
        assert [path.name for path in found.files.values()] == names


def test_a_number_that_is_missing_keeps_its_name(tmp_path: Path) -> None:
    for name in ("a.001", "a.003"):
        (tmp_path / name).write_bytes(b"x")
    found = raw_family(tmp_path / "a.003", Descriptors())
    assert found is not None
    assert (list(found.files), found.name(2)) == ([1, 3], "a.002")


@pytest.mark.parametrize("names", [["a.001"], ["image.dd", "image.dx"], ["image.raw"], [".001", ".002"], ["a"], ["a.1", "a.2"]])
def test_one_file_or_an_ending_that_only_looks_like_a_number_is_no_set(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert raw_family(tmp_path / names[0], Descriptors()) is None


def test_a_link_beside_the_file_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name in ("a.001", "a.002"):
        (folder / name).write_bytes(b"x")
    (folder / "a.003").symlink_to(outside)
    found = raw_family(folder / "a.001", Descriptors())
    assert found is not None
    assert list(found.files) == [1, 2]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 26**3 - 1), st.booleans())
def test_letters_count_like_numbers(number: int, upper: bool) -> None:
    letters = Letters(3, upper)
    assert letters.number(letters.ending(number)) == number
    assert Digits(5, 0).number(Digits(5, 0).ending(number)) == number

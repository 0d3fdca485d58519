"""Raw images, whole and split."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.detect import open_medium
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.raw import Part, RawMedium, open_raw


def test_a_split_image_is_one_medium_from_any_of_its_files(tmp_path: Path, disk: bytes) -> None:
    for number in range(3):
        (tmp_path / f"a.{number:03d}").write_bytes(disk[number * 5000 : number * 5000 + 5000])
    for number in range(3):
        medium = open_medium(tmp_path / f"a.{number:03d}", "split-raw")
        assert (medium.format, medium.size, len(medium.segments), medium.gaps) == ("split-raw", len(disk), 3, [])
        assert medium.read(4990, 20) == disk[4990:5010]
        assert b"".join(medium.blocks()) == disk


def test_a_missing_number_in_the_middle_is_named_and_shifts_nothing(tmp_path: Path, disk: bytes) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"a.{number:03d}").write_bytes(disk[(number - 1) * 4000 : number * 4000])
    (tmp_path / "a.002").unlink()
    medium = open_medium(tmp_path / "a.003", "split-raw")
    assert b"".join(medium.blocks()) == disk[:4000] + bytes(4000) + disk[8000:12000]
    assert medium.bad_ranges == [(4000, 4000)]
    assert [(gap.code, gap.params) for gap in medium.gaps] == [("segment-missing", {"segment": "a.002", "offset": 4000, "length": 4000})]


def test_bad_sectors_of_a_raw_image_are_named_where_they_lie_on_the_medium(tmp_path: Path, disk: bytes) -> None:
    class BadDisk(Descriptors):
        def read(self, path: Path, offset: int, length: int) -> bytes:
            if path.name == "b" and offset < 1536 and offset + length > 1024:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(path, offset, length)

    bad = BadDisk()
    (tmp_path / "a").write_bytes(disk[:5120])
    (tmp_path / "b").write_bytes(disk[5120:])
    first, second = EvidenceFile(tmp_path / "a", bad), EvidenceFile(tmp_path / "b", bad)
    medium = RawMedium([Part("a", 0, first.size, first), Part("b", 5120, second.size, second)], bad)
    assert b"".join(medium.blocks()) == disk[:6144] + bytes(512) + disk[6656:]
    assert medium.bad_ranges == [(6144, 512)]
    assert [(gap.code, gap.params) for gap in medium.gaps] == [("medium-unreadable", {"offset": 6144, "length": 512, "reason": "EIO"})]


def test_one_file_of_any_kind_is_a_medium_for_its_digest(tmp_path: Path) -> None:
    (tmp_path / "聊天.txt").write_text("你好", encoding="utf-8")
    medium = open_raw(tmp_path / "聊天.txt")
    assert (medium.format, medium.size, medium.read(0, 3), medium.stored) == ("raw", 6, "你".encode(), {})


@pytest.mark.parametrize(("offset", "length"), [(0, 0), (100, -1), (2**63, 10), (11776, 1), (2**200, 1)])
def test_nothing_is_read_past_the_end(tmp_path: Path, disk: bytes, offset: int, length: int) -> None:
    (tmp_path / "a").write_bytes(disk)
    assert open_raw(tmp_path / "a").read(offset, length) == b""


def test_a_later_part_that_is_given_without_the_others_says_which_it_lacks(tmp_path: Path, disk: bytes) -> None:
    (tmp_path / "disk.002").write_bytes(disk)
    (tmp_path / "report.2024").write_bytes(disk)
    alone, dated = open_raw(tmp_path / "disk.002"), open_raw(tmp_path / "report.2024")
    assert [(gap.code, gap.params) for gap in alone.gaps] == [("segment-alone", {"file": "disk.002", "first": "disk.001"})]
    assert dated.gaps == []
    alone.close()
    dated.close()

"""Free space against what independent tools say of the same volumes, and volumes whose records of it are damaged."""

from __future__ import annotations

import itertools
import random
import re
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Gap, Range
from evidence_desk.source import free as space
from evidence_desk.source.source import open_source
from evidence_desk.spare import Space

SIZES = {"ntfs": "Cluster Size", "hfs+": "Allocation Block Size", "ext2": "Block Size", "ext3": "Block Size", "ext4": "Block Size"}


def read(name: str, data: bytes | Path) -> tuple[list[Range], list[Gap]]:
    whole = data if isinstance(data, bytes) else data.read_bytes()
    found = list(space.free(name, 1, lambda at, count: whole[at : at + max(0, count)], len(whole)))
    return [one for one in found if isinstance(one, tuple)], [one for one in found if isinstance(one, Gap)]


def said(tool: Callable[[str], str], volume: Path, name: str) -> set[int]:
    """The blocks that The Sleuth Kit's blkls lists as free."""
    kind = {"hfs+": "hfs"}.get(name, name)
    listed = subprocess.run([tool("blkls"), "-f", kind, "-l", volume], capture_output=True, text=True, errors="replace", check=True).stdout
    return {int(line.split("|")[0]) for line in listed.splitlines() if re.match(r"\d+\|f", line)}


def unit_of(tool: Callable[[str], str], volume: Path, name: str) -> int:
    """Bytes of what the kit numbers: sectors on FAT and exFAT."""
    if name not in SIZES:
        return 512 if name == "exfat" else int(struct.unpack_from("<H", volume.read_bytes(), 11)[0])
    told = subprocess.run(
        [tool("fsstat"), "-f", {"hfs+": "hfs"}.get(name, name), volume], capture_output=True, text=True, errors="replace", timeout=60
    ).stdout
    match = re.search(rf"^{SIZES[name]}: (\d+)", told, re.MULTILINE)
    assert match
    return int(match[1])


def blocks(ranges: list[Range], unit: int) -> set[int]:
    return {number for offset, length in ranges for number in range(offset // unit, (offset + length) // unit)}


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("ntfs", "images/ntfs/charlie.dd.bz2"), ("ntfs", "images/ntfs/ntfs3.raw"), ("ntfs", "images/ntfs/ntfs_dissect.bin"),
        ("fat12", "images/fat/disk2.img"), ("fat12", "images/fat/fat12.img"), ("fat16", "images/fat/fat16.img"),
        ("fat32", "images/fat/fat32_loop.raw"), ("fat32", "images/fat/fat32_small.raw"), ("fat16", "images/fat/fat_deleted_dir_2.raw"),
        ("exfat", "images/exfat/exfat_orphan.raw"), ("exfat", "images/exfat/exfat_win.raw"), ("exfat", "images/exfat/test.exfat"),
        ("ext2", "images/ext/ext2_old.raw"), ("ext4", "images/ext/ext4_dissect.bin"), ("ext4", "images/ext/tiny.ext4"),
        ("hfs+", "images/hfs/hfsplus.raw"), ("ext3", "images/corrupt/e2fsprogs_f_badjourblks.image"), ("ext2", "images/corrupt/e2fsprogs_f_dup.image"),
    ],
)  # fmt: skip
def test_the_free_blocks_of_real_volumes_are_those_that_the_kit_lists(
    name: str, sample: str, image: Callable[[str], Path], tool: Callable[[str], str]
) -> None:
    volume = image(sample)
    if volume.stat().st_size > 1 << 27:
        pytest.skip("large")
    ranges, gaps = read(name, volume)
    unit = unit_of(tool, volume, name)
    assert gaps == []
    assert blocks(ranges, unit) == said(tool, volume, name)
    assert all(first + length < second for (first, length), (second, _) in itertools.pairwise(ranges))


@pytest.mark.parametrize("size", [12, 16, 32])
def test_a_fat_volume_with_deleted_files_has_the_free_sectors_that_the_kit_lists(
    size: int, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    volume, draw = tmp_path / "fat.img", random.Random(size)
    with volume.open("wb") as file:
        file.truncate({12: 2 << 20, 16: 20 << 20, 32: 40 << 20}[size])
    subprocess.run([tool("mkfs.vfat"), "-F", str(size), volume], check=True, capture_output=True)
    for number in range(8):
        (tmp_path / f"f{number}").write_bytes(draw.randbytes(9000 * number + 1))
        subprocess.run([tool("mcopy"), "-i", volume, tmp_path / f"f{number}", "::/"], check=True)
    subprocess.run([tool("mdel"), "-i", volume, "::/f2", "::/f5"], check=True)
    ranges, gaps = read(f"fat{size}", volume)
    assert gaps == []
    assert len(ranges) >= 3
    assert blocks(ranges, 512) == said(tool, volume, f"fat{size}")


@pytest.mark.parametrize(
    "options",
    [
        [], ["-b", "1024"], ["-O", "bigalloc", "-C", "65536"], ["-b", "1024", "-O", "sparse_super2,^resize_inode"], ["-O", "64bit"],
        ["-b", "1024", "-O", "^flex_bg,^metadata_csum,uninit_bg"], ["-t", "ext3"], ["-t", "ext2", "-b", "2048"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_ext_volume_has_as_many_free_blocks_as_its_superblock_counts(
    options: list[str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """Also where the bitmaps of most groups were never written, which the kit takes for free up to the copies of the superblock."""
    volume = tmp_path / "ext.img"
    with volume.open("wb") as file:
        file.truncate(200 << 20)
    subprocess.run([tool("mkfs.ext4"), "-q", "-F", *options, volume], check=True, capture_output=True)
    for number in range(4):
        (tmp_path / f"f{number}").write_bytes(random.Random(number).randbytes(300_000 * number + 1))
        subprocess.run([tool("debugfs"), "-w", "-R", f"write {tmp_path / f'f{number}'} f{number}", volume], check=True, capture_output=True)
    subprocess.run([tool("debugfs"), "-w", "-R", "rm f2", volume], check=True, capture_output=True)
    told = subprocess.run([tool("dumpe2fs"), "-h", volume], check=True, capture_output=True, text=True).stdout
    free, unit = (int(re.search(rf"^{word}: +(\d+)", told, re.MULTILINE)[1]) for word in ("Free blocks", "Block size"))  # type: ignore[index]
    ranges, gaps = read("ext4", volume)
    assert (sum(length for _, length in ranges), gaps) == (free * unit, [])


def test_an_exfat_volume_has_the_free_sectors_that_the_kit_lists(tmp_path: Path, tool: Callable[[str], str]) -> None:
    volume = tmp_path / "ex.img"
    with volume.open("wb") as file:
        file.truncate(20 << 20)
    subprocess.run([tool("mkfs.exfat"), volume], check=True, capture_output=True)
    ranges, gaps = read("exfat", volume)
    assert (gaps, blocks(ranges, 512)) == ([], said(tool, volume, "exfat"))


@pytest.mark.parametrize("sample", ["images/xfs/xfs.bin", "images/xfs/img_fs_xfs.img.xz"])
def test_the_free_extents_of_xfs_add_up_to_what_each_group_counts(sample: str, image: Callable[[str], Path]) -> None:
    volume = image(sample).read_bytes()
    block, (each, groups), sector = (
        struct.unpack_from(">I", volume, 4)[0], struct.unpack_from(">II", volume, 84), struct.unpack_from(">H", volume, 102)[0],
    )  # fmt: skip
    counted = sum(struct.unpack_from(">I", volume, number * each * block + sector + 52)[0] for number in range(groups))
    ranges, gaps = read("xfs", volume)
    assert (sum(length for _, length in ranges), gaps) == (counted * block, [])


@pytest.mark.parametrize(
    ("name", "sample"),
    [("ntfs", "images/ntfs/ntfs3.raw"), ("fat16", "images/fat/fat16.img"), ("exfat", "images/exfat/exfat_win.raw"), ("ext2", "images/ext/ext2_old.raw"),
     ("hfs+", "images/hfs/hfsplus.raw"), ("xfs", "images/xfs/xfs.bin")],
)  # fmt: skip
def test_a_volume_cut_anywhere_ends_with_a_gap_or_with_what_is_there(name: str, sample: str, image: Callable[[str], Path]) -> None:
    """And bits that flip in its records give ranges within it, in order, or a gap; never a hang or a failure of another kind."""
    whole, draw = image(sample).read_bytes(), random.Random(7)
    full, _ = read(name, whole)
    for _ in range(60):
        cut = whole[: draw.choice((draw.randrange(1 << 16), draw.randrange(len(whole))))]
        ranges, gaps = read(name, cut)
        assert gaps or sum(length for _, length in ranges) <= sum(length for _, length in full)
        damaged = bytearray(whole)
        for _ in range(20):
            damaged[draw.choice((draw.randrange(512), draw.randrange(1 << 16)))] = draw.randrange(256)
        ranges, gaps = read(name, bytes(damaged))
        assert all(length > 0 and offset >= 0 and offset + length <= len(whole) for offset, length in ranges)


def test_of_what_lies_behind_a_bitmap_that_is_too_short_nothing_is_said_to_be_free(image: Callable[[str], Path]) -> None:
    whole = bytearray(image("images/hfs/hfsplus.raw").read_bytes())
    struct.pack_into(">Q", whole, 1024 + 112, 8)  # the bitmap has 64 bits
    ranges, [gap] = read("hfs+", bytes(whole))
    assert gap.code == "unallocated-unreadable"
    assert all(offset + length <= 64 * 4096 for offset, length in ranges)


def test_a_bitmap_whose_chain_leads_back_is_read_no_longer_than_it_is(image: Callable[[str], Path]) -> None:
    whole = bytearray(image("images/exfat/exfat_win.raw").read_bytes())
    table = struct.unpack_from("<I", whole, 80)[0] * 512
    for number in range(2, 200):
        struct.pack_into("<I", whole, table + number * 4, 2)
    ranges, gaps = read("exfat", bytes(whole))
    assert len(ranges) < 1 << 16
    assert len(gaps) <= 1


def test_what_no_volume_covers_is_listed_and_a_file_system_without_records_is_said(image: Callable[[str], Path]) -> None:
    source = open_source([image("images/raw/tsk_volume_system.raw")])
    assert [(one.offset, one.length, one.what) for one in source.unallocated(0) if not isinstance(one, Gap)] == [
        (0, 512, "between"), (179712, 512, "between"),
    ]  # fmt: skip
    assert [(one.offset, one.length, one.what) for one in source.unallocated(1) if not isinstance(one, Gap)] == [
        (512, 179200, "unrecognised")
    ]
    [gap] = space.free("iso9660", 3, lambda at, count: bytes(count), 1 << 20)
    assert isinstance(gap, Gap)
    assert (gap.code, gap.params["index"]) == ("unallocated-unknown", 3)


def test_ranges_that_overlap_or_reach_past_the_end_leave_no_gap_twice() -> None:
    assert list(space.between([(10, 20), (5, 10), (50, 100)], 60)) == [(0, 5), (30, 20)]
    assert list(space.between([], 7)) == [(0, 7)]
    assert list(space.between([(0, 7), (90, 4)], 7)) == []


def test_the_header_of_an_unlocked_volume_is_covered_by_it(image: Callable[[str], Path]) -> None:
    source = open_source([image("images/luks/compatimage_luks1.img.xz")], None, [b"compatkey"])
    assert list(source.unallocated(0)) == []
    [space] = source.unallocated(1)
    assert isinstance(space, Space)
    assert (space.what, space.offset > 0) == ("unrecognised", True)

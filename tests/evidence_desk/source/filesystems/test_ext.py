"""ext without The Sleuth Kit: the same names in the same order, times that the kit gets wrong, and no end without an end."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.model import Instant, unpack_time
from evidence_desk.source.filesystems.ext import Endless, Ext


def volume(path: Path) -> Ext:
    data = path.read_bytes()
    return Ext(lambda offset, length: data[offset : offset + length])


@pytest.mark.parametrize(("kind", "options"), [("ext2", ()), ("ext3", ("-I", "128")), ("ext4", ()), ("ext4", ("-O", "64bit,inline_data"))])
def test_folders_hold_the_same_names_as_the_kit_finds(kind: str, options, ext_image, opened, walked) -> None:
    path = ext_image(kind, *options)
    ((_, system),) = opened(path)
    own = volume(path)
    entries = walked(system)[0]
    folders = {None: 2} | {entry.number: entry.address for entry in entries if entry.kind == "directory" and "$Orphan" not in entry.path}
    for number, address in folders.items():
        theirs = [(entry.address, entry.allocated) for entry in entries if entry.parent == number and "$Orphan" not in entry.path]
        mine = [(name.address, name.allocated) for name in own.names(address) if name.raw not in (b".", b"..")]
        assert mine == theirs


def test_sizes_and_times_of_an_inode_are_those_that_the_file_had(ext_image, tree: Path) -> None:
    own = volume(ext_image("ext2"))
    found = {name.raw.decode("utf-8", "replace"): own.inode(name.address) for name in own.names(2)}
    assert found["large.bin"].size == 300_000
    assert found["聊天记录.txt"].times[1][0] == int((tree / "聊天记录.txt").stat().st_mtime)


def test_deleted_names_in_the_slack_of_a_block_are_found(medium) -> None:
    block = struct.pack("<IHBB", 2, 12, 1, 2) + b".\0\0\0" + struct.pack("<IHBB", 2, 12, 2, 2) + b"..\0\0"
    block += struct.pack("<IHBB", 12, 1000, 4, 1) + b"keep" + struct.pack("<IHBB", 13, 984, 7, 1) + b"deleted"
    own = volume_of_folder(block.ljust(1024, b"\0"))
    assert [(name.address, name.raw, name.allocated) for name in own.names(2)] == [
        (2, b".", True),
        (2, b"..", True),
        (12, b"keep", True),
        (13, b"deleted", False),
    ]


def test_a_name_that_stands_twice_counts_once_and_as_allocated_where_one_is() -> None:
    from evidence_desk.source.filesystems.tsk.bounded import _distinct

    block = struct.pack("<IHBB", 12, 40, 4, 1) + b"long" + struct.pack("<IHBB", 13, 28, 1, 1) + b"b\0\0\0" + bytes(16)
    block += struct.pack("<IHBB", 13, 12, 1, 1) + b"b\0\0\0" + struct.pack("<IHBB", 12, 972, 4, 1) + b"long"
    own = volume_of_folder(block.ljust(1024, b"\0"))
    assert [(name.raw, name.allocated) for name in own.names(2)] == [(b"long", True), (b"b", False), (b"b", True), (b"long", True)]
    assert [(name.raw, name.allocated) for name in _distinct(own, 2)] == [(b"long", True), (b"b", True)]


def volume_of_folder(block: bytes, size: int = 1024, flags: int = 0, pointers: tuple[int, ...] = (20,), blocks: int = 64) -> Ext:
    """A volume of 1 KiB blocks whose inode 2 is a folder of one block; the inode table is at block 5."""
    data = bytearray(64 * 1024)
    struct.pack_into("<II", data, 1024, 32, blocks)
    struct.pack_into("<I", data, 1024 + 20, 1)
    struct.pack_into("<I", data, 1024 + 40, 32)
    data[1024 + 56 : 1024 + 58] = b"\x53\xef"
    struct.pack_into("<III", data, 2048, 3, 4, 5)
    inode = 5 * 1024 + 128
    struct.pack_into("<HHI", data, inode, 0x41ED, 0, size)
    struct.pack_into("<I", data, inode + 32, flags)
    struct.pack_into(f"<{len(pointers)}I", data, inode + 40, *pointers)
    data[20 * 1024 : 20 * 1024 + len(block)] = block
    return Ext(lambda offset, length: bytes(data[offset : offset + length]))


def test_a_folder_whose_map_leads_into_itself_ends() -> None:
    pointers = struct.pack("<256I", *([20] * 256))
    own = volume_of_folder(pointers, size=0x40000000, pointers=(0,) * 14 + (20,))
    with pytest.raises(Endless):
        list(own.names(2))


def test_a_file_that_claims_more_than_the_volume_has_is_refused() -> None:
    own = volume_of_folder(b"", size=65 * 1024)
    with pytest.raises(Endless, match="66560 bytes"):
        own.check(own.inode(2))
    fits = volume_of_folder(b"", size=64 * 1024)
    fits.check(fits.inode(2))


@pytest.mark.parametrize("raw", [b"", bytes(4096), bytes(1024 + 56) + b"\x53\xef" + bytes(3000)])
def test_what_is_no_ext_is_refused(raw: bytes) -> None:
    with pytest.raises(OSError):
        Ext(lambda offset, length: raw[offset : offset + length])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=1024), st.integers(0, 1 << 20), st.sampled_from([0, 0x80000, 0x10000000]))
def test_any_bytes_in_a_folder_give_names_or_nothing(block: bytes, size: int, flags: int) -> None:
    own = volume_of_folder(block, size, flags)
    assert all(0 < len(name.raw) < 256 for name in own.names(2))


def test_a_time_before_1970_is_not_taken_for_one_after_2106(ext_image, opened, walked, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"x")
    os.utime(tmp_path / "old", (-315_619_200, -315_619_200))
    ((_, system),) = opened(ext_image("ext3", "-I", "128", content=tmp_path))
    entry = next(one for one in walked(system)[0] if one.path == "/old")
    assert unpack_time(entry.modified, entry.fine, 1) == Instant(-315_619_200)


def test_the_two_bits_beyond_2038_and_the_nanoseconds_are_read() -> None:
    from evidence_desk.source.filesystems.ext import _times

    raw = bytearray(256)
    struct.pack_into("<i", raw, 16, -2_085_978_496)
    struct.pack_into("<H", raw, 128, 32)
    struct.pack_into("<I", raw, 136, 123_456_789 << 2 | 1)
    assert _times(bytes(raw))[1] == (2_208_988_800, 123_456_789)

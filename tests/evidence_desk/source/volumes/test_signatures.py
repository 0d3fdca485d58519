"""What a volume holds, told from its first bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.source.filesystems.tsk import TYPES
from evidence_desk.source.volumes.signatures import ENCRYPTIONS, FIXED, READABLE, Contents, recognise


def seen(data: bytes) -> Contents:
    return recognise(lambda offset, length: data[offset : offset + length], len(data))


def with_magic(offset: int, magic: bytes) -> bytes:
    return (bytes(offset) + magic).ljust(max(8192, offset + len(magic) + 512), b"\0")


@pytest.mark.parametrize(("name", "offset", "magic"), FIXED)
def test_each_mark_is_found_where_it_stands(name: str, offset: int, magic: bytes) -> None:
    assert seen(with_magic(offset, magic)).filesystem == name


@pytest.mark.parametrize(("name", "offset", "magic"), ENCRYPTIONS)
def test_each_encryption_is_named(name: str, offset: int, magic: bytes) -> None:
    assert seen(with_magic(offset, magic)).encryption == name


def fat(sectors: int, cluster: int, table: int, table32: int = 0, roots: int = 224) -> bytes:
    raw = bytearray(512)
    raw[:3] = b"\xeb\x3c\x90"
    struct.pack_into("<HBHBHHBH", raw, 11, 512, cluster, 1, 2, roots, sectors if sectors < 65536 else 0, 0xF8, table)
    struct.pack_into("<II", raw, 32, sectors if sectors > 65535 else 0, table32)
    return bytes(raw)


def test_fat_is_12_or_16_by_its_clusters_and_32_by_its_table() -> None:
    assert seen(fat(2880, 1, 9)).filesystem == "fat12"
    assert seen(fat(1 + 2 * 16 + 14 + 4084, 1, 16)).filesystem == "fat12"
    assert seen(fat(1 + 2 * 16 + 14 + 4085, 1, 16)).filesystem == "fat16"
    assert seen(fat(32768, 8, 0, 32, roots=0)).filesystem == "fat32", "however few clusters it has"


def ext(compatible: int, incompatible: int, read_only: int) -> bytes:
    raw = bytearray(4096)
    struct.pack_into("<II", raw, 1024, 100, 1000)
    raw[1080:1082] = b"\x53\xef"
    struct.pack_into("<III", raw, 1116, compatible, incompatible, read_only)
    raw[1144:1152] = "数据".encode() + b"\0\0"
    return bytes(raw)


def test_ext_is_told_by_its_features() -> None:
    assert seen(ext(0, 2, 1)) == Contents("ext2", label="数据")
    assert seen(ext(4, 2, 1)).filesystem == "ext3"
    assert seen(ext(4, 0x42, 1)).filesystem == "ext4"
    assert seen(ext(0, 2, 0x8)).filesystem == "ext4"


def test_bitlocker_to_go_is_encrypted_though_it_dresses_as_fat() -> None:
    dressed = bytearray(fat(32768, 8, 0, 32, roots=0))
    dressed[0x1A8 : 0x1A8 + 16] = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
    assert seen(bytes(dressed)) == Contents(encryption="bitlocker")


def test_what_we_call_readable_has_a_reader() -> None:
    assert set(TYPES) | {"iso9660", "apfs", "xfs", "lvm2"} == READABLE


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_something_or_nothing(data: bytes) -> None:
    assert isinstance(seen(data), Contents)

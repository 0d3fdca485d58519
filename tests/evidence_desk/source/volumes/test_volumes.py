"""From a medium to its volumes."""

from __future__ import annotations

import struct

import pytest

from evidence_desk.source import volumes

NTFS = b"\xeb\x52\x90NTFS    ".ljust(510, b"\0") + b"\x55\xaa"


def mbr(*entries: tuple[int, int, int]) -> bytes:
    table = b"".join(struct.pack("<B3xB3xII", 0, *entry) for entry in entries)
    return bytes(446) + table.ljust(64, b"\0") + b"\x55\xaa"


def test_a_medium_without_a_table_is_one_volume(medium) -> None:
    found, gaps = volumes.find(medium(NTFS.ljust(8192, b"\0")))
    assert [(one.index, one.offset, one.size, one.scheme, one.filesystem) for one in found] == [(1, 0, 8192, "none", "ntfs")]
    assert gaps == []


def test_a_boot_sector_of_a_file_system_is_no_partition_table(medium) -> None:
    sector = bytearray(NTFS.ljust(8192, b"\0"))
    sector[446:462] = struct.pack("<B3xB3xII", 0, 0x83, 1, 4)
    assert [one.scheme for one in volumes.find(medium(bytes(sector)))[0]] == ["none"]


def test_each_volume_is_named_by_what_it_holds_and_what_it_does_not_is_said(medium) -> None:
    data = bytearray(mbr((0x07, 8, 16), (0x83, 32, 16), (0x83, 64, 16), (0x83, 96, 16)).ljust(128 * 512, b"\0"))
    data[8 * 512 : 8 * 512 + 512] = NTFS
    data[32 * 512 : 32 * 512 + 4] = b"hsqs"
    data[64 * 512 : 64 * 512 + 8] = b"LUKS\xba\xbe\0\1"
    found, gaps = volumes.find(medium(bytes(data)))
    assert [(one.index, one.filesystem, one.encryption) for one in found] == [
        (1, "ntfs", None),
        (2, "squashfs", None),
        (3, None, "luks"),
        (4, None, None),
    ]
    assert [(gap.code, gap.params["index"]) for gap in gaps] == [
        ("filesystem-unsupported", 2),
        ("volume-encrypted", 3),
        ("filesystem-unknown", 4),
    ]


def test_a_volume_past_the_end_is_listed_as_far_as_it_is_there(medium) -> None:
    data = bytearray(mbr((0x07, 8, 100), (0x83, 900, 100)).ljust(64 * 512, b"\0"))
    data[8 * 512 : 8 * 512 + 512] = NTFS
    found, gaps = volumes.find(medium(bytes(data)))
    assert [one.filesystem for one in found] == ["ntfs", None]
    assert [(gap.code, gap.params) for gap in gaps] == [
        ("volume-past-end", {"index": 1, "missing": 44 * 512}),
        ("volume-past-end", {"index": 2, "missing": 100 * 512}),
    ]


def test_a_disc_that_also_starts_from_a_stick_has_both_its_tree_and_its_partitions(medium) -> None:
    data = bytearray(mbr((0x17, 0, 100), (0xEF, 80, 16)).ljust(128 * 512, b"\0"))
    data[32769:32774] = b"CD001"
    found, _ = volumes.find(medium(bytes(data)))
    assert [(one.offset, one.scheme, one.filesystem) for one in found] == [(0, "none", "iso9660"), (80 * 512, "mbr", None)]


def test_a_leftover_of_a_file_system_before_the_first_partition_is_said_and_not_read(medium) -> None:
    data = bytearray(mbr((0x07, 64, 32)).ljust(128 * 512, b"\0"))
    data[64 * 512 : 64 * 512 + 512] = NTFS
    data[1024:1028] = b"H+\0\4"
    found, gaps = volumes.find(medium(bytes(data)))
    assert [one.filesystem for one in found] == ["ntfs"]
    assert [(gap.code, gap.params) for gap in gaps] == [("filesystem-beside-table", {"filesystem": "hfs+"})]


def test_a_bsd_slice_counts_by_its_parts(medium) -> None:
    data = bytearray(mbr((0xA5, 8, 56)).ljust(128 * 512, b"\0"))
    label = 9 * 512
    data[label : label + 4] = data[label + 132 : label + 136] = b"\x57\x45\x56\x82"
    struct.pack_into("<I", data, label + 40, 512)
    struct.pack_into("<H", data, label + 138, 3)
    struct.pack_into("<IIIBBH", data, label + 148, 16, 24, 0, 7, 0, 0)
    struct.pack_into("<IIIBBH", data, label + 180, 56, 8, 0, 0, 0, 0)
    found, _ = volumes.find(medium(bytes(data)))
    assert [(one.scheme, one.offset, one.label) for one in found] == [("bsd", 24 * 512, "a")]


@pytest.mark.parametrize("size", [0, 1, 511, 512, 1024])
def test_a_medium_of_zeros_is_one_volume_of_nothing_known(medium, size: int) -> None:
    found, gaps = volumes.find(medium(bytes(size)))
    assert [(one.scheme, one.filesystem) for one in found] == [("none", None)]
    assert [gap.code for gap in gaps] == (["filesystem-unknown"] if size else [])


def test_the_hostile_chain_ends(medium, image) -> None:
    found, gaps = volumes.find(medium(image("hostile/handmade/mbr_ext_loop.img")))
    assert found
    assert "mbr-chain" in [gap.code for gap in gaps]

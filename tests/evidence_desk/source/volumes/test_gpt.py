"""The GUID partition table and its copy, built byte by byte."""

from __future__ import annotations

import struct
import zlib
from uuid import UUID

import pytest

from evidence_desk.source.volumes import gpt

LINUX = UUID("0fc63daf-8483-4772-8e79-3d69d8477de4")
RESERVED = UUID("e3c9e316-0b5c-4db8-817d-f92df00215ae")
COUNT = 128


def entry(kind: UUID, first: int, last: int, name: str) -> bytes:
    return kind.bytes_le + UUID(int=1).bytes_le + struct.pack("<QQQ", first, last, 0) + name.encode("utf-16-le").ljust(72, b"\0")


def header(here: int, other: int, entries_at: int, entries: bytes) -> bytes:
    fields = struct.pack("<QQQQ16sQIII", here, other, 40, 99, UUID(int=7).bytes_le, entries_at, COUNT, 128, zlib.crc32(entries))
    raw = b"EFI PART" + struct.pack("<IIII", 0x10000, 92, 0, 0) + fields
    return raw[:16] + struct.pack("<I", zlib.crc32(raw)) + raw[20:]


def disk(sector: int = 512, sectors: int = 256) -> bytearray:
    """Two partitions, both copies sound."""
    entries = (entry(LINUX, 50, 69, "数据") + entry(RESERVED, 70, 79, "msr")).ljust(COUNT * 128, b"\0")
    data = bytearray(sector * sectors)
    last, room = sectors - 1, -(-len(entries) // sector)
    data[sector : sector + 92] = header(1, last, 2, entries)
    data[2 * sector : 2 * sector + len(entries)] = entries
    data[(last - room) * sector : (last - room) * sector + len(entries)] = entries
    data[last * sector : last * sector + 92] = header(last, 1, last - room, entries)
    return data


@pytest.mark.parametrize("sector", [512, 4096])
def test_partitions_are_placed_by_the_sectors_that_the_table_stands_in(medium, sector: int) -> None:
    table = gpt.read(medium(bytes(disk(sector))))
    assert table is not None
    assert [(slot.offset, slot.size, slot.label, slot.reserved) for slot in table.slots] == [
        (50 * sector, 20 * sector, "数据", False),
        (70 * sector, 10 * sector, "msr", True),
    ]
    assert table.gaps == []


def test_a_damaged_first_copy_gives_way_to_the_second_and_that_is_said(medium) -> None:
    for place in (512 + 40, 1024 + 3, 512 + 2):
        data = disk()
        data[place] ^= 0x10
        table = gpt.read(medium(bytes(data)))
        assert table is not None
        assert [slot.label for slot in table.slots] == ["数据", "msr"]
        assert [gap.code for gap in table.gaps] == ["gpt-copy-used"]


def test_both_copies_damaged_the_first_is_listed_with_a_warning(medium) -> None:
    data = disk()
    data[1024 + 57] ^= 1
    data[-512 + 40] ^= 1
    table = gpt.read(medium(bytes(data)))
    assert table is not None
    assert len(table.slots) == 2
    assert [gap.code for gap in table.gaps] == ["gpt-damaged"]


def test_a_copy_that_is_cut_off_is_said_and_one_that_differs_too(medium) -> None:
    table = gpt.read(medium(bytes(disk()[: 200 * 512])))
    assert table is not None
    assert [gap.code for gap in table.gaps] == ["gpt-copy-missing"]
    data = disk()
    entries = entry(LINUX, 50, 59, "hidden").ljust(COUNT * 128, b"\0")
    data[(255 - 32) * 512 : 255 * 512] = entries
    data[255 * 512 : 255 * 512 + 92] = header(255, 1, 255 - 32, entries)
    table = gpt.read(medium(bytes(data)))
    assert table is not None
    assert [gap.code for gap in table.gaps] == ["gpt-copies-differ"]
    assert [slot.label for slot in table.slots] == ["数据", "msr"]


def test_counts_that_no_table_has_are_not_followed(medium) -> None:
    data = disk()
    struct.pack_into("<I", data, 512 + 80, 0xFFFFFFFF)
    struct.pack_into("<I", data, 255 * 512 + 80, 0xFFFFFFFF)
    assert gpt.read(medium(bytes(data))) is None
    assert gpt.read(medium(bytes(4096))) is None
    assert gpt.read(medium(b"")) is None

"""The master boot record and its chain of logical partitions, built byte by byte."""

from __future__ import annotations

import struct

from evidence_desk.source.volumes import mbr

SECTOR = 512


def boot_sector(*entries: tuple[int, int, int]) -> bytes:
    """Entries of type, first sector and count."""
    table = b"".join(struct.pack("<B3xB3xII", 0, *entry) for entry in entries)
    return bytes(446) + table.ljust(64, b"\0") + b"\x55\xaa"


def disk(sectors: dict[int, bytes], count: int, sector: int = SECTOR) -> bytes:
    data = bytearray(count * sector)
    for number, content in sectors.items():
        data[number * sector : number * sector + len(content)] = content
    return bytes(data)


def nothing(_: int) -> bool:
    return False


def test_primary_partitions_are_listed_in_the_order_of_the_table(medium) -> None:
    table = mbr.read(medium(disk({0: boot_sector((0x83, 40, 8), (0x07, 8, 16))}, 64)), nothing)
    assert table is not None
    assert [(slot.offset, slot.size, slot.scheme) for slot in table.slots] == [(40 * 512, 8 * 512, "mbr"), (8 * 512, 16 * 512, "mbr")]


def test_logical_partitions_count_from_their_own_sector_and_the_chain_from_the_extended_partition(medium) -> None:
    sectors = {
        0: boot_sector((0x0F, 10, 50)),
        10: boot_sector((0x83, 1, 5), (0x05, 20, 10)),
        30: boot_sector((0x07, 2, 7)),
    }
    table = mbr.read(medium(disk(sectors, 80)), nothing)
    assert table is not None
    assert [(slot.offset // 512, slot.size // 512) for slot in table.slots] == [(11, 5), (32, 7)]
    assert table.gaps == []


def test_a_chain_that_leads_back_into_itself_ends_with_a_gap(medium) -> None:
    sectors = {0: boot_sector((0x05, 10, 50)), 10: boot_sector((0x83, 1, 5), (0x05, 10, 10)), 20: boot_sector((0x83, 1, 2), (0x05, 0, 10))}
    table = mbr.read(medium(disk(sectors, 80)), nothing)
    assert table is not None
    assert [slot.offset // 512 for slot in table.slots] == [11, 21]
    assert [(gap.code, gap.params) for gap in table.gaps] == [("mbr-chain", {"sector": 10})]


def test_a_chain_into_the_void_ends_with_a_gap(medium) -> None:
    table = mbr.read(medium(disk({0: boot_sector((0x83, 1, 1), (0x05, 10, 50))}, 12)), nothing)
    assert table is not None
    assert [gap.code for gap in table.gaps] == ["mbr-chain"]


def test_a_disk_of_large_sectors_is_told_by_what_lies_where_its_entries_point(medium) -> None:
    data = disk({0: boot_sector((0x83, 2, 4))}, 8, 4096)
    table = mbr.read(medium(data), lambda offset: offset == 2 * 4096)
    assert table is not None
    assert [(slot.offset, slot.size) for slot in table.slots] == [(8192, 16384)]


def test_boot_code_in_the_place_of_a_table_is_no_table(medium) -> None:
    code = bytearray(boot_sector((0x83, 1, 1)))
    code[446] = 0x33
    assert mbr.read(medium(bytes(code)), nothing) is None
    assert mbr.read(medium(boot_sector()), nothing) is None
    assert mbr.read(medium(b"short"), nothing) is None


def test_a_protective_entry_is_no_partition(medium) -> None:
    one = medium(disk({0: boot_sector((0xEE, 1, 60), (0x83, 8, 4))}, 64))
    table = mbr.read(one, nothing)
    assert table is not None
    assert [slot.offset // 512 for slot in table.slots] == [8]
    assert not mbr.speaks_for_itself(one)
    assert mbr.speaks_for_itself(medium(disk({0: boot_sector((0x83, 8, 4))}, 64)))

"""The BSD disklabel, built byte by byte."""

from __future__ import annotations

import struct

from evidence_desk.source.volumes import bsd


def label(*partitions: tuple[int, int, int]) -> bytes:
    """Partitions of size, offset and type, in sectors."""
    raw = bytearray(512)
    raw[:4] = raw[132:136] = bsd.MAGIC
    struct.pack_into("<I", raw, 40, 512)
    struct.pack_into("<H", raw, 138, len(partitions))
    for place, (size, offset, kind) in enumerate(partitions):
        struct.pack_into("<IIIBBH", raw, 148 + 16 * place, size, offset, 0, kind, 0, 0)
    return bytes(raw)


def test_partitions_of_a_disk_are_listed_without_the_one_that_stands_for_the_whole(medium) -> None:
    table = bsd.read(medium(bytes(512) + label((4, 8, 7), (2, 12, 1), (64, 0, 0), (6, 20, 7))), 0)
    assert table is not None
    assert [(slot.offset // 512, slot.size // 512, slot.label, slot.reserved) for slot in table.slots] == [
        (8, 4, "a", False),
        (12, 2, "b", True),
        (20, 6, "d", False),
    ]


def test_within_a_partition_offsets_are_of_the_disk_where_the_whole_starts_there_and_of_the_partition_otherwise(medium) -> None:
    absolute = medium(bytes(17 * 512) + label((4, 24, 7), (0, 0, 0), (64, 16, 0)))
    relative = medium(bytes(17 * 512) + label((4, 8, 7), (0, 0, 0), (64, 0, 0)))
    for one in (absolute, relative):
        table = bsd.read(one, 16 * 512)
        assert table is not None
        assert [slot.offset // 512 for slot in table.slots] == [24]


def test_a_label_whose_second_mark_is_missing_is_none(medium) -> None:
    raw = bytearray(label((4, 8, 7)))
    raw[132] = 0
    assert bsd.read(medium(bytes(512) + bytes(raw)), 0) is None

"""Apple's partition map, built byte by byte."""

from __future__ import annotations

import struct

from evidence_desk.source.volumes import apple


def entry(count: int, first: int, blocks: int, name: str, kind: str) -> bytes:
    return (b"PM\0\0" + struct.pack(">III", count, first, blocks) + name.encode().ljust(32, b"\0") + kind.encode().ljust(32, b"\0")).ljust(
        512, b"\0"
    )


def test_the_map_itself_and_free_space_are_no_volumes(medium) -> None:
    data = b"ER".ljust(512, b"\0") + entry(3, 1, 3, "Apple", "Apple_partition_map")
    data += entry(3, 64, 100, "disk image", "Apple_HFS") + entry(3, 164, 9, "", "Apple_Free")
    table = apple.read(medium(data))
    assert table is not None
    assert [(slot.offset, slot.size, slot.label, slot.scheme) for slot in table.slots] == [(64 * 512, 100 * 512, "disk image", "apm")]


def test_a_map_with_a_count_that_lies_is_read_as_far_as_it_goes(medium) -> None:
    data = b"ER".ljust(512, b"\0") + entry(0xFFFFFFFF, 64, 100, "a", "Apple_HFS")
    table = apple.read(medium(data))
    assert table is not None
    assert len(table.slots) == 1
    assert apple.read(medium(bytes(2048))) is None

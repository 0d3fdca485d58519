"""Records put together again, numbers at many places, and the sums of names."""

from __future__ import annotations

import struct

import numpy as np

from evidence_desk.source.filesystems.ntfs import attributes
from evidence_desk.source.filesystems.ntfs.columns import Block, mended, sums

LENGTH = 1024


def record(*parts: bytes, torn: bool = False) -> bytearray:
    """A record with these attributes, as it lies on the disk: the ends of its two sectors hold the mark of the writing."""
    data = bytearray(LENGTH)
    struct.pack_into("<4sHH", data, 0, b"FILE", 48, 3)
    struct.pack_into("<HH", data, 20, 56, 1)
    body = b"".join(parts) + b"\xff\xff\xff\xff\0\0\0\0"
    data[56 : 56 + len(body)] = body
    struct.pack_into("<H2s2s", data, 48, 7, bytes(data[510:512]), b"zz")
    struct.pack_into("<H", data, 510, 7)
    struct.pack_into("<H", data, 1022, 8 if torn else 7)
    return data


def resident(kind: int, number: int, content: bytes, length: int | None = None) -> bytes:
    size = (24 + len(content) + 7) // 8 * 8
    head = struct.pack("<IIBBHHHIHH", kind, size if length is None else length, 0, 0, 24, 0, number, len(content), 24, 0)
    return (head + content).ljust(size, b"\0")


def outside(runs: bytes, size: int = 5000, clusters: int = 2) -> bytes:
    """$DATA in clusters."""
    length = (64 + len(runs) + 7) // 8 * 8
    head = struct.pack("<IIBBHHHQQHH4xQQQ", 0x80, length, 1, 0, 64, 0, 3, 0, clusters - 1, 64, 0, clusters * 4096, size, size)
    return (head + runs).ljust(length, b"\0")


def found(*records: bytearray, clusters: int = 1000) -> tuple[attributes.Attributes, list[bool]]:
    rows = np.frombuffer(bytearray(b"".join(records)), np.uint8)
    mended(rows.reshape(-1, LENGTH), LENGTH)
    many, sound = attributes.followed(Block(rows), np.arange(len(records)) * LENGTH, LENGTH, attributes.Extent(4096, clusters))
    return many, sound.tolist()


def test_the_ends_of_sectors_are_put_back_and_torn_records_are_left() -> None:
    whole, torn = record(), record(torn=True)
    rows = np.frombuffer(bytearray(whole + torn), np.uint8).reshape(2, LENGTH)
    assert mended(rows, LENGTH).tolist() == [True, False]
    assert bytes(rows[0, 1022:]) == b"zz"
    assert bytes(rows[1]) == bytes(torn)


def test_attributes_come_with_their_record_and_in_their_order() -> None:
    many, sound = found(record(resident(0x10, 0, bytes(48)), resident(0x80, 1, b"hello")), record(outside(b"\x11\x02\x05\0")))
    assert sound == [True, True]
    assert list(zip(many.row.tolist(), many.kind.tolist(), many.number.tolist(), many.size.tolist(), strict=True)) == [
        (0, 0x10, 0, 48), (0, 0x80, 1, 5), (1, 0x80, 3, 5000),
    ]  # fmt: skip


def test_records_that_break_a_rule_are_not_sound() -> None:
    good = record(outside(b"\x11\x02\x05\x11\x01\xfd\0", clusters=3))
    cases = {
        "a length of nothing": record(resident(0x80, 1, b"x", length=0)),
        "longer than the record": record(resident(0x80, 1, b"x", length=2048)),
        "two of a kind with one number": record(resident(0x80, 1, b"x"), resident(0x80, 1, b"y")),
        "a lower kind after a higher": record(resident(0x80, 1, b"x"), resident(0x30, 2, b"y")),
        "a kind that is none": record(resident(0, 0, b"x")),
        "not aligned": record(resident(0x80, 1, b"x", length=30)),
        "a run behind the volume": record(outside(b"\x12\x02\xff\x7f\0")),
        "a run before the volume": record(outside(b"\x11\x02\x80\0")),
        "a run of nothing": record(outside(b"\x11\x00\x05\0")),
        "more than is allocated": record(outside(b"\x11\x02\x05\0", size=9000)),
        "fewer clusters than it says": record(outside(b"\x11\x02\x05\0", clusters=3)),
        "nothing, in clusters": record(outside(b"\x11\x02\x05\0", size=0)),
        "runs without an end": record(outside(b"\x11\x02\x05\x11\x02\x05\x11\x02")),
    }
    good += record(resident(0x30, 1, b"x"), resident(0x30, 2, b"x"), resident(0x80, 2, b"x"))
    _, sound = found(good[:LENGTH], good[LENGTH:], *cases.values())
    assert dict(zip(["good", "good too", *cases], sound, strict=True)) == {"good": True, "good too": True} | dict.fromkeys(cases, False)


def test_sums_tell_names_folders_and_order_apart() -> None:
    names = ["ab", "ba", "ab", "ab", "a", "文件"]
    folders, sequences = np.array([5, 5, 6, 5, 5, 5]), np.array([1, 1, 1, 2, 1, 1])
    characters = np.frombuffer("".join(names).encode("utf-16-le"), "<u2")
    lengths = np.array([len(name) for name in names])
    found = sums(characters, np.cumsum(lengths) - lengths, lengths, folders, sequences).tolist()
    assert len(set(found)) == len(names)
    again = sums(characters[:2], np.array([0]), np.array([2]), folders[:1], sequences[:1]).tolist()
    assert again == found[:1]

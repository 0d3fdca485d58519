"""Logical volumes are put together from their extents, and what is not there is said and reads as zeros.

The writer here follows lib/format_text/layout.h: a label, one ring of metadata, extents of data.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from evidence_desk.model import Gap
from evidence_desk.source.media import Medium
from evidence_desk.source.media.ranges import touches
from evidence_desk.source.source import open_source
from evidence_desk.source.volumes import lvm

SECTOR = 512
EXTENT = 64 * SECTOR
DATA_AT = 64 * SECTOR
RING_AT, RING_SIZE = 4096, 16 << 10

GROUP = """vg {{
id = "grp"
seqno = {seqno}
extent_size = 64
physical_volumes {{
{physical}}}
logical_volumes {{
{logical}}}
}}
# Generated for a test
contents = "Text Format Volume Group"
"""
PHYSICAL = 'pv{number} {{\nid = "{identifier}"\npe_start = 64\npe_count = {extents}\n}}\n'


class Read(Protocol):
    def __call__(self, data: bytes, *offsets: int) -> tuple[list[lvm.Logical], list[Gap]]: ...


def identifier(number: int) -> str:
    return f"{number:06d}-aaaa-bbbb-cccc-dddd-eeee-ffffff"


def lv(name: str, *segments: str) -> str:
    body = "".join(f"segment{number} {{\n{text}\n}}\n" for number, text in enumerate(segments, 1))
    return f'{name} {{\nid = "lv-{name}"\nstatus = ["READ", "WRITE", "VISIBLE"]\nsegment_count = {len(segments)}\n{body}}}\n'


def segment(start: int, count: int, *stripes: tuple[str, int], kind: str = "striped", size: int = 0) -> str:
    places = ", ".join(f'"{volume}", {extent}' for volume, extent in stripes)
    stripe = f"stripe_size = {size}\n" if size else ""
    return (
        f'start_extent = {start}\nextent_count = {count}\ntype = "{kind}"\nstripe_count = {len(stripes)}\n{stripe}stripes = [\n{places}\n]'
    )


def described(logical_volumes: str, extents: list[int], seqno: int = 1) -> str:
    physical = "".join(PHYSICAL.format(number=n, identifier=identifier(n), extents=count) for n, count in enumerate(extents))
    return GROUP.format(seqno=seqno, physical=physical, logical=logical_volumes)


def pv(number: int, text: str, data: bytes, ring_start: int = SECTOR) -> bytes:
    """`data`: the extents. `ring_start`: where in the ring the text begins; one that runs over its end goes on behind the ring's header."""
    body = text.encode() + b"\0"
    areas = struct.pack("<QQQQ", DATA_AT, 0, 0, 0) + struct.pack("<QQQQ", RING_AT, RING_SIZE, 0, 0)
    header = identifier(number).replace("-", "").encode() + struct.pack("<Q", DATA_AT + len(data)) + areas
    label = b"LABELONE" + struct.pack("<QII", 1, 0, 32) + b"LVM2 001" + header
    checksum = zlib.crc32(body, 0xF597A6CF ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
    ring = bytearray(RING_SIZE)
    head = struct.pack("<I", 0) + b" LVM2 x[5A%r0N*>" + struct.pack("<IQQ", 1, RING_AT, RING_SIZE)
    ring[: len(head) + 24] = head + struct.pack("<QQII", ring_start, len(body), checksum, 0)
    room = RING_SIZE - ring_start
    ring[ring_start : ring_start + len(body[:room])] = body[:room]
    ring[SECTOR : SECTOR + len(body[room:])] = body[room:]
    whole = bytearray(DATA_AT)
    whole[SECTOR : SECTOR + len(label)] = label
    whole[RING_AT : RING_AT + RING_SIZE] = ring
    return bytes(whole) + data


def extents(count: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(count * EXTENT)


@pytest.fixture
def read(medium: Callable[[bytes], Medium]) -> Read:
    def logical(data: bytes, *offsets: int) -> tuple[list[lvm.Logical], list[Gap]]:
        one = medium(data)
        return lvm.logical(one, [lvm.physical(one, number, offset) for number, offset in enumerate(offsets or (0,), 1)])

    return logical


def test_a_linear_volume_of_two_segments_has_their_extents_in_its_order(read: Read) -> None:
    data = extents(6, 1)
    volume = lv("lv", segment(0, 2, ("pv0", 3)), segment(2, 1, ("pv0", 0)))
    disk = pv(0, described(volume, [6]), data)
    [one], gaps = read(disk)
    whole = data[3 * EXTENT : 5 * EXTENT] + data[:EXTENT]
    assert one.name == "vg/lv"
    assert one.inner.read(0, one.inner.size) == whole
    assert one.inner.read(2 * EXTENT - 5, 10) == whole[2 * EXTENT - 5 : 2 * EXTENT + 5]
    assert one.inner.read(one.inner.size - 3, 100) == whole[-3:]
    assert gaps == []


def test_the_runs_of_a_logical_volume_are_places_on_the_medium(read: Read) -> None:
    volume = lv("lv", segment(0, 2, ("pv0", 3)), segment(2, 1, ("pv0", 0)))
    disk = pv(0, described(volume, [6]), extents(6, 1))
    [one], _ = read(disk)
    assert one.inner.runs([(2 * EXTENT - 5, 10)]) == [(DATA_AT + 5 * EXTENT - 5, 5), (DATA_AT, 5)]


def test_stripes_take_turns_over_two_physical_volumes_of_one_medium(read: Read) -> None:
    first, second = extents(2, 1), extents(2, 2)
    text = described(lv("lv", segment(0, 4, ("pv0", 0), ("pv1", 0), size=8)), [2, 2])
    one, other = pv(0, text, first), pv(1, text, second)
    disk = one + other
    [volume], _ = read(disk, 0, len(one))
    piece = 8 * SECTOR
    expected = b"".join(first[at : at + piece] + second[at : at + piece] for at in range(0, 2 * EXTENT, piece))
    assert volume.inner.read(0, volume.inner.size) == expected


def test_the_bytes_of_a_physical_volume_that_is_not_there_are_zeros_and_said(read: Read) -> None:
    data = extents(1, 1)
    volume = lv("lv", segment(0, 1, ("pv0", 0)), segment(1, 1, ("pv1", 0)))
    disk = pv(0, described(volume, [1, 1]), data)
    [one], gaps = read(disk)
    assert one.inner.read(0, 2 * EXTENT) == data + bytes(EXTENT)
    assert touches(one.inner.runs([(EXTENT - 1, 2)]), list(one.inner.lost)), "a file that reaches into it is marked"
    assert not touches(one.inner.runs([(0, EXTENT)]), list(one.inner.lost))
    assert [(gap.code, gap.params) for gap in gaps] == [("lvm-incomplete", {"name": "vg/lv", "missing": EXTENT})]


def test_a_kind_that_is_not_read_is_named_and_costs_only_itself(read: Read) -> None:
    volumes = lv("thin", segment(0, 1, kind="thin")) + lv("lv", segment(0, 1, ("pv0", 0)))
    disk = pv(0, described(volumes, [1]), extents(1, 1))
    found, gaps = read(disk)
    assert [one.name for one in found] == ["vg/lv"]
    assert [(gap.code, gap.params["detail"]) for gap in gaps] == [("lvm-unsupported", "thin")]


def test_a_description_that_runs_over_the_end_of_its_ring_is_read_whole(read: Read) -> None:
    data = extents(1, 1)
    disk = pv(0, described(lv("lv", segment(0, 1, ("pv0", 0))), [1]), data, ring_start=RING_SIZE - 100)
    [one], _ = read(disk)
    assert one.inner.read(0, EXTENT) == data


def test_of_two_descriptions_the_newer_one_counts(read: Read) -> None:
    old = described(lv("old", segment(0, 1, ("pv0", 0))), [1, 1], seqno=1)
    new = described(lv("new", segment(0, 1, ("pv1", 0))), [1, 1], seqno=2)
    one, other = pv(0, old, extents(1, 1)), pv(1, new, extents(1, 2))
    [volume], _ = read(one + other, 0, len(one))
    assert volume.name == "vg/new"


def test_a_volume_that_is_part_of_itself_is_damage_and_no_endless_search(read: Read) -> None:
    loop = 'segment1 {\nstart_extent = 0\nextent_count = 1\ntype = "mirror"\nmirrors = ["lv", 0]\n}\n'
    volume = f'lv {{\nid = "l"\nstatus = ["VISIBLE"]\n{loop}}}\n'
    found, gaps = read(pv(0, described(volume, [1]), extents(1, 1)))
    assert found == []
    assert [gap.code for gap in gaps] == ["lvm-damaged"]


@pytest.mark.parametrize("cut", [SECTOR, SECTOR + 40, 4096 + 30, 4096 + 600])
def test_what_is_cut_off_is_a_failure_of_that_volume_alone(read: Read, cut: int) -> None:
    whole = pv(0, described(lv("lv", segment(0, 1, ("pv0", 0))), [1]), extents(1, 1))
    with pytest.raises(lvm.FAILURES):
        read(whole[:cut])


def test_a_description_that_its_checksum_does_not_vouch_for_is_not_followed(read: Read) -> None:
    whole = bytearray(pv(0, described(lv("lv", segment(0, 1, ("pv0", 0))), [1]), extents(1, 1)))
    at = whole.index(b"pe_start = 64") + 12
    whole[at] = ord("9")
    with pytest.raises(ValueError, match="no metadata"):
        read(bytes(whole))


def test_mutated_descriptions_give_volumes_or_gaps_and_no_other_failure(read: Read) -> None:
    draw = random.Random(7)
    whole = bytearray(pv(0, described(lv("lv", segment(0, 1, ("pv0", 0))), [1]), extents(1, 1)))
    for _ in range(300):
        mutant = bytearray(whole)
        for _ in range(draw.randrange(1, 6)):
            mutant[draw.choice((draw.randrange(SECTOR, 2 * SECTOR), draw.randrange(4096, 5600)))] = draw.randrange(256)
        try:
            found, _ = read(bytes(mutant))
        except lvm.FAILURES:
            continue
        for one in found:
            assert len(one.inner.read(0, 4096)) <= 4096


def test_a_sample_of_lvm_with_ext2_is_walked_and_the_volumes_say_what_they_are(image: Callable[[str], Path], walked) -> None:
    source = open_source([image("images/qcow2/lvm.qcow2")])
    assert [(one.scheme, one.filesystem, one.label) for one in source.volumes] == [("none", "lvm2", None), ("lvm", "ext2", "ext2_test")]
    entries, _ = walked(source.filesystem(2))
    assert {entry.path: entry.size for entry in entries if entry.kind == "file"} == {
        "/passwords.txt": 116, "/a_directory/a_file": 53, "/a_directory/another_file": 22,
    }  # fmt: skip
    source.close()

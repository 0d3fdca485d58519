"""Tables of chunks: their copies, their overflow, and finding chunks without them."""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.ewf import open_ewf
from evidence_desk.source.media.ewf.sections import walk
from evidence_desk.source.media.ewf.tables import Table, _first_drop, read
from evidence_desk.source.media.file import EvidenceFile


def changed(content: bytes, at: int, value: int = 0x40) -> bytes:
    return content[:at] + bytes([content[at] ^ value]) + content[at + 1 :]


@pytest.mark.parametrize("copy", ["table", "table2"])
@pytest.mark.parametrize(("place", "what"), [(76, "count"), (76 + 8, "base"), (76 + 25, "entry"), (-2, "checksum")])
def test_one_damaged_copy_is_named_and_the_other_serves(
    tmp_path: Path, disk: bytes, ewf: ModuleType, copy: str, place: int, what: str
) -> None:
    (content,) = ewf.write(disk)
    at, size = ewf.sections(content)[copy]
    (tmp_path / "a.E01").write_bytes(changed(content, at + (place if place > 0 else size + place)))
    medium = open_ewf(tmp_path / "a.E01")
    assert (b"".join(medium.blocks()), medium.bad_ranges) == (disk, [])
    assert {(gap.code, gap.params["section"]) for gap in medium.gaps} == {("section-damaged", copy)}, what


@pytest.mark.parametrize("count", [2**32 - 16, 2**31, 14, 1000])
def test_a_count_that_the_section_has_no_room_for_is_not_believed(tmp_path: Path, disk: bytes, ewf: ModuleType, count: int) -> None:
    (content,) = ewf.write(disk)
    for copy in ("table", "table2"):
        at = ewf.sections(content)[copy][0] + 76
        content = ewf.resealed(content[:at] + struct.pack("<I", count) + content[at + 4 :], at, at + 20)
    (tmp_path / "a.E01").write_bytes(content)
    medium = open_ewf(tmp_path / "a.E01")
    assert b"".join(medium.blocks()) == disk
    assert {gap.params.get("detail") for gap in medium.gaps} == {f"count {count}"}


def test_two_copies_that_hold_and_differ_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    at, size = ewf.sections(content)["table2"]
    swapped = content[: at + 100] + content[at + 104 : at + 108] + content[at + 100 : at + 104] + content[at + 108 :]
    (tmp_path / "a.E01").write_bytes(ewf.resealed(swapped, at + 100, at + size - 4))
    medium = open_ewf(tmp_path / "a.E01")
    assert b"".join(medium.blocks()) == disk
    assert [gap.code for gap in medium.gaps] == ["table-copies-differ"]


def test_both_copies_damaged_alike_lose_only_the_chunks_that_they_misplace(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    for copy in ("table", "table2"):
        content = changed(content, ewf.sections(content)[copy][0] + 100 + 4 * 5, 1)
    (tmp_path / "a.E01").write_bytes(content)
    medium = open_ewf(tmp_path / "a.E01")
    data = b"".join(medium.blocks())
    assert medium.bad_ranges == [(4096, 2048)]  # the chunk and the one that ends where it begins
    assert data == disk[:4096] + bytes(2048) + disk[6144:]


@pytest.mark.parametrize("level", [None, 1, 9])
def test_chunks_that_have_lost_both_tables_are_found_by_their_checksums(
    tmp_path: Path, disk: bytes, ewf: ModuleType, level: int | None
) -> None:
    (content,) = ewf.write(disk, ewf.Layout(level=level))
    for copy in ("table", "table2"):
        at, size = ewf.sections(content)[copy]
        content = content[: at + 76] + b"\xff" * (size - 76) + content[at + size :]
    (tmp_path / "a.E01").write_bytes(content)
    medium = open_ewf(tmp_path / "a.E01")
    assert (b"".join(medium.blocks()), medium.bad_ranges) == (disk, [])
    assert [gap.params["count"] for gap in medium.gaps if gap.code == "table-rebuilt"] == [12]


def test_a_stored_chunk_that_begins_with_a_stream_is_taken_as_a_whole(tmp_path: Path, ewf: ModuleType) -> None:
    data = zlib.compress(b"a file on the disk " * 9).ljust(1024, b"\x05") * 3
    (content,) = ewf.write(data, ewf.Layout(level=None))
    at = ewf.sections(content)["table"][0]
    (tmp_path / "a.E01").write_bytes(content[:at])
    medium = open_ewf(tmp_path / "a.E01")
    assert b"".join(medium.blocks()) == data


def test_many_tables_in_one_file_are_one_medium(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    for style in ("encase", "encase1", "smart"):
        (content,) = ewf.write(disk, ewf.Layout(table_limit=5, style=style))
        (tmp_path / "a.E01").write_bytes(content)
        medium = open_ewf(tmp_path / "a.E01")
        assert (b"".join(medium.blocks()), medium.gaps) == (disk, [])


def test_offsets_past_two_gibibytes_use_the_bit_that_marked_deflated_chunks(tmp_path: Path) -> None:
    size = 2**30
    entries = array("I", [76, size | 1 << 31, 2**31 - 100, 2**31 + 400, 2**31 + size])
    assert _first_drop(entries) == 3
    (tmp_path / "a").write_bytes(b"x")
    table = Table(EvidenceFile(tmp_path / "a", Descriptors()), 5, entries, 3, 2**32, checked=True)
    assert [table.extent(index) for index in range(5)] == [
        (81, size + 5, False),
        (size + 5, 2**31 - 95, True),
        (2**31 - 95, 2**31 + 405, False),
        (2**31 + 405, 2**31 + size + 5, False),
        (2**31 + size + 5, 2**32, False),
    ]
    assert table.deflated() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="files are not sparse there of their own accord")
def test_chunks_past_two_gibibytes_of_one_section_are_read(tmp_path: Path, ewf: ModuleType) -> None:
    size, count = 16 << 20, 131
    counted = {"chunks": count, "sectors": count * 32768}
    layout = ewf.Layout(sectors_per_chunk=32768, counted=counted)
    head = ewf.SIGNATURE + struct.pack("<BHH", 1, 1, 0)
    head += ewf.first_sections(len(head), b"", layout)
    at, payload = len(head), count * (size + 4)
    listed = struct.pack(f"<{count}I", *(76 + number * (size + 4) for number in range(count)))
    listed = ewf.table([0] * count, at) + listed + ewf.adler(listed)
    tail = ewf.section(b"table", at + 76 + payload, listed)
    tail += ewf.section(b"done", at + 76 + payload + len(tail))
    content = {number: bytes([number]) * 100 + bytes(size - 100) for number in (0, 127, 128, 130)}
    with (tmp_path / "a.E01").open("wb") as file:
        file.write(head + ewf.descriptor(b"sectors", at, payload))
        for number, chunk in content.items():
            file.seek(at + 76 + number * (size + 4))
            file.write(chunk[:100])
            file.seek(at + 76 + number * (size + 4) + size)
            file.write(ewf.adler(chunk))
        file.seek(at + 76 + payload)
        file.write(tail)
    medium = open_ewf(tmp_path / "a.E01")
    assert (medium.size, medium.gaps) == (count * size, [])
    for number, chunk in content.items():
        assert medium.read(number * size, 200) == chunk[:200], number
    assert medium.bad_ranges == []


def test_a_table_takes_four_bytes_a_chunk(tmp_path: Path, ewf: ModuleType) -> None:
    data = bytes(1024) * 5000
    (content,) = ewf.write(data, ewf.Layout(table_limit=100_000))
    (tmp_path / "a.E01").write_bytes(content)
    file = EvidenceFile(tmp_path / "a.E01", Descriptors())
    sections = walk(file, [])
    table = next(section for section in sections if section.kind == "table")
    made = read(file, sections, table, None, [])
    assert made is not None
    assert sys.getsizeof(made.entries) < 5000 * 4.5


@pytest.mark.parametrize("hidden", [b"hidden", b"hidden" * 20_000])
def test_bytes_that_no_chunk_uses_are_named(tmp_path: Path, disk: bytes, ewf: ModuleType, hidden: bytes) -> None:
    layout = ewf.Layout()
    pieces = [ewf.coded(disk[at : at + 1024], layout) for at in range(0, len(disk), 1024)]
    pieces[4] = (pieces[4][0] + hidden, pieces[4][1])
    head = ewf.SIGNATURE + struct.pack("<BHH", 1, 1, 0)
    content = head + ewf.first_sections(len(head), disk, layout)
    at = len(content)
    content += ewf.chunks(at, pieces, layout)
    content += ewf.last_sections(len(content), disk, layout, single=True)
    content += ewf.section(b"done", len(content))
    (tmp_path / "a.E01").write_bytes(content)
    medium = open_ewf(tmp_path / "a.E01")
    assert b"".join(medium.blocks()) == disk
    offset = at + 76 + sum(len(piece) for piece, _ in pieces[:5]) - len(hidden)
    assert [(gap.code, gap.params) for gap in medium.gaps] == [
        ("container-extra", {"file": "a.E01", "offset": offset, "length": len(hidden)})
    ]
    assert content[offset : offset + len(hidden)] == hidden

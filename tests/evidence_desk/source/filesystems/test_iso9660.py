"""ISO 9660: discs made by genisoimage, and records built byte by byte."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.model import Entry, Instant, Volume
from evidence_desk.source.filesystems.iso9660 import IsoFileSystem, rockridge
from evidence_desk.source.filesystems.iso9660.tree import moment

FOLDER, GOES_ON = 2, 0x80


def both(value: int) -> bytes:
    return struct.pack("<I", value) + struct.pack(">I", value)


def record(name: bytes, block: int, size: int, flags: int = 0, stamp: bytes = bytes(7), system_use: bytes = b"") -> bytes:
    body = bytes([0]) + both(block) + both(size) + stamp + bytes([flags, 0, 0]) + bytes(4) + bytes([len(name)]) + name
    body += bytes((len(name) + 1) % 2) + system_use
    body += bytes((len(body) + 1) % 2)
    return bytes([len(body) + 1]) + body


def disc(folders: dict[int, list[bytes]], root: int = 20, blocks: int = 64) -> bytearray:
    """A disc whose folders lie one a block; each begins with itself and its parent."""
    data = bytearray(blocks * 2048)
    descriptor = bytearray(2048)
    descriptor[:7] = b"\x01CD001\x01"
    descriptor[40:72] = b"TEST".ljust(32)
    descriptor[80:88] = both(blocks)
    descriptor[128:132] = struct.pack("<H", 2048) + struct.pack(">H", 2048)
    descriptor[156:190] = record(b"\0", root, 2048, FOLDER)
    data[16 * 2048 : 17 * 2048] = descriptor
    data[17 * 2048 : 17 * 2048 + 7] = b"\xffCD001\x01"
    for block, records in folders.items():
        content = b"".join([record(b"\0", block, 2048, FOLDER), record(b"\1", root, 2048, FOLDER), *records])
        data[block * 2048 : block * 2048 + len(content)] = content
    return data


@pytest.fixture
def system(medium):
    def make(data: bytes | bytearray) -> IsoFileSystem:
        one = medium(bytes(data))
        return IsoFileSystem(one, Volume(1, 0, one.size, "none", "iso9660"))

    return make


def names(entries: list[Entry]) -> list[str]:
    return [one.path for one in entries]


def read(system: IsoFileSystem, entry: Entry) -> bytes:
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


def test_the_extents_of_a_large_file_are_one_file(system, walked) -> None:
    data = disc(
        {
            20: [
                record(b"BIG.BIN;1", 30, 4096, GOES_ON),
                record(b"BIG.BIN;1", 40, 2048, GOES_ON),
                record(b"BIG.BIN;1", 50, 5),
                record(b"C.;1", 51, 3),
            ]
        }
    )
    data[30 * 2048 : 32 * 2048], data[40 * 2048 : 41 * 2048], data[50 * 2048 : 50 * 2048 + 5] = b"a" * 4096, b"b" * 2048, b"ccccc"
    iso = system(data)
    entries, gaps = walked(iso)
    big = entries[0]
    assert names(entries) == ["/BIG.BIN", "/C", "/$OrphanFiles"]
    assert (big.size, big.address, entries[1].address) == (6149, 1, 4), "each extent counts, as The Sleuth Kit counts them"
    assert read(iso, big) == b"a" * 4096 + b"b" * 2048 + b"ccccc"
    assert iso.open(1, None, "").read_at(4090, 12) == b"a" * 6 + b"b" * 6
    assert iso.open(1, None, "").runs() == [(30 * 2048, 4096), (40 * 2048, 2048), (50 * 2048, 5)]
    assert gaps == []


def test_a_time_is_in_utc() -> None:
    assert moment(bytes([124, 3, 5, 15, 4, 5, 32])) == Instant.since_1970(1_709_622_245), "eight hours east"
    assert moment(struct.pack("<6Bb", 124, 3, 5, 15, 4, 5, -20)) == Instant.since_1970(1_709_669_045)
    assert moment(bytes(7)) is None
    with pytest.raises(ValueError):
        moment(bytes([124, 13, 5, 15, 4, 5, 0]))


def test_a_time_that_is_none_is_said(system, walked) -> None:
    entries, gaps = walked(system(disc({20: [record(b"A.;1", 30, 1, stamp=bytes([124, 13, 5, 15, 4, 5, 0]))]})))
    assert entries[0].created is None
    assert [(gap.code, gap.params["raw"]) for gap in gaps] == [("time-out-of-range", "7c 0d 05 0f 04 05 00")]


def test_folders_that_lead_back_are_not_entered_again(system, walked) -> None:
    data = disc({20: [record(b"A", 21, 2048, FOLDER)], 21: [record(b"B", 20, 2048, FOLDER), record(b"C", 21, 2048, FOLDER)]})
    entries, gaps = walked(system(data))
    assert names(entries) == ["/A", "/$OrphanFiles", "/A/B", "/A/C"]
    assert {gap.code for gap in gaps} == {"directory-loop"}


def test_what_lies_past_the_end_is_said(system, walked) -> None:
    data = disc({20: [record(b"A", 60, 2048, FOLDER), record(b"F.;1", 61, 5)]})[: 59 * 2048]
    iso = system(data)
    entries, gaps = walked(iso)
    assert [gap.code for gap in gaps] == ["filesystem-cut", "directory-cut"]
    with pytest.raises(OSError):
        read(iso, next(one for one in entries if one.path == "/F"))


def test_a_disc_of_raw_sectors_is_read_through_its_headers(medium, walked) -> None:
    plain = disc({20: [record(b"F.;1", 30, 3000)]})
    data = bytes(range(250)) * 12
    plain[30 * 2048 : 30 * 2048 + 3000] = data
    raw = b"".join(bytes(16) + plain[place : place + 2048] + bytes(288) for place in range(0, len(plain), 2048))
    one = medium(raw)
    iso = IsoFileSystem(one, Volume(1, 0, one.size, "none", "iso9660"))
    entry = walked(iso)[0][0]
    assert read(iso, entry) == data
    assert iso.open(entry.address, None, entry.path).read_at(2000, 700) == data[2000:2700]
    assert iso.open(entry.address, None, entry.path).runs() == []


def test_rock_ridge_names_kinds_and_targets_count() -> None:
    area = b"PX\x24\x01" + both(0xA1FF) + bytes(24) + b"NM\x08\x01\x00lin" + b"SL\x0e\x01\x00\x08\x00\x00\x03etc\x04\x00"
    posix = rockridge.read(area, lambda *_: b"")
    assert posix is not None
    assert (posix.mode, posix.name, posix.target) == (0xA1FF, b"lin", b"/etc/..")


def test_rock_ridge_times_stand_in_the_order_of_their_flags() -> None:
    modified, changed = bytes([120, 1, 2, 3, 4, 5, 0]), bytes([121, 1, 2, 3, 4, 5, 0])
    posix = rockridge.read(b"TF\x13\x01\x0a" + modified + changed, lambda *_: b"")
    assert posix is not None
    assert posix.times == {"modified": modified, "changed": changed}


def test_a_continuation_that_points_at_itself_ends() -> None:
    entry = b"CE\x1c\x01" + both(7) + both(0) + both(28)
    assert rockridge.read(entry, lambda *_: entry) is None
    assert rockridge.read(entry, lambda *_: b"NM\x06\x01\x00a") == rockridge.Posix(name=b"a")


@pytest.fixture
def made(tool, tmp_path: Path):
    """A disc of a small tree, made with the given options of genisoimage."""
    tree = tmp_path / "tree"
    deep = tree / "deep" / "1/2/3/4/5/6/7/8"
    deep.mkdir(parents=True)
    (deep / "bottom.txt").write_bytes(b"bottom")
    (tree / "聊天记录，很长很长的名字.txt").write_text("你好", encoding="utf-8")
    (tree / "link").symlink_to("deep/1")
    (tree / "empty").write_bytes(b"")

    def make(*options: str) -> bytes:
        target = tmp_path / "disc.iso"
        subprocess.run([tool("genisoimage"), "-quiet", *options, "-o", target, tree], check=True, capture_output=True)
        return target.read_bytes()

    return make


def test_joliet_comes_before_rock_ridge_and_what_only_the_other_tree_names_is_an_orphan(made, system, walked) -> None:
    entries, _ = walked(system(made("-R", "-J")))
    assert "/聊天记录，很长很长的名字.txt" in names(entries)
    assert "/deep/1/2/3/4/5/6/7/8/bottom.txt" in names(entries)
    orphan = next(one for one in entries if one.path == "/$OrphanFiles/link")
    assert orphan.kind == "link"
    assert sorted(one.address for one in entries) == list(range(1, len(entries) + 1)), "orphans are numbered on"


def test_rock_ridge_puts_moved_folders_back(made, system, walked) -> None:
    iso = system(made("-R"))
    entries, _ = walked(iso)
    found = {one.path: one for one in entries}
    assert read(iso, found["/deep/1/2/3/4/5/6/7/8/bottom.txt"]) == b"bottom"
    assert (found["/link"].kind, read(iso, found["/link"])) == ("link", b"deep/1")
    assert found["/聊天记录，很长很长的名字.txt"].modified
    for entry in entries:
        looked_up = iso.find(entry.path)
        assert looked_up is not None and looked_up.address == entry.address


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2**32 - 1))
def test_any_bytes_in_a_folder_give_entries_or_gaps(junk: bytes, size: int) -> None:
    data = disc({20: []})
    struct.pack_into("<I", data, 16 * 2048 + 166, size)
    data[20 * 2048 : 20 * 2048 + len(junk)] = junk

    class Medium:
        size = len(data)

        def read(self, offset: int, length: int) -> bytes:
            return bytes(data[offset : offset + max(0, length)])

    iso = IsoFileSystem(Medium(), Volume(1, 0, len(data), "none", "iso9660"))  # type: ignore[arg-type]
    for one in iso.walk(1, frozenset(), lambda _: None):
        if isinstance(one, Entry) and one.kind == "file":
            try:
                iso.open(one.address, None, one.path).read_at(0, 100)
            except OSError:
                continue

"""Zip archives: sound ones, Chinese ones, damaged ones and those made to swell."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.model import Entry, Instant, unpack_time
from evidence_desk.source.filesystems.zip import ZipFileSystem
from evidence_desk.source.filesystems.zip.content import opened
from evidence_desk.source.filesystems.zip.directory import Member
from evidence_desk.source.filesystems.zip.names import decoded


@pytest.fixture
def system(medium):
    return lambda data: ZipFileSystem(medium(data), 1)


def read(system: ZipFileSystem, entry: Entry) -> bytes:
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


def archive(*members: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, data in members:
            file.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_however_they_are_packed(how: int, system, walked) -> None:
    data = bytes(range(256)) * 4000
    zipped = system(archive(("a/b.bin", data), ("聊天.txt", b""), how=how))
    entries, _ = walked(zipped)
    assert [(one.path, one.size, one.kind) for one in entries] == [("/a/b.bin", len(data), "file"), ("/聊天.txt", 0, "file")]
    content = zipped.open(1, None, "/a/b.bin")
    assert content.read_at(0, content.size) == data
    assert content.read_at(1_000_000, 100) == data[1_000_000:1_000_100]
    assert content.read_at(len(data) - 3, 100) == data[-3:]
    assert bool(content.runs()) == (how == zipfile.ZIP_STORED)


def test_what_stands_around_an_archive_and_members_that_are_not_there_are_told(system, walked) -> None:
    hidden, shown = archive(("hidden", b"1")), archive(("shown", b"2"))
    _, gaps = walked(system(hidden + shown + b"tail"))
    assert {gap.code: gap.params["count"] for gap in gaps if gap.code.startswith("archive")} == {"archive-bytes-beside": len(hidden) + 4}
    stated = shown.replace(b"\1\0\1\0", b"\1\0\2\0")
    assert ("archive-count-differs", 2, 1) in [
        (gap.code, gap.params.get("stated"), gap.params.get("count")) for gap in walked(system(stated))[1]
    ]


def test_a_name_that_is_no_utf_8_though_it_says_so_is_told_and_leads_nowhere(system, walked) -> None:
    one = zipfile.ZipInfo("中" * 2)
    _, gaps = walked(system(archive((one, b"")).replace("中中".encode(), b"\xff" * 6)))
    assert "name-undecodable" in [gap.code for gap in gaps]
    assert "archive-member-unsafe" not in [gap.code for gap in gaps]


def test_a_member_that_claims_to_be_longer_than_the_archive_covers_no_other(system, walked) -> None:
    data = archive(("a", b"1"), ("b", b"2"), how=zipfile.ZIP_STORED)
    at = data.index(b"PK\1\2")
    data = data[: at + 20] + (1 << 30).to_bytes(4, "little") * 2 + data[at + 28 :]
    zipped = system(data)
    entries, _ = walked(zipped)
    assert [entry.size for entry in entries] == [1 << 30, 1]
    assert read(zipped, entries[1]) == b"2"


def test_a_member_of_many_blocks_is_read_whole(system) -> None:
    data = random.Random(1).randbytes(700_000)
    assert system(archive(("noise", data))).open(1, None, "/noise").read_at(0, 700_000) == data


def test_folders_links_and_two_of_a_name_are_listed(system, walked) -> None:
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the name that comes twice
        data = archive(("d/", b""), ("d/x", b"1"), (link, b"/etc/passwd"), ("d/x", b"2"))
    zipped = system(data)
    entries, _ = walked(zipped)
    assert [(one.path, one.kind, one.parent) for one in entries] == [
        ("/d", "directory", None),
        ("/d/x", "file", 1),
        ("/link", "link", None),
        ("/d/x", "file", 1),
    ]
    assert read(zipped, entries[1]) == b"1" and read(zipped, entries[3]) == b"2"
    assert read(zipped, entries[2]) == b"/etc/passwd"
    found = zipped.find("/d/x")
    assert found is not None and found.address == 2


def test_times_are_those_that_state_their_zone(system, walked) -> None:
    posix = zipfile.ZipInfo("posix")
    posix.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_600_000_000)
    windows = zipfile.ZipInfo("windows")
    ticks = (1_600_000_000 + 11_644_473_600) * 10**7 + 1_234_567
    windows.extra = struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 1, 24, ticks, ticks + 1, ticks + 2)
    assert walked(system(archive((posix, b""))))[1] == []
    entries, gaps = walked(system(archive((posix, b""), (windows, b""), ("dos", b""))))
    assert unpack_time(entries[0].modified, entries[0].fine, 1) == Instant(1_600_000_000)
    assert str(unpack_time(entries[1].created, entries[1].fine, 0)) == "2020-09-13T12:26:40.1234569Z"
    assert entries[2].modified is None
    assert [gap.code for gap in gaps] == ["zone-unknown"]


def test_times_that_are_none_are_told_as_the_archive_has_them(system, walked) -> None:
    member = zipfile.ZipInfo("far")
    member.extra = struct.pack("<HHIHHQQQ", 0x000A, 32, 0, 1, 24, 2**64 - 1, 0, (1_600_000_000 + 11_644_473_600) * 10**7)
    (entry,), gaps = walked(system(archive((member, b""))))
    assert (entry.modified, entry.accessed, unpack_time(entry.created, entry.fine, 0)) == (None, None, Instant(1_600_000_000, 0, 7))
    odd = next(gap for gap in gaps if gap.code == "time-out-of-range")
    assert odd.params == {"path": "/far", "field": "modified", "raw": str(2**64 - 1)}


def named(raw: bytes, flags: int = 0, extra: bytes = b"") -> tuple[str, str | None]:
    return decoded(Member(raw, flags, 0, 0, 0, 0, 0, extra, 0))


def test_names_that_do_not_say_how_they_are_written_are_guessed_one_to_one() -> None:
    assert named("聊天记录.txt".encode(), 0x800) == ("聊天记录.txt", None)
    assert named("聊天记录.txt".encode()) == ("聊天记录.txt", "utf-8")
    assert named("聊天记录（备份）.txt".encode("gb18030")) == ("聊天记录（备份）.txt", "gb18030")
    assert named(b"M\x81ller.txt") == ("Müller.txt", "cp437")
    assert named("Señor Núñez.txt".encode("cp437")) == ("Señor Núñez.txt", "cp437")
    assert named(b"plain.txt") == ("plain.txt", None)
    assert named("微信".encode("gbk") + b"a\xff.txt") == ("微信a\\xff.txt", "gb18030")
    unicode_path = struct.pack("<HHBI", 0x7075, 5 + 6, 1, zlib.crc32(b"\x81\x82")) + "聊天".encode()
    assert named(b"\x81\x82", extra=unicode_path) == ("聊天", None)


def test_a_guess_is_said_once_for_all_names(system, walked) -> None:
    data = archive(("AAAA1", b""), ("BBBB2", b"")).replace(b"AAAA", "聊天".encode("gbk")).replace(b"BBBB", "记录".encode("gbk"))
    entries, gaps = walked(system(data))
    assert [one.path for one in entries] == ["/聊天1", "/记录2"]
    assert [gap.params for gap in gaps if gap.code == "names-guessed"] == [{"path": "memory.img", "count": 2, "encoding": "gb18030"}]


def test_sizes_and_places_of_64_bits_are_read(system, walked) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in ("a", "b"):
            with file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(name.encode() * 100)
    data = bytearray(out.getvalue())
    central = data.rfind(b"PK\x01\x02")
    offset = struct.unpack_from("<I", data, central + 42)[0]
    wide = struct.pack("<HHQQQ", 1, 24, 100, 100, offset)
    entry = data[central : central + 46 + 1]
    struct.pack_into("<II", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", entry, 30, len(wide))
    struct.pack_into("<I", entry, 42, 0xFFFFFFFF)
    first = data.find(b"PK\x01\x02")
    directory = data[first:central] + entry + wide
    end_64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 2, 2, len(directory), first)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, first + len(directory), 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    zipped = system(bytes(data[:first] + directory + end_64 + locator + end))
    entries, gaps = walked(zipped)
    assert [(one.path, one.size) for one in entries] == [("/a", 100), ("/b", 100)]
    assert read(zipped, entries[1]) == b"b" * 100
    assert [gap.code for gap in gaps] == ["zone-unknown"]


def test_a_member_of_unknown_size_is_held_to_the_limit() -> None:
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(bytes(100_000)) + packed.flush()
    raw = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"x" + data
    member = Member(b"x", 8, 8, -1, len(data), -1, 0, b"", 0)
    assert opened(lambda offset, length: raw[offset : offset + length], member, 100_000).size == 100_000
    with pytest.raises(OSError, match="99999"):
        opened(lambda offset, length: raw[offset : offset + length], member, 99_999)


def test_a_wrong_checksum_is_an_error_and_never_bytes_without_one(system, walked) -> None:
    for how, at_open in ((zipfile.ZIP_STORED, False), (zipfile.ZIP_DEFLATED, True)):
        data = bytearray(archive(("a", b"hello" * 100), how=how))
        central = data.rfind(b"PK\x01\x02")
        data[central + 16] ^= 1
        zipped = system(bytes(data))
        (entry,), gaps = walked(zipped)
        with pytest.raises(OSError, match="CRC-32"):
            read(zipped, entry)
        assert "archive-headers-differ" in [gap.code for gap in gaps]
        if not at_open:
            assert zipped.open(1, None, "/a").read_at(0, 5) == b"hello", "what is in place can be looked at"


def test_an_encrypted_member_is_listed_and_not_read(system, walked) -> None:
    data = bytearray(archive(("secret", b"x")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rfind(mark) + place] |= 1
    zipped = system(bytes(data))
    (entry,), _ = walked(zipped)
    with pytest.raises(OSError, match="encrypted"):
        read(zipped, entry)


def test_a_lost_directory_is_made_up_for_by_the_headers_of_the_members(system, walked) -> None:
    whole = archive(("a.txt", b"first" * 50), ("b.txt", b"second" * 50), ("c.txt", b"third"))
    zipped = system(whole[: whole.rfind(b"PK\x03\x04") + 5])
    entries, gaps = walked(zipped)
    assert [one.path for one in entries] == ["/a.txt", "/b.txt"]
    assert read(zipped, entries[1]) == b"second" * 50
    assert gaps[0].code == "archive-no-directory"


def test_a_salvaged_member_whose_size_comes_behind_it_is_unpacked_to_its_end(system, walked) -> None:
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(b"text" * 1000) + packed.flush()
    header = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"x"
    zipped = system(header + data + b"PK\x07\x08" + bytes(12))
    (entry,), _ = walked(zipped)
    assert read(zipped, entry) == b"text" * 1000


def test_a_directory_that_breaks_off_gives_what_it_has(system, walked) -> None:
    data = bytearray(archive(("a", b"1"), ("b", b"2")))
    data[data.rfind(b"PK\x01\x02") + 1] = 0
    entries, gaps = walked(system(bytes(data)))
    assert [one.path for one in entries] == ["/a"]
    assert gaps[0].code == "archive-cut"


def test_something_before_the_archive_shifts_it(system, walked) -> None:
    zipped = system(b"#!/bin/sh\n" * 100 + archive(("a", b"hello")))
    (entry,), _ = walked(zipped)
    assert read(zipped, entry) == b"hello"


def test_names_that_lead_out_are_only_names(system, walked) -> None:
    entries, gaps = walked(system(archive(("../../etc/passwd", b""), ("/abs", b""), ("C:\\x", b""), ("ok/..hidden", b""))))
    assert [one.path for one in entries] == ["/../../etc/passwd", "//abs", "/C:\\x", "/ok/..hidden"]
    assert [gap.params["path"] for gap in gaps if gap.code == "archive-member-unsafe"] == ["/../../etc/passwd", "//abs", "/C:\\x"]


def test_members_made_to_swell_are_listed_and_not_unpacked(image, medium, walked) -> None:
    for name, refused in (("zip_flat_400MB.zip", 1), ("zip_overlap_2000x20MB.zip", 1999)):
        zipped = ZipFileSystem(medium(image(f"hostile/handmade/{name}")), 1)
        entries, gaps = walked(zipped)
        assert [gap.params["count"] for gap in gaps if gap.code == "archive-members-refused"] == [refused]
        with pytest.raises(OSError):
            zipped.open(entries[-1].address, None, "")


def test_ten_thousand_folders_deep_is_one_name(image, medium, walked) -> None:
    ((entry,), _) = walked(ZipFileSystem(medium(image("hostile/handmade/zip_10000_deep.zip")), 1))
    assert entry.path.count("/") > 9_999


def test_handmade_oddities_are_said(image, medium, walked) -> None:
    for name, code in (
        ("zip_crc_wrong.zip", "archive-headers-differ"),
        ("zip_local_central_mismatch.zip", "archive-headers-differ"),
        ("zip_gbk_name.zip", "names-guessed"),
    ):
        assert code in [gap.code for gap in walked(ZipFileSystem(medium(image(f"hostile/handmade/{name}")), 1))[1]], name


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_any_damage_gives_entries_gaps_or_an_error_on_reading(place: int, junk: bytes) -> None:
    data = bytearray(archive(("a.txt", b"hello" * 20), ("b", b"x")))
    place %= len(data)
    data[place : place + len(junk)] = junk

    class Medium:
        size = len(data)
        segments = (Path("x.zip"),)

        def read(self, offset: int, length: int) -> bytes:
            return bytes(data[offset : offset + max(0, length)])

    zipped = ZipFileSystem(Medium(), 1)  # type: ignore[arg-type]
    for one in zipped.walk(1, frozenset(), lambda _: None):
        if isinstance(one, Entry):
            try:
                read(zipped, one)
            except OSError:
                continue

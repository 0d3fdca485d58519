"""Tar archives, plain and packed, sound and damaged."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_desk.model import Entry, Instant, unpack_time
from evidence_desk.source.filesystems import unpacking
from evidence_desk.source.filesystems.tar import TarFileSystem

PACKINGS = (None, "gz", "bz2", "xz")


def read(system: TarFileSystem, entry: Entry) -> bytes:
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


def archive(packing: str | None = None, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packing or ''}", format=form) as file:
        for name, kind, data in (
            ("d", tarfile.DIRTYPE, b""),
            ("d/聊天记录.txt", tarfile.REGTYPE, b"hello" * 1000),
            ("l" * 150, tarfile.REGTYPE, b"long"),
            ("link", tarfile.SYMTYPE, b""),
            ("hard", tarfile.LNKTYPE, b""),
            ("pipe", tarfile.FIFOTYPE, b""),
            ("../up", tarfile.REGTYPE, b"up"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.size, info.mtime = kind, len(data), 1_600_000_000.25 if form == tarfile.PAX_FORMAT else 1_600_000_000
            info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.fixture
def system(medium):
    return lambda data, packing=None: TarFileSystem(medium(data), 1, packing)


def test_a_time_that_is_none_is_told_as_it_is_written(system, walked) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as file:
        info = tarfile.TarInfo("a")
        info.pax_headers = {"atime": "1e30", "ctime": "Infinity", "mtime": "1700000000.5"}
        file.addfile(info)
    [entry], gaps = walked(system(out.getvalue()))
    assert (entry.modified, entry.accessed, entry.changed) == (1_700_000_000_500_000, None, None)
    assert [(gap.params["field"], gap.params["raw"]) for gap in gaps] == [("accessed", "1e30"), ("changed", "Infinity")]


@pytest.mark.parametrize("packing", PACKINGS)
def test_who_watches_sees_that_a_long_archive_is_gone_through(packing, medium, walked) -> None:
    """Its members are many, or lie behind much that is packed: neither is a reading that stands still."""
    ticks = list[int]()
    tar = TarFileSystem(medium(archive(packing)), 1, packing, lambda: ticks.append(1))
    entries, _ = walked(tar)
    assert len(ticks) > len(entries)
    ticks.clear()
    tar = TarFileSystem(medium(archive(packing)), 1, packing, lambda: ticks.append(1))
    tar.find("/nothing")
    assert len(ticks) > len(entries)


@pytest.mark.parametrize("packing", PACKINGS)
def test_members_are_read_however_the_archive_is_packed(packing, system, walked) -> None:
    tar = system(archive(packing), packing)
    entries, gaps = walked(tar)
    assert [(one.path, one.kind, one.size) for one in entries] == [
        ("/d", "directory", 0),
        ("/d/聊天记录.txt", "file", 5000),
        ("/" + "l" * 150, "file", 4),
        ("/link", "link", 11),
        ("/hard", "link", 11),
        ("/pipe", "other", 0),
        ("/../up", "file", 2),
    ]
    assert entries[1].parent == entries[0].number
    for entry, data in ((entries[6], b"up"), (entries[1], b"hello" * 1000), (entries[2], b"long"), (entries[3], b"/etc/passwd")):
        assert read(tar, entry) == data, "also going back"
    assert bool(tar.open(2, None, "").runs()) == (packing is None)
    assert [gap.code for gap in gaps] == ["archive-member-unsafe"]
    found = tar.find("/d/聊天记录.txt")
    assert found is not None and (found.address, found.number) == (2, 0)


def test_times_are_as_fine_as_the_header_has_them(system, walked) -> None:
    for form, expected in ((tarfile.PAX_FORMAT, Instant(1_600_000_000, 250_000_000, 2)), (tarfile.GNU_FORMAT, Instant(1_600_000_000))):
        entry = walked(system(archive(form=form)))[0][1]
        assert unpack_time(entry.modified, entry.fine, 1) == expected


def test_a_sparse_member_has_its_holes(system, walked, tool, tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as out:
        out.write(b"start")
        out.seek(300_000)
        out.write(b"middle")
        out.truncate(500_000)
    for form in ("gnu", "posix"):
        packed = subprocess.run(
            [tool("tar"), "-cSf", "-", f"--format={form}", "-C", tmp_path, "sparse"], check=True, capture_output=True
        ).stdout
        for packing, data in ((None, packed), ("gz", gzip.compress(packed))):
            tar = system(data, packing)
            ((entry,), _) = walked(tar)
            assert read(tar, entry) == b"start" + bytes(299_995) + b"middle" + bytes(199_994)


def test_a_damaged_header_costs_its_own_member(system, walked) -> None:
    data = bytearray(archive(form=tarfile.GNU_FORMAT))
    place = data.find(b"link")
    data[place] ^= 0xFF
    entries, gaps = walked(system(bytes(data)))
    assert [one.path for one in entries] == ["/d", "/d/聊天记录.txt", "/" + "l" * 150, "/hard", "/pipe", "/../up"]
    assert "archive-header-damaged" in [gap.code for gap in gaps]


@pytest.mark.parametrize("packing", PACKINGS)
def test_an_archive_that_is_cut_gives_what_it_has_and_says_so(packing, system, walked) -> None:
    data = archive(packing)
    entries, gaps = walked(system(data[: len(data) * 2 // 3], packing))
    assert {gap.code for gap in gaps} & {"archive-cut", "archive-damaged"}
    assert entries or packing in ("bz2", "xz"), "those two come out in large blocks or not at all"


def test_an_archive_without_its_closing_zeros_is_said_to_be_cut(system, walked) -> None:
    whole = archive(form=tarfile.GNU_FORMAT)
    end = -(-len(whole.rstrip(b"\0")) // 512) * 512
    entries, gaps = walked(system(whole[:end]))
    assert len(entries) == 7
    assert gaps[-1].code == "archive-cut"


def test_hostile_links_and_devices_are_listed_and_nothing_is_opened(image, medium, walked) -> None:
    entries, _ = walked(TarFileSystem(medium(image("hostile/handmade/tar_symlink_loop_device.tgz")), 1, "gz"))
    assert [(one.path, one.kind) for one in entries][-2:] == [("/dev", "other"), ("/fifo", "other")]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 12000), st.binary(min_size=1, max_size=8), st.sampled_from(PACKINGS))
def test_any_damage_gives_entries_or_gaps(place: int, junk: bytes, packing: str | None) -> None:
    data = bytearray(archive(packing))
    place %= len(data)
    data[place : place + len(junk)] = junk

    class Medium:
        size = len(data)
        segments = (Path("x.tar"),)

        def read(self, offset: int, length: int) -> bytes:
            return bytes(data[offset : offset + max(0, length)])

    tar = TarFileSystem(Medium(), 1, packing)  # type: ignore[arg-type]
    for one in tar.walk(1, frozenset(), lambda _: None):
        if isinstance(one, Entry) and one.kind == "file":
            try:
                read(tar, one)
            except OSError:
                continue


def test_packed_streams_behind_each_other_are_one() -> None:
    data = gzip.compress(b"one") + gzip.compress(b"two")
    assert b"".join(unpacking.unpacked([data[:9], data[9:]], unpacking.gzip)) == b"onetwo"
    with pytest.raises(EOFError):
        list(unpacking.unpacked([data[:-3]], unpacking.gzip))


def test_unpacked_pieces_are_bounded_however_little_they_come_from() -> None:
    assert max(len(piece) for piece in unpacking.unpacked([gzip.compress(bytes(50 << 20))], unpacking.gzip)) <= unpacking.BLOCK

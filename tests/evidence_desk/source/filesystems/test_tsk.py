"""The file systems that The Sleuth Kit reads, where it needs more than calling it."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from evidence_desk.model import Entry, Instant, Volume, unpack_time
from evidence_desk.source.filesystems.tsk import TskFileSystem, library
from evidence_desk.source.filesystems.tsk.content import TskContent
from evidence_desk.source.filesystems.tsk.folder import GONE

NTFS_IMG = "images/ntfs/ntfs_img.dd"


def read(system, entry: Entry) -> bytes:
    content = system.open(entry.address, entry.attribute, entry.path)
    return content.read_at(0, content.size)


def by_path(entries: list[Entry]) -> dict[tuple[str, str | None], Entry]:
    return {(one.path, one.stream): one for one in entries}


def test_streams_of_files_and_of_folders_are_entries_of_their_own(image, opened, walked) -> None:
    ((_, system),) = opened(image(NTFS_IMG))
    found = by_path(walked(system)[0])
    stream = found["/adstest/dir", "ads.txt"]
    assert (stream.kind, stream.size, stream.address) == ("file", 19, found["/adstest/dir", None].address)
    assert found["/adstest/dir", None].kind == "directory"
    assert len(read(system, stream)) == 19
    assert ("/$Secure", "$SDS") in found and ("/$Secure", "$SII") in found
    assert found["/$Secure", None].size == 0 and read(system, found["/$Secure", None]) == b"", "which has no data of its own"


def test_deleted_files_of_ntfs_keep_their_metadata(image, opened, walked) -> None:
    """The binding drops it: their records count one deletion more than their names."""
    ((_, system),) = opened(image("images/ntfs/ntfs_dissect.bin"))
    deleted = [one for one in walked(system)[0] if not one.allocated]
    assert len(deleted) == 210
    assert all(one.modified and one.attribute != GONE for one in deleted)


def test_an_inode_that_is_in_use_lends_its_content_to_no_deleted_name(ext_image, opened, walked, tool) -> None:
    path = ext_image("ext2")
    subprocess.run([tool("debugfs"), "-w", "-R", "ln /large.bin /other", path], check=True, capture_output=True)
    subprocess.run([tool("debugfs"), "-w", "-R", "unlink /other", path], check=True, capture_output=True)
    ((_, system),) = opened(path)
    entries, gaps = walked(system)
    gone = next(one for one in entries if one.path == "/other")
    assert (gone.allocated, gone.attribute, gone.size) == (False, GONE, 300_000), "listed as fls lists it"
    assert [(gap.code, gap.params.get("count"), gap.severity) for gap in gaps if "reused" in gap.code] == [("names-reused", 1, "info")]
    with pytest.raises(OSError, match="another file"):
        system.open(gone.address, gone.attribute, gone.path)


def test_the_stream_that_stands_for_bad_clusters_is_no_file(image, opened, walked) -> None:
    ((_, system),) = opened(image(NTFS_IMG))
    assert by_path(walked(system)[0])["/$BadClus", "$Bad"].kind == "other"


def ntfs_with_times(path: Path, record: int, *times: int) -> bytes:
    """The sample with other FILETIMEs in the $STANDARD_INFORMATION of a record."""
    data = bytearray(path.read_bytes())
    mft = 32256 + int.from_bytes(data[32256 + 48 : 32256 + 56], "little") * 4096
    start = mft + record * 1024
    assert data[start : start + 4] == b"FILE"
    attribute = start + int.from_bytes(data[start + 20 : start + 22], "little")
    value = attribute + int.from_bytes(data[attribute + 20 : attribute + 22], "little")
    data[value : value + 32] = b"".join(time.to_bytes(8, "little") for time in times)
    return bytes(data)


def test_filetimes_of_any_century_are_exact_and_zero_is_none(image, opened, walked) -> None:
    created, modified = (-1_000_000_000 + 11_644_473_600) * 10**7 + 5, (7_258_118_400 + 11_644_473_600) * 10**7 + 1_234_567
    ((_, system),) = opened(ntfs_with_times(image(NTFS_IMG), 65, created, modified, 0, 2**64 - 1))
    entries, gaps = walked(system)
    entry = next(one for one in entries if one.address == 65 and one.stream is None)
    assert unpack_time(entry.created, entry.fine, 0) == Instant(-1_000_000_000, 500, 7)
    assert str(unpack_time(entry.modified, entry.fine, 1)) == "2200-01-01T00:00:00.1234567Z"
    assert (entry.changed, entry.accessed) == (None, None)
    assert [(gap.params["field"], gap.params["path"]) for gap in gaps if gap.code == "time-out-of-range"] == [("accessed", entry.path)]


def test_four_times_of_seven_decimals_are_exact(image, opened, walked) -> None:
    stamps = [
        (1_600_000_000 + place + 11_644_473_600) * 10**7 + decimals
        for place, decimals in enumerate((1_234_567, 7_654_321, 2_000_019, 9_999_999))
    ]
    ((_, system),) = opened(ntfs_with_times(image(NTFS_IMG), 65, *stamps))
    entry = next(one for one in walked(system)[0] if one.address == 65)
    micros = (entry.created, entry.modified, entry.accessed, entry.changed)
    assert [str(unpack_time(one, entry.fine, place)) for place, one in enumerate(micros)] == [
        "2020-09-13T12:26:40.1234567Z",
        "2020-09-13T12:26:41.7654321Z",
        "2020-09-13T12:26:43.9999999Z",
        "2020-09-13T12:26:42.2000019Z",
    ]


def test_runs_that_touch_are_one_and_holes_are_none() -> None:
    info = SimpleNamespace(type=128, id=1, name=None, size=9000, flags=2)
    runs = [
        SimpleNamespace(addr=addr, len=length, flags=flags)
        for addr, length, flags in ((10, 1, 0), (11, 1, 0), (0, 1, 2), (20, 1, 0), (30, 1, 1))
    ]

    class Attribute(list):
        info = None

    attribute = Attribute(runs)
    attribute.info = info
    geometry = SimpleNamespace(block_size=2048, block_pre_size=0, block_post_size=0)
    content = TskContent([attribute], None, 9000, geometry, 1_000_000)
    assert content.runs() == [(1_000_000 + 10 * 2048, 4096), (1_000_000 + 20 * 2048, 2048)]
    info.size = 7000
    assert content.runs()[-1] == (1_000_000 + 20 * 2048, 7000 - 6144), "the rest of the last block is not the file's"
    info.flags |= 32
    assert content.runs()[-1] == (1_000_000 + 20 * 2048, 2048), "a compressed file has its blocks whole"
    info.flags = 4
    assert content.runs() == []


def test_the_unnamed_stream_is_the_same_by_its_attribute_and_without(image, opened, walked) -> None:
    ((_, system),) = opened(image(NTFS_IMG))
    entry = next(one for one in walked(system)[0] if one.path == "/$UpCase")
    named, plain = (system.open(entry.address, attribute, entry.path) for attribute in (entry.attribute, None))
    assert entry.attribute is not None
    assert plain.runs() == named.runs() != []
    assert plain.read_at(0, 131072) == named.read_at(0, 131072)


def test_a_read_that_breaks_off_gives_what_comes_before() -> None:
    class Broken:
        def read_random(self, offset: int, length: int) -> bytes:
            if offset + length > 5000:
                raise OSError("Read error: beyond")
            return b"x" * length

    content = TskContent(Broken(), None, 100_000, SimpleNamespace(), 0)
    got = content.read_at(0, 64_000)
    assert 0 < len(got) <= 5000
    with pytest.raises(OSError, match=r"^beyond$"):
        content.read_at(5000, 1000)


def test_runs_are_where_the_bytes_lie(image, opened, walked, medium) -> None:
    for name in (NTFS_IMG, "images/fat/fat16.img", "images/ext/tiny.ext4", "images/hfs/hfsplus.raw", "images/iso/iso9660.raw"):
        one = medium(image(name))
        checked = 0
        for _, system in opened(image(name)):
            for entry in walked(system)[0]:
                if entry.kind != "file" or not entry.size or entry.attribute == GONE:
                    continue
                content = system.open(entry.address, entry.attribute, entry.path)
                runs = content.runs()
                if sum(length for _, length in runs) == content.size:
                    assert b"".join(one.read(*run) for run in runs) == read(system, entry), entry.path
                    checked += 1
        assert checked, name


def test_a_file_that_lies_in_its_record_has_no_runs(image, opened, walked) -> None:
    ((_, system),) = opened(image(NTFS_IMG))
    small = next(one for one in walked(system)[0] if one.size == 12 and one.kind == "file")
    assert system.open(small.address, small.attribute, small.path).runs() == []


def test_names_are_found_by_their_path_and_nothing_outside_is(ext_image, opened, walked) -> None:
    ((_, system),) = opened(ext_image("ext4"))
    for entry in walked(system)[0]:
        if entry.allocated:
            found = system.find(entry.path)
            assert found is not None and (found.address, found.size, found.number) == (entry.address, entry.size, 0)
    for path in ("/no", "", "/", "/深/../large.bin", "//", "/large.bin/x", "/\\x"):
        assert system.find(path) is None


def test_names_that_are_no_utf_8_or_hold_controls_are_listed_whole(ext_image, opened, walked) -> None:
    ((_, system),) = opened(ext_image("ext4"))
    entries, gaps = walked(system)
    paths = [one.path for one in entries]
    assert "/\\xb0\\xb8\\xbc\\xfe.txt" in paths and "/tab\tline\nend" in paths and "/b\u202ertl" in paths
    assert [gap.params["path"] for gap in gaps if gap.code == "name-undecodable"] == ["/\\xb0\\xb8\\xbc\\xfe.txt"]
    assert {one.path: one.kind for one in entries}["/link"] == "link"
    assert {one.path: one.kind for one in entries}["/pipe"] == "other"
    assert read(system, next(one for one in entries if one.path == "/link")) == b"/etc/passwd"


def test_a_sparse_file_reads_as_zeros_and_lies_only_where_it_has_bytes(ext_image, opened, walked) -> None:
    ((_, system),) = opened(ext_image("ext4"))
    entry = next(one for one in walked(system)[0] if one.path == "/sparse.bin")
    assert read(system, entry) == bytes(200_000) + b"end"
    assert sum(length for _, length in system.open(entry.address, entry.attribute, entry.path).runs()) <= 4096


def test_a_volume_longer_than_its_image_is_said_and_read_as_far_as_it_is_there(ext_image, opened, walked) -> None:
    whole = ext_image("ext4").read_bytes()
    ((_, system),) = opened(whole[: 3 << 20])
    entries, gaps = walked(system)
    assert [(gap.code, gap.params["missing"]) for gap in gaps if gap.code == "filesystem-cut"] == [("filesystem-cut", 1 << 20)]
    assert "/聊天记录.txt" in [one.path for one in entries]


def test_a_folder_that_leads_back_to_one_above_is_not_entered_again(image, opened, walked) -> None:
    ((_, system),) = opened(image("hostile/handmade/ext2_dir_loop.img"))
    entries, gaps = walked(system)
    assert sorted(str(gap.params["path"]) for gap in gaps if gap.code == "directory-loop") == [
        "/again",
        "/loop/a/loopback",
        "/loop/rootagain",
    ]
    assert len(entries) < 100


def test_fifteen_hundred_folders_deep_is_not_too_deep(image, opened, walked) -> None:
    ((_, system),) = opened(image("hostile/handmade/ext4_1500_deep.img"))
    entries, _ = walked(system)
    assert max(one.path.count("/") for one in entries) == 1501


def test_local_times_of_fat_are_said_whatever_zone_the_machine_is_in(image, opened, walked, monkeypatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    ((_, system),) = opened(image("images/fat/fat12.img"))
    entries, gaps = walked(system)
    entry = next(one for one in entries if one.path.endswith("(Volume Label Entry)"))
    assert entry.modified == 1_506_290_344_000_000
    assert [(gap.code, gap.params["filesystem"]) for gap in gaps] == [("times-local", "fat12")]


def test_a_small_fat32_that_the_kit_refuses_to_guess_is_opened(image, opened, walked) -> None:
    ((volume, system),) = opened(image("images/fat/fat32_small.raw"))
    assert volume.filesystem == "fat32"
    assert "/test/1.TXT" in [one.path for one in walked(system)[0]]


def test_a_poisoned_folder_is_listed_and_not_entered(image, opened, walked) -> None:
    ((_, system),) = opened(image(NTFS_IMG))
    folder = next(one for one in walked(system)[0] if one.path == "/adstest")
    entries, gaps = walked(system, poisoned=frozenset({folder.address}))
    assert "/adstest" in [one.path for one in entries]
    assert not [one.path for one in entries if one.path.startswith("/adstest/")]
    assert [(gap.code, gap.params["address"]) for gap in gaps] == [("directory-poisoned", folder.address)]


def test_on_ext_a_poisoned_folder_loses_nothing(ext_image, opened, walked) -> None:
    ((_, system),) = opened(ext_image("ext4"))
    whole = walked(system)[0]
    folders = frozenset(one.address for one in whole if one.kind == "directory" and "$Orphan" not in one.path) | {2}
    assert walked(system, poisoned=folders)[0] == whole


def test_a_damaged_folder_of_ext_is_gathered_from_its_blocks(image, opened, walked) -> None:
    ((_, system),) = opened(image("images/corrupt/e2fsprogs_f_dup.image"))
    entries, gaps = walked(system)
    assert [one.path for one in entries] == ["/lost+found", "/motd", "/termcap", "/$OrphanFiles"]
    assert ("directory-salvaged", "/") in [(gap.code, gap.params.get("path")) for gap in gaps]


def test_marks_are_set_before_each_folder_and_within_large_ones(ext_image, opened, tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number:03}").write_bytes(b"")
    ((_, system),) = opened(ext_image("ext4", "-N", "1000", content=tmp_path))
    marks: list[int] = []
    list(system.walk(1, frozenset(), marks.append))
    assert marks.count(2) == 3
    assert set(marks) == {2, 11, system._handle.info.last_inum}


def test_a_walk_is_the_same_every_time_and_folders_come_first(image, opened, walked) -> None:
    path = image(NTFS_IMG)
    first, second = (walked(opened(path)[0][1], first=100) for _ in range(2))
    assert first == second
    seen: set[int | None] = {None}
    for place, entry in enumerate(first[0], 100):
        assert entry.number == place
        assert entry.parent in seen
        seen.add(entry.number)


def test_damage_never_raises_from_a_walk(image, medium, walked) -> None:
    """Every mutant of the corpus that does not hang: an entry, a gap, or an OSError at the opening."""
    corpus = image("hostile/fuzz.tsv").parent / "fuzz"
    for path in sorted(corpus.glob("*pyexc*")):
        one = medium(gzip.decompress(path.read_bytes()))
        kind = path.name.removeprefix("p2_").removeprefix("p3_").split(".")[0].rstrip("0123456789")
        name = {"ntfs": "ntfs", "fat": "fat12", "hfsplus": "hfs+", "ext": "ext4", "iso": "iso9660"}[kind]
        if name == "iso9660":
            continue
        try:
            system = TskFileSystem(one, Volume(1, 0, one.size, "none", name))
        except OSError:
            continue
        entries, gaps = walked(system)
        assert entries or gaps, path.name
        for entry in entries:
            if entry.kind == "file":
                try:
                    content = system.open(entry.address, entry.attribute, entry.path)
                    content.read_at(0, 1 << 16)
                    content.runs()
                except OSError:
                    continue


def test_contents_read_in_the_middle_of_a_walk_are_whole(image, opened) -> None:
    ((_, system),) = opened(image("images/ntfs/charlie.dd.bz2"))
    for entry in system.walk(1, frozenset(), lambda _: None):
        if isinstance(entry, Entry) and entry.kind == "file" and entry.size:
            assert len(read(system, entry)) == entry.size


def test_reading_leaves_the_evidence_as_it_was(ext_image, opened, walked) -> None:
    path = ext_image("ext4")
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns
    ((_, system),) = opened(path)
    for entry in walked(system)[0]:
        if entry.kind == "file":
            read(system, entry)
    assert (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns) == before


def test_streams_written_by_ntfs_3g_are_read_back(tool, opened, walked, tmp_path: Path) -> None:
    target = tmp_path / "ntfs.img"
    with target.open("wb") as out:
        out.truncate(4 << 20)
    subprocess.run(
        [tool("mkntfs"), "-q", "-F", "-Q", "-s", "512", "-p", "0", "-H", "0", "-S", "0", target], check=True, capture_output=True
    )
    note = tmp_path / "note"
    for size, stream in ((5, None), (70_000, None), (9, "Zone.Identifier")):
        note.write_bytes(os.urandom(size))
        name = "/large.bin" if size == 70_000 else "/聊天.txt"
        named = ["-N", stream] if stream else []
        subprocess.run(
            [tool("ntfscp"), "-f", "-q", *named, target, note, name],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        ((_, system),) = opened(target)
        found = by_path(walked(system)[0])
        assert read(system, found[name, stream]) == note.read_bytes()


def test_fills_of_the_kits_cache_end_early_while_a_folder_is_listed_and_at_no_other_time(medium) -> None:
    data = os.urandom(3 * library.BLOCK)
    image = library.Image(medium(data))
    with image.short_fills(512):
        for offset in (0, 512, library.BLOCK - 1024, 2 * library.BLOCK):
            assert image.read(offset, library.BLOCK) == data[offset : offset + 4096]
        assert image.read(5, 100) == data[5:105], "anything else is read whole"
        assert image.read(len(data) - 100, library.BLOCK) == data[-100:]
    with image.short_fills(library.BLOCK):
        assert image.read(0, library.BLOCK) == data[: library.BLOCK], "large clusters are read at once"
    assert image.read(512, library.BLOCK) == data[512 : 512 + library.BLOCK]


def test_what_the_kit_says_of_a_failure_is_kept_without_its_own_whereabouts() -> None:
    failure = OSError("Directory_Con: (tsk3.cpp:517) Unable to open directory: Error reading image file (x)")
    assert library.reason(failure) == "Error reading image file (x)"
    assert library.reason(RuntimeError("plain")) == "plain"

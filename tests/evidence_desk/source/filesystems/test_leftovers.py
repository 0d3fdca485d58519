"""Names left in the indexes of NTFS: of blocks made by hand, and of a volume from which files were deleted by another driver."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence_desk.model import Entry
from evidence_desk.source.filesystems import Leaving
from evidence_desk.source.filesystems.leftovers import block
from evidence_desk.source.source import open_source

FOLDER = 77
TIME = 133_000_000_000_000_000


def copy(name: str, folder: int = FOLDER, when: int = TIME) -> bytes:
    return struct.pack("<Q4QQQIIBB", folder | 3 << 48, when, when + 1, when + 2, when + 3, 4096, 1234, 0x20, 0, len(name), 1) + name.encode(
        "utf-16-le"
    )


def entry(name: str, file: int) -> bytes:
    content = copy(name)
    whole = 16 + len(content) + -len(content) % 8
    return (struct.pack("<QHHI", file | 9 << 48, whole, len(content), 0) + content).ljust(whole, b"\0")


def index(listed: list[bytes], left: bytes = b"") -> bytes:
    """A block of an index, its sectors closed by the update sequence."""
    last = struct.pack("<QHHI", 0, 16, 0, 2)
    entries = b"".join(listed) + last
    data = bytearray((b"INDX" + struct.pack("<HHQQ", 40, 9, 0, 0) + struct.pack("<IIII", 40, 40 + len(entries), 4072, 0)).ljust(64, b"\0"))
    data += (entries + left).ljust(4096 - 64, b"\0")
    data[40:42] = b"\x07\x00"
    for number in range(1, 9):
        data[40 + number * 2 : 42 + number * 2] = data[number * 512 - 2 : number * 512]
        data[number * 512 - 2 : number * 512] = b"\x07\x00"
    return bytes(data)


def test_names_behind_the_end_that_a_block_states_are_left_and_those_before_are_listed() -> None:
    found = block(index([entry("here.txt", 100)], bytes(24) + entry("账本.xls", 101)), FOLDER)
    assert found is not None
    assert [one.name for one in found.listed] == ["here.txt"]
    [one] = found.left
    assert (one.name, one.file, one.sequence, one.size, one.times) == ("账本.xls", 101, 9, 1234, (TIME, TIME + 1, TIME + 2, TIME + 3))


def test_a_copy_whose_header_was_overwritten_is_still_a_name_of_no_known_file() -> None:
    found = block(index([], bytes(8) + b"\xaa" * 16 + copy("left.doc")), FOLDER)
    assert found is not None
    assert [(one.name, one.file) for one in found.left] == [("left.doc", None)]


def test_all_of_a_block_that_is_not_in_use_is_left() -> None:
    found = block(index([entry("a", 1), entry("b", 2)]), FOLDER, used=False)
    assert found is not None
    assert ([one.name for one in found.listed], [one.name for one in found.left]) == ([], ["a", "b"])


def test_what_belongs_to_another_folder_or_has_impossible_times_is_no_name() -> None:
    found = block(index([], bytes(8) + bytes(16) + copy("x", folder=FOLDER + 1) + bytes(6) + bytes(16) + copy("y", when=5)), FOLDER)
    assert found is not None
    assert found.left == []


def test_a_block_that_was_not_written_whole_is_none_and_damage_never_fails() -> None:
    whole, draw = index([entry("here.txt", 100)] * 20, entry("gone", 7) * 5), random.Random(4)
    torn = bytearray(whole)
    torn[510] ^= 1
    assert block(bytes(torn), FOLDER) is None
    assert block(b"", FOLDER) is None
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(draw.randrange(1, 40)):
            damaged[draw.choice((draw.randrange(64), draw.randrange(4096)))] = draw.randrange(256)
        found = block(bytes(damaged), FOLDER)
        assert found is None or all(0 < one.at < 4096 for one in [*found.listed, *found.left])


@contextmanager
def mounted(volume: Path, place: Path) -> Iterator[Path]:
    """The volume by another driver; skipped where the system mounts nothing."""
    driver = shutil.which("ntfs-3g", path="/usr/bin:/bin:/sbin:/usr/sbin")
    if driver is None or not Path("/dev/fuse").exists():
        pytest.skip("ntfs-3g cannot mount here")
    place.mkdir()
    if subprocess.run([driver, volume, place], capture_output=True, timeout=30, check=False).returncode:
        pytest.skip("ntfs-3g cannot mount here")
    try:
        yield place
    finally:
        for _ in range(20):
            if not subprocess.run(["fusermount", "-u", place], capture_output=True, check=False).returncode:
                break
            time.sleep(0.2)


def test_names_of_deleted_files_are_found_that_the_folder_lists_no_more(tmp_path: Path, tool: Callable[[str], str]) -> None:
    volume = tmp_path / "ntfs.img"
    with volume.open("wb") as file:
        file.truncate(32 << 20)
    subprocess.run([tool("mkntfs"), "-qFQ", volume], check=True, capture_output=True)
    names = [f"账本第{number}册.xls" for number in range(60)]
    with mounted(volume, tmp_path / "mounted") as root:
        folder = root / "合同"
        folder.mkdir()
        for name in names:
            (folder / name).write_text("x" * 700)
        for name in names[1::2]:
            (folder / name).unlink()
    source = open_source([volume])
    system = source.filesystem(1)
    assert isinstance(system, Leaving)
    [entry] = [one for one in system.walk(1, frozenset(), lambda _: None) if isinstance(one, Entry) and one.path == "/合同"]
    found = system.leftovers(entry.address)
    assert {one.name for one in found} <= set(names[1::2])
    assert len(found) >= 10
    raw = volume.read_bytes()
    for one in found:
        assert one.place is not None
        begin, end = one.place + 66, one.place + one.length
        if begin // 512 == (end + 1) // 512:  # where a sector ends, the medium has the number of its update
            assert raw[begin:end].decode("utf-16-le") == one.name
    assert system.leftovers(5) == []

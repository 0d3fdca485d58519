"""What every file system promises, whoever reads it."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Entry
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.filesystems.folder import FolderFileSystem
from evidence_desk.source.filesystems.single import SingleFileSystem
from evidence_desk.source.filesystems.tar import TarFileSystem
from evidence_desk.source.filesystems.tsk.folder import GONE
from evidence_desk.source.filesystems.zip import ZipFileSystem

KINDS = ("ext4", "ntfs", "fat16", "exfat", "hfs+", "ufs2", "yaffs2", "iso9660", "folder", "file", "zip", "tar")
SAMPLES = {
    "ntfs": "images/ntfs/charlie.dd.bz2",
    "fat16": "images/fat/fat16.img",
    "exfat": "images/exfat/test.exfat",
    "hfs+": "images/hfs/hfsplus.raw",
    "ufs2": "images/ufs/ffs.bin",
    "yaffs2": "images/yaffs2/simul_1_snapshot_05.bin",
    "iso9660": "images/iso/iso9660.raw",
}


@pytest.fixture(params=KINDS)
def make(request, opened, medium, tree: Path) -> Callable[[], FileSystem]:
    """Opens the same file system anew."""
    kind = request.param
    if kind in SAMPLES:
        path = request.getfixturevalue("image")(SAMPLES[kind])
        return lambda: opened(path)[0][1]
    if kind == "ext4":
        path = request.getfixturevalue("ext_image")("ext4")
        return lambda: opened(path)[0][1]
    if kind == "folder":
        return lambda: FolderFileSystem(tree, 1)
    if kind == "file":
        return lambda: SingleFileSystem(medium(tree / "large.bin"), 1)
    packed = io.BytesIO()
    files = {path.relative_to(tree).as_posix(): path for path in sorted(tree.rglob("*.txt")) if path.name.isprintable()}
    if kind == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in files.items():
                archive.write(path, name)
        return lambda: ZipFileSystem(medium(packed.getvalue()), 1)
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, path in files.items():
            tar.add(path, name)
    return lambda: TarFileSystem(medium(packed.getvalue()), 1)


def test_a_walk_numbers_from_where_it_is_told_and_always_in_the_same_order(make, walked) -> None:
    first, second = walked(make(), first=1000), walked(make(), first=1000)
    assert first == second
    assert [entry.number for entry in first[0]] == list(range(1000, 1000 + len(first[0])))
    assert first[0]


def test_a_folder_comes_before_what_is_in_it(make, walked) -> None:
    folders: dict[int | None, str] = {None: ""}
    for entry in walked(make())[0]:
        above = folders[entry.parent]
        assert entry.parent is None or entry.path.startswith(f"{above}/")
        if entry.kind == "directory":
            folders[entry.number] = entry.path


def test_every_allocated_name_is_found_by_its_path(make, walked) -> None:
    system = make()
    for entry in walked(system)[0]:
        if entry.allocated and entry.stream is None:
            found = system.find(entry.path)
            assert found is not None
            assert (found.path, found.size, found.kind) == (entry.path, entry.size, entry.kind)
    assert system.find("/surely/not/there") is None


def test_contents_have_the_size_that_is_listed_and_read_the_same_in_any_order(make, walked) -> None:
    system = make()
    for entry in walked(system)[0]:
        if entry.kind != "file" or entry.attribute == GONE:
            continue
        content = system.open(entry.address, entry.attribute, entry.path)
        assert content.size == entry.size
        whole = content.read_at(0, content.size)
        assert len(whole) == content.size, entry.path
        assert content.read_at(content.size, 10) == b"" and content.read_at(content.size + 5, 10) == b""
        middle = content.size // 2
        assert content.read_at(middle, 100) == whole[middle : middle + 100]
        assert content.read_at(0, 0) == b""
        again = make().open(entry.address, entry.attribute, entry.path)
        assert hashlib.md5(again.read_at(0, again.size)).digest() == hashlib.md5(whole).digest(), "also without a walk before"


def test_an_address_that_is_not_there_is_an_error(make) -> None:
    system = make()
    if system.name not in ("file", "folder"):
        with pytest.raises(OSError):
            content = system.open(1 << 40, None, "/no")
            if not content.read_at(0, 1):
                raise OSError("empty")


def test_marks_come_before_anything_is_touched(make) -> None:
    marks: list[int] = []
    system = make()
    for one in system.walk(1, frozenset(), marks.append):
        if isinstance(one, Entry):
            assert marks

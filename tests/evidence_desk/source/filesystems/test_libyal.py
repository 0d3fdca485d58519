"""APFS and XFS: names, kinds, times and content of real volumes, damage that costs itself, and no more claimed than was listed."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap, unpack_time
from evidence_desk.source.filesystems.libyal import xfs
from evidence_desk.source.source import Source, open_source

Image = Callable[[str], Path]


def digest(source: Source, entry: Entry) -> str:
    content = source.filesystem(entry.volume).open(entry.address, entry.attribute, entry.path)
    return hashlib.md5(content.read_at(0, content.size)).hexdigest()


def test_an_apfs_volume_is_listed_with_its_links_and_attributes(image: Image, walked) -> None:
    source = open_source([image("images/apfs/apfs.raw")])
    [volume] = source.volumes
    assert (volume.filesystem, volume.label, volume.encryption) == ("apfs", "apfs_test", None)
    entries, gaps = walked(source.filesystem(1))
    names = {(entry.path, entry.stream): entry for entry in entries}
    assert names["/passwords.txt", None].size == 116
    assert names["/a_link", None].kind == "link"
    assert names["/a_directory", None].kind == "directory"
    assert "deleted-not-listed" in [gap.code for gap in gaps], "that deleted names are not given is said"
    source.close()


def test_an_xfs_volume_has_the_content_and_times_that_another_tool_tells(image: Image, walked) -> None:
    source = open_source([image("images/xfs/xfs.bin")])
    entries, _ = walked(source.filesystem(1))
    one = next(entry for entry in entries if entry.path == "/test_dir/test_file")
    assert digest(source, one) == "e5f1a6a9109699ba88a6ec142ecf5909"
    assert str(unpack_time(one.modified, one.fine, 1)) == "2022-04-22T14:24:56.845887219Z"
    assert str(unpack_time(one.created, one.fine, 0)) == "2022-04-22T14:24:56.845887219Z"
    source.close()


def test_a_file_is_found_by_its_path_and_by_no_other(image: Image) -> None:
    source = open_source([image("images/xfs/xfs.bin")])
    system = source.filesystem(1)
    found = system.find("/test_dir/test_file")
    assert found is not None
    assert (found.kind, found.size) == ("file", 15)
    assert system.find("/test_dir/none") is None
    assert system.find("/test_file/below") is None
    source.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An XFS volume with a folder of 300 files, made by mkfs.xfs from a prototype."""
    program = shutil.which("mkfs.xfs", path="/usr/sbin:/sbin")
    if program is None:
        pytest.skip("mkfs.xfs is not installed")
    folder = tmp_path_factory.mktemp("xfs")
    source = folder / "source.txt"
    source.write_bytes(bytes(range(256)) * 40)
    names = "\n".join(f"文件{number:03d} ---644 0 0 {source}" for number in range(300))
    prototype = folder / "prototype"
    prototype.write_text(f"/\n0 0\nd--755 0 0\nmany d--755 0 0\n{names}\n$\n$\n")
    path = folder / "xfs.raw"
    with path.open("wb") as file:
        file.truncate(320 << 20)
    subprocess.run([program, "-q", "-p", str(prototype), str(path)], check=True)
    return path


def test_a_large_folder_is_listed_whole_and_each_file_has_its_bytes(fresh: Path, walked) -> None:
    source = open_source([fresh])
    entries, gaps = walked(source.filesystem(1))
    files = [entry for entry in entries if entry.kind == "file"]
    assert len(files) == 300
    assert {digest(source, entry) for entry in files[::50]} == {hashlib.md5(bytes(range(256)) * 40).hexdigest()}
    assert [gap.code for gap in gaps] == ["deleted-not-listed"]
    runs = source.filesystem(1).open(files[0].address, None, files[0].path).runs()
    assert sum(length for _, length in runs) >= files[0].size, "where it lies is known, so that a bad sector marks it"
    source.close()


def test_the_numbers_of_entries_never_vary(fresh: Path, walked) -> None:
    source = open_source([fresh])
    first, again = (walked(source.filesystem(1))[0] for _ in range(2))
    assert first == again
    source.close()


def test_mutated_volumes_give_entries_or_gaps_and_no_other_failure(image: Image, medium, walked) -> None:
    whole = image("images/xfs/xfs.bin").read_bytes()
    draw = random.Random(11)
    used = [at for at in range(0, len(whole), 512) if any(whole[at : at + 512])]
    for _ in range(60):
        mutant = bytearray(whole)
        for _ in range(draw.randrange(1, 8)):
            mutant[draw.choice(used) + draw.randrange(512)] = draw.randrange(256)
        try:
            system = xfs(medium(bytes(mutant)), 1, 0, len(mutant))
        except OSError:
            continue
        entries, gaps = walked(system)
        assert all(isinstance(one, Gap) for one in gaps)
        for entry in entries[:20]:
            if entry.kind == "file":
                try:
                    system.open(entry.address, entry.attribute, entry.path).read_at(0, 4096)
                except OSError:
                    continue

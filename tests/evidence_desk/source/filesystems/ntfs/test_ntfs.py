"""The fast walk of NTFS against the kit's own, name by name: on samples, on volumes with deletions, on damaged ones."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems.ntfs import folders, records
from evidence_desk.source.filesystems.ntfs.attributes import FILE_NAME
from evidence_desk.source.filesystems.tsk import TskFileSystem
from evidence_desk.source.filesystems.tsk.quick import Quick
from evidence_desk.source.source import open_source
from evidence_desk.stretch import Stretch

SAMPLES = ("ntfs/ntfs_dissect.bin", "ntfs/ntfs_img.dd", "ntfs/ntfs3.raw", "ntfs/charlie.dd.bz2", "ntfs/vss_1_vol.tar.gz")
LAPTOP = Path(__file__).parents[5] / "samples/evidence/01-laptop.E01"
MUTANTS = 60


@pytest.fixture
def without_it(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, the kit lists every folder."""
    return lambda: monkeypatch.setattr(TskFileSystem, "_whole_table", lambda self, mark: None)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> dict[bool, int]:
    """How many folders were listed by the fast reading (True), and how many were left to the kit."""
    counts = {True: 0, False: 0}
    listed = Quick.listed

    def counted(self: Quick, *arguments: object) -> object:
        found = listed(self, *arguments)  # type: ignore[arg-type]
        counts[found is not None] += 1
        return found

    monkeypatch.setattr(Quick, "listed", counted)
    return counts


def walks(path: Path) -> list[list[Entry | Gap]]:
    """Of every NTFS volume of an image."""
    with opened(path) as systems:
        return [list(system.walk(1, frozenset(), lambda _: None)) for system in systems]


@contextmanager
def opened(path: Path) -> Iterator[list[TskFileSystem]]:
    source = open_source([path], None, [])
    try:
        found = [source.filesystem(volume.index) for volume in source.volumes if volume.filesystem == "ntfs"]
        yield [one for one in found if isinstance(one, TskFileSystem)]
    finally:
        source.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_listed_as_the_kit_lists_them(name: str, image, without_it, left) -> None:
    path = image(f"images/{name}")
    ours = walks(path)
    assert left[True] > left[False]
    without_it()
    assert ours == walks(path)


def test_the_sample_laptop_with_its_deleted_files_is_listed_as_the_kit_lists_it(without_it, left) -> None:
    ours = walks(LAPTOP)
    assert ours
    assert left[True]
    assert any(isinstance(one, Entry) and not one.allocated for one in ours[0])
    without_it()
    assert ours == walks(LAPTOP)


def test_volumes_with_a_byte_changed_are_listed_as_the_kit_lists_them(image, without_it, tmp_path: Path) -> None:
    data = image("images/ntfs/ntfs_img.dd").read_bytes()
    chance = random.Random(20261127)
    marks = [place for place in range(0, len(data), 512) if data[place : place + 4] in (b"FILE", b"INDX")]
    paths = []
    for number in range(MUTANTS):
        changed = bytearray(data)
        place = chance.choice(marks) + chance.choice((chance.randrange(64), chance.randrange(56, 420), chance.randrange(1024)))
        changed[place : place + 2] = chance.choice((b"\0\0", b"\xff\xff", chance.randbytes(2)))
        paths.append(tmp_path / f"{number}.raw")
        paths[-1].write_bytes(changed)
    ours = [walks(path) for path in paths]
    without_it()
    for path, found in zip(paths, ours, strict=True):
        assert found == walks(path), path.name


@pytest.mark.parametrize("cluster", [512, 4096])
def test_a_folder_that_lost_files_is_the_kits_and_its_neighbours_are_not(cluster: int, tool, without_it, left, tmp_path: Path) -> None:
    """A record that says a file was in the folder, which the index does not name, is a deleted file."""
    path = tmp_path / "ntfs.img"
    with path.open("wb") as out:
        out.truncate(8 << 20)
    subprocess.run([tool("mkntfs"), "-q", "-F", "-Q", "-s", "512", "-c", str(cluster), "-p", "0", "-H", "0", "-S", "0", path], check=True)
    note = tmp_path / "note"
    for number in range(80):
        note.write_bytes(bytes(number * 40))
        subprocess.run([tool("ntfscp"), "-f", "-q", path, note, f"/file-{number}.txt"], check=True, capture_output=True)
    ours = walks(path)
    assert left == {True: 3, False: 0}, "the root, $Extend and the files without a name"
    data = bytearray(path.read_bytes())
    place = data.index("file-7.txt".encode("utf-16-le"), data.index("file-79.txt".encode("utf-16-le")) - (80 << 10))
    record = place - place % 1024
    assert data[record : record + 4] == b"FILE"
    data[record + 22] &= ~records.IN_USE
    path.write_bytes(data)
    changed = walks(path)
    assert changed != ours
    assert left[False] > 0
    without_it()
    assert changed == walks(path)


@pytest.mark.parametrize(
    ("names", "folders_at_once", "bytes_at_once", "ready"), [(1, 1, 1, 0), (3, 2, 4096, 1), (1 << 17, 4096, 1, 1 << 18)]
)
def test_however_little_is_read_ahead_the_walk_is_the_same(
    names: int, folders_at_once: int, bytes_at_once: int, ready: int, image, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = image("images/ntfs/ntfs_dissect.bin")
    whole = walks(path)
    for name, value in (
        ("MOST_NAMES", names), ("MOST_FOLDERS", folders_at_once), ("MOST_INDEXES", bytes_at_once), ("MOST_READY", ready),
    ):  # fmt: skip
        monkeypatch.setattr(folders, name, value)
    assert walks(path) == whole


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_whose_name_has_no_characters_is_listed_as_the_kit_lists_it(whole: bool, image, without_it, tmp_path: Path) -> None:
    """In a record that is read here, and in one whose attributes the kit has to follow."""
    data = bytearray(image("images/ntfs/ntfs_img.dd").read_bytes())
    record = data.index(b"FILE", data.index(b"FILE") + 30 * 1024)
    place = record + int.from_bytes(data[record + 20 : record + 22], "little")
    while data[place] != FILE_NAME:
        place += int.from_bytes(data[place + 4 : place + 8], "little")
    data[place + int.from_bytes(data[place + 20 : place + 22], "little") + 64] = 0
    if not whole:
        data[place + 9] = 1  # its attribute has a name, behind its end
        data[place + 10] = data[place + 4] + 1
    path = tmp_path / "nameless.raw"
    path.write_bytes(data)
    ours = walks(path)
    without_it()
    assert ours == walks(path)


def test_half_a_table_of_files_leaves_the_volume_to_the_kit(image, without_it, left, tmp_path: Path) -> None:
    path = tmp_path / "cut.raw"
    path.write_bytes(image("images/ntfs/ntfs_img.dd").read_bytes()[: 1 << 20])
    ours = walks(path)
    without_it()
    assert ours == walks(path)


def test_a_walk_by_stretches_numbers_entries_as_the_other_does(image) -> None:
    path = image("images/ntfs/ntfs_dissect.bin")
    with opened(path) as (system,):
        found: list[Entry] = []
        stretches = 0
        for one in system.walk_by_stretches(5, frozenset(), lambda _: None):
            if isinstance(one, Stretch):
                stretches += 1
                found += one.entries()
            elif isinstance(one, Entry):
                found.append(one)
        assert stretches
        assert [one.number for one in found] == list(range(5, 5 + len(found)))
        parents = {one.number: one.path for one in found}
        assert all(one.parent is None or one.path.startswith(f"{parents[one.parent]}/") for one in found)

"""Files of the evidence: bad spots, files that shrink or vanish, things that are no files."""

from __future__ import annotations

import errno
import gc
import os
from pathlib import Path

import pytest

from evidence_desk.errors import NotAFile, PathMissing, PathUnreadable
from evidence_desk.source.media.descriptors import MOST, Descriptors
from evidence_desk.source.media.file import EvidenceFile


class BadDisk(Descriptors):
    """Real bytes from a real file, but for some sectors that answer with an error, as a failing disk does."""

    def __init__(self, bad: set[int], error: int = errno.EIO) -> None:
        super().__init__()
        self.bad, self.error, self.calls = bad, error, 0

    def read(self, path: Path, offset: int, length: int) -> bytes:
        self.calls += 1
        if any(offset < (sector + 1) * 512 and sector * 512 < offset + length for sector in self.bad):
            raise OSError(self.error, os.strerror(self.error))
        return super().read(path, offset, length)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(range(1, 256)) * 257)  # 65,535 bytes, no zero among them
    return path


def test_reads_stop_at_the_end_of_the_file(sample: Path) -> None:
    file = EvidenceFile(sample, Descriptors())
    assert file.size == 65_535
    assert file.read(65_530, 100) == sample.read_bytes()[65_530:]
    assert file.read(65_535, 1) == file.read(2**70, 5) == file.read(5, 0) == b""


@pytest.mark.parametrize("bad", [{0}, {127}, {3, 4, 5}, {1, 60, 100}])
def test_a_bad_sector_is_zeros_and_the_rest_is_read_around_it(sample: Path, bad: set[int]) -> None:
    file = EvidenceFile(sample, BadDisk(bad))
    data = sample.read_bytes()
    for sector in bad:
        size = len(data[sector * 512 : sector * 512 + 512])
        data = data[: sector * 512] + bytes(size) + data[sector * 512 + size :]
    assert file.read(0, file.size) == data
    zeros = {offset + byte for offset, length in file.faults["EIO"].listed() for byte in range(length)}
    assert zeros == {byte for byte in range(len(data)) if byte // 512 in bad}


def test_a_read_that_begins_within_a_sector_loses_only_its_own_part(sample: Path) -> None:
    file = EvidenceFile(sample, BadDisk({2}))
    assert file.read(1100, 600)[: 1536 - 1100] == bytes(1536 - 1100)
    assert file.read(1536, 64) == sample.read_bytes()[1536:1600]
    assert file.faults["EIO"].listed() == [(1100, 436)]


def test_a_disk_that_went_away_is_not_asked_for_each_of_its_sectors(sample: Path) -> None:
    gone = BadDisk(set(range(128)), errno.ENODEV)
    file = EvidenceFile(sample, gone)
    assert file.read(0, 65_535) == bytes(65_535)
    assert gone.calls == 1
    assert file.faults["ENODEV"].listed() == [(0, 65_535)]


def test_a_file_that_becomes_shorter_reads_as_zeros_from_there(sample: Path) -> None:
    file = EvidenceFile(sample, Descriptors())
    data = sample.read_bytes()
    os.truncate(sample, 40_000)
    assert file.read(39_000, 3_000) == data[39_000:40_000] + bytes(2_000)
    assert file.faults["EOF"].listed() == [(40_000, 2_000)]


def test_a_file_that_is_exchanged_while_it_is_closed_is_not_read(sample: Path, tmp_path: Path) -> None:
    descriptors = Descriptors()
    file = EvidenceFile(sample, descriptors)
    descriptors.close()
    other = tmp_path / "other"
    other.write_bytes(b"x" * 65_535)
    other.rename(sample)
    assert file.read(0, 10) == bytes(10)
    assert file.faults["ESTALE"].listed() == [(0, 10)]


def test_thousands_of_segments_need_few_open_files(tmp_path: Path) -> None:
    descriptors = Descriptors()
    files = []
    for number in range(3 * MOST):
        path = tmp_path / f"{number}"
        path.write_bytes(bytes([number]))
        files.append(EvidenceFile(path, descriptors))
    for _ in range(2):
        assert [file.read(0, 1)[0] for file in files] == list(range(3 * MOST))
    assert len(open_files(tmp_path)) <= MOST
    descriptors.close()
    assert open_files(tmp_path) == []


def test_a_reader_that_is_dropped_leaves_no_file_open(sample: Path) -> None:
    file = EvidenceFile(sample, Descriptors())
    assert file.read(0, 1)
    del file
    gc.collect()
    assert open_files(sample.parent) == []


def open_files(folder: Path) -> list[str]:
    """The files below a folder that this process has open; none on systems that do not tell."""
    listing = Path("/proc/self/fd")
    links = [str(link.readlink()) for link in listing.iterdir() if link.is_symlink()] if listing.is_dir() else []
    return [link for link in links if link.startswith(str(folder))]


def test_a_missing_file_a_folder_and_a_pipe_are_each_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(PathMissing):
        EvidenceFile(tmp_path / "nothing", Descriptors())
    with pytest.raises(NotAFile):
        EvidenceFile(tmp_path, Descriptors())
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(NotAFile):
            EvidenceFile(tmp_path / "pipe", Descriptors())


def test_a_file_that_may_not_be_read_is_refused_with_the_reason(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_arguments: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", denied)  # the superuser, as whom tests may run, is denied nothing
    with pytest.raises(PathUnreadable, match="Permission denied"):
        EvidenceFile(sample, Descriptors())


def test_reading_changes_no_time_of_the_file(sample: Path) -> None:
    os.utime(sample, ns=(1_000_000_000, 2_000_000_000))
    before = sample.stat()
    EvidenceFile(sample, Descriptors()).read(0, 65_535)
    after = sample.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns, before.st_size) == (after.st_mtime_ns, after.st_ctime_ns, after.st_size)

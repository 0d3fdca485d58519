"""Large folders are not taken for such that hang, nor the other way round."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from evidence_desk.source.filesystems.tsk import patience
from evidence_desk.source.filesystems.tsk.library import INDEX_BLOCKS
from evidence_desk.source.filesystems.tsk.patience import Patience


class File(list):
    """A folder of so many bytes, whose index blocks have so many."""

    def __init__(self, size: int, blocks: int = 0) -> None:
        super().__init__([SimpleNamespace(info=SimpleNamespace(type=INDEX_BLOCKS, size=blocks))])
        self.info = SimpleNamespace(meta=SimpleNamespace(size=size))


def volume(folder: File, inodes: int = 10_000_000) -> SimpleNamespace:
    info = SimpleNamespace(last_inum=inodes, last_block=1_000_000, block_size=4096)
    return SimpleNamespace(info=info, open_meta=lambda inode: folder)


def marks_while(one: Patience, address: int, seconds: float, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(patience, "PAUSE", 0.01)
    count = 0

    def mark(_: int) -> None:
        nonlocal count
        count += 1

    one.mark = mark
    with one.over(address):
        time.sleep(seconds)
    return count


def test_marks_go_on_while_a_large_folder_is_listed(monkeypatch) -> None:
    assert marks_while(Patience(volume(File(0, 100_000 * 96)), "ntfs", print), 5, 0.2, monkeypatch) > 5
    assert marks_while(Patience(volume(File(100_000 * 16)), "ext4", print), 5, 0.2, monkeypatch) > 5


def test_a_small_folder_gets_one_mark_however_long_it_takes(monkeypatch) -> None:
    assert marks_while(Patience(volume(File(4096)), "ext4", print), 5, 0.2, monkeypatch) == 1


def test_a_folder_that_claims_more_names_than_the_volume_has_files_is_not_believed(monkeypatch) -> None:
    assert marks_while(Patience(volume(File(1 << 32), inodes=224), "ext2", print), 5, 0.2, monkeypatch) == 1


def test_patience_ends(monkeypatch) -> None:
    monkeypatch.setattr(patience, "AT_ONCE", 0.0)
    monkeypatch.setattr(patience, "SECONDS_A_PAIR", 0.0)
    monkeypatch.setattr(patience, "SECONDS_A_NAME", 0.1 / 256)
    assert marks_while(Patience(volume(File(4096)), "ext4", print), 5, 0.5, monkeypatch) < 15


def test_the_search_for_orphans_gets_what_all_folders_got_and_on_fat_the_time_to_read_the_volume() -> None:
    one = Patience(volume(File(50_000 * 16), inodes=60_000), "ext4", lambda _: None)
    with one.over(5):
        pass
    assert one._for_orphans() == pytest.approx(50_000 * 5e-5 + 50_000**2 * 4e-9 + 60_000 * 5e-5)
    assert Patience(volume(File(0)), "fat32", print)._for_orphans() > 300


def test_a_folder_that_cannot_be_opened_gets_no_patience() -> None:
    broken = volume(File(0))
    broken.open_meta = lambda inode: (_ for _ in ()).throw(OSError("no"))
    assert Patience(broken, "ntfs", print)._for_folder(5) == 0

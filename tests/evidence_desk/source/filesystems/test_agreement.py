"""Every raw sample against The Sleuth Kit's own programs: the same names, sizes, times and bytes, or a reason why not.

The reasons stand in docs/formats.md.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections import Counter
from pathlib import Path

import pytest

SAMPLES = (
    "ntfs/ntfs_dissect.bin",
    "ntfs/ntfs_img.dd",
    "ntfs/ntfs3.raw",
    "ntfs/charlie.dd.bz2",
    "ntfs/vss_1_vol.tar.gz",
    "fat/fat12.img",
    "fat/fat16.img",
    "fat/disk2.img",
    "fat/fat_lfn_test.raw",
    "fat/fat_deleted_dir_2.raw",
    "fat/fat32_loop.raw",
    "exfat/test.exfat",
    "exfat/exfat_win.raw",
    "exfat/exfat_orphan.raw",
    "ext/ext2_old.raw",
    "ext/ext4_dissect.bin",
    "ext/tiny.ext4",
    "hfs/hfsplus.raw",
    "ufs/ffs.bin",
    "yaffs2/simul_1_snapshot_05.bin",
    "yaffs2/simul_1_snapshot_13_ORPHAN.bin",
    "iso/iso9660.raw",
    "iso/iso_joliet.iso",
    "raw/image.dd",
    "raw/tsk_volume_system.raw",
    "part/mbr_dfvfs.raw",
    "corrupt/e2fsprogs_f_badjourblks.image",
)
FILES_A_SAMPLE = 30


@pytest.mark.parametrize("name", SAMPLES)
def test_names_sizes_and_times_agree_with_fls(name: str, image, opened, fls, ours) -> None:
    path = image(f"images/{name}")
    found = opened(path)
    assert found
    for volume, system in found:
        theirs, mine = Counter(fls(path, volume.offset)), Counter(ours(system))
        missing = [line for line in (theirs - mine).elements() if not _folder_stream_again(line)]
        more = [line for line in (mine - theirs).elements() if not (system.name == "hfs+" and ":" in line.path)]
        for line in more:
            twin = next((other for other in missing if (other.path, other.address) == (line.path, line.address)), None)
            twin = twin or next((other for other in missing if _same_orphan(system.name, other, line)), None)
            assert twin is not None, f"only we list {line}"
            missing.remove(twin)
            assert (line.size, line.allocated) == (twin.size, twin.allocated) or _same_orphan(system.name, twin, line)
            assert _times_explained(system.name, line.times, twin.times), f"{line.times} != {twin.times} of {line.path}"
        assert missing == []


def _folder_stream_again(line) -> bool:
    """fls lists the streams of a folder twice: with the folder and with the `.` in it."""
    return "/.:" in line.path


def _same_orphan(name: str, theirs, mine) -> bool:
    """fls calls what only the other tree of a disc names by a number, and deleted."""
    return name == "iso9660" and "$OrphanFiles/" in theirs.path and theirs.address == mine.address


def _times_explained(name: str, mine: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    if name == "exfat":  # fls takes local times for UTC, and leaves out the second that the hundredths may hold
        return all((one == 0) == (other == 0) and abs(one - other) <= 14 * 3600 + 1 for one, other in zip(mine, theirs, strict=True))
    if name.startswith("fat"):  # fls before 4.12 leaves out the second that the hundredths of the creation may hold
        return mine[1:] == theirs[1:] and mine[0] - theirs[0] in (0, 1)
    if name == "iso9660":  # fls takes local times for UTC, and does not know Rock Ridge's
        return (mine[0] - theirs[0]) % 900 == 0
    if name == "ntfs":  # fls before 4.12 shows what lies outside of 1970 to 2106 modulo 2**32 seconds
        return all(one == other or one == 0 or one >= 1 << 32 for one, other in zip(mine, theirs, strict=True))
    return mine == theirs


@pytest.mark.parametrize("name", SAMPLES)
def test_contents_agree_with_icat(name: str, image, opened, walked, tool) -> None:
    icat = tool("icat")
    path: Path = image(f"images/{name}")
    for volume, system in opened(path):
        files = [one for one in walked(system)[0] if one.kind == "file" and one.size and one.attribute != -1]
        for entry in files[:: max(1, len(files) // FILES_A_SAMPLE)]:
            if "$OrphanFiles" in entry.path and system.name == "iso9660":
                continue  # icat counts those otherwise
            inode = f"{entry.address}-{entry.attribute >> 16}-{entry.attribute & 0xFFFF}" if entry.attribute else str(entry.address)
            run = subprocess.run([icat, "-r", "-o", str(volume.offset // 512), str(path), inode], capture_output=True, timeout=30)
            content = system.open(entry.address, entry.attribute, entry.path)
            digest = hashlib.md5()
            offset = 0
            while block := content.read_at(offset, 1 << 20):
                digest.update(block)
                offset += len(block)
            assert digest.hexdigest() == hashlib.md5(run.stdout).hexdigest(), entry.path
            assert offset == content.size == entry.size

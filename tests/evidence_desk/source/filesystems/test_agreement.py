"""Every raw sample against The Sleuth Kit's own programs: the same names, sizes, times and bytes, or a reason why not.

The reasons stand in docs/formats.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_desk.source.filesystems.tsk.folder import GONE

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
    "fat/fat32_small.raw",
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
def test_names_sizes_and_times_agree_with_fls(name: str, image, opened, walked, sleuthkit, tool) -> None:
    path, program = image(f"images/{name}"), tool("fls")
    found = opened(path)
    assert found
    for volume, system in found:
        result = sleuthkit.compare(system.name, sleuthkit.fls(program, path, volume.offset, system.name), sleuthkit.ours(walked(system)[0]))
        assert result.differing == []
        assert result.agreeing or result.explained


@pytest.mark.parametrize("name", SAMPLES)
def test_contents_agree_with_icat(name: str, image, opened, walked, sleuthkit, tool) -> None:
    program = tool("icat")
    path: Path = image(f"images/{name}")
    for volume, system in opened(path):
        files = [one for one in walked(system)[0] if one.kind == "file" and one.size and one.attribute != GONE]
        for entry in files[:: max(1, len(files) // FILES_A_SAMPLE)]:
            content = system.open(entry.address, entry.attribute, entry.path)
            digest, offset = hashlib.md5(), 0
            while block := content.read_at(offset, 1 << 20):
                digest.update(block)
                offset += len(block)
            assert offset == content.size == entry.size
            assert digest.digest() == hashlib.md5(sleuthkit.icat(program, path, volume.offset, system.name, entry)).digest(), entry.path


def test_a_difference_without_a_reason_is_seen(sleuthkit) -> None:
    line = sleuthkit.Line("/a", 5, True, 10, (1, 2, 3, 4))
    for name in ("ntfs", "fat16", "exfat", "ext4", "iso9660", "hfs+"):
        for other in ({"size": 11}, {"path": "/b"}, {"address": 6}, {"allocated": False}, {"times": (1, 2, 99_999, 4)}):
            assert sleuthkit.compare(name, [replace(line, **other)], [line]).differing, (name, other)
        assert sleuthkit.compare(name, [line], []).differing
        assert sleuthkit.compare(name, [replace(line, path="/b", address=6)], [line]).differing

"""Item 2: a USB stick, FAT32 without a partition table, as a raw image. Its times are local and name no zone.

The seizure record states a SHA-256 of it in which two digits have changed places.
"""

from __future__ import annotations

import lzma
import tempfile
from pathlib import Path

from samples import documents, pictures
from samples.cast import PLATFORM, at
from samples.pictures import Shot
from samples.tools import run

SIZE = 40 << 20  # FAT32 begins at 65,525 clusters

FORMATTED = at("2025-04-01T08:30:00")
CUSTOMERS = "备份/客户资料.csv"
ANNOUNCEMENT = "备份/公告.txt"
DELETED_SCRIPT = "备份/话术v2.txt"
DELETED_DRAFT = "备份/许可证_原稿.jpg"
PHOTO = "照片/IMG_20250601_093355.jpg"
PHOTO_SHOT = Shot(at("2025-06-01T09:33:55"), (30.2512, 120.1511))
DRAFT_SHOT = Shot(at("2025-05-12T22:19:31"), zone=False, software="PhotoEdit Example 4.2")

KEPT = {CUSTOMERS: at("2025-05-02T11:26:10"), ANNOUNCEMENT: at("2025-05-20T09:30:22"), PHOTO: at("2025-06-01T12:02:44")}
DELETED = {DELETED_DRAFT: at("2025-05-12T22:50:16"), DELETED_SCRIPT: at("2025-05-20T10:20:08")}
DELETED_AT = at("2025-06-15T23:50:40")


def files() -> dict[str, bytes]:
    draft = ("经营许可证（示例）", "名称：", "编号：", "日期：")
    return {
        CUSTOMERS: documents.customers(),
        ANNOUNCEMENT: documents.announcement(),
        PHOTO: pictures.view(PHOTO_SHOT, seed=21),
        DELETED_DRAFT: pictures.paper(draft, DRAFT_SHOT, seed=6),
        DELETED_SCRIPT: documents.script() + f"4. 不要提{PLATFORM}背后是谁。\n".encode(),
    }


def build(folder: Path) -> bytes:
    """The image, which is kept packed."""
    with tempfile.TemporaryDirectory(prefix="samples-") as place:
        image, scratch = Path(place, "stick"), Path(place, "file")
        with image.open("wb") as out:
            out.truncate(SIZE)
        run("mkfs.vfat", "-F", "32", "-s", "1", "-i", "20250401", "-n", "BACKUP", image, at=FORMATTED)
        run("mmd", "-i", image, "::/备份", "::/照片", at=FORMATTED)
        contents = files()
        for path, moment in sorted({**KEPT, **DELETED}.items(), key=lambda one: one[1]):
            scratch.write_bytes(contents[path])
            run("mcopy", "-i", image, scratch, f"::/{path}", at=moment)
        for path in DELETED:
            run("mdel", "-i", image, f"::/{path}", at=DELETED_AT)
        medium = image.read_bytes()
    (folder / "02-usb.dd.xz").write_bytes(lzma.compress(medium, preset=9))
    return medium

"""Item 1: 周明's laptop, an MBR disk with one NTFS volume, acquired as an E01 with ewfacquire.

The volume is lived in: each file is written and each deletion done at its moment, in order, through the real driver.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from samples import browsers, documents, pictures
from samples.cast import PLATFORM, at
from samples.pictures import Shot
from samples.tools import Disk, mounted_ntfs, run

DISK_SIZE = 32 << 20
START = 1 << 20  # of the volume, where partitioning tools put the first one
SIGNATURE = 0x20250301

FORMATTED = at("2025-03-01T09:00:00")
ACQUIRED = at("2025-06-20T10:05:00")

HOME = "Users/周明"
CHROME = f"{HOME}/AppData/Local/Google/Chrome/User Data/Default/History"
FIREFOX = f"{HOME}/AppData/Roaming/Mozilla/Firefox/Profiles/x7k2m9qd.default-release/places.sqlite"
SHOWN_LEDGER = f"{HOME}/Desktop/流水.csv"
HIDDEN_LEDGER = f"{HOME}/Desktop/流水_内部.csv"
SCRIPT = f"{HOME}/Documents/话术.txt"
LICENSE = f"{HOME}/Pictures/许可证.jpg"
REFUND_PLAN = f"{HOME}/Documents/退款计划.txt"
CONTRACT = f"{HOME}/Documents/客户服务合作协议.docx"
DOWNLOAD = f"{HOME}/Downloads/{browsers.DOWNLOADED}"
DELETED_PHOTO = f"{HOME}/Pictures/IMG_20250520_211907.jpg"

LICENSE_SHOT = Shot(at("2025-05-12T22:41:09"), zone=False, software="PhotoEdit Example 4.2")
PHOTOS = {
    f"{HOME}/Pictures/IMG_20250412_153012.jpg": Shot(at("2025-04-12T15:30:12"), (30.2501, 120.1502)),
    f"{HOME}/Pictures/IMG_20250503_101544.jpg": Shot(at("2025-05-03T10:15:44"), (30.2433, 120.1488), zone=False),
    DELETED_PHOTO: Shot(at("2025-05-20T21:19:07"), (30.2609, 120.1903)),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done on the laptop: `data` written to a path, or the path deleted where there is none.

    A file that was kept for months is made first and written again later, so that its times differ.
    """

    when: datetime
    path: str
    data: bytes | None


def license_picture() -> bytes:
    return pictures.paper(("经营许可证（示例）", f"名称：{PLATFORM}", "编号：—", "日期：2025年3月"), LICENSE_SHOT, seed=5)


def deeds(scratch: Path) -> list[Deed]:
    template = documents.template()
    zone_mark = (
        f"[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://templates.example/license\r\nHostUrl={browsers.DOWNLOAD_URL}\r\n".encode()
    )
    downloaded = browsers.DOWNLOAD_TIMES[1].replace(microsecond=0)
    profiles, books = at("2025-03-18T09:01:00"), at("2025-04-08T22:00:00")
    done = [
        *(Deed(profiles, path, b"") for path in (CHROME, FIREFOX)),
        *(Deed(books, path, b"") for path in (SHOWN_LEDGER, HIDDEN_LEDGER)),
        Deed(at("2025-03-18T09:10:00"), f"{HOME}/Desktop/平台说明.html", documents.page()),
        Deed(at("2025-03-20T10:12:30"), CONTRACT, documents.contract()),
        Deed(at("2025-04-05T17:02:00"), f"{HOME}/Documents/会议记录.txt", documents.minutes()),
        Deed(at("2025-04-06T20:45:00"), SCRIPT, documents.script()),
        Deed(at("2025-05-02T11:20:00"), f"{HOME}/Desktop/客户名单.txt", documents.customers()),
        Deed(downloaded, DOWNLOAD, template),
        Deed(downloaded, f"{DOWNLOAD}:Zone.Identifier", zone_mark),
        Deed(LICENSE_SHOT.taken, LICENSE, license_picture()),
        Deed(at("2025-05-20T09:06:40"), f"{HOME}/Documents/公告.txt", documents.announcement()),
        Deed(at("2025-05-26T22:03:15"), REFUND_PLAN, documents.refund_plan()),
        Deed(at("2025-06-03T11:00:00"), SHOWN_LEDGER, documents.shown_ledger()),
        Deed(at("2025-06-03T11:04:00"), HIDDEN_LEDGER, documents.hidden_ledger()),
        Deed(at("2025-06-03T11:30:00"), FIREFOX, browsers.firefox_places(scratch / "places.sqlite")),
        Deed(at("2025-06-15T23:20:00"), CHROME, browsers.chrome_history(scratch / "History", len(template))),
        Deed(at("2025-06-15T23:41:05"), HIDDEN_LEDGER, None),
        Deed(at("2025-06-15T23:41:32"), SCRIPT, None),
        Deed(at("2025-06-15T23:42:10"), DELETED_PHOTO, None),
    ]
    done += [Deed(shot.taken, path, pictures.view(shot, seed=number)) for number, (path, shot) in enumerate(PHOTOS.items(), 11)]
    return sorted(done, key=lambda deed: deed.when)


def build(folder: Path) -> bytes:
    """The disk that was acquired."""
    with tempfile.TemporaryDirectory(prefix="samples-") as place:
        scratch = Path(place)
        volume = scratch / "volume"
        _live(volume, deeds(scratch))
        disk = scratch / "disk"
        _partition(disk, volume)
        run(
            "ewfacquire", "-u", "-q", "-t", folder / "01-laptop", "-f", "encase6", "-c", "best", "-d", "sha1", "-m", "fixed", "-M", "physical",
            "-C", "示〔2025〕7号", "-D", "周明的笔记本电脑", "-E", "01", "-e", "李检验", "-N", "虚构示例", disk,
            at=ACQUIRED,
        )  # fmt: skip
        return disk.read_bytes()


def _live(volume: Path, done: list[Deed]) -> None:
    with volume.open("wb") as image:
        image.truncate(DISK_SIZE - START)
    geometry = ("-s", "512", "-p", str(START // 512), "-H", "255", "-S", "63")
    run("mkntfs", "-q", "-F", "-Q", "-L", "SYSTEM", *geometry, volume, at=FORMATTED)
    with mounted_ntfs(volume, FORMATTED) as disk:
        for deed in done:
            _do(disk, deed)


def _do(disk: Disk, deed: Deed) -> None:
    disk.set_clock(deed.when)
    target = disk.root / deed.path
    if deed.data is None:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(deed.data)


def _partition(disk: Path, volume: Path) -> None:
    with disk.open("wb") as image:
        image.truncate(DISK_SIZE)
    run("parted", "-s", disk, "mklabel", "msdos", "mkpart", "primary", "ntfs", f"{START}B", "100%", at=FORMATTED)
    with disk.open("r+b") as image:
        image.seek(440)
        image.write(SIGNATURE.to_bytes(4, "little"))
        image.seek(START)
        image.write(volume.read_bytes())

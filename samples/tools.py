"""The real tools that the sample evidence is made with, each run at a moment of the story.

Needs Debian's ewf-tools, ntfs-3g, dosfstools, mtools, parted and faketime, and root for the mount. The tools take the
story's time from libfaketime, so that stored times tell the story and a second build gives the same bytes.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin",
    "LC_ALL": "C.UTF-8",
    "TZ": "Asia/Shanghai",
    "MTOOLS_SKIP_CHECK": "1",
}
CLOCK_FACE = "%Y-%m-%d %H:%M:%S"


def run(*command: str | Path, at: datetime, **environment: str) -> bytes:
    """Runs a tool as if at that moment; its output. CalledProcessError where it fails."""
    call = ["faketime", "-f", at.strftime(CLOCK_FACE), *map(str, command)]
    return subprocess.run(call, env=ENVIRONMENT | environment, check=True, capture_output=True).stdout


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted volume with a clock of its own."""

    root: Path
    _face: Path

    def set_clock(self, moment: datetime) -> None:
        """Replaced in one step: the driver must never read half a time."""
        next_face = self._face.with_suffix(".next")
        next_face.write_text(moment.strftime(CLOCK_FACE))
        next_face.replace(self._face)


@contextmanager
def mounted_ntfs(image: Path, at: datetime) -> Iterator[Disk]:
    """The volume of an image file, through ntfs-3g; a stream is written as `file:stream`."""
    with tempfile.TemporaryDirectory(prefix="samples-") as place:
        disk = Disk(Path(place, "disk"), Path(place, "clock"))
        disk.root.mkdir()
        disk.set_clock(at)
        library = run("printenv", "LD_PRELOAD", at=at).decode().strip()
        clock = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(disk._face), "FAKETIME_NO_CACHE": "1"}
        driver = subprocess.Popen(
            ["ntfs-3g", "-o", "no_detach,streams_interface=windows,noatime", image, disk.root],
            env=ENVIRONMENT | clock,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_mounted(disk.root, driver)
            yield disk
        finally:
            subprocess.run(["umount", disk.root], check=True)
            driver.wait(timeout=60)


def _wait_until_mounted(folder: Path, driver: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if folder.is_mount():
            return
        if driver.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("ntfs-3g could not mount the volume: root and /dev/fuse are needed.")

"""A volume of so many entries: how long its walk takes, with `--standard` all that the standard profile does, and the most memory that all processes together held.

    python -m bench.many_entries FOLDER [--millions 10] [--standard]

FAT32, empty files of short names, 10,000 to a folder: the form that puts most entries into the fewest bytes.
Memory is the proportional share (PSS) of this process and of all that it started, looked at twice a second; needs Linux.
"""

from __future__ import annotations

import argparse
import os
import shutil
import struct
import threading
import time
from pathlib import Path

import numpy as np

from bench.walk import walk_and_store
from evidence_desk.ingest.process import PROFILES

SECTOR, CLUSTER, RESERVED = 512, 4096, 32
FILES_A_FOLDER = 10_000
FOLDER_CLUSTERS = -(-(FILES_A_FOLDER + 2) * 32 // CLUSTER)
ENTRY = np.dtype([("name", "S11"), ("kind", "u1"), ("times", "V8"), ("high", "<u2"), ("changed", "V4"), ("low", "<u2"), ("size", "<u4")])
END = 0x0FFFFFFF


def make(path: Path, folders: int) -> None:
    root_clusters = -(-(folders * 32) // CLUSTER)
    clusters = max(70_000, root_clusters + folders * FOLDER_CLUSTERS)
    fat_sectors = -(-(clusters + 2) * 4 // SECTOR)
    sectors = RESERVED + fat_sectors + clusters * CLUSTER // SECTOR
    chains = chained([root_clusters, *[FOLDER_CLUSTERS] * folders])
    with path.open("wb") as out:
        out.write(boot(sectors, fat_sectors))
        out.seek(RESERVED * SECTOR)
        out.write(chains.tobytes())
        data = (RESERVED + fat_sectors) * SECTOR
        out.seek(data)
        out.write(listed(b"D", 0x10, 2 + root_clusters + np.arange(folders, dtype=np.uint32) * FOLDER_CLUSTERS).tobytes())
        for number in range(folders):
            out.seek(data + (root_clusters + number * FOLDER_CLUSTERS) * CLUSTER)
            out.write(listed(b"F", 0x20, np.zeros(FILES_A_FOLDER, dtype=np.uint32)).tobytes())
        out.truncate(sectors * SECTOR)


def boot(sectors: int, fat_sectors: int) -> bytes:
    """Microsoft's FAT32 File System Specification: BPB with one FAT and the root folder at cluster 2."""
    head = struct.pack(
        "<3s8sHBHBHHBHHHII", b"\xeb\x58\x90", b"MSDOS5.0", SECTOR, CLUSTER // SECTOR, RESERVED, 1, 0, 0, 0xF8, 0, 63, 255, 0, sectors
    )
    more = struct.pack("<IHHIHH12xBBBI11s8s", fat_sectors, 0, 0, 2, 0, 0, 0x80, 0, 0x29, 1, b"NO NAME    ", b"FAT32   ")
    return (head + more).ljust(SECTOR - 2, b"\0") + b"\x55\xaa"


def chained(lengths: list[int]) -> np.ndarray:
    """A FAT of chains that lie one behind the other."""
    fat = np.arange(3, 3 + sum(lengths) + 2, dtype=np.uint32) - 2
    fat[0], fat[1] = 0x0FFFFFF8, END
    fat[2:] = np.arange(3, 3 + sum(lengths), dtype=np.uint32)
    fat[1 + np.cumsum(lengths)] = END
    return fat


def listed(letter: bytes, kind: int, clusters: np.ndarray) -> np.ndarray:
    """Directory entries D0000001, D0000002, ..."""
    rows = np.zeros(len(clusters), dtype=ENTRY)
    rows["name"] = [b"%b%07d   " % (letter, number) for number in range(1, len(clusters) + 1)]
    rows["kind"], rows["high"], rows["low"] = kind, clusters >> 16, clusters & 0xFFFF
    rows["times"], rows["changed"] = np.void(b"\0\0\x21\x50\x21\x50\x21\x50"), np.void(b"\x21\x50\x21\x50")
    return rows


class Watch:
    """The most memory that this process and its children held together, in KiB."""

    def __init__(self) -> None:
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(share(number) for number in family(os.getpid())))


def family(number: int) -> list[int]:
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        children = []
    return [number, *(one for child in children for one in family(int(child)))]


def share(number: int) -> int:
    try:
        found = [line for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:")]
    except OSError:
        return 0
    return int(found[0].split()[1]) if found else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--millions", type=float, default=10)
    parser.add_argument("--standard", action="store_true")
    asked = parser.parse_args()
    image, case = asked.folder / f"entries-{asked.millions:g}m.raw", asked.folder / f"entries-{asked.millions:g}m.edcase"
    if not image.exists():
        make(image, int(asked.millions * 1_000_000) // FILES_A_FOLDER)
    begun = time.monotonic()
    with Watch() as watch:
        entries = walk_and_store(image, case, PROFILES["standard"] if asked.standard else ("open", "walk"))
    seconds, size = time.monotonic() - begun, (case / "case.db").stat().st_size
    print(
        f"{entries} entries: {'standard' if asked.standard else 'walked and stored'} in {seconds:.0f} s; most memory {watch.most >> 10} MiB; {size / entries:.0f} bytes an entry"
    )
    shutil.rmtree(case)


if __name__ == "__main__":
    main()

"""Images that hang The Sleuth Kit: a process walks, another ends it when no mark comes any more, and nothing is lost
but what hung it."""

from __future__ import annotations

import json
import mmap
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
QUIET_SECONDS = 0.8
LAST = struct.Struct("<qQ")

WALK = """
import json, mmap, struct, sys
from pathlib import Path
from evidence_desk.model import Entry
from evidence_desk.source.source import open_source

path, marks, poisoned = Path(sys.argv[1]), Path(sys.argv[2]), frozenset(json.loads(sys.argv[3]))
with marks.open("r+b") as file:
    shared = mmap.mmap(file.fileno(), 16)
count = 0

def mark(address):
    global count
    count += 1
    struct.pack_into("<qQ", shared, 0, address, count)

source = open_source([path])
found = list(source.filesystem(1).walk(1, poisoned, mark))
entries = [[one.path, one.address, one.kind] for one in found if isinstance(one, Entry)]
gaps = [[one.code, one.params] for one in found if not isinstance(one, Entry)]
content = []
for one in found:
    if isinstance(one, Entry) and one.kind == "file":
        try:
            content.append(len(source.filesystem(1).open(one.address, one.attribute, one.path).read_at(0, 4096)))
        except OSError as failure:
            content.append(str(failure))
print(json.dumps([entries, gaps, content]))
"""


def walk(path: Path, folder: Path) -> tuple[list[int], list, list, list]:
    """The addresses that hung, and what the walk gave without them."""
    poisoned: list[int] = []
    while len(poisoned) < 4:
        marks = folder / f"marks-{path.name}-{len(poisoned)}"
        marks.write_bytes(bytes(16))
        command = [sys.executable, "-c", WALK, str(path), str(marks), json.dumps(poisoned)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as child:
            stuck = _watch(child, marks)
            if stuck is None:
                assert child.stdout is not None
                return poisoned, *json.loads(child.stdout.read())
            poisoned.append(stuck)
    pytest.fail(f"still hanging without {poisoned}")


def _watch(child: subprocess.Popen[bytes], marks: Path) -> int | None:
    """The address at which a child stood still, which is then ended; None where it ended by itself."""
    with marks.open("rb") as file:
        shared = mmap.mmap(file.fileno(), 16, access=mmap.ACCESS_READ)
    last, since = LAST.unpack(shared[:16]), time.monotonic()
    while child.poll() is None:
        now = LAST.unpack(shared[:16])
        if now != last:
            last, since = now, time.monotonic()
        elif last[1] and time.monotonic() - since > QUIET_SECONDS:
            child.kill()
            return last[0]
        time.sleep(0.01)
    return None


@pytest.mark.parametrize(
    ("name", "culprit"),
    [
        ("ext2.img_121_hang9", 56),
        ("ext2.img_198_hang9", 86),
        ("ext2.img_235_hang9", 78),
        ("ext2.img_365_hang9", 88),
        ("ext3.img_2365_hang9", 92),
        ("ext3.img_25_hang24", 83),
    ],
)
def test_one_file_without_end_costs_its_own_content_and_is_named(name: str, culprit: int, image, tmp_path: Path) -> None:
    hung, entries, gaps, content = walk(image(f"hostile/fuzz/{name}"), tmp_path)
    assert len(hung) == 1
    assert len(entries) == 100, "no name is lost"
    assert [(code, params["address"]) for code, params in gaps] == [("entry-endless", culprit)]
    assert culprit in [address for _, address, _ in entries]
    assert len([one for one in content if isinstance(one, str)]) == 1


@pytest.mark.parametrize(
    "name", ["iso3.img_1389_hang9", "iso3.img_696_hang9", "p3_iso3.img_307_hang9", "p3_iso3.img_455_hang9", "p2_ext4.img_572_hang9"]
)
def test_what_only_hangs_the_kit_elsewhere_does_not_hang_us(name: str, image, tmp_path: Path) -> None:
    hung, entries, _, _ = walk(image(f"hostile/fuzz/{name}"), tmp_path)
    assert hung == []
    assert len(entries) >= 6

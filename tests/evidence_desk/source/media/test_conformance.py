"""What every reader of a medium must keep: the same tests for each of them.

Images are written by the tests' own writer and, where it is installed, by ewfacquire.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.digest import compare, digests
from evidence_desk.errors import Known
from evidence_desk.source.media import Medium
from evidence_desk.source.media.detect import open_medium

Make = Callable[[Path, bytes, ModuleType], tuple[list[Path], str]]
SEED = 11


def raw(folder: Path, data: bytes, _ewf: ModuleType) -> tuple[list[Path], str]:
    (folder / "a.dd").write_bytes(data)
    return [folder / "a.dd"], "raw"


def split(folder: Path, data: bytes, _ewf: ModuleType) -> tuple[list[Path], str]:
    paths = [folder / f"a.{number:03d}" for number in range(1, 5)]
    for number, path in enumerate(paths):
        path.write_bytes(data[number * 3000 : number * 3000 + 3000])
    return paths, "split-raw"


def written(**layout: object) -> Make:
    def make(folder: Path, data: bytes, ewf: ModuleType) -> tuple[list[Path], str]:
        return ewf.save(folder, ewf.write(data, ewf.Layout(**layout))), "ewf"

    return make


def acquired(format_name: str, compression: str) -> Make:
    def make(folder: Path, data: bytes, _ewf: ModuleType) -> tuple[list[Path], str]:
        if not shutil.which("ewfacquire"):
            pytest.skip("ewfacquire is not installed")
        (folder / "source.raw").write_bytes(data)
        options = ["-f", format_name, "-c", compression, "-d", "sha1", "-b", "16", "-t", str(folder / "a")]
        subprocess.run(["ewfacquire", "-u", "-q", *options, str(folder / "source.raw")], check=True, capture_output=True)
        return sorted(path for path in folder.iterdir() if path.name.startswith("a.")), "ewf"

    return make


READERS: dict[str, Make] = {
    "raw": raw,
    "split raw": split,
    "ewf fast": written(level=1),
    "ewf best, three segments": written(level=9, segments=(5, 3)),
    "ewf stored": written(level=None),
    "ewf chunks larger than the medium": written(sectors_per_chunk=64),
    "ewf of encase 1": written(style="encase1", table_limit=4),
    "ewf of smart": written(style="smart", segments=(4,), table_limit=3),
    "ewf sectors of 2048 bytes": written(bytes_per_sector=512, sectors_per_chunk=1),
    **{f"ewfacquire {one} {level}": acquired(one, level) for one in ("encase6", "encase2", "smart", "ftk", "linen7", "ewfx", "ewf") for level in ("fast", "none")},
    "ewfacquire encase6 best": acquired("encase6", "best"),
    "ewfacquire encase6 empty-block": acquired("encase6", "empty-block"),
}  # fmt: skip


@pytest.fixture(params=READERS.values(), ids=READERS)
def opened(request: pytest.FixtureRequest, tmp_path: Path, disk: bytes, ewf: ModuleType) -> tuple[Medium, list[Path]]:
    paths, kind = request.param(tmp_path, disk, ewf)
    return open_medium(paths[-1], kind), paths


def test_blocks_joined_are_the_medium_and_nothing_is_found(opened: tuple[Medium, list[Path]], disk: bytes) -> None:
    medium, paths = opened
    assert medium.size == len(disk)
    assert b"".join(medium.blocks()) == disk
    assert (medium.gaps, medium.bad_ranges) == ([], [])
    assert medium.segments == tuple(paths)
    assert len(medium.format) > 2


def test_random_reads_are_the_same_bytes(opened: tuple[Medium, list[Path]], disk: bytes) -> None:
    medium, _ = opened
    noise = random.Random(SEED)
    for _ in range(120):
        offset, length = noise.randrange(len(disk) + 600), noise.choice([0, 1, 511, 512, 700, 4096, 20_000])
        assert medium.read(offset, length) == disk[offset : offset + length]
    for offset in (len(disk), len(disk) + 1, 2**63):
        assert medium.read(offset, 10) == b""
    assert medium.read(0, 0) == medium.read(77, -1) == b""


def test_four_threads_read_the_same_bytes(opened: tuple[Medium, list[Path]], disk: bytes) -> None:
    medium, _ = opened

    def reads(seed: int) -> bool:
        noise = random.Random(seed)
        places = [(noise.randrange(len(disk)), noise.randrange(3000)) for _ in range(60)]
        return all(medium.read(offset, length) == disk[offset : offset + length] for offset, length in places)

    with ThreadPoolExecutor(4) as threads:
        whole = threads.submit(lambda: b"".join(medium.blocks()))
        assert all(threads.map(reads, range(4)))
        assert whole.result() == disk


def test_digests_are_those_of_the_medium(opened: tuple[Medium, list[Path]], disk: bytes) -> None:
    medium, _ = opened
    computed = digests(medium.blocks(), ("md5", "sha1", "sha256"), lambda _done: None)
    assert computed["sha256"] == hashlib.sha256(disk).hexdigest()
    assert compare({}, medium.stored, computed)[1] == ("match" if medium.format == "ewf" else "nothing-to-compare")


def test_reading_leaves_the_evidence_as_it_was(opened: tuple[Medium, list[Path]]) -> None:
    medium, paths = opened
    before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in paths]
    names = sorted(paths[0].parent.iterdir())
    assert sum(map(len, medium.blocks())) == medium.size
    medium.read(0, 100)
    medium.close()
    assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in paths] == before
    assert sorted(paths[0].parent.iterdir()) == names


@pytest.mark.parametrize("layout", [{}, {"level": None}, {"segments": (4, 4)}, {"style": "encase1"}, {"style": "smart", "segments": (6,)}])
def test_a_container_cut_off_anywhere_gives_no_wrong_byte_without_saying_so(
    tmp_path: Path, disk: bytes, ewf: ModuleType, layout: dict[str, object]
) -> None:
    files = ewf.write(disk, ewf.Layout(**layout))
    for number, content in enumerate(files):
        for end in range(0, len(content), 61):
            paths = ewf.save(tmp_path, [*files[:number], content[:end], *files[number + 1 :]])
            try:
                medium = open_medium(paths[0], "ewf")
            except Known:
                continue
            data = b"".join(medium.blocks())
            assert medium.gaps
            assert_right_outside(medium, data, disk)
            medium.close()


def assert_right_outside(medium: Medium, data: bytes, disk: bytes) -> None:
    """Every byte that is not in a bad range is that of the disk."""
    at = 0
    for offset, length in [*medium.bad_ranges, (max(len(data), len(disk)), 0)]:
        assert data[at:offset] == disk[at : min(offset, len(data))]
        assert data[offset : offset + length] == bytes(len(data[offset : offset + length]))
        at = offset + length

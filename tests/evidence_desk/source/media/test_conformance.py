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
from evidence_desk.errors import Known, PartMissing
from evidence_desk.source.media import Medium
from evidence_desk.source.media.detect import kind_of, open_medium

Writers = Callable[[str], ModuleType]
Make = Callable[[Path, bytes, Writers], tuple[list[Path], str]]
SEED = 11


def raw(folder: Path, data: bytes, _writers: Writers) -> tuple[list[Path], str]:
    (folder / "a.dd").write_bytes(data)
    return [folder / "a.dd"], "raw"


def split(folder: Path, data: bytes, _writers: Writers) -> tuple[list[Path], str]:
    paths = [folder / f"a.{number:03d}" for number in range(1, 5)]
    for number, path in enumerate(paths):
        path.write_bytes(data[number * 3000 : number * 3000 + 3000])
    return paths, "split-raw"


def written(**layout: object) -> Make:
    def make(folder: Path, data: bytes, writers: Writers) -> tuple[list[Path], str]:
        ewf = writers("ewf")
        return ewf.save(folder, ewf.write(data, ewf.Layout(**layout))), "ewf"

    return make


def acquired(format_name: str, compression: str) -> Make:
    def make(folder: Path, data: bytes, _writers: Writers) -> tuple[list[Path], str]:
        if not shutil.which("ewfacquire"):
            pytest.skip("ewfacquire is not installed")
        (folder / "source.raw").write_bytes(data)
        options = ["-f", format_name, "-c", compression, "-d", "sha1", "-b", "16", "-t", str(folder / "a")]
        subprocess.run(["ewfacquire", "-u", "-q", *options, str(folder / "source.raw")], check=True, capture_output=True)
        return sorted(path for path in folder.iterdir() if path.name.startswith("a.")), "ewf"

    return make


def disk_of(format_name: str, layout: str) -> Make:
    """By the function `layout` of the writer of a format."""

    def make(folder: Path, data: bytes, writers: Writers) -> tuple[list[Path], str]:
        return getattr(writers(format_name), layout)(folder, data), format_name

    return make


MAPPED: dict[str, Make] = {
    f"{format_name} {layout}": disk_of(format_name, layout)
    for format_name, layouts in {
        "vmdk": ("monolithic", "child", "split", "stream", "esx", "sesparse"),
        "vhd": ("fixed", "dynamic", "differencing"),
        "vhdx": ("dynamic", "differencing", "pending"),
        "vdi": ("dynamic", "differencing"),
        "aff4": (
            "linear",
            "zlib_chunks",
            "deflate_chunks",
            "lz4_chunks",
            "stored_chunks",
            "striped",
            "image_stream",
            "before_the_standard",
        ),
        "aff": ("plain", "zlib_pages", "lzma_pages"),
        "ewf2": ("packed", "bzip2", "stored", "segments"),
        "dmg": ("zlib_blocks", "bzip2_blocks", "lzma_blocks", "adc_blocks", "resource_fork", "unpacked"),
        "qcow2": ("first", "second", "third", "zstd", "extended", "backed", "external"),
    }.items()
    for layout in layouts
}
LAYERED = ("vmdk child", "vhd differencing", "vhdx differencing", "vdi differencing", "qcow2 backed")
"""Those that lie on a parent, which is the first of their two files."""
WHOLE = {"log-unusable", "backing-unidentified"}
"""What puts all of a medium in doubt."""
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
    **MAPPED,
}  # fmt: skip


@pytest.fixture(params=READERS.values(), ids=READERS)
def opened(request: pytest.FixtureRequest, tmp_path: Path, disk: bytes, writers: Writers) -> tuple[Medium, list[Path]]:
    paths, kind = request.param(tmp_path, disk, writers)
    return open_medium(paths[-1], kind), paths


def test_blocks_joined_are_the_medium_and_nothing_is_found(opened: tuple[Medium, list[Path]], disk: bytes) -> None:
    medium, paths = opened
    assert medium.size == len(disk)
    assert b"".join(medium.blocks()) == disk
    assert medium.bad_ranges == []
    assert {gap.code for gap in medium.gaps} <= {"log-replayed", "backing-unidentified"} or paths[0].suffix == ".af4"
    assert sorted(medium.segments) == sorted(paths)
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
    assert compare({}, medium.stored, computed)[1] == ("match" if medium.stored else "nothing-to-compare")


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


@pytest.mark.parametrize("make", MAPPED.values(), ids=MAPPED)
def test_a_virtual_disk_cut_off_anywhere_gives_no_wrong_byte_without_saying_so(
    tmp_path: Path, disk: bytes, writers: Writers, make: Make
) -> None:
    paths, kind = make(tmp_path, disk, writers)
    for path in paths:
        whole = path.read_bytes()
        for end in [*range(0, len(whole), max(1, len(whole) // 97)), len(whole) - 1]:
            path.write_bytes(whole[:end])
            try:
                medium = open_medium(paths[-1], kind)
            except Known:
                continue
            data = b"".join(medium.blocks())
            codes = {gap.code for gap in medium.gaps}
            assert codes or data == disk, (path.name, end)
            if not codes & WHOLE:
                assert_right_outside(medium, data, disk)
            medium.close()
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "make", [make for name, make in MAPPED.items() if name not in (*LAYERED, "qcow2 external")], ids=lambda make: make.__name__
)
def test_any_file_of_it_opens_the_whole(tmp_path: Path, disk: bytes, writers: Writers, make: Make) -> None:
    paths, kind = make(tmp_path, disk, writers)
    for path in paths:
        assert kind_of(path) == kind
        assert b"".join(open_medium(path).blocks()) == disk


@pytest.mark.parametrize("name", LAYERED)
def test_a_disk_without_its_parent_is_refused_by_the_name_of_the_file_that_is_needed(
    tmp_path: Path, disk: bytes, writers: Writers, name: str
) -> None:
    (parent, child), kind = MAPPED[name](tmp_path, disk, writers)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    parent.rename(elsewhere / parent.name)
    (tmp_path / parent.name).symlink_to(elsewhere / parent.name)
    with pytest.raises(PartMissing) as refused:
        open_medium(child, kind)
    assert refused.value.params["name"] in (parent.name, "{41414141-4141-4141-4141-414141414141}.vdi")


def assert_right_outside(medium: Medium, data: bytes, disk: bytes) -> None:
    """Every byte that is not in a bad range is that of the disk."""
    at = 0
    for offset, length in [*medium.bad_ranges, (max(len(data), len(disk)), 0)]:
        assert data[at:offset] == disk[at : min(offset, len(data))]
        assert data[offset : offset + length] == bytes(len(data[offset : offset + length]))
        at = offset + length

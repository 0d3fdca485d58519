"""File systems made by the system's own tools, and what The Sleuth Kit's programs list of an image."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from evidence_desk.model import Volume
from evidence_desk.source import volumes
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.filesystems.iso9660 import IsoFileSystem
from evidence_desk.source.filesystems.tsk import TYPES, TskFileSystem

CONTROLS = {code: "^" for code in (*range(32), 127)}


@dataclass(frozen=True)
class Line:
    """A line of `fls -m`: what it says of one name. Times are whole seconds, 0 for none."""

    path: str
    address: int
    allocated: bool
    size: int
    times: tuple[int, int, int, int]
    """Created, modified, accessed, changed."""


@pytest.fixture
def opened(medium) -> Callable[[bytes | Path], list[tuple[Volume, FileSystem]]]:
    """Every volume of an image that has a reader, with its file system."""

    def find(data: bytes | Path) -> list[tuple[Volume, FileSystem]]:
        one = medium(data)
        found: list[tuple[Volume, FileSystem]] = []
        for volume in volumes.find(one)[0]:
            if volume.filesystem == "iso9660":
                found.append((volume, IsoFileSystem(one, volume)))
            elif volume.filesystem in TYPES:
                found.append((volume, TskFileSystem(one, volume)))
        return found

    return find


@pytest.fixture
def fls(tool) -> Callable[[Path, int], list[Line]]:
    """What `fls` lists of the file system at a byte of an image, without the second lines for $FILE_NAME times."""
    program = tool("fls")

    def run(path: Path, offset: int) -> list[Line]:
        command = [program, "-r", "-p", "-o", str(offset // 512), "-m", "/", str(path)]
        output = subprocess.run(command, capture_output=True, timeout=60, env={**os.environ, "TZ": "UTC"}).stdout
        return list(_lines(output.decode("utf-8", "backslashreplace")))

    return run


def _lines(output: str) -> Iterator[Line]:
    for line in filter(None, output.split("\n")):
        _, *name, address, mode, _, _, size, accessed, modified, changed, created = line.split("|")
        path, _, mark = "|".join(name).partition(" ($FILE_NAME)")
        if mark or "|".join(name).endswith("($FILE_NAME)"):
            continue
        deleted = next((end for end in (" (deleted)", " (deleted-realloc)") if path.endswith(end)), "")
        path = path.removesuffix(deleted)
        if mode[2:3] == "l" or mode.startswith("l"):
            path = path.partition(" -> ")[0]
        times = (int(created), int(modified), int(accessed), int(changed))
        yield Line(path, int(address.partition("-")[0]), not deleted, int(size), times)


@pytest.fixture
def ours(walked) -> Callable[[FileSystem], list[Line]]:
    """What we list, written as `fls` writes it."""

    def run(system: FileSystem) -> list[Line]:
        return [
            Line(
                (entry.path if entry.stream is None else f"{entry.path}:{entry.stream}").translate(CONTROLS),
                entry.address,
                entry.allocated,
                entry.size,
                tuple((micros or 0) // 1_000_000 for micros in (entry.created, entry.modified, entry.accessed, entry.changed)),  # type: ignore[arg-type]
            )
            for entry in walked(system)[0]
        ]

    return run


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder of evidence: Chinese and odd names, a link, a pipe, sparse and fragmented sizes, some depth."""
    root = tmp_path_factory.mktemp("tree")
    deep = root / "深" / Path("/".join(["d"] * 30)).as_posix()
    deep.mkdir(parents=True)
    (deep / "bottom.txt").write_bytes(b"bottom")
    (root / "聊天记录.txt").write_text("你好\n", encoding="utf-8")
    (root / "empty").write_bytes(b"")
    (root / "large.bin").write_bytes(os.urandom(300_000))
    with (root / "sparse.bin").open("wb") as out:
        out.seek(200_000)
        out.write(b"end")
    (root / "link").symlink_to("/etc/passwd")
    os.mkfifo(root / "pipe")
    for name in (b"\xb0\xb8\xbc\xfe.txt", b"back\\slash", b"tab\tline\nend", " lead".encode(), "b\u202ertl".encode()):
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(name)
    os.utime(root / "聊天记录.txt", ns=(1_600_000_000_123_456_789, 1_600_000_001_987_654_321))
    return root


@pytest.fixture(scope="session")
def ext_image(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The tree on ext2, ext3 or ext4; the test is skipped where mke2fs is not installed."""

    def make(kind: str, *options: str, content: Path | None = None, size: int = 4 << 20) -> Path:
        program = shutil.which("mke2fs", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if program is None:
            pytest.skip("mke2fs is not installed")
        target = tmp_path_factory.mktemp("ext") / f"{kind}.img"
        with target.open("wb") as out:
            out.truncate(size)
        command = [program, "-q", "-F", "-t", kind, *options, "-d", str(content or tree), str(target)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return target

    return make

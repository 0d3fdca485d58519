"""File systems made by the system's own tools, and The Sleuth Kit's programs."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.model import Volume
from evidence_desk.source import volumes
from evidence_desk.source.filesystems import FileSystem
from evidence_desk.source.filesystems.iso9660 import IsoFileSystem
from evidence_desk.source.filesystems.tsk import TYPES, TskFileSystem


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


@pytest.fixture(scope="session")
def sleuthkit() -> ModuleType:
    """tests/sleuthkit.py: tests are no package, so it is loaded by its path."""
    spec = importlib.util.spec_from_file_location("sleuthkit", Path(__file__).parents[3] / "sleuthkit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


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
    for name in (b"\xb0\xb8\xbc\xfe.txt", b"back\\slash", b"tab\tline\nend", b" lead", "b\u202ertl".encode()):
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

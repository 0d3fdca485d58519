"""What the tests of volumes and file systems share: media in memory, real images, and a walk as a list."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from evidence_desk.model import Entry, Gap, Range
from evidence_desk.source.filesystems import FileSystem

PACKED: dict[str, Callable[[Path], IO[bytes]]] = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}  # type: ignore[dict-item]
BLOCK = 1 << 20


class Memory:
    """A medium of some bytes, or of a file that is read where it lies."""

    format = "raw"

    def __init__(self, data: bytes | Path) -> None:
        self._data = data if isinstance(data, bytes) else None
        self._file = None if isinstance(data, bytes) else data.open("rb", buffering=0)
        self.size = len(data) if isinstance(data, bytes) else data.stat().st_size
        self.segments = (Path("memory.img"),) if isinstance(data, bytes) else (data,)
        self.metadata: dict[str, str] = {}
        self.stored: dict[str, str] = {}
        self.bad_ranges: list[Range] = []
        self.gaps: list[Gap] = []

    def read(self, offset: int, length: int) -> bytes:
        if self._data is not None:
            return self._data[offset : offset + max(0, length)]
        assert self._file is not None
        return os.pread(self._file.fileno(), max(0, length), offset)

    def blocks(self) -> Iterator[bytes]:
        for offset in range(0, self.size, BLOCK):
            yield self.read(offset, BLOCK)

    def close(self) -> None:
        if self._file:
            self._file.close()


@pytest.fixture
def medium() -> Iterator[Callable[[bytes | Path], Memory]]:
    made: list[Memory] = []

    def make(data: bytes | Path) -> Memory:
        made.append(Memory(data))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def image(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sample by its name under the corpus, unpacked if it is packed."""
    folder = tmp_path_factory.mktemp("images")

    def find(name: str) -> Path:
        stored = corpus / name
        if not stored.exists():
            stored = corpus / f"{name}.gz"
        if stored.suffix not in PACKED:
            return stored
        target = folder / name.replace("/", "_").removesuffix(stored.suffix)
        if not target.exists():
            if name.endswith(".tar.gz"):
                return _from_tar(stored, folder)
            with contextlib.suppress(EOFError), PACKED[stored.suffix](stored) as source, target.open("wb") as out:
                _copy_sparse(source, out)  # one sample is itself cut off
        return target

    return find


def _from_tar(stored: Path, folder: Path) -> Path:
    with tarfile.open(stored) as archive:
        member = next(one for one in archive if one.isreg())
        target = folder / Path(member.name).name
        if not target.exists():
            subprocess.run(["tar", "-xSf", stored, "-C", folder, member.name], check=True)
    return target


def _copy_sparse(source: IO[bytes], out: IO[bytes]) -> None:
    while block := source.read(BLOCK):
        if block.count(0) == len(block):
            out.seek(len(block), 1)
        else:
            out.write(block)
    out.truncate(out.tell())


@pytest.fixture
def tool() -> Callable[[str], str]:
    """A program of the system; the test is skipped where it is not installed."""

    def find(name: str) -> str:
        path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        if path is None:
            pytest.skip(f"{name} is not installed")
        return path

    return find


@pytest.fixture
def walked() -> Callable[..., tuple[list[Entry], list[Gap]]]:
    """All that a walk gives: entries, gaps."""

    def walk(system: FileSystem, first: int = 1, poisoned: frozenset[int] = frozenset()) -> tuple[list[Entry], list[Gap]]:
        entries: list[Entry] = []
        gaps: list[Gap] = []
        for one in system.walk(first, poisoned, lambda _: None):
            (entries if isinstance(one, Entry) else gaps).append(one)  # type: ignore[arg-type]
        return entries, gaps

    return walk

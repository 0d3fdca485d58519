"""Volumes full of small files of the usual kinds: NTFS with mkntfs and ntfs-3g, which needs root, its E01, and ext4 with mke2fs."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench.text import han, latin, mixed

FIRST_DAY = 1_600_000_000
MEDIAN, SPREAD, LARGEST = 900, 1.3, 4 << 20
FILES_A_FOLDER = 20


class Contents:
    """Bytes of a kind of file: its signature, then a cut of a pool of noise or of text."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._noise = chance.randbytes(8 << 20)
        self._text = "\n".join(mixed(chance) for _ in range(20_000)).encode()
        self.kinds: dict[str, tuple[int, Callable[[], bytes]]] = {
            "txt": (14, self._words),
            "log": (8, self._words),
            "html": (8, lambda: b"<!DOCTYPE html><html><body>" + self._words() + b"</body></html>"),
            "json": (8, lambda: b'{"items": ["' + self._words().replace(b"\n", b'","') + b'"]}'),
            "ini": (10, lambda: b"[section]\r\nkey=" + self._words()[:300]),
            "jpg": (18, lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + self._bytes() + b"\xff\xd9"),
            "png": (10, lambda: b"\x89PNG\r\n\x1a\n" + self._bytes()),
            "pdf": (6, lambda: b"%PDF-1.5\n" + self._bytes() + b"\n%%EOF"),
            "exe": (6, lambda: b"MZ" + bytes(58) + b"\x40\x00\x00\x00PE\x00\x00" + self._bytes()),
            "dat": (12, self._bytes),
        }

    def draw(self) -> tuple[str, bytes]:
        """The ending of a name and the bytes that go with it."""
        (kind,) = self._chance.choices(list(self.kinds), [weight for weight, _ in self.kinds.values()])
        return kind, self.kinds[kind][1]()

    def _words(self) -> bytes:
        return self._cut(self._text)

    def _bytes(self) -> bytes:
        return self._cut(self._noise)

    def _cut(self, pool: bytes) -> bytes:
        size = min(int(self._chance.lognormvariate(0, SPREAD) * MEDIAN), LARGEST)
        start = self._chance.randrange(len(pool) - size)
        return pool[start : start + size]


def fill(root: Path, count: int, seed: int = 1) -> None:
    """`count` files in nested folders, a quarter of them with Chinese names, with times of their own."""
    chance = Random(seed)
    contents = Contents(chance)
    folders = [root]
    for number in range(count // FILES_A_FOLDER):
        upper = chance.choice(folders[-400:])
        name = f"{han(chance, 3) if chance.random() < 0.2 else latin(chance, 1)}_{number}"
        folder = (root if len(upper.relative_to(root).parts) > 8 else upper) / name
        folder.mkdir()
        folders.append(folder)
    for number in range(count):
        kind, data = contents.draw()
        stem = han(chance, chance.randint(2, 8)) if chance.random() < 0.25 else latin(chance, 1)
        path = chance.choice(folders) / f"{stem}_{number}.{kind}"
        path.write_bytes(data)
        os.utime(path, (FIRST_DAY + number, FIRST_DAY + number * 7))


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        subprocess.run(["ntfs-3g", "-o", "big_writes", image, place], check=True)
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", place], check=True)


def make(image: Path, size: int, files: int) -> None:
    with image.open("wb") as out:
        out.truncate(size)
    subprocess.run(["mkntfs", "-q", "-F", "-Q", "-s", "512", "-p", "0", "-H", "0", "-S", "0", image], check=True, stderr=subprocess.DEVNULL)
    with mounted(image) as root:
        fill(root, files)


def make_ext4(image: Path, size: int, files: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        fill(Path(place), files)
        options = ["-q", "-F", "-t", "ext4", "-N", str(files * 2), "-d", place]
        subprocess.run(["mke2fs", *options, image, f"{size >> 10}k"], check=True, stdout=subprocess.DEVNULL)


def acquire(image: Path, target: Path) -> None:
    """TARGET.E01 with MD5 and SHA-1, as ewfacquire makes it when it is asked to be fast."""
    fixed = ["-u", "-q", "-f", "encase6", "-c", "fast", "-d", "sha1", "-S", "8GiB", "-m", "fixed", "-M", "logical"]
    subprocess.run(["ewfacquire", *fixed, "-t", target, image], check=True, stdout=subprocess.DEVNULL)

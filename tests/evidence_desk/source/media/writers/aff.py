"""Writes AFF images from AFFLIB's afflib.h and without a line of the reader."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zlib
from pathlib import Path

PAGE = 2048


def segment(name: str, data: bytes = b"", number: int = 0) -> bytes:
    raw = name.encode()
    total = 16 + len(raw) + len(data) + 8
    return struct.pack(">4sIII", b"AFF\0", len(raw), len(data), number) + raw + data + struct.pack(">4sI", b"ATT\0", total)


def quad(value: int) -> bytes:
    return struct.pack(">II", value & 0xFFFFFFFF, value >> 32)


def image(data: bytes, method: str, page_digests: bool = False) -> bytes:
    out = (
        b"AFF10\r\n\0"
        + segment("pagesize", number=PAGE)
        + segment("sectorsize", number=512)
        + segment("acquisition_tecnician", "李四".encode())
    )
    for number in range(-(-len(data) // PAGE)):
        page = data[number * PAGE :][:PAGE]
        if method != "plain" and not any(page):
            out += segment(f"page{number}", struct.pack(">I", len(page)), 0x31)
        elif method == "zlib" and number % 3:
            out += segment(f"page{number}", zlib.compress(page), 0x01)
        elif method == "lzma" and number % 3:
            out += segment(f"page{number}", lzma.compress(page, lzma.FORMAT_ALONE), 0x21)
        else:
            out += segment(f"page{number}", page, 0)
        out += segment(f"page{number}_md5", hashlib.md5(page).digest()) if page_digests else b""
    out += segment("imagesize", quad(len(data)), 2) + segment("badsectors", quad(0), 2)
    return out + segment("md5", hashlib.md5(data).digest()) + segment("sha1", hashlib.sha1(data).digest()) + segment("", b"\0" * 64)


def plain(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "plain"))


def zlib_pages(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "zlib"))


def lzma_pages(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "lzma", page_digests=True))


def _saved(folder: Path, content: bytes) -> list[Path]:
    (folder / "a.aff").write_bytes(content)
    return [folder / "a.aff"]

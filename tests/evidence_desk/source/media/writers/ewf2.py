"""Writes Ex01 images from Joachim Metz's "EWF 2 specification" and without a line of the reader."""

from __future__ import annotations

import bz2
import hashlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

PER_CHUNK, SECTOR = 2, 512
CHUNK = PER_CHUNK * SECTOR
PER_TABLE = 5


def adler(data: bytes) -> bytes:
    return struct.pack("<I", zlib.adler32(data))


def padded(data: bytes, to: int = 16) -> bytes:
    return data.ljust(-(-len(data) // to) * to, b"\0")


class File:
    """One segment: sections are appended, each with its descriptor behind it."""

    def __init__(self, number: int, method: int) -> None:
        self.content = struct.pack("<8sBBHI16s", b"EVF2\r\n\x81\x00", 2, 1, method, number, b"\7" * 16)
        self.before = 0

    def add(self, kind: int, data: bytes) -> None:
        data = padded(data)
        self.content += data
        head = struct.pack("<IIQQII16s12x", kind, 1, self.before, len(data), 64, 0, hashlib.md5(data).digest())
        self.before = len(self.content)
        self.content += head + adler(head)


def text(names: str, values: str) -> bytes:
    return zlib.compress(f"1\nmain\n{names}\n{values}\n\n".encode("utf-16"))


def table(first: int, entries: list[tuple[int, int, int]]) -> bytes:
    head = struct.pack("<QI4x", first, len(entries))
    listed = b"".join(struct.pack("<QII", *one) for one in entries)
    return padded(head + adler(head), 32) + listed + padded(adler(listed))


def write(
    data: bytes, method: int = 1, packed: Callable[[bytes], bytes] = zlib.compress, segments: int = 1, errors: bytes = b""
) -> list[bytes]:
    """Chunks that pack badly are stored with a checksum, those of one byte over and over are a pattern."""
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    share = -(-len(chunks) // segments)
    out = []
    for number in range(segments):
        file = File(number + 1, method)
        file.add(1, text("sn\tmd\tlb\tts\tdt\tbp\tph", f"S-1\t手机\t标签\t{len(data) // SECTOR}\tf\t{SECTOR}\t1"))
        file.add(2, text("nm\tcn\ten\tex\ttt\ttb\tcp\tsb", f"检材\t2026-002\tE-1\t李四\t1400707569\t{len(chunks)}\t{method}\t{PER_CHUNK}"))
        own = chunks[number * share : number * share + share]
        for at in range(0, len(own), PER_TABLE):
            body, entries = b"", []
            for chunk in own[at : at + PER_TABLE]:
                coded, start = packed(chunk), len(file.content) + len(body)
                if chunk == chunk[:8] * (len(chunk) // 8):
                    entries.append((int.from_bytes(chunk[:8], "little"), 0, 5))
                elif method and len(coded) < len(chunk):
                    entries.append((start, len(coded), 1))
                    body = padded(body + coded)
                else:
                    entries.append((start, len(chunk) + 4, 2))
                    body = padded(body + chunk + adler(chunk))
            file.add(3, body)
            file.add(4, table(number * share + at, entries))
        if number < segments - 1:
            file.add(0xD, b"")
        else:
            if errors:
                head = struct.pack("<I12x", len(errors) // 16)
                file.add(5, padded(head + adler(head), 32) + errors + padded(adler(errors)))
            for kind, digest in ((8, hashlib.md5(data).digest()), (9, hashlib.sha1(data).digest())):
                file.add(kind, padded(digest + adler(digest), 32))
            file.add(0xF, b"")
        out.append(file.content)
    return out


def save(folder: Path, files: list[bytes]) -> list[Path]:
    paths = [folder / f"a.Ex{number:02d}" for number in range(1, len(files) + 1)]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    return paths


def packed(folder: Path, data: bytes) -> list[Path]:
    return save(folder, write(data))


def bzip2(folder: Path, data: bytes) -> list[Path]:
    return save(folder, write(data, 2, bz2.compress))


def stored(folder: Path, data: bytes) -> list[Path]:
    return save(folder, write(data, 0))


def segments(folder: Path, data: bytes) -> list[Path]:
    return save(folder, write(data, segments=3))

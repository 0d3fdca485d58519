"""Writes QCOW disks from QEMU's qcow2.txt (version 1: qcow.c) and without a line of the reader."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import zstandard

BITS = 10
PACKED = 1 << 62


def first(folder: Path, data: bytes) -> list[Path]:
    """Version 1: every second cluster packed."""
    size, l2_bits = 1 << BITS, 6
    tables = -(-len(data) // (size << l2_bits))
    body = bytes(48).ljust(48 + 8 * tables, b"\0")
    entries: list[int] = []
    for index in range(-(-len(data) // size)):
        cluster = data[index * size :][:size].ljust(size, b"\0")
        packed = _deflate(cluster)
        if not any(cluster):
            entries.append(0)
        elif index % 2 and len(packed) < size:
            entries.append(1 << 63 | len(packed) << 63 - BITS | len(body))
            body += packed
        else:
            body = body.ljust(-(-len(body) // 512) * 512, b"\0")
            entries.append(len(body))
            body += cluster
    entries += [0] * (tables * (1 << l2_bits) - len(entries))
    l1 = [len(body) + 8 * (number << l2_bits) for number in range(tables)]
    body += struct.pack(f">{len(entries)}Q", *entries)
    head = struct.pack(">4sIQIIQBBxxIQ", b"QFI\xfb", 1, 0, 0, 0, len(data), BITS, l2_bits, 0, 48) + struct.pack(f">{tables}Q", *l1)
    (folder / "a.qcow").write_bytes(head + body[len(head) :])
    return [folder / "a.qcow"]


def second(folder: Path, data: bytes) -> list[Path]:
    return _written(folder / "a.qcow2", data, version=2)


def third(folder: Path, data: bytes) -> list[Path]:
    return _written(folder / "a.qcow2", data)


def zstd(folder: Path, data: bytes) -> list[Path]:
    return _written(folder / "a.qcow2", data, method=1)


def backed(folder: Path, data: bytes) -> list[Path]:
    """Over a raw image that is shorter."""
    old = data[:2048] + b"\x55" * 2048 + data[4096:8192]
    (folder / "base.img").write_bytes(old)
    return [folder / "base.img", *_written(folder / "a.qcow2", data, below=old, backing="/var/lib/images/base.img")]


def external(folder: Path, data: bytes) -> list[Path]:
    """Its clusters in a file of their own, a raw image."""
    (folder / "a.data").write_bytes(data)
    return [folder / "a.data", *_written(folder / "a.qcow2", data, data_file="a.data")]


def extended(folder: Path, data: bytes) -> list[Path]:
    """One cluster of 16 KiB in 32 parts, of which some are zero and some were never written."""
    bitmap = 0
    for part in range(len(data) // 512):
        filled = any(data[part * 512 :][:512])
        bitmap |= 1 << part if filled else 1 << 32 + part if part % 2 else 0
    size = 1 << 14
    head = _header(14, 3, len(data), 16, 0, 1, size * 3, size, b"")
    l1 = struct.pack(">Q", size * 4).ljust(size, b"\0")
    counts = struct.pack(">Q", size * 2).ljust(size, b"\0") + struct.pack(">6H", *[1] * 6).ljust(size, b"\0")
    l2 = struct.pack(">QQ", size * 5, bitmap).ljust(size, b"\0")
    noise = bytes(value or 0xAA for value in data).ljust(size, b"\xaa")
    kept = b"".join((data if bitmap >> part & 1 else noise)[part * 512 :][:512] for part in range(len(data) // 512))
    (folder / "a.qcow2").write_bytes(head.ljust(size, b"\0") + counts + l1 + l2 + kept.ljust(size, b"\0"))
    return [folder / "a.qcow2"]


def _written(
    path: Path, data: bytes, version: int = 3, method: int = 0, below: bytes = b"", backing: str = "", data_file: str = ""
) -> list[Path]:
    """Header, table and block of counts, L1, L2, clusters. Every third cluster is packed, without a gap between them."""
    size = 1 << BITS
    count, below = -(-len(data) // size), below.ljust(len(data), b"\0")
    body, entries, packed_ones = bytes(5 * size), [], b""
    for index in range(count):
        cluster, old = (one[index * size :][:size].ljust(size, b"\0") for one in (data, below))
        packed = zstandard.compress(cluster) if method else _deflate(cluster)
        if data_file:
            entries.append(1 << 63 | index * size)
        elif cluster == old:
            entries.append(0)
        elif version == 3 and not any(cluster):
            entries.append(1)
        elif index % 3 == 1 and len(packed) < size:
            entries.append(("packed", len(packed_ones), len(packed)))
            packed_ones += packed
        else:
            entries.append(1 << 63 | len(body))
            body += cluster
    start, bits = len(body), 62 - (BITS - 8)
    l2 = [
        PACKED | ((start + one[1]) % 512 + one[2] - 1) // 512 << bits | start + one[1] if isinstance(one, tuple) else one for one in entries
    ]
    body += packed_ones
    incompatible = (8 if method else 0) | (4 if data_file else 0)
    head = _header(BITS, version, len(data), incompatible, method, 1, 3 * size, size, backing.encode(), data_file.encode())
    used = -(-len(body) // size)
    counts = struct.pack(">Q", 2 * size).ljust(size, b"\0") + struct.pack(f">{used}H", *[1] * used).ljust(size, b"\0")
    tables = struct.pack(">Q", 4 * size).ljust(size, b"\0") + struct.pack(f">{count}Q", *l2).ljust(size, b"\0")
    path.write_bytes(head.ljust(size, b"\0") + counts + tables + body[5 * size :])
    return [path]


def _header(
    bits: int,
    version: int,
    size: int,
    incompatible: int,
    method: int,
    l1_size: int,
    l1: int,
    counts: int,
    backing: bytes,
    data_file: bytes = b"",
) -> bytes:
    length = 72 if version == 2 else 112
    extension = struct.pack(">II", 0x44415441, len(data_file)) + data_file.ljust(-(-len(data_file) // 8) * 8, b"\0") if data_file else b""
    place = length + len(extension) + 8
    head = struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", version, place if backing else 0, len(backing), bits, size, 0, l1_size, l1, counts, 1, 0, 0
    )
    head += b"" if version == 2 else struct.pack(">QQQIIB7x", incompatible, 0, 0, 4, length, method)
    return head + extension + bytes(8) + backing


def _deflate(cluster: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -12)
    return stream.compress(cluster) + stream.flush()

"""Writes VHD disks from Microsoft's specification and without a line of the reader."""

from __future__ import annotations

import struct
from pathlib import Path

BLOCK = 1024
TYPES = {"fixed": 2, "dynamic": 3, "differencing": 4}


def summed(raw: bytes, place: int) -> bytes:
    total = ~sum(raw) & 0xFFFFFFFF
    return raw[:place] + struct.pack(">I", total) + raw[place + 4 :]


def footer(kind: str, size: int, identifier: bytes) -> bytes:
    header = 0xFFFFFFFFFFFFFFFF if kind == "fixed" else 512
    head = struct.pack(
        ">8sIIQI4sI4sQQHBBI", b"conectix", 2, 0x10000, header, 7, b"win ", 0xA0000, b"Wi2k", size, size, 1, 1, 23, TYPES[kind]
    )
    return summed((head + bytes(4) + identifier).ljust(512, b"\0"), 64)


def dynamic_header(entries: int, parent: bytes = bytes(16), name: str = "") -> bytes:
    locator = struct.pack(">4sIIIQ", b"W2ru", 512, len(name) * 2, 0, 16384) if name else b""
    fields = struct.pack(">8sQQIIII16sII", b"cxsparse", 0xFFFFFFFFFFFFFFFF, 1536, 0x10000, entries, BLOCK, 0, parent, 0, 0)
    return summed((fields + name.encode("utf-16-be").ljust(512, b"\0") + locator).ljust(1024, b"\0"), 36)


def fixed(folder: Path, data: bytes) -> list[Path]:
    (folder / "a.vhd").write_bytes(data + footer("fixed", len(data), b"F" * 16))
    return [folder / "a.vhd"]


def dynamic(folder: Path, data: bytes) -> list[Path]:
    (folder / "a.vhd").write_bytes(_blocks(data, bytes(len(data)), "dynamic", b"D" * 16, dynamic_header(-(-len(data) // BLOCK))))
    return [folder / "a.vhd"]


def differencing(folder: Path, data: bytes) -> list[Path]:
    """The parent has every third sector wrong; the child those alone."""
    old = bytearray(data)
    for sector in range(0, len(data), 3 * 512):
        old[sector : sector + 512] = b"\x55" * 512
    (parent,) = dynamic(folder, bytes(old))
    head = dynamic_header(-(-len(data) // BLOCK), b"D" * 16, "C:\\disks\\a.vhd")
    (folder / "b.vhd").write_bytes(_blocks(data, bytes(old), "differencing", b"E" * 16, head))
    return [parent, folder / "b.vhd"]


def _blocks(data: bytes, below: bytes, kind: str, identifier: bytes, head: bytes) -> bytes:
    """Blocks that differ from what is below, in reverse order."""
    count, end = -(-len(data) // BLOCK), footer(kind, len(data), identifier)
    table, body = [0xFFFFFFFF] * count, b""
    start = -(-(1536 + 4 * count) // 512) * 512
    for index in reversed(range(count)):
        block, old = data[index * BLOCK :][:BLOCK].ljust(BLOCK, b"\0"), below[index * BLOCK :][:BLOCK].ljust(BLOCK, b"\0")
        if block == old:
            continue
        own = [block[at : at + 512] != old[at : at + 512] for at in range(0, BLOCK, 512)]
        kept = (
            b"".join(block[at * 512 :][:512] if mine else b"\xaa" * 512 for at, mine in enumerate(own)) if kind == "differencing" else block
        )
        bits = sum(0x80 >> at for at, mine in enumerate(own) if mine)
        table[index] = (start + len(body)) // 512
        body += bytes([bits]).ljust(512, b"\0") + kept
    listed = struct.pack(f">{count}I", *table).ljust(start - 1536, b"\xff")
    return end + head + listed + body + end

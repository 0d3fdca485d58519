"""Writes VDI disks from VirtualBox's VDICore.h and without a line of the reader."""

from __future__ import annotations

import struct
from pathlib import Path

BLOCK = 1024
OWN, CHANGED = b"A" * 16, b"M" * 16


def header(kind: int, size: int, blocks: int, identifier: bytes, parent: bytes = bytes(16)) -> bytes:
    data = -(-(512 + 4 * blocks) // 512) * 512
    out = struct.pack("<64sIIIII256s", b"<<< Oracle VM VirtualBox Disk Image >>>\n", 0xBEDA107F, 0x10001, 400, kind, 0, b"")
    out += struct.pack("<IIIIIIIQIIII", 512, data, 0, 0, 0, 512, 0, size, BLOCK, 0, blocks, blocks)
    return (out + identifier + CHANGED + parent + (CHANGED if any(parent) else bytes(16))).ljust(512, b"\0")


def dynamic(folder: Path, data: bytes) -> list[Path]:
    (folder / "a.vdi").write_bytes(_image(1, data, bytes(len(data)), OWN))
    return [folder / "a.vdi"]


def differencing(folder: Path, data: bytes) -> list[Path]:
    old = b"\x55" * 2048 + data[2048:4096] + b"\x66" * 2048 + data[6144:]
    (parent,) = dynamic(folder, old)
    (folder / "b.vdi").write_bytes(_image(4, data, old, b"B" * 16, OWN))
    return [parent, folder / "b.vdi"]


def _image(kind: int, data: bytes, below: bytes, identifier: bytes, parent: bytes = bytes(16)) -> bytes:
    """Blocks that differ from what is below, in reverse order; one that is zero is marked as such."""
    count = -(-len(data) // BLOCK)
    table, body = [0xFFFFFFFF] * count, b""
    for index in reversed(range(count)):
        block, old = (one[index * BLOCK :][:BLOCK].ljust(BLOCK, b"\0") for one in (data, below))
        if block != old:
            table[index] = len(body) // BLOCK if any(block) else 0xFFFFFFFE
            body += block if any(block) else b""
    head = header(kind, len(data), count, identifier, parent) + struct.pack(f"<{count}I", *table)
    return head.ljust(-(-len(head) // 512) * 512, b"\0") + body

"""Writes VMDK disks from VMware's "Virtual Disk Format 5.0" and without a line of the reader."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

GRAIN = 2
ENTRIES = 4
SECTOR = 512


def descriptor(*extents: str, kind: str = "monolithicSparse", cid: str = "0badcafe", parent: str = "") -> bytes:
    lines = ["# Disk DescriptorFile", "version=1", 'encoding="UTF-8"', f"CID={cid}"]
    lines += [f"parentCID={'0badcafe' if parent else 'ffffffff'}", f'createType="{kind}"']
    lines += [f'parentFileNameHint="{parent}"'] if parent else []
    return "\n".join([*lines, "# Extent description", *extents, "", "#DDB", 'ddb.adapterType = "lsilogic"', ""]).encode()


def sparse(data: bytes, text: bytes = b"", below: bytes | None = None) -> bytes:
    """One hosted extent with two directories; grains that are like what is below are left out, an own zero one is marked."""
    below = bytes(len(data)) if below is None else below
    count = -(-len(data) // (GRAIN * SECTOR))
    tables, text_sectors = -(-count // ENTRIES), 2
    directories = [1 + text_sectors, 1 + text_sectors + 1 + tables]
    overhead = directories[1] + 1 + tables
    grains, body = [0] * (tables * ENTRIES), b""
    for index in reversed(range(count)):
        grain, old = (one[index * GRAIN * SECTOR :][: GRAIN * SECTOR].ljust(GRAIN * SECTOR, b"\0") for one in (data, below))
        if grain != old:
            grains[index] = 1 if not any(grain) else overhead + len(body) // SECTOR
            body += grain if any(grain) else b""
    out = header(3 | 4, len(data), text_sectors, directories[1], directories[0], overhead, 0) + text.ljust(text_sectors * SECTOR, b"\0")
    for place in directories:
        out += struct.pack(f"<{tables}I", *(place + 1 + number for number in range(tables))).ljust(SECTOR, b"\0")
        for number in range(tables):
            out += struct.pack(f"<{ENTRIES}I", *grains[number * ENTRIES :][:ENTRIES]).ljust(SECTOR, b"\0")
    return out + body


def header(flags: int, size: int, text_sectors: int, redundant: int, directory: int, overhead: int, algorithm: int) -> bytes:
    fields = (b"KDMV", 3 if algorithm else 1, flags, size // SECTOR, GRAIN, 1 if text_sectors else 0, text_sectors, ENTRIES)
    return struct.pack("<4sIIQQQQIQQQB4sH433x", *fields, redundant, directory, overhead, 0, b"\n \r\n", algorithm)


def monolithic(folder: Path, data: bytes) -> list[Path]:
    (folder / "a.vmdk").write_bytes(sparse(data, descriptor(f'RW {len(data) // SECTOR} SPARSE "a.vmdk"')))
    return [folder / "a.vmdk"]


def child(folder: Path, data: bytes) -> list[Path]:
    old = bytes(2048) + b"\x77" * 3072 + data[5120:]
    paths = monolithic(folder, old)
    text = descriptor(f'RW {len(data) // SECTOR} SPARSE "b.vmdk"', parent="/vmfs/volumes/x/a.vmdk")
    (folder / "b.vmdk").write_bytes(sparse(data, text, below=old))
    return [*paths, folder / "b.vmdk"]


def split(folder: Path, data: bytes) -> list[Path]:
    """Two sparse extents, one of zeros, one flat, and a descriptor in Chinese and of another name."""
    first, second, rest = data[:4096], data[4096:6144], data[7168:]
    (folder / "盘-s001.vmdk").write_bytes(sparse(first))
    (folder / "盘-s002.vmdk").write_bytes(sparse(second))
    (folder / "盘-f003.vmdk").write_bytes(bytes(SECTOR) + rest)
    extents = ['RW 8 SPARSE "盘-s001.vmdk"', 'RW 4 SPARSE "盘-s002.vmdk"', "RW 2 ZERO", f'RW {len(rest) // SECTOR} FLAT "盘-f003.vmdk" 1']
    (folder / "盘.vmdk").write_bytes(descriptor(*extents, kind="custom").replace(b"\n", b"\r\n"))
    return [folder / name for name in ("盘.vmdk", "盘-s001.vmdk", "盘-s002.vmdk", "盘-f003.vmdk")]


def stream(folder: Path, data: bytes) -> list[Path]:
    """Stream-optimised: packed grains, the directory behind them, the header repeated as a footer."""
    size, text = GRAIN * SECTOR, descriptor(f'RW {len(data) // SECTOR} SPARSE "a.vmdk"', kind="streamOptimized")
    start = header(3 << 16 | 1, len(data), 2, 0, (1 << 64) - 1, 8, 1) + text.ljust(2 * SECTOR, b"\0")
    body = start.ljust(8 * SECTOR, b"\0")
    grains: list[int] = []
    for index in range(-(-len(data) // size)):
        grain = data[index * size :][:size].ljust(size, b"\0")
        grains.append(len(body) // SECTOR if any(grain) else 0)
        if any(grain):
            packed = zlib.compress(grain)
            body = _filled(body + struct.pack("<QI", index * GRAIN, len(packed)) + packed)
    places = []
    for at in range(0, len(grains), ENTRIES):
        body += marker(1, 1)
        places.append(len(body) // SECTOR)
        body = _filled(body + struct.pack(f"<{ENTRIES}I", *grains[at : at + ENTRIES], *[0] * (ENTRIES - len(grains[at : at + ENTRIES]))))
    body += marker(1, 2)
    directory = len(body) // SECTOR
    body = _filled(body + struct.pack(f"<{len(places)}I", *places)) + marker(1, 3)
    body += header(3 << 16 | 1, len(data), 2, 0, directory, 8, 1) + bytes(SECTOR)
    (folder / "a.vmdk").write_bytes(body)
    return [folder / "a.vmdk"]


def marker(sectors: int, kind: int) -> bytes:
    return struct.pack("<QII", sectors, 0, kind).ljust(SECTOR, b"\0")


def esx(folder: Path, data: bytes) -> list[Path]:
    """An ESX extent, a grain a sector, named by a descriptor."""
    count, body, places = len(data) // SECTOR, b"", []
    first = 4 + 1 + 4096 * 4 // SECTOR
    for index in range(count):
        sector = data[index * SECTOR :][:SECTOR]
        places.append(first + len(body) // SECTOR if any(sector) else 0)
        body += sector if any(sector) else b""
    head = struct.pack("<4sIIIIIII", b"COWD", 1, 3, count, 1, 4, 1, 0).ljust(4 * SECTOR, b"\0")
    tables = struct.pack("<I", 5).ljust(SECTOR, b"\0") + struct.pack(f"<{count}I", *places).ljust(4096 * 4, b"\0")
    (folder / "a-delta.vmdk").write_bytes(head + tables + body)
    (folder / "a.vmdk").write_bytes(descriptor(f'RW {count} VMFSSPARSE "a-delta.vmdk"', kind="vmfsSparse"))
    return [folder / "a.vmdk", folder / "a-delta.vmdk"]


def sesparse(folder: Path, data: bytes) -> list[Path]:
    """Tables of one sector; grains of 4 KiB in reverse order; one grain that is zero is marked as such."""
    count = -(-len(data) // 4096)
    entries, body = [0] * 64, b""
    for index in reversed(range(count)):
        grain = data[index * 4096 :][:4096].ljust(4096, b"\0")
        number = len(body) // 4096
        entries[index] = 3 << 60 | (number & 0xFFF) << 48 | number >> 12
        body += grain
    fields = [
        0xCAFEBABE,
        0x200000001,
        len(data) // SECTOR,
        8,
        1,
        0,
        0,
        0,
        0,
        0,
        1,
        1,
        0,
        0,
        0,
        0,
        2,
        1,
        3,
        1,
        0,
        0,
        0,
        0,
        4,
        len(body) // SECTOR,
    ]
    out = struct.pack("<26Q", *fields).ljust(SECTOR, b"\0") + struct.pack("<4Q", 0xCAFECAFE, 0, 0, 0).ljust(SECTOR, b"\0")
    out += struct.pack("<Q", 1 << 60).ljust(SECTOR, b"\0") + struct.pack("<64Q", *entries) + body
    (folder / "a-sesparse.vmdk").write_bytes(out)
    (folder / "a.vmdk").write_bytes(descriptor(f'RW {len(data) // SECTOR} SESPARSE "a-sesparse.vmdk"', kind="seSparse"))
    return [folder / "a.vmdk", folder / "a-sesparse.vmdk"]


def _filled(body: bytes) -> bytes:
    return body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0")

"""Writes UDIF images from the descriptions of the format and without a line of the reader."""

from __future__ import annotations

import bz2
import lzma
import plistlib
import struct
import zlib
from pathlib import Path

CHUNK = 1024
KINDS = {"zlib": 0x80000005, "bzip2": 0x80000006, "lzma": 0x80000008, "adc": 0x80000004, "lzfse": 0x80000007}


def packed(name: str, data: bytes) -> bytes:
    match name:
        case "zlib":
            return zlib.compress(data)
        case "bzip2":
            return bz2.compress(data)
        case "lzma":
            return lzma.compress(data)
        case "adc":
            return adc(data)
        case _:
            return b"bvx$"


def adc(data: bytes) -> bytes:
    """Runs of one byte as copies of all three lengths, the rest as literals."""
    out, at = b"", 0
    while at < len(data):
        run = next((n for n in range(1, min(67, len(data) - at) + 1) if at + n >= len(data) or data[at + n] != data[at]), 67)
        if at and run >= 5:
            before = bytes([0x80, data[at]])
            out += before + (bytes([0x40 | run - 5, 0, 0]) if run > 20 else bytes([(min(run - 1, 18) - 3) << 2, 0]))
            at += run if run > 20 else 1 + min(run - 1, 18)
        else:
            out += bytes([0x80, data[at]])
            at += 1
    return out


def table(first: int, sectors: int, checksum: int, chunks: list[tuple[int, int, int, int, int]]) -> bytes:
    head = struct.pack(">4sIQQQII24xII128sI", b"mish", 1, first, sectors, 0, 2056, 0, 2, 32, struct.pack(">I", checksum), len(chunks) + 1)
    listed = b"".join(struct.pack(">IIQQQQ", kind, 0, *rest) for kind, *rest in chunks)
    return head + listed + struct.pack(">IIQQQQ", 0xFFFFFFFF, 0, sectors, 0, 0, 0)


def trailer(fork: bytes, xml: bytes, master: int, sectors: int) -> bytes:
    head = struct.pack(">4sIIIQQQQQII16s", b"koly", 4, 512, 1, 0, 0, len(fork), 0, 0, 1, 1, bytes(16))
    head += struct.pack(">II128sQQ120x", 2, 32, struct.pack(">I", zlib.crc32(fork)), len(fork), len(xml))
    return head + struct.pack(">II128sIQ12x", 2, 32, struct.pack(">I", master), 1, sectors)


def image(data: bytes, name: str) -> bytes:
    """Two tables; what is zero is left out in the first and filled in the second; every fourth chunk is stored."""
    fork, tables, master, half = b"", [], b"", 8 * CHUNK
    for start, part in ((0, data[:half]), (half, data[half:])):
        chunks, running = [], 0
        for at in range(0, len(part), CHUNK):
            piece = part[at : at + CHUNK]
            kind = (0 if start else 2) if not any(piece) else 1 if at // CHUNK % 4 == 3 else KINDS[name]
            coded = b"" if kind in (0, 2) else piece if kind == 1 else packed(name, piece)
            chunks.append((kind, at // 512, len(piece) // 512, len(fork), len(coded)))
            fork += coded
            running = running if kind == 2 else zlib.crc32(piece, running)
        tables.append(
            {"Attributes": "0x0050", "ID": str(start), "Name": "部分", "Data": table(start // 512, len(part) // 512, running, chunks)}
        )
        master += struct.pack(">I", running)
    xml = plistlib.dumps({"resource-fork": {"blkx": tables, "plst": []}})
    return fork + xml + trailer(fork, xml, zlib.crc32(master), len(data) // 512)


def zlib_blocks(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "zlib"))


def bzip2_blocks(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "bzip2"))


def lzma_blocks(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "lzma"))


def adc_blocks(folder: Path, data: bytes) -> list[Path]:
    return _saved(folder, image(data, "adc"))


def resource_fork(folder: Path, data: bytes) -> list[Path]:
    """The oldest ones have their tables in a resource fork instead of a list."""
    whole = image(data, "zlib")
    xml = plistlib.loads(whole[(start := whole.index(b"<?xml")) : whole.rindex(b"</plist>") + 9])
    tables = [one["Data"] for one in xml["resource-fork"]["blkx"]]
    body, references = b"", b""
    for number, one in enumerate(tables):
        references += struct.pack(">hhI4x", number, -1, len(body))
        body += struct.pack(">I", len(one)) + one
    types = struct.pack(">H4sHH", 0, b"blkx", len(tables) - 1, 10) + references
    fork = struct.pack(">IIII", 256, 256 + len(body), len(body), 28 + len(types)).ljust(256, b"\0") + body
    fork += bytes(24) + struct.pack(">HH", 28, 28 + len(types)) + types
    end = bytearray(whole[-512:])
    end[40:56], end[216:232] = struct.pack(">QQ", start, len(fork)), bytes(16)
    return _saved(folder, whole[:start] + fork + bytes(end))


def unpacked(folder: Path, data: bytes) -> list[Path]:
    """Not packed at all: the disk, and the trailer without a table."""
    return _saved(folder, data + trailer(data, b"", 0, len(data) // 512)[:352] + bytes(136) + struct.pack(">IQ12x", 1, len(data) // 512))


def _saved(folder: Path, content: bytes) -> list[Path]:
    (folder / "a.dmg").write_bytes(content)
    return [folder / "a.dmg"]

"""Writes VHDX disks of one block from [MS-VHDX] and without a line of the reader."""

from __future__ import annotations

import struct
from pathlib import Path
from uuid import UUID

MIB = 1 << 20
METADATA_AT, BAT_AT, LOG_AT = 0x50000, 0x70000, 0x80000
LOG = UUID(int=77).bytes_le


def crc32c(data: bytes) -> int:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    total = 0xFFFFFFFF
    for byte in data:
        total = table[(total ^ byte) & 0xFF] ^ total >> 8
    return total ^ 0xFFFFFFFF


def summed(raw: bytes) -> bytes:
    return raw[:4] + struct.pack("<I", crc32c(raw[:4] + bytes(4) + raw[8:])) + raw[8:]


def header(sequence: int, data_write: UUID, log: bytes) -> bytes:
    fields = struct.pack("<4sIQ16s16s16sHHIQ", b"head", 0, sequence, bytes(16), data_write.bytes_le, log, 0, 1, 0x10000, LOG_AT)
    return summed(fields.ljust(4096, b"\0"))


def regions() -> bytes:
    known = ((UUID("2dc27766-f623-4200-9d64-115e9bfd4a08"), BAT_AT), (UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e"), METADATA_AT))
    listed = b"".join(struct.pack("<16sQII", name.bytes_le, place, 0x10000, 1) for name, place in known)
    return summed((struct.pack("<4sIII", b"regi", 0, 2, 0) + listed).ljust(0x10000, b"\0"))


def metadata(size: int, parent: dict[str, str]) -> bytes:
    texts, places = b"", []
    for key, value in parent.items():
        pair = key.encode("utf-16-le"), value.encode("utf-16-le")
        start = 20 + 12 * len(parent) + len(texts)
        places.append(struct.pack("<IIHH", start, start + len(pair[0]), len(pair[0]), len(pair[1])))
        texts += pair[0] + pair[1]
    locator = bytes(18) + struct.pack("<H", len(parent)) + b"".join(places) + texts
    items = {
        "caa16737-fa36-4d43-b3b6-33f0aa44e76b": struct.pack("<II", MIB, 2 if parent else 0),
        "2fa54224-cd1b-4876-b211-5dbed83bf4b8": struct.pack("<Q", size),
        "8141bf1d-a96f-4709-ba47-f233a8faab5f": struct.pack("<I", 512),
        **({"a8d35f2d-b30b-454d-abf7-d3d84834ab0c": locator} if parent else {}),
    }
    out, body = struct.pack("<8s2xH20x", b"metadata", len(items)), b""
    for name, item in items.items():
        out += struct.pack("<16sIII4x", UUID(name).bytes_le, 0x10000 + len(body), len(item), 6)
        body += item
    return out.ljust(0x10000, b"\0") + body.ljust(0x10000, b"\0")


def image(size: int, table: bytes, blocks: list[bytes], data_write: UUID, parent: dict[str, str] | None = None, log: bytes = b"") -> bytes:
    out = b"vhdxfile".ljust(0x10000, b"\0")
    for sequence in (4, 5):
        out += header(sequence, data_write, LOG if log else bytes(16)).ljust(0x10000, b"\0")
    out += regions() * 2 + metadata(size, parent or {}) + table.ljust(0x10000, b"\0") + log
    return out.ljust(MIB, b"\0") + b"".join(block.ljust(MIB, b"\0") for block in blocks)


def dynamic(folder: Path, data: bytes) -> list[Path]:
    (folder / "a.vhdx").write_bytes(image(len(data), struct.pack("<Q", 1 << 20 | 6), [data], UUID(int=1)))
    return [folder / "a.vhdx"]


def differencing(folder: Path, data: bytes) -> list[Path]:
    """The child has every third sector."""
    old, bits, own = bytearray(data), bytearray(256), bytearray(b"\xaa" * len(data))
    for sector in range(0, len(data) // 512, 3):
        own[sector * 512 : sector * 512 + 512] = old[sector * 512 : sector * 512 + 512]
        old[sector * 512 : sector * 512 + 512] = b"\x55" * 512
        bits[sector // 8] |= 1 << sector % 8
    (parent,) = dynamic(folder, bytes(old))
    table = bytearray(struct.pack("<Q", 1 << 20 | 7).ljust(4097 * 8, b"\0"))
    table[4096 * 8 :] = struct.pack("<Q", 2 << 20 | 6)
    where = {"parent_linkage": f"{{{UUID(int=1)}}}", "relative_path": ".\\a.vhdx", "absolute_win32_path": "C:\\vm\\a.vhdx"}
    (folder / "b.vhdx").write_bytes(image(len(data), bytes(table), [bytes(own), bytes(bits)], UUID(int=2), where))
    return [parent, folder / "b.vhdx"]


def pending(folder: Path, data: bytes) -> list[Path]:
    """Not closed: the table is empty in the file, and the log has it, in two entries of which the second counts."""
    wrong, right = (struct.pack("<Q", place << 20 | 6).ljust(4096, b"\0") for place in (9, 1))
    log = entry(7, 0, wrong) + entry(8, 0, right)
    (folder / "a.vhdx").write_bytes(image(len(data), b"", [data], UUID(int=1), log=log.ljust(0x10000, b"\0")))
    return [folder / "a.vhdx"]


def entry(sequence: int, tail: int, sector: bytes) -> bytes:
    head = struct.pack("<4sIIIQII16sQQ", b"loge", 0, 8192, tail, sequence, 1, 0, LOG, 2 * MIB, 2 * MIB)
    what = struct.pack("<4s4s8sQQ", b"desc", sector[-4:], sector[:8], BAT_AT, sequence)
    body = b"data" + struct.pack("<I", 0) + sector[8:-4] + struct.pack("<I", sequence)
    return summed((head + what).ljust(4096, b"\0") + body)

"""The header of a QCOW disk ("Header" and "Header extensions" in QEMU's docs/interop/qcow2.txt)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from evidence_desk.errors import ContainerDamaged, ContainerEncrypted, NotReadable
from evidence_desk.model import Gap
from evidence_desk.source.media.file import EvidenceFile

V1 = struct.Struct(">4sIQIIQBBxxIQ")
V2 = struct.Struct(">4sIQIIQIIQQIIQ")
V3 = struct.Struct(">QQQII")
DIRTY, CORRUPT, EXTERNAL, COMPRESSION, EXTENDED = 1, 2, 4, 8, 16
UNDERSTOOD = DIRTY | CORRUPT | EXTERNAL | COMPRESSION | EXTENDED
BACKING_FORMAT, DATA_FILE = 0xE2792ACA, 0x44415441
MOST_EXTENSIONS = 64
ZLIB, ZSTD = 0, 1
LONGEST_NAME = 1023


@dataclass(frozen=True, slots=True)
class Header:
    """`backing` and `data_file` are names as the disk has them. `l1_entries`: as stated, not yet believed."""

    version: int
    size: int
    cluster_bits: int
    l2_bits: int
    l1_offset: int
    l1_entries: int
    compression: int
    extended: bool
    backing: str | None
    backing_format: str
    data_file: str | None
    snapshots: int
    refcounts: tuple[int, int, int]
    """Offset of the table of reference counts, its clusters, and the base-2 logarithm of the bits of a count."""


def header(file: EvidenceFile, gaps: list[Gap]) -> Header:
    """Known for what is encrypted, needs something that is not known here, or cannot be."""
    raw = file.read(0, 4096)
    version = int.from_bytes(raw[4:8], "big")
    if not raw.startswith(b"QFI\xfb") or len(raw) < V1.size:
        raise ContainerDamaged(path=str(file.path), detail="QFI")
    match version:
        case 1:
            return _first(file, raw)
        case 2 | 3 if len(raw) >= V2.size:
            return _second(file, raw, version, gaps)
        case _:
            raise NotReadable(path=str(file.path), format=f"QCOW {version}")


def _first(file: EvidenceFile, raw: bytes) -> Header:
    _, _, backing, backing_length, _time, size, cluster_bits, l2_bits, crypt, l1 = V1.unpack_from(raw)
    if crypt:
        raise ContainerEncrypted(path=str(file.path))
    if not 9 <= cluster_bits <= 16 or not 6 <= l2_bits <= 13 or size > 1 << 62:
        raise ContainerDamaged(path=str(file.path), detail=f"cluster bits {cluster_bits}, {l2_bits}")
    entries = -(-size // (1 << cluster_bits + l2_bits))
    name = _name(file, backing, backing_length)
    return Header(1, size, cluster_bits, l2_bits, l1, entries, ZLIB, False, name, "", None, 0, (0, 0, 0))


def _second(file: EvidenceFile, raw: bytes, version: int, gaps: list[Gap]) -> Header:
    _, _, backing, backing_length, bits, size, crypt, l1_size, l1, refcounts, ref_clusters, snapshots, _ = V2.unpack_from(raw)
    if crypt:
        raise ContainerEncrypted(path=str(file.path))
    incompatible, order, length, compression = 0, 4, V2.size, ZLIB
    if version == 3:
        if len(raw) < V2.size + V3.size:
            raise ContainerDamaged(path=str(file.path), detail="header")
        incompatible, _, _, order, length = V3.unpack_from(raw, V2.size)
        compression = raw[104] if incompatible & COMPRESSION and length > 104 else ZLIB
    if incompatible & ~UNDERSTOOD:
        raise NotReadable(path=str(file.path), format=f"QCOW2 ({incompatible:#x})")
    if compression not in (ZLIB, ZSTD):
        raise NotReadable(path=str(file.path), format=f"QCOW2 (compression {compression})")
    if not 9 <= bits <= 21 or size > 1 << 62 or order > 6 or length > 1 << 16:
        raise ContainerDamaged(path=str(file.path), detail=f"cluster bits {bits}")
    if incompatible & (DIRTY | CORRUPT):
        gaps.append(Gap("container-dirty", {"file": file.path.name}))
    if snapshots:
        gaps.append(Gap("snapshots-unread", {"file": file.path.name, "count": snapshots}))
    extensions = _extensions(file, length)
    extended = bool(incompatible & EXTENDED)
    return Header(
        version, size, bits, bits - 4 if extended else bits - 3, l1, l1_size, compression, extended, _name(file, backing, backing_length),
        _text(extensions.get(BACKING_FORMAT, b"")), _text(extensions.get(DATA_FILE, b"")) if incompatible & EXTERNAL else None,
        snapshots, (refcounts, ref_clusters, order),
    )  # fmt: skip


def _extensions(file: EvidenceFile, offset: int) -> dict[int, bytes]:
    found = dict[int, bytes]()
    for _ in range(MOST_EXTENSIONS):
        head = file.read(offset, 8)
        kind, length = (int.from_bytes(head[at : at + 4], "big") for at in (0, 4))
        if kind == 0 or length > 1 << 16:
            break
        found[kind] = file.read(offset + 8, length)
        offset += 8 + -(-length // 8) * 8
    return found


def _name(file: EvidenceFile, offset: int, length: int) -> str | None:
    return _text(file.read(offset, min(length, LONGEST_NAME))) if offset and length else None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape").encode("utf-8", "backslashreplace").decode()

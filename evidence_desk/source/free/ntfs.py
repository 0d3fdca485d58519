"""NTFS: the bitmap of clusters is the content of $Bitmap, record 6 of the master file table.

Layout: the boot sector and attributes as in the Linux-NTFS documentation and B. Carrier, File System Forensic Analysis,
chapter 13. The bitmap's record is read without The Sleuth Kit; that it needs an attribute list is not known to happen and refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from evidence_desk.model import Range
from evidence_desk.source.free.bitmap import PIECE, clear
from evidence_desk.source.volumes.signatures import Probe

BITMAP_RECORD = 6
DATA, LIST, END = 0x80, 0x20, 0xFFFFFFFF


def free(at: Probe, size: int) -> Iterator[Range]:
    boot = at(0, 512).ljust(512, b"\0")
    sector, code = struct.unpack_from("<HB", boot, 11)
    sectors, table = struct.unpack_from("<QQ", boot, 40)
    per_cluster = code if code < 0x80 else 1 << min(256 - code, 31)
    cluster = sector * per_cluster
    if sector not in (256, 512, 1024, 2048, 4096) or not 0 < cluster <= 2 << 20:
        raise OSError("its boot sector makes no sense")
    clusters = sectors // per_cluster
    record = _record(at, table * cluster + BITMAP_RECORD * (room := _room(boot[64], cluster)), room)
    for first, count in clear(_content(at, record, cluster), clusters):
        yield first * cluster, count * cluster


def _room(code: int, cluster: int) -> int:
    """Bytes of a record of the table."""
    return code * cluster if code < 0x80 else 1 << min(256 - code, 16)


def _record(at: Probe, place: int, room: int) -> bytes:
    """A record with the last bytes of its sectors put back from its update sequence."""
    raw = bytearray(at(place, min(room, 1 << 16)))
    if len(raw) < 64 or raw[:4] != b"FILE":
        raise OSError("the record of its bitmap is not there")
    begin, count = struct.unpack_from("<HH", raw, 4)
    for number in range(1, count):
        end, kept = number * 512, begin + number * 2
        if end > len(raw) or kept + 2 > len(raw):
            break
        if raw[end - 2 : end] != raw[begin : begin + 2]:
            raise OSError("the record of its bitmap was not written whole")
        raw[end - 2 : end] = raw[kept : kept + 2]
    return bytes(raw)


def _content(at: Probe, record: bytes, cluster: int) -> Iterator[bytes]:
    """The content of the unnamed $DATA of a record."""
    place: int = struct.unpack_from("<H", record, 20)[0]
    while place + 24 <= len(record):
        kind, length, elsewhere, name = struct.unpack_from("<IIBB", record, place)
        if kind == END or length < 24:
            break
        attribute = record[place : place + length]
        if kind == LIST:
            raise OSError("the record of its bitmap has a list of attributes, which is not read here")
        if kind == DATA and not name:
            yield from _clusters(at, attribute, cluster) if elsewhere else _resident(attribute)
            return
        place += length
    raise OSError("the record of its bitmap has no data")


def _resident(attribute: bytes) -> Iterator[bytes]:
    length, offset = struct.unpack_from("<IH", attribute, 16)
    yield attribute[offset : offset + length]


def _clusters(at: Probe, attribute: bytes, cluster: int) -> Iterator[bytes]:
    """By its runs; a sparse one is a bitmap that says nothing, and ends it."""
    if len(attribute) < 64:
        raise OSError("the record of its bitmap is too short")
    runs, left = struct.unpack_from("<H", attribute, 32)[0], struct.unpack_from("<Q", attribute, 48)[0]
    place = 0
    for count, step in _runs(attribute[runs:]):
        if step is None:
            return
        place += step
        for part in range(0, min(count * cluster, left), PIECE):
            want = min(PIECE, count * cluster - part, left - part)
            piece = at(place * cluster + part, want) if place >= 0 else b""
            yield piece
            if len(piece) < want:
                return
        left -= min(count * cluster, left)
        if not left:
            return


def _runs(raw: bytes) -> Iterator[tuple[int, int | None]]:
    """Clusters and the step to their first one from that of the run before; None for a sparse run."""
    place = 0
    while place < len(raw) and raw[place]:
        width, reach = raw[place] & 0xF, raw[place] >> 4
        count = int.from_bytes(raw[place + 1 : place + 1 + width], "little")
        step = raw[place + 1 + width : place + 1 + width + reach]
        yield count, int.from_bytes(step, "little", signed=True) if reach else None
        place += 1 + width + reach

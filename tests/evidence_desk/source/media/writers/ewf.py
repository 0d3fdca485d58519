"""Writes EWF images for tests, from the format's description and without a line of the reader.

`write` makes a good image; whoever wants a bad one changes the bytes, or gives the parts of a Layout other values.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

SIGNATURE = b"EVF\x09\x0d\x0a\xff\x00"
HEADER = "3\nmain\na\tc\tn\te\tt\tav\tov\tm\tu\tp\n手机镜像\t2026-001\tE-1\t周明\t\t7.04\tWindows\t1400707569\t1400707569\t0\n\n"
HEADER_OLD = "1\r\nmain\r\nc\tn\ta\te\tt\tav\tov\tm\tu\tp\tr\r\n2026-001\tE-1\t手机\t周明\t\t7.04\tWindows\t2014 5 21 14 26 9\t2014 5 21 14 26 9\t0\tf\r\n\r\n"


@dataclass
class Layout:
    """How an image is written. `segments`: chunks in each segment file but the last; `level` None: nothing is deflated."""

    sectors_per_chunk: int = 2
    bytes_per_sector: int = 512
    level: int | None = 1
    segments: tuple[int, ...] = ()
    table_limit: int = 1000
    style: str = "encase"
    """`encase`; `encase1`: chunks in the table section, with a checksum of the entries; `smart`: and without one."""
    identifier: bytes = bytes(range(16))
    ending: str = "E01"
    errors: list[tuple[int, int]] = field(default_factory=list)
    sessions: list[tuple[int, int]] = field(default_factory=list)
    header: str = HEADER
    header_old: bytes = HEADER_OLD.encode()
    md5: bytes | None = None
    sha1: bytes | None = None
    counted: dict[str, int] = field(default_factory=dict)
    """What the volume section shall say in place of the truth: chunks, sectors, sectors_per_chunk, bytes_per_sector."""


def adler(data: bytes) -> bytes:
    return struct.pack("<I", zlib.adler32(data))


def descriptor(kind: bytes, at: int, payload: int, following: int | None = None) -> bytes:
    end = kind in (b"next", b"done")
    head = struct.pack("<16sQQ40x", kind, at if end else (following or at + 76 + payload), 0 if end else 76 + payload)
    return head + adler(head)


def section(kind: bytes, at: int, payload: bytes = b"") -> bytes:
    return descriptor(kind, at, len(payload)) + payload


def volume(data: bytes, layout: Layout) -> bytes:
    size = layout.sectors_per_chunk * layout.bytes_per_sector
    true = {
        "chunks": -(-len(data) // size),
        "sectors": len(data) // layout.bytes_per_sector,
        "sectors_per_chunk": layout.sectors_per_chunk,
        "bytes_per_sector": layout.bytes_per_sector,
    }
    of = true | layout.counted
    if layout.style == "smart":
        body = struct.pack("<IIIII20x45x5s", 1, of["chunks"], of["sectors_per_chunk"], of["bytes_per_sector"], of["sectors"], b"SMART")
    else:
        body = struct.pack(
            "<B3xIIIQ12xB3xI4xIB3xI4x16s968x",
            1, of["chunks"], of["sectors_per_chunk"], of["bytes_per_sector"], of["sectors"], 3, 0, 0, 1, 64, layout.identifier,
        )  # fmt: skip
    return body + adler(body)


def coded(chunk: bytes, layout: Layout) -> tuple[bytes, bool]:
    """As most tools do: deflated only where that is shorter; by SMART always."""
    packed = zlib.compress(chunk, layout.level or 0)
    if layout.style == "smart" or (layout.level is not None and len(packed) < len(chunk)):
        return packed, True
    return chunk + adler(chunk), False


def table(entries: list[int], base: int) -> bytes:
    head = struct.pack("<I4xQ4x", len(entries), base)
    return head + adler(head)


def chunks(at: int, pieces: list[tuple[bytes, bool]], layout: Layout) -> bytes:
    """The sections for some chunks: sectors, table and table2, or the one table that holds all."""
    body = b"".join(piece for piece, _ in pieces)
    inside = layout.style != "encase"
    footer = 0 if layout.style == "smart" else 4
    start = at + 76 + (24 + 4 * len(pieces) + footer if inside else 0)
    base = 0 if inside else at
    entries, offset = [], start - base
    for piece, deflated in pieces:
        entries.append(offset | (deflated << 31))
        offset += len(piece)
    listed = struct.pack(f"<{len(entries)}I", *entries)
    listed = table(entries, base) + listed + (adler(listed) if footer else b"")
    if inside:
        return section(b"table", at, listed + body)
    out = section(b"sectors", at, body)
    out += section(b"table", at + len(out), listed)
    return out + section(b"table2", at + len(out), listed)


def write(data: bytes, layout: Layout | None = None) -> list[bytes]:
    """The contents of the segment files."""
    layout = layout or Layout()
    size = layout.sectors_per_chunk * layout.bytes_per_sector
    pieces = [coded(data[at : at + size], layout) for at in range(0, len(data), size)]
    cuts = [0, *layout.segments, len(pieces)]
    groups = [pieces[sum(cuts[: k + 1]) : sum(cuts[: k + 2])] for k in range(len(cuts) - 2)] + [pieces[sum(layout.segments) :]]
    files = []
    for number, group in enumerate(groups, 1):
        out = SIGNATURE + struct.pack("<BHH", 1, number, 0)
        out += first_sections(len(out), data, layout) if number == 1 else b""
        if number > 1 and layout.style == "encase":
            out += section(b"data", len(out), volume(data, layout))
        for at in range(0, len(group), layout.table_limit):
            out += chunks(len(out), group[at : at + layout.table_limit], layout)
        if number == len(groups):
            out += last_sections(len(out), data, layout, single=number == 1)
        out += section(b"done" if number == len(groups) else b"next", len(out))
        files.append(out)
    return files


def first_sections(at: int, data: bytes, layout: Layout) -> bytes:
    out = b""
    if layout.style == "encase":
        for _ in range(2):
            out += section(b"header2", at + len(out), zlib.compress(("\ufeff" + layout.header).encode("utf-16-le")))
    out += section(b"header", at + len(out), zlib.compress(layout.header_old))
    return out + section(b"volume", at + len(out), volume(data, layout))


def last_sections(at: int, data: bytes, layout: Layout, single: bool) -> bytes:
    md5 = layout.md5 if layout.md5 is not None else hashlib.md5(data).digest()
    sha1 = layout.sha1 if layout.sha1 is not None else hashlib.sha1(data).digest()
    out = b""
    if layout.style == "encase":
        out += section(b"data", at, volume(data, layout)) if single else b""
        if layout.sessions:
            out += section(b"session", at + len(out), listed(28, [struct.pack("<II24x", *one) for one in layout.sessions]))
        if layout.errors:
            out += section(b"error2", at + len(out), listed(512, [struct.pack("<II", *one) for one in layout.errors]))
        body = md5 + sha1 + bytes(40)
        out += section(b"digest", at + len(out), body + adler(body))
    body = md5 + bytes(16)
    return out + section(b"hash", at + len(out), body + adler(body))


def listed(empty: int, entries: list[bytes]) -> bytes:
    head = struct.pack("<I", len(entries)) + bytes(empty)
    body = b"".join(entries)
    return head + adler(head) + body + adler(body)


def save(folder: Path, files: list[bytes], stem: str = "image", ending: str = "E01") -> list[Path]:
    """Writes the segments as .E01, .E02, ...; None in place of a content leaves that segment out."""
    paths = [folder / f"{stem}.{ending[0]}{number:02d}" for number in range(1, len(files) + 1)]
    for path, content in zip(paths, files, strict=True):
        if content is not None:
            path.write_bytes(content)
    return paths


def sections(content: bytes) -> dict[str, tuple[int, int]]:
    """Offset and size of each section of a good segment, by kind; a second of a kind gets a `+`."""
    found: dict[str, tuple[int, int]] = {}
    at = 13
    while True:
        kind, following, size = struct.unpack_from("<16sQQ", content, at)
        name = kind.rstrip(b"\0").decode()
        while name in found:
            name += "+"
        found[name] = at, max(size, 76)
        if following == at:
            return found
        at = following


def resealed(content: bytes, start: int, end: int) -> bytes:
    """The content with the Adler-32 of [start, end) put behind it: for what is wrong in spite of its checksum."""
    return content[:end] + adler(content[start:end]) + content[end + 4 :]

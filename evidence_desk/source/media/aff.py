"""AFF images, version 1 to 3, in one file: named segments, of which those called page0, page1, ... are the medium.

The format is that of AFFLIB (Simson Garfinkel; include/afflib/afflib.h and lib/vnode_aff.cpp). Numbers are big-endian.
A segment is a head of 16 bytes (mark, length of its name, of its data, a number), name, data, and a tail of 8 with the
length of it all.
"""

from __future__ import annotations

import hashlib
import lzma
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evidence_desk.errors import ContainerDamaged, ContainerEncrypted, NotReadable
from evidence_desk.model import DIGEST_LENGTHS, Gap
from evidence_desk.source.media.descriptors import Descriptors
from evidence_desk.source.media.faults import damaged, truncated
from evidence_desk.source.media.file import EvidenceFile
from evidence_desk.source.media.files import Files
from evidence_desk.source.media.mapped import LARGEST_BLOCK, Contents, MappedMedium, inflate
from evidence_desk.source.media.runs import Lost, Packed, Plain, Run, Undecodable, Zeros

SIGNATURE = b"AFF10\r\n\0"
HEAD, TAIL = struct.Struct(">4sIII"), struct.Struct(">4sI")
PAGE = re.compile(rb"(?:page|seg)(\d{1,12})")
PAGE_DIGEST = re.compile(rb"(?:page|seg)(\d{1,12})_(md5|sha1|sha256)")
LONGEST_NAME = 1024
LONGEST_VALUE = 1 << 16
MOST = 1 << 22
"""Segments: 64 TiB of pages of 16 MiB."""
COMPRESSED, METHOD = 0x01, 0xF0
ZLIB, LZMA, ZERO = 0x00, 0x20, 0x30
MEMORY = 1 << 28
NAMES = {
    "acquisition_date": "acquired", "acquisition_notes": "notes", "acquisition_device": "device", "acquisition_tecnician": "examiner",
    "acquisition_technician": "examiner", "acquisition_commandline": "command", "device_model": "model", "device_sn": "serial_number",
    "image_gid": "set_identifier", "afflib_version": "software_version", "case_num": "case_number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """`offset` and `length` of its data; `number`: the value of a short one, the coding of a page."""

    name: bytes
    offset: int
    length: int
    number: int


class Pages:
    """A page that is not there was never acquired, or is lost: it is not taken for zeros."""

    def __init__(self, file: EvidenceFile, size: int, page: int, pages: dict[int, Segment], digests: dict[int, dict[str, bytes]]) -> None:
        self.size = size
        self._file, self._page, self._pages, self._digests = file, page, pages, digests

    def run(self, offset: int) -> Run:
        number, within = divmod(offset, self._page)
        due = min(self._page, self.size - number * self._page)
        segment = self._pages.get(number)
        if segment is None:
            return Lost(due - within, "data-outside", f"page{number}")
        digests = self._digests.get(number, {})
        if segment.number & COMPRESSED and segment.number & METHOD == ZERO:
            return Zeros(due - within)
        if not segment.number & COMPRESSED and not digests:
            kept = segment.length - within
            return (
                Plain(min(due - within, kept), self._file, segment.offset + within)
                if kept > 0
                else Lost(due - within, "data-outside", "page")
            )
        decode = partial(_decoded, size=due, number=segment.number, digests=digests)
        return Packed(due - within, self._file, segment.offset, segment.length, within, due, decode)


def open_aff(path: Path, files: Files | None = None) -> MappedMedium:
    """ContainerEncrypted for an encrypted one, NotReadable for one whose pages are in other files."""
    files, gaps = files or Descriptors(), list[Gap]()
    file = EvidenceFile(path, files)
    if file.read(0, len(SIGNATURE)) != SIGNATURE:
        raise ContainerDamaged(path=str(path), detail="AFF10")
    values, pages, digests = dict[bytes, Segment](), dict[int, Segment](), dict[int, dict[str, bytes]]()
    for segment in _segments(file, gaps):
        if segment.name.endswith(b"/aes256"):
            raise ContainerEncrypted(path=str(path))
        if found := PAGE.fullmatch(segment.name):
            pages[int(found[1])] = segment
        elif found := PAGE_DIGEST.fullmatch(segment.name):
            digests.setdefault(int(found[1]), {})[found[2].decode()] = file.read(segment.offset, min(segment.length, 64))
        elif segment.length <= LONGEST_VALUE:
            values[segment.name] = segment
    page = next((values[name].number for name in (b"pagesize", b"segsize") if name in values), 0)
    size = _quad(file, values.get(b"imagesize"))
    if not pages:
        raise NotReadable(path=str(path), format="AFF (AFM)")
    if not 512 <= page <= LARGEST_BLOCK:
        raise ContainerDamaged(path=str(path), detail=f"pagesize {page}")
    if size is None:
        size = max(pages) * page + min(page, pages[max(pages)].length)
        gaps.append(damaged(file, 0, "imagesize", "EOF"))
    stored = {name: raw.hex() for name in DIGEST_LENGTHS if (raw := _value(file, values.get(name.encode()))) and any(raw)}
    stored = {name: value for name, value in stored.items() if len(value) == DIGEST_LENGTHS[name]}
    layer = Pages(file, size, page, pages, digests)
    return MappedMedium(Contents("aff", layer, [file], files, _metadata(file, values), stored, gaps))


def _segments(file: EvidenceFile, gaps: list[Gap]) -> Iterator[Segment]:
    """In the order of the file; where one is broken the next that begins well is gone on with."""
    at, count = len(SIGNATURE), 0
    while at < file.size and count < MOST:
        segment = _segment(file, at)
        count += 1
        if segment is None:
            following = _next(file, at + 1)
            gaps.append(truncated(file, "segment") if following is None else damaged(file, at, "segment", "AFF, ATT"))
            if following is None:
                return
            at = following
            continue
        if segment.name:
            yield segment
        at = segment.offset + segment.length + TAIL.size


def _segment(file: EvidenceFile, at: int) -> Segment | None:
    raw = file.read(at, HEAD.size)
    if len(raw) < HEAD.size:
        return None
    mark, name_length, length, number = HEAD.unpack(raw)
    if mark != b"AFF\0" or name_length > LONGEST_NAME:
        return None
    offset = at + HEAD.size + name_length
    tail = file.read(offset + length, TAIL.size)
    if len(tail) < TAIL.size or TAIL.unpack(tail) != (b"ATT\0", HEAD.size + name_length + length + TAIL.size):
        return None
    return Segment(file.read(at + HEAD.size, name_length), offset, length, number)


def _next(file: EvidenceFile, at: int) -> int | None:
    """Where the next segment that is whole begins."""
    block = 1 << 20
    while at < file.size:
        raw = file.read(at, block + 3)
        found = raw.find(b"AFF\0")
        while found >= 0:
            if _segment(file, at + found) is not None:
                return at + found
            found = raw.find(b"AFF\0", found + 1)
        at += block
    return None


def _decoded(coded: bytes, *, size: int, number: int, digests: dict[str, bytes]) -> bytes:
    match number & METHOD if number & COMPRESSED else None:
        case None:
            data = coded[:size]
        case method if method == ZLIB:
            data = inflate(coded, size)
        case method if method == LZMA:
            data = _lzma(coded, size)
        case method:
            raise Undecodable(f"{method:#x}")
    for name, stated in digests.items():
        if hashlib.new(name, data).digest() != stated:
            raise Undecodable(name.upper())
    return data


def _lzma(coded: bytes, size: int) -> bytes:
    stream = lzma.LZMADecompressor(lzma.FORMAT_ALONE, MEMORY)
    try:
        data = stream.decompress(coded, size + 1)
    except (lzma.LZMAError, EOFError) as fault:
        raise Undecodable("LZMA") from fault
    if len(data) > size:
        raise Undecodable("LZMA")
    return data


def _quad(file: EvidenceFile, segment: Segment | None) -> int | None:
    """64 bits as two times 32, the lower first."""
    raw = _value(file, segment)
    if len(raw) != 8:
        return None
    low, high = struct.unpack(">II", raw)
    size = high << 32 | low
    return int(size) if 0 < size <= 1 << 60 else None


def _value(file: EvidenceFile, segment: Segment | None) -> bytes:
    return file.read(segment.offset, segment.length) if segment else b""


def _metadata(file: EvidenceFile, values: dict[bytes, Segment]) -> dict[str, str]:
    said = dict[str, str]()
    for name, ours in NAMES.items():
        if raw := _value(file, values.get(name.encode())):
            said[ours] = raw.hex() if name == "image_gid" else raw.decode("utf-8", "replace").strip("\0 \n")
    if bad := _quad(file, values.get(b"badsectors")):
        said["bad_sectors"] = str(bad)
    if b"sectorsize" in values:
        said["bytes_per_sector"] = str(values[b"sectorsize"].number)
    return said

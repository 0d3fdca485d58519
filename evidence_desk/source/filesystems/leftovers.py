"""Names in the unused part of a folder's index on NTFS: they were listed there once.

A folder's names stand in blocks (INDX) as entries: a header of 16 bytes and a copy of $FILE_NAME with the number of the folder, four
times, sizes and the name. When entries are taken out, those behind move up and what stood last stays behind the end that the block
states; a block that is no longer used keeps all of its entries. An entry's header may be overwritten while the copy behind it is whole.
Layout: the documentation of NTFS by the Linux-NTFS project, concepts/index_record and attributes/file_name; W. Ballenthin, NTFS INDX
Parsing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

MARK = b"INDX"
HEADER, FIXED = 24, 66
"""Bytes before the entries' own header in a block, and of $FILE_NAME before the name."""
SECTOR = 512
FIRST_TIME, LAST_TIME = 0x019DB1DED53E8000, 0x02677FBB0B2A8000
"""1970 and 2150 in ticks of 100 ns since 1601."""
DOS = 2
SPACES = frozenset((0, 1, DOS, 3))
FILE = struct.Struct("<QHHI")
NAME = struct.Struct("<Q4QQQIIBB")


class Name(NamedTuple):
    """A copy of $FILE_NAME at byte `at` of a block. `file` and `sequence` are of the entry's header, None where that is gone.

    Times in ticks since 1601: created, modified, changed, accessed.
    """

    at: int
    length: int
    file: int | None
    sequence: int | None
    times: tuple[int, int, int, int]
    size: int
    space: int
    name: str


class Block(NamedTuple):
    listed: list[Name]
    left: list[Name]


def block(raw: bytes, folder: int, used: bool = True) -> Block | None:
    """The names that a block lists and those left in it; None where it is none, or was not written whole.

    `used`: whether the bitmap of the index has it in use.
    """
    data = _mended(raw)
    if data is None:
        return None
    first, length, room = struct.unpack_from("<III", data, HEADER)
    end = min(len(data), HEADER + room) if room > HEADER else len(data)
    begin, limit = min(HEADER + first, end), min(HEADER + length, end)
    if not used:
        limit = begin
    return Block(list(_names(data, begin, limit, folder)), list(_names(data, limit, end, folder)))


def root_names(content: bytes, folder: int) -> list[Name]:
    """The names in the index root, which has no unused part of its own."""
    return list(_names(content, 0, len(content), folder))


def _mended(raw: bytes) -> bytes | None:
    """A block with the last bytes of its sectors put back from its update sequence."""
    if len(raw) < HEADER + 16 or raw[:4] != MARK or len(raw) % SECTOR:
        return None
    data = bytearray(raw)
    begin, count = struct.unpack_from("<HH", data, 4)
    if begin + 2 * count > SECTOR - 2 or count != len(raw) // SECTOR + 1:
        return None
    for number in range(1, count):
        end, kept = number * SECTOR, begin + number * 2
        if data[end - 2 : end] != data[begin : begin + 2]:
            return None
        data[end - 2 : end] = data[kept : kept + 2]
    return bytes(data)


def _names(data: bytes, begin: int, end: int, folder: int) -> Iterator[Name]:
    """What between two places is a copy of $FILE_NAME of a file of this folder; entries begin at multiples of 8."""
    wanted, at = struct.pack("<Q", folder)[:6], begin
    while (at := data.find(wanted, at, end)) >= 0:
        found = _name(data, at, begin, end) if at % 8 == 0 else None
        if found is None:
            at += 1
            continue
        yield found
        at += found.length


def _name(data: bytes, at: int, begin: int, end: int) -> Name | None:
    """None for what no $FILE_NAME is, by its times, its space of names and its name."""
    if at + FIXED > end:
        return None
    _, created, modified, changed, accessed, _, size, _, _, count, space = NAME.unpack_from(data, at)
    times = (created, modified, changed, accessed)
    length = FIXED + 2 * count
    if not count or space not in SPACES or at + length > end or size >> 63:
        return None
    if not all(FIRST_TIME <= one <= LAST_TIME for one in times):
        return None
    raw = data[at + FIXED : at + length]
    try:
        name = raw.decode("utf-16-le")
    except UnicodeDecodeError:
        return None
    if any(one in name for one in "\0/\ufffe\uffff"):
        return None
    return Name(at, length, *_header(data, at, begin, length), times, size, space, name)


def _header(data: bytes, at: int, begin: int, length: int) -> tuple[int | None, int | None]:
    """Number and sequence of the file, where the header before the copy fits to it."""
    if at - FILE.size < begin:
        return None, None
    reference, whole, content, _ = FILE.unpack_from(data, at - FILE.size)
    if content != length or whole < FILE.size + length or whole % 8 or whole > FILE.size + length + 16:
        return None, None
    return reference & 0xFFFFFFFFFFFF, reference >> 48

"""The times of a file system as The Sleuth Kit gives them: which are exact to what, and which the kit gets wrong."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from evidence_desk.instant import FIRST_SECOND, LAST_SECOND, Instant
from evidence_desk.model import Gap
from evidence_desk.source.filesystems.exfat import Entries
from evidence_desk.source.filesystems.ext import Ext, Inode
from evidence_desk.source.filesystems.tsk.library import FAILURES, File, Meta
from evidence_desk.source.filesystems.walk import Times, packed

Clock = Callable[[File, Meta, str, list[Gap]], Times]
"""The times of a file; the path names it in a gap."""

FIELDS = ("created", "modified", "accessed", "changed")

DIGITS: dict[str, tuple[int, int, int, int]] = {
    "ntfs": (7, 7, 7, 7),
    "fat12": (2, 0, 0, 0),
    "fat16": (2, 0, 0, 0),
    "fat32": (2, 0, 0, 0),
    "hfs+": (0, 0, 0, 0),
    "ufs1": (0, 0, 0, 0),
    "ufs2": (9, 9, 9, 9),
    "yaffs2": (0, 0, 0, 0),
}
"""Decimals of a second that each file system stores; ext says it in its superblock, exFAT's are read entry by entry."""

STANDARD_INFORMATION = 16
TICKS = 10_000_000
SECONDS_1601_TO_1970 = 11_644_473_600
SIGN_BIT = 1 << 31
"""Seconds from here on, on ext, may be negative ones that the kit took as unsigned."""


def clock(name: str, ext: Ext | None, exfat: Entries | None) -> Clock:
    """How to read the times of this kind of file system."""
    if exfat is not None:
        return _exfat_clock(exfat)
    if ext is not None:
        digits = (9, 9, 9, 9) if ext.inode_size > 128 else (0, 0, 0, 0)
        return _usual_clock(digits, SIGN_BIT - 1, _ext_clock(ext, digits))
    digits = DIGITS.get(name, (0, 0, 0, 0))
    return _usual_clock(digits, LAST_SECOND, _ntfs_clock if name == "ntfs" else _careful_clock(digits))


def _usual_clock(digits: tuple[int, int, int, int], last: int, careful: Clock) -> Clock:
    """All four times are there and plausible: nearly always, so this is quick. The rest is left to the careful one."""
    all_four = sum(count << 10 + 16 * place for place, count in enumerate(digits))

    def read(file: File, meta: Meta, path: str, gaps: list[Gap]) -> Times:
        created, modified, accessed, changed = meta.crtime, meta.mtime, meta.atime, meta.ctime
        if not (0 < created <= last and 0 < modified <= last and 0 < accessed <= last and 0 < changed <= last):
            return careful(file, meta, path, gaps)
        first, second, third, fourth = meta.crtime_nano, meta.mtime_nano, meta.atime_nano, meta.ctime_nano
        return (
            created * 1_000_000 + first // 1000,
            modified * 1_000_000 + second // 1000,
            accessed * 1_000_000 + third // 1000,
            changed * 1_000_000 + fourth // 1000,
            all_four + first % 1000 + (second % 1000 << 16) + (third % 1000 << 32) + (fourth % 1000 << 48),
        )

    return read


def _careful_clock(digits: tuple[int, int, int, int]) -> Clock:
    """Each time on its own; zero is none."""

    def read(file: File, meta: Meta, path: str, gaps: list[Gap]) -> Times:
        del file
        seconds = (meta.crtime, meta.mtime, meta.atime, meta.ctime)
        return _one_by_one(seconds, (meta.crtime_nano, meta.mtime_nano, meta.atime_nano, meta.ctime_nano), digits, path, gaps)

    return read


def _one_by_one(seconds: Sequence[int], nanos: Sequence[int], digits: Sequence[int], path: str, gaps: list[Gap]) -> Times:
    found: list[Instant | None] = []
    for field, whole, rest, count in zip(FIELDS, seconds, nanos, digits, strict=True):
        if not whole and not rest:
            found.append(None)
        elif FIRST_SECOND <= whole <= LAST_SECOND and 0 <= rest < 1_000_000_000:
            found.append(Instant(whole, rest, count))
        else:
            found.append(None)
            gaps.append(Gap("time-out-of-range", {"path": path, "field": field, "raw": f"{whole} s, {rest} ns"}))
    return packed(found[0], found[1], found[2], found[3])


def _ntfs_clock(file: File, meta: Meta, path: str, gaps: list[Gap]) -> Times:
    """The kit gives zero for what lies before 1970 or after 2106: so the attribute itself is read."""
    digits = DIGITS["ntfs"]
    try:
        raw = _standard_information(file)
    except FAILURES:
        raw = b""
    if len(raw) < 32:
        return _careful_clock(digits)(file, meta, path, gaps)
    created, modified, changed, accessed = struct.unpack_from("<4Q", raw)
    parts = [divmod(ticks, TICKS) if ticks else (SECONDS_1601_TO_1970, 0) for ticks in (created, modified, accessed, changed)]
    return _one_by_one([whole - SECONDS_1601_TO_1970 for whole, _ in parts], [rest * 100 for _, rest in parts], digits, path, gaps)


def _standard_information(file: File) -> bytes:
    identifier = next((attribute.info.id for attribute in file if attribute.info.type == STANDARD_INFORMATION), None)
    return b"" if identifier is None else file.read_random(0, 32, STANDARD_INFORMATION, identifier)


def _ext_clock(ext: Ext, digits: tuple[int, int, int, int]) -> Clock:
    """Where the sign bit is set the inode itself says whether it means 1901 to 1969 or 2038 and later."""
    plain = _careful_clock(digits)

    def read(file: File, meta: Meta, path: str, gaps: list[Gap]) -> Times:
        if max(meta.crtime, meta.mtime, meta.atime, meta.ctime) < SIGN_BIT:
            return plain(file, meta, path, gaps)
        try:
            return inode_times(ext, ext.inode(meta.addr))
        except OSError:
            return plain(file, meta, path, gaps)

    return read


def inode_times(ext: Ext, inode: Inode) -> Times:
    """The times of an inode that was read without the kit."""
    digits = 9 if ext.inode_size > 128 else 0
    found = [Instant(seconds, nanos, digits) if seconds or nanos else None for seconds, nanos in inode.times]
    return packed(found[0], found[1], found[2], found[3])


def _exfat_clock(entries: Entries) -> Clock:
    def read(file: File, meta: Meta, path: str, gaps: list[Gap]) -> Times:
        del file
        times = entries.times(meta.addr)
        for field, stamp in times.impossible:
            gaps.append(Gap("time-out-of-range", {"path": path, "field": field, "raw": f"0x{stamp:08x}"}))
        return packed(times.created, times.modified, times.accessed, None)

    return read

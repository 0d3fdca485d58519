"""Space that a file system calls free, read from its own records of allocation; bytes count from the start of the volume."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evidence_desk.model import Gap, Range
from evidence_desk.source.free import ext, fat, hfs, ntfs, xfs
from evidence_desk.source.volumes.signatures import Probe

Reader = Callable[[Probe, int], Iterator[Range]]
"""Given the bytes of a volume and their number; OSError where its records cannot be read, ends early with Short."""

READERS: dict[str, Reader] = {
    "ntfs": ntfs.free,
    "fat12": fat.free,
    "fat16": fat.free,
    "fat32": fat.free,
    "exfat": fat.exfat_free,
    "ext2": ext.free,
    "ext3": ext.free,
    "ext4": ext.free,
    "hfs+": hfs.free,
    "xfs": xfs.free,
}


def between(covered: list[Range], size: int) -> Iterator[Range]:
    """What of a medium of `size` bytes none of these ranges covers."""
    at = 0
    for offset, length in sorted(covered):
        if min(offset, size) > at:
            yield at, min(offset, size) - at
        at = max(at, offset + length)
    if at < size:
        yield at, size - at


def free(name: str, index: int, at: Probe, size: int) -> Iterator[Range | Gap]:
    """The free space of volume `index`, ranges in ascending order that do not touch; a gap for what its records do not tell."""
    reader = READERS.get(name)
    if reader is None:
        yield Gap("unallocated-unknown", {"index": index, "filesystem": name}, "info")
        return
    waiting: Range | None = None
    try:
        for offset, length in reader(at, size):
            length = min(length, size - offset)
            if length <= 0:
                continue
            if waiting and sum(waiting) == offset:
                waiting = (waiting[0], waiting[1] + length)
                continue
            if waiting:
                yield waiting
            waiting = (offset, length)
    except OSError as error:
        yield from [waiting] if waiting else []
        yield Gap("unallocated-unreadable", {"index": index, "filesystem": name, "detail": str(error)[:200]}, "error")
        return
    if waiting:
        yield waiting

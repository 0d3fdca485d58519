"""The Sleuth Kit as this program uses it: one image that the kit reads through us, and what its objects look like.

The kit never opens a file itself: its wheel takes every container for raw bytes without a word. A read never
raises, since that loses the whole volume; what cannot be read arrives as zeros and stands in the medium's own gaps.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

import pytsk3

from evidence_desk.source.media import Medium

TYPES: dict[str, int] = {
    "ntfs": pytsk3.TSK_FS_TYPE_NTFS,
    "fat12": pytsk3.TSK_FS_TYPE_FAT12,
    "fat16": pytsk3.TSK_FS_TYPE_FAT16,
    "fat32": pytsk3.TSK_FS_TYPE_FAT32,
    "exfat": pytsk3.TSK_FS_TYPE_EXFAT,
    "ext2": pytsk3.TSK_FS_TYPE_EXT_DETECT,
    "ext3": pytsk3.TSK_FS_TYPE_EXT_DETECT,
    "ext4": pytsk3.TSK_FS_TYPE_EXT_DETECT,
    "hfs+": pytsk3.TSK_FS_TYPE_HFS,
    "ufs1": pytsk3.TSK_FS_TYPE_FFS_DETECT,
    "ufs2": pytsk3.TSK_FS_TYPE_FFS_DETECT,
    "yaffs2": pytsk3.TSK_FS_TYPE_YAFFS2,
}
"""The kit's own type of each file system that is left to it. Said, not guessed: guessing refuses a small FAT32."""

FAILURES = (OSError, RuntimeError)
"""What the binding raises for a damaged structure; which of the two is an accident of the call."""

ALLOCATED = 1
"""The flag of a name or of its metadata that is in use."""

REGULAR, DIRECTORY, LINK, VIRTUAL, VIRTUAL_DIRECTORY = 1, 2, 6, 10, 11
"""Types of metadata."""

NAME_TYPES = {3: DIRECTORY, 5: REGULAR, 6: LINK, 10: VIRTUAL, 11: VIRTUAL_DIRECTORY}
"""Types of names, as types of metadata."""

DATA, INDEX, INDEX_BLOCKS, FORK, RESOURCE, EXTENDED, PLAIN = 128, 144, 160, 4352, 4353, 4354, 1
"""Types of attributes: NTFS $DATA, $INDEX_ROOT and $INDEX_ALLOCATION, HFS+ data and resource fork and extended attribute, all else."""

RESIDENT, COMPRESSED = 4, 32
"""Flags of an attribute."""

FILLER, SPARSE = 1, 2
"""Flags of a run that lies nowhere on the medium."""


class Name(Protocol):
    name: bytes | None
    flags: int
    meta_addr: int
    meta_seq: int
    type: int


class Meta(Protocol):
    addr: int
    seq: int
    type: int
    flags: int
    size: int
    link: bytes | str | None
    crtime: int
    crtime_nano: int
    mtime: int
    mtime_nano: int
    atime: int
    atime_nano: int
    ctime: int
    ctime_nano: int


class Info(Protocol):
    name: Name
    meta: Meta | None


class Run(Protocol):
    addr: int
    len: int
    flags: int


class AttributeInfo(Protocol):
    type: int
    id: int
    name: bytes | None
    size: int
    flags: int


class Attribute(Protocol):
    info: AttributeInfo

    def __iter__(self) -> Iterator[Run]: ...


class File(Protocol):
    info: Info

    def __iter__(self) -> Iterator[Attribute]: ...

    def read_random(self, offset: int, length: int, type: int = ..., id: int = ...) -> bytes: ...


class Geometry(Protocol):
    block_size: int
    block_pre_size: int
    block_post_size: int
    last_block: int
    last_block_act: int
    root_inum: int
    last_inum: int


class Handle(Protocol):
    info: Geometry

    def open_dir(self, *, inode: int) -> Iterator[File]: ...

    def open_meta(self, *, inode: int) -> File: ...


BLOCK = 1 << 16
KEPT_BLOCKS = 4096
"""Of the image while it is walked, 256 MiB: the table of an NTFS volume of a quarter million files."""
LEAST_FILL = 4 << 10
"""Bytes that are enough for any record of metadata."""


class Image(pytsk3.Img_Info):  # type: ignore[misc]  # the binding has no types
    """A medium as the kit reads it.

    For each record of metadata the kit fills a cache of 64 KiB from the record's place on, and a listing asks for
    records in no order, so that nearly all of what it fills is never looked at.
    """

    def __init__(self, medium: Medium) -> None:
        self._medium = medium
        self._kept: dict[int, bytes] = {}
        self._fill: int | None = None
        super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

    @contextmanager
    def short_fills(self, cluster: int) -> Iterator[None]:
        """While a folder is listed, fills end after the largest thing that is read at once then, a cluster.

        Never while a file is read: that asks for more at once, and would take a fill that ends early for the end.
        """
        self._fill = max(LEAST_FILL, cluster) if cluster <= BLOCK // 4 else None
        try:
            yield
        finally:
            self._fill = None

    def get_size(self) -> int:
        return self._medium.size

    def read(self, offset: int, length: int) -> bytes:
        if self._fill is None or length != BLOCK:
            return self._medium.read(offset, length)
        number, within = divmod(offset, BLOCK)
        block = self._kept.get(number) or self._keep(number)
        if within + self._fill <= BLOCK:
            return block[within : within + self._fill]
        return (block[within:] + (self._kept.get(number + 1) or self._keep(number + 1)))[: self._fill]

    def _keep(self, number: int) -> bytes:
        if len(self._kept) >= KEPT_BLOCKS:
            del self._kept[next(iter(self._kept))]
        block = self._kept[number] = self._medium.read(number * BLOCK, BLOCK)
        return block

    def forget(self) -> None:
        self._kept.clear()

    def close(self) -> None:
        """The medium belongs to the caller."""


def opened(image: Image, offset: int, name: str) -> Handle:
    """The file system at a byte of the medium; OSError where the kit cannot make sense of it."""
    _pin_zone()
    try:
        return cast(Handle, pytsk3.FS_Info(image, offset=offset, type=TYPES[name]))
    except FAILURES as failure:
        raise OSError(reason(failure)) from failure


def reason(failure: Exception) -> str:
    """What the kit says of a failure, without the place in its source and the address of the call."""
    text = " ".join(str(failure).split())
    for mark in (" with error: ", "Unable to open directory: ", "Unable to open file: ", "Read error: ", "Error opening File: "):
        _, found, rest = text.partition(mark)
        if found:
            return rest
    return text


def _pin_zone() -> None:
    """FAT times are local; the kit turns them into UTC by the zone of the process, which must not be the workstation's."""
    if os.environ.get("TZ") != "UTC":
        os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()

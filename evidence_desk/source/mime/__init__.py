"""The type of a file by its first bytes, never by its name.

Our own table answers first: it is some hundred times quicker than libmagic, and right where that is not (Chinese text,
small office documents, registry hives). What the table does not know is left to libmagic where the machine has one.
"""

from __future__ import annotations

from collections.abc import Callable

from evidence_desk.model import Gap
from evidence_desk.source.mime import containers, disks, libmagic, table, text

HEAD = 65536
"""Bytes of a file that are looked at; more are not needed, fewer may leave it unknown."""

TAIL = 512

TABLE = "table"


def _nothing(_offset: int, _length: int) -> bytes:
    return b""


def identify(head: bytes, size: int, at: Callable[[int, int], bytes] = _nothing) -> tuple[str | None, str | None, Gap | None]:
    """The type of a file of `size` bytes that begins with `head`; who decided, our table or libmagic with its version;
    and, the first time that it would have been needed and was not there, the gap that says so.

    `at` gives other bytes (offset, length), which are asked for where only they can tell.
    """
    found = table.known(head) or text.known(head, whole=size <= len(head)) or disks.known(head, size)
    if found in disks.PACKED_STARTS and size >= TAIL:
        found = disks.by_end(at(size - TAIL, TAIL)) or found
    if found == containers.OLE and len(head) >= TAIL:
        found = containers.compound(at(*containers.compound_directory(head)))
    if found:
        return found, TABLE, None
    library = libmagic.library()
    if library is None:
        return None, None, libmagic.missing()
    return library.mime(head), library.title, None


def prepare() -> None:
    """Loads libmagic: a worker does so before it locks itself in."""
    libmagic.library()

"""Images of disks and volumes that have no mark of their own at the start: by a partition table, a file system, or their end."""

from __future__ import annotations

from evidence_desk.source.media import signatures

SMALLEST = 1 << 15
"""Bytes: boot sectors are kept in files of their own ($Boot of NTFS has 8 KiB), and are no volumes."""
ISO, DMG, RAW = "application/x-iso9660-image", "application/x-apple-diskimage", "application/x-raw-disk-image"
SWAP = (0xFF6, b"SWAPSPACE2")
"""A file that a system swaps to looks like a volume that it swaps to, and holds no files."""
PACKED_STARTS = (None, "application/x-bzip2", "application/x-xz", "application/zlib")
"""What the first block of a DMG looks like."""


def known(head: bytes, size: int) -> str | None:
    """The type of what begins with these bytes; None where it is no disk."""
    if size < SMALLEST or head.startswith(SWAP[1], SWAP[0]) or not signatures.disk(head):
        return None
    return ISO if head.startswith(b"CD001", 0x8001) else RAW


def by_end(tail: bytes) -> str | None:
    """By the last 512 bytes: an image in packed blocks begins with one of these."""
    return DMG if tail.startswith(b"koly") else None

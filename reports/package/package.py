"""The container of a package: a ZIP of stored members, every byte of which follows from them (see verify.py)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from evidence_desk.errors import Known
from reports.package import verify

LARGEST = (1 << 32) - (1 << 26)
RESERVED = 1 << 28
"""Bytes that are kept for the log and the lists behind the exhibits."""


class TooLarge(Known):
    code = "package-too-large"
    zh = "复核包超过 {most} 字节：请用 --tag 缩小范围。"
    en = "The package would be larger than {most} bytes: choose fewer items with --tag."


class Package:
    """A ZIP of stored members, every byte of which follows from them (see verify.py)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at = out, 0
        self._directory = b""
        self._count = 0
        self.members: list[dict[str, str | int]] = []

    def add(self, name: str, blocks: Iterable[bytes], listed: bool = True) -> None:
        """A member in the order of the manifest; `listed` but for the manifest itself and what stands over it.

        Where its blocks break off with a failure, nothing of it stays.
        """
        encoded, crc, size = name.encode(), 0, 0
        first, second = hashlib.sha256(), verify.sm3()
        self._out.write(verify.local_header(encoded, 0, 0))  # its place: what it holds is known behind the last block
        try:
            for block in blocks:
                size, crc = size + len(block), zlib.crc32(block, crc)
                first.update(block)
                if second is not None:
                    second.update(block)
                self._out.write(block)
                if self._at + size > LARGEST:
                    raise TooLarge(most=LARGEST)
        except Known:
            self._out.seek(self._at)
            self._out.truncate()
            raise
        head = verify.local_header(encoded, crc, size)
        self._out.seek(self._at)
        self._out.write(head)
        self._directory += verify.central_header(encoded, crc, size, self._at)
        self._at += len(head) + size
        self._out.seek(self._at)
        self._count += 1
        if listed:
            self.members.append(
                {"name": name, "size": size, "sha256": first.hexdigest(), "sm3": second.hexdigest() if second is not None else ""}
            )

    def has_room(self, size: int) -> bool:
        """Whether a member of this size leaves room for what follows."""
        return self._at + size <= LARGEST - RESERVED

    def finish(self) -> None:
        self._out.write(self._directory + verify.end_of(self._count, len(self._directory), self._at))

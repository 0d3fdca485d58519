"""The streams of a compound file (OLE, [MS-CFB]), in which the binary formats of Office 97 to 2003 lie."""

from __future__ import annotations

import struct
from types import TracebackType

import olefile

from evidence_desk.api import OpenEntry

FAILURES = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError, OverflowError)
"""What damaged compound files raise in the library."""
LARGEST = 64 << 20
"""Bytes of one stream."""


class Locked(Exception):
    """It is encrypted."""


class Old(Exception):
    """It is of a version that is not read; its text says which."""


class Streams:
    """OSError where it is no compound file, or one that cannot be read."""

    def __init__(self, entry: OpenEntry) -> None:
        try:
            self._ole = olefile.OleFileIO(entry.open(), raise_defects=olefile.DEFECT_FATAL)
            self._names = {path[0].casefold(): path[0] for path in self._ole.listdir(streams=True, storages=False) if len(path) == 1}
        except FAILURES as failure:
            raise OSError(str(failure)) from failure

    def __enter__(self) -> Streams:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ole.close()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """A stream of the root; nothing where there is none. OSError where it cannot be read or is too large."""
        if name not in self:
            return b""
        name = self._names[name.casefold()]
        try:
            if (size := int(self._ole.get_size(name))) > LARGEST:
                raise OSError(f"{name}: {size} bytes")
            with self._ole.openstream(name) as stream:
                return bytes(stream.read())
        except FAILURES as failure:
            raise OSError(f"{name}: {failure}") from failure

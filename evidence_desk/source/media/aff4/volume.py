"""One volume: a zip of which members are read in place, and what its turtle says."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from evidence_desk.errors import ContainerDamaged, NotReadable
from evidence_desk.source.media.aff4.turtle import Graph, NotTurtle, parse
from evidence_desk.source.media.file import EvidenceFile

LOCAL = struct.Struct("<4s22xHH")
LARGEST_MEMBER = 1 << 26
"""Bytes of a member that is read whole: 28 bytes an entry, two million entries of a map."""
LARGEST_TURTLE = 1 << 26


PIECE = 1 << 20
LARGEST_FILE, FREE, RATIO = 64 << 30, 64 << 20, 500
"""Bytes of a file that is unpacked from a member, and by how much one of more than `FREE` bytes may have been packed."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError)
"""What the zip library raises for a member that is damaged, locked or packed in a way that it does not know."""


class _Stream(io.RawIOBase):
    """A file of the evidence as the zip library wants one."""

    def __init__(self, file: EvidenceFile) -> None:
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._file.size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._at, self._file.size - self._at if size < 0 else size)
        self._at += len(data)
        return data


@dataclass(frozen=True, slots=True)
class Member:
    """Where a stored member lies."""

    offset: int
    size: int


class Volume:
    """ContainerDamaged where the zip or its turtle cannot be read."""

    def __init__(self, file: EvidenceFile) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(_Stream(file))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as fault:
            raise ContainerDamaged(path=str(file.path), detail="zip") from fault
        self._members = {_plain(info.filename): info for info in self._zip.infolist()}
        self.identifier = self._text("container.description").strip("\0 \r\n") or self._zip.comment.decode("utf-8", "replace").strip("\0 ")
        if "information.turtle" not in self._members:
            raise NotReadable(path=str(file.path), format="AFF4 (information.yaml)")
        try:
            self.graph: Graph = parse(self._text("information.turtle"))
        except NotTurtle as fault:
            raise ContainerDamaged(path=str(file.path), detail=f"information.turtle: {fault}") from fault

    def names(self, stream: str) -> tuple[str, ...]:
        """Under which a stream's members may stand: its own name, or, below the volume, its path."""
        own = self.identifier.rstrip("/") + "/"
        return (stream, stream.removeprefix(own)) if stream.startswith(own) else (stream,)

    def has(self, stream: str, part: str) -> bool:
        return any(f"{name}/{part}" in self._members for name in self.names(stream))

    def member(self, stream: str, part: str) -> Member | None:
        """Where a stored member lies; None where it is packed or not there."""
        info = self._info(stream, part)
        if info is None or info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            return None
        head = self.file.read(info.header_offset, 30)
        if len(head) < 30 or not head.startswith(b"PK\3\4"):
            return None
        _, name, extra = LOCAL.unpack(head)
        return Member(info.header_offset + 30 + name + extra, info.file_size)

    def read(self, stream: str, part: str, largest: int = LARGEST_MEMBER) -> bytes | None:
        """A small member whole, its CRC-32 looked at; None where it is not there, is larger or does not hold."""
        info = self._info(stream, part)
        return self._content(info, largest) if info else None

    def pieces(self, stream: str) -> Iterator[bytes]:
        """A member that is a stream itself, its CRC-32 looked at; OSError where it is not there or does not hold."""
        info = next((self._members[name] for name in self.names(stream) if name in self._members), None)
        if info is None:
            raise OSError("the volume has no such member")
        left = info.file_size
        if left > LARGEST_FILE or (left > FREE and left > RATIO * info.compress_size):
            raise OSError(f"{info.compress_size} -> {left}")
        try:
            with self._zip.open(info) as member:
                while left > 0 and (piece := member.read(min(PIECE, left))):
                    left -= len(piece)
                    yield piece
        except BROKEN as fault:
            raise OSError(str(fault)) from fault

    def _info(self, stream: str, part: str) -> zipfile.ZipInfo | None:
        return next((self._members[f"{name}/{part}"] for name in self.names(stream) if f"{name}/{part}" in self._members), None)

    def _content(self, info: zipfile.ZipInfo, largest: int) -> bytes | None:
        if info.file_size > largest:
            return None
        try:
            with self._zip.open(info) as stream:
                data = stream.read(info.file_size + 1)
        except BROKEN:
            return None
        return data if len(data) == info.file_size else None

    def _text(self, name: str) -> str:
        info = self._members.get(name)
        raw = self._content(info, LARGEST_TURTLE) if info else b""
        if raw is None:
            raise ContainerDamaged(path=str(self.file.path), detail=name)
        return raw.decode("utf-8", "replace")


def is_volume(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in (".aff4", ".af4") and head.startswith(b"PK\3\4")


def _plain(name: str) -> str:
    """Member names are the streams' with %-signs for what a zip should not have; older programs leave the slashes."""
    return unquote(name.replace("\\", "/"))

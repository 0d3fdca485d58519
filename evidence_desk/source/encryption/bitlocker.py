"""BitLocker through libbde: password, recovery password, startup key. Its answers agreed with two other tools on every sample that was tried."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pybde

from evidence_desk.model import Range, Volume
from evidence_desk.source.encryption import Opened
from evidence_desk.source.media import Medium

RECOVERY = re.compile(r"\d{6}(?:-\d{6}){7}")
STARTUP = "startup key"


class Window(io.RawIOBase):
    """The volume's bytes as a file, as libbde wants them."""

    def __init__(self, medium: Medium, volume: Volume) -> None:
        self._medium, self._volume, self._at = medium, volume, 0

    def read(self, size: int = -1) -> bytes:
        room = max(0, self._volume.size - self._at)
        got = self._medium.read(self._volume.offset + self._at, room if size < 0 else min(size, room))
        self._at += len(got)
        return got

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._volume.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def get_offset(self) -> int:
        return self._at

    def get_size(self) -> int:
        return self._volume.size


def unlock(medium: Medium, volume: Volume, secrets: Sequence[bytes]) -> Opened | None:
    """ValueError where none fits and the library failed over one of them, such as for metadata that cannot be followed."""
    failure: ValueError | None = None
    for secret in (None, *secrets):  # without any: a volume whose key lies in the clear, while BitLocker is suspended
        try:
            opened = _try(medium, volume, secret)
        except ValueError as error:
            failure = failure or error  # of that secret; the others are tried all the same
            continue
        if opened is not None:
            return opened
    if failure is not None:
        raise failure
    return None


def _try(medium: Medium, volume: Volume, secret: bytes | None) -> Opened | None:
    handle, how = pybde.volume(), "no secret: the key lies in the clear"
    try:
        if secret is not None:
            how = _give(handle, secret)
        handle.open_file_object(Window(medium, volume))
        if handle.is_locked():
            return None
        size = handle.get_size()
    except OSError as error:
        if secret is not None and b"\0" in secret:
            return None  # no startup key after all
        raise ValueError(str(error)) from error
    lock, end, lost = Lock(), min(size, max(0, medium.size - volume.offset)), list[Range]()

    def read(offset: int, length: int) -> bytes:
        wanted = max(0, min(length, end - offset))
        with lock:
            try:
                got: bytes = handle.read_buffer_at_offset(wanted, offset) if wanted else b""
            except OSError:
                got = b""
            if len(got) < wanted:
                lost.append((volume.offset + offset + len(got), wanted - len(got)))
        return got.ljust(wanted, b"\0")

    return Opened(volume.offset, end, read, how, lost)


def _give(handle: pybde.volume, secret: bytes) -> str:
    if b"\0" in secret:
        with _as_file(secret) as path:
            handle.read_startup_key(path)
        return STARTUP
    text = secret.decode("utf-8", "replace").strip()
    if RECOVERY.fullmatch(text):
        handle.set_recovery_password(text)
        return "recovery password"
    handle.set_password(text)
    return "password"


@contextmanager
def _as_file(secret: bytes) -> Iterator[str]:
    """libbde takes a startup key by a path alone: a file that lies in memory where the system has such, in the scratch folder elsewhere."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("startup-key")
        try:
            os.write(handle, secret)
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
        return
    handle, path = tempfile.mkstemp(prefix="key-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
        yield path
    finally:
        Path(path).unlink()

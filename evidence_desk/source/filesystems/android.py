"""Backups of Android (`adb backup`, .ab): a short text, then a tar that may be packed and may be encrypted with a password.

AOSP, BackupManagerService and PasswordUtils: versions 1 to 5 differ in what the tar holds and in how the password becomes bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evidence_desk.model import Entry, Gap, Range
from evidence_desk.source.filesystems import Content, FileSystem, Mark, Tick
from evidence_desk.source.filesystems.ciphered import BLOCK, Deciphered
from evidence_desk.source.filesystems.contents import Held, Pieces
from evidence_desk.source.filesystems.tar import TarFileSystem
from evidence_desk.source.filesystems.unread import UnreadFileSystem
from evidence_desk.source.media import Medium

ENCRYPTION = "android-backup"
HEADER = re.compile(rb"ANDROID BACKUP\n(\d{1,9})\n([01])\n([\w-]{1,32})\n")
KEYS = re.compile(rb"([0-9A-Fa-f]{2,2048})\n([0-9A-Fa-f]{2,2048})\n(\d{1,9})\n([0-9A-Fa-f]{32})\n([0-9A-Fa-f]{32,2048})\n")
"""Salt of the password, salt of the checksum, rounds, first block, and the master key under the password's."""
LONGEST = 16384
MOST_ROUNDS = 50_000_000
KEY = 32


class Plain:
    """The tar's bytes, or what they are packed in, as TarFileSystem reads a medium."""

    def __init__(self, medium: Medium, content: Content) -> None:
        self.format, self.segments, self.size = "raw", medium.segments, content.size
        self.metadata, self.stored = dict[str, str](), dict[str, str]()
        self.bad_ranges: list[Range] = []
        self.gaps: list[Gap] = []
        self._content = content

    def read(self, offset: int, length: int) -> bytes:
        return self._content.read_at(offset, length)

    def blocks(self) -> Iterator[bytes]:
        yield from ()

    def close(self) -> None: ...


class Master(NamedTuple):
    key: bytes
    first: bytes


@dataclass(slots=True)
class AndroidFileSystem:
    """The members of the backup's tar; what says why, where it cannot be opened."""

    tree: FileSystem
    about: dict[str, str]
    gaps: list[Gap]
    encrypted: bool
    unlocked: bool
    name: str = "android-backup"

    def walk(self, first: int, poisoned: frozenset[int], mark: Mark) -> Iterator[Entry | Gap]:
        return self.tree.walk(first, poisoned, mark)

    def open(self, address: int, attribute: int | None, path: str) -> Content:
        content = self.tree.open(address, attribute, path)
        return Pieces(content.read_at, ((0, content.size),), content.size, mapped=False)

    def find(self, path: str) -> Entry | None:
        return self.tree.find(path)


def open_android(medium: Medium, index: int, secrets: Sequence[bytes], tick: Tick) -> AndroidFileSystem:
    """The backup that `medium` is, as volume `index`, opened with the first secret that fits."""
    head = medium.read(0, LONGEST)
    header = HEADER.match(head)
    if header is None:
        gap = Gap("filesystem-unreadable", {"index": index, "detail": "the header of the backup is damaged"}, "error")
        return AndroidFileSystem(UnreadFileSystem(ENCRYPTION, gap, said=True), {}, [gap], False, False)
    version, packed, cipher = int(header[1]), header[2] == b"1", header[3].decode()
    about = {"backup_version": str(version), "compressed": str(packed).lower(), "encryption": cipher}
    start, gaps, master = header.end(), list[Gap](), None
    if cipher != "none":
        keys = KEYS.match(head, start)
        master, gap = _unlocked(keys, version, index, secrets, cipher)
        gaps.append(gap)
        if master is None or keys is None:
            return AndroidFileSystem(UnreadFileSystem(ENCRYPTION, gap, said=True), about, gaps, True, False)
        start = keys.end()
    content: Content = Pieces(medium.read, ((start, medium.size - start),), medium.size - start)
    if master:
        content = Deciphered(content, master.key, None, master.first)
    tree = TarFileSystem(Plain(medium, content), index, "zlib" if packed else None, tick)
    return AndroidFileSystem(tree, about, gaps, master is not None, master is not None)


def _unlocked(
    keys: re.Match[bytes] | None, version: int, index: int, secrets: Sequence[bytes], cipher: str
) -> tuple[Master | None, Gap]:  # fmt: skip
    volume: dict[str, str | int] = {"index": index, "encryption": ENCRYPTION}
    if keys is None or cipher != "AES-256" or int(keys[3]) > MOST_ROUNDS:
        return None, Gap("volume-not-unlocked", {**volume, "detail": f"the header of its encryption ({cipher}) cannot be followed"})
    for secret in secrets:
        if master := _master(keys, version, secret):
            return master, Gap("volume-unlocked", {**volume, "how": "password"}, "info")
    return None, Gap("secret-does-not-fit", {**volume, "count": len(secrets)}) if secrets else Gap("volume-encrypted", volume)


def _master(keys: re.Match[bytes], version: int, secret: bytes) -> Master | None:
    """The key of the data: first block, key and checksum, each after its length; None where the password is another."""
    salt, check_salt, first, blob = (bytes.fromhex(_even(keys[place])) for place in (1, 2, 4, 5))
    rounds = int(keys[3])
    if rounds < 1 or len(blob) % BLOCK:
        return None
    key = hashlib.pbkdf2_hmac("sha1", secret, salt, rounds, KEY)
    plain = Deciphered(Held(blob), key, None, first).read_at(0, len(blob))
    parts = list[bytes]()
    while plain and len(parts) < 3:
        length = plain[0]
        parts.append(plain[1 : 1 + length])
        plain = plain[1 + length :]
    if [len(part) for part in parts] != [BLOCK, KEY, KEY]:
        return None
    stored = parts[2]
    as_texts = (_as_text(parts[1]), parts[1]) if version > 1 else (parts[1], _as_text(parts[1]))
    if not any(hashlib.pbkdf2_hmac("sha1", text, check_salt, rounds, KEY) == stored for text in as_texts):
        return None
    return Master(parts[1], parts[0])


def _as_text(key: bytes) -> bytes:
    """The key as Java's characters, which are signed bytes widened to 16 bits, in UTF-8."""
    return "".join(chr(byte if byte < 0x80 else 0xFF00 | byte) for byte in key).encode()


def _even(digits: bytes) -> str:
    return digits.decode() if len(digits) % 2 == 0 else "0" + digits.decode()

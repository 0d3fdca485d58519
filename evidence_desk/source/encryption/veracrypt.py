"""Containers and partitions of VeraCrypt and TrueCrypt, in AES: "VeraCrypt Volume Format Specification" (VeraCrypt's documentation).

They have no mark: their first bytes are a salt, and what follows looks like noise until a password fits. So they are only tried where
a secret is given and nothing else is recognised. A hidden volume has a header of its own, 64 KiB further on. Other ciphers than AES
alone, keyfiles, a PIM and Whirlpool or Streebog as the hash are not tried.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence_desk.model import Volume
from evidence_desk.source.encryption import Opened
from evidence_desk.source.encryption.ciphers import SECTOR, decrypt
from evidence_desk.source.media import Medium

SALT, HEADER = 64, 512
HEADERS = {0: "volume", 65536: "hidden volume"}
KEYS_AT = 256 - SALT
LEAST = 131072 + SECTOR
CIPHER = "aes-xts-plain64"
MOST_SECRETS = 4
"""Secrets that are tried on one piece of evidence: each costs some seconds, by the format's intent."""
LEAST_VALUES = 150
"""Different bytes in a header of 512: noise has some 220, and hardly ever so few."""


class Derivation(NamedTuple):
    program: str
    mark: bytes
    hash: str
    iterations: int


DERIVATIONS = (
    Derivation("veracrypt", b"VERA", "sha512", 500_000),
    Derivation("veracrypt", b"VERA", "sha256", 500_000),
    Derivation("veracrypt", b"VERA", "blake2s", 500_000),
    Derivation("veracrypt", b"VERA", "ripemd160", 655_331),
    Derivation("truecrypt", b"TRUE", "sha512", 1000),
    Derivation("truecrypt", b"TRUE", "ripemd160", 2000),
)


class Unlocked(NamedTuple):
    """`program`: whose volume it is, as the encryption is named."""

    program: str
    opened: Opened


def may_be(medium: Medium, volume: Volume) -> bool:
    """Whether its beginning looks like noise, as every such volume's does; most that are none are told apart without a trial."""
    return volume.size >= LEAST and len(set(medium.read(volume.offset, HEADER))) >= LEAST_VALUES


def unlock(medium: Medium, volume: Volume, secrets: Sequence[bytes]) -> Unlocked | None:
    """The volume, or the hidden one in it, that the first fitting secret opens; None where none does."""
    for secret in secrets:
        for at, which in HEADERS.items():
            raw = medium.read(volume.offset + at, HEADER)
            found = _opened(raw, secret) if len(raw) == HEADER else None
            if found is not None:
                derivation, header = found
                return Unlocked(derivation.program, _volume(medium, volume, header, f"password ({which})"))
    return None


def _opened(raw: bytes, secret: bytes) -> tuple[Derivation, bytes] | None:
    """The plain header and how its key was derived: told by its mark and both its checksums."""
    for derivation, key in _keys(raw[:SALT], secret):
        plain = decrypt(CIPHER, key, raw[SALT:], 0, HEADER - SALT)
        keys, fields = struct.unpack_from(">I", plain, 8)[0], struct.unpack_from(">I", plain, 252 - SALT)[0]
        if plain.startswith(derivation.mark) and zlib.crc32(plain[KEYS_AT:]) == keys and zlib.crc32(plain[: 252 - SALT]) == fields:
            return derivation, plain
    return None


def _keys(salt: bytes, secret: bytes) -> Iterator[tuple[Derivation, bytes]]:
    for derivation in DERIVATIONS:
        try:
            yield derivation, hashlib.pbkdf2_hmac(derivation.hash, secret, salt, derivation.iterations, 64)
        except ValueError:
            continue  # a hash that this machine's OpenSSL has not


def _volume(medium: Medium, volume: Volume, header: bytes, how: str) -> Opened:
    """ValueError where the header, though it is whole, names no place in this volume."""
    start, size = struct.unpack_from(">QQ", header, 108 - SALT)
    sector = int(struct.unpack_from(">I", header, 128 - SALT)[0]) or SECTOR
    if start % SECTOR or start + size > volume.size or not size or sector % SECTOR:
        raise ValueError(f"the header names {size} bytes at {start}")
    key = header[KEYS_AT : KEYS_AT + 64]
    base = volume.offset + start

    def read(offset: int, length: int) -> bytes:
        first, last = offset // SECTOR, -(-min(offset + length, size) // SECTOR)
        raw = medium.read(base + first * SECTOR, max(0, last - first) * SECTOR)
        plain = decrypt(CIPHER, key, raw[: len(raw) // SECTOR * SECTOR], start // SECTOR + first)
        return plain[offset - first * SECTOR :][: min(length, max(0, size - offset))]

    return Opened(base, size, read, how)

"""Ciphers of dm-crypt by their names in a LUKS header: AES in XTS, CBC and ECB, with plain and ESSIV vectors (kernel: drivers/md/dm-crypt.c)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB, XTS

SECTOR = 512
HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "whirlpool")
Vector = Callable[[int], bytes]


class Unsupported(ValueError):
    """A cipher, mode or hash that is not had here, by its name."""


def decrypt(name: str, key: bytes, data: bytes, sector: int, size: int = SECTOR) -> bytes:
    """`data` is whole sectors of `size` bytes; `sector`: the number of the first, in units of 512 bytes. Unsupported, by name."""
    cipher, _, mode = name.partition("-")
    if cipher != "aes":
        raise Unsupported(name)
    chain, _, vector = mode.partition("-")
    step, plain = size // SECTOR, []
    of_sector = _vector(vector, key) if chain != "ecb" else bytes
    for at in range(0, len(data), size):
        iv = of_sector(sector + at // size * step)
        decryptor = Cipher(algorithms.AES(key), _mode(chain, iv, name)).decryptor()
        plain.append(decryptor.update(data[at : at + size]) + decryptor.finalize())
    return b"".join(plain)


def require_hash(name: str) -> str:
    try:
        hashlib.new(name)
    except ValueError as error:
        raise Unsupported(name) from error
    return name


def _mode(chain: str, iv: bytes, name: str) -> CBC | ECB | XTS:
    match chain:
        case "xts":
            return modes.XTS(iv)
        case "cbc":
            return modes.CBC(iv)
        case "ecb":
            return modes.ECB()
    raise Unsupported(name)


def _vector(name: str, key: bytes) -> Vector:
    kind, _, digest = name.partition(":")
    match kind:
        case "plain64":
            return lambda sector: sector.to_bytes(16, "little")
        case "plain":
            return lambda sector: (sector & 0xFFFFFFFF).to_bytes(16, "little")
        case "plain64be":
            return lambda sector: sector.to_bytes(16, "big")
        case "essiv":
            salt = hashlib.new(require_hash(digest), key).digest()

            def essiv(sector: int) -> bytes:
                encryptor = Cipher(algorithms.AES(salt), modes.ECB()).encryptor()
                return encryptor.update(sector.to_bytes(16, "little")) + encryptor.finalize()

            return essiv
    raise Unsupported(name)

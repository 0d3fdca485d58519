"""Contents under AES in CBC mode, deciphered where they are read."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from evidence_desk.source.filesystems import Content

BLOCK = 16
ZEROS = bytes(BLOCK)


class Deciphered:
    """`size` is that before the padding; where it is not known, the padding of the last block tells it (PKCS #7)."""

    def __init__(self, content: Content, key: bytes, size: int | None, first: bytes = ZEROS) -> None:
        self._content, self._key, self._first = content, key, first
        self._padded = content.size // BLOCK * BLOCK
        self.size = self._unpadded() if size is None else size

    def read_at(self, offset: int, length: int) -> bytes:
        return self._plain(offset, min(length, max(0, self.size - offset)))

    def runs(self) -> list[tuple[int, int]]:
        return self._content.runs()

    def _plain(self, offset: int, length: int) -> bytes:
        start, end = offset // BLOCK * BLOCK, min(-(-(offset + length) // BLOCK) * BLOCK, self._padded)
        if length <= 0 or start >= end:
            return b""
        before = self._content.read_at(start - BLOCK, BLOCK) if start else self._first
        data = self._content.read_at(start, end - start)
        machine = Cipher(algorithms.AES(self._key), modes.CBC(before)).decryptor()
        return machine.update(data[: len(data) // BLOCK * BLOCK])[offset - start :][:length]

    def _unpadded(self) -> int:
        last = self._plain_last()
        return self._padded - (last[-1] if last and 0 < last[-1] <= BLOCK else 0)

    def _plain_last(self) -> bytes:
        return self._plain(self._padded - BLOCK, BLOCK) if self._padded else b""

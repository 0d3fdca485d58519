"""CRC-32C (Castagnoli), which protects the headers and the log; RFC 3720, appendix B.4."""

from __future__ import annotations

POLYNOMIAL = 0x82F63B78


def _entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (POLYNOMIAL if value & 1 else 0)
    return value


TABLE = tuple(_entry(value) for value in range(256))


def crc32c(data: bytes) -> int:
    value = 0xFFFFFFFF
    for byte in data:
        value = TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def holds(block: bytes, place: int = 4) -> bool:
    """Whether the checksum at `place` is that of the block with zeros in its stead."""
    return crc32c(block[:place] + bytes(4) + block[place + 4 :]) == int.from_bytes(block[place : place + 4], "little")

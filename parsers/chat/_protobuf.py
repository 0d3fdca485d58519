"""Protobuf without a schema: the fields of a message by their numbers (protobuf.dev/programming-guides/encoding)."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) in order; ends where the bytes are no Protobuf."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if at < 0 or number == 0:
            return
        value: int | bytes
        match kind:
            case 0:
                value, at = varint(data, at)
                if at < 0:
                    return
            case 1 | 5:
                length = 8 if kind == FIXED64 else 4
                value = int.from_bytes(data[at : at + length], "little")
                at += length
            case 2:
                length, at = varint(data, at)
                if at < 0 or at + length > len(data):
                    return
                value = data[at : at + length]
                at += length
            case _:
                return
        if at > len(data):
            return
        yield number, value


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number and where it ends; (0, -1) where there is none."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
    return 0, -1

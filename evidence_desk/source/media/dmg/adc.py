"""Apple Data Compression: literals, and copies of what came before from up to 64 KiB back."""

from __future__ import annotations

from evidence_desk.source.media.runs import Undecodable


def expand(coded: bytes, size: int) -> bytes:
    """Up to `size` bytes. Undecodable where a copy begins before the start or the code ends within a step."""
    out, at = bytearray(), 0
    while at < len(coded) and len(out) < size:
        head = coded[at]
        if head & 0x80:
            length = (head & 0x7F) + 1
            if at + 1 + length > len(coded):
                raise Undecodable("ADC")
            out += coded[at + 1 : at + 1 + length]
            at += 1 + length
            continue
        step = 3 if head & 0x40 else 2
        if at + step > len(coded):
            raise Undecodable("ADC")
        length = (head & 0x3F) + 4 if head & 0x40 else (head >> 2) + 3
        back = (int.from_bytes(coded[at + 1 : at + 3], "big") if head & 0x40 else (head & 3) << 8 | coded[at + 1]) + 1
        if back > len(out):
            raise Undecodable("ADC")
        if back >= length:
            out += out[len(out) - back : len(out) - back + length]
        else:  # a copy that runs into itself repeats
            out += (out[-back:] * (length // back + 1))[:length]
        at += step
    return bytes(out[:size])

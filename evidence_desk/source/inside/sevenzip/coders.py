"""The methods of 7z that the standard library can undo: stored, LZMA, LZMA2, bzip2, deflate, and what is put before them (delta, branches)."""

from __future__ import annotations

import bz2
import lzma
import struct
from collections.abc import Callable, Iterator

from evidence_desk.source.filesystems import unpacking
from evidence_desk.source.inside.sevenzip.folder import Coder, Folder

Read = Callable[[int, int], bytes]
FAILURES = (*unpacking.FAILURES, struct.error)
COPY, LZMA, LZMA2, DEFLATE, BZIP2, DELTA, AES = b"\0", b"\3\1\1", b"\x21", b"\4\1\x08", b"\4\2\2", b"\3", b"\6\xf1\7\1"
BRANCHES = {
    b"\3\3\1\3": lzma.FILTER_X86, b"\4": lzma.FILTER_X86, b"\3\3\2\5": lzma.FILTER_POWERPC, b"\5": lzma.FILTER_POWERPC,
    b"\3\3\4\1": lzma.FILTER_IA64, b"\6": lzma.FILTER_IA64, b"\3\3\5\1": lzma.FILTER_ARM, b"\7": lzma.FILTER_ARM,
    b"\3\3\7\1": lzma.FILTER_ARMTHUMB, b"\x08": lzma.FILTER_ARMTHUMB, b"\3\3\x08\5": lzma.FILTER_SPARC, b"\x09": lzma.FILTER_SPARC,
}  # fmt: skip
NAMES = {b"\3\4\1": "PPMd", b"\3\3\1\x1b": "BCJ2", b"\4\1\x09": "Deflate64", b"\4\xf7\x11\1": "Zstandard", b"\x0a": "ARM64"}
ENCRYPTED = "encrypted"
CHUNK = 1 << 16
"""What an unpacked chunk of LZMA2 holds at most."""


def unreadable(folder: Folder) -> str | None:
    """Why what is packed by these methods cannot be had."""
    methods = [coder.method for coder in folder.coders]
    if AES in methods:
        return ENCRYPTED
    for method in methods:
        if method not in (COPY, LZMA, LZMA2, DEFLATE, BZIP2, DELTA) and method not in BRANCHES:
            return f"compression method {NAMES.get(method, method.hex())}"
    return None if folder.chain else "a chain of methods that parts"


def unpacked(at: Read, folder: Folder) -> Iterator[bytes]:
    """What comes out of a folder, in bounded pieces."""
    pieces = _packed(at, folder.start, folder.packed)
    for coder in folder.chain:
        pieces = _undone(pieces, coder)
    return pieces


def _undone(pieces: Iterator[bytes], coder: Coder) -> Iterator[bytes]:
    method, properties = coder.method, coder.properties
    if method == COPY:
        return pieces
    if method == LZMA:
        head = properties[:5] + coder.size.to_bytes(8, "little")
        return unpacking.unpacked(_begun(head, pieces), unpacking.lzma_alone, several=False)
    if method == LZMA2:
        return unpacking.unpacked(pieces, lambda: _raw([{"id": lzma.FILTER_LZMA2, "dict_size": _window(properties)}]), several=False)
    if method == DEFLATE:
        return unpacking.unpacked(pieces, unpacking.deflate, several=False)
    if method == BZIP2:
        return unpacking.unpacked(pieces, bz2.BZ2Decompressor)
    before = {"id": lzma.FILTER_DELTA, "dist": properties[0] + 1 if properties else 1} if method == DELTA else {"id": BRANCHES[method]}
    return unpacking.unpacked(_as_lzma2(pieces), lambda: _raw([before, {"id": lzma.FILTER_LZMA2, "dict_size": CHUNK}]), several=False)


def _raw(filters: list[dict[str, int]]) -> unpacking.Machine:
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)


def _window(properties: bytes) -> int:
    """The dictionary of LZMA2, in bytes. OSError for more than unpacking may take."""
    bits = properties[0] if properties else 40
    size = 0xFFFFFFFF if bits >= 40 else (2 | bits & 1) << (bits // 2 + 11)
    if size > unpacking.MEMORY:
        raise OSError(f"a dictionary of {size >> 20} MiB")
    return size


def _as_lzma2(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As a stream of LZMA2 that packs nothing: the library undoes a branch filter only where a packing that ends follows it."""
    mark = b"\1"
    for piece in pieces:
        for start in range(0, len(piece), CHUNK):
            part = piece[start : start + CHUNK]
            yield mark + struct.pack(">H", len(part) - 1) + part
            mark = b"\2"
    yield b"\0"


def _begun(head: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from pieces


def _packed(at: Read, start: int, size: int) -> Iterator[bytes]:
    for place in range(start, start + size, unpacking.BLOCK):
        yield at(place, min(unpacking.BLOCK, start + size - place))

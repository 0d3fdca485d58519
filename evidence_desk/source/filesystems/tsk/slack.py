"""What is left in the index of one folder of NTFS, of which the kit gives the bytes."""

from __future__ import annotations

from collections.abc import Iterator

from evidence_desk.source.filesystems.leftovers import Name, block, root_names
from evidence_desk.source.filesystems.tsk import library
from evidence_desk.source.filesystems.tsk.content import TskContent
from evidence_desk.source.filesystems.tsk.library import FAILURES, INDEX, INDEX_BLOCKS, File, Handle
from evidence_desk.spare import Leftover

BITMAP = 176
I30 = b"$I30"
USUAL = 4096
LARGEST = 64 << 20
"""Bytes of one index that are looked at."""


def leftovers(handle: Handle, address: int, offset: int) -> list[Leftover]:
    """Names that the folder has no more, each once; `offset`: of the file system on the medium. OSError where the folder cannot be read."""
    try:
        file = handle.open_meta(inode=address)
        listed, found = _gathered(file, handle, address, offset)
    except FAILURES as failure:
        raise OSError(library.reason(failure)) from failure
    once: dict[tuple[str, tuple[int, int, int, int]], Leftover] = {}
    for one in found:
        kept = once.get((one.name, one.times))
        if one.name not in listed and (kept is None or (kept.file is None and one.file is not None)):
            once[one.name, one.times] = one
    return list(once.values())


def _gathered(file: File, handle: Handle, address: int, offset: int) -> tuple[set[str], list[Leftover]]:
    root, bitmap, blocks = (_attribute(file, kind, handle, offset) for kind in (INDEX, BITMAP, INDEX_BLOCKS))
    if root is None or blocks is None:
        return set(), []
    head = root.read_at(0, 1 << 16)
    listed = {one.name for one in root_names(head, address)}
    size = int.from_bytes(head[8:12], "little")
    size = size if size in (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536) else USUAL
    bits = bitmap.read_at(0, LARGEST // size // 8) if bitmap else b""
    found: list[Leftover] = []
    for number, at in enumerate(range(0, min(blocks.size, LARGEST), size)):
        used = not bits or bool(number // 8 < len(bits) and bits[number // 8] >> number % 8 & 1)
        names = block(blocks.read_at(at, size), address, used)
        if names is None:
            continue
        listed.update(one.name for one in names.listed)
        found += [_leftover(one, at, blocks.runs()) for one in names.left]
    return listed, found


def _attribute(file: File, kind: int, handle: Handle, offset: int) -> TskContent | None:
    for found in file:
        if found.info.type == kind and found.info.name == I30:
            return TskContent(file, kind << 16 | found.info.id, found.info.size, handle.info, offset)
    return None


def _leftover(one: Name, block_at: int, runs: list[tuple[int, int]]) -> Leftover:
    at = block_at + one.at
    place = next(_places(runs, at), None)
    return Leftover(one.name, one.file, one.sequence, one.times, one.size, one.space, at, one.length, place)


def _places(runs: list[tuple[int, int]], at: int) -> Iterator[int]:
    """The byte of the medium at which a byte of the index lies."""
    for begin, length in runs:
        if at < length:
            yield begin + at
            return
        at -= length

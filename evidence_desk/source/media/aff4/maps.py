"""Maps: which stretch of an image is which stretch of a stream ("Map Stream" in AFF4 Standard v1.0).

Streams of nothing have names of their own: zeros, one byte for ever, what was not read, and what could not be.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence_desk.source.media.runs import Filled, Layer, Lost, Run, Zeros, cut

ENTRY = struct.Struct("<QQQI")
SCHEMA = "http://aff4.org/Schema#"
SYMBOLIC = f"{SCHEMA}SymbolicStream"
PATTERNS = {
    f"{SCHEMA}UnknownData": ("range-not-acquired", b"UNKNOWN"),
    f"{SCHEMA}UnreadableData": ("range-unreadable-then", b"UNREADABLEDATA"),
}
"""The gap, and the text that the standard puts there: it begins anew each MiB."""


BEFORE = ("http://afflib.org/2009/aff4#", "http://afflib.org/2012/")
"""Names from before the standard: Evimetry 1 and 2."""
RENAMED = {
    "map": "Map", "stream": "ImageStream", "image": "ImageStream", "CompressionMethod": "compressionMethod",
    "compression": "compressionMethod", "chunk_size": "chunkSize", "chunks_per_segment": "chunksInSegment",
}  # fmt: skip
"""What had another name then, or has in Rekall's and WinPmem's volumes."""


def standard(name: str) -> str:
    """The name that the standard has for a name of an older schema; any other as it is."""
    before = next((one for one in (SCHEMA, *BEFORE) if name.startswith(one)), None)
    if before is None:
        return name
    local = name.removeprefix(before).replace("SymbolicStream#", "SymbolicStream")
    return SCHEMA + RENAMED.get(local, local)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A stream of nothing but a text, or of zeros."""

    size: int
    code: str | None
    text: bytes

    def run(self, offset: int) -> Run:
        return Filled(self.size - offset, self.text, offset, self.code) if self.text != b"\0" else Zeros(self.size - offset)


@dataclass(frozen=True, slots=True)
class Missing:
    """A stream whose volume is not there: bad from the beginning, said once."""

    size: int

    def run(self, offset: int) -> Run:
        return Lost(self.size - offset)


class Map:
    """Entries that overlap are used in the order of their places; `whole` is false then, or where one points nowhere."""

    def __init__(self, size: int, raw: bytes, targets: Sequence[Layer], gap: Layer) -> None:
        self.size, self._targets, self._gap = size, targets, gap
        entries = sorted(ENTRY.iter_unpack(raw[: len(raw) // ENTRY.size * ENTRY.size]))
        self._entries = [entry for entry in entries if entry[1] and entry[3] < len(targets)]
        self._starts = [entry[0] for entry in self._entries]
        self.whole = len(self._entries) == sum(1 for entry in entries if entry[1]) and len(raw) % ENTRY.size == 0
        ends = [entry[0] + entry[1] for entry in self._entries]
        self.whole &= all(end <= start for end, start in zip(ends, self._starts[1:], strict=False)) and max(ends, default=0) <= size

    def run(self, offset: int) -> Run:
        index = bisect_right(self._starts, offset) - 1
        following = self._starts[index + 1] if index + 1 < len(self._starts) else self.size
        if index < 0 or offset >= self._starts[index] + self._entries[index][1]:
            return cut(self._gap.run(offset), min(following, self.size) - offset)
        start, length, at, target = self._entries[index]
        within = offset - start
        left = min(length - within, following - offset) if following > offset else length - within
        layer = self._targets[target]
        if at + within >= layer.size:
            return Lost(left, "data-outside", "map")
        return cut(layer.run(at + within), min(left, layer.size - at - within))

    def uses(self) -> Mapping[int, list[tuple[int, int]]]:
        """The stretches of the image by the number of their stream."""
        found: dict[int, list[tuple[int, int]]] = {}
        for start, length, _, target in self._entries:
            found.setdefault(target, []).append((start, length))
        return found


def symbolic(name: str, size: int) -> Layer | None:
    """The stream of nothing that a name stands for; None for any other. Its size is that of what it is used in."""
    if name == f"{SCHEMA}Zero":
        return Pattern(size, None, b"\0")
    if name.startswith(SYMBOLIC) and len(digits := name.removeprefix(SYMBOLIC)) == 2:
        try:
            return Pattern(size, None, bytes.fromhex(digits))
        except ValueError:
            return None
    if name in PATTERNS:
        code, text = PATTERNS[name]
        return Pattern(size, code, text)
    return None

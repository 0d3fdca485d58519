"""What Rock Ridge adds to a directory record of ISO 9660: POSIX names, kinds, times, links, folders moved elsewhere.

System use entries of two letters, a length and a version (IEEE P1281, SUSP 1.12; IEEE P1282, RRIP 1.12). An entry
`CE` goes on somewhere else on the disc; how often is bounded, since such entries can point at themselves.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evidence_desk.model import Instant

MOST_CONTINUATIONS = 64
STAMPS = ("created", "modified", "accessed", "changed")
"""The order of the times in an entry TF, of those that it has."""

Stamp = Callable[[bytes], Instant | None]
"""Makes a time of the seven bytes of a record; ValueError where they name no moment."""


@dataclass(slots=True)
class Posix:
    name: bytes | None = None
    mode: int | None = None
    target: bytes | None = None
    """Where a symbolic link points."""
    times: dict[str, bytes] | None = None
    moved_to: int | None = None
    """The block of the folder that belongs here and is stored elsewhere."""


def read(area: bytes, at: Callable[[int, int, int], bytes]) -> Posix | None:
    """What the system use area of a record says, None where it says nothing of Rock Ridge. `at` reads a block
    from an offset."""
    posix, found = Posix(), False
    link = _Link()
    for tag, body in _entries(area, at):
        match tag:
            case b"NM" if body:
                posix.name = (posix.name or b"") + (body[1:] if not body[0] & 0x06 else b"")
            case b"PX" if len(body) >= 4:
                posix.mode = struct.unpack_from("<I", body)[0]
            case b"SL" if body:
                link.add(body[1:])
                posix.target = link.target
            case b"TF" if body:
                posix.times = (posix.times or {}) | _times(body)
            case b"CL" if len(body) >= 4:
                posix.moved_to = struct.unpack_from("<I", body)[0]
            case b"RR" | b"RE" | b"PL":
                pass
            case _:
                continue
        found = True
    return posix if found else None


def _entries(area: bytes, at: Callable[[int, int, int], bytes]) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(MOST_CONTINUATIONS):
        more = b""
        while len(area) >= 4:
            tag, length = area[:2], area[2]
            if length < 4 or length > len(area) or tag == b"ST":
                break
            body, area = area[4:length], area[length:]
            if tag == b"CE" and len(body) >= 24:
                block, offset, size = struct.unpack_from("<I4xI4xI", body)
                more = at(block, offset, min(size, 65536))
            else:
                yield tag, body
        if not more:
            return
        area = more


def _times(body: bytes) -> dict[str, bytes]:
    """The times that an entry TF has, seven bytes each; those in the long form of a descriptor are left out."""
    flags = body[0]
    if flags & 0x80:
        return {}
    present = [name for bit, name in enumerate(STAMPS) if flags >> bit & 1]
    return {name: body[1 + 7 * place : 8 + 7 * place] for place, name in enumerate(present) if len(body) >= 8 + 7 * place}


class _Link:
    """The target of a symbolic link, which comes in components and may go on over several entries."""

    def __init__(self) -> None:
        self.target = b""
        self._whole = True

    def add(self, components: bytes) -> None:
        while len(components) >= 2 and len(components) >= 2 + components[1]:
            flags, text = components[0], components[2 : 2 + components[1]]
            components = components[2 + components[1] :]
            if flags & 0x08:
                self.target = b"/"
                continue
            if self.target and self._whole and not self.target.endswith(b"/"):
                self.target += b"/"
            self.target += b"." if flags & 0x02 else b".." if flags & 0x04 else text
            self._whole = not flags & 0x01

"""LVM2: volume groups described in text on each of their physical volumes, and the logical volumes in them.

Layout: the LVM2 sources, lib/format_text/layout.h and format-text.c (label, headers, ring of metadata), and the man
page lvm.conf(5) for the grammar of the text. Read here are logical volumes that are linear, striped, or mirrored (the
first copy that is there); thin, cached and RAID 4 to 6 ones are named and not read.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence_desk.model import Gap, Range
from evidence_desk.source.inner import Inner
from evidence_desk.source.media import Medium

SECTOR = 512
LABEL, TYPE = b"LABELONE", b"LVM2 001"
LABEL_SECTORS = 4
RING = b" LVM2 x[5A%r0N*>"
RING_HEADER = 512
FIRST_CRC, ALL_ONES = 0xF597A6CF, 0xFFFFFFFF
"""LVM's CRC-32 starts with a number of its own and is not turned over at its end (lib/misc/crc.c)."""
LARGEST_TEXT = 64 << 20
MOST_AREAS, MOST_SEGMENTS, DEEPEST = 16, 1 << 20, 8
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|#[^\n]*|[{}\[\],=]|[^\s{}\[\],="#]+')
PLAIN = frozenset({"striped"})
COPIES = {"mirror": "mirrors", "raid1": "raids"}
"""Kinds of segment that hold the same bytes several times, and the field that names the copies."""

Value = str | int | list["Value"] | dict[str, "Value"]
Section = dict[str, Value]
FAILURES = (ValueError, KeyError, TypeError, IndexError, struct.error, RecursionError)
"""What a text that is damaged raises."""


class Unread(Exception):
    """A kind of logical volume that is not read here, by its name."""


@dataclass(frozen=True, slots=True)
class Physical:
    """One physical volume of a medium: where it starts, its identifier, the text of its group."""

    index: int
    offset: int
    identifier: str
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a logical volume that lie together on the medium; `place` is None where their physical volume is not there."""

    start: int
    length: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Logical:
    name: str
    inner: Inner
    missing: int
    """Bytes on physical volumes that are not part of this medium: they read as zeros."""


def physical(medium: Medium, index: int, offset: int) -> Physical:
    """ValueError where the label or all copies of the metadata are damaged."""
    for sector in range(LABEL_SECTORS):
        label = medium.read(offset + sector * SECTOR, SECTOR)
        if label.startswith(LABEL) and label[24:32] == TYPE:
            break
    else:
        raise ValueError("no label")
    at = int(struct.unpack_from("<I", label, 20)[0])
    header = label[at:]
    raw = header[:32].decode("ascii")
    areas = _areas(header[40:])
    texts = [text for place, size in areas[1] if (text := _text(medium, offset + place, size))]
    if not texts:
        raise ValueError("no metadata")
    return Physical(index, offset, raw, max(texts, key=_sequence))


def logical(medium: Medium, volumes: Sequence[Physical]) -> tuple[list[Logical], list[Gap]]:
    """The logical volumes of every group that these physical volumes belong to, in the order of their text."""
    found: list[Logical] = []
    gaps: list[Gap] = []
    groups: dict[str, Physical] = {}
    for one in volumes:
        name = _name(one.text)
        if name not in groups or _sequence(one.text) > _sequence(groups[name].text):
            groups[name] = one
    for name, newest in groups.items():
        try:
            group = _Group(medium, name, _parsed(newest.text)[name], volumes)
            for each, reason in group.volumes():
                if isinstance(each, Logical):
                    found.append(each)
                    if each.missing:
                        gaps.append(Gap("lvm-incomplete", {"name": each.name, "missing": each.missing}))
                else:
                    gaps.append(Gap("lvm-unsupported", {"name": each, "detail": reason}))
        except FAILURES as failure:
            gaps.append(Gap("lvm-damaged", {"index": newest.index, "detail": str(failure)[:200]}, "error"))
    return found, gaps


class _Group:
    def __init__(self, medium: Medium, name: str, section: Value, present: Sequence[Physical]) -> None:
        self._medium, self._name = medium, name
        self._section = _section(section)
        self._extent = _number(self._section["extent_size"]) * SECTOR
        if self._extent <= 0:
            raise ValueError("extent_size")
        places = {one.identifier: one.offset for one in present}
        self._starts: dict[str, int | None] = {}
        for key, value in _section(self._section["physical_volumes"]).items():
            one = _section(value)
            place = places.get(str(one["id"]).replace("-", ""))
            self._starts[key] = None if place is None else place + _number(one["pe_start"]) * SECTOR
        self._volumes = {key: _section(value) for key, value in _section(self._section.get("logical_volumes", {})).items()}

    def volumes(self) -> Iterator[tuple[Logical | str, str]]:
        """Each visible volume, or its name and why it cannot be had."""
        for name, section in self._volumes.items():
            status = section.get("status")
            if not (isinstance(status, list) and "VISIBLE" in status):
                continue
            title = f"{self._name}/{name}"
            try:
                stretches = self._stretches(name, 0)
            except Unread as kind:
                yield title, str(kind)
                continue
            missing = sum(one.length for one in stretches if one.place is None)
            yield Logical(title, _inner(self._medium, stretches), missing), ""

    def _stretches(self, name: str, depth: int) -> list[Stretch]:
        """Where the bytes of a volume lie, in order. Unread for a kind that is not read here."""
        if depth > DEEPEST:
            raise ValueError(f"{name} lies within itself")
        volume = self._volumes[name]
        segments = [_section(value) for key, value in volume.items() if re.fullmatch(r"segment\d+", key)]
        found: list[Stretch] = []
        for segment in sorted(segments, key=lambda one: _number(one["start_extent"])):
            start, length = _number(segment["start_extent"]) * self._extent, _number(segment["extent_count"]) * self._extent
            kind = str(segment["type"])
            if kind in PLAIN:
                found += self._striped(segment, start, length)
            elif kind in COPIES:
                found += self._copy(segment, COPIES[kind], start, length, depth)
            else:
                raise Unread(kind)
            if len(found) > MOST_SEGMENTS:
                raise ValueError("too many stretches")
        return found

    def _striped(self, segment: Section, start: int, length: int) -> list[Stretch]:
        stripes = segment["stripes"]
        assert isinstance(stripes, list)
        columns = [self._place(str(stripes[at]), _number(stripes[at + 1])) for at in range(0, len(stripes), 2)]
        if len(columns) == 1:
            return [Stretch(start, length, columns[0])]
        piece = _number(segment["stripe_size"]) * SECTOR
        if piece <= 0 or length // piece > MOST_SEGMENTS:
            raise ValueError("stripe_size")
        found = []
        for number, at in enumerate(range(0, length, piece)):
            row, column = divmod(number, len(columns))
            first = columns[column]
            found.append(Stretch(start + at, min(piece, length - at), None if first is None else first + row * piece))
        return found

    def _copy(self, segment: Section, field: str, start: int, length: int, depth: int) -> list[Stretch]:
        """The first copy of which everything is there, else the first."""
        names = [str(one) for one in _list(segment[field]) if isinstance(one, str) and "_rmeta_" not in one]
        copies = [self._stretches(name, depth + 1) if name in self._volumes else self._direct(name, length) for name in names]
        best = next((copy for copy in copies if all(one.place is not None for one in copy)), copies[0])
        return [Stretch(start + one.start, min(one.length, length - one.start), one.place) for one in best if one.start < length]

    def _direct(self, name: str, length: int) -> list[Stretch]:
        return [Stretch(0, length, self._place(name, 0))]

    def _place(self, name: str, extent: int) -> int | None:
        first = self._starts[name]
        return None if first is None else first + extent * self._extent


def _inner(medium: Medium, stretches: list[Stretch]) -> Inner:
    def places(offset: int, length: int) -> list[tuple[int, int, int | None]]:
        found = []
        for one in stretches:
            begin, end = max(offset, one.start), min(offset + length, one.start + one.length)
            if begin < end:
                found.append((begin, end - begin, None if one.place is None else one.place + begin - one.start))
        return found

    def read(offset: int, length: int) -> bytes:
        data = bytearray(length)
        for begin, count, place in places(offset, length):
            if place is not None:
                part = medium.read(place, count)
                data[begin - offset : begin - offset + len(part)] = part
        return bytes(data)

    def runs(offset: int, length: int) -> list[Range]:
        """What is not on the medium lies behind its end, so that a file which touches it is marked."""
        return [(medium.size + begin if place is None else place, count) for begin, count, place in places(offset, length)]

    size = max((one.start + one.length for one in stretches), default=0)
    return Inner(medium, 0, size, read, [(medium.size + one.start, one.length) for one in stretches if one.place is None], runs)


def _areas(data: bytes) -> tuple[list[Range], list[Range]]:
    """Data areas and metadata areas: two lists of (offset, size), each ended by zeros."""
    lists: list[list[Range]] = [[], []]
    at = 0
    for one in lists:
        for _ in range(MOST_AREAS):
            place, size = struct.unpack_from("<QQ", data, at)
            at += 16
            if not place:
                break
            one.append((place, size))
    return lists[0], lists[1]


def _text(medium: Medium, place: int, size: int) -> str | None:
    """The text of a ring of metadata; None where header or ring are damaged, as the text's own checksum tells."""
    header = medium.read(place, RING_HEADER)
    if len(header) < RING_HEADER or header[4:20] != RING:
        return None
    offset, length, checksum, flags = struct.unpack_from("<QQII", header, 40)
    if not offset or flags & 1 or not RING_HEADER <= offset < size or length > min(LARGEST_TEXT, size):
        return None
    first = medium.read(place + offset, min(length, size - offset))
    rest = medium.read(place + RING_HEADER, length - len(first)) if len(first) < length else b""
    whole = first + rest
    if len(whole) < length or zlib.crc32(whole, FIRST_CRC ^ ALL_ONES) ^ ALL_ONES != checksum:
        return None
    return whole.rstrip(b"\0").decode("utf-8", "replace")


def _parsed(text: str) -> Section:
    """The text as sections. ValueError where it does not follow the grammar."""
    tokens = [token for token in TOKENS.findall(text) if not token.startswith("#")]
    root: Section = {}
    stack = [root]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token == "}":
            stack.pop()
            if not stack:
                raise ValueError("a brace too many")
            at += 1
        elif tokens[at + 1] == "{":
            inner: Section = {}
            stack[-1][token] = inner
            stack.append(inner)
            at += 2
        elif tokens[at + 1] == "=" and tokens[at + 2] == "[":
            end = tokens.index("]", at)
            stack[-1][token] = [_value(one) for one in tokens[at + 3 : end] if one != ","]
            at = end + 1
        elif tokens[at + 1] == "=":
            stack[-1][token] = _value(tokens[at + 2])
            at += 3
        else:
            raise ValueError(f"{token!r} stands alone")
    if len(stack) > 1:
        raise ValueError("a section that does not end")
    return root


def _name(text: str) -> str:
    """The first section is the group's."""
    found = re.match(r"(?:\s|#[^\n]*\n|[a-z_]+\s*=\s*(?:\"[^\"]*\"|\d+)[^\n]*\n)*([^\s{}=]+)\s*\{", text)
    return found.group(1) if found else ""


def _sequence(text: str) -> int:
    found = re.search(r"^\s*seqno\s*=\s*(\d{1,18})\b", text, re.MULTILINE)
    return int(found.group(1)) if found else -1


def _value(token: str) -> Value:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return int(token) if re.fullmatch(r"-?\d{1,18}", token) else token


def _section(value: Value) -> Section:
    if not isinstance(value, dict):
        raise TypeError("no section")
    return value


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _number(value: Value) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError("no number")
    return value

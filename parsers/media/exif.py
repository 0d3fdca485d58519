"""What a picture says of its making: EXIF (CIPA DC-008, Exif 2.32), its TIFF structure read by exifread.

Its times are wall times of the camera; OffsetTimeOriginal, where there is one, is their zone. Coordinates are degrees,
minutes and seconds with a letter for the hemisphere; the GPS time is UTC. All of it can be changed with any editor.

exifread raises many kinds of exceptions on damaged files, and follows counts and offsets as a file states them. It is
given only the block of the file that is a TIFF, without the makers' own notes, and only so many reads.
"""

from __future__ import annotations

import io
import logging
import re
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO, TypeVar, cast

import exifread
from exifread.core.exceptions import ExifError
from exifread.core.ifd_tag import IfdTag

from evidence_desk.api import Extent, Gap, Instant, Locus, OpenEntry, Photo, Records, ZoneBasis, clean, parser, shortened
from parsers.media import _exif_block

T = TypeVar("T")
logging.getLogger("exifread").disabled = True  # what it would warn of is told in gaps

MOST_READS = 100_000
LARGEST_READ = 1 << 20
MOST_TAGS, LONGEST_TAG = 300, 300
FAILURES = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError, EOFError, ArithmeticError, RecursionError,
    struct.error, ExifError,
)  # fmt: skip
"""What exifread 3.5 was seen to raise on damaged files, and their kin."""

FIRST_YEAR = 1800
WALL = re.compile(r"\s*(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d):(\d\d)\s*")
SIDES = {"GPS GPSLatitude": ("N", "S", 90), "GPS GPSLongitude": ("E", "W", 180)}
OFFSET = re.compile(r"\s*([+-])(\d\d):(\d\d)\s*")
DATE = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)")
UNSET = re.compile(r"[\s:0]*")
TELLING = re.compile(
    r"GPS (?!GPSVersionID)|Image (?:Make|Model|Software|DateTime|Artist|Copyright|ImageDescription|HostComputer|XP\w+)$"
    r"|EXIF (?:DateTime|OffsetTime|LensModel|CameraOwnerName|BodySerialNumber|LensSerialNumber|ImageUniqueID)"
)
"""Tags that say anything of the making; size and resolution alone do not."""


@parser("exif", version=1, sniff=_exif_block.looks_like_picture)
def photo(entry: OpenEntry) -> Records:
    """Camera, time and place as a picture states them; any editor can change them."""
    with entry.open() as file:
        try:
            block = _exif_block.find(file, entry.size)
            tags = tags_of(file, block) if block else {}
        except FAILURES as error:
            detail = f"{type(error).__name__}: {clean(str(error))[:200]}"
            yield Gap("row-undecodable", {"row": 1, "detail": detail}, rows=1)
            return
    if block and block.offset + block.length > entry.size:
        params: dict[str, str | int] = {"path": entry.path, "offset": entry.size, "detail": "the file ends inside of its EXIF block"}
        yield Gap("document-damaged", params, place=block)
    if block and any(TELLING.match(name) for name in tags):
        yield from told(entry, entry.at(block), Tags(tags))


class TooManyReads(ValueError):
    """A file that states more than any camera writes."""


class Window:
    """A part of a file, as a file that gives up after so many reads."""

    def __init__(self, file: BinaryIO, part: Extent) -> None:
        self._file, self._part, self._at, self._left = file, part, 0, MOST_READS

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._part.length}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, count: int = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise TooManyReads("more values are stated than are read")
        there = max(0, self._part.length - self._at)
        self._file.seek(self._part.offset + self._at)
        data = self._file.read(min(there if count < 0 else count, there, LARGEST_READ))
        self._at += len(data)
        return data


def tags_of(file: BinaryIO, block: Extent) -> dict[str, IfdTag]:
    """The tags of a TIFF block by name, as `GPS GPSLatitude`."""
    found = exifread.process_file(cast(BinaryIO, Window(file, block)), details=False, extract_thumbnail=False)
    return {name: tag for name, tag in found.items() if hasattr(tag, "printable")}


class Tags:
    """The tags of a picture; `odd` collects those whose values mean nothing, with what the picture has."""

    def __init__(self, tags: Mapping[str, IfdTag]) -> None:
        self._tags = tags
        self.odd: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        named = list(self._tags.items())[:MOST_TAGS]
        found = {clean(name): shortened(clean(str(tag.printable)), LONGEST_TAG) for name, tag in named}
        return found | {"…": f"(+{len(self._tags) - MOST_TAGS})"} if len(self._tags) > MOST_TAGS else found

    def text(self, name: str) -> str | None:
        tag = self._tags.get(name)
        return clean(str(tag.printable)).strip() or None if tag and tag.values else None

    def size(self, *names: str) -> int | None:
        """The first of these that is a number above zero."""
        values = [tag.values[0] for name in names if (tag := self._tags.get(name)) and isinstance(tag.values, list) and tag.values]
        return next((value for value in values if isinstance(value, int) and value > 0), None)

    def read(self, name: str, of: Callable[[str], T]) -> T | None:
        """What a function makes of a tag; where it makes only an error, the tag is odd."""
        if name not in self._tags:
            return None
        try:
            return of(name)
        except (ValueError, TypeError, ArithmeticError):
            self.odd[name] = f"{self.text(name)} {self.text(f'{name}Ref') or ''}".strip()
            return None

    def wall(self, name: str) -> datetime | None:
        """A wall time; none where a camera without a clock filled the field with zeros or spaces."""
        written = self.text(name) or ""
        if UNSET.fullmatch(written):
            return None
        year, month, day, hour, minute, second = numbers_in(WALL, written)
        if year < FIRST_YEAR:
            raise ValueError("no year of a photograph")
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 a wall time

    def degrees(self, name: str) -> float:
        """A coordinate, north and east positive."""
        degrees, minutes, seconds = map(float, self._tags[name].values)
        positive, negative, most = SIDES[name]
        side = (self.text(f"{name}Ref") or "").upper()[:1]
        total = degrees + minutes / 60 + seconds / 3600
        if side not in (positive, negative) or min(degrees, minutes, seconds) < 0 or max(minutes, seconds) > 60 or not total <= most:
            raise ValueError("no place on the earth")
        return -total if side == negative else total

    def altitude(self, name: str) -> float:
        """Metres above sea level."""
        (metres,) = map(float, self._tags[name].values)
        return -metres if self.size(f"{name}Ref") == 1 else metres

    def gps_time(self, name: str) -> Instant | None:
        """GPS date and time, which are UTC; none without a date."""
        hour, minute, second = map(float, self._tags[name].values)
        date = self.text("GPS GPSDate")
        if date is None:
            return None
        year, month, day = numbers_in(DATE, date)
        whole = datetime(year, month, day, int(hour), int(minute), int(second), tzinfo=UTC)
        decimals = f"{second % 1:.6f}"[2:].rstrip("0")
        return Instant.of(whole.replace(microsecond=int(decimals.ljust(6, "0"))), len(decimals))


def numbers_in(pattern: re.Pattern[str], written: str) -> tuple[int, ...]:
    match = pattern.fullmatch(written)
    return tuple(map(int, match.groups())) if match else ()


def told(entry: OpenEntry, locus: Locus, tags: Tags) -> Records:
    taken = next((name for name in ("DateTimeOriginal", "DateTimeDigitized") if tags.text(f"EXIF {name}")), "DateTimeOriginal")
    time, basis = time_of(entry, tags, taken)
    latitude, longitude = tags.read("GPS GPSLatitude", tags.degrees), tags.read("GPS GPSLongitude", tags.degrees)
    record = Photo(
        locus=locus, time=time, taken_local=tags.text(f"EXIF {taken}"), zone_basis=basis, make=tags.text("Image Make"),
        camera=tags.text("Image Model"), software=tags.text("Image Software"),
        latitude=None if longitude is None else latitude, longitude=None if latitude is None else longitude,
        altitude=tags.read("GPS GPSAltitude", tags.altitude), gps_time=tags.read("GPS GPSTimeStamp", tags.gps_time),
        width=tags.size("EXIF ExifImageWidth", "Image ImageWidth"), height=tags.size("EXIF ExifImageLength", "Image ImageLength"),
        tags=tags.all(),
    )  # fmt: skip
    for field, raw in tags.odd.items():
        yield Gap("value-out-of-range", {"field": field, "raw": raw[:LONGEST_TAG]}, place=locus.place)
    yield record


def time_of(entry: OpenEntry, tags: Tags, name: str) -> tuple[Instant | None, ZoneBasis]:
    """When the picture was taken, where it states its zone or one was stated for the evidence."""
    wall = tags.read(f"EXIF {name}", tags.wall)
    if wall is None:
        return None, "unknown"
    kind = name.removeprefix("DateTime")
    decimals = re.sub(r"\D", "", tags.text(f"EXIF SubSecTime{kind}") or "")[:6]
    wall = wall.replace(microsecond=int(decimals.ljust(6, "0")))
    offset = OFFSET.fullmatch(tags.text(f"EXIF OffsetTime{kind}") or "")
    if offset is None or int(offset[2]) > 14:
        return entry.local(wall, len(decimals))
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return Instant.of(wall.replace(tzinfo=timezone(ahead if offset[1] == "+" else -ahead)), len(decimals)), "source"

"""Showing an entry to a person, in a worker: its bytes, its picture as plain pixels, its sound as plain samples."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from evidence_desk.api import clean
from evidence_desk.errors import NoContent, NoPicture, NoTable, NotAPicture
from evidence_desk.ingest import sound, wire
from evidence_desk.ingest.descent import Descent
from evidence_desk.mapping import Columns
from evidence_desk.source import table, writing
from evidence_desk.source.filesystems import Content
from evidence_desk.source.filesystems.contents import Pieces
from evidence_desk.source.source import Source

LARGEST_PICTURE = 128 << 20
MOST_PIXELS = 80_000_000


def look(source: Source) -> Columns:
    """The columns of the one file that the evidence is."""
    medium = source.medium
    if medium is None:
        raise NoTable(detail="a folder")
    try:
        return table.look(Pieces(medium.read, ((0, medium.size),), medium.size))
    except table.FAILURES as error:
        raise NoTable(detail=table.told(error)) from error


def peek(descent: Descent, request: wire.Peek) -> bytes:
    content = _open(descent, request.item)
    try:
        return content.read_at(request.offset, min(request.length, 16 << 20))
    except OSError as error:
        raise NoContent(detail=str(error)) from error


def draw(descent: Descent, request: wire.Draw) -> wire.Picture:
    content = _open(descent, request.item)
    if content.size > LARGEST_PICTURE:
        raise NoPicture(detail=f"{content.size} bytes")
    try:
        data = content.read_at(0, content.size)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.MAX_IMAGE_PIXELS = MOST_PIXELS
            with Image.open(io.BytesIO(data)) as image:
                image.draft("RGB", (request.width, request.height))
                image.thumbnail((request.width, request.height))
                upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError as error:
        raise NotAPicture() from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NoPicture(detail=str(error)) from error
    return wire.Picture(upright.width, upright.height, upright.tobytes())


def hear(descent: Descent, request: wire.Hear) -> wire.Sound:
    content = _open(descent, request.item)
    try:
        return sound.hear(content)
    except OSError as error:
        raise NoContent(detail=str(error)) from error


def recognise(descent: Descent, request: wire.Recognise) -> wire.Writing:
    content = _open(descent, request.item)
    try:
        found = writing.read(content, request.item.path, request.threads)
    except OSError as error:
        raise NoContent(detail=str(error)) from error
    return wire.Writing([clean(line) for line in found.lines], found.unsure)


def _open(descent: Descent, item: wire.Wanted) -> Content:
    try:
        return descent.open(item)
    except OSError as error:
        raise NoContent(detail=str(error)) from error

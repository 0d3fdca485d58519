"""Small pictures with what a camera or an editor writes into them (Exif 2.32)."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import justmytype_intl_cjk
from PIL import ExifTags, Image, ImageDraw, ImageFont

FONT = next(Path(justmytype_intl_cjk.__file__).parent.rglob("NotoSansSC*.ttf"))
GPS = ExifTags.GPS
BASE = ExifTags.Base


@dataclass(frozen=True, slots=True)
class Shot:
    """What the file says of its making. Latitude and longitude in degrees, north and east."""

    taken: datetime
    place: tuple[float, float] | None = None
    zone: bool = True
    software: str | None = None


def paper(lines: tuple[str, ...], shot: Shot | None = None, *, seed: int = 1) -> bytes:
    """A sheet with a few lines of text, as a JPEG."""
    sheet = Image.new("RGB", (480, 300), "#f4f1ea")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((8, 8, 471, 291), outline="#8a8578", width=2)
    for number, line in enumerate(lines):
        size = 26 if number == 0 else 17
        draw.text((30, 28 + 44 * number), line, fill="#2b2b2b", font=ImageFont.truetype(FONT, size))
    return _jpeg(sheet, shot, seed)


def view(shot: Shot, *, seed: int) -> bytes:
    """A street scene of plain shapes: enough to tell one picture from another."""
    chance = random.Random(seed)
    scene = Image.new("RGB", (480, 320), "#c9d8e6")
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 230, 480, 320), fill="#7d8471")
    for left in range(0, 480, 60):
        top = chance.randrange(60, 200)
        draw.rectangle((left + 4, top, left + 54, 230), fill=chance.choice(("#8d99a6", "#a08f7d", "#6d7f8c", "#b3a58f")))
    return _jpeg(scene, shot, seed)


def _jpeg(picture: Image.Image, shot: Shot | None, seed: int) -> bytes:
    _grain(picture, seed)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60, **({"exif": _exif(shot, picture.size)} if shot else {}))
    return out.getvalue()


def _grain(picture: Image.Image, seed: int) -> None:
    """A few specks, so that no two pictures have the same digest."""
    chance = random.Random(seed * 7919)
    for _ in range(40):
        picture.putpixel((chance.randrange(picture.width), chance.randrange(picture.height)), (90, 90, 90))


def _exif(shot: Shot, size: tuple[int, int]) -> Image.Exif:
    exif = Image.Exif()
    stamp = shot.taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[BASE.DateTime] = stamp
    if shot.software:
        exif[BASE.Software] = shot.software
    else:
        exif[BASE.Make], exif[BASE.Model] = "Example", "EX-1"
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[BASE.DateTimeOriginal] = stamp
    detail[BASE.ExifImageWidth], detail[BASE.ExifImageHeight] = size
    if shot.zone:
        detail[BASE.OffsetTimeOriginal] = shot.taken.strftime("%z")[:3] + ":00"
    if shot.place:
        latitude, longitude = shot.place
        position = exif.get_ifd(ExifTags.IFD.GPSInfo)
        position[GPS.GPSLatitudeRef], position[GPS.GPSLatitude] = "N", _degrees(latitude)
        position[GPS.GPSLongitudeRef], position[GPS.GPSLongitude] = "E", _degrees(longitude)
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = value % 1 * 60
    return float(int(value)), float(int(minutes)), round(minutes % 1 * 60, 2)

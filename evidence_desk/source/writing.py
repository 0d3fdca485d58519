"""The writing on a picture, read by RapidOCR (PP-OCR models, Chinese and English), which lies in its package: nothing is fetched.

What is read off a picture is a reading, not the evidence itself: it serves search, and is marked as OCR wherever it is
shown. Lines of which the model itself is unsure are left out and counted.
"""

from __future__ import annotations

import io
import logging
import struct
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evidence_desk.errors import NoReader, NoWriting
from evidence_desk.source.filesystems import Content

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy

READER = "OCR"
MIMES = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "image/bmp",
    "image/x-ms-bmp",
    "image/tiff",
    "image/heic",
    "image/heif",
    "image/avif",
)
SMALLEST_SIDE = 64
"""Pixels below which a picture is an icon."""
LARGEST_FILE = 256 << 20
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 4096
SURE = 0.6
"""The model's own score of a line, 0 to 1."""
FAILURES = (OSError, ValueError, TypeError, LookupError, ArithmeticError, SyntaxError, NotImplementedError, EOFError, struct.error)
"""What Pillow was seen to raise on damaged pictures, and their kin."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Lines from top to bottom; `unsure`: how many more there are that could not be read reliably."""

    lines: tuple[str, ...]
    unsure: int


def read(content: Content, path: str, threads: int = 1) -> Writing:
    """What stands on a picture; nothing for an icon. NoWriting where it cannot be decoded, NoReader without the models."""
    from PIL.Image import DecompressionBombError

    try:
        pixels = _decoded(content)
    except (*FAILURES, DecompressionBombError) as error:
        raise NoWriting(path=path, detail=str(error)[:200]) from error
    if pixels is None:
        return Writing((), 0)
    try:
        lines = _engine(threads)(pixels)
    except ImportError as error:
        raise NoReader(path=path, detail=str(error)[:200]) from error
    sure = tuple(line for line, score in lines if score >= SURE)
    return Writing(sure, len(lines) - len(sure))


def _decoded(content: Content) -> numpy.ndarray | None:
    """The first frame, rows by columns by red, green, blue; None for an icon. ValueError for what no memory should be given to."""
    import numpy
    from PIL import Image

    if content.size > LARGEST_FILE:
        raise ValueError(f"{content.size} bytes, more than {LARGEST_FILE}")
    with warnings.catch_warnings(), Image.open(io.BytesIO(content.read_at(0, content.size))) as picture:
        warnings.simplefilter("ignore")
        width, height = picture.size
        if min(width, height) < SMALLEST_SIDE:
            return None
        if width * height > MOST_PIXELS:
            raise ValueError(f"{width} x {height} pixels, more than {MOST_PIXELS}")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        flat = Image.new("RGB", picture.size, "white")
        shown = picture.convert("RGBA")
        flat.paste(shown, mask=shown.getchannel("A"))
        flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return numpy.asarray(flat)


@cache
def _engine(threads: int) -> Callable[[numpy.ndarray], list[tuple[str, float]]]:
    """The models, loaded once a process. ImportError where they are not installed."""
    from rapidocr import RapidOCR
    from rapidocr.utils.output import RapidOCROutput

    logging.getLogger("RapidOCR").disabled = True
    models = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def read(pixels: numpy.ndarray) -> list[tuple[str, float]]:
        found = models(pixels)
        return list(zip(found.txts or (), found.scores or (), strict=True)) if isinstance(found, RapidOCROutput) else []

    return read

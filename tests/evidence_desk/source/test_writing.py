"""Writing on pictures is read in both languages; what cannot be decoded says so."""

from __future__ import annotations

import io
import random
from importlib.resources import files

import pytest
from PIL import Image, ImageDraw, ImageFont

from evidence_desk.errors import NoWriting
from evidence_desk.source.writing import Writing, read

LINES = ["张三 2024年3月5日 14:22", "你好，请把5000元转到账户", "6222 0212 3456 7890 128", "OK, sent. Transfer done 12:03"]


class Bytes:
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def runs(self) -> list[tuple[int, int]]:
        return []


def screenshot(lines: list[str], kind: str = "PNG") -> bytes:
    pytest.importorskip("rapidocr")
    face = files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
    picture = Image.new("RGB", (720, 120 * len(lines) + 60), "#ededed")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(face), 30)
    for index, line in enumerate(lines):
        draw.rounded_rectangle((40, 40 + index * 120, 660, 120 + index * 120), 12, fill="white" if index % 2 else "#95ec69")
        draw.text((60, 60 + index * 120), line, font=font, fill="black")
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_screenshot_of_a_chat_is_read_in_both_languages(kind: str) -> None:
    found = read(Bytes(screenshot(LINES, kind)), "/shot")
    assert [line.replace(" ", "") for line in found.lines] == [line.replace(" ", "") for line in LINES]


def test_a_picture_without_writing_gives_no_line() -> None:
    assert read(Bytes(screenshot([""])), "/shot").lines == ()


def test_an_icon_is_passed_over() -> None:
    data = io.BytesIO()
    Image.new("RGB", (48, 48)).save(data, "PNG")
    assert read(Bytes(data.getvalue()), "/icon") == Writing((), 0)


def test_a_picture_that_states_too_many_pixels_is_refused(corpus) -> None:
    with pytest.raises(NoWriting, match="pixels"):
        read(Bytes((corpus / "hostile/handmade/png_bomb_50000x50000.png").read_bytes()), "/bomb.png")


def test_damaged_pictures_give_writing_or_a_sentence() -> None:
    whole, draw = screenshot(LINES[:1], "JPEG"), random.Random(5)
    for _ in range(12):
        data = bytearray(whole[: draw.randrange(1, len(whole))])
        for _ in range(3):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            assert isinstance(read(Bytes(bytes(data)), "/cut.jpg"), Writing)
        except NoWriting as refused:
            assert refused.params["path"] == "/cut.jpg"

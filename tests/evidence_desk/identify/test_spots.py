"""What is searched is searched as the patterns alone would, everywhere: the quick way passes nothing over and finds nothing more."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from evidence_desk.identify import KINDS, Hit, scan, scan_each
from tests.evidence_desk.identify.test_identify import NEAR, TRUE

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
PIECES = [raw for pairs in TRUE.values() for raw, _ in pairs] + NEAR
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
GLUE = [
    *" \n\t.,:：;，。！（）()[]{}\"'<>=+-_/@·•Xx0178aAfFzZ年京粤的",
    "\r\n",
    "\u0663",
    "\u200b",
    "\U0001f600",
    "\U0001d7ce",
    "\ud800",
    "　",
    "＠",
    "ı",
    "İ",
]
WORDS = [
    "微信号：",
    "QQ：",
    "qQ号码是",
    "VX:",
    "weıxin ",
    "WeChat: ",
    "扣扣",
    "企鹅号 ",
    'imei":"',
    "IMSI=460001234567890",
    "wxid_",
    "gh_",
    "@chatroom",
    "::1",
    "https://",
    "0086 ",
]


def by_patterns(text: str) -> Iterator[Hit]:
    """Every pattern over every line."""
    start = 0
    for line in text.translate(FULL_WIDTH).split("\n"):
        for kind in KINDS:
            for found in kind.pattern.finditer(line):
                judged = kind.judge(found[kind.group])
                if judged is not None:
                    begin, end = found.span(kind.group)
                    yield Hit(kind.name, judged[0], text[start + begin : start + end], judged[1], start + begin)
        start += len(line) + 1


def made(draw: random.Random) -> str:
    parts = []
    for _ in range(draw.randrange(1, 40)):
        match draw.randrange(8):
            case 0 | 1:
                parts.append(draw.choice(PIECES))
            case 2:
                parts.append(draw.choice(PIECES).translate(WIDE))
            case 3:
                parts.append(draw.choice(WORDS))
            case 4:
                parts.append("".join(draw.choices("0123456789 -", k=draw.randrange(1, 30))))
            case 5:
                piece = draw.choice(PIECES)
                parts.append(piece[: draw.randrange(len(piece) + 1)])
            case _:
                parts.append("".join(draw.choices(GLUE, k=draw.randrange(1, 5))))
    return "".join(parts)


@pytest.mark.parametrize("seed", range(8))
def test_the_quick_way_finds_what_the_patterns_find(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(400):
        text = made(draw)
        assert list(scan(text)) == list(by_patterns(text)), ascii(text)


def test_random_characters_hold_the_same_either_way() -> None:
    draw = random.Random(99)
    for alphabet in ("0123456789 -\n", "0123456789abcdefABCDEF:-.\n", "13Tbc0x" + "abcXYZ289" * 2, "qQ:1234567 微信扣\n", "".join(GLUE)):
        for _ in range(60):
            text = "".join(draw.choices(alphabet, k=400))
            assert list(scan(text)) == list(by_patterns(text)), ascii(text)


def test_many_texts_in_one_go_are_as_each_by_itself() -> None:
    draw = random.Random(5)
    texts = [made(draw) for _ in range(200)] + ["", "\n", "13812345678"]
    assert scan_each(texts) == [list(scan(text)) for text in texts]
    assert scan_each([]) == []

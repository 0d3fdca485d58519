"""Text in bytes without a file: what is found, where, and how little of noise."""

from __future__ import annotations

import itertools
import random

import pytest

from evidence_desk.source.strings import BLOCK, fragments, runs

NOISE = random.Random(3)


def around(data: bytes, before: int = 1000) -> bytes:
    return NOISE.randbytes(before - 1) + b"\0" + data + b"\0\0\0" + NOISE.randbytes(1000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
@pytest.mark.parametrize(
    "text",
    ["约在老地方见面，带上合同。", "账号 6222020200112233445 户名张三丰", "转账说明如下\r\n第一笔：五万元", "与王喆于昨日联系并转移资金"],
)
def test_a_text_is_found_where_it_lies_in_each_encoding(text: str, encoding: str) -> None:
    for before in (1000, 1001):
        found = [
            run
            for run in runs(around(text.encode(encoding), before))
            if run.encoding == encoding and run.text in text and len(run.text) > 5
        ]
        assert found
        first = found[0]
        assert first.offset == before + len(text[: text.index(first.text)].encode(encoding))
        assert sum(len(run.text) for run in found) >= len(text) * 0.6


def test_ascii_and_a_short_name_are_found() -> None:
    assert [run.text for run in runs(b"\0\0meet@example.org\0\0")] == ["meet@example.org"]
    assert [run.text for run in runs(b"\0\0" + "林悦".encode() + b"\0\0")] == ["林悦"]
    assert [run.text for run in runs(b"\0\0" + "陈建国".encode("utf-16-le") + b"\0\0")] == ["陈建国"]
    assert runs(b"\0\0abc\0\0\0------\0") == []


def test_runs_do_not_lie_over_each_other_and_noise_gives_few_hanzi() -> None:
    data = NOISE.randbytes(1 << 20)
    found = runs(data)
    assert all(first.offset + first.length <= second.offset for first, second in itertools.pairwise(found))
    assert sum(len(run.text) for run in found if not run.text.isascii()) < len(data) // 500


def test_a_search_in_blocks_gives_each_text_once_with_its_byte() -> None:
    text = "第一段文字跨过边界".encode()
    data = bytearray(3 * BLOCK)
    for at in (BLOCK - 10, 2 * BLOCK - 300, 2 * BLOCK + 500):
        data[at : at + len(text)] = text
    whole = list(fragments(lambda at, size: bytes(data[at : at + size]), 0, len(data), len(data)))
    assert [(one.offset, one.text) for one in whole] == [(at, text.decode()) for at in (BLOCK - 10, 2 * BLOCK - 300, 2 * BLOCK + 500)]
    assert [one.places for one in whole] == [[(0, one.offset, "utf-8")] for one in whole]


def test_endless_text_is_cut_and_takes_no_longer_than_it_has() -> None:
    for piece in (
        b"a" * 64,
        "汉字".encode() * 16,
        "汉字".encode("utf-16-le") * 16,
        "汉字".encode("gb18030") * 16,
        b"\x81" * 64,
        b"\xe4\xb8" * 32,
    ):
        data = piece * (1 << 14)
        for one in fragments(lambda at, size, data=data: data[at : at + size], 0, len(data), len(data)):  # type: ignore[misc]
            assert one.length <= 1 << 17

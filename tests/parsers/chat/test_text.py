"""The pieces of a text export tile its bytes: every byte belongs to a message, to a row that is none, or to a gap."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.chat._text import TextFile, behind_line_end, cut

HEADER = re.compile(r"\[(?P<time>\d+)\] ")
LINES = st.lists(st.sampled_from(["[1] 你好", "[22] a\r", "", "text", "\ud800", "[3] ", "😀", "x" * 300]), max_size=30)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@given(lines=LINES, cut_off=st.integers(0, 3))
def test_pieces_follow_each_other_from_the_first_byte_to_the_last(entry: Callable, encoding: str, lines: list[str], cut_off: int) -> None:
    data = "\n".join(lines).encode(encoding, "replace")
    data = data[: max(0, len(data) - cut_off)]
    at = 0
    for offset, end, _, _ in cut(TextFile(entry(data)), behind_line_end(HEADER), len(data)):
        assert offset == at
        at = end
    assert at == len(data)


def test_headers_are_where_the_pieces_begin(entry: Callable) -> None:
    data = "title\n[1] 一\n二\n[2] 三".encode()
    pieces = [
        (data[offset:end].decode(), match and match["time"])
        for offset, end, match, _ in cut(TextFile(entry(data)), behind_line_end(HEADER), len(data))
    ]
    assert pieces == [("title\n", None), ("[1] 一\n二\n", "1"), ("[2] 三", "2")]

"""The readable text of a text file."""

from __future__ import annotations

import pytest

from evidence_desk.model import Gap, Text
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.plaintext import MOST_BYTES, decode


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_character_of_which_the_file_has_the_beginning_only_is_marked_and_counted(encoding: str) -> None:
    words = ("中文文本" * 4).encode(encoding)
    found, gaps = decode(Held(words + "中".encode(encoding)[:1]), "/a.txt")
    assert found == Text("中文文本" * 4 + "\ufffd", encoding)
    assert gaps == [Gap("encoding-errors", {"path": "/a.txt", "count": 1, "encoding": encoding}, "info")]
    assert decode(Held(words), "/a.txt") == (Text("中文文本" * 4, encoding), [])


def test_a_character_that_the_end_of_the_reading_cuts_is_no_error() -> None:
    found, gaps = decode(Held(b"a" * (MOST_BYTES - 1) + "中文".encode()), "/a.txt")
    assert found is not None
    assert set(found.body) == {"a"}
    assert [gap.code for gap in gaps] == ["text-cut"]

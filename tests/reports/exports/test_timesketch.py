"""Lines that Timesketch takes: three fields in each, and a time it can read."""

from __future__ import annotations

import json
from datetime import datetime

from .conftest import Written


def test_each_line_has_what_timesketch_requires(written: Written) -> None:
    lines = [json.loads(line) for line in written("timesketch").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 4 + 3 + 1 + 3
    for line in lines:
        assert line["message"]
        assert line["timestamp_desc"]
        moment = datetime.fromisoformat(line["datetime"])
        assert moment.utcoffset() is not None
        assert abs(moment.timestamp() * 1_000_000 - line["timestamp"]) < 2
    [message] = [line for line in lines if line["data_type"] == "evidence-desk:messages"]
    assert (message["datetime"], message["time"]) == ("2024-03-05T07:04:05.123456+00:00", "2024-03-05T07:04:05.1234567Z")
    assert message["tag"] == ["重要"]


def test_only_what_has_the_tag_is_exported(written: Written) -> None:
    lines = [json.loads(line) for line in written("timesketch", "重要").read_text(encoding="utf-8").splitlines()]
    assert [line["item"] for line in lines] == ["a1.2.6", "m1.2.3"] or [line["item"] for line in lines] == ["m1.2.3", "a1.2.6"]

"""Whatever a file holds, a parser gives records and gaps: no other exception, and an end."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence_desk import plugins
from evidence_desk.api import OpenEntry, Parser

PARSERS, _ = plugins.parsers()
MOST = 2 << 20
CHANGES = 6


def read(parser: Parser, entry: OpenEntry) -> int:
    """How many values it yields, each of which goes into a frame. Rows that damage swallows are counted by the worker."""
    return sum(len(msgspec.msgpack.encode(one)) > 0 for one in parser.parse(entry))


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_records_or_gaps(entry: Callable, parser: Parser, data: bytes) -> None:
    one = entry(data)
    if parser.claims(one):
        read(parser, one)


@cache
def samples(folder: Path) -> list[tuple[str, bytes]]:
    """Names and bytes of the samples, those in archives too."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < MOST:
            found.append((path.name, path.read_bytes()))
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    found += [
                        (one.filename.rpartition("/")[2], archive.read(one)) for one in archive.infolist() if 0 < one.file_size < MOST
                    ]
    return found


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_damaged_samples_give_records_or_gaps(entry: Callable, corpus, parser: Parser) -> None:
    draw = random.Random(parser.name)
    claimed = []
    for name, whole in samples(corpus / "chat"):
        if parser.claims(entry(whole, f"/chat/{name}")):
            claimed.append((name, whole))
    for name, whole in claimed[:4]:
        for _ in range(CHANGES):
            data = bytearray(whole[: draw.randrange(len(whole) // 2, len(whole) + 1)])
            for _ in range(draw.randrange(1, 20)):
                data[draw.randrange(len(data))] = draw.randrange(256)
            one = entry(bytes(data), f"/chat/{name}")
            if parser.claims(one):
                read(parser, one)

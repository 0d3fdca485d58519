"""Files that are packed by themselves."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from collections.abc import Callable

import pytest
import zstandard

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.inside import open_container

TEXT = random.Random(1).randbytes(400_000).hex().encode()
PACKINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("application/gzip", gzip.compress), ("application/x-bzip2", bz2.compress), ("application/x-xz", lzma.compress),
    ("application/zstd", zstandard.compress),
]  # fmt: skip


def opened(data: bytes, mime: str, path: str = "/a.bin") -> tuple[Entry, list[Gap], Callable[[int, int], bytes]]:
    system = open_container(Held(data), path, mime, 1, lambda: None)
    found = list(system.walk(5, frozenset(), lambda _: None))
    [entry] = [one for one in found if isinstance(one, Entry)]
    content = system.open(entry.address, None, entry.path)
    assert content.size == entry.size
    return entry, [one for one in found if isinstance(one, Gap)], content.read_at


@pytest.mark.parametrize(("mime", "pack"), PACKINGS)
def test_streams_one_behind_the_other_and_padding_are_one_file(mime: str, pack: Callable[[bytes], bytes]) -> None:
    entry, gaps, read = opened(pack(TEXT) + pack(b"more") + bytes(600), mime)
    assert read(0, entry.size + 1) == TEXT + b"more"
    assert (entry.number, gaps) == (5, [])


@pytest.mark.parametrize(("mime", "pack"), PACKINGS)
def test_what_follows_a_whole_stream_is_said_and_costs_nothing(mime: str, pack: Callable[[bytes], bytes]) -> None:
    entry, gaps, read = opened(pack(TEXT) + b"something else", mime)
    assert read(0, entry.size + 1) == TEXT
    assert read(entry.size, 1) == b""
    assert [(gap.code, gap.params["count"]) for gap in gaps] == [("archive-trailing", 14)]


@pytest.mark.parametrize(("mime", "pack"), PACKINGS)
def test_a_stream_that_is_cut_gives_what_came_before_and_then_an_error(mime: str, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(TEXT)
    entry, gaps, read = opened(whole[: len(whole) - 20], mime)
    assert TEXT.startswith(read(0, entry.size) if entry.size else b"")
    assert [gap.code for gap in gaps] == ["archive-damaged"]
    with pytest.raises(OSError, match="after"):
        read(entry.size, 1)


def test_a_name_is_the_stored_one_or_the_containers_own() -> None:
    stored = b"\x1f\x8b\x08\x08\0\0\0\x5f\0\x03" + b"../../evil\0" + gzip.compress(b"x")[10:]
    assert opened(stored, "application/gzip")[0].path == "/../../evil"
    assert opened(gzip.compress(b"x", mtime=0), "application/gzip", "/x/log.txt.GZ")[0].path == "/log.txt"
    assert opened(gzip.compress(b"x", mtime=1_600_000_000), "application/gzip", "/x/a.tgz")[0].modified == 1_600_000_000_000_000
    assert opened(gzip.compress(b"x", mtime=0), "application/gzip", "/x/.gz")[0].path == "/.gz"

"""AD1 images, written here without a line of the reader, and a real one."""

from __future__ import annotations

import hashlib
import itertools
import random
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evidence_desk.errors import Known
from evidence_desk.model import Entry, Gap, unpack_time
from evidence_desk.source.source import Source, open_source

CHUNK = 4096


@dataclass
class Node:
    name: bytes
    content: bytes | None = None
    children: list[Node] = field(default_factory=list)


TREE = [
    Node("C盘:NONAME [NTFS]".encode(), None, [Node("报告.txt".encode(), b"abc" * 5000), Node(b"a/b", b""), Node(b"empty", None, [])]),
    Node(b"last.bin", bytes(range(256)) * 700),
]


def image(tree: list[Node]) -> bytearray:
    """Everything behind the first segment header."""
    out = bytearray(0x5C + 6)
    first = _chain(out, tree)
    out[:0x44] = struct.pack("<16sIIIQQI4sQQ", b"ADLOGICALIMAGE\0\0", 4, 1, CHUNK, 0, first, 6, b"AD\0\0", 0x5C, 0)
    out[0x5C:0x62] = b"source"
    return out


def _chain(out: bytearray, nodes: list[Node]) -> int:
    """Items that follow each other; the place of the first."""
    places = []
    for node in nodes:
        places.append(len(out))
        out += bytes(48) + node.name + bytes(8)
        content, table = node.content or b"", 0
        said = [(2, 2, b"3" if node.content is None else b"1"), (5, 8, b"20170331T180231.189682"), (5, 9, b"20170331T180249")]
        if node.content is not None:
            said += [(1, 0x5001, hashlib.md5(content).hexdigest().encode()), (1, 0x5002, hashlib.sha1(content).hexdigest().encode())]
        if content:
            packed = [zlib.compress(content[at : at + CHUNK]) for at in range(0, len(content), CHUNK)]
            table, start = len(out), len(out) + 8 * (len(packed) + 2)
            ends = [start + sum(map(len, packed[:number])) for number in range(len(packed) + 1)]
            out += struct.pack(f"<Q{len(ends)}Q", len(packed), *ends) + b"".join(packed)
        chain = len(out)
        for number, (category, key, text) in enumerate(said):
            following = len(out) + 20 + len(text) if number + 1 < len(said) else 0
            out += struct.pack("<QIII", following, category, key, len(text)) + text
        child = _chain(out, node.children) if node.children else 0
        kind = 5 if node.content is None else 0
        out[places[-1] : places[-1] + 48] = struct.pack("<QQQQQII", 0, child, chain, table, len(content), kind, len(node.name))
    for place, following in itertools.pairwise(places):
        out[place : place + 8] = struct.pack("<Q", following)
    return places[0]


def save(folder: Path, data: bytes, fragments: int = 24000) -> list[Path]:
    """In segments of so many times 64 KiB."""
    span = fragments * 65536 - 512
    pieces = [data[at : at + span] for at in range(0, len(data), span)]
    paths = []
    for number, piece in enumerate(pieces, 1):
        head = struct.pack("<16sIIII2xI2xI", b"ADSEGMENTEDFILE\0", 1, 2, number, len(pieces), fragments, 512).ljust(512, b"\0")
        paths.append(folder / f"a.ad{number}")
        paths[-1].write_bytes(head + piece)
    return paths


def listed(source: Source) -> tuple[list[Entry], list[Gap]]:
    found = list(source.filesystem(1).walk(1, frozenset(), lambda _: None))
    return [one for one in found if isinstance(one, Entry)], [one for one in found if isinstance(one, Gap)]


def content(source: Source, entry: Entry) -> bytes:
    opened = source.filesystem(1).open(entry.address, entry.attribute, entry.path)
    return opened.read_at(0, opened.size)


def test_the_tree_its_times_and_its_contents_are_those_that_were_put_in(tmp_path: Path) -> None:
    source = open_source(save(tmp_path, image(TREE)))
    entries, gaps = listed(source)
    assert [(one.path, one.kind, one.size) for one in entries] == [
        ("/C盘:NONAME [NTFS]", "directory", 0),
        ("/last.bin", "file", 179200),
        ("/C盘:NONAME [NTFS]/报告.txt", "file", 15000),
        ("/C盘:NONAME [NTFS]/a\\x2fb", "file", 0),
        ("/C盘:NONAME [NTFS]/empty", "directory", 0),
    ]
    assert [one.number for one in entries] == [1, 2, 3, 4, 5]
    assert [one.parent for one in entries] == [None, None, 1, 1, 1]
    assert [gap.code for gap in gaps] == ["name-odd"]
    assert content(source, entries[1]) == bytes(range(256)) * 700
    assert content(source, entries[2]) == b"abc" * 5000
    times = [str(unpack_time(value, entries[1].fine, place)) for place, value in enumerate((entries[1].created, entries[1].modified))]
    assert times == ["2017-03-31T18:02:31.189682Z", "2017-03-31T18:02:49Z"]
    assert source.format == "ad1"


def test_segments_are_found_from_any_of_them_and_a_missing_one_is_named(tmp_path: Path) -> None:
    noise = random.Random(3).randbytes(300_000)
    paths = save(tmp_path, image([Node(b"noise", noise)]), fragments=1)
    assert len(paths) > 3
    source = open_source([paths[2]])
    (entry,), _ = listed(source)
    assert content(source, entry) == noise
    assert source.segments == tuple(paths)
    paths[2].unlink()
    source = open_source([paths[0]])
    (entry,), _ = listed(source)
    opened = source.filesystem(1).open(entry.address, None, entry.path)
    with pytest.raises(OSError, match=r"zlib|chunk"):
        opened.read_at(0, opened.size)
    assert [gap.params["segment"] for gap in source.gaps] == ["a.ad3"]
    assert source.medium is not None
    (bad,) = source.medium.bad_ranges
    assert any(place < bad[0] + bad[1] and bad[0] < place + length for place, length in opened.runs())


def test_a_chain_that_leads_back_ends(tmp_path: Path) -> None:
    data = image(TREE)
    first = struct.unpack_from("<Q", data, 0x24)[0]
    data[first + 8 : first + 16] = struct.pack("<Q", first)
    entries, gaps = listed(open_source(save(tmp_path, data)))
    assert len(entries) == 2
    assert "directory-loop" in {gap.code for gap in gaps}


def test_any_damage_is_read_or_refused(tmp_path: Path) -> None:
    whole, noise = image(TREE), random.Random(2026)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(noise.choice([1, 3])):
            data[noise.randrange(min(len(data), 3000))] = noise.randrange(256)
        cut = data[: noise.randrange(len(data))] if noise.random() < 0.3 else data
        try:
            source = open_source(save(tmp_path, cut))
        except Known:
            continue
        for entry in listed(source)[0]:
            try:
                content(source, entry)
            except OSError:
                continue
        source.close()


def test_a_real_image_has_the_files_whose_digests_it_stores(corpus: Path) -> None:
    source = open_source([corpus / "images/ad1/ad1_test.ad1"])
    entries, gaps = listed(source)
    assert ([one.path for one in entries], gaps) == (["/doc1.txt", "/doc2.txt"], [])
    for entry in entries:
        opened = source.filesystem(1).open(entry.address, None, entry.path)
        data = opened.read_at(0, opened.size)
        assert opened.stored == {"md5": hashlib.md5(data).hexdigest(), "sha1": hashlib.sha1(data).hexdigest()}  # type: ignore[attr-defined]
    assert content(source, entries[0]) == b"Inhoud document 1"

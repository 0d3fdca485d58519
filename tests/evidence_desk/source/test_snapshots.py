"""Shadow copies: the volume as it was, of which only what differs from today is listed.

The writer here follows libyal's description of the format: a header in the boot area, a catalog, and one store of old blocks.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.model import Entry
from evidence_desk.source.source import Source, open_source

BLOCK = 16 << 10
MARK = bytes.fromhex("6b87083876c1484eb7ae04046e6cc752")
STORE = uuid.uuid5(uuid.NAMESPACE_DNS, "store").bytes_le
TICKS = 132_000_000_000_000_000
STORE_AT = 12 << 20
"""Where the file system of the test keeps nothing."""


def record(kind: int, place: int, size: int = 0) -> bytes:
    return (MARK + struct.pack("<IIQQQQ", 1, kind, 0, place, 0, size)).ljust(128, b"\0")


def with_shadow(now: bytes, then: bytes, here: bool = True) -> bytes:
    """The volume of now with a shadow copy of then; without `here` its store lies on another volume."""
    whole = bytearray(now)
    changed = [at for at in range(0, len(now), BLOCK) if now[at : at + BLOCK] != then[at : at + BLOCK]]
    catalog, header, listing, ranges, bitmap, data = (STORE_AT + number * BLOCK for number in range(6))
    rows = b"".join(
        struct.pack("<QQQII", at, data - STORE_AT + number * BLOCK, data + number * BLOCK, 0, 0) for number, at in enumerate(changed)
    )
    first = struct.pack("<QQ", 2, len(now)) + STORE + struct.pack("<QQQ", 1, 0x40, TICKS)
    second = struct.pack("<QQ", 3, listing) + STORE + struct.pack("<QQQQQQ", header, ranges, bitmap, 0, (6 + len(changed)) * BLOCK, 0)
    about = STORE + bytes(32) + struct.pack("<IIHH", 1, 0x400000, 0, 0)
    parts = {
        0x1E00: MARK + struct.pack("<IIQQQQQ", 1, 1, 0x1E00, 0x1E00, 0, catalog, 1 << 30),
        catalog: record(2, catalog) + first.ljust(128, b"\0") + (second.ljust(128, b"\0") if here else b""),
        header: record(4, header) + about,
        listing: record(3, listing, len(rows)) + rows,
        ranges: record(5, ranges) + struct.pack("<QQQ", STORE_AT, 0, (6 + len(changed)) * BLOCK),
        bitmap: record(6, bitmap),
    }
    for at, content in parts.items():
        whole[at : at + len(content)] = content
    for number, at in enumerate(changed):
        whole[data + number * BLOCK : data + (number + 1) * BLOCK] = then[at : at + BLOCK]
    return bytes(whole)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """An NTFS volume before and after a file was written over and another one added."""
    for name in ("mkntfs", "ntfscp"):
        if shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin") is None:
            pytest.skip(f"{name} is not installed")
    folder = tmp_path_factory.mktemp("ntfs")
    volume, source = folder / "volume.raw", folder / "source"
    with volume.open("wb") as file:
        file.truncate(16 << 20)
    run("mkntfs", "-Fq", "-s", "512", "-p", "0", "-H", "0", "-S", "0", volume)

    def put(name: str, text: str) -> None:
        source.write_text(text)
        run("ntfscp", "-q", volume, source, name)

    put("kept.txt", "the same then and now")
    put("ledger.txt", "paid to the account: 20000\n" * 60)
    then = volume.read_bytes()
    put("ledger.txt", "nothing was ever paid, whatever anyone may say of it\n" * 80)
    put("later.txt", "only now")
    return then, volume.read_bytes()


def run(*words: str | Path) -> None:
    subprocess.run(
        [shutil.which(str(words[0]), path="/usr/sbin:/sbin:/usr/bin:/bin") or words[0], *words[1:]], check=True, capture_output=True
    )


Made = Callable[[bytes], Source]


@pytest.fixture
def made(tmp_path: Path) -> Callable[[bytes], Source]:
    def make(data: bytes) -> Source:
        path = tmp_path / "disk.raw"
        path.write_bytes(data)
        return open_source([path])

    return make


def content(source: Source, entry: Entry) -> bytes:
    opened = source.filesystem(entry.volume).open(entry.address, entry.attribute, entry.path)
    return opened.read_at(0, opened.size)


def test_a_shadow_copy_is_a_volume_that_lists_what_was_another_then(made: Made, states: tuple[bytes, bytes], walked) -> None:
    then, now = states
    source = made(with_shadow(now, then))
    live, shadow = source.volumes
    assert (live.snapshot, shadow.filesystem) == (None, "ntfs")
    assert shadow.snapshot is not None
    assert shadow.snapshot.startswith("1 2019-04-17T18:40:00.0000000Z ")
    entries, gaps = walked(source.filesystem(2), 100)
    names = {entry.path: entry for entry in entries}
    assert "/ledger.txt" in names
    assert {"/kept.txt", "/later.txt"} & set(names) == set()
    assert content(source, names["/ledger.txt"]).startswith(b"paid to the account: 20000")
    assert [entry.number for entry in entries] == list(range(100, 100 + len(entries)))
    assert {entry.volume for entry in entries} == {2}
    assert [gap.params["count"] for gap in gaps if gap.code == "snapshot-same"] != [0]
    source.close()


def test_the_volume_as_it_is_shows_what_is_there_now(made: Made, states: tuple[bytes, bytes], walked) -> None:
    source = made(with_shadow(states[1], states[0]))
    entries, _ = walked(source.filesystem(1))
    ledger = next(entry for entry in entries if entry.path == "/ledger.txt")
    assert content(source, ledger).startswith(b"nothing was ever paid")
    source.close()


def test_a_shadow_copy_that_lies_on_another_volume_is_named_and_not_walked(made: Made, states: tuple[bytes, bytes]) -> None:
    source = made(with_shadow(states[1], states[0], here=False))
    assert [(one.snapshot is not None, one.filesystem) for one in source.volumes] == [(False, "ntfs"), (True, None)]
    assert [gap.params for gap in source.gaps if gap.code == "snapshot-elsewhere"] == [{"index": 2}]
    source.close()


def test_a_damaged_catalog_is_said_and_costs_the_volume_nothing(made: Made, states: tuple[bytes, bytes], walked) -> None:
    whole = bytearray(with_shadow(states[1], states[0]))
    whole[STORE_AT : STORE_AT + 16] = bytes(16)
    source = made(bytes(whole))
    assert [gap.code for gap in source.gaps] == ["snapshots-unreadable"]
    entries, _ = walked(source.filesystem(1))
    assert any(entry.path == "/kept.txt" for entry in entries)
    source.close()


def test_a_sample_whose_stores_lie_elsewhere_says_so(image: Callable[[str], Path]) -> None:
    source = open_source([image("images/ntfs/vss_1_vol.tar.gz")])
    assert [gap.params["index"] for gap in source.gaps if gap.code == "snapshot-elsewhere"] == [3, 4]
    source.close()

"""RAR archives, written here from the notes of the format and without a line of the reader; a program stands in for those that unpack."""

from __future__ import annotations

import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems import Content
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.inside.rar import RarFileSystem, tool
from evidence_desk.source.inside.within import Within

OLD, FIVE = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def block(kind: int, body: bytes, data: bytes = b"", flags: int = 0, extra: bytes = b"") -> bytes:
    head = number(kind) + number(flags | (2 if data else 0) | (1 if extra else 0))
    head += (number(len(extra)) if extra else b"") + (number(len(data)) if data else b"") + body + extra
    whole = number(len(head)) + head
    return struct.pack("<I", zlib.crc32(whole)) + whole + data


def member(name: str, text: bytes, stored: bytes | None = None, method: int = 0, flags: int = 0, extra: bytes = b"") -> bytes:
    body = number(2 | 4) + number(len(text)) + number(0) + struct.pack("<II", 1_700_000_000, zlib.crc32(text))
    body += number(method << 7) + number(1) + number(len(name.encode())) + name.encode()
    return block(2, body, text if stored is None else stored, flags, extra)


def five(*blocks: bytes, volume: int | None = None, more: bool = False) -> bytes:
    main = block(1, number(0)) if volume is None else block(1, number(1 | (2 if volume else 0)) + (number(volume) if volume else b""))
    return FIVE + main + b"".join(blocks) + block(5, number(int(more)))


def old(name: bytes, text: bytes, flags: int = 0, method: int = 0x30) -> bytes:
    stamp = (2024 - 1980 << 9 | 3 << 5 | 5) << 16 | 10 << 11 | 30 << 5
    head = struct.pack("<IIBIIBBHI", len(text), len(text), 2, zlib.crc32(text), stamp, 29, method, len(name), 32) + name
    head = struct.pack("<BHH", 0x74, 0x8000 | flags, 7 + len(head)) + head
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + text


def four(*members: bytes, flags: int = 0) -> bytes:
    return OLD + b"\xcf\x90" + struct.pack("<BHH", 0x73, flags, 13) + bytes(6) + b"".join(members) + b"\xc4\x3d\x7b\0\x40\7\0"


def opened(data: bytes, name: str = "a.rar", beside: dict[str, bytes] | None = None) -> RarFileSystem:
    def find(wanted: str) -> Content | None:
        return Held(beside[wanted]) if beside and wanted in beside else None

    return RarFileSystem(Within(Held(data), f"/x/{name}", lambda: None), 1, find, lambda: None)


def walked(system: RarFileSystem) -> tuple[dict[str, Entry], list[str]]:
    found = list(system.walk(1, frozenset(), lambda _: None))
    return {one.path: one for one in found if isinstance(one, Entry)}, [one.code for one in found if isinstance(one, Gap)]


def content(system: RarFileSystem, entry: Entry) -> bytes:
    given = system.open(entry.address, None, entry.path)
    return given.read_at(0, given.size)


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A PATH with one folder that is empty at first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    tool.tools.cache_clear()
    yield folder
    tool.tools.cache_clear()


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!{sys.executable}\n{text}")
    (folder / name).chmod(0o755)
    tool.tools.cache_clear()


@pytest.mark.parametrize("make", [lambda text: five(member("文/a.txt", text)), lambda text: four(old("文\\a.txt".encode("gb18030"), text))])
def test_what_is_stored_needs_no_program(no_tools: Path, make) -> None:
    system = opened(make(b"hello"))
    entries, codes = walked(system)
    assert content(system, entries["/文/a.txt"]) == b"hello"
    assert [code for code in codes if code != "zone-unknown"] == []
    assert entries["/文/a.txt"].modified is not None


def test_without_a_program_what_is_packed_is_listed_and_said_in_one_sentence(no_tools: Path) -> None:
    system = opened(five(member("a.txt", b"x" * 90, b"packed", method=3), member("b.txt", b"y" * 80, b"packed", method=3)))
    entries, codes = walked(system)
    assert (entries["/a.txt"].size, codes.count("archive-tool-missing")) == (90, 1)
    with pytest.raises(OSError, match="unrar, 7z, bsdtar"):
        content(system, entries["/a.txt"])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_a_program_gives_members_and_a_sum_that_differs_is_told(no_tools: Path) -> None:
    first, second = b"x" * 90, b"y" * 80
    program(no_tools, "7z", "")  # one that was made without RAR
    program(no_tools, "bsdtar", f"import sys; assert sys.argv[-1] == 'a.rar'; sys.stdout.write({first.decode()!r} + {'z' * 80!r})")
    system = opened(five(member("a.txt", first, b"p", method=3), member("b.txt", second, b"p", method=3)))
    entries, _ = walked(system)
    assert content(system, entries["/a.txt"]) == first
    with pytest.raises(OSError, match="CRC-32"):
        content(system, entries["/b.txt"])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_a_program_that_never_ends_its_output_or_stands_still_is_ended(no_tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = five(member("a.txt", b"x" * 90, b"p", method=3))
    program(no_tools, "unrar", "import sys\nwhile True: sys.stdout.write('x' * 4096)")
    system = opened(packed)
    assert content(system, walked(system)[0]["/a.txt"]) == b"x" * 90
    monkeypatch.setattr(tool, "STILL_SECONDS", 0.3)
    program(no_tools, "unrar", "import time; time.sleep(60)")
    system = opened(packed)
    with pytest.raises(OSError, match="no program"):
        content(system, walked(system)[0]["/a.txt"])


def test_a_member_that_goes_on_in_the_next_volume_is_one(no_tools: Path) -> None:
    text = random.Random(1).randbytes(5000)
    first = five(member("a.bin", text, text[:3000], flags=0x10), volume=0, more=True)
    second = five(member("a.bin", text, text[3000:], flags=0x08), volume=1)
    system = opened(first, "a.part1.rar", {"a.part2.rar": second})
    entries, codes = walked(system)
    assert content(system, entries["/a.bin"]) == text
    assert codes == []
    assert walked(opened(second, "a.part2.rar", {"a.part1.rar": first}))[1] == ["inside-archive-part"]
    alone = opened(first, "a.part1.rar")
    entries, codes = walked(alone)
    assert codes == ["archive-volume-missing"]
    with pytest.raises(OSError, match="a volume is missing"):
        content(alone, entries["/a.bin"])


def test_what_is_encrypted_is_listed_and_said(no_tools: Path) -> None:
    secret = number(3) + number(1) + number(0) + number(0)
    system = opened(five(member("a.txt", b"hello", b"secret", extra=secret)))
    entries, codes = walked(system)
    assert codes == ["archive-encrypted"]
    with pytest.raises(OSError, match="encrypted"):
        content(system, entries["/a.txt"])
    assert walked(opened(FIVE + block(4, number(0))))[1] == ["archive-locked"]
    assert walked(opened(four(flags=0x80)))[1] == ["archive-locked"]


def test_a_bomb_is_refused_and_names_that_lead_out_are_said(no_tools: Path) -> None:
    size = 200 << 20
    body = number(4) + number(size) + number(0) + struct.pack("<I", 0) + number(3 << 7) + number(1) + number(10) + b"../etc/pwd"
    system = opened(five(block(2, body, b"p")))
    _, codes = walked(system)
    assert {"archive-member-unsafe", "archive-members-refused"} <= set(codes)


def test_a_record_of_times_adds_to_the_time_of_the_header_and_one_that_is_none_is_told(no_tools: Path) -> None:
    body = number(4 | 8) + struct.pack("<QQ", (1_600_000_000 + 11_644_473_600) * 10**7, 2**64 - 1)
    record = number(len(number(3) + body)) + number(3) + body
    entries, gaps = walked(opened(five(member("a", b"x", extra=record))))
    found = entries["/a"]
    assert (found.modified, found.created, found.accessed) == (1_700_000_000 * 10**6, 1_600_000_000 * 10**6, None)
    assert gaps == ["time-out-of-range"]


@pytest.mark.parametrize(
    "whole", [five(member("a.txt", b"hello" * 50), member("b.txt", b"there")), four(old(b"a.txt", b"hello" * 50), old(b"b", b"c"))]
)
def test_of_changed_bytes_come_members_gaps_or_a_refusal_and_nothing_else(no_tools: Path, whole: bytes) -> None:
    chance = random.Random(5)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(7, len(data))] = chance.randrange(256)
        try:
            system = opened(bytes(data[: chance.randint(8, len(data))]))
            for entry in walked(system)[0].values():
                content(system, entry)
        except OSError:
            continue


def test_an_archive_that_is_cut_says_so(no_tools: Path) -> None:
    whole = five(member("a.txt", b"hello" * 50))
    entries, codes = walked(opened(whole[:-60]))
    assert "archive-damaged" in codes
    assert "/a.txt" in entries

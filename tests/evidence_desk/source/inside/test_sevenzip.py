"""7z archives that 7-Zip wrote, read without it."""

from __future__ import annotations

import random
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap
from evidence_desk.source.filesystems.contents import Held
from evidence_desk.source.inside import open_container

PROGRAM = shutil.which("7z") or shutil.which("7zz") or shutil.which("7za")
MIME = "application/x-7z-compressed"
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="7-Zip is not installed")
DRAW = random.Random(2)
FILES = {
    "a.txt": b"line of text\n" * 20_000, "子/说明.txt": "转账说明".encode() * 50, "子/empty": b"", "noise.bin": DRAW.randbytes(300_000),
    "prog.exe": b"MZ" + b"".join(b"\xe8" + DRAW.randbytes(2) + b"\0\0" + b"\x90" * 20 for _ in range(5000)),
}  # fmt: skip


def archive(folder: Path, *options: str) -> bytes:
    root = folder / "in"
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    assert PROGRAM is not None
    subprocess.run([PROGRAM, "a", "-bd", "-y", *options, str(folder / "a.7z"), "."], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return (folder / "a.7z").read_bytes()


def read(data: bytes) -> tuple[dict[str, bytes | str], list[Gap]]:
    """The content of each file, or why there is none."""
    system = open_container(Held(data), "/a.7z", MIME, 1, lambda: None)
    found: dict[str, bytes | str] = {}
    gaps = []
    for one in system.walk(1, frozenset(), lambda _: None):
        if isinstance(one, Gap):
            gaps.append(one)
        elif isinstance(one, Entry) and one.kind == "file":
            try:
                content = system.open(one.address, None, one.path)
                found[one.path.removeprefix("/./").removeprefix("/")] = content.read_at(0, one.size)
                content.read_at(one.size, 1)
            except OSError as error:
                found[one.path] = str(error)
    return found, gaps


@pytest.mark.parametrize(
    "options",
    [
        (), ("-m0=LZMA",), ("-m0=BZip2",), ("-m0=Deflate",), ("-m0=Copy",), ("-ms=off",), ("-mhc=off",), ("-m0=BCJ", "-m1=LZMA"),
        ("-m0=Delta:4", "-m1=LZMA2"), ("-m0=ARM", "-m1=LZMA2"), ("-mx=1",), ("-m0=PPC", "-m1=Deflate"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_method_gives_the_same_bytes(tmp_path: Path, options: tuple[str, ...]) -> None:
    found, gaps = read(archive(tmp_path, *options))
    assert found == FILES
    assert gaps == []


def test_times_and_folders_are_those_of_the_archive(tmp_path: Path) -> None:
    data = archive(tmp_path)
    system = open_container(Held(data), "/a.7z", MIME, 1, lambda: None)
    entries = {one.path: one for one in system.walk(7, frozenset(), lambda _: None) if isinstance(one, Entry)}
    assert entries["/子"].kind == "directory"
    modified = entries["/a.txt"].modified
    assert modified is not None
    assert modified == (tmp_path / "in" / "a.txt").stat().st_mtime_ns // 1000
    assert sorted(one.number for one in entries.values()) == list(range(7, 7 + len(entries)))


def test_a_time_that_is_none_is_told(tmp_path: Path) -> None:
    whole = archive(tmp_path, "-mhc=off", "-m0=Copy")
    start, length = (int.from_bytes(whole[at : at + 8], "little") for at in (12, 20))
    header = bytearray(whole[32 + start : 32 + start + length])
    at = next(place for place in range(len(header)) if header[place] == 20 and header[place + 2 : place + 4] == b"\1\0")
    header[at + 4 : at + 12] = b"\xff" * 8
    first = whole[12:28] + zlib.crc32(header).to_bytes(4, "little")
    _, gaps = read(whole[:8] + zlib.crc32(first).to_bytes(4, "little") + first + whole[32 : 32 + start] + bytes(header))
    assert [(gap.code, gap.params["field"], gap.params["raw"]) for gap in gaps] == [("time-out-of-range", "modified", str(2**64 - 1))]


def test_members_are_read_in_any_order(tmp_path: Path) -> None:
    system = open_container(Held(archive(tmp_path)), "/a.7z", MIME, 1, lambda: None)
    files = [one for one in system.walk(1, frozenset(), lambda _: None) if isinstance(one, Entry) and one.kind == "file"]
    for one in [*reversed(files), *files]:
        assert system.open(one.address, None, one.path).read_at(0, one.size) == FILES[one.path[1:]]


def test_encrypted_members_are_counted_and_an_encrypted_header_is_said(tmp_path: Path) -> None:
    found, gaps = read(archive(tmp_path, "-psecret"))
    assert [gap.code for gap in gaps] == ["archive-encrypted"]
    assert found["/a.txt"] == "encrypted"
    (tmp_path / "a.7z").unlink()
    with pytest.raises(OSError, match="encrypted"):
        read(archive(tmp_path, "-psecret", "-mhe=on"))


def test_a_method_that_is_not_read_is_named(tmp_path: Path) -> None:
    found, gaps = read(archive(tmp_path, "-m0=PPMd"))
    assert found["/a.txt"] == "compression method PPMd"
    assert [gap.params["limit"] for gap in gaps] == ["compression method PPMd"]


def test_damage_costs_what_lies_behind_it(tmp_path: Path) -> None:
    data = bytearray(archive(tmp_path, "-m0=Copy", "-ms=off"))
    place = bytes(data).index(FILES["noise.bin"][:50]) + 1000
    data[place] ^= 1
    found, _ = read(bytes(data))
    assert "CRC-32" in str(found["/noise.bin"])
    assert found["a.txt"] == FILES["a.txt"]


def test_any_header_whose_sum_holds_ends_in_an_error_or_in_members(tmp_path: Path) -> None:
    whole = archive(tmp_path, "-mhc=off", "-m0=Copy")
    start, length = (int.from_bytes(whole[at : at + 8], "little") for at in (12, 20))
    draw = random.Random(4)
    for _ in range(300):
        header = bytearray(whole[32 + start : 32 + start + length])
        for _ in range(draw.randrange(1, 4)):
            header[draw.randrange(len(header))] = draw.randrange(256)
        first = whole[12:28] + zlib.crc32(header).to_bytes(4, "little")
        try:
            read(whole[:12] + first + whole[32 : 32 + start] + bytes(header))
        except OSError:
            continue


def test_a_header_that_claims_too_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        read(b"7z\xbc\xaf\x27\x1c\0\4" + bytes(4) + (0).to_bytes(8, "little") + (1 << 62).to_bytes(8, "little") + bytes(4))

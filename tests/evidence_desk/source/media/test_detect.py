"""What a file is, by its content alone."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.errors import (
    ContainerEncrypted,
    EvidenceEmpty,
    FormatUnknown,
    Known,
    NoSuchFormat,
    NotAFile,
    NotReadable,
    PathMissing,
)
from evidence_desk.source.media.detect import kind_of, open_medium


def at(offset: int, magic: bytes, size: int = 0x10800) -> bytes:
    return (bytes(offset) + magic).ljust(size, b"\0")


def mbr(*entries: tuple[int, int, int, int]) -> bytes:
    table = b"".join(struct.pack("<B3xB3xII", *entry) for entry in entries).ljust(64, b"\0")
    return bytes(446) + table + b"\x55\xaa"


def vhd_footer(size: int) -> bytes:
    return (b"conectix" + bytes(40) + struct.pack(">Q", size)).ljust(512, b"\0")


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        made.addfile(tarfile.TarInfo("chat.txt"))
    return out.getvalue()


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


DISKS = {
    "mbr": mbr((0x80, 7, 2048, 4096)) + bytes(512),
    "gpt": at(512, b"EFI PART"),
    "gpt with sectors of 4 KiB": at(4096, b"EFI PART"),
    "apm": at(512, b"PM\0\0"),
    "bsd label": at(512, b"\x57\x45\x56\x82"),
    "ntfs": at(3, b"NTFS    "),
    "exfat": at(3, b"EXFAT   "),
    "bitlocker": at(3, b"-FVE-FS-"),
    "fat": b"\xeb\x3c\x90mkfs.fat" + struct.pack("<HBHBHHB", 512, 4, 1, 2, 512, 0, 0xF8).ljust(600, b"\0"),
    "ext": at(0x438, b"\x53\xef"),
    "hfs+": at(0x400, b"H+\0\x04"),
    "apfs": at(32, b"NXSB"),
    "xfs": at(0, b"XFSB"),
    "btrfs": at(0x10040, b"_BHRfS_M"),
    "iso": at(0x8001, b"CD001"),
    "ufs2": at(0x1055C, b"\x19\x01\x54\x19"),
    "luks": at(0, b"LUKS\xba\xbe"),
    "lvm": at(512, b"LABELONE"),
    "volume cut out of a vhd, whose footer is about another size": at(3, b"NTFS    ") + vhd_footer(10 << 20),
}
REFUSED = {
    "EnCase L01": b"LVF\x09\x0d\x0a\xff\x00".ljust(64, b"\0"),
    "Apple sparse image": b"sprs\0\0\0\3".ljust(4096, b"\0"),
    "Parallels HDD": b"WithouFreSpacExt",
}
OTHERS = {
    "ad1": b"ADSEGMENTEDFILE\0",
    "zip": packed("container/description.txt"),
    "tar": tar(),
    "tar.gz": gzip.compress(tar()),
    "tar.bz2": bz2.compress(tar()),
    "tar.xz": lzma.compress(tar()),
    "gz": gzip.compress(b"text"),
    "bz2": bz2.compress(b"text"),
    "xz": lzma.compress(b"text"),
    "sqlite": b"SQLite format 3\0".ljust(4096, b"\0"),
    "file": "2024-01-02 03:04 林悦\n你好\n".encode(),
}


@pytest.mark.parametrize("content", DISKS.values(), ids=DISKS)
def test_a_disk_is_known_by_its_partition_table_or_file_system(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sample.txt").write_bytes(content)
    assert kind_of(tmp_path / "sample.txt") == "raw"
    assert open_medium(tmp_path / "sample.txt").read(0, len(content)) == content


@pytest.mark.parametrize(("name", "content"), REFUSED.items(), ids=REFUSED)
def test_a_container_that_is_not_read_here_is_refused_by_its_name_and_never_taken_for_raw(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / "disk.dd").write_bytes(content)
    for look in (kind_of, open_medium):
        with pytest.raises(NotReadable) as refused:
            look(tmp_path / "disk.dd")
        assert refused.value.params["format"] == name


@pytest.mark.parametrize(("kind", "content"), OTHERS.items(), ids=OTHERS)
def test_what_is_no_medium_is_named_and_not_opened_as_one(tmp_path: Path, kind: str, content: bytes) -> None:
    (tmp_path / "image.E01").write_bytes(content)
    assert kind_of(tmp_path / "image.E01") == kind
    with pytest.raises(FormatUnknown):
        open_medium(tmp_path / "image.E01")


@pytest.mark.parametrize("text", ["x" * 0x437 + "甲方 S，乙方" * 90, "x" * 0x400 + "BD 1024\n" * 90], ids=["ext", "hfs"])
def test_text_with_the_two_bytes_of_a_file_system_is_still_text(tmp_path: Path, text: str) -> None:
    content = text.encode().replace(b"\xe7\x94\xb2\xe6\x96\xb9 S", b" S", 1)
    (tmp_path / "chat.txt").write_bytes(content)
    assert content[0x438:0x43A] == b"S\xef" or content[0x400:0x402] == b"BD"
    assert kind_of(tmp_path / "chat.txt") == "file"


def test_an_e01_is_known_whatever_its_name_and_with_a_broken_signature(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    (content,) = ewf.write(disk)
    (tmp_path / "a.bin").write_bytes(content)
    (tmp_path / "b.E01").write_bytes(b"\0" + content[1:])
    for name, gaps in (("a.bin", 0), ("b.E01", 1)):
        assert kind_of(tmp_path / name) == "ewf"
        medium = open_medium(tmp_path / name)
        assert b"".join(medium.blocks()) == disk
        assert len(medium.gaps) == gaps


def test_an_encrypted_e01_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.E01").write_bytes(b"ADCRYPT\0".ljust(512, b"\0"))
    with pytest.raises(ContainerEncrypted):
        kind_of(tmp_path / "a.E01")


def test_a_split_image_is_known_by_its_first_file(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"a.{number:03d}").write_bytes(DISKS["gpt"] if number == 1 else b"\x77" * 1000)
    assert {kind_of(tmp_path / f"a.{number:03d}") for number in (1, 2, 3)} == {"split-raw"}
    assert open_medium(tmp_path / "a.002").size == len(DISKS["gpt"]) + 2000


def test_what_a_person_says_goes_before_what_it_looks_like(tmp_path: Path) -> None:
    (tmp_path / "memory.bin").write_bytes(b"\x13\x37" * 4096)
    with pytest.raises(FormatUnknown):
        open_medium(tmp_path / "memory.bin")
    assert open_medium(tmp_path / "memory.bin", "raw").size == 8192
    with pytest.raises(NoSuchFormat):
        open_medium(tmp_path / "memory.bin", "iso")


def test_a_folder_a_pipe_an_empty_file_and_nothing_are_each_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "empty.dd").touch()
    cases: dict[Path, type[Known]] = {tmp_path: NotAFile, tmp_path / "empty.dd": EvidenceEmpty, tmp_path / "no.E01": PathMissing}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.dd")
        cases[tmp_path / "pipe.dd"] = NotAFile
    for path, known in cases.items():
        for as_format in (None, "raw", "ewf"):
            with pytest.raises(known):
                open_medium(path, as_format)


def test_a_link_that_a_person_names_is_followed_to_all_segments(tmp_path: Path, disk: bytes, ewf: ModuleType) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    ewf.save(folder, ewf.write(disk, ewf.Layout(segments=(4, 4))))
    (tmp_path / "link.E01").symlink_to(folder / "image.E01")
    assert b"".join(open_medium(tmp_path / "link.E01").blocks()) == disk

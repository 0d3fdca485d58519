"""From paths down to file systems."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from evidence_desk.errors import (
    ContainerDamaged,
    EvidenceEmpty,
    Known,
    NoSuchFormat,
    NotAFile,
    NotAFolder,
    NotOneImage,
    NotReadable,
    PathMissing,
)
from evidence_desk.source.formats import KINDS, formats, markdown, require_format
from evidence_desk.source.source import open_source


def listed(source, index: int = 1) -> list[str]:
    return [one.path for one in source.filesystem(index).walk(1, frozenset(), lambda _: None) if hasattr(one, "path")]


def test_a_folder_has_no_bytes_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1")
    source = open_source([tmp_path])
    assert (source.format, source.medium, source.size, source.segments) == ("folder", None, None, (tmp_path,))
    assert [(one.scheme, one.filesystem) for one in source.volumes] == [("none", "folder")]
    assert listed(source) == ["/a.txt"]


def test_a_plain_file_is_verified_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes("你好".encode())
    source = open_source([path])
    assert (source.format, source.size, listed(source)) == ("file", 6, ["/chat.txt"])
    assert source.medium is not None and b"".join(source.medium.blocks()) == "你好".encode()


def test_archives_are_opened_and_verified_as_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w") as archive:
        archive.writestr("in/side.txt", b"x")
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        with tarfile.open(tmp_path / mode.replace(":", "-"), mode) as tar:
            info = tarfile.TarInfo("in/side.txt")
            info.size = 1
            tar.addfile(info, io.BytesIO(b"x"))
    for name, form in (("a", "zip"), ("w", "tar"), ("w-gz", "tar"), ("w-bz2", "tar"), ("w-xz", "tar")):
        source = open_source([tmp_path / name])
        assert (source.format, source.size) == (form, (tmp_path / name).stat().st_size)
        assert listed(source) == ["/in/side.txt"]
        assert listed(open_source([tmp_path / name], form)) == ["/in/side.txt"], "also when a person says so"
        assert listed(open_source([tmp_path / name], "file")) == [f"/{name}"]


def test_an_image_is_divided_and_each_volume_opened_once(image) -> None:
    source = open_source([image("images/ntfs/ntfs_img.dd")])
    assert source.format == "raw"
    assert [(one.index, one.scheme, one.filesystem) for one in source.volumes] == [(1, "mbr", "ntfs")]
    assert source.filesystem(1) is source.filesystem(1)
    assert "/adstest" in listed(source)
    assert [gap.code for gap in source.gaps] == ["volume-past-end"]
    with pytest.raises(KeyError):
        source.filesystem(2)
    source.close()


def test_an_ewf_image_is_read_like_the_disk_it_was_made_of(corpus: Path) -> None:
    source = open_source([corpus / "images/e01/ext2.E01"])
    assert (source.format, source.size) == ("ewf", 4194304)
    assert "/passwords.txt" in listed(source)


def test_a_dump_without_any_mark_is_told_by_what_it_holds(image) -> None:
    source = open_source([image("images/yaffs2/simul_1_snapshot_05.bin")])
    assert (source.format, source.volumes[0].filesystem) == ("raw", "yaffs2")
    assert "/test1.txt" in listed(source)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("images/btrfs/ino-cache-enabled.raw.xz", "filesystem-unsupported"),
        ("images/luks/luks1_aes-ecb.bin", "volume-encrypted"),
    ],
)
def test_a_volume_that_is_not_read_has_no_names_and_its_reason_is_said_once(name: str, code: str, image) -> None:
    source = open_source([image(name)])
    assert [gap.code for gap in source.gaps] == [code]
    assert list(source.filesystem(1).walk(1, frozenset(), lambda _: None)) == []
    assert source.filesystem(1).find("/x") is None
    with pytest.raises(OSError, match=r"btrfs|luks"):
        source.filesystem(1).open(1, None, "/x")


def test_a_file_system_that_cannot_be_opened_is_said_by_its_walk(tmp_path: Path) -> None:
    path = tmp_path / "broken.dd"
    path.write_bytes(b"\xeb\x52\x90NTFS    ".ljust(510, b"\0") + b"\x55\xaa" + bytes(4096))
    source = open_source([path])
    (gap,) = source.filesystem(1).walk(1, frozenset(), lambda _: None)
    assert (gap.code, gap.severity) == ("filesystem-unreadable", "error")  # type: ignore[union-attr]


def test_any_segment_names_the_whole_and_a_stranger_is_refused(image, tmp_path: Path) -> None:
    for number in ("000", "001"):
        shutil.copy(image(f"images/raw/ext2.splitraw.{number}"), tmp_path / f"disk.{number}")
    source = open_source([tmp_path / "disk.001", tmp_path / "disk.000"])
    assert (source.format, source.size, len(source.segments)) == ("split-raw", 4194304, 2)
    (tmp_path / "other.txt").write_bytes(b"x")
    with pytest.raises(NotOneImage):
        open_source([tmp_path / "disk.000", tmp_path / "other.txt"])


def test_what_cannot_be_opened_is_one_plain_failure_each(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "disk.vhdx").write_bytes(b"vhdxfile" + bytes(1000))
    (tmp_path / "disk.hdd").write_bytes(b"WithouFreSpacExt" + bytes(1000))
    os.mkfifo(tmp_path / "pipe")
    cases: list[tuple[str, str | None, type[Known]]] = [
        ("missing", None, PathMissing),
        ("empty", None, EvidenceEmpty),
        ("disk.vhdx", None, ContainerDamaged),
        ("disk.hdd", None, NotReadable),
        ("pipe", None, NotAFile),
        ("file", "folder", NotAFolder),
        ("file", "iso", NoSuchFormat),
        ("", "raw", NotAFile),
        ("missing", "folder", PathMissing),
    ]
    for name, form, failure in cases:
        with pytest.raises(failure):
            open_source([tmp_path / name], form)


def test_every_hostile_sample_ends_in_a_source_or_a_plain_failure(corpus: Path) -> None:
    for path in sorted((corpus / "hostile" / "handmade").iterdir()):
        try:
            source = open_source([path])
        except Known:
            continue
        for volume in source.volumes:
            for entry in source.filesystem(volume.index).walk(1, frozenset(), lambda _: None):
                if hasattr(entry, "kind") and entry.kind == "file":
                    try:
                        source.filesystem(volume.index).open(entry.address, entry.attribute, entry.path).read_at(0, 4096)
                    except OSError:
                        continue
        source.close()


def test_formats_are_described_in_both_languages() -> None:
    for language in ("zh", "en"):
        for one in formats(language):  # type: ignore[arg-type]
            assert one.recognised and one.verified
            require_format(one.name)
    assert [one.name for one in formats()] == list(KINDS)
    with pytest.raises(NoSuchFormat):
        require_format("iso")


def test_the_table_in_the_documents_is_what_the_program_says() -> None:
    """`python -m evidence_desk.source.formats` prints it."""
    documented = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert markdown() in documented

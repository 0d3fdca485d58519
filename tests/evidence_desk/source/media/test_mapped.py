"""Containers with tables that lie: bounded, ended, and said."""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.errors import ContainerDamaged, ContainerEncrypted, Known, MediumTooLarge, NotReadable, PartMissing
from evidence_desk.source.media.detect import open_medium

Writers = Callable[[str], ModuleType]
FLIPS = 250
LARGEST_READ = 1 << 26
LAYOUTS = [
    ("vmdk", "monolithic"), ("vmdk", "child"), ("vmdk", "split"), ("vmdk", "stream"), ("vmdk", "esx"), ("vmdk", "sesparse"),
    ("vhd", "fixed"), ("vhd", "dynamic"), ("vhd", "differencing"), ("vdi", "dynamic"), ("vdi", "differencing"),
    ("aff", "zlib_pages"), ("aff", "lzma_pages"), ("ewf2", "packed"), ("ewf2", "segments"), ("aff4", "linear"), ("aff4", "striped"), ("aff4", "lz4_chunks"), ("dmg", "zlib_blocks"), ("dmg", "lzma_blocks"), ("dmg", "adc_blocks"), ("dmg", "resource_fork"),
    ("qcow2", "first"), ("qcow2", "third"), ("qcow2", "zstd"), ("qcow2", "extended"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
def test_any_flipped_bit_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path: Path, disk: bytes, writers: Writers, kind: str, layout: str
) -> None:
    paths = getattr(writers(kind), layout)(tmp_path, disk)
    noise = random.Random(2026)
    for _ in range(FLIPS):
        path = noise.choice(paths)
        whole = path.read_bytes()
        bad = bytearray(whole)
        # tables and headers rather than data: three flips of four
        place = noise.randrange(min(len(bad), 4096) if noise.random() < 0.75 else len(bad))
        bad[place] ^= 1 << noise.randrange(8)
        path.write_bytes(bad)
        try:
            medium = open_medium(paths[-1], kind)
            if medium.size <= LARGEST_READ:
                assert sum(map(len, medium.blocks())) == medium.size
            else:
                for _ in range(20):
                    medium.read(noise.randrange(medium.size), 4096)
                medium.read(medium.size - 100, 4096)
            assert all(0 <= offset < offset + length <= medium.size for offset, length in medium.bad_ranges)
            medium.close()
        except Known:
            pass
        path.write_bytes(whole)


def test_a_disk_of_exabytes_opens_and_is_not_read_from_end_to_end(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    (path,) = writers("qcow2").third(tmp_path, disk)
    content = bytearray(path.read_bytes())
    content[24:32] = struct.pack(">Q", 1 << 61)
    path.write_bytes(content)
    medium = open_medium(path)
    assert medium.size == 1 << 61
    assert medium.read(0, 2048) == disk[:2048]
    assert medium.read((1 << 61) - 10, 100) == bytes(10)
    with pytest.raises(MediumTooLarge):
        next(iter(medium.blocks()))


@pytest.mark.parametrize("kind", ["qcow2", "vmdk", "vhd"])
def test_a_disk_that_lies_on_itself_is_refused(tmp_path: Path, writers: Writers, disk: bytes, kind: str) -> None:
    writer = writers(kind)
    match kind:
        case "qcow2":
            path = tmp_path / "a.qcow2"
            writer._written(path, disk, backing="a.qcow2")
        case "vmdk":
            path = tmp_path / "a.vmdk"
            path.write_bytes(writer.sparse(disk, writer.descriptor('RW 23 SPARSE "a.vmdk"', parent="a.vmdk")))
        case _:
            path = tmp_path / "a.vhd"
            head = writer.dynamic_header(12, b"D" * 16, "a.vhd")
            path.write_bytes(writer._blocks(disk, bytes(len(disk)), "differencing", b"D" * 16, head))
    with pytest.raises(ContainerDamaged):
        open_medium(path)


@pytest.mark.parametrize("named", ["/etc/passwd", "..\\..\\passwd", "../../etc/passwd", "\\\\127.0.0.1\\share\\passwd", "passwd"])
def test_no_path_out_of_the_folder_is_followed(tmp_path: Path, writers: Writers, disk: bytes, named: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "passwd").write_bytes(disk)
    writers("qcow2")._written(folder / "a.qcow2", disk, backing=named)
    (folder / "a.vmdk").write_bytes(writers("vmdk").descriptor(f'RW 23 FLAT "{named}" 0'))
    for name in ("a.qcow2", "a.vmdk"):
        with pytest.raises(PartMissing) as refused:
            open_medium(folder / name)
        assert refused.value.params["name"] == "passwd"


def test_an_extent_that_is_missing_is_a_hole_that_is_named(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    paths = writers("vmdk").split(tmp_path, disk)
    paths[2].unlink()
    medium = open_medium(paths[0])
    assert medium.bad_ranges == [(4096, 2048)]
    assert [gap.params["segment"] for gap in medium.gaps if gap.code == "segment-missing"] == ["盘-s002.vmdk"]
    assert medium.read(0, 4096) == disk[:4096]
    assert medium.read(6144, 9999) == disk[6144:]


def test_a_parent_that_was_changed_since_is_said(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    for kind, layout, old, new in (("vmdk", "child", b"CID=0badcafe\n", b"CID=0badcaff\n"), ("vdi", "differencing", b"M" * 16, b"N" * 16)):
        folder = tmp_path / kind
        folder.mkdir()
        parent, child = getattr(writers(kind), layout)(folder, disk)
        parent.write_bytes(parent.read_bytes().replace(old, new, 1))
        assert "parent-differs" in {gap.code for gap in open_medium(child).gaps}, kind


def test_grain_tables_whose_copies_differ_are_named(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    (path,) = writers("vmdk").monolithic(tmp_path, disk)
    content = bytearray(path.read_bytes())
    content[3 * 512 + 512] ^= 1  # the first grain of the first copy
    path.write_bytes(content)
    medium = open_medium(path)
    assert sum(map(len, medium.blocks())) == len(disk)
    assert [gap.params["section"] for gap in medium.gaps] == ["grain table"]


def test_an_encrypted_disk_and_one_of_an_unknown_feature_are_refused(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    (path,) = writers("qcow2").third(tmp_path, disk)
    whole = path.read_bytes()
    for place, value, known in ((35, 1, ContainerEncrypted), (79, 0x40, NotReadable), (7, 9, NotReadable)):
        content = bytearray(whole)
        content[place] = value
        path.write_bytes(content)
        with pytest.raises(known):
            open_medium(path)


def test_snapshots_are_said_not_read(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    (path,) = writers("qcow2").third(tmp_path, disk)
    content = bytearray(path.read_bytes())
    content[60:64] = struct.pack(">I", 3)
    path.write_bytes(content)
    medium = open_medium(path)
    assert b"".join(medium.blocks()) == disk
    assert [(gap.code, gap.params["count"]) for gap in medium.gaps] == [("snapshots-unread", 3)]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("vmdk", "subformat=monolithicSparse"),
        ("vmdk", "subformat=monolithicFlat"),
        ("vmdk", "subformat=twoGbMaxExtentSparse"),
        ("vmdk", "subformat=twoGbMaxExtentFlat"),
        ("vmdk", "subformat=streamOptimized"),
        ("vpc", "subformat=dynamic,force_size=on"),
        ("vpc", "subformat=fixed,force_size=on"),
        ("vhdx", "subformat=dynamic"),
        ("vhdx", "subformat=fixed"),
        ("vdi", "static=off"),
        ("vdi", "static=on"),
        ("qcow2", "compression_type=zstd,cluster_size=4k"),
        ("qcow2", "compat=0.10"),
        ("qcow2", "extended_l2=on"),
        ("qcow", "encryption=off"),
    ],
)
def test_what_qemu_writes_reads_as_what_was_put_in(tmp_path: Path, disk: bytes, kind: str, options: str) -> None:
    if not shutil.which("qemu-img"):
        pytest.skip("qemu-img is not installed")
    data = (disk * 90 + bytes(1 << 20) + disk * 200)[: 4 << 20]
    (tmp_path / "source.raw").write_bytes(data)
    target = tmp_path / f"a.{'vhd' if kind == 'vpc' else kind}"
    packed = ["-c"] if kind == "qcow2" and "zstd" in options else []
    subprocess.run(
        ["qemu-img", "convert", "-f", "raw", "-O", kind, *packed, "-o", options, "source.raw", target.name],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    medium = open_medium(target)
    assert medium.size == len(data)
    assert b"".join(medium.blocks()) == data
    assert (medium.gaps, medium.bad_ranges) == ([], [])


def test_a_stripe_that_is_missing_is_named_with_all_that_it_held(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    paths = writers("aff4").striped(tmp_path, disk)
    paths[1].unlink()
    medium = open_medium(paths[0])
    data = b"".join(medium.blocks())
    assert medium.bad_ranges == [(at, min(1024, len(disk) - at)) for at in range(1024, len(disk), 2048)]
    assert [gap.code for gap in medium.gaps] == ["segment-missing"]
    assert all(data[at : at + 1024] == disk[at : at + 1024] for at in range(0, len(disk), 2048))


def test_what_was_not_acquired_has_the_text_of_the_standard_and_is_named(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    writer = writers("aff4")
    name, own = "aff4://22222222-0000-0000-0000-000000000001", "aff4://33333333-0000-0000-0000-000000000001"
    members, turtle = writer.stream(name, disk[:4096], "snappy")
    targets = [name, f"{writer.SCHEMA}UnknownData", f"{writer.SCHEMA}UnreadableData"]
    entries = [(0, 4096, 0, 0), (4096, 512, 4096, 1), (4608, 1024, (1 << 20) - 100, 2)]
    more, said = writer.mapped(own, 8192, entries, targets, name, turtle)
    path = writer.save(
        tmp_path / "a.aff4", "aff4://99999999-0000-0000-0000-000000000001", members | more, turtle + said + writer.image(8192, own)
    )
    medium = open_medium(path)
    data = b"".join(medium.blocks())
    assert data[4096:4608] == (b"UNKNOWN" * 800)[4096:4608]
    assert data[4608:4708] == (b"UNREADABLEDATA" * 74899)[(1 << 20) - 100 : 1 << 20]
    assert data[4708:5632] == (b"UNREADABLEDATA" * 74)[:924]
    assert data[5632:] == bytes(2560)
    assert medium.bad_ranges == [(4096, 1536)]
    assert {gap.code for gap in medium.gaps} == {"range-not-acquired", "range-unreadable-then"}
    assert medium.metadata["examiner"] == "李四"


def test_any_digest_of_an_aff4_that_does_not_hold_is_named(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    writer = writers("aff4")
    name, own = "aff4://22222222-0000-0000-0000-000000000001", "aff4://33333333-0000-0000-0000-000000000001"
    members, turtle = writer.stream(name, disk, "snappy")
    more, said = writer.mapped(own, len(disk), [(0, len(disk), 0, 0)], [name], name, turtle)
    whole = turtle + said + writer.image(len(disk), own)
    stated = [part.split('"')[-2] for part in whole.split("^^aff4:")[:-1]]
    assert len(set(stated)) == 9
    for digest in stated:
        wrong = whole.replace(f'"{digest}"', f'"{digest[:-1]}{"0" if digest[-1] != "0" else "1"}"')
        path = writer.save(tmp_path / "a.aff4", "aff4://99999999-0000-0000-0000-000000000001", members | more, wrong)
        medium = open_medium(path)
        assert b"".join(medium.blocks()) == disk
        assert medium.gaps, digest


def test_an_ex01_says_who_acquired_what_and_which_segment_and_sectors_are_missing(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    writer = writers("ewf2")
    paths = writer.save(tmp_path, writer.write(disk, segments=3, errors=struct.pack("<QI4x", 2, 3)))
    medium = open_medium(paths[1])
    assert b"".join(medium.blocks()) == disk
    assert medium.bad_ranges == [(1024, 1536)]
    said = {"case_number": "2026-002", "examiner": "李四", "model": "手机", "acquired": "2014-05-21T21:26:09Z", "media_type": "fixed"}
    assert said.items() <= medium.metadata.items()
    paths[1].unlink()
    medium = open_medium(paths[0])
    data = b"".join(medium.blocks())
    assert (data[:4096], data[4096:8192], data[8192:]) == (disk[:4096], bytes(4096), disk[8192:])
    assert [gap.params["segment"] for gap in medium.gaps if gap.code == "segment-missing"] == ["a.Ex02 (2/3)"]
    paths[2].unlink()
    medium = open_medium(paths[0])
    assert sum(map(len, medium.blocks())) == len(disk)
    assert [gap.params["segment"] for gap in medium.gaps if gap.code == "segment-missing"] == ["a.Ex02 (2/?)"]


def test_a_locked_ex01_is_refused_as_locked(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    writer = writers("ewf2")
    file = writer.File(1, 1)
    file.add(0xB, bytes(48))
    file.add(0xF, b"")
    with pytest.raises(ContainerEncrypted):
        open_medium(writer.save(tmp_path, [file.content])[0])


def test_a_fixed_vhd_that_was_cut_off_is_read_as_raw_and_said_to_lack_its_footer(tmp_path: Path, writers: Writers, disk: bytes) -> None:
    boot = bytes(446) + struct.pack("<B3xB3xII", 0x80, 7, 1, 16).ljust(64, b"\0") + b"\x55\xaa"
    (path,) = writers("vhd").fixed(tmp_path, boot + disk)
    assert open_medium(path).format == "vhd"
    path.write_bytes(path.read_bytes()[:-700])
    medium = open_medium(path)
    assert (medium.format, [gap.code for gap in medium.gaps]) == ("raw", ["footer-missing"])

"""Images of disks that lie within evidence, through real workers: volumes are folders, and below them is what they hold."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import itertools
import os
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from evidence_desk.ingest import wire
from evidence_desk.ingest.descent import Descent, OutOfTime
from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import process
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.model import Entry, Gap
from evidence_desk.source.inside import image
from evidence_desk.source.source import open_source
from evidence_desk.store import evidence as register
from evidence_desk.store import tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

SECTOR = 512
TEXT = "转账 13800138000\n".encode()
Examined = Callable[[dict[str, bytes]], Case]


def writer(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "source" / "media" / "writers" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"writers_{name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def fat12(text: bytes = TEXT, deleted: bytes = b"gone") -> bytes:
    """A volume with one file, and one that was deleted."""
    boot = b"\xeb\x3c\x90mkfs.fat" + struct.pack("<HBHBHHBHHHII", SECTOR, 1, 1, 1, 16, 80, 0xF8, 1, 1, 1, 0, 0)
    boot = (boot + b"\x80\0\x29" + b"\1\2\3\4" + b"NO NAME    FAT12   ").ljust(510, b"\0") + b"\x55\xaa"
    entry = b"A       TXT\x20" + bytes(14) + struct.pack("<HI", 2, len(text))
    entry += b"\xe5LD     TXT\x20" + bytes(14) + struct.pack("<HI", 3, len(deleted))
    data = text.ljust(SECTOR, b"\0") + deleted.ljust(SECTOR, b"\0")
    return boot + b"\xf8\xff\xff\xff\x0f\0".ljust(SECTOR, b"\0") + entry.ljust(SECTOR, b"\0") + data.ljust(77 * SECTOR, b"\0")


def disk(*volumes: bytes) -> bytes:
    """A disk with a partition table."""
    whole = bytearray(64 * SECTOR)
    for place, volume in enumerate(volumes):
        whole[446 + 16 * place : 462 + 16 * place] = struct.pack(
            "<4B4BII", 0, 0, 0, 0, 1, 0, 0, 0, len(whole) // SECTOR, len(volume) // SECTOR
        )
        whole += volume
    whole[510:512] = b"\x55\xaa"
    return bytes(whole)


def iso(*files: tuple[bytes, int, int]) -> bytes:
    """A disc with files by name, first sector and size (ECMA-119)."""

    def record(name: bytes, sector: int, size: int, flags: int = 0) -> bytes:
        both = struct.pack("<I", sector) + struct.pack(">I", sector) + struct.pack("<I", size) + struct.pack(">I", size)
        body = b"\0" + both + bytes(7) + bytes([flags]) + b"\0\0" + b"\1\0\0\1" + bytes([len(name)]) + name
        body += b"" if len(body) % 2 else b"\0"
        return bytes([len(body) + 1]) + body

    root = record(b"\0", 18, 2048, 2)
    volume = b"\1CD001\1\0" + b" " * 64 + bytes(8) + struct.pack("<I", 40) + struct.pack(">I", 40) + bytes(32)
    volume += b"\1\0\0\1" * 2 + b"\0\x08\x08\0" + bytes(24) + root
    folder = root + record(b"\1", 18, 2048, 2) + b"".join(record(*file) for file in files)
    end = b"\xffCD001\1".ljust(2048, b"\0")
    return (bytes(16 * 2048) + volume.ljust(2048, b"\0") + end + folder.ljust(2048, b"\0")).ljust(40 * 2048, b"\0")


@pytest.fixture
def examined(tmp_path: Path) -> Examined:
    def make(files: dict[str, bytes]) -> Case:
        root = tmp_path / "handed in"
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        case = Case.create(tmp_path / "case.edcase", Particulars("2026-018"))
        register.add(case, Registration(root))
        process(case, Plan(jobs=2), quiet)
        return case

    return make


def quiet(_: Progress) -> None:
    pass


def paths(case: Case) -> dict[str, dict[str, object]]:
    return {str(row["path"]): row for row in tables.rows(case, "entries")}


def codes(case: Case) -> list[str]:
    return [str(row["code"]) for row in tables.rows(case, "problems")]


def made(tmp_path: Path, name: str, function: str, data: bytes) -> dict[str, bytes]:
    folder = tmp_path / f"{name}-{function}"
    folder.mkdir()
    return {path.name: path.read_bytes() for path in getattr(writer(name), function)(folder, data)}


KINDS = (
    ("vhd", "fixed"), ("vhd", "dynamic"), ("vhd", "differencing"), ("vhdx", "dynamic"), ("vdi", "dynamic"), ("vmdk", "monolithic"), ("vmdk", "split"),
    ("vmdk", "stream"), ("qcow2", "third"), ("qcow2", "backed"), ("dmg", "bzip2_blocks"), ("dmg", "zlib_blocks"), ("aff", "plain"), ("aff4", "linear"),
)  # fmt: skip


def test_an_image_of_every_kind_is_opened_down_to_its_files(examined: Examined, tmp_path: Path) -> None:
    whole = disk(fat12(), fat12(b"second"))
    kinds = [one for one in KINDS if hasattr(writer(one[0]), one[1])]
    with examined({f"{'-'.join(one)}/{name}": data for one in kinds for name, data in made(tmp_path, *one, whole).items()}) as case:
        found = {path: row["sha256"] for path, row in paths(case).items()}
        for kind in kinds:
            here = {path: digest for path, digest in found.items() if path.startswith(f"/{'-'.join(kind)}/")}
            second = {digest for path, digest in here.items() if path.endswith("!/vol2/A.TXT")}
            assert hashlib.sha256(b"second").hexdigest() in second, (kind, here)


def test_segments_beside_are_put_together_and_listed_once(examined: Examined) -> None:
    ewf = writer("ewf")
    segments = ewf.write(
        disk(fat12()), ewf.Layout(chunks_per_segment=2) if "chunks_per_segment" in ewf.Layout.__annotations__ else ewf.Layout()
    )
    files = {f"in/disk.E{number:02d}": content for number, content in enumerate(segments, 1)}
    with examined(files) as case:
        assert [path for path in paths(case) if path.endswith("A.TXT")] == ["/in/disk.E01!/vol1/A.TXT"]
        assert codes(case).count("inside-image-part") == len(segments) - 1


def test_a_raw_image_in_numbered_parts_is_one(examined: Examined) -> None:
    whole = disk(fat12(), fat12(b"second"))
    files = {f"d.{number:03d}": whole[start : start + 80_000] for number, start in enumerate(range(0, len(whole), 80_000), 1)}
    with examined(files) as case:
        assert paths(case)["/d.001!/vol2/A.TXT"]["sha256"] == hashlib.sha256(b"second").hexdigest()


def test_deleted_files_records_words_and_bytes_come_from_within_an_archive(examined: Examined) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("backup/disk.img", disk(fat12()))
    with examined({"a.zip": out.getvalue()}) as case:
        found = paths(case)
        base = "/a.zip!/backup/disk.img!/vol1"
        text, gone = found[f"{base}/A.TXT"], found[f"{base}/_LD.TXT"]
        assert (text["allocated"], gone["allocated"], gone["sha256"]) == (True, False, hashlib.sha256(b"gone").hexdigest())
        assert text["container"] == found["/a.zip!/backup/disk.img"]["id"]
        assert [row["value"] for row in tables.rows(case, "identifiers")] == ["+8613800138000"]
        viewer = Viewer(case)
        try:
            assert viewer.read(str(text["id"]), 0, 100) == TEXT
        finally:
            viewer.close()


def test_an_image_that_holds_itself_is_not_opened_again(examined: Examined) -> None:
    with examined({"loop.iso": iso((b"SELF.ISO;1", 0, 40 * 2048), (b"A.TXT;1", 30, 5))}) as case:
        loops = [path for path in paths(case) if path.endswith("SELF.ISO")]
        assert loops == ["/loop.iso!/vol1/SELF.ISO"]
        assert "inside-shut-itself" in codes(case)


def test_a_parent_is_looked_for_beside_the_image_and_nowhere_else(examined: Examined, tmp_path: Path) -> None:
    files = made(tmp_path, "qcow2", "backed", disk(fat12()))
    child = next(name for name, data in files.items() if data.startswith(b"QFI\xfb"))
    with examined({child: files[child], **{f"elsewhere/{name}": data for name, data in files.items() if name != child}}) as case:
        assert "part-missing" in codes(case)
        assert "inside-shut-unreadable" in codes(case)
        assert not [path for path in paths(case) if path.startswith(f"/{child}!/")]


def test_of_a_damaged_image_the_files_that_are_touched_have_no_digest(examined: Examined) -> None:
    ewf = writer("ewf")
    [content] = ewf.write(disk(fat12()), ewf.Layout(level=None, sectors_per_chunk=1))
    broken = bytearray(content)
    chunk = 64 + 3  # that of the first file's only sector
    broken[content.index(b"sectors\0") + 76 + chunk * (SECTOR + 4) + 5] ^= 0xFF
    with examined({"bad.E01": bytes(broken)}) as case:
        found = paths(case)
        touched, beside = found["/bad.E01!/vol1/A.TXT"], found["/bad.E01!/vol1/_LD.TXT"]
        assert (touched["sha256"], touched["damaged"]) == (None, True)
        assert beside["sha256"] == hashlib.sha256(b"gone").hexdigest()
        assert "content-damaged" in codes(case)


def test_a_file_far_larger_than_its_image_is_named_and_not_read(
    examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "FREE", 0)  # in this process: the reader itself is asked
    monkeypatch.setattr(image, "RATIO", 0)
    held = disk(fat12())

    class Bytes:
        size = len(held)

        def read_at(self, offset: int, length: int) -> bytes:
            return held[offset : offset + length]

        def runs(self) -> list[tuple[int, int]]:
            return []

    system = image.ImageFileSystem(Bytes(), "/d.img", 1, lambda name: None, lambda: None)
    [entry] = [one for one in system.walk(1, frozenset(), lambda _: None) if getattr(one, "path", "").endswith("A.TXT")]
    with pytest.raises(OSError, match="in an image of"):
        system.open(entry.address, entry.attribute, entry.path)  # type: ignore[union-attr]


def test_what_only_begins_like_a_boot_sector_is_no_image(examined: Examined) -> None:
    with examined({"$Boot": fat12()[:8192], "bootsect.bak": fat12()[:512]}) as case:
        assert not [code for code in codes(case) if code.startswith("inside")]


def test_an_image_whose_reading_takes_too_long_is_not_taken_for_one_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "d.img").write_bytes(disk(fat12()))
    for calls in range(1, 64, 2):
        source = open_source([tmp_path / "in"])
        [found] = [one for one in source.filesystem(1).walk(1, frozenset(), lambda _: None) if isinstance(one, Entry)]
        request = wire.List(
            wire.Wanted(1, 1, found.path, found.address, found.attribute, found.size), "application/x-raw-disk-image", 2, 100, True
        )
        clock = itertools.chain([0.0] * calls, itertools.repeat(10_000.0))
        monkeypatch.setattr("evidence_desk.ingest.descent.time.monotonic", lambda clock=clock: next(clock))
        listed = list[Entry | Gap]()
        try:
            listed += Descent(source, lambda: None).members(request)
        except OutOfTime:
            continue
        finally:
            monkeypatch.undo()
        assert any(isinstance(one, Entry) and one.path.endswith("A.TXT") for one in listed)
        return
    raise AssertionError("it never ended in time")


def test_images_of_files_are_trees_too(examined: Examined, tmp_path: Path) -> None:
    """AFF4-L and AD1 hold files, no disk; of the corpus, for nothing here writes them."""
    images = Path(os.environ.get("EVIDENCE_DESK_CORPUS", "")) / "images"
    found = [path for path in (images / "aff4" / "dream.aff4", images / "ad1" / "ad1_test.ad1") if path.is_file()]
    if not found:
        pytest.skip("the corpus is not here")
    with examined({path.name: path.read_bytes() for path in found}) as case:
        for name in (path.name for path in found):
            assert [path for path, row in paths(case).items() if f"/{name}!" in path and "/vol1/" in path and row["sha256"]], codes(case)

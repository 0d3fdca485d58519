"""Images in containers, through real workers."""

from __future__ import annotations

import struct
from pathlib import Path

from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import process
from evidence_desk.store import evidence as register
from evidence_desk.store import tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

SECTOR = 512
CLUSTER = 1 << 21


def quiet(_: Progress) -> None:
    pass


def fat12() -> bytes:
    """A volume with one file."""
    boot = b"\xeb\x3c\x90mkfs.fat" + struct.pack("<HBHBHHBHHHII", SECTOR, 1, 1, 1, 16, 256, 0xF8, 1, 1, 1, 0, 0)
    boot = (boot + b"\x80\0\x29" + b"\1\2\3\4" + b"NO NAME    FAT12   ").ljust(510, b"\0") + b"\x55\xaa"
    entry = b"A       TXT\x20" + bytes(14) + struct.pack("<HI", 2, 5)
    return boot + b"\xf8\xff\xff\xff\x0f\0".ljust(SECTOR, b"\0") + entry.ljust(SECTOR, b"\0") + b"hello".ljust(253 * SECTOR, b"\0")


def qcow2(size: int, data: bytes) -> bytes:
    """A disk that says it has `size` bytes and holds its first cluster."""
    head = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 0, 0, 21, size, 0, size >> 39, CLUSTER, 0, 0, 0, 0)
    tables = struct.pack(">Q", 2 * CLUSTER).ljust(CLUSTER, b"\0") + struct.pack(">Q", 3 * CLUSTER).ljust(CLUSTER, b"\0")
    return head.ljust(CLUSTER, b"\0") + tables + data.ljust(CLUSTER, b"\0")


def test_a_file_that_lies_past_the_end_of_a_cut_image_is_unreadable_and_crashes_no_worker(tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(fat12()[: 3 * SECTOR])
    with Case.create(tmp_path / "a.edcase", Particulars("1")) as case:
        register.add(case, Registration(tmp_path / "a.img"))
        process(case, Plan(jobs=1), quiet)
        codes = {one["path"]: one["code"] for one in tables.rows(case, "problems") if one["stage"] == "content"}
        assert codes["/A.TXT"] == "content-unreadable"
        assert "content-crash" not in codes.values()


def test_a_disk_that_claims_exabytes_is_walked_and_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "a.qcow2").write_bytes(qcow2(1 << 60, fat12()))
    with Case.create(tmp_path / "a.edcase", Particulars("1")) as case:
        register.add(case, Registration(tmp_path / "a.qcow2"))
        process(case, Plan(jobs=1), quiet)
        (row,) = tables.rows(case, "evidence")
        assert (row["status"], row["verdict"], row["computed"], row["size"]) == ("processed", "unreadable", {}, 1 << 60)
        assert [one["code"] for one in tables.rows(case, "problems") if one["stage"] == "verify"] == ["medium-too-large"]
        (file,) = [one for one in tables.rows(case, "entries") if one["path"] == "/A.TXT"]
        assert (file["size"], file["md5"]) == (5, "5d41402abc4b2a76b9719d911017c592")

"""Unallocated space through real workers: its ranges, what is carved from them, and that a kill changes nothing."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from evidence_desk.ingest import carving, pieces
from evidence_desk.ingest.examination import Plan, Progress
from evidence_desk.ingest.process import process
from evidence_desk.ingest.viewer import Viewer
from evidence_desk.review import marks
from evidence_desk.search.find import search
from evidence_desk.store import evidence as register
from evidence_desk.store import queries, tables
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

SECTOR = 512


def quiet(_: Progress) -> None:
    pass


def fat12() -> bytes:
    """A volume with one file."""
    boot = b"\xeb\x3c\x90mkfs.fat" + struct.pack("<HBHBHHBHHHII", SECTOR, 1, 1, 1, 16, 256, 0xF8, 1, 1, 1, 0, 0)
    boot = (boot + b"\x80\0\x29" + b"\1\2\3\4" + b"NO NAME    FAT12   ").ljust(510, b"\0") + b"\x55\xaa"
    entry = b"A       TXT\x20" + bytes(14) + struct.pack("<HI", 2, 5)
    return boot + b"\xf8\xff\xff\xff\x0f\0".ljust(SECTOR, b"\0") + entry.ljust(SECTOR, b"\0") + b"hello".ljust(253 * SECTOR, b"\0")


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((90, 60)).save(out, "PNG")
    return out.getvalue()


def messages() -> bytes:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT)"
    )
    db.execute("INSERT INTO sms VALUES (1, 1, '17000000001', 1709622252000, 0, 1, '删除的短信')")
    db.commit()
    data = db.serialize()
    db.close()
    return data


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A disk whose partition table leaves space before and behind a FAT volume; files lie in all three that no name leads to."""
    volume = bytearray(fat12())
    volume[100 * SECTOR : 100 * SECTOR + len(picture())] = picture()
    whole = bytearray(64 * SECTOR) + volume + bytes(128 * SECTOR)
    whole[446:462] = struct.pack("<4B4BII", 0, 0, 0, 0, 1, 0, 0, 0, 64, len(volume) // SECTOR)
    whole[510:512] = b"\x55\xaa"
    whole[-64 * SECTOR : -64 * SECTOR + len(messages())] = messages()
    path = tmp_path / "disk.img"
    path.write_bytes(whole)
    return path


def made(tmp_path: Path, disk: Path, name: str) -> Case:
    case = Case.create(tmp_path / f"{name}.edcase", Particulars("1"))
    register.add(case, Registration(disk))
    return case


def test_ranges_are_listed_with_what_they_are(tmp_path: Path, disk: Path) -> None:
    with made(tmp_path, disk, "a") as case:
        process(case, Plan(jobs=1), quiet)
        rows = [
            (one["id"], one["volume"], one["offset"], one["length"], one["on"], one["what"]) for one in tables.rows(case, "unallocated")
        ]
        assert rows == [
            ("u1.1", None, 0, 64 * SECTOR, "medium", "between"),
            ("u1.2", None, 320 * SECTOR, 128 * SECTOR, "medium", "between"),
            ("u1.3", 1, 68 * SECTOR, 252 * SECTOR, "medium", "free"),
        ]
        assert list(tables.rows(case, "carved")) == []


def test_what_is_carved_is_an_entry_with_digests_records_and_content(tmp_path: Path, disk: Path) -> None:
    with made(tmp_path, disk, "a") as case:
        process(case, Plan("full", jobs=1), quiet)
        carved = {one["format"]: one for one in tables.rows(case, "carved")}
        assert {name: (one["volume"], one["what"], one["bounded"], one["offset"], one["length"]) for name, one in carved.items()} == {
            "sqlite": (None, "between", "structure", 384 * SECTOR, len(messages())),
            "png": (1, "free", "structure", 164 * SECTOR, len(picture())),
        }
        entry = tables.one(case, str(carved["png"]["id"]))
        assert entry is not None
        assert (entry["path"], entry["mime"], entry["allocated"], entry["origin"]) == (
            "/$Carved/000000083968.png",
            "image/png",
            False,
            "carved",
        )
        assert entry["sha256"] == hashlib.sha256(picture()).hexdigest()
        [message] = tables.rows(case, "messages")
        assert (message["text"], message["source"]["entry"]) == ("删除的短信", carved["sqlite"]["id"])  # type: ignore[index, call-overload]
        viewer = Viewer(case)
        try:
            assert viewer.read(str(carved["png"]["id"]), 0, 1 << 20) == picture()
            assert viewer.read(str(carved["sqlite"]["id"]), 0, 1 << 20) == messages()
        finally:
            viewer.close()


def test_text_in_unallocated_space_is_found_with_its_byte_and_can_be_cited(tmp_path: Path, disk: Path) -> None:
    data = bytearray(disk.read_bytes())
    place = 200 * SECTOR + 7
    data[place : place + 60] = "在码头交接，联系人老周".encode("gb18030").ljust(60, b"\0")
    disk.write_bytes(data)
    with made(tmp_path, disk, "a") as case:
        process(case, Plan("full", jobs=1), quiet)
        [hit] = search(case, "老周")
        assert (hit.table, hit.part, hit.evidence) == ("fragments", "fragments", 1)
        assert hit.path == f"/$Unallocated/{place + len('在码头交接，联系人'.encode('gb18030')):012}"
        row = tables.one(case, hit.id)
        assert row is not None
        assert (row["offset"], row["volume"], row["what"], row["encodings"]) == (place, 1, "free", ["gb18030"])
        assert data[place : place + int(str(row["length"]))].decode("gb18030") == row["text"]
        assert marks.tag(case, [hit.id], "见面") == ["t1"]


@pytest.mark.parametrize("stage", ["unallocated", "carve", "carve-content", "fragments"])
def test_a_run_that_ends_in_any_of_its_stages_goes_on_to_the_same_tables(
    stage: str, tmp_path: Path, disk: Path, everything: Callable[[Case], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 16 * SECTOR)

    seen = limit = 0

    def stop(progress: Progress) -> None:
        nonlocal seen
        seen += progress.stage == stage
        if seen > limit:
            raise KeyboardInterrupt

    with made(tmp_path, disk, "a") as case, made(tmp_path, disk, "b") as other:
        for limit in range(40):
            seen = 0
            try:
                process(case, Plan("full", jobs=1), stop)
                break
            except KeyboardInterrupt:
                continue
        assert 0 < limit < 39
        monkeypatch.undo()
        process(other, Plan("full", jobs=2), quiet)
        assert everything(case) == everything(other)


def test_the_numbers_are_the_same_where_the_case_was_read_by_the_standard_profile_before(tmp_path: Path, disk: Path) -> None:
    with made(tmp_path, disk, "a") as case, made(tmp_path, disk, "b") as other:
        process(case, Plan(jobs=1), quiet)
        process(case, Plan("full", jobs=1), quiet)
        process(other, Plan("full", jobs=1), quiet)
        assert list(tables.rows(case, "entries")) == list(tables.rows(other, "entries"))
        assert {"unallocated", "carve", "carve-content"} <= queries.stages_done(case, 1)


def test_a_limit_is_a_problem_that_says_where_the_search_stopped(tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carving, "MOST_FILES", 1)
    with made(tmp_path, disk, "a") as case:
        process(case, Plan("full", jobs=1), quiet)
        [problem] = [one for one in tables.rows(case, "problems") if one["stage"] == "carve"]
        assert (problem["code"], problem["severity"]) == ("carve-count", "error")
        assert len(list(tables.rows(case, "carved"))) == 1

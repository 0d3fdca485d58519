"""A case on disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from evidence_desk.errors import BadZone, CaseBusy, CaseDamaged, CaseExists, CaseGone, CaseNewer, CaseOlder, DiskFull, NotACase
from evidence_desk.store import database, schema
from evidence_desk.store.case import Case, Particulars


def test_a_case_is_opened_as_it_was_made(case: Case) -> None:
    with Case.open(case.folder) as again:
        assert again.particulars == Particulars("2026-001", "A test", ("周明",), "Asia/Shanghai")
        assert again.db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert again.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_folder_that_exists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseExists):
        Case.create(tmp_path, Particulars("1"))


def test_a_zone_that_does_not_exist_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadZone):
        Case.create(tmp_path / "x.edcase", Particulars("1", timezone="Mars/Olympus"))
    assert not (tmp_path / "x.edcase").exists()


def test_a_case_of_a_newer_version_is_refused_and_not_touched(case: Case) -> None:
    case.db.execute(f"PRAGMA user_version={len(schema.STEPS) + 1}")
    case.close()
    before = (case.folder / "case.db").read_bytes()
    with pytest.raises(CaseNewer):
        Case.open(case.folder)
    assert (case.folder / "case.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(84)])
def test_what_is_no_case_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "case.db").write_bytes(content)
    with pytest.raises((NotACase, CaseDamaged)):
        Case.open(tmp_path)


def test_another_database_is_no_case(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "case.db") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(NotACase):
        Case.open(tmp_path)


def test_two_processes_cannot_read_evidence_into_one_case(case: Case) -> None:
    with case.processing(), Case.open(case.folder) as other, pytest.raises(CaseBusy), other.processing():
        pytest.fail("the second one got it")


def test_what_an_interrupted_process_left_in_scratch_is_cleared(case: Case) -> None:
    (case.scratch / "copy.db").write_bytes(b"x")
    with case.processing():
        assert list(case.scratch.iterdir()) == []


def test_a_full_disk_is_said_and_nothing_is_half_kept(case: Case) -> None:
    case.db.execute(f"PRAGMA max_page_count={case.db.execute('PRAGMA page_count').fetchone()[0] + 2}")
    with pytest.raises(DiskFull), case.transaction():
        case.db.execute("INSERT INTO meta VALUES ('first', '1')")
        case.db.execute("INSERT INTO meta VALUES ('second', ?)", ("x" * 1_000_000,))
    assert case.db.execute("SELECT count(*) FROM meta WHERE key IN ('first', 'second')").fetchone()[0] == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Exception, match="cannot be written"):
        Case.create(tmp_path / "x.edcase", Particulars("1"))


@pytest.mark.parametrize("way", ["moved", "deleted"])
def test_nothing_is_kept_in_a_case_that_is_not_where_it_was(tmp_path: Path, way: str) -> None:
    folder = tmp_path / "a.edcase"
    with Case.create(folder, Particulars("1")) as case:
        if way == "moved":
            folder.rename(tmp_path / "b.edcase")
        else:
            shutil.rmtree(folder)
        with pytest.raises(CaseGone), case.transaction():
            case.log("view", items=["i1"])
        with pytest.raises(CaseGone):
            case.log("view", items=["i1"])


def test_an_older_case_that_can_only_be_read_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a.edcase"
    with Case.create(folder, Particulars("1")) as case:
        case.db.execute("PRAGMA user_version=3")
        case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    monkeypatch.setattr(database, "is_writable", lambda folder: False)
    with pytest.raises(CaseOlder, match="3"):
        Case.open(folder)

"""Processing: the whole way from registered evidence to kept rows, through real workers."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence_desk.ingest import unallocated, walking
from evidence_desk.ingest.examination import Examination, Plan, Progress
from evidence_desk.ingest.pool import Lost
from evidence_desk.ingest.process import STAGES, process, verify
from evidence_desk.ingest.status import Phase
from evidence_desk.store import copies, tables
from evidence_desk.store import evidence as register
from evidence_desk.store.case import Case, Particulars
from evidence_desk.store.evidence import Registration

Registered = Callable[[str], Case]
Everything = Callable[[Case], list[str]]


def quiet(_: Progress) -> None:
    pass


def state(folder: Path) -> dict[str, tuple[str, int, int, int]]:
    """Digest, size, times of all that is there, and how many names each folder has."""
    found = {}
    for path in sorted([folder, *folder.rglob("*")]):
        about = path.lstat()
        content = (
            hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file() and not path.is_symlink()
            else str(len(list(path.iterdir())))
            if path.is_dir()
            else ""
        )
        found[str(path)] = (content, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    return found


def test_a_folder_is_read_whole(registered: Registered, folder: Path) -> None:
    with registered("a") as case:
        process(case, Plan(jobs=2), quiet)
        entries = {row["path"]: row for row in tables.rows(case, "entries", {"evidence": "1"})}
        assert set(entries) == {"/" + str(path.relative_to(folder)) for path in folder.rglob("*")} | {"/export.zip!/inside.txt"}
        for path in folder.rglob("*"):
            row = entries["/" + str(path.relative_to(folder))]
            if path.is_symlink():
                assert row["kind"] == "link"
                assert row["sha256"] is None
            elif path.is_file():
                assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
                assert row["size"] == path.stat().st_size
        assert len(list(tables.rows(case, "messages", {"evidence": "2"}))) == 56
        assert len(list(tables.rows(case, "messages", {"app": "sms"}))) + len(list(tables.rows(case, "messages", {"app": "mms"}))) == 199
        assert [row["status"] for row in tables.rows(case, "evidence")] == ["processed"] * 3
        assert [row["verdict"] for row in tables.rows(case, "evidence")] == ["nothing-to-compare"] * 3


def test_evidence_and_all_around_it_is_unchanged(registered: Registered, folder: Path) -> None:
    before = state(folder)
    with registered("a") as case:
        process(case, Plan(jobs=2), quiet)
        verify(case, Plan(), quiet)
    assert state(folder) == before


def test_one_worker_and_four_come_to_the_same_tables(registered: Registered, everything: Everything) -> None:
    with registered("a") as one, registered("b") as four:
        process(one, Plan(jobs=1), quiet)
        process(four, Plan(jobs=4), quiet)
        assert everything(one) == everything(four)


def test_processing_again_changes_nothing(registered: Registered, everything: Everything) -> None:
    with registered("a") as case:
        process(case, Plan(jobs=2), quiet)
        first = everything(case)
        process(case, Plan(jobs=2), quiet)
        assert everything(case) == first


def test_triage_and_then_standard_is_the_same_as_standard(registered: Registered, everything: Everything) -> None:
    with registered("a") as slow, registered("b") as straight:
        process(slow, Plan(profile="triage"), quiet)
        assert list(tables.rows(slow, "messages")) == []
        process(slow, Plan(), quiet)
        process(straight, Plan(), quiet)
        assert everything(slow) == everything(straight)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another system")
def test_a_kill_at_any_moment_loses_and_doubles_nothing(registered: Registered, everything: Everything, tmp_path: Path) -> None:
    with registered("whole") as whole:
        began = time.monotonic()
        process(whole, Plan(jobs=2), quiet)
        wanted = everything(whole)
        took = time.monotonic() - began
    draw = random.Random(11)
    for round_ in range(4):
        registered(f"cut-{round_}").close()
        path = tmp_path / f"cut-{round_}.edcase"
        for _ in range(3):
            run = subprocess.Popen(
                [sys.executable, "-m", "ui.terminal.main", "process", str(path), "--jobs", "2", "--progress", "none"],
                stdout=subprocess.DEVNULL,
            )
            time.sleep(draw.uniform(0.2, 1.2 * took + 0.4))
            run.send_signal(signal.SIGKILL)
            run.wait()
        with Case.open(path) as case:
            process(case, Plan(jobs=2), quiet)
            assert everything(case) == wanted
            assert case.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_kill_before_copies_are_looked_for_is_made_up_for(
    registered: Registered, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that belongs to a single piece of evidence was done already."""
    with registered("whole") as case:
        process(case, Plan(jobs=2), quiet)
        wanted = everything(case)

    def killed(_: Case) -> None:
        raise KeyboardInterrupt

    with registered("cut") as case:
        with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
            broken.setattr(copies, "find", killed)
            process(case, Plan(jobs=2), quiet)
        assert everything(case) != wanted
        process(case, Plan(jobs=2), quiet)
        assert everything(case) == wanted


def test_no_worker_outlives_a_killed_broker(registered: Registered, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    registered("a").close()
    command = [sys.executable, "-m", "ui.terminal.main", "process", str(tmp_path / "a.edcase"), "--progress", "none"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(1.0)
    run.kill()
    run.wait()
    deadline = time.monotonic() + 5
    while (left := _processes_with(str(tmp_path))) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def _processes_with(word: str) -> list[str]:
    found = []
    for process_ in Path("/proc").glob("[0-9]*"):
        try:
            if any(word in str(link.readlink()) for link in (process_ / "fd").iterdir()):
                found.append(process_.name)
        except OSError:
            continue
    return [one for one in found if one != str(os.getpid())]


def test_a_wrong_stated_digest_is_a_mismatch_and_a_right_one_a_match(case: Case, folder: Path) -> None:
    chat = folder / "_chat.txt"
    right = hashlib.sha256(chat.read_bytes()).hexdigest()
    register.add(case, Registration(chat, stated={"sha256": right}))
    register.add(
        case, Registration(chat, label="wrong", stated={"sha256": "0" * 63 + "1", "sha1": hashlib.sha1(chat.read_bytes()).hexdigest()})
    )
    process(case, Plan(), quiet)
    assert [row["verdict"] for row in tables.rows(case, "evidence")] == ["match", "mismatch"]


def test_evidence_that_is_gone_costs_only_itself(registered: Registered, folder: Path) -> None:
    with registered("a") as case:
        (folder / "_chat.txt").unlink()
        process(case, Plan(), quiet)
        assert [row["status"] for row in tables.rows(case, "evidence")] == ["processed", "failed", "processed"]
        [problem] = list(tables.rows(case, "problems", {"evidence": "2"}))
        assert problem["severity"] == "error"
        assert "_chat.txt" in str(problem["message"])
        (folder / "_chat.txt").write_text("here again")
        process(case, Plan(), quiet)
        assert [row["status"] for row in tables.rows(case, "evidence")] == ["processed"] * 3
        assert [row for row in tables.rows(case, "problems", {"evidence": "2"}) if row["severity"] == "error"] == []


def test_sm3_is_computed_when_asked_for(case: Case, tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    register.add(case, Registration(tmp_path / "abc"))
    process(case, Plan(sm3=True), quiet)
    [row] = tables.rows(case, "evidence")
    assert isinstance(row["computed"], dict)
    assert row["computed"]["sm3"] == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    [entry] = tables.rows(case, "entries")
    assert entry["sm3"] == row["computed"]["sm3"]


def test_a_size_that_no_case_can_hold_costs_one_member_its_content_and_nothing_else(case: Case, tmp_path: Path) -> None:
    def header(name: bytes, size: bytes) -> bytes:
        block = (
            name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size.ljust(12, b"\0") + b"0" * 11 + b"\0" + b" " * 8 + b"0"
        ).ljust(257, b"\0")
        block = (block + b"ustar\x0000").ljust(512, b"\0")
        return block[:148] + b"%06o\0 " % sum(block) + block[156:]

    sizes = {b"sound": b"00000000000", b"huge": b"\x80" + (1 << 63).to_bytes(11), b"larger": b"\x80" + (1 << 70).to_bytes(11)}
    for name, size in sizes.items():
        (tmp_path / f"{name.decode()}.tar").write_bytes(header(b"a", b"00000000000") + header(name, size) + bytes(1024))
        register.add(case, Registration(tmp_path / f"{name.decode()}.tar"))
    process(case, Plan(jobs=1), quiet)
    assert [row["status"] for row in tables.rows(case, "evidence")] == ["processed"] * 3
    entries = {row["path"]: (row["kind"], row["size"]) for row in tables.rows(case, "entries")}
    assert entries == {"/a": ("file", 0), "/sound": ("file", 0), "/huge": ("other", 0), "/larger": ("other", 0)}
    said = [row["message"] for row in tables.rows(case, "problems") if row["code"] == "entry-impossible"]
    assert [str(1 << 63) in said[0], str(1 << 70) in said[1]] == [True, True]


def test_a_walk_with_more_problems_than_are_kept_says_how_many_more(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MOST_GAPS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for number in range(5):
            file.writestr(f"../{number}", b"")
    register.add(case, Registration(tmp_path / "a.zip"))
    process(case, Plan(profile="triage"), quiet)
    said = [row["message"] for row in tables.rows(case, "problems") if row["stage"] == "walk"]
    assert len(said) == 4
    assert said[-1] == "3 problems of the walk are kept one by one; 3 more are not"


def test_a_disk_of_many_volumes_is_opened_for_its_free_space_once(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = bytearray(1 << 16)
    disk[510:512] = b"\x55\xaa"
    for place in range(4):
        disk[446 + 16 * place : 462 + 16 * place] = struct.pack("<4xB3xII", 0x83, 8 + 8 * place, 8)
    (tmp_path / "disk.dd").write_bytes(disk)
    register.add(case, Registration(tmp_path / "disk.dd"))
    process(case, Plan(profile="triage"), quiet)
    started = list[int]()
    monkeypatch.setattr(Examination, "worker", lambda self, plain=Examination.worker: started.append(1) or plain(self))
    unallocated.list_spaces(Examination(case, register.find(case, "1"), Plan(), quiet))
    assert len(started) == 1
    assert [row["volume"] for row in tables.rows(case, "unallocated") if row["what"] == "unrecognised"] == [1, 2, 3, 4]


@pytest.mark.parametrize(("hung", "said"), [(True, "stood still in stage open (at 7)"), (False, "ended abnormally in stage open (at 7)")])
def test_a_reading_process_that_is_lost_is_told_in_a_sentence(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hung: bool, said: str
) -> None:
    def lose(_: Examination) -> None:
        raise Lost(7, Phase.OPEN, hung)

    (tmp_path / "a").write_bytes(b"a")
    register.add(case, Registration(tmp_path / "a"))
    monkeypatch.setitem(STAGES, "open", lose)
    process(case, Plan(profile="triage"), quiet)
    [problem] = tables.rows(case, "problems")
    assert said in str(problem["message"])


def test_evidence_that_changed_since_it_was_read_is_a_mismatch_and_said(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("before")
    register.add(case, Registration(path))
    process(case, Plan(), quiet)
    path.write_text("behind")
    for _ in range(2):
        verify(case, Plan(), quiet)
        [row] = tables.rows(case, "evidence")
        assert row["verdict"] == "mismatch"
        assert "evidence-changed" in {problem["code"] for problem in tables.rows(case, "problems")}
    path.write_text("before")
    verify(case, Plan(), quiet)
    assert [row["verdict"] for row in tables.rows(case, "evidence")] == ["nothing-to-compare"]


def test_a_digest_from_before_is_no_verdict_on_evidence_that_is_gone(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"abc")
    register.add(case, Registration(path, stated={"md5": "900150983cd24fb0d6963f7d28e17f72"}))
    process(case, Plan(), quiet)
    path.rename(tmp_path / "gone")
    verify(case, Plan(), quiet)
    [row] = tables.rows(case, "evidence")
    assert (row["verdict"], row["computed"], row["status"]) == ("unreadable", {}, "failed")
    (tmp_path / "gone").rename(path)
    verify(case, Plan(), quiet)
    [row] = tables.rows(case, "evidence")
    assert (row["verdict"], row["status"]) == ("match", "processed")
    assert [problem for problem in tables.rows(case, "problems") if problem["severity"] == "error"] == []


def test_a_database_that_cannot_be_read_at_all_is_said(case: Case, folder: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.db"
    cut.write_bytes((folder / "mmssms.db").read_bytes()[:5000])
    register.add(case, Registration(cut))
    process(case, Plan(), quiet)
    assert "database-damaged" in {problem["code"] for problem in tables.rows(case, "problems")}


def test_a_disk_that_is_pulled_while_it_is_verified_has_no_verdict_of_its_zeros(tmp_path: Path) -> None:
    """Once it is back it is verified again."""
    disk, away = tmp_path / "disk.raw", tmp_path / "away"
    with disk.open("wb") as out:
        out.truncate(600 << 20)

    def pull(progress: Progress) -> None:
        if progress.stage == "verify" and not progress.finished and disk.exists():
            disk.rename(away)

    with Case.create(tmp_path / "c.edcase", Particulars("1")) as case:
        register.add(case, Registration(disk))
        process(case, Plan(profile="triage"), pull)
        assert not disk.exists()
        (evidence,) = register.chosen(case, [])
        assert (evidence.status, evidence.verdict, evidence.computed) == ("failed", "unreadable", {})
        assert [row["code"] for row in tables.rows(case, "problems", {})] == ["evidence-vanished"]
        away.rename(disk)
        process(case, Plan(profile="triage"), quiet)
        (evidence,) = register.chosen(case, [])
        assert (evidence.status, evidence.verdict) == ("processed", "nothing-to-compare")
        assert "evidence-vanished" not in {row["code"] for row in tables.rows(case, "problems", {})}


def test_a_folder_that_is_pulled_while_it_is_read_is_read_to_its_end_once_it_is_back(
    registered: Registered, everything: Everything, folder: Path
) -> None:
    """The tables are those of a case that was not disturbed."""
    with registered("whole") as case:
        process(case, Plan(jobs=1), quiet)
        expected = everything(case)
    away = folder.with_name("away")

    def pull(progress: Progress) -> None:
        if progress.stage == "content" and folder.exists():
            folder.rename(away)

    with registered("pulled") as case:
        process(case, Plan(jobs=1, only=("1",)), pull)
        assert not folder.exists()
        assert register.chosen(case, ["1"])[0].status == "failed"
        assert {row["code"] for row in tables.rows(case, "problems", {"evidence": "1"})} >= {"evidence-vanished"}
        away.rename(folder)
        process(case, Plan(jobs=1), quiet)
        assert register.chosen(case, ["1"])[0].status == "processed"
        assert everything(case) == expected

"""A folder that was changed after it was read does not verify: each file that is another, gone or new is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence_desk.ingest import folders
from evidence_desk.ingest.examination import Plan
from evidence_desk.ingest.process import process, verify
from evidence_desk.store import tables
from evidence_desk.store.case import Case


@pytest.fixture
def read(registered: Callable[[str], Case]) -> Iterator[Case]:
    with registered("a") as case:
        process(case, Plan(jobs=1, only=("1",)), lambda _: None)
        yield case


def verified(case: Case) -> tuple[object, list[tuple[str, str]]]:
    """The verdict, and what is said of which path."""
    verify(case, Plan(only=("1",)), lambda _: None)
    problems = [row for row in tables.rows(case, "problems", {"evidence": "1"}) if row["stage"] == "verify"]
    return next(tables.rows(case, "evidence"))["verdict"], sorted((str(row["code"]), str(row["message"])) for row in problems)


def test_a_folder_that_is_as_it_was_has_nothing_to_compare_and_no_problem(read: Case) -> None:
    assert verified(read) == ("nothing-to-compare", [])


def test_what_was_changed_taken_away_and_added_is_a_mismatch_and_named(read: Case, folder: Path) -> None:
    (folder / "_chat.txt").write_text("nobody ever wrote anything")
    (folder / "export.zip").unlink()
    (folder / "planted.txt").write_text("planted")
    verdict, said = verified(read)
    assert verdict == "mismatch"
    assert [code for code, _ in said] == ["file-changed", "file-gone", "file-new"]
    assert [name in message for name, (_, message) in zip(("/_chat.txt", "/export.zip", "/planted.txt"), said, strict=True)] == [True] * 3


def test_a_folder_that_was_put_back_verifies_as_before(read: Case, folder: Path) -> None:
    kept = (folder / "_chat.txt").read_bytes()
    (folder / "_chat.txt").write_text("another")
    assert verified(read)[0] == "mismatch"
    (folder / "_chat.txt").write_bytes(kept)
    assert verified(read) == ("nothing-to-compare", [])


def test_of_very_many_changes_the_rest_is_counted(read: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_NAMED", 2)
    for number in range(5):
        (folder / f"new-{number}.txt").write_text("x")
    assert [code for code, _ in verified(read)[1]] == ["file-new", "file-new", "files-changed-more"]

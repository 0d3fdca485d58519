"""Rows that were recovered after deletion are listed when they are asked for, and never silently missing."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from ui.terminal.main import main


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Text messages of a phone, 200 of which the last 40 were deleted."""
    db = sqlite3.connect(tmp_path / "mmssms.db")
    db.execute(
        "CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, type INTEGER, body TEXT)"
    )
    rows = [(n, "17000000001", 1709622252000 + n, f"验证码 {n} " + "x" * 60) for n in range(1, 201)]
    db.executemany("INSERT INTO sms VALUES (?, 1, ?, ?, 0, 1, ?)", rows)
    db.commit()
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("DELETE FROM sms WHERE _id > 160")
    db.commit()
    db.close()
    folder = str(tmp_path / "c.edcase")
    for call in (["new", folder, "--number", "1", "--timezone", "UTC"], ["add", folder, str(tmp_path / "mmssms.db")], ["process", folder]):
        assert main(call) == 0
    capsys.readouterr()
    return folder


def query(capsys: pytest.CaptureFixture[str], *call: str) -> tuple[list[dict[str, object]], str]:
    assert main(["query", *call, "--format", "jsonl"]) == 0
    printed = capsys.readouterr()
    return [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_they_are_not_among_the_others_and_how_many_there_are_is_said(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    live, said = query(capsys, case, "messages")
    gone, nothing_said = query(capsys, case, "messages", "--where", "recovered=any")
    assert len(live) == 160
    assert not any(row["recovered"] for row in live)
    assert gone
    assert all(row["recovered"] for row in gone)
    assert f" {len(gone)} " in said
    assert nothing_said == ""


def test_a_limit_changes_nothing_of_what_is_said(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert query(capsys, case, "messages", "--limit", "1")[1] == query(capsys, case, "messages")[1]


def test_a_row_that_is_named_is_shown_whatever_it_is(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    gone, _ = query(capsys, case, "messages", "--where", "recovered=any")
    assert query(capsys, case, "messages", "--where", f"id={gone[0]['id']}")[0] == gone[:1]


def test_times_have_both_in_the_same_way(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    live, _ = query(capsys, case, "timeline")
    assert sum(row["what"] == "message" for row in live) == 160
    assert query(capsys, case, "timeline", "--where", "recovered=any")[0]

"""intake and custody as a user types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]
EVENTS = "检材编号,环节,开始时间,侦查人员\nSZ-001,扣押,2026-03-01 10:00,张三\nSZ-001,镜像,2026-02-01,张三\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*given: str) -> subprocess.CompletedProcess[str]:
        where = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-m", "ui.terminal.main", *given]
        return subprocess.run(line, cwd=tmp_path, env=where, capture_output=True, text=True, check=False, encoding="utf-8")

    assert command("new", "c.edcase", "--number", "1", "--timezone", "Asia/Shanghai").returncode == 0
    return command


def rows(given: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert given.returncode == 0, given.stderr
    return [json.loads(line) for line in given.stdout.splitlines()]


def test_a_table_of_events_is_taken_in_and_what_does_not_fit_is_listed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    taken = run("custody", "c.edcase", "--from", "events.csv")
    assert (taken.returncode, "exhibit SZ-001 was not known" in taken.stdout) == (0, True)
    assert "2 steps were there already" in run("custody", "c.edcase", "--from", "events.csv").stdout
    assert [(row["kind"], row["start"], row["zone_basis"]) for row in rows(run("query", "c.edcase", "custody"))] == [
        ("imaging", "2026-01-31T16:00:00Z", "case"),
        ("seizure", "2026-03-01T02:00:00Z", "case"),
    ]
    found = rows(run("query", "c.edcase", "discrepancies", "--where", "code=before-seizure"))
    assert [row["steps"] for row in found] == [["o2", "o1"]]
    shown = run("--ui-lang", "zh", "custody", "c.edcase", "--format", "table").stdout
    assert "镜像（2026-02-01）早于扣押（2026-03-01 10:00）" in shown


def test_a_step_is_added_and_withdrawn_with_a_reason(run: Run) -> None:
    run("intake", "c.edcase", "--exhibit", "SZ-001", "--set", "序列号=F2LX", "--set", "original=已移送")
    assert run("custody", "c.edcase", "add", "--set", "exhibit=SZ-001", "--set", "kind=封存").returncode == 0
    assert run("custody", "c.edcase", "withdraw", "o1").returncode == 2
    assert run("custody", "c.edcase", "withdraw", "o1", "--reason", "录入错误").returncode == 0
    assert rows(run("custody", "c.edcase")) == []
    assert [row["withdrawn"] for row in rows(run("query", "c.edcase", "custody"))] == ["录入错误"]
    assert [row["serial"] for row in rows(run("query", "c.edcase", "exhibits"))] == ["F2LX"]


def test_the_request_is_kept_field_by_field(run: Run) -> None:
    assert run("intake", "c.edcase", "--set", "委托部门=第一检察部", "--set", "审查要求=有无删除；合计多少").returncode == 0
    assert run("intake", "c.edcase", "--set", "deadline=2026年11月28日").returncode == 0
    row = rows(run("query", "c.edcase", "intake"))[0]
    assert (row["department"], row["deadline"]) == ("第一检察部", "2026-11-28")
    assert row["questions"] == [{"number": "Q1", "text": "有无删除"}, {"number": "Q2", "text": "合计多少"}]


@pytest.mark.parametrize(
    "given",
    [
        ("intake", "c.edcase", "--set", "colour=red"),
        ("intake", "c.edcase", "--set", "deadline=tomorrow"),
        ("intake", "c.edcase", "--set", "deadline"),
        ("intake", "c.edcase", "--exhibit", "1", "--set", "evidence=7"),
        ("intake", "c.edcase", "--from", "nothing.toml"),
        ("custody", "c.edcase", "add", "--set", "kind=封存"),
        ("custody", "c.edcase", "withdraw", "o9", "--reason", "x"),
        ("custody", "c.edcase", "withdraw"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(run: Run, given: tuple[str, ...]) -> None:
    done = run(*given)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert (
        rows(run("query", "c.edcase", "intake"))
        == rows(run("query", "c.edcase", "exhibits"))
        == rows(run("query", "c.edcase", "custody"))
        == []
    )

"""A table of another tool on the command line: a mapping is proposed, given, kept with its digest, and its rows are records."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*given: str) -> subprocess.CompletedProcess[str]:
        where = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        call = [sys.executable, "-m", "ui.terminal.main", *given]
        return subprocess.run(call, cwd=tmp_path, env=where, capture_output=True, text=True, check=False, encoding="utf-8")

    return command


def rows(given: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert given.returncode == 0, given.stderr
    return [json.loads(line) for line in given.stdout.splitlines()]


def test_a_spreadsheet_becomes_payments_by_the_mapping_that_was_proposed(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ["某银行"],
        ["交易时间", "本方账号", "对方账号", "交易金额", "借贷标志"],
        ["2024-03-05 09:00:00", "1", "2", "1,000.50", "借"],
    ):
        book.active.append(row)
    book.save(tmp_path / "flow.xlsx")
    assert run("mapping", "flow.xlsx", "-o", "map.toml").returncode == 0
    assert run("mapping", "flow.xlsx", "-o", "map.toml").returncode == 2, "what exists is not written over"
    mapping = tmp_path / "map.toml"
    mapping.write_text(mapping.read_text("utf-8").replace('# zone = "', 'zone = "').replace('app = "?"', 'app = "bank"'), "utf-8")
    assert run("new", "c.edcase", "--number", "1").returncode == 0
    assert run("add", "c.edcase", "flow.xlsx", "--mapping", "map.toml").returncode == 0
    mapping.write_text("what is changed later is of no account", "utf-8")
    assert run("process", "c.edcase").returncode == 0
    (message,) = rows(run("query", "c.edcase", "messages"))
    assert isinstance(message["payment"], dict)
    assert (message["sent"], message["app"], message["payment"]["amount"], message["payment"]["direction"]) == (
        "2024-03-05T01:00:00Z",
        "bank",
        "1000.50",
        "out",
    )
    (evidence,) = rows(run("query", "c.edcase", "evidence"))
    kept = evidence["mapping"]
    assert isinstance(kept, dict)
    assert kept["name"] == "map.toml"
    held = tmp_path / "c.edcase" / "objects" / kept["sha256"][:2] / kept["sha256"]
    assert hashlib.sha256(held.read_bytes()).hexdigest() == kept["sha256"]
    assert kept["sha256"] in run("audit", "c.edcase").stdout


@pytest.mark.parametrize("said", ["", "version = 1", "\0", 'version=1\nrecords="calls"\napp="x"\n[columns]\nnothing="b"'])
def test_a_mapping_that_cannot_be_used_registers_nothing(run: Run, tmp_path: Path, said: str) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "map.toml").write_text(said, "utf-8")
    assert run("new", "c.edcase", "--number", "1").returncode == 0
    refused = run("add", "c.edcase", "a.csv", "--mapping", "map.toml")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert rows(run("query", "c.edcase", "evidence")) == []


def test_what_is_no_table_is_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 20)
    for name in ("a.bin", ".", "missing"):
        refused = run("mapping", name)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)

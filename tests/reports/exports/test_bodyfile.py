"""The body file as mactime reads it, where mactime is, and field by field."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from .conftest import Written


def test_each_line_has_eleven_fields_whatever_a_name_holds(written: Written) -> None:
    lines = written("bodyfile").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert {line.count("|") for line in lines} == {10}
    deleted = lines[1].split("|")
    assert deleted[1].startswith("/1/2/a/=HYPERLINK")
    assert deleted[1].endswith(" (deleted)")
    assert deleted[2:] == ["42", "r/r---------", "0", "0", "7", "0", "-86400", "1709622245", "1709622245"]
    assert lines[2].startswith("0|/1/2/b.txt:Zone.Identifier|43|")


def test_mactime_makes_a_timeline_of_it(written: Written) -> None:
    if shutil.which("mactime") is None:
        pytest.skip("no mactime here")
    run = subprocess.run(["mactime", "-d", "-y", "-z", "UTC", "-b", str(written("bodyfile"))], capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    assert sum(line.startswith("2024-03-05T07:04:05Z,") for line in lines) == 3
    assert any('"/1/2/a/' in line and "(deleted)" in line and line.split(",")[2] == ".." + "cb" for line in lines)

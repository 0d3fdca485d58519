"""What holds for every format: whole or not there, logged with its digest, never into the evidence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from evidence_desk.errors import OutputExists, OutputOnEvidence, OutputUnwritable
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from reports.exports import FORMATS, jsonl
from reports.exports.export import export
from ui.terminal.arguments import arguments


@pytest.mark.parametrize("style", FORMATS)
def test_a_format_writes_a_file_and_the_log_has_its_digest(awkward: Case, tmp_path: Path, style: str) -> None:
    out = tmp_path / "out"
    assert export(awkward, style, out) > 0
    last = list(tables.rows(awkward, "audit"))[-1]
    assert last["act"] == "export"
    assert isinstance(last["details"], dict)
    assert last["details"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    with pytest.raises(OutputExists):
        export(awkward, style, out)


@pytest.mark.parametrize("style", FORMATS)
def test_a_tag_that_nothing_has_exports_nothing_of_the_evidence(awkward: Case, tmp_path: Path, style: str) -> None:
    export(awkward, style, tmp_path / "out", ("nothing has this",))
    assert "HYPERLINK" not in (tmp_path / "out").read_bytes().decode("utf-8", "replace")


def test_nothing_is_written_in_evidence(awkward: Case, tmp_path: Path) -> None:
    for place in ("x.csv", "new/../x.csv"):
        with pytest.raises(OutputOnEvidence):
            export(awkward, "csv", tmp_path / "handed in" / place)
    assert [path.name for path in (tmp_path / "handed in").iterdir()] == ["disk.dd"]


def test_what_fails_half_way_leaves_nothing(awkward: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outputs").mkdir()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jsonl, "write", full)
    with pytest.raises(OutputUnwritable):
        export(awkward, "jsonl", tmp_path / "outputs" / "a")
    with pytest.raises(OutputUnwritable):
        export(awkward, "csv", tmp_path / "no such folder" / "a")
    assert list((tmp_path / "outputs").iterdir()) == []


def test_json_lines_hold_each_row_as_query_gives_it(awkward: Case, tmp_path: Path) -> None:
    export(awkward, "jsonl", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    messages = [{name: value for name, value in line.items() if name != "table"} for line in lines if line["table"] == "messages"]
    assert messages == list(tables.rows(awkward, "messages"))


@pytest.mark.parametrize("style", FORMATS)
def test_the_command_line_offers_it(style: str) -> None:
    assert arguments("en").parse_args(["export", "c", "--format", style, "-o", "o"]).format == style

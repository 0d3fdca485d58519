"""The audit log: what was changed in it is found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evidence_desk.audit import log, verify
from evidence_desk.review import marks
from evidence_desk.store.case import Case


@pytest.fixture
def lines(case: Case) -> list[str]:
    for number in range(5):
        case.log("test", value=number, 文字="涉案\u2028")
    return exported(case)


def exported(case: Case) -> list[str]:
    rows = case.db.execute("SELECT seq, body, previous, hash FROM audit ORDER BY seq")
    return [
        json.dumps({"seq": r["seq"], "body": r["body"].decode(), "previous": r["previous"].hex(), "hash": r["hash"].hex()}) for r in rows
    ]


def test_an_untouched_log_holds(case: Case, lines: list[str]) -> None:
    assert log.verify(case.db) == []
    assert verify.check(lines) == []
    assert log.head(case.db) == (6, json.loads(lines[-1])["hash"])


def test_a_changed_text_is_found(case: Case, lines: list[str]) -> None:
    case.db.execute("UPDATE audit SET body = CAST(replace(body, 'test', 'tost') AS BLOB) WHERE seq = 5")
    assert [one.seq for one in log.verify(case.db)] == [5]
    assert any("entry 5" in one for one in verify.check(exported(case)))


def test_a_removed_entry_is_found(case: Case, lines: list[str]) -> None:
    case.db.execute("DELETE FROM audit WHERE seq = 3")
    assert log.verify(case.db)
    assert verify.check(exported(case))


def test_swapped_entries_are_found(lines: list[str]) -> None:
    lines[2], lines[3] = lines[3], lines[2]
    assert verify.check(lines)


def test_an_inserted_entry_is_found(lines: list[str]) -> None:
    lines.insert(2, lines[2])
    assert verify.check(lines)


def test_a_cut_tail_is_found_where_a_mark_points_past_it(case: Case) -> None:
    marks.add_fact(case, "the platform took money")
    case.db.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    assert [one.seq for one in log.verify(case.db)] == [2]


def test_a_cut_tail_is_found_with_a_later_head(lines: list[str]) -> None:
    head = json.loads(lines[-1])["hash"]
    assert verify.check(lines[:-1]) == []
    assert verify.check(lines[:-1], head)
    assert verify.check(lines, head) == []


def test_the_verifier_runs_alone(lines: list[str], tmp_path: Path) -> None:
    copy = tmp_path / "verify.py"
    copy.write_bytes(Path(verify.__file__).read_bytes())
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = [sys.executable, "-I", str(copy), str(tmp_path / "log.jsonl")]
    assert subprocess.run(run, check=False, capture_output=True).returncode == 0
    (tmp_path / "log.jsonl").write_text("\n".join(lines[1:]), encoding="utf-8")
    assert subprocess.run(run, check=False, capture_output=True).returncode == 1
    assert subprocess.run([*run[:-1], str(tmp_path / "none")], check=False, capture_output=True).returncode == 2

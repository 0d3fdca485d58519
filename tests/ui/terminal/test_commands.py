"""The command line as a user meets it: real processes, real exit codes, one sentence for what goes wrong."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pysilk
import pytest

ROOT = Path(__file__).parents[3]
CHAT = "".join(
    f"[2024/3/5 15:04:{second:02d}] {who}: {text}\r\n"
    for second, who, text in ((5, "林悦", "请转账500元"), (46, "周明", "好的"), (50, "周明", "=HYPERLINK(1)"))
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*given: str, **environment: str) -> subprocess.CompletedProcess[str]:
        where = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **environment}
        return subprocess.run(
            [sys.executable, "-m", "ui.terminal.main", *given],
            cwd=tmp_path,
            env=where,
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )

    return command


@pytest.fixture
def bare(run: Run, tmp_path: Path) -> str:
    (tmp_path / "_chat.txt").write_text(CHAT, encoding="utf-8", newline="")
    assert run("new", "c.edcase", "--number", "1", "--timezone", "Asia/Shanghai", "--examiner", "周明").returncode == 0
    return "c.edcase"


@pytest.fixture
def made(run: Run, bare: str) -> str:
    assert run("add", bare, "_chat.txt", "--label", "聊天记录").returncode == 0
    assert run("process", bare).returncode == 0
    return bare


def rows(given: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert given.returncode == 0, given.stderr
    return [json.loads(line) for line in given.stdout.splitlines()]


def test_the_main_way_from_case_to_finding(run: Run, made: str) -> None:
    messages = rows(run("query", made, "messages"))
    assert [one["text"] for one in messages] == ["请转账500元", "好的", "=HYPERLINK(1)"]
    first = messages[0]
    assert (first["sent"], first["zone_basis"], first["evidence"]) == ("2024-03-05T07:04:05Z", "case", 1)
    assert isinstance(first["source"], dict)
    assert first["source"]["path"] == "/_chat.txt"
    assert {"offset", "length"} <= set(first["source"])
    hits = rows(run("search", made, "转账500", "--in", "messages"))
    assert [one["id"] for one in hits] == [first["id"]]
    assert run("tag", made, str(first["id"]), "--tag", "重要", "--bearing", "supports").returncode == 0
    fact = run("fact", made, "money was asked for").stdout.split()[-1]
    assert run("finding", made, "记录显示要求转账。", "--cite", str(first["id"]), "--fact", fact).returncode == 0
    assert [one["citations"] for one in rows(run("query", made, "findings"))] == [[first["id"]]]


def test_bytes_at_the_locus_are_the_record(run: Run, made: str, tmp_path: Path) -> None:
    [first, *_] = rows(run("query", made, "messages"))
    source = first["source"]
    assert isinstance(source, dict)
    data = (tmp_path / "_chat.txt").read_bytes()[source["offset"] : source["offset"] + source["length"]]
    assert "请转账500元" in data.decode()


def test_databases_are_read_into_a_case_that_is_named_by_a_relative_path(run: Run, bare: str, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "mmssms.db") as db:
        db.execute("CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, body TEXT)")
        db.execute("INSERT INTO sms VALUES (1, 1, '17000000001', 1709622252000, 1, '收到')")
    db.close()
    run("add", bare, "mmssms.db")
    assert run("process", bare).returncode == 0
    assert [one["text"] for one in rows(run("query", bare, "messages"))] == ["收到"]
    assert rows(run("query", bare, "problems")) == []


def test_rows_are_chosen_by_fields_conditions_and_limit(run: Run, made: str) -> None:
    assert rows(run("query", made, "messages", "--where", "sender=周明", "--fields", "text,sender", "--limit", "1")) == [
        {"text": "好的", "sender": "周明"}
    ]
    assert rows(run("query", made, "entries", "--where", "kind=directory")) == []
    assert rows(run("query", made, "entries", "--where", "path=/_chat.txt", "--fields", "allocated,mime")) == [
        {"allocated": True, "mime": "text/plain"}
    ]


@pytest.mark.parametrize(
    "given",
    [
        ("query", "messages", "--limit", "-1"),
        ("search", "转账", "--limit", "x"),
        ("process", "--jobs", "0"),
        ("query", "messages", "--where", f"evidence={1 << 63}"),
        ("query", "messages", "--where", "id=m99999999999.1.1"),
        ("tag", f"e1.{(1 << 27) | 1}", "--tag", "x"),
    ],
)
def test_a_number_that_means_nothing_is_refused_and_shows_no_empty_table(run: Run, made: str, given: tuple[str, ...]) -> None:
    told = run(given[0], made, *given[1:])
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "fault of the program" not in told.stderr


def test_a_parser_that_cannot_be_loaded_is_a_problem_of_what_was_read_without_it(run: Run, bare: str, tmp_path: Path) -> None:
    broken = tmp_path / "site" / "broken-1.0.dist-info"
    broken.mkdir(parents=True)
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_text("[evidence_desk.parsers]\nbroken.notes = no_such_module:notes\n")
    assert run("add", bare, "_chat.txt").returncode == 0
    assert run("process", bare, PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path / 'site'}").returncode == 0
    [problem] = rows(run("query", bare, "problems", "--where", "code=plugin-unusable"))
    assert (problem["stage"], problem["severity"]) == ("content", "error")
    assert "broken.notes" in str(problem["message"])


def test_csv_disarms_formulas_and_json_keeps_them(run: Run, made: str) -> None:
    read = list(csv.DictReader(io.StringIO(run("query", made, "messages", "--format", "csv").stdout)))
    assert [one["text"] for one in read][-1] == "'=HYPERLINK(1)"


def test_exports_hold_every_row(run: Run, made: str, tmp_path: Path) -> None:
    assert run("export", made, "--format", "jsonl", "-o", "all.jsonl").returncode == 0
    tables = [json.loads(line)["table"] for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert tables.count("messages") == 3
    assert tables.count("entries") == 1
    assert run("export", made, "--format", "csv", "-o", "all.csv").returncode == 0
    read = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text(encoding="utf-8-sig"))))
    assert [one["table"] for one in read] == tables
    assert run("export", made, "--format", "csv", "-o", "all.csv").returncode == 2


def test_every_act_is_in_the_log_a_readers_too(run: Run, made: str, tmp_path: Path) -> None:
    run("search", made, "转账")
    run("query", made, "messages", "--limit", "2")
    acts = [(one["act"], one["details"]) for one in rows(run("query", made, "audit"))]
    assert (
        "search",
        {
            "text": "转账",
            "parts": ["entries", "texts", "pictures", "conversations", "participants", "messages", "artifacts", "fragments", "leftovers"],
            "hits": 2,
        },
    ) in acts
    assert ("query", {"table": "messages", "where": {}, "rows": 2}) in acts
    assert run("audit", made, "--verify").returncode == 0
    (tmp_path / "log.jsonl").write_text(run("audit", made, "--format", "jsonl").stdout, encoding="utf-8")
    verifier = ROOT / "evidence_desk" / "audit" / "verify.py"
    assert (
        subprocess.run([sys.executable, "-I", str(verifier), str(tmp_path / "log.jsonl")], capture_output=True, check=False).returncode == 0
    )


def test_the_same_case_gives_the_same_memo_although_writing_one_is_logged(run: Run, made: str, tmp_path: Path) -> None:
    for name in ("first.pdf", "again.pdf"):
        assert run("memo", made, "-o", name, "--lang", "en").returncode == 0
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    assert run("memo", made, "-o", "again.pdf").returncode == 2
    run("query", made, "messages")
    assert run("memo", made, "-o", "later.pdf", "--lang", "en").returncode == 0
    assert (tmp_path / "first.pdf").read_bytes() != (tmp_path / "later.pdf").read_bytes()


def test_a_memo_that_is_only_looked_at_is_logged_as_that(run: Run, made: str, tmp_path: Path) -> None:
    assert run("memo", made, "-o", "look.pdf", "--preview").returncode == 0
    assert run("memo", made, "-o", "given.pdf").returncode == 0
    assert (tmp_path / "given.pdf").read_bytes() == (tmp_path / "look.pdf").read_bytes()
    assert [one["act"] for one in rows(run("query", made, "audit"))][-2:] == ["memo.preview", "memo"]


def test_a_broken_log_is_status_one(run: Run, made: str, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / made / "case.db") as db:
        db.execute("DELETE FROM audit WHERE seq = 2")
    db.close()
    assert run("audit", made, "--verify").returncode == 1


def test_verify_is_status_one_on_a_mismatch(run: Run, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    run("new", "c.edcase", "--number", "1")
    run("add", "c.edcase", "f", "--expect", "md5:900150983cd24fb0d6963f7d28e17f72")
    assert run("verify", "c.edcase").returncode == 0
    run("add", "c.edcase", "f", "--expect", "md5:" + "0" * 32)
    assert run("verify", "c.edcase").returncode == 1
    assert run("verify", "c.edcase", "--only", "1").returncode == 0


@pytest.mark.parametrize(
    "given",
    [
        ["query", "none.edcase", "entries"],
        ["process", "."],
        ["add", "c.edcase", "missing.E01"],
        ["add", "c.edcase", "c.edcase"],
        ["add", "c.edcase", "_chat.txt", "--expect", "md5:xyz"],
        ["add", "c.edcase", "_chat.txt", "--zone", "Mars/Olympus"],
        ["add", "c.edcase", "_chat.txt", "--as", "nonsense"],
        ["query", "c.edcase", "nothing"],
        ["query", "c.edcase", "entries", "--where", "nofield=1"],
        ["query", "c.edcase", "entries", "--where", "noequals"],
        ["query", "c.edcase", "entries", "--fields", "path,nofield"],
        ["search", "c.edcase", "--", "- ,"],
        ["tag", "c.edcase", "e9.9", "--tag", "x"],
        ["tag", "c.edcase", "zzz", "--tag", "x"],
        ["finding", "c.edcase", "no citation"],
        ["new", "c.edcase", "--number", "2"],
        ["process", "c.edcase", "--only", "99"],
        ["frobnicate"],
        [],
    ],
    ids=lambda given: " ".join(given) or "nothing",
)
def test_a_wrong_call_is_one_sentence_and_status_two(run: Run, bare: str, given: list[str]) -> None:
    result = run(*given)
    assert result.returncode == 2
    assert result.stderr.strip().count("\n") == 0
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()
    assert result.stdout == ""


def test_a_named_pipe_is_refused_and_waited_for_never(run: Run, made: str, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "pipe")
    assert run("add", made, "pipe").returncode == 2


def test_errors_are_chinese_where_the_machine_is(run: Run) -> None:
    assert "不是案件文件夹" in run("query", "none.edcase", "entries", LC_ALL="zh_CN.UTF-8").stderr


def test_parsers_and_formats_are_listed(run: Run) -> None:
    assert {"whatsapp", "telegram"} <= {str(one["name"]).partition(".")[0] for one in rows(run("parsers"))}
    assert {"raw", "ewf", "folder", "zip"} <= {str(one["name"]) for one in rows(run("formats"))}


def test_a_voice_note_becomes_a_wav_file_and_the_log_has_its_digest(run: Run, bare: str, tmp_path: Path) -> None:
    spoken = io.BytesIO()
    pysilk.encode(io.BytesIO(bytes(24_000)), spoken, 24_000, 24_000)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/msg_1.amr").write_bytes(spoken.getvalue())
    assert run("add", bare, "notes").returncode == 0
    assert run("process", bare).returncode == 0
    [note] = [one for one in rows(run("query", bare, "entries")) if one["mime"] == "audio/silk"]
    assert run("sound", bare, str(note["id"]), "-o", "note.wav").returncode == 0
    with wave.open(str(tmp_path / "note.wav")) as made:
        assert (made.getframerate(), made.getnchannels()) == (24_000, 1)
        assert made.getnframes() == pytest.approx(12_000, rel=0.1)
    logged = rows(run("audit", bare))[-1]
    assert hashlib.sha256((tmp_path / "note.wav").read_bytes()).hexdigest() in json.dumps(logged)
    assert run("sound", bare, str(note["id"]), "-o", "note.wav").returncode == 2
    assert run("sound", bare, "e1.999", "-o", "other.wav").returncode == 2
    assert not (tmp_path / "other.wav").exists()


def test_a_voice_note_that_nothing_decodes_is_refused_in_one_sentence(run: Run, bare: str, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/msg_2.amr").write_bytes(b"#!AMR\n" + bytes(64))
    assert run("add", bare, "notes").returncode == 0
    assert run("process", bare).returncode == 0
    refused = run("sound", bare, "e1.1", "-o", "note.wav")
    assert (refused.returncode, refused.stderr.strip().count("\n")) == (2, 0)
    assert "AMR" in refused.stderr and "Traceback" not in refused.stderr
    assert "another player" in refused.stderr or "其他播放器" in refused.stderr


def test_a_locked_volume_opens_with_a_secret_file_and_no_secret_is_written_anywhere(run: Run, bare: str, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("unlock", ROOT / "tests/evidence_desk/source/encryption/test_unlock.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    (tmp_path / "luks.img").write_bytes(made.luks1())
    (tmp_path / "right").write_bytes(b"no\n" + made.SECRET + b"\n")
    (tmp_path / "wrong").write_text("no-such-secret\n", encoding="utf-8")
    assert run("add", bare, "luks.img", "--secret-file", "none").returncode == 2
    assert run("add", bare, "luks.img", "--secret-file", "wrong", "--label", "locked").returncode == 0
    assert run("add", bare, "luks.img", "--secret-file", "right", "--label", "opened").returncode == 0
    assert run("process", bare).returncode == 0
    assert [(one["encryption"], one["unlocked"]) for one in rows(run("query", bare, "volumes"))] == [("luks", False), ("luks", True)]
    codes = [one["code"] for one in rows(run("query", bare, "problems"))]
    assert "secret-does-not-fit" in codes
    assert "volume-unlocked" in codes
    for path in (tmp_path / bare).rglob("*"):
        if path.is_file():
            assert made.SECRET not in path.read_bytes()
            assert b"no-such-secret" not in path.read_bytes()


def test_the_checklist_is_shown_answered_and_queried(run: Run, made: str) -> None:
    assert {one["point"] for one in rows(run("checklist", made))} >= {"I-1", "T-7", "L-1"}
    assert run("checklist", made, "answer", "L-1", "satisfied", "--basis", "卷一第3页").returncode == 0
    [point] = rows(run("query", made, "checks", "--where", "point=L-1"))
    assert (point["answer"], point["basis"]) == ("satisfied", "卷一第3页")
    for wrong in (["answer", "L-1", "satisfied"], ["answer", "L-99", "satisfied", "--basis", "x"], ["answer", "L-1"]):
        assert run("checklist", made, *wrong).returncode == 2
    assert run("query", made, "nothing").returncode == 2
    assert "no table" in run("query", made, "nothing").stderr or "没有" in run("query", made, "nothing").stderr


def test_a_case_without_a_number_is_refused(run: Run, tmp_path: Path) -> None:
    given = run("new", "n.edcase", "--number", " ")
    assert given.returncode == 2
    assert "needs a number" in given.stderr
    assert not (tmp_path / "n.edcase").exists()


def test_registering_the_same_path_twice_is_done_and_said(run: Run, bare: str) -> None:
    assert run("add", bare, "_chat.txt").stderr == ""
    again = run("add", bare, "_chat.txt")
    assert again.returncode == 0
    assert "evidence 1 already" in again.stderr
    assert len(again.stderr.splitlines()) == 1


@pytest.mark.parametrize("condition", ["evidence=abc", "allocated=perhaps"])
def test_a_condition_that_can_never_hold_is_refused_in_a_sentence(run: Run, made: str, condition: str) -> None:
    given = run("query", made, "entries", "--where", condition)
    assert given.returncode == 2
    assert condition.partition("=")[2] in given.stderr
    assert "Traceback" not in given.stderr


def test_rows_hits_and_the_log_go_into_a_new_file_and_the_log_has_its_digest(run: Run, made: str, tmp_path: Path) -> None:
    for given in (("query", made, "messages", "--where", "sender=周明"), ("search", made, "转账"), ("audit", made)):
        for ending in ("csv", "jsonl"):
            out = tmp_path / f"{given[0]}.{ending}"
            ended = run(*given, "-o", out.name)
            assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
            said = [
                row
                for row in rows(run("query", made, "audit"))
                if str(row["details"]).find(hashlib.sha256(out.read_bytes()).hexdigest()) >= 0
            ]
            assert len(said) == 1, "the digest of what was written"
    assert out.read_text("utf-8").count('"seq"') > 5
    assert (tmp_path / "query.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "so that a spreadsheet reads Chinese"
    assert (tmp_path / "query.jsonl").read_text("utf-8").count("\n") == 2
    again = run("query", made, "messages", "-o", "query.csv")
    assert again.returncode == 2
    assert "already" in again.stderr or "已经存在" in again.stderr


def test_evidence_is_not_registered_with_secrets_from_standard_input(run: Run, bare: str) -> None:
    ended = run("add", bare, "_chat.txt", "--secret-file", "-")
    assert ended.returncode == 2
    assert rows(run("query", bare, "evidence")) == []

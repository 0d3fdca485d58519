"""The program reads the sample evidence as its makers say it must be read: the demo, held against expected.json."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from evidence_desk.review import checklist, counting, sampling
from evidence_desk.store import tables
from evidence_desk.store.case import Case

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "evidence"
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["evidence"]
COUNTED: dict[str, dict[str, int]] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["counted"]
STORY: dict[str, Any] = json.loads((SAMPLES / "story.json").read_text("utf-8"))
LAPTOP, STICK, WHATSAPP, TELEGRAM, BACKUP, PHONE = EXPECTED

each_item = pytest.mark.parametrize("item", EXPECTED, ids=lambda item: item["file"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "made"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "ui.terminal.main", "demo", str(made)]
    demo = subprocess.run(call, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert demo.returncode == 0, demo.stderr
    assert str(made / "memo-zh.pdf") in demo.stdout
    return made


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Case]:
    with Case.open(folder / "demo.edcase") as case:
        yield case


def rows(case: Case, table: str, item: dict[str, Any], **where: str) -> list[dict[str, Any]]:
    return list(tables.rows(case, table, {"evidence": str(item["number"]), **where}))


@each_item
def test_each_piece_has_its_format_size_digests_and_verdict(demo, item):
    (row,) = rows(demo, "evidence", item)
    assert (row["format"], row["size"], row["verdict"]) == (item["format"], item["size"], item["verdict"])
    assert row["stated"] == item["stated"]
    assert {name: digest for name, digest in row["computed"].items() if digest != item["digests"][name]} == {}
    assert set(row["computed"]) >= set(item["stated"]), "what the record states must be recomputed, SM3 too"


@each_item
def test_each_file_is_listed_once_with_its_content_and_whether_it_was_deleted(demo, item):
    listed = Counter()
    found = {}
    for row in rows(demo, "entries", item):
        path = row["path"].removeprefix("/") + (f":{row['stream']}" if row["stream"] else "")
        listed[path] += 1
        found[path] = {"size": row["size"], "sha256": row["sha256"], "allocated": row["allocated"]}
    assert {path: found.get(path) for path in item["files"]} == item["files"]
    assert {listed[path] for path in item["files"]} == {1}


@each_item
def test_each_volume_conversation_message_and_artifact_is_there(demo, item):
    volumes = [{"offset": row["offset"], "scheme": row["scheme"], "filesystem": row["filesystem"]} for row in rows(demo, "volumes", item)]
    assert volumes == item["volumes"] or not item["volumes"]
    conversations = rows(demo, "conversations", item)
    assert sorted(row["messages"] for row in conversations) == sorted(one["messages"] for one in item["conversations"])
    assert {row["app"] for row in conversations} == {one["app"].lower() for one in item["conversations"]}
    assert len(rows(demo, "messages", item)) == item["messages"]
    assert Counter(row["type"] for row in rows(demo, "artifacts", item)) == item["artifacts"]


@each_item
def test_every_parser_accounts_for_all_that_its_source_has(demo, item):
    for row in rows(demo, "coverage", item):
        assert row["seen"] == row["parsed"] + row["rejected"], row
        assert row["rejected"] == 0, row


@pytest.mark.parametrize("item", [WHATSAPP, TELEGRAM, BACKUP], ids=lambda item: item["file"])
def test_attachments_are_present_missing_or_omitted_as_the_export_has_them(demo, item):
    assert Counter(one["state"] for row in rows(demo, "messages", item) for one in row["attachments"]) == item["attachments"]


def test_local_times_become_utc_by_the_zone_that_was_stated_for_the_evidence(demo):
    first = rows(demo, "messages", WHATSAPP)[0]
    assert (first["sent"], first["sent_local"], first["zone_basis"]) == ("2025-04-06T12:11:03Z", "2025/4/6 20:11:03", "evidence")
    first = rows(demo, "messages", TELEGRAM)[0]
    assert (first["sent"], first["zone_basis"]) == ("2025-04-17T13:03:10Z", "source")


def test_messages_that_are_only_in_the_write_ahead_log_are_read(demo):
    assert len(rows(demo, "messages", PHONE, text="客户都报警了，你把账留好，别乱动。")) == 1


def test_every_selection_of_the_story_finds_exactly_one_record(demo):
    chosen = [one for finding in STORY["findings"] for one in finding["cites"]] + [one for tag in STORY["tags"] for one in tag["items"]]
    for one in chosen:
        assert len(list(tables.rows(demo, one["table"], one["where"]))) == 1, one


def test_the_case_holds_the_findings_and_marks_of_the_story(demo):
    assert len(list(tables.rows(demo, "findings"))) == len(STORY["findings"])
    assert len(list(tables.rows(demo, "tags"))) == sum(len(tag["items"]) for tag in STORY["tags"])
    assert [len(row["citations"]) for row in tables.rows(demo, "findings")] == [len(one["cites"]) for one in STORY["findings"]]


def test_the_countings_come_to_what_the_cast_has(demo):
    for rule, groups in COUNTED.items():
        assert {one.group: one.unique for one in counting.count(demo, rule)[1]} == groups


def test_the_case_answers_a_question_leaves_a_mark_out_with_its_reason_and_has_a_sample_gone_through(demo):
    assert [(row["question"], row["class"]) for row in tables.rows(demo, "conclusions")] == [("Q1", "partly"), ("Q2", "partly")]
    [left] = [row for row in tables.rows(demo, "tags") if row["left_out"]]
    assert (left["bearing"], left["left_out"].startswith("该消息已由第八部分")) == ("contradicts", True)
    [sample] = sampling.rows(demo, "zh")
    assert (sample["drawn"], sample["right"], sample["open"]) == (STORY["sample"]["size"], STORY["sample"]["size"], 0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_memos_show_the_mismatch_the_deleted_ledger_and_what_speaks_for_them(folder, language):
    with pypdfium2.PdfDocument(folder / f"memo-{language}.pdf") as memo:
        text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in memo)
    (stated,) = STICK["stated"].values()
    assert stated in text
    assert STICK["digests"]["sha256"] in text
    assert "流水_内部.csv" in text
    assert "退款计划.txt" in text


def test_the_checklist_tells_copies_from_reports_and_streams_from_files(demo):
    """Two backups hold one chat and nobody submitted a report; a mark of origin hangs at a ZIP; four digests were given on registration."""
    found = {row["point"]: row for row in checklist.rows(demo, "en")}
    assert (found["T-6"]["result"], found["T-6"]["detail"]) == ("nothing-to-compare", {})
    assert found["T-9"]["detail"] == {"content_unlike_ending": 0}
    assert (found["I-2"]["result"], found["I-2"]["detail"]) == ("agrees", {"recorded_digests": 4})
    assert found["T-11"]["detail"] == {"missing": 1, "omitted": 2, "present": 4}

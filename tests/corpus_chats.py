"""The chat samples of the corpus against their expected counts, through the real command line."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ELSEWHERE: dict[str, dict[str, str]] = {
    # what SOURCES.tsv says of the samples that EXPECTED.tsv has no row for
    "whatsapp_txt/test_ddmmyy_24hrs.txt": {"records": "9", "messages": "7", "system": "2"},
    "whatsapp_txt/test_mmddyyyy_12hrs.txt": {"records": "9", "messages": "7", "system": "2"},
    "whatsapp_txt/test_brackets_mmddyy_24hrs.txt": {"records": "9", "messages": "7", "system": "2"},
    "telegram_json/single_export.json": {"messages": "2", "senders": "2"},
    "sms_backup_restore/sample_small.xml": {"messages": "7", "conversations": "2"},
    "sms_backup_restore/empty.xml": {"messages": "0"},
    "sms_backup_restore/minimal_sms.xml": {"messages": "1"},
    "sms_backup_restore/minimal_mms.xml": {"messages": "1"},
    "android_mmssms/mmssms.db": {"messages": "9"},
    "sms_backup_restore/malformed.xml": {"messages": "0"},
    # and what the tools that SOURCES.tsv names found in them
    "kik_ios/kik.sqlite": {"messages": "55", "records": "60"},
    "viber_android/viber_data": {"calls": "4"},
    "whatsapp_ios/testdata.whatsApp.whatsAppCallHistory.josh_ios15_ffs.zip": {"calls": "4", "contacts": "9"},
    "google_voice_ios/testdata.googleVoice.googleVoiceMessages.josh_ios17_ffs.zip": {"messages": "118", "calls": "34"},
    "twitter_dm_ios/testdata.twitterX.twitterDirectMessages.josh_ios17_ffs.zip": {"records": "70"},  # 72 with two reactions
    "burner_ios/testdata.burnerCache.burnerCache_messages.josh_ios15_ffs.zip": {"records": "17"},  # 18 with one that two answers have
    "signal_export/chat.txt": {"messages": "2", "senders": "2"},
    "threema_backup/message_C1.csv": {"messages": "8000"},
    "qq_txt/qq_chat_history_file.txt": {"messages": "2", "senders": "2"},
    "kakaotalk/android_demo.txt": {"records": "9", "system": "1"},
    "kakaotalk/windows_00.txt": {"records": "4"},
    "kakaotalk/windows_01.txt": {"records": "2"},
    "kakaotalk/windows_02.txt": {"records": "2"},
    "kakaotalk/windows_03.txt": {"records": "0"},
    "telegram_json/personal.json": {"records": "0"},
    "telegram_json/private_group.json": {"records": "2"},
    "telegram_json/bot.json": {"records": "2"},
    "telegram_json/saved.json": {"records": "21"},
    "telegram_json/error.json": {"records": "2"},
    "case_uco/message.json": {"messages": "2", "conversations": "2"},
    "case_uco/sms_and_contacts.json": {"messages": "1"},
}
UNTOLD = {"wechat_tool_exports/memotrace_open.txt": ("replies",)}
"""What the generator knows of a sample and the file itself does not say: in this text an answer looks like any other message."""
COMPARED = (
    "conversations",
    "records",
    "messages",
    "system",
    "senders",
    "attachments",
    "replies",
    "reactions",
    "recalls",
    "edits",
    "deleted",
    "first",
    "last",
    "calls",
    "contacts",
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One sample: field -> (expected, found)."""

    sample: str
    fields: dict[str, tuple[str, str]]

    @property
    def agrees(self) -> bool:
        return all(expected == found for expected, found in self.fields.values())


def chats(corpus: Path, scratch: Path) -> list[Comparison]:
    """Examines every sample of these families in one case; in Asia/Shanghai, which is how the samples were made."""
    expected = _expected(corpus)
    case = scratch / "chats.edcase"
    _run("new", str(case), "--number", "corpus", "--timezone", "Asia/Shanghai")
    _run("add", str(case), *(str(_place(corpus / "chat" / name)) for name in expected))
    _run("process", str(case), "--progress", "none")
    return [_compare(case, number, name, wanted) for number, (name, wanted) in enumerate(expected.items(), 1)]


def _place(path: Path) -> Path:
    """An export in several files is handed in as its folder."""
    return path.parent if "*" in path.name else path


def _expected(corpus: Path) -> dict[str, dict[str, str]]:
    with (corpus / "chat" / "EXPECTED.tsv").open(encoding="utf-8") as file:
        found = {
            row["path"]: row | dict(one.split("=", 1) for one in row["other"].split("; ") if "=" in one)
            for row in csv.DictReader(file, delimiter="\t")
        }
    return {**found, **{name: wanted for name, wanted in ELSEWHERE.items() if (corpus / "chat" / name).exists()}}


def _compare(case: Path, evidence: int, name: str, wanted: dict[str, str]) -> Comparison:
    messages, artifacts = _query(case, "messages", evidence), _query(case, "artifacts", evidence)
    spoken = [one for one in messages if one["kind"] != "system"]
    times = sorted(re.sub(r"\.\d+Z$", "Z", str(one["sent"])) for one in messages if one["sent"])  # expected to the second
    found = {
        "conversations": str(len(_query(case, "conversations", evidence))),
        "records": str(len(messages)),
        "messages": str(len(spoken)),
        "system": str(len(messages) - len(spoken)),
        "senders": str(len({one["sender_id"] or one["sender"] for one in spoken if not one["deleted"]})),
        "attachments": str(sum(bool(one["attachments"]) for one in messages)),
        "replies": str(sum(bool(one["reply_to"] or one["quote"]) for one in messages)),
        "reactions": str(sum(bool(one["reactions"]) for one in messages)),
        "recalls": str(sum(bool(one["recall"]) for one in messages)),
        "edits": str(sum(bool(one["edited"]) for one in messages)),
        "deleted": str(sum(bool(one["deleted"]) for one in messages)),
        "first": times[0] if times else "",
        "last": times[-1] if times else "",
        "calls": str(sum(one["type"] == "call" for one in artifacts)),
        "contacts": str(sum(one["type"] == "contact" for one in artifacts)),
    }
    return Comparison(
        f"chat/{name}",
        {field: (_utc(field, wanted), found[field]) for field in COMPARED if wanted.get(field) and field not in UNTOLD.get(name, ())},
    )


def _utc(field: str, wanted: dict[str, str]) -> str:
    """Expected local times are eight hours ahead of UTC."""
    value = wanted[field]
    if field not in ("first", "last") or value.endswith("Z"):
        return value
    from datetime import datetime, timedelta

    return (datetime.fromisoformat(value) - timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _query(case: Path, table: str, evidence: int) -> list[dict[str, object]]:
    printed = _run("query", str(case), table, "--where", f"evidence={evidence}", "--format", "jsonl")
    return [json.loads(line) for line in printed.splitlines()]


def _run(*given: str) -> str:
    where = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "ui.terminal.main", *given], env=where, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout

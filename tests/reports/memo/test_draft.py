"""Cited records as the memo quotes them: their time, who says it, and where their file lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence_desk.model import Conversation, Entry, Locus, Message, Row, Volume
from evidence_desk.review import marks
from evidence_desk.store import evidence, ids, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo.compose import compose
from reports.memo.memo import Log, Memo, Quotation

B = "b" * 64


@dataclass(frozen=True, slots=True)
class Opening:
    format: str
    size: int | None
    stored: dict[str, str]
    volumes: list[Volume]
    segments: list[str]
    metadata: dict[str, str]


def quoted(memo: Memo, item: str) -> Quotation:
    number = next(one.number for one in memo.citations if one.item == item)
    return next(block for part in memo.sections for block in part.blocks if isinstance(block, Quotation) and block.cite == number)


def stamped(case: Case, folder: Path, filesystem: str, *files: Entry) -> None:
    (folder / "盘.dd").write_bytes(b"x")
    evidence.add(case, Registration(folder / "盘.dd"))
    with case.transaction():
        evidence.opened(case, 1, Opening("raw", 4096, {}, [Volume(1, 1048576, 4096, "mbr", filesystem)], [], {}))
        keep.entries(case, 1, list(files))


def dated(number: int, path: str, *, allocated: bool = True) -> Entry:
    stamp = int(datetime(2025, 5, 12, 14, 41, 9, tzinfo=UTC).timestamp()) * 1_000_000
    return Entry(number, None, 1, path, "file", None, 100, allocated, 85 + number, None, stamp, stamp, None, None, 0)


def test_a_cited_file_has_the_times_of_its_file_system_and_its_record(case: Case, tmp_path: Path) -> None:
    stamped(case, tmp_path, "ntfs", dated(1, "/a.txt", allocated=False))
    marks.add_finding(case, "见该文件。", ["e1.1"])
    quotation = quoted(compose(case, "zh"), "e1.1")
    assert quotation.when.startswith("修改 2025-05-12T14:41:09Z · 当地 2025-05-12 22:41:09（Asia/Shanghai） · 创建 2025-05-12T14:41:09Z")
    assert quotation.text == "/a.txt\n[分区 1（ntfs，起始字节 1,048,576） · 文件记录 86 · 已删除（未分配）]"


def test_the_times_of_fat_are_not_taken_for_utc(case: Case, tmp_path: Path) -> None:
    stamped(case, tmp_path, "fat32", dated(1, "/a.txt"))
    marks.add_finding(case, "见该文件。", ["e1.1"])
    marks.add_finding(case, "见该检材和分区。", ["i1", "v1.1"])
    memo = compose(case, "zh")
    assert quoted(memo, "e1.1").when == ("修改 2025-05-12 14:41:09 · 创建 2025-05-12 14:41:09（文件系统记录的本地时间，无时区，未换算）")
    assert quoted(memo, "i1").when == quoted(memo, "v1.1").when == ""


def test_a_message_without_a_name_says_on_which_side_of_the_device_it_was(case: Case, tmp_path: Path) -> None:
    stamped(case, tmp_path, "ext4", dated(1, "/sms.db"))
    locus = Locus(1, 1, "/sms.db", None, Row("sms", 1))
    sent = Message(conversation="k", app="sms", locus=locus, text="好", direction="out")
    came = Message(conversation="k", app="sms", locus=locus, text="在吗", direction="in", sender_id="+861")
    with case.transaction():
        records = keep.EntryRecords(case, ids.entry_id(1, 1))
        records.keep(keep.parser_number(case, "sms", 1), [Conversation(key="k", app="sms", locus=locus, title="张"), sent, came])
    marks.add_finding(case, "见消息。", ["m1.1.2", "m1.1.3"])
    assert [quoted(compose(case, "zh"), item).sender for item in ("m1.1.2", "m1.1.3")] == ["本机发出 · 会话 张", "本机收到 · +861"]
    assert quoted(compose(case, "en"), "m1.1.2").sender == "sent from this device · conversation 张"


@pytest.mark.parametrize(("name", "found"), [("/data/sms.db-wal", True), ("/other/sms.db-wal", False)])
def test_a_row_of_a_database_names_the_log_that_was_read_with_it(case: Case, tmp_path: Path, name: str, found: bool) -> None:
    stamped(case, tmp_path, "ext4", dated(1, "/data/sms.db"), dated(2, name))
    locus = Locus(1, 1, "/data/sms.db", None, Row("sms", 1))
    with case.transaction():
        keep.digests(case, ids.entry_id(1, 2), None, None, {"sha256": bytes.fromhex(B)}, False)
        records = keep.EntryRecords(case, ids.entry_id(1, 1))
        parser = keep.parser_number(case, "sms", 1)
        records.keep(parser, [Conversation(key="k", app="sms", locus=locus), Message(conversation="k", app="sms", locus=locus, text="好")])
    marks.add_finding(case, "见消息。", ["m1.1.2"])
    cited = next(one for one in compose(case, "zh").citations if one.item == "m1.1.2")
    assert cited.log == (Log("sms.db-wal", B) if found else None)

"""The limits of a memo are those of its case: each sentence is there where it is true, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_desk.model import Entry, Gap, Volume
from evidence_desk.review import checklist
from evidence_desk.store import evidence, ids, inside, keep
from evidence_desk.store.case import Case
from evidence_desk.store.evidence import Registration
from reports.memo.compose import compose
from reports.memo.memo import Points

FILES = {
    1: ("/a.jpg", "image/jpeg"), 2: ("/b.png", "image/png"), 3: ("/old.zip", "application/zip"), 4: ("/old.zip!/x.txt", "text/plain"),
    5: ("/shut.7z", "application/x-7z-compressed"), 6: ("/call.amr", "audio/amr"), 7: ("/clip.mp4", "video/mp4"), 8: ("/r.pdf", "application/pdf"),
    9: ("/old.zip!/in.zip", "application/zip"),
}  # fmt: skip


class Opening:
    format, size, stored, segments, metadata = "raw", 4096, {}, [], {}  # type: ignore[var-annotated]
    volumes = (Volume(1, 0, 4096, "mbr", "ntfs"),)


@pytest.fixture
def filled(case: Case, tmp_path: Path) -> Case:
    (tmp_path / "盘.dd").write_bytes(b"x")
    evidence.add(case, Registration(tmp_path / "盘.dd"))
    with case.transaction():
        evidence.opened(case, 1, Opening())
        keep.entries(
            case,
            1,
            [Entry(n, None, 1, path, "file", None, 100, True, n, None, None, None, None, None, 0) for n, (path, _) in FILES.items()],
        )
        for number, (_, mime) in FILES.items():
            keep.digests(case, ids.entry_id(1, number), mime, "own", {}, False)
        for stage in ("open", "verify", "walk", "content"):
            keep.done(case, 1, stage)
        box = case.db.execute("SELECT *, NULL AS above FROM entries WHERE id = ?", (ids.entry_id(1, 3),)).fetchone()
        inside.keep_container(case, box, 1, None, [], (ids.entry_id(1, 4), ids.entry_id(1, 4)))
        case.db.execute("UPDATE containers SET members = 2")
        case.db.execute("INSERT INTO members VALUES (?, ?)", (ids.entry_id(1, 9), ids.entry_id(1, 3)))
    case.log("process.begin", profile="standard", evidence=["1"], tools=["Evidence Desk 9", "pytsk3 1"])
    return case


def said(case: Case) -> list[str]:
    part = next(one for one in compose(case, "zh").sections if one.title.startswith("十三"))
    return [one.text for block in part.blocks if isinstance(block, Points) for one in block.sentences]


def has(case: Case, words: str) -> bool:
    return any(words in text for text in said(case))


def test_what_was_not_looked_at_is_said_with_its_number(filled: Case) -> None:
    assert has(filled, "处理方式：标准（standard）；审计日志记有 1 次处理。")
    assert has(filled, "检材 1 的图片共 2 张，其上的文字未作识别。")
    assert has(filled, "音频文件 1 个、视频文件 1 个")
    assert has(filled, "文档文件 1 个中，0 个读出文字并建立索引，1 个未读出文字。")
    assert has(filled, "检材 1 的未分配空间和文件残余空间未经检索")


def test_where_ocr_read_the_pictures_it_is_not_said_that_none_was_read(filled: Case) -> None:
    with filled.transaction():
        keep.picture(filled, ids.entry_id(1, 1), ["字"], 2, None)
        keep.picture(filled, ids.entry_id(1, 2), [], 0, None)
        keep.done(filled, 1, "pictures")
    assert has(filled, "检材 1 的图片以 OCR 识别文字：2 张已识别，1 张检出文字，2 处识别不确定。")
    assert not has(filled, "其上的文字未作识别")


def test_a_picture_that_ocr_did_not_come_to_is_still_said(filled: Case) -> None:
    with filled.transaction():
        keep.picture(filled, ids.entry_id(1, 1), [], 0, Gap("ocr-unsure", {"path": "/a.jpg", "count": 1}, "info"))
    assert has(filled, "检材 1 的图片共 1 张，其上的文字未作识别。")
    assert has(filled, "1 张已识别")


def test_archives_are_opened_or_not_as_their_entries_show(filled: Case) -> None:
    assert has(filled, "1 个已展开，其中的条目 2 个列入统计。")
    assert has(filled, "2 个未展开")  # the one inside of the first is among them


def test_an_empty_archive_that_was_opened_is_not_shut(filled: Case) -> None:
    assert not has(filled, "1 个未展开")
    with filled.transaction():
        for number in (5, 9):
            row = filled.db.execute("SELECT *, NULL AS above FROM entries WHERE id = ?", (ids.entry_id(1, number),)).fetchone()
            inside.keep_container(filled, row, 1, None, [])
    assert has(filled, "3 个已展开，其中的条目 2 个列入统计。")
    assert not has(filled, "个未展开")


def test_free_space_that_was_searched_is_not_said_to_be_unsearched(filled: Case) -> None:
    keep.done(filled, 1, "carve")
    assert has(filled, "检材 1 的未分配空间（0 段，共 0 字节")
    assert has(filled, "得文件 0 个")
    assert has(filled, "未检出不表示不存在")
    assert not has(filled, "未经检索")
    assert not has(filled, "没有到达末尾")


def test_a_search_of_free_space_that_stopped_is_said_to_have_stopped(filled: Case) -> None:
    keep.done(filled, 1, "carve")
    keep.problem(filled, 1, "carve", 0, Gap("carve-count", {"index": 1, "offset": 512}, "error"))
    assert has(filled, "对检材 1 未分配空间的搜索有 1 处没有到达末尾")


def test_a_point_that_was_answered_is_no_limit_any_more(filled: Case) -> None:
    assert has(filled, "要点 T-8")
    assert has(filled, "要点 I-6、I-7、L-2、L-6 未答复")
    checklist.answer(filled, "T-8", "satisfied", "卷三第2页载明比对时钟")
    checklist.answer(filled, "I-6", "satisfied", "照片第1至4张")
    assert not has(filled, "要点 T-8")
    assert has(filled, "要点 I-7、L-2、L-6 未答复")


def test_nothing_is_said_of_what_the_case_has_not(case: Case) -> None:
    for words in ("图片", "音频", "压缩包", "文档", "未分配空间", "消息", "处理方式"):
        assert not has(case, words)


def test_the_tools_are_those_of_the_log_not_of_this_machine(filled: Case) -> None:
    part = next(one for one in compose(filled, "zh").sections if one.title.startswith("附件F"))
    assert "Evidence Desk 9 · pytsk3 1" in str(part.blocks[0])

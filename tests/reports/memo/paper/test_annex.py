from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence_desk.errors import Language
from evidence_desk.model import Extent, Line, Locus, Place, Pointer, Row
from reports.memo.memo import Citation, Filed, Log, Memo, Opinion, Signatures
from reports.memo.paper.annex import citation_strips, signature_strips, undrawable_strips
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Anchor, Glyphs, Strip
from reports.memo.paper.setting import Setting
from reports.memo.places import place_text


def said(strips: list[Strip]) -> list[str]:
    lines = ("".join(ink.text for ink in strip.inks if isinstance(ink, Glyphs)) for strip in strips)
    return [line for line in lines if line]


def test_a_citation_says_all_that_another_tool_needs(fraud_memo: Callable[[Language], Memo], letters: Letters) -> None:
    memo = fraud_memo("zh")
    strips = citation_strips(Setting(memo, letters))
    anchors = [ink.name for strip in strips for ink in strip.inks if isinstance(ink, Anchor)]
    assert anchors == [f"cite-{number}" for number in range(1, 7)]
    first = said(strips)[:5]
    locus = memo.citations[0].locus
    assert first[0] == "[1]检材 1（黑色手机镜像） · 条目 m-1204 · 2025-11-02 20:15:03"
    assert first[1] == f"路径{locus.path}"
    assert first[2] == "位置数据表 message，行号（rowid）1204 · 解析器 im.messages@3"
    assert first[3:] == [f"文件 SHA-256{locus.sha256}", f"检材 SHA-256{memo.citations[0].evidence_sha256}"]


def test_a_digest_that_was_not_computed_is_said_to_be_absent(fraud_memo: Callable[[Language], Memo], letters: Letters) -> None:
    lines = said(citation_strips(Setting(fraud_memo("zh"), letters)))
    assert lines.count("文件 SHA-256未计算") == 1
    assert lines.count("检材 SHA-256未计算") == 1


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (Extent(4096, 512), "偏移 4096，长度 512 字节", "offset 4096, length 512 bytes"),
        (Row("message", 7), "数据表 message，行号（rowid）7", "table message, rowid 7"),
        (Pointer("/messages/3"), "JSON 指针 /messages/3", "JSON pointer /messages/3"),
        (Line(9), "第 9 行", "line 9"),
        (None, "整个文件", "the whole file"),
    ],
)
def test_each_kind_of_place_is_said_in_words(simple: Callable[..., Memo], letters: Letters, place: Place | None, zh: str, en: str) -> None:
    assert place_text(place, Setting(simple(language="zh"), letters).say) == zh
    assert place_text(place, Setting(simple(language="en"), letters).say) == en


def test_a_memo_without_citations_says_so(simple: Callable[..., Memo], letters: Letters) -> None:
    assert said(citation_strips(Setting(simple(), letters))) == ["本意见书没有引用。"]


def test_characters_without_a_glyph_are_listed_with_name_and_count(simple: Callable[..., Memo], letters: Letters) -> None:
    lines = said(undrawable_strips(Setting(simple(Opinion("甲", "😀好😀\U00031350\x00")), letters)))
    assert "U+1F600GRINNING FACE2" in lines
    assert any(line.startswith("U+31350") for line in lines)
    assert not any(line.startswith("U+0000") for line in lines)


def test_only_so_many_kinds_are_listed_one_by_one(simple: Callable[..., Memo], letters: Letters) -> None:
    text = "".join(map(chr, range(0x12000, 0x12000 + 250)))
    lines = said(undrawable_strips(Setting(simple(Opinion("甲", text)), letters)))
    assert sum(line.startswith("U+12") for line in lines) == 200
    assert lines[-1] == "另有 50 种字符未列出。"


def test_where_every_character_was_drawn_that_is_said(simple: Callable[..., Memo], letters: Letters) -> None:
    assert said(undrawable_strips(Setting(simple(), letters)))[-1] == "本意见书的字符均有字形。"


def test_each_signer_has_a_line_and_all_are_on_one_page(simple: Callable[..., Memo], letters: Letters) -> None:
    strips = signature_strips(Signatures((("审查人员", "周敏"), ("复核人员", "")), "2026年3月18日"), Setting(simple(), letters))
    assert said(strips) == ["审查人员周敏（签名）", "复核人员（签名）", "日期：2026年3月18日"]
    assert all(strip.keep for strip in strips[:-1])


def test_a_citation_names_the_file_record_the_log_and_a_digest_that_differs(simple: Callable[..., Memo], letters: Letters) -> None:
    filed, log = Filed(1, "ntfs", 1048576, 86, deleted=True), Log("a.db-wal", "f" * 64)
    cited = Citation(1, "m1.1.2", "手机", Locus(1, 1, "/a.db", None, Row("t", 7)), "e" * 64, "p@1", filed=filed, log=log, differs="stated")
    text = "".join(said(citation_strips(Setting(simple(citations=(cited,)), letters)))).replace(" ", "")
    assert "分区1（ntfs，起始字节1,048,576）·文件记录86·已删除（未分配）" in text
    assert f"读取时已合并同目录的a.db-wal（SHA-256{'f' * 64}）" in text
    assert f"{'e' * 64}（与记录载明值不一致，见第六部分）" in text

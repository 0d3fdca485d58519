"""What a memo prints beside its sentences leads somewhere: an id or a table that `query` knows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest

from evidence_desk.errors import Language
from evidence_desk.review import checklist, counsel, custody, inquiry, marks, opinions, sampling
from evidence_desk.review.forms import Form
from evidence_desk.store import tables
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Request
from reports.memo import write
from reports.memo.compose import compose
from reports.memo.memo import Paragraph, Points, blocks, counted

MARK = re.compile(r"\[(\d+)\]")
TABLE = re.compile(r"\[([a-z]+)\]")
ITEM = re.compile(r"\[(\d+)\][^\[]*?(?:条目|item)\s*([a-z]\d[\d.]*)")


@pytest.fixture
def marked(case: Case, chat: Callable[..., list[str]]) -> Case:
    first, second = chat("请把款打到这张卡", "卡不是我的")
    fact = marks.add_fact(case, "收款")
    marks.add_finding(case, "记录载有收款要求。", [first], fact, "supports")
    marks.tag(case, [second], "有利", "待核实", fact, "contradicts")
    case.log("count", rule="messages", rows=2, unique=2, sha256=None)
    checklist.answer(case, "L-1", "doubtful", "卷二第14页只有一名侦查人员签名", "defect")
    custody.take(case, Form(request=Request(questions=("有无收款要求？", "款项由何人收取？"))))
    opinions.conclude(case, "Q1", "partly", "检出 1 条收款要求。", ["n1"])
    [left] = chat("那天我在外地")
    marks.tag(case, [left], "有利")
    marks.leave_out(case, "t2", "与另案重复，已在另案意见书列出")
    sampling.draw(case, sampling.of_table(case, "messages", {}), 2, "逐条核对时限不足")
    counsel.add(case, "word", "辩护词", "周明")
    return case


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reference_in_the_text_of_the_pdf_is_found_by_query(marked: Case, language: Language) -> None:
    document = pdfium.PdfDocument(write(marked, language))
    try:
        text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()
    annex = dict(
        ITEM.findall(text[text.rindex("附件C 检出数据与引用定位" if language == "zh" else "Annex C. Cited data and where they lie") :])
    )
    referred = set(MARK.findall(text))
    assert referred >= {"1", "2"}
    assert referred == set(annex)
    for item in annex.values():
        assert tables.one(marked, item) is not None, item
    named = set(TABLE.findall(text))
    assert {"evidence", "messages", "checks", "tags"} <= named
    for name in named:
        rows = inquiry.WORKED_OUT[name][1](marked, language) if name in inquiry.WORKED_OUT else list(tables.rows(marked, name))
        assert rows is not None
    assert {"conclusions", "samples", "counsel", "intake"} <= named


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_of_the_program_that_has_a_number_says_where_the_number_is_from(marked: Case, language: Language) -> None:
    """But for those that cite articles and parts of the memo."""
    bare = [
        one.text
        for block in blocks(compose(marked, language))
        if isinstance(block, Paragraph | Points)
        for one in block.sentences
        if re.search(r"\d", one.text) and not (one.cites or one.tables)
    ]
    allowed = ("检察规则", "part ", "Part ", "parts ", "Rules of Criminal", "SHA-256", "UTC", "E01")
    assert [text for text in bare if not any(word in text for word in allowed)] == []


def test_every_table_that_is_named_is_one_that_query_has(marked: Case) -> None:
    assert set(counted(compose(marked, "zh"))) <= {*tables.TABLES, *inquiry.WORKED_OUT}


def test_a_point_with_a_defect_is_an_issue_with_its_class_and_act(marked: Case) -> None:
    part = next(one for one in compose(marked, "zh").sections if one.title.startswith("十一"))
    rows = [[cell.text for cell in row] for block in part.blocks for row in getattr(block, "rows", ())]
    assert rows[0] == [
        "1", "L-1 存疑：卷二第14页只有一名侦查人员签名", rows[0][2], "② 瑕疵，可补正或合理解释", "补正或作出合理解释",
    ]  # fmt: skip
    assert part.blocks[1].rows[0][1].typed  # type: ignore[union-attr]


def test_a_counting_that_was_run_is_counted_anew_with_what_it_left_out(marked: Case) -> None:
    memo = compose(marked, "zh")
    part = next(one for one in memo.sections if one.title.startswith("九"))
    row = [cell.text for block in part.blocks[2:3] for cell in block.rows[0]]  # type: ignore[union-attr]
    raw, invalid, duplicate, unique, cumulated = (int(number) for number in row[1:])
    assert cumulated == raw - invalid
    assert raw == invalid + duplicate + unique == len(list(tables.rows(marked, "messages")))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 9])
def test_the_summary_is_one_page_so_that_two_pages_are_enough_to_act(
    case: Case, chat: Callable[..., list[str]], language: Language, count: int
) -> None:
    for number in range(count):
        (said,) = chat("一")
        marks.add_finding(case, f"第{number}项发现：" + "记录显示该账号收到款项，" * 12, [said])
    document = pdfium.PdfDocument(write(case, language))
    try:
        text = "".join(document[2].get_textpage().get_text_bounded().split())
    finally:
        document.close()
    assert ("二、委托与受理" if language == "zh" else "2.Requestandacceptance") in text

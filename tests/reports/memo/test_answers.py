"""What people recorded of a review is in the memo with its author: answers, what findings rest on, what was left out, samples, counsel, merges."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest

from evidence_desk.audit import log
from evidence_desk.errors import Language
from evidence_desk.review import counsel, counting, custody, marks, opinions, sampling
from evidence_desk.review.forms import Form
from evidence_desk.review.withheld import REASONS
from evidence_desk.review.wording import forbidden
from evidence_desk.store import ids, keep, objects
from evidence_desk.store.case import Case
from evidence_desk.store.intake import Request
from evidence_desk.store.tables import TABLES
from reports.exports import html
from reports.exports.selection import Selection
from reports.memo import conditions, write
from reports.memo.compose import compose
from reports.memo.docx import document as docx
from reports.memo.memo import Listing, Memo, Opinion, Table, blocks, texts, typed
from reports.memo.parts.samples import percent
from reports.memo.redaction import profile, redacted
from reports.package import write as package

Chat = Callable[..., list[str]]
PHONE = "13912345678"


def ask(case: Case, *questions: str) -> None:
    custody.take(case, Form(request=Request(questions=questions)))


def all_text(memo: Memo) -> str:
    return "\n".join(texts(memo))


def part(memo: Memo, start: str) -> Memo:
    """The memo with this section alone."""
    return msgspec.structs.replace(memo, sections=tuple(one for one in memo.sections if one.title.startswith(start)))


def table(memo: Memo, caption: str) -> list[tuple[str, ...]]:
    found = next(one for one in blocks(memo) if isinstance(one, Table) and caption in one.caption)
    return [tuple(cell.text for cell in row) for row in found.rows]


def cited(memo: Memo, numbers: tuple[int, ...]) -> list[str]:
    return [one.item for one in memo.citations if one.number in numbers]


def test_a_finding_says_what_it_rests_on_and_what_else_it_may_mean_and_both_are_a_persons_words(case: Case, chat: Chat) -> None:
    [said] = chat("一")
    marks.add_finding(case, "记录载有付款。", [said], strength="source", alternatives=["他人代发", "玩笑"])
    memo = compose(case, "zh")
    assert "记录载有付款。（依据程度：来源如此陈述）" in all_text(part(memo, "一、"))
    assert {"他人代发", "玩笑"} <= set(typed(memo))
    for made in (text_of(write(case, "zh")), docx_text(memo)):
        assert "依据程度：来源如此陈述" in made and "其他可能的解释：他人代发；玩笑" in made


def test_each_question_has_its_answer_its_class_its_author_and_its_records(case: Case, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = chat("一", "二")
    ask(case, "有无付款要求？", "何人收取？")
    marks.add_finding(case, "记录载有付款。", [second])
    monkeypatch.setattr(log, "actor", lambda: "王芳")
    opinions.conclude(case, "Q1", "partly", "检出 1 条。", [first, "n1"])
    memo = compose(case, "zh")
    said = next(one for one in blocks(part(memo, "十二")) if isinstance(one, Opinion))
    assert (said.author, said.text, cited(memo, said.cites)) == ("账号 王芳", "部分确认：检出 1 条。", [first, second])
    assert "Q2 尚未答复。" in all_text(part(memo, "十二"))
    assert table(part(memo, "一、"), "审查要求与答复") == [
        ("Q1", "有无付款要求？", "部分确认：检出 1 条。"), ("Q2", "何人收取？", "尚未答复"),
    ]  # fmt: skip


def test_an_answer_to_other_words_of_the_question_says_which_these_were(case: Case) -> None:
    ask(case, "有无付款？", "何人？")
    for number in ("Q1", "Q2"):
        opinions.conclude(case, number, "insufficient", "材料未移送。", [])
    ask(case, "有无收款？")
    assert table(part(compose(case, "zh"), "一、"), "审查要求与答复") == [
        ("Q1", "有无收款？", "（作出答复时要求的文字不同，见第十二部分）材料不足，无法判断：材料未移送。"),
    ]  # fmt: skip
    said = all_text(part(compose(case, "zh"), "十二"))
    assert "Q1 的答复作出时，该项要求的文字为：有无付款？" in said
    assert "Q2 的答复所针对的要求已不在委托之中：何人？" in said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 9])
def test_two_pages_are_enough_to_act_also_with_many_questions(case: Case, chat: Chat, language: Language, count: int) -> None:
    ask(case, *(f"第{number}项要求：" + "该账号是否收到款项，" * 8 for number in range(count)))
    for number in range(1, count + 1):
        (said,) = chat("一")
        marks.add_finding(case, f"第{number}项发现：" + "记录显示该账号收到款项，" * 12, [said])
        opinions.conclude(case, f"Q{number}", "partly", "记录显示部分款项，" * 20, [said])
    document = pdfium.PdfDocument(write(case, language))
    try:
        pages = ["".join(document[at].get_textpage().get_text_bounded().split()) for at in (1, 2)]
    finally:
        document.close()
    assert "Q1" in pages[0] and ("第1项发现" in pages[0])
    assert ("二、委托与受理" if language == "zh" else "2.Requestandacceptance") in pages[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_speaks_for_the_suspect_is_not_left_out_unseen(
    case: Case, chat: Chat, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = chat("我在外地", "不是我的卡", "别的")
    marks.tag(case, [first], "有利")
    marks.add_finding(case, "所述与记录不符。", [second], bearing="contradicts")
    marks.tag(case, [third], "待查")
    monkeypatch.setattr(log, "actor", lambda: "王芳")
    for mark, reason in (("t1", "另案已列"), ("n1", "重复"), ("t2", "无关")):
        marks.leave_out(case, mark, reason)
    memo = compose(case, language)
    ten = part(memo, "十、" if language == "zh" else "10.")
    author = "账号 王芳" if language == "zh" else "account 王芳"
    assert table(ten, "") == [("n1", second, "重复", author), ("t1", first, "另案已列", author)]
    assert ("未检出" if language == "zh" else "None found") not in all_text(ten)
    assert [row[0] for row in table(part(memo, "十三" if language == "zh" else "13."), "未写入" if language == "zh" else "left out")] == [
        "t2"
    ]
    assert {first, second, third} <= {one.item for one in memo.citations}
    said = all_text(memo)
    assert "我在外地" not in said and "所述与记录不符。" not in said
    assert ("另有 2 项有利标记或发现" if language == "zh" else "left out of this memo: 2") in all_text(
        part(memo, "一、" if language == "zh" else "1.")
    )
    marks.take_back(case, "t1")
    assert "我在外地" in all_text(compose(case, language))


def test_each_counting_stands_with_its_article_and_with_what_was_left_out_and_why(case: Case, chat: Chat) -> None:
    chat(*map(str, range(70)))
    case.log("count", rule="messages", rows=70, unique=0, sha256=None)
    memo = compose(case, "zh")
    _, [counted], rows = counting.count(case, "messages")
    assert table(part(memo, "九"), "规则 messages") == [
        ("test", *(str(one) for one in (counted.raw, counted.invalid, counted.duplicate, counted.unique, counted.cumulated))),
    ]  # fmt: skip
    assert "参照条文为法释〔2011〕7号 第五条，所载数值 5000" in all_text(part(memo, "九"))
    listed = table(part(memo, "附件E"), "未计入的记录")
    assert [row[0] for row in listed] == [row.item for row in rows][:30]
    assert "另有 40 条未在此列出，全部见复核包 countings/messages.jsonl" in all_text(part(memo, "附件E"))
    assert not any(forbidden(text) for text in texts(part(memo, "九")))


def test_a_counting_that_was_made_without_the_articles_number_has_none_in_the_memo(case: Case, chat: Chat) -> None:
    chat("一")
    case.log("count", rule="messages", rows=1, unique=0, threshold=False, sha256=None)
    said = all_text(part(compose(case, "zh"), "九"))
    assert "5000" not in said and "选择不列条文数值" in said


def test_a_counting_that_found_nothing_says_so_and_prints_no_empty_table(case: Case, chat: Chat) -> None:
    chat("一")
    case.log("count", rule="counters", rows=0, unique=0, sha256=None)
    part_nine = part(compose(case, "zh"), "九")
    assert "规则 counters：在已读取的内容中未检出可统计的记录。" in all_text(part_nine)
    assert all(one.rows for one in blocks(part_nine) if isinstance(one, Table))


def test_a_sample_says_how_it_was_drawn_and_its_line_draws_it_again(case: Case, chat: Chat, tmp_path: Path) -> None:
    chat(*map(str, range(40)))
    sampling.draw(case, sampling.of_table(case, "messages", {"kind": "text"}), 5, "逐条核对来不及")
    drawn = [str(row["item"]) for row in sampling.item_rows(case, "zh", 1)]
    assert "尚未全部核对，不作推断" in all_text(compose(case, "zh"))
    sampling.record(case, "s1", [(item, "right", "") for item in drawn])
    memo = compose(case, "zh")
    [shown] = sampling.rows(case, "zh")
    said = all_text(part(memo, "九"))
    for words in (shown["manifest"], shown["seed"], "消息中符合以下条件的：类型为“文字”，共 40 项", "相符 5，不符 0", "逐条核对来不及"):
        assert str(words) in said
    high = shown["wrong_high"]
    assert isinstance(high, int)
    assert f"按超几何分布的精确区间（有限总体）：总体 40 项中不符 0 至 {high} 项，即 0.00%–{percent(high / 40, up=True)}%" in said
    (tmp_path / "s1-population.txt").write_bytes(objects.path(case, str(shown["manifest"])).read_bytes())
    lines = next(one.lines for one in blocks(part(memo, "附件E")) if isinstance(one, Listing))
    code = "\n".join(lines).removeprefix('python3 -c "').removesuffix('"')
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == drawn
    key = bytes.fromhex(str(shown["seed"]))
    assert sorted(drawn, key=lambda one: hmac.new(key, one.encode(), hashlib.sha256).digest()) == drawn


def test_what_a_sample_was_drawn_from_is_told_in_the_language_of_the_memo() -> None:
    assert set(conditions.TABLES) == set(TABLES)
    assert set(conditions.VALUES) - {""} <= set(conditions.FIELDS)
    assert conditions.value("sender", "text", "zh") == "text", "what the evidence says is not translated"
    assert (conditions.field("deleted", "zh"), conditions.value("deleted", "true", "zh")) == ("已删除", "是")


def test_bounds_that_are_printed_hold_what_was_computed() -> None:
    assert (percent(0.12345, up=False), percent(0.12341, up=True), percent(0.0, up=False), percent(1.0, up=True)) == (
        "12.34", "12.35", "0.00", "100.00",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_counsel_only_numbers_are_told_and_who_released_what(case: Case, chat: Chat, language: Language) -> None:
    _, second, _ = chat("辩护词草稿一", "辩护词草稿二", "闲谈")
    counsel.add(case, "word", "辩护词", "周明")
    counsel.release(case, [second], "王芳", "律师书面同意")
    memo = compose(case, language)
    said = all_text(part(memo, "十三" if language == "zh" else "13."))
    assert table(memo, "隔离的通信" if language == "zh" else "What is set apart") == [("j1", "周明", "1", "0", "0", "0", "1", "1")]
    assert "王芳" in said and second in said and "律师书面同意" in said
    assert "辩护词" not in all_text(memo)


def test_a_review_that_was_merged_is_told_and_each_mark_has_its_author(case: Case, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = chat("一", "二")
    marks.tag(case, [first], "待查", "甲说")
    monkeypatch.setattr(log, "actor", lambda: "王芳")
    marks.tag(case, [second], "待查", "乙说")
    case.log("merge", number="1", log="aa" * 32, entries=5, head="bc" * 32)
    case.log("merge.end", tags="1", left=["t2", "n1"])
    memo = compose(case, "zh")
    assert "由账号 王芳合并另一份审查（其审计日志 5 条，末条校验值 bcbcbcbcbcbcbcbc…）" in all_text(part(memo, "十三"))
    assert "该审查中有 2 项（t2、n1，编号为该审查所用）未并入" in all_text(part(memo, "十三"))
    notes = [row[3] for row in table(part(memo, "八"), "标记")]
    assert notes[0].startswith("甲说 · 账号 ") and notes[0] != "甲说 · 账号 王芳"
    assert notes[1] == "乙说 · 账号 王芳"


def test_a_redacted_memo_masks_answers_reasons_and_other_meanings(case: Case, chat: Chat) -> None:
    [said] = chat(f"电话 {PHONE}")
    ask(case, f"{PHONE} 是否联系林悦？")
    marks.add_finding(case, f"{PHONE} 有记录。", [said], alternatives=[f"{PHONE} 由林悦借出"])
    opinions.conclude(case, "Q1", "partly", f"{PHONE} 联系林悦。", [said])
    marks.tag(case, [said], "有利")
    marks.leave_out(case, "t1", f"{PHONE} 与林悦另案")
    sampling.draw(case, sampling.of_table(case, "messages", {}), 1, f"{PHONE} 林悦")
    case.log("count", rule="messages", rows=1, unique=0, sha256=None)
    memo = redacted(case, "zh", profile("standard")).memo
    assert PHONE not in all_text(memo) and "林悦" not in all_text(memo)
    [shown] = sampling.rows(case, "zh")
    assert str(shown["seed"]) in all_text(memo), "a seed says nothing of anybody, and has to be used"


def test_what_was_marked_as_sexual_content_goes_by_its_digest_alone(case: Case, chat: Chat, tmp_path: Path) -> None:
    [said] = chat("图")
    entry = ids.entry_id(1, 1)
    with case.transaction():
        keep.digests(case, entry, "image/jpeg", None, {"sha256": b"\x01" * 32}, False)
        case.db.execute("INSERT INTO attachments VALUES (?, 0, 'secret.jpg', '/chat.txt', 'present', ?)", (ids.read(said)[1], entry))
    marks.add_finding(case, "消息附有图片。", [said, "e1.1"])
    assert "secret.jpg" in all_text(compose(case, "zh"))
    marks.tag(case, ["e1.1"], "淫秽")
    memo = all_text(compose(case, "zh"))
    assert "secret.jpg" not in memo and "不展示，SHA-256 " + "01" * 32 in memo
    page = io.BytesIO()
    html.write(Selection(case), page)
    assert b"secret.jpg" not in page.getvalue() and b"01" * 32 in page.getvalue()
    package.write(case, tmp_path / "p.zip", (), None)
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert "exhibits/" + "01" * 32 not in archive.namelist()
        [row] = [json.loads(line) for line in archive.read("left-out.jsonl").decode().splitlines()]
    assert (row["sha256"], row["path"], row["reason_zh"], row["reason"]) == ("01" * 32, None, *REASONS["marked"])


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def docx_text(memo: Memo) -> str:
    with zipfile.ZipFile(io.BytesIO(docx(memo))) as archive:
        return re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())

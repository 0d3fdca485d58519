from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zlib
from base64 import a85decode
from collections.abc import Callable
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest

from evidence_desk.errors import Language
from reports.memo.memo import Cell, Column, Digest, Digests, Memo, Opinion, Paragraph, Sentence, Table
from reports.memo.paper.pdf import render

ROOT = Path(__file__).parents[4]
RARE = "𠮷䶮㛃䲠䴙𬭊𬶐𡚸"


def read(document: bytes) -> list[str]:
    """The text of each page, as a reader copies it."""
    pdf = pdfium.PdfDocument(document)
    try:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]
    finally:
        pdf.close()


def whole(document: bytes) -> str:
    return "\n".join(read(document))


def objects(document: bytes) -> bytes:
    """The file with its streams unpacked."""

    def unpacked(found: re.Match[bytes]) -> bytes:
        body = found.group(1)
        packed = a85decode(body.strip().removesuffix(b"~>")) if body.strip().endswith(b"~>") else body
        return zlib.decompressobj().decompress(packed)

    return re.sub(rb"stream\r?\n(.*?)endstream", unpacked, document, flags=re.DOTALL)


@pytest.fixture(scope="module")
def zh(fraud_memo: Callable[[Language], Memo]) -> bytes:
    return render(fraud_memo("zh"))


def test_chinese_sentences_can_be_copied_and_found(zh: bytes) -> None:
    text = whole(zh)
    for sentence in (
        "检材 1 重新计算的 SHA-256 与扣押清单所载一致。",
        "把钱打到这个卡 6217 **** 0042",
        "有利于犯罪嫌疑人的材料",
        "本意见供办案参考，不是鉴定意见。",
    ):
        assert sentence in text


def test_the_english_memo_says_that_it_is_a_translation(fraud_memo: Callable[[Language], Memo]) -> None:
    text = whole(render(fraud_memo("en")))
    assert "Reference translation; the Chinese version is authentic." in text
    assert "The MD5 recomputed for evidence 3 does not match" in text
    assert "把钱打到这个卡" in text  # quotations stay in their language


def test_rare_names_are_searchable_and_an_emoji_is_its_code_point(zh: bytes) -> None:
    text = whole(zh)
    assert f"名字写{RARE}" in text
    assert "⟦U+1F600⟧" in "".join(text.split())  # pdfium takes what lies across the watermark for two lines
    assert "GRINNING FACE" in text
    assert "陈𠮷" in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_another_reader_finds_the_same_text(zh: bytes, tmp_path: Path) -> None:
    path = tmp_path / "memo.pdf"
    path.write_bytes(zh)
    text = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert f"名字写{RARE}" in text
    assert hashlib.sha256(b"image").hexdigest() in text
    assert "检材 1 重新计算的 SHA-256 与扣押清单所载一致。" in text


def test_the_same_memo_gives_the_same_bytes(fraud_memo: Callable[[Language], Memo], zh: bytes) -> None:
    render(fraud_memo("en"))  # fonts of one memo must not reach the next
    assert render(fraud_memo("zh")) == zh


def test_another_process_with_other_hashing_and_another_clock_gives_the_same_bytes(simple: Callable[..., Memo]) -> None:
    program = (
        "import sys, hashlib, msgspec; from reports.memo.memo import Memo; from reports.memo.paper.pdf import render;"
        "sys.stdout.write(hashlib.sha256(render(msgspec.json.decode(sys.stdin.buffer.read(), type=Memo))).hexdigest())"
    )
    memo = simple(Paragraph((Sentence(f"检材 {RARE} 一致"),)), Digests((Digest("检材 1", "MD5", "0" * 32),)))

    def digest(seed: str, zone: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], input=msgspec.json.encode(memo), capture_output=True, check=True, env=environment
        )
        return done.stdout.decode()

    assert digest("1", "UTC") == digest("77", "Asia/Shanghai") == hashlib.sha256(render(memo)).hexdigest()


def test_names_in_evidence_are_printed_as_they_are_and_do_nothing(simple: Callable[..., Memo]) -> None:
    names = ('<b>x</b>&amp;<img src="file:///etc/passwd"/>', "javascript:alert(1)", "</para><onDraw name='x'/>", "a%s{0}\\n(()")
    table = Table((Column("路径", 3), Column("类型", 1)), tuple((Cell(name), Cell("file")) for name in names))
    document = render(simple(table))
    text = whole(document).replace("\n", "")
    assert all(name in text for name in names)
    assert b"passwd" not in re.sub(rb"\((?:[^()\\]|\\.)*\)", b"", objects(document))


def test_a_name_that_would_turn_the_line_around_shows_what_it_holds(zh: bytes) -> None:
    text = whole(zh)
    assert "Download/发票⟦RLO⟧gpj.exe⟦NUL⟧" in text
    assert "\u202e" not in text


def test_the_document_runs_nothing_and_leads_nowhere_outside(zh: bytes) -> None:
    raw = objects(zh)
    for key in (
        b"/JavaScript",
        b"/JS",
        b"/URI",
        b"/Launch",
        b"/GoToR",
        b"/SubmitForm",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/AA",
        b"/XObject",
    ):
        assert re.search(key + rb"\b", raw) is None, key
    assert raw.count(b"/Subtype /Link") > 10


def test_every_font_is_embedded_and_says_what_its_codes_mean(zh: bytes) -> None:
    raw = objects(zh)
    fonts = re.findall(rb"/BaseFont /([^\s/]+).*?>>", raw, flags=re.DOTALL)
    assert fonts
    assert all(re.fullmatch(rb"[A-Z]{6}\+EvidenceDeskSans-(Regular|Bold|Even)", name) for name in fonts)
    assert len(re.findall(rb"/FontFile2 ", raw)) == len(re.findall(rb"/ToUnicode ", raw)) == len(fonts)
    assert b"Helvetica" not in raw


def test_a_code_map_keeps_to_utf_16_and_to_blocks_of_a_hundred(zh: bytes) -> None:
    raw = objects(zh)
    assert b"<D842DFB7>" in raw  # 𠮷
    assert b"20BB7>" not in raw
    assert max(int(count) for count in re.findall(rb"(\d+) beginbfchar", raw)) <= 100


def test_the_bookmarks_are_the_sections_and_their_headings(zh: bytes) -> None:
    pdf = pdfium.PdfDocument(zh)
    try:
        outline = [(mark.level, mark.get_title(), mark.get_dest()) for mark in pdf.get_toc()]
        assert [title for level, title, _ in outline if level == 0][:2] == ["一、结论摘要", "三、送审材料"]
        assert (1, "事实一：2025年11月2日发送收款账户") in [(level, title) for level, title, _ in outline]
        pages = read(zh)
        for _, title, dest in outline:
            assert dest is not None
            assert title in pages[dest.get_index()]
            assert dest.get_view()[0] == pdfium.raw.PDFDEST_VIEW_XYZ
    finally:
        pdf.close()


def test_its_properties_say_what_it_is_and_are_dated_by_the_memo(zh: bytes) -> None:
    pdf = pdfium.PdfDocument(zh)
    try:
        about = pdf.get_metadata_dict()
        assert about["Title"] == "电子数据审查意见书 检技审〔2026〕17号"
        assert about["Author"] == "周敏、陈𠮷"
        assert about["Subject"] == "犯罪嫌疑人李某某等人涉嫌电信网络诈骗案"
        assert about["CreationDate"] == about["ModDate"] == "D:20260318013000Z"
        assert pdf.get_page_size(0) == pytest.approx((595.28, 841.89), abs=0.1)
    finally:
        pdf.close()
    assert b"/Lang (zh-CN)" in zh


def test_very_long_texts_are_printed_to_their_end(simple: Callable[..., Memo]) -> None:
    memo = simple(
        Opinion("甲", "审查人员意见。" * 8_571 + "终"),
        Table((Column("一"), Column("二")), ((Cell("x" * 20_000), Cell("末")), *((Cell(str(n)), Cell("")) for n in range(100)))),
    )
    text = whole(render(memo)).replace("\n", "")
    assert text.count("审查人员意见。") >= 8_000
    assert text.count("x") == 20_000


def test_a_memo_of_nothing_still_renders(simple: Callable[..., Memo]) -> None:
    assert len(read(render(simple(sections=(), examiners=(), case_title="")))) == 1

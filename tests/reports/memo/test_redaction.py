"""A redacted memo: what identifies people is in no layer of the document, and what it stands for is kept in the case alone."""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from evidence_desk.model import Conversation, Entry, Locus, Participant
from evidence_desk.review import counsel, marks
from evidence_desk.store import ids, keep, tables
from evidence_desk.store.case import Case
from reports.memo import FORMATS, redaction
from reports.memo.compose import compose
from reports.memo.memo import texts
from reports.memo.paper.pdf import render
from reports.memo.redaction import profile, redacted
from reports.memo.redaction.masks import Masks

RESIDENT, PHONE, CARD = "11010519491231002X", "13800138000", "6217858000001234563"
SECRETS = (RESIDENT, PHONE, CARD, "王小明", "Daniel Reed", "wxid_abc123def456", "建国路88号", "138 0013 8000", "zhangsan")
TEXT = f"我是王小明，身份证{RESIDENT}，电话{PHONE}或138 0013 8000，卡号{CARD}，住北京市朝阳区建国路88号3单元，邮箱 zhangsan@example.com"


@pytest.fixture
def personal(case: Case, chat: Callable[..., list[str]]) -> Case:
    said = chat(TEXT, "另一条 " + "长" * 1180 + PHONE, sender="王小明", sender_id="wxid_abc123def456")
    chat("hello", sender="Daniel Reed", sender_id="+1 202 555 0143")
    marks.add_finding(case, f"王小明称其电话为{PHONE}。", said)
    marks.tag(case, [said[0]], "有利", f"联系人王小明 {PHONE}", bearing="contradicts")
    return case


def masks(**given: object) -> Masks:
    return Masks(redaction.profile("standard"), ["王小明", "欧阳小明", "Daniel Reed"], ["wxid_abc123def456"], "zh")


def layers(document: bytes) -> str:
    """Everything that a PDF tells a reader: text, properties, bookmarks, and its streams unpacked."""
    pdf = pdfium.PdfDocument(document)
    try:
        parts = ["".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
        parts += [str(pdf.get_metadata_dict()), *(mark.get_title() for mark in pdf.get_toc())]
        assert pdf.count_attachments() == 0
    finally:
        pdf.close()
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", document, re.DOTALL):
        try:
            parts.append(zlib.decompress(found.group(1)).decode("latin-1"))
        except zlib.error:
            parts.append(found.group(1).decode("latin-1"))
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (RESIDENT, "110***********002X"),
        (f"电话{PHONE}。", "电话138****8000。"),
        ("+86 138-0013-8000", "+86*******8000"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("138\u200b00138000", "138****8000"),
        (CARD, "621785*********4563"),
        ("王小明、欧阳小明", "王**、欧阳**"),
        ("住北京市朝阳区建国路88号3单元501室", "住北京市朝阳区****"),
        ("杭州市西湖区翠苑小区12幢3单元", "杭州市西湖区****"),
        ("清河县中山路3号", "清河县****"),
        ("zhangsan@example.com", "z*******@example.com"),
        ("39.904030, 116.407526", "39.9*, 116.4*"),
    ],
)
def test_what_identifies_a_person_keeps_what_the_profile_keeps(text: str, masked: str) -> None:
    assert masks().text(text) == masked


@pytest.mark.parametrize(
    "text",
    ["a" * 64, "0138001380001380013800013800138000" * 2, "2025-11-02T12:15:03Z", "33,554,432", "m1.1.3", "朝阳区人民检察院", "第 3 条"],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert masks().text(text) == text


def test_nothing_that_is_masked_is_in_any_layer_of_the_pdf(personal: Case) -> None:
    memo = redaction.redacted(personal, "zh", redaction.profile("standard")).memo
    seen = layers(render(memo))
    assert [secret for secret in SECRETS if "".join(secret.split()) in seen or secret in seen] == []
    assert PHONE[:7] not in seen  # nor half of one, where a text is cut short
    assert "王**" in seen
    assert "遮盖版" in seen


@pytest.mark.parametrize("format_", ["docx", "json"])
def test_nor_in_a_docx_or_its_data(personal: Case, format_: str) -> None:
    document = FORMATS[format_](redaction.redacted(personal, "en", redaction.profile("standard")).memo)
    if format_ == "docx":
        with zipfile.ZipFile(io.BytesIO(document)) as file:
            document = b"".join(file.read(name) for name in file.namelist())
    assert [secret for secret in SECRETS if secret.encode() in document] == []


def test_the_full_memo_has_them_so_the_test_can_fail(personal: Case) -> None:
    from reports.memo.compose import compose

    assert PHONE in layers(render(compose(personal, "zh")))


def test_what_a_mask_stands_for_is_kept_apart(personal: Case) -> None:
    kept = redaction.redacted(personal, "zh", redaction.profile("standard")).masked
    assert kept["138****8000"] == ["138 0013 8000", PHONE]
    assert kept["王**"] == ["王小明"]


def test_a_measure_of_technical_investigation_is_left_out_with_its_row(case: Case, chat: Callable[..., list[str]]) -> None:
    (said,) = chat("一")
    marks.tag(case, [said], "资料", "由技侦部门以某设备获取")
    seen = layers(render(redaction.redacted(case, "zh", redaction.profile("standard")).memo))
    assert "某设备" not in seen
    assert "（依法不予记载）" in seen


def test_an_office_may_have_a_profile_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\nzh = "甲"\nen = "a"\n[keep]\nphone = [0, 4]\n[names]\nalso = ["赵某某"]\n', encoding="utf-8")
    made = Masks(redaction.profile(str(own)), [], [], "zh")
    assert made.text(f"赵某某 {PHONE}") == "赵** *******8000"


def test_a_hundred_thousand_names_are_masked_in_a_moment() -> None:
    names = [f"王{chr(0x4E00 + n % 20000)}{chr(0x4E00 + n // 20000)}" for n in range(100_000)]
    made = Masks(redaction.profile("standard"), names, [], "zh")
    begun = time.monotonic()
    assert made.text(f"见{names[77_777]}与李四" * 20_000).count("王**") == 20_000
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("text", "masked"), [("Anna met Ann.", "A** met A**."), ("Annex A", "Annex A"), ("找Ann吗", "找A**吗")])
def test_a_latin_name_is_a_word_of_its_own(text: str, masked: str) -> None:
    assert Masks(redaction.profile("standard"), ["Ann", "Anna"], [], "en").text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = 1",
        'name = "x"\nzh = "a"\nen = "b"\n[keep]\nphone = [-1, 4]\n',
        'name = "x"\nzh = "a"\nen = "b"\n[keep]\nphone = "all"\n',
        "\x00",
    ],
)
def test_a_profile_that_is_none_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(redaction.BadProfile):
        redaction.profile(str(bad))
    with pytest.raises(redaction.BadProfile):
        redaction.profile("no-such-profile")


def test_a_name_that_is_a_word_of_the_document_cannot_break_it(case: Case, chat: Callable[..., list[str]]) -> None:
    said = chat("x", sender="holds")
    chat("y", sender="supports")
    marks.add_finding(case, "见消息。", said, bearing="supports")
    assert render(redaction.redacted(case, "zh", redaction.profile("standard")).memo).startswith(b"%PDF")


def test_minors_are_letters_in_the_redacted_memo_alone(case: Case, chat: Callable[..., list[str]]) -> None:
    [said] = chat("林悦说放学后见")
    marks.add_finding(case, "林悦与他人有联系。", [said])
    with case.transaction():
        entry, locus = ids.entry_id(1, 2), Locus(1, ids.entry_id(1, 2), "/b.txt", None)
        keep.entries(case, 1, [Entry(2, None, 1, "/b.txt", "file", None, 4, True, 2, None, None, None, None, None, 0)])
        people = [Conversation(key="k", app="t", locus=locus), Participant(conversation="k", app="t", locus=locus, name="林悦")]
        keep.EntryRecords(case, entry).keep(keep.parser_number(case, "test", 1), people)
    [person] = [str(row["id"]) for row in tables.rows(case, "participants")]
    assert "林悦" in "".join(texts(compose(case, "zh")))
    marks.tag(case, [person], "未成年人")
    masked = "".join(texts(redacted(case, "zh", profile("standard")).memo))
    assert "林" not in masked and "未成年人A与他人有联系。" in masked
    assert "minor A" in "".join(texts(redacted(case, "en", profile("standard")).memo))


def test_whoever_is_in_what_was_set_apart_is_masked_where_a_person_typed_the_name(case: Case, chat: Callable[..., list[str]]) -> None:
    [said] = chat("hello", sender="何静", sender_id="wxid_hejing01")
    marks.add_finding(case, "何静（wxid_hejing01）付款。", [said])
    counsel.add(case, "contact", "何静", "周明")
    told = " ".join(texts(redacted(case, "zh", profile("standard")).memo))
    assert "何静" not in told and "wxid_hejing01" not in told and "何**" in told
    assert "其中是否写入了隔离的内容，须由审查人员核对" in told


def test_a_name_of_several_words_is_masked_in_capitals_or_not_and_a_single_word_as_it_is_written() -> None:
    made = Masks(redaction.profile("standard"), ["Daniel Reed", "Mark"], [], "en")
    assert made.text("DANIEL REED, daniel reed; Mark has a mark") == "D**, d**; M** has a mark"


def test_the_memo_says_which_names_are_masked_and_holders_are_among_them(case: Case, chat: Callable[..., list[str]]) -> None:
    [said] = chat("hello")
    fields = '{"number": "S-1", "holder": "赵明辉、Anna Berg", "user": "", "witness": ""}'
    case.db.execute("INSERT INTO exhibits (number, said, actor, time, entry_of_log) VALUES ('S-1', ?, 'x', 0, 1)", (fields,))
    marks.add_finding(case, "赵明辉与 anna berg 及 Carl Vogt 有联系。", [said])
    made = redacted(case, "zh", profile("standard")).memo
    told = " ".join(texts(made))
    assert "赵明辉" not in told and "anna berg" not in told
    assert "Carl Vogt" in told, "a name that stands in typed text alone is not known"
    assert "仅见于键入文字的其他姓名和姓名的一部分未遮盖，须人工复核" in made.redaction
    assert "have to be looked for by a person" in redacted(case, "en", profile("standard")).memo.redaction

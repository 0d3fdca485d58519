from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import defusedxml.ElementTree as ElementTree
import msgspec
import pytest

from evidence_desk.errors import Language
from evidence_desk.store.case import Case
from reports.memo import data
from reports.memo.compose import compose
from reports.memo.docx import document
from reports.memo.docx.text import table
from reports.memo.memo import Cell, Column, Memo

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def text(made: bytes) -> str:
    root = ElementTree.fromstring(parts(made)["word/document.xml"])
    return "\n".join("".join(run.text or "" for run in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_docx_holds_every_section_and_sentence(fraud_memo: Callable[[Language], Memo], language: Language) -> None:
    memo = fraud_memo(language)
    read = text(document(memo))
    for section in memo.sections:
        assert section.title in read
    for citation in memo.citations:
        assert f"[{citation.number}] " in read
        assert citation.item in read


def test_evidence_text_is_data_in_a_docx(fraud_memo: Callable[[Language], Memo]) -> None:
    made = document(fraud_memo("zh"))
    read = text(made)
    assert "发票⟦RLO⟧gpj.exe⟦NUL⟧" in read
    assert '<img src="file:///etc/passwd"/>' in read
    assert b"<img" not in parts(made)["word/document.xml"]


def test_a_docx_runs_nothing_and_fetches_nothing(fraud_memo: Callable[[Language], Memo]) -> None:
    every = parts(document(fraud_memo("zh")))
    assert not any(name.endswith((".bin", ".vml")) or "embeddings" in name for name in every)
    joined = b"".join(every.values())
    for word in (b"TargetMode", b"fldSimple", b"instrText", b"macro", b"w:hyperlink", b"altChunk"):
        assert word not in joined


def test_every_part_of_a_docx_is_xml_and_every_style_that_is_used_is_there(fraud_memo: Callable[[Language], Memo]) -> None:
    every = {name: ElementTree.fromstring(data) for name, data in parts(document(fraud_memo("en"))).items()}
    styles = {one.get(f"{W}styleId") for one in every["word/styles.xml"].iter(f"{W}style")}
    used = {one.get(f"{W}val") for name in ("word/document.xml", "word/header1.xml") for one in every[name].iter(f"{W}pStyle")}
    assert used <= styles


def test_the_same_memo_gives_the_same_docx(fraud_memo: Callable[[Language], Memo]) -> None:
    assert document(fraud_memo("zh")) == document(fraud_memo("zh"))


def test_a_docx_says_that_it_is_a_draft_and_no_expert_opinion(case: Case) -> None:
    every = parts(document(compose(case, "zh")))
    assert "草稿" in every["word/header1.xml"].decode()
    assert "不是鉴定意见" in every["word/footer1.xml"].decode()


def test_the_data_of_a_memo_can_be_read_back(case: Case) -> None:
    memo = compose(case, "zh")
    assert msgspec.json.decode(data(memo), type=Memo) == memo


def test_another_reader_opens_it(fraud_memo: Callable[[Language], Memo], tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    (tmp_path / "a.docx").write_bytes(document(fraud_memo("zh")))
    opened = docx.Document(str(tmp_path / "a.docx"))
    assert opened.tables
    assert opened.core_properties.title


def test_a_table_whose_columns_have_no_titles_has_no_row_for_them() -> None:
    pairs = table((Column("", 2), Column("", 6)), [(Cell("编号"), Cell("1"))])
    titled = table((Column("编号", 2), Column("名称", 6)), [(Cell("1"), Cell("手机"))])
    assert (pairs.count("<w:tr>"), "tblHeader" in pairs) == (1, False)
    assert (titled.count("<w:tr>"), "tblHeader" in titled) == (2, True)

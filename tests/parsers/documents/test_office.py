"""Text of office documents: what is written is found, and what cannot be read is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from evidence_desk.api import Gap, Text
from parsers.documents import office

TYPES = ("[Content_Types].xml", "<Types/>")


def packed(*parts: tuple[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts:
            archive.writestr(name, body, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def read(entry: Callable, data: bytes) -> tuple[str, list[str]]:
    one = entry(data, "/a/document")
    assert office.text.claims(one)
    found = list(office.text.parse(one))
    return "".join(x.body for x in found if isinstance(x, Text)), [x.code for x in found if isinstance(x, Gap)]


def test_runs_of_a_paragraph_are_one_word_and_headers_are_read(entry: Callable) -> None:
    body = '<w:document xmlns:w="w"><w:p><w:r><w:t>电子</w:t></w:r><w:r><w:t>数据</w:t></w:r></w:p><w:p><w:instrText>no</w:instrText></w:p></w:document>'
    header = '<w:hdr xmlns:w="w"><w:p><w:t>top</w:t></w:p></w:hdr>'
    text, gaps = read(entry, packed(TYPES, ("word/document.xml", body), ("word/header1.xml", header)))
    assert "电子数据\n" in text and "top" in text and "no" not in text.split() and gaps == []


def test_cells_show_the_shared_strings_they_refer_to(entry: Callable) -> None:
    shared = "<sst><si><t>账号</t><rPh><t>zh</t></rPh></si><si><t>x</t></si></sst>"
    sheet = '<worksheet><row><c t="s"><v>0</v></c><c><v>6222</v></c><c t="inlineStr"><is><t>in</t></is></c></row></worksheet>'
    assert read(entry, packed(TYPES, (SHARED, shared), ("xl/worksheets/sheet1.xml", sheet))) == ("账号\t6222\tin\t\n", [])


SHARED = "xl/sharedStrings.xml"


def test_slides_notes_and_open_documents_are_read(entry: Callable) -> None:
    slide = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>slide</a:t></a:p></p:sld>'
    text, _ = read(
        entry, packed(TYPES, ("ppt/slides/slide1.xml", slide), ("ppt/notesSlides/notesSlide1.xml", slide.replace("slide<", "note<")))
    )
    assert text == "slide\nnote\n"
    kind = ("mimetype", "application/vnd.oasis.opendocument.text")
    content = '<o xmlns:text="t"><text:p>ein <text:span>Wort</text:span></text:p><x>no</x></o>'
    assert read(entry, packed(kind, ("content.xml", content))) == ("ein Wort\n", [])


def test_what_cannot_be_read_is_said(entry: Callable, monkeypatch) -> None:
    whole = "<w><p><t>kept</t></p>"
    assert read(entry, packed(TYPES, ("word/document.xml", whole))) == ("kept\n", ["document-unread"])
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa">]><w><p><t>&a;</t></p></w>'
    assert read(entry, packed(TYPES, ("word/document.xml", bomb))) == ("", ["document-unread"])
    locked = ("META-INF/manifest.xml", "<m:encryption-data/>")
    kind = ("mimetype", "application/vnd.oasis.opendocument.text")
    assert read(entry, packed(kind, ("content.xml", "x"), locked)) == ("", ["document-unread"])
    whole_zip = packed(TYPES, ("word/document.xml", whole))
    assert read(entry, whole_zip[:-30]) == ("", ["document-unread"])
    monkeypatch.setattr(office, "MOST_UNPACKED", 10)
    assert read(entry, whole_zip)[1] == ["text-cut"]


def test_a_document_whose_list_of_types_comes_last_is_one_and_an_archive_is_none(entry: Callable) -> None:
    document = ("word/document.xml", "<w><p><t>kept</t></p></w>")
    assert read(entry, packed(document, ("word/styles.xml", "x" * 100), TYPES)) == ("kept\n", [])
    assert read(entry, packed(document)) == ("", [])

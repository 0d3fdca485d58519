"""Text of PDFs: the text layer is found, and pages without one are said."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from evidence_desk.api import Gap, Text
from parsers.documents import pdf


def written(*pages: str, password: str | None = None) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        canvas.drawString(100, 700, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(entry: Callable, data: bytes) -> list[Text | Gap]:
    one = entry(data, "/a.pdf")
    assert pdf.text.claims(one)
    return list(pdf.text.parse(one))


def test_the_words_of_every_page_are_read_and_one_without_is_said(entry: Callable) -> None:
    text, gap = read(entry, written("account 6222", "second", ""))
    assert isinstance(text, Text) and "account 6222" in text.body and "second" in text.body
    assert isinstance(gap, Gap) and gap.params["detail"] == "1 pages: no text layer"


def test_an_encrypted_one_and_a_damaged_one_are_said(entry: Callable) -> None:
    for data in (written("secret", password="x"), b"%PDF-1.7\nnothing"):
        (gap,) = read(entry, data)
        assert isinstance(gap, Gap) and gap.code == "document-unread"

"""A Memo as PDF, drawn by ReportLab's canvas. The same memo gives the same bytes.

Text never meets a markup language: what evidence says is measured and drawn, character by character. The
document holds no script, no form and no link out of it, and embeds every font that it names.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont
from reportlab.pdfgen.canvas import Canvas

from reports.memo.memo import Memo
from reports.memo.paper.fonts import Letters
from reports.memo.paper.ink import Anchor, Box, Dot, Glyphs, Ink, Link, Rule, Stamp
from reports.memo.paper.layout import lay_out
from reports.memo.paper.pages import Page
from reports.memo.paper.style import LEFT, PAGE_HEIGHT, PAGE_WIDTH, TOP, Cut
from reports.memo.words import say

LANGUAGES = {"zh": "zh-CN", "en": "en"}
BLOCK = 100
"""Entries that a PDF reader must take in one bfchar block (Adobe Technical Note 5014)."""

_drawing = Lock()


def render(memo: Memo) -> bytes:
    """The memo as a PDF 1.4 file."""
    letters = Letters()
    pages = lay_out(memo, letters)
    faces = [_Face(cut, io.BytesIO(letters.face(cut, chars))) for cut, chars in _used(pages).items()]
    with _registered(faces):
        return _drawn(memo, pages)


@contextmanager
def _registered(faces: Sequence[_Face]) -> Iterator[None]:
    """ReportLab keeps fonts by name for the whole process, and the first of a name stays: one memo is drawn at a time."""
    with _drawing:
        try:
            for face in faces:
                pdfmetrics.registerFont(face)
            yield
        finally:
            for face in faces:
                face.unregister()


def _used(pages: Sequence[Page]) -> dict[Cut, set[str]]:
    used: dict[Cut, set[str]] = {"regular": set()}
    for page in pages:
        for ink in page.inks:
            if isinstance(ink, Glyphs | Stamp):
                used.setdefault(ink.type.cut, set()).update(ink.text)
    return used


def _drawn(memo: Memo, pages: Sequence[Page]) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(
        data, (PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1, initialFontName="regular", lang=LANGUAGES[memo.language]
    )
    _describe(canvas, memo)
    for page in pages:
        for ink in page.inks:
            _draw(canvas, ink)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _describe(canvas: Canvas, memo: Memo) -> None:
    """What a reader's properties window says; dated by the memo, never by the clock or the environment of this machine."""
    # the file's identifier, which ReportLab begins with SOURCE_DATE_EPOCH
    canvas._doc.signature = hashlib.md5(repr(memo).encode("utf-8", "backslashreplace"), usedforsecurity=False)
    made = str(memo.made)[:19].translate({ord(sign): None for sign in "-T:"})
    canvas.setDateFormatter(lambda *_: f"D:{made}Z")
    canvas.setTitle(f"{say('memo', memo.language)} {memo.case_number}")
    canvas.setSubject(memo.case_title)
    canvas.setAuthor(say("list.comma", memo.language).join(memo.examiners))
    canvas.setCreator(memo.program)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()


def _draw(canvas: Canvas, ink: Ink) -> None:
    match ink:
        case Glyphs():
            _write(canvas, ink)
        case Rule():
            canvas.setStrokeColor(HexColor(ink.colour))
            canvas.setLineWidth(ink.weight)
            canvas.line(_x(ink.x), _y(ink.y), _x(ink.to_x), _y(ink.to_y))
        case Box():
            canvas.setFillColor(HexColor(ink.fill))
            canvas.rect(_x(ink.x), _y(ink.y + ink.height), ink.width, ink.height, stroke=0, fill=1)
        case Dot():
            canvas.setFillColor(HexColor(ink.fill))
            canvas.circle(_x(ink.x), _y(ink.y), ink.radius, stroke=0, fill=1)
        case Link():
            canvas.linkAbsolute("", ink.to, (_x(ink.x), _y(ink.y + ink.height), _x(ink.x + ink.width), _y(ink.y)), Border="[0 0 0]")
        case Anchor():
            canvas.bookmarkPage(ink.name, fit="XYZ", left=0, top=_y(ink.y) + 12, zoom=0)
            if ink.title is not None:
                canvas.addOutlineEntry(ink.title, ink.name, ink.level, closed=ink.level > 0)
        case Stamp():
            _stamp(canvas, ink)


def _write(canvas: Canvas, ink: Glyphs) -> None:
    canvas.setFont(ink.type.cut, ink.type.size)
    canvas.setFillColor(HexColor(ink.type.colour))
    canvas.drawString(_x(ink.x), _y(ink.y), ink.text, charSpace=ink.space)


def _stamp(canvas: Canvas, ink: Stamp) -> None:
    canvas.saveState()
    canvas.translate(_x(ink.x), _y(ink.y))
    canvas.rotate(50)
    canvas.setFont(ink.type.cut, ink.type.size)
    canvas.setFillColor(HexColor(ink.type.colour))
    canvas.drawCentredString(0, -ink.type.size * 0.36, ink.text)
    canvas.restoreState()


def _x(x: float) -> float:
    return LEFT + x


def _y(y: float) -> float:
    return PAGE_HEIGHT - TOP - y


class _Face(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font whose text can be copied and searched in full.

    ReportLab 5.1 writes a character above U+FFFF as five hex digits where PDF wants UTF-16, so that 𠮷 is found
    as another character, and puts more entries in one block than a reader need take.
    """

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  # ReportLab's own name
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = "\n".join(_to_unicode(name, subset))


def _to_unicode(name: str, subset: Sequence[int]) -> Iterator[str]:
    """A ToUnicode CMap (PDF 32000-1, 9.10.3) of the codes that have a character."""
    yield from (
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
    )  # fmt: skip
    entries = [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset) if char]
    for first in range(0, len(entries), BLOCK):
        block = entries[first : first + BLOCK]
        yield from (f"{len(block)} beginbfchar", *block, "endbfchar")
    yield from ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")

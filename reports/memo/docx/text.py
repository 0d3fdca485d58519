"""Text as WordprocessingML: escaped, and whatever cannot be seen printed by its name, as in the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from reports.memo.memo import Cell, Column, Mark, Sentence
from reports.memo.paper.visible import visible

SIGNS: dict[Mark, str] = {"holds": "✓ ", "fails": "✗ ", "open": "— "}


def escaped(text: str) -> str:
    """A reader's fonts are not ours: every character that has a glyph somewhere is let through."""
    return escape(visible(text, lambda char: True), {'"': "&quot;"})


def run(text: str, *, raised: bool = False, bold: bool = False) -> str:
    properties = ("<w:b/>" if bold else "") + ('<w:color w:val="1F4E79"/><w:vertAlign w:val="superscript"/>' if raised else "")
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def paragraph(text: str, style: str = "Normal", after: str = "") -> str:
    """One paragraph; a line break in the text is one on the page. `after`: runs that follow."""
    lines = text.replace("\r\n", "\n").split("\n")
    runs = "<w:r><w:br/></w:r>".join(run(line) for line in lines)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}{after}</w:p>'


def references(cites: Sequence[int], tables: Sequence[str] = ()) -> str:
    return "".join(run(f"[{one}]", raised=True) for one in (*cites, *tables))


def sentences(given: Sequence[Sentence], style: str, between: str) -> str:
    runs = "".join(run(one.text) + references(one.cites, one.tables) + run(between) for one in given)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int = 9070) -> str:
    """`width` in twentieths of a point. What a person wrote has a bar at its left; columns without titles have no row for them."""
    total = sum(column.share for column in columns)
    widths = [round(width * column.share / total) for column in columns]
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    titles = "".join(_cell(paragraph(column.title, "CellHead"), one, fill="E8EEF4") for column, one in zip(columns, widths, strict=True))
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>" if any(one.title for one in columns) or not rows else ""
    lines = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            _cell(paragraph((SIGNS[cell.mark] if cell.mark else "") + cell.text, "Cell", references(cell.cites)), one, typed=cell.typed)
            for cell, one in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="CDD3D9"/>' for side in ("top", "bottom", "insideH"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{lines}</w:tbl>{paragraph('', 'Cell')}"
    )


def _cell(content: str, width: int, *, fill: str = "", typed: bool = False) -> str:
    bar = '<w:tcBorders><w:left w:val="single" w:sz="18" w:color="1F4E79"/></w:tcBorders>' if typed else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{bar}{shade}</w:tcPr>{content}</w:tc>'

"""XLSX: a sheet a table, after a first one that says what the others hold and what was cut to fit.

No cell is a formula: every text is written as an inline string of number format 'text', so that it stays one when
a person edits the cell. Limits of the format (ECMA-376, Excel's own specifications): 1,048,576 rows a sheet,
32,767 characters a cell, 15 digits a number.
"""

from __future__ import annotations

from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from evidence_desk import __version__
from evidence_desk.store import tables
from evidence_desk.store.tables import Value
from evidence_desk.visible import visible
from reports.exports import cells
from reports.exports.selection import EXPORTED, Selection

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
MOST_EXACT = 10**15
CUT = "…[cut; the whole text is in the JSON lines export]"


def write(selection: Selection, out: BinaryIO, most_rows: int = MOST_ROWS) -> int:
    """`most_rows`: of a sheet, its head among them."""
    book = Workbook(write_only=True)
    about = book.create_sheet("about")
    lines: list[list[Value]] = [
        ["case", selection.case.particulars.number],
        ["made by", f"evidence-desk {__version__}"],
        ["sheet", "rows", "note"],
    ]
    count = 0
    for table in EXPORTED:
        sheets = _table(selection, table, book, most_rows)
        count += sum(rows for _, rows, _ in sheets)
        lines += [[title, rows, note] for title, rows, note in sheets]
    for line in lines:
        about.append([_cell(about, value) for value in line])
    book.save(out)
    return count


def _table(selection: Selection, table: str, book: Workbook, most_rows: int) -> list[tuple[str, int, str]]:
    """(title, rows, note) of each sheet that the table takes."""
    fields = tables.TABLES[table].fields
    made: list[tuple[str, int, str]] = []
    sheet, rows, cut = _sheet(book, table, fields), 0, 0
    for row in selection.rows(table):
        if rows + 1 >= most_rows:
            made.append((sheet.title, rows, _note(cut, f"continued on the next sheet: a sheet holds {most_rows} rows")))
            sheet, rows, cut = _sheet(book, f"{table} ({len(made) + 1})", fields), 0, 0
        values = [row[field] for field in fields]
        cut += sum(_too_long(value) for value in values)
        sheet.append([_cell(sheet, value) for value in values])
        rows += 1
    return [*made, (sheet.title, rows, _note(cut, ""))]


def _sheet(book: Workbook, title: str, fields: tuple[str, ...]) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, field) for field in fields])
    return sheet


def _note(cut: int, more: str) -> str:
    return "; ".join(part for part in (f"{cut} cells cut at {MOST_CHARACTERS} characters" if cut else "", more) if part)


def _too_long(value: Value) -> bool:
    return isinstance(value, str | list | dict) and len(visible(cells.plain(value))) > MOST_CHARACTERS


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell | None:
    match value:
        case None | "":
            return None
        case bool():
            return WriteOnlyCell(sheet, value)
        case int() | float() if abs(value) < MOST_EXACT:
            return WriteOnlyCell(sheet, value)
    text = visible(cells.plain(value))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text.replace("\ufffe", "⟦U+FFFE⟧").replace("\uffff", "⟦U+FFFF⟧"), "s"  # XML has no place for these two
    if text.startswith(cells.FORMULA):
        cell.number_format = "@"
    return cell

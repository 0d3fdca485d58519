"""Sheets that a spreadsheet opens, and in which nothing runs."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import load_workbook

from evidence_desk.store.case import Case
from reports.exports import xlsx
from reports.exports.selection import EXPORTED, Selection

from .conftest import Written


def test_every_table_is_a_sheet_and_every_row_a_line(written: Written) -> None:
    book = load_workbook(written("xlsx"))
    assert book.sheetnames == ["about", *EXPORTED]
    assert book["messages"].max_row == 4
    head = [cell.value for cell in book["messages"][1]]
    assert [row[head.index("direction")].value for row in book["messages"].iter_rows(min_row=2)] == ["in", "out", None]
    assert {line[0]: line[1] for line in book["about"].iter_rows(min_row=4, max_col=2, values_only=True)}["entries"] == 4


def test_no_cell_is_a_formula_or_an_error(written: Written) -> None:
    path = written("xlsx")
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "b"}
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            assert not re.search(rb"<f[ >]", parts.read(name)), name
    values = [cell.value for row in load_workbook(path)["messages"].iter_rows() for cell in row]
    assert "#N/A" in values
    assert any(str(value).startswith('=HYPERLINK("http://x")|<script>') and "⟦RLO⟧gnp⟦NUL⟧⟦ESC⟧" in str(value) for value in values)


def test_a_table_longer_than_a_sheet_goes_on_on_the_next_and_it_is_said(awkward: Case) -> None:
    out = io.BytesIO()
    xlsx.write(Selection(awkward), out, most_rows=3)
    book = load_workbook(out)
    assert [name for name in book.sheetnames if name.startswith("messages")] == ["messages", "messages (2)"]
    assert [book[name].max_row for name in ("messages", "messages (2)")] == [3, 2]
    notes = {line[0]: line[2] for line in book["about"].iter_rows(min_row=4, values_only=True)}
    assert "continued" in notes["messages"]
    assert not notes["messages (2)"]


def test_a_text_longer_than_a_cell_is_cut_and_it_is_said(awkward: Case) -> None:
    awkward.db.execute("UPDATE messages SET text = ? WHERE text = '#N/A'", ("长" * 40_000,))
    out = io.BytesIO()
    xlsx.write(Selection(awkward), out)
    book = load_workbook(out)
    assert max(len(str(cell.value)) for row in book["messages"].iter_rows() for cell in row) == xlsx.MOST_CHARACTERS
    assert {line[0]: line[2] for line in book["about"].iter_rows(values_only=True)}["messages"] == "1 cells cut at 32767 characters"

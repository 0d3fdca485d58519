"""CSV: one file with the fields of all tables as columns, a cell being empty where its table has no such field."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from evidence_desk.store import tables
from reports.exports.cells import cell
from reports.exports.selection import EXPORTED, Selection


def write(selection: Selection, out: BinaryIO) -> int:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)  # without the mark some spreadsheets guess
    columns = ["table", *dict.fromkeys(field for table in EXPORTED for field in tables.TABLES[table].fields)]
    writer = csv.DictWriter(text, columns, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    count = 0
    for count, (table, row) in enumerate(selection.all(), 1):
        writer.writerow({"table": table, **{field: cell(row[field]) for field in tables.TABLES[table].fields}})
    text.detach()
    return count

"""JSON lines: every row as `query` gives it, with the name of its table."""

from __future__ import annotations

from typing import BinaryIO

from evidence_desk.store import tables
from evidence_desk.visible import json_line
from reports.exports.selection import Selection


def write(selection: Selection, out: BinaryIO) -> int:
    count = 0
    for count, (table, row) in enumerate(selection.all(), 1):
        fields = {field: row[field] for field in tables.TABLES[table].fields}
        out.write(json_line({"table": table, **fields}).encode("utf-8", "backslashreplace") + b"\n")
    return count

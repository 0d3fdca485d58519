"""Exports of the records of a case, all or those with a tag, as JSON lines or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from evidence_desk.errors import OutputExists, OutputUnwritable
from evidence_desk.store import ids, tables
from evidence_desk.store.case import Case
from evidence_desk.store.tables import Shown
from reports.exports.cells import cell

Format = Literal["csv", "jsonl"]
EXPORTED = (
    "evidence",
    "volumes",
    "entries",
    "conversations",
    "participants",
    "messages",
    "artifacts",
    "problems",
    "coverage",
    "tags",
    "facts",
    "findings",
)


def export(case: Case, style: Format, target: Path, tags: tuple[str, ...] = ()) -> int:
    """Writes a new file; how many rows. Each row says in `table` which table it is of.

    CSV has the fields of all tables as columns, a cell being empty where its table has no such field.
    """
    if target.exists():
        raise OutputExists(path=str(target))
    count = 0
    try:
        with target.open("x", encoding="utf-8", newline="") as out:
            if style == "csv":
                out.write("\ufeff")  # spreadsheet programs take it for another encoding otherwise
                writer = csv.DictWriter(out, _columns(), restval="", quoting=csv.QUOTE_ALL)
                writer.writeheader()
            for count, (table, row) in enumerate(_rows(case, tags), 1):
                if style == "csv":
                    writer.writerow({"table": table, **{field: cell(row[field]) for field in tables.TABLES[table].fields}})
                else:
                    fields = {field: row[field] for field in tables.TABLES[table].fields}
                    out.write(json.dumps({"table": table, **fields}, ensure_ascii=False) + "\n")
    except OSError as error:
        target.unlink(missing_ok=True)  # half an export is none
        raise OutputUnwritable(path=str(target), reason=error.strerror or str(error)) from error
    case.log("export", format=style, path=str(target.absolute()), tags=list(tags), rows=count)
    return count


def _columns() -> list[str]:
    return ["table", *dict.fromkeys(field for table in EXPORTED for field in tables.TABLES[table].fields)]


def _rows(case: Case, tags: tuple[str, ...]) -> Iterator[tuple[str, Shown]]:
    if not tags:
        for table in EXPORTED:
            for row in tables.rows(case, table):
                yield table, row
        return
    marked = [row for row in tables.rows(case, "tags") if row["tag"] in tags]
    for item in dict.fromkeys(str(row["item"]) for row in marked):
        found = tables.one(case, item)
        if found is not None:
            yield ids.read(item)[0], found
    for row in marked:
        yield "tags", row

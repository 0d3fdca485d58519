"""Rows as they leave the program: JSON lines, CSV or a table for the eye.

JSON is exact. In CSV and tables evidence text is data: a cell that a spreadsheet would take for a formula gets an
apostrophe before it, and what has no shape of its own is shown as a mark.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Literal, TextIO

from evidence_desk.store.tables import Shown, Value
from evidence_desk.visible import json_line, visible_line, width
from reports.exports.cells import cell

Format = Literal["jsonl", "csv", "table"]
WIDEST_COLUMN = 48
SAMPLE = 200
"""Rows that decide the columns' widths."""


def chosen(given: str | None) -> Format:
    """What was asked for; a table on a terminal and JSON lines elsewhere."""
    match given:
        case "jsonl" | "csv" | "table":
            return given
        case _:
            return "table" if sys.stdout.isatty() else "jsonl"


def write(rows: Iterable[Shown], fields: Sequence[str], style: Format, out: TextIO) -> int:
    """Writes rows; how many there were."""
    match style:
        case "jsonl":
            return _jsonl(rows, fields, out)
        case "csv":
            return _csv(rows, fields, out)
        case "table":
            return _table(iter(rows), fields, out)


def _jsonl(rows: Iterable[Shown], fields: Sequence[str], out: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        out.write(json_line({field: row[field] for field in fields}) + "\n")
    return count


def _csv(rows: Iterable[Shown], fields: Sequence[str], out: TextIO) -> int:
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(fields)
    count = 0
    for count, row in enumerate(rows, 1):
        writer.writerow([cell(row[field]) for field in fields])
    return count


def _table(rows: Iterator[Shown], fields: Sequence[str], out: TextIO) -> int:
    sample = list(islice(rows, SAMPLE))
    widths = [min(WIDEST_COLUMN, max([width(field), *(width(_shown(row[field])) for row in sample)])) for field in fields]
    room = max(60, shutil.get_terminal_size((200, 40)).columns)
    out.write(_line([field.upper() for field in fields], widths, room))
    count = 0
    for count, row in enumerate(chain(sample, rows), 1):
        out.write(_line([_shown(row[field]) for field in fields], widths, room))
    return count


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return visible_line(value)
        case dict() | list():
            return visible_line(json.dumps(value, ensure_ascii=False)) if value else ""
        case _:
            return str(value)


def _line(cells: list[str], widths: list[int], room: int) -> str:
    text = "  ".join(_cut(one, size) for one, size in zip(cells, widths, strict=True)).rstrip()
    return _cut(text, room).rstrip() + "\n"


def _cut(text: str, size: int) -> str:
    """Padded or shortened to so many columns."""
    have = width(text)
    if have <= size:
        return text + " " * (size - have)
    kept, used = [], 0
    for character in text:
        used += width(character)
        if used > size - 1:
            break
        kept.append(character)
    return "".join(kept) + "…" + " " * (size - 1 - width("".join(kept)))

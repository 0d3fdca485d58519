"""The rows of a table of any tool: CSV, XLSX, JSON and JSON lines; each row with the place where it stands, none left out without a word.

A row of CSV or JSON lines is told by its line, one of XLSX by its sheet and number, one of JSON by its pointer.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import openpyxl

from evidence_desk.mapping import Columns, Mapping
from evidence_desk.model import Gap, Line, Place, Pointer, Row
from evidence_desk.source.filesystems import Content
from evidence_desk.source.plaintext import MARKS, decoded

Kind = Literal["xlsx", "json", "jsonl", "csv"]
Cells = dict[str, object]
Found = tuple[Place, Cells] | Gap

LARGEST = 512 << 20
LARGEST_UNPACKED = 512 << 20
LONGEST_FIELD = 16 << 20
LOOKED_AT = 1 << 20
MOST_BEFORE = 30
"""Rows in which the names of the columns are looked for."""
DELIMITERS = ",\t;|"
FAILURES = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, SyntaxError, RecursionError)
"""What a damaged spreadsheet raises."""


def kind_of(content: Content) -> Kind:
    head = content.read_at(0, 4096)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"["):
        return "json"
    if text.startswith(b"{"):
        return _of_objects(decoded(content.read_at(0, LOOKED_AT), cut=content.size > LOOKED_AT)[0].lstrip("\ufeff"))
    return "csv"


def _of_objects(text: str) -> Kind:
    """Objects a line, or one document: which may stand on one line too, with an array somewhere in it."""
    first, _, rest = text.partition("\n")
    whole = _object(first)
    if whole is None:
        return "json"
    return "jsonl" if rest.strip() or not list(_arrays(whole, "", 2)) else "json"


def is_book(path: Path) -> bool:
    """Whether a file is a spreadsheet: as a whole it is a table, and no archive of parts that anyone named."""
    try:
        with zipfile.ZipFile(path) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def look(content: Content) -> Columns:
    """What a table shows of itself, for the proposal of a mapping. ValueError where it is no table."""
    match kind_of(content):
        case "xlsx":
            book = _book(content)
            sheet = book.sheetnames[0]
            rows = [[_shown(cell) for cell in row] for row in itertools.islice(book[sheet].iter_rows(values_only=True), MOST_BEFORE)]
            names, header = _header(rows)
            return Columns(names, header, sheet=sheet)
        case "json":
            pointer, array = _array(_document(content), None)
            return Columns(_paths(array), rows=pointer)
        case "jsonl":
            text = decoded(content.read_at(0, LOOKED_AT), cut=content.size > LOOKED_AT)[0]
            return Columns(_paths([_object(line) for line in text.splitlines()[:MOST_BEFORE]]))
        case _:
            text, encoding, errors = decoded(content.read_at(0, LOOKED_AT), cut=content.size > LOOKED_AT)
            if errors * 4 > len(text) or "\0" in text:
                raise ValueError("it is no text")
            sample = text.splitlines()[:MOST_BEFORE]
            delimiter = max(DELIMITERS, key=lambda one: sum(line.count(one) for line in sample))
            names, header = _header(list(csv.reader(sample, delimiter=delimiter)))
            return Columns(names, header, delimiter=delimiter, encoding=encoding)


def rows(content: Content, path: str, mapping: Mapping) -> Iterator[Found]:
    """Every row below the names of the columns, and a gap for each that cannot be read."""
    kind = kind_of(content)
    try:
        match kind:
            case "xlsx":
                yield from _sheet(content, path, mapping)
            case "json":
                document = _document(content)
                pointer, array = _array(document, mapping.rows)
                yield from _others(path, len([one for one, _ in _arrays(document, "", 2) if one != pointer]))
                for number, one in enumerate(array):
                    place = Pointer(f"{pointer}/{number}")
                    yield (place, _flat(one)) if isinstance(one, dict) else _unread(number + 1, "no object", place)
            case "jsonl":
                yield from _lines(content, path, mapping)
            case _:
                yield from _csv(content, path, mapping)
    except FAILURES as error:
        yield Gap("table-unreadable", {"path": path, "detail": told(error)}, "error")


def told(error: Exception) -> str:
    """What a reader says of its failure, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _csv(content: Content, path: str, mapping: Mapping) -> Iterator[Found]:
    text = _Text(content, mapping.encoding)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text, delimiter=mapping.delimiter or look(content).delimiter or ",")
    names: list[str] = []
    for number in itertools.count(1):
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield _unread(number, str(error), Line(line))
            continue
        if number == mapping.header:
            names = _distinct(fields)
        elif number > mapping.header and any(field.strip() for field in fields):
            yield _named(names, fields, number, Line(line))
    yield from text.gaps(path)


def _sheet(content: Content, path: str, mapping: Mapping) -> Iterator[Found]:
    book = _book(content)
    title = mapping.sheet or book.sheetnames[0]
    yield from _others(path, len(book.sheetnames) - 1)
    names: list[str] = []
    for number, cells in enumerate(book[title].iter_rows(values_only=True), 1):
        if number == mapping.header:
            names = _distinct([_shown(cell) for cell in cells])
        elif number > mapping.header and any(cell is not None for cell in cells):
            fields = [*cells, *[None] * (len(names) - len(cells))]
            yield _named(names, fields, number, Row(title, number))


def _others(path: str, count: int) -> Iterator[Gap]:
    """A mapping is for one sheet or one array; that there are more is said."""
    if count:
        yield Gap("table-others-unread", {"path": path, "count": count})


def _lines(content: Content, path: str, mapping: Mapping) -> Iterator[Found]:
    text = _Text(content, mapping.encoding)
    for number, line in enumerate(text, 1):
        if line.strip():
            found = _object(line)
            yield (Line(number), _flat(found)) if found is not None else _unread(number, "no JSON object", Line(number))
    yield from text.gaps(path)


class _Text:
    """Lines of a text; bytes that are not of its encoding are replaced, and counted, and zeros with them."""

    def __init__(self, content: Content, encoding: str | None) -> None:
        self._content = content
        head = content.read_at(0, LOOKED_AT)
        marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
        self._encoding = marked or encoding or decoded(head, cut=content.size > LOOKED_AT)[1]
        self._stray = 0

    def __iter__(self) -> Iterator[str]:
        raw = io.BytesIO(self._content.read_at(0, LARGEST))
        for line in io.TextIOWrapper(raw, self._encoding, errors="replace", newline=""):
            line = line.replace("\0", "\ufffd")
            self._stray += line.count("\ufffd")
            yield line

    def gaps(self, path: str) -> Iterator[Gap]:
        if self._stray:
            yield Gap("encoding-errors", {"path": path, "count": self._stray, "encoding": self._encoding.upper()})
        if self._content.size > LARGEST:
            yield Gap("text-cut", {"path": path, "kept": LARGEST}, "error")


def _named(names: list[str], fields: list[object] | list[str], number: int, place: Place) -> Found:
    """The fields by the names of their columns; more fields than columns, unless they are blank, and fewer are no row of this table."""
    extra = [field for field in fields[len(names) :] if field is not None and str(field).strip()]
    if extra or len(fields) < len(names):
        return _unread(number, f"{len(fields)} fields, {len(names)} columns", place)
    return place, dict(zip(names, fields, strict=False))


def _unread(number: int, detail: str, place: Place) -> Gap:
    return Gap("row-undecodable", {"row": number, "detail": detail[:200]}, place=place, rows=1)


def _distinct(names: list[str]) -> list[str]:
    """Names of columns: one that is empty or stands there already is told apart by its number. Blank ones at the end are none."""
    while names and not names[-1].strip():
        names = names[:-1]
    found: list[str] = []
    for number, name in enumerate((name.strip().lstrip("\ufeff") for name in names), 1):
        found.append(name if name and name not in found else f"{name}#{number}")
    return found


def _header(rows: list[list[str]]) -> tuple[list[str], int]:
    """The first row with as many names as any: titles and sums that stand above have fewer."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not filled or max(filled) < 1:
        raise ValueError("it has no columns")
    at = filled.index(max(filled))
    return [name for name in _distinct(rows[at]) if not name.startswith("#")], at + 1


def _book(content: Content) -> openpyxl.Workbook:
    if content.size > LARGEST:
        raise ValueError(f"> {LARGEST >> 20} MiB")
    data = io.BytesIO(content.read_at(0, content.size))
    with zipfile.ZipFile(data) as packed:
        if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
            raise ValueError(f"> {LARGEST_UNPACKED >> 20} MiB unpacked")
    book = openpyxl.load_workbook(data, read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what it states of its size need not be so
    return book


def _shown(cell: object) -> str:
    """A cell as text: whole numbers without decimals, times as ISO 8601 writes them."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _document(content: Content) -> object:
    if content.size > LARGEST:
        raise ValueError(f"> {LARGEST >> 20} MiB")
    raw = content.read_at(0, content.size)
    return json.loads(decoded(raw)[0].lstrip("\ufeff"))


def _array(document: object, pointer: str | None) -> tuple[str, list[object]]:
    """The array at a pointer, or the longest one of objects within two levels."""
    if pointer is not None:
        found: object = document
        for step in pointer.split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found[int(step)] if isinstance(found, list) else found[step] if isinstance(found, dict) else None
        if isinstance(found, list):
            return pointer, found
        raise ValueError(f"there is no array at {pointer or '/'}")
    arrays = list(_arrays(document, "", 2))
    if not arrays:
        raise ValueError("it has no array of objects")
    return max(arrays, key=lambda one: len(one[1]))


def _arrays(value: object, pointer: str, depth: int) -> Iterator[tuple[str, list[object]]]:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield pointer, value
    elif isinstance(value, dict) and depth:
        for name, one in value.items():
            yield from _arrays(one, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", depth - 1)


def _object(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _flat(value: dict[str, object], before: str = "") -> Cells:
    """Members of members by their path, `sender.name`; lists as JSON."""
    found: Cells = {}
    for name, one in value.items():
        if isinstance(one, dict) and before.count(".") < 8:
            found |= _flat(one, f"{before}{name}.")
        else:
            found[before + name] = json.dumps(one, ensure_ascii=False) if isinstance(one, list | dict) else one
    return found


def _paths(array: list[object] | list[dict[str, object] | None]) -> list[str]:
    names: dict[str, None] = {}
    for one in array[:MOST_BEFORE]:
        if isinstance(one, dict):
            names |= dict.fromkeys(_flat(one))
    if not names:
        raise ValueError("it has no objects")
    return list(names)
